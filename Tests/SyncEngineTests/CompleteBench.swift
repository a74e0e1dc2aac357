import LeadModel
import LeadStore
import Testing

@testable import SyncEngine

extension Workbench {
    /// A company whose CRM writes all of its leads into one file each time, with dates of their own or without.
    static func ofCompleteExports(isDated: Bool = true, guard keys: String? = nil) throws -> Workbench {
        let bench = try Workbench()
        try bench.edit("config/sources/crm.yaml", #"files: "leads*.csv","#, #"files: "leads*.csv", complete: true,"#)
        if let keys { try bench.write("config/sources/crm.yaml", bench.text("config/sources/crm.yaml") + keys + "\n") }
        if !isDated {
            try bench.edit(
                "mappings/crm-lead.yaml", "  modified: { from: Modified, as: date-time, format: iso }\n", "")
            try bench.edit(
                "mappings/crm-lead.yaml", "created: {",
                "last-activity: { from: Modified, as: date-time, format: iso }\n  created: {")
        }
        return bench
    }

    /// Syncs the CRM alone, on a day of October.
    @discardableResult
    func day(_ day: Int, accepts drift: Bool = false, rehearses: Bool = false) throws -> RunReport {
        var options = SyncRun.Options(now: try Workbench.time(day))
        options.sources = ["crm"]
        options.acceptsDrift = drift
        let progress = ProgressReport { _ in }
        let reports =
            rehearses
            ? try SyncRehearsal(workspace(), options: options, progress: progress).run().reports
            : try SyncRun(workspace(), options: options, progress: progress).run()
        for report in reports {
            #expect(report.counts.isConserved && report.files.allSatisfy(\.counts.isConserved), "\(report)")
        }
        return try #require(reports.last)
    }

    static func time(_ day: Int) throws -> Instant {
        try #require(Instant(rfc3339: "2026-10-\(day < 10 ? "0" : "")\(day)T06:00:00Z"))
    }

    /// Ids of the leads that are there, and those of the leads that are gone.
    func standing() throws -> (there: Set<String>, gone: Set<String>) {
        var (there, gone): (Set<String>, Set<String>) = ([], [])
        for lead in try leads() {
            let ids = try records(of: lead).map { String($0.split(separator: "/").last ?? "") }
            if lead.standing.isDeleted { gone.formUnion(ids) } else { there.formUnion(ids) }
        }
        return (there, gone)
    }

    func approve(
        _ run: Int64, count: Int? = nil, withoutAbsences: Bool = false, day: Int
    ) throws -> RunReport {
        var request = HeldDesk.Request(run: run, now: try Workbench.time(day))
        request.count = count
        request.withoutAbsences = withoutAbsences
        let reports = try HeldDesk(workspace()).approve(request, progress: ProgressReport { _ in })
        return try #require(reports.last)
    }

    /// The code of the fault with which something is refused.
    func refusal(_ body: () throws -> Void) throws -> Fault {
        do {
            try body()
        } catch let fault as Fault {
            return fault
        }
        throw Fault(.storeFailed, .stopRun, "it was not refused", advice: "")
    }
}
