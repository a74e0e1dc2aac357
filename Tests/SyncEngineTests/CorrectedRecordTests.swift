import Foundation
import LeadModel
import LeadStore
import Testing

@testable import SyncEngine

@Suite struct `A refused record that its source has corrected` {
    private func waiting(_ bench: Workbench, ifThere isThere: Bool = true) throws -> [QuarantineEntry] {
        guard isThere else { return [] }
        return try bench.workspace().openForReading().quarantined(limit: 9)
    }

    /// Records 1 and 2 are refused in the first file.
    private func bench() throws -> Workbench {
        let bench = try Workbench()
        try bench.deliver(
            "leads-1.csv",
            [Setup.lead("1", ["Status": "On Hold"]), Setup.lead("2", ["Email": "nobody at example"]), Setup.lead("3")])
        try bench.sync()
        #expect(try waiting(bench).count == 2)
        return bench
    }

    @Test func `waits no longer when a readable version arrives; its neighbour does`() throws {
        let bench = try bench()
        try bench.deliver("leads-2.csv", [Setup.lead("1", ["Modified": "2026-06-02T10:00:00Z"])])
        try bench.sync("2026-10-02T06:00:00Z")
        let left = try waiting(bench)
        #expect(left.map(\.fault.code) == [.mappingInvalidEmail])
        let released = try bench.workspace().openForReading().quarantined(limit: 9, includingReleased: true)
        #expect(released.contains { $0.fault.code == .mappingUnmappedStatus && $0.releasedRun != nil })
        // The first file still lies there, and brings nothing back.
        try bench.sync("2026-10-03T06:00:00Z")
        #expect(try waiting(bench).count == 1)
    }

    @Test func `waits on where another record, another stream or a broken version arrives`() throws {
        let bench = try bench()
        try bench.deliver("leads-2.csv", [Setup.lead("11"), Setup.lead("1", ["Status": "On Hold", "City": "Rome"])])
        try bench.deliver("contacts.csv", [["Id": "1", "Modified": "2026-06-02T10:00:00Z"]])
        try bench.sync("2026-10-02T06:00:00Z")
        #expect(try waiting(bench).count == 3)
    }

    @Test func `waits on where one file holds both, since nobody knows which corrects which`() throws {
        let bench = try Workbench()
        try bench.deliver("leads.csv", [Setup.lead("1", ["Status": "On Hold"]), Setup.lead("1")])
        try bench.sync()
        #expect(try waiting(bench).count == 1)
    }

    @Test func `waits again when it is delivered broken again`() throws {
        let bench = try bench()
        try bench.deliver("leads-2.csv", [Setup.lead("1", ["Modified": "2026-06-02T10:00:00Z"])])
        try bench.sync("2026-10-02T06:00:00Z")
        try bench.deliver("leads-3.csv", [Setup.lead("1", ["Status": "On Hold"])])
        try bench.sync("2026-10-03T06:00:00Z")
        #expect(try waiting(bench).count == 2)
    }

    @Test func `does not wait again because its old file is read once more by another mapping`() throws {
        let bench = try bench()
        try bench.deliver("leads-2.csv", [Setup.lead("1", ["Modified": "2026-06-02T10:00:00Z"])])
        try bench.sync("2026-10-02T06:00:00Z")
        #expect(try waiting(bench).count == 1)
        for day in 3...4 {
            try bench.edit("mappings/crm-lead.yaml", "Open: assigned", "Day \(day): working, Open: assigned")
            let counts = bench.counts(try bench.sync("2026-10-0\(day)T06:00:00Z"))
            #expect(counts.rejected >= 2 && counts.updated == 0, "\(counts)")
            #expect(try waiting(bench).map(\.fault.code) == [.mappingInvalidEmail], "day \(day)")
        }
    }

    @Test
    func `waits no longer when its good version is delivered again just as it was; the file before brings nothing`()
        throws
    {
        let bench = try Workbench()
        func call(_ type: String) -> Row { ["Id": "c1", "Who": "1", "Type": type, "At": "2026-06-02T10:00:00Z"] }
        try bench.deliver("leads.csv", [Setup.lead("1")])
        for (number, type) in ["Call", "Visit", "Call"].enumerated() {
            #expect(try waiting(bench, ifThere: number > 0).count == (number == 2 ? 1 : 0))
            // The first stays: it was delivered before.
            if number == 2 { try bench.remove("inbox/calls-1.csv") }
            // A second row, so that no two files are the same to the byte.
            let other = ["Id": "x\(number)", "Who": "1", "Type": "Form", "At": "2026-06-02T10:00:00Z"]
            try bench.deliver("calls-\(number).csv", [call(type), other])
            let counts = bench.counts(try bench.sync("2026-10-0\(number + 1)T06:00:00Z", only: ["crm"]))
            #expect(counts.updated == 0, "\(counts)")
        }
        #expect(try waiting(bench).isEmpty)
    }

    @Test func `waits again when it is delivered broken again, and not for what was delivered before that`() throws {
        let bench = try bench()
        try bench.deliver("leads-2.csv", [Setup.lead("1", ["Modified": "2026-06-02T10:00:00Z"])])
        try bench.sync("2026-10-02T06:00:00Z")
        try bench.deliver("leads-3.csv", [Setup.lead("1", ["Status": "On Hold"])])
        try bench.sync("2026-10-03T06:00:00Z")
        try bench.edit("mappings/crm-lead.yaml", "{ Open: assigned", "{ Other: working, Open: assigned")
        try bench.sync("2026-10-04T06:00:00Z")
        #expect(try waiting(bench).count == 2)
        try bench.edit("mappings/crm-lead.yaml", "{ Other: working", "{ Another: working")
        try bench.emptyInbox()
        try bench.sync("2026-10-05T06:00:00Z")
        #expect(try waiting(bench).count == 2)
    }

    @Test func `is history as soon as the mapping can read it, as if it always had`() throws {
        func dump(mendsFirst: Bool) throws -> [String] {
            let bench = try Workbench()
            func mend() throws {
                try bench.edit("mappings/crm-lead.yaml", "{ Open: assigned", "{ On Hold: working, Open: assigned")
            }
            if mendsFirst { try mend() }
            try bench.deliver("leads-1.csv", [Setup.lead("1", ["Status": "On Hold"])])
            try bench.sync()
            try bench.deliver("leads-2.csv", [Setup.lead("1", ["Modified": "2026-06-02T10:00:00Z"])])
            try bench.sync("2026-10-02T06:00:00Z")
            #expect(try waiting(bench).isEmpty)
            if !mendsFirst { try mend() }
            try bench.emptyInbox()
            try bench.sync("2026-10-03T06:00:00Z")
            return try bench.dump()
        }
        #expect(try dump(mendsFirst: false) == dump(mendsFirst: true))
    }

    @Test func `goes with the person, if she is erased`() throws {
        let bench = try Workbench()
        try bench.deliver("leads-1.csv", [Setup.lead("2"), Setup.lead("1", ["Status": "On Hold", "Last": "Qanary"])])
        try bench.sync()
        try bench.deliver("leads-2.csv", [Setup.lead("1", ["Modified": "2026-06-02T10:00:00Z"])])
        try bench.sync("2026-10-02T06:00:00Z")
        let lead = try bench.lead("lead1@example.com").id
        _ = try Eraser(bench.workspace()).erase(lead, at: try #require(Instant(rfc3339: Setup.now)))
        #expect(try bench.count("SELECT count(*) FROM quarantine") == 0)
        let store = try bench.workspace().openForReading()
        for page in try bench.numbers("SELECT page FROM raw_page") {
            let records = try #require(try store.rawPage(page)).records
            #expect(records.allSatisfy { !String(decoding: $0, as: UTF8.self).contains("Qanary") })
        }
        #expect(try bench.lead("lead2@example.com").text(.email) != nil)
    }

    @Test func `does not count against a changed mapping that cannot read it either`() throws {
        let bench = try Workbench()
        try bench.deliver("leads-1.csv", (1...30).map { Setup.lead("\($0)", ["Status": "On Hold"]) })
        try bench.sync()
        let later = "2026-07-01T10:00:00Z"
        try bench.deliver("leads-2.csv", (1...30).map { Setup.lead("\($0)", ["Status": "Open", "Modified": later]) })
        try bench.sync("2026-10-02T06:00:00Z")
        try bench.edit("mappings/crm-lead.yaml", "owner: Owner", "title: Owner")
        #expect(bench.counts(try bench.sync("2026-10-03T06:00:00Z")).held == 0)
    }
}
