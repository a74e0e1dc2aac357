import Foundation
import LeadModel
import LeadStore
import TestSupport
import Testing

@testable import SyncEngine

@Suite struct `An export that differs from those before it` {
    private static let status = ["Open", "Open", "Open", "Open", "Working", "Working", "Converted", "Closed"]

    /// Of some hundred records with it, several transactions are committed while they are read.
    private let long = String(repeating: "x", count: 30_000)

    /// Leads of one delivery; every second has a phone, every one a city.
    private func rows(_ count: Int = 160, day: Int, _ change: (inout Row, Int) -> Void = { _, _ in }) -> [Row] {
        (0..<count).map { index in
            var row = Setup.lead(
                "\(index)",
                [
                    "Modified": "2026-06-\(10 + day)T10:00:00Z", "City": "Oslo",
                    "Phone": index % 2 == 0 ? "+1415555\(1_000 + index)" : "",
                    "Status": Self.status[index % Self.status.count],
                    "Reason": index % 8 == 7 ? "Timing" : "",
                ])
            change(&row, index)
            return row
        }
    }

    /// Two deliveries as they always are.
    private func bench(_ count: Int = 160) throws -> Workbench {
        let bench = try Workbench()
        for day in 1...2 {
            try bench.deliver("leads-\(day).csv", rows(count, day: day))
            try bench.sync("2026-10-0\(day)T06:00:00Z", only: ["crm"])
        }
        return bench
    }

    private func codes(_ reports: [RunReport]) -> [FaultCode] {
        reports.flatMap(\.warnings).map(\.code).filter { $0 != .fileNoneFits }
    }

    /// What the third delivery comes to, and that nothing changes where it is held.
    private func third(_ bench: Workbench, _ rows: [Row], expect code: FaultCode, isHeld: Bool) throws {
        let before = try bench.dump()
        try bench.deliver("leads-3.csv", rows)
        let report = try #require(try bench.sync("2026-10-03T06:00:00Z", only: ["crm"]).last)
        #expect(codes([report]).contains(code), "\(report.warnings)")
        #expect((report.outcome == .held) == isHeld, "\(report.outcome) \(report.warnings)")
        #expect(report.counts.held == (isHeld ? rows.count : 0), "\(report.counts)")
        #expect(report.counts.isConserved && report.files.allSatisfy(\.counts.isConserved))
        if isHeld {
            #expect(codes([report]).contains(.runHeld))
            #expect(try bench.dump() == before)
        }
        #expect(try bench.workspace().openForReading().warnings(of: report.run).contains { $0.code == code })
    }

    @Test func `is taken in without a word where it differs as exports do`() throws {
        let bench = try bench()
        try bench.deliver("leads-3.csv", rows(168, day: 3))
        let report = try #require(try bench.sync("2026-10-03T06:00:00Z", only: ["crm"]).first)
        #expect(report.outcome == .succeeded && codes([report]).isEmpty, "\(report.warnings)")
    }

    @Test func `is held where a mapped column has gone blank`() throws {
        try third(bench(), rows(day: 3) { row, _ in row["Phone"] = "" }, expect: .driftColumnBlank, isHeld: true)
    }

    @Test func `is held where a status has three times its share`() throws {
        try third(
            bench(), rows(day: 3) { row, index in if index % 8 < 5 { row["Status"] = "Closed" } },
            expect: .driftShareJumped, isHeld: true)
    }

    @Test func `is held where values stand under the wrong headings, and nothing goes into quarantine`() throws {
        let bench = try bench()
        try third(
            bench, rows(day: 3) { row, _ in (row["Email"], row["City"]) = (row["City"], row["Email"]) },
            expect: .driftColumnsShifted,
            isHeld: true)
        #expect(try bench.count("SELECT count(*) FROM quarantine") == 0)
        #expect(
            try bench.count(
                "SELECT count(*) FROM raw_page WHERE file IN (SELECT file FROM export_file WHERE path LIKE '%leads-3.csv')"
            ) == 0)
    }

    @Test func `is held where a column among several of a rule is gone, and told what it may be called now`() throws {
        let bench = try Workbench()
        try bench.edit("mappings/crm-lead.yaml", "phone: { from: Phone,", "phone: { from: [Phone, Owner],")
        for day in 1...2 {
            try bench.deliver("leads-\(day).csv", rows(day: day))
            try bench.sync("2026-10-0\(day)T06:00:00Z", only: ["crm"])
        }
        let columns = Setup.columns(of: "leads").map { $0 == "Phone" ? "Phones" : $0 }
        let renamed = rows(day: 3).map { row in
            var row = row
            row["Phones"] = row.removeValue(forKey: "Phone")
            return row
        }
        try bench.write("inbox/leads-3.csv", Setup.csv(columns, renamed))
        let report = try #require(try bench.sync("2026-10-03T06:00:00Z", only: ["crm"]).first)
        #expect(report.outcome == .held)
        let warning = try #require(report.warnings.first { $0.code == .driftColumnVanished })
        #expect(warning.field == "Phone" && warning.summary.contains("'Phones' is new"), "\(warning)")
        #expect(!codes([report]).contains(.driftColumnAppeared))
    }

    @Test func `of JSON is held where no record has a mapped field any more`() throws {
        let bench = try Workbench()
        try bench.edit(
            "config/sources/web.yaml",
            #""prospects*.csv", format: { csv: { delimiter: ",", encoding: utf-8, header: true } }"#,
            #""prospects*.json""#)
        func deliver(_ day: Int, _ title: String) throws {
            let lines = (0..<100).map { index in
                #"{"Id":"\#(index)","Modified":"2026-06-\#(10 + day)T10:00:00Z","Email":"p\#(index)@example.com"\#(index % 3 == 0 ? title : "")}"#
            }
            try bench.write("inbox/prospects-\(day).json", lines.joined(separator: "\n") + "\n")
        }
        for day in 1...3 {
            try deliver(day, day < 3 ? #","Title":"CEO""# : #","Role":"CEO""#)
            let report = try #require(try bench.sync("2026-10-0\(day)T06:00:00Z", only: ["web"]).first)
            #expect((report.outcome == .held) == (day == 3), "\(report.warnings)")
            // As full as the other was.
            #expect(
                day < 3 || report.warnings.contains { $0.summary.contains("'Role' is new") },
                "\(report.warnings)")
        }
    }

    @Test func `is told of where a column is new, gone, less full, or has a new word, and taken in`() throws {
        let owned = try Workbench()
        for day in 1...2 {
            try owned.deliver("leads-\(day).csv", rows(day: day) { row, _ in row["Owner"] = "Dana" })
            try owned.sync("2026-10-0\(day)T06:00:00Z", only: ["crm"])
        }
        try third(
            owned, rows(day: 3) { row, index in if index % 8 == 0 { row["Owner"] = "Dana" } }, expect: .driftFillFell,
            isHeld: false)
        let fresh = try bench(800)
        try fresh.edit("mappings/crm-lead.yaml", "Silent: no-response", "Silent: no-response, Dormant: no-response")
        try third(
            fresh, rows(800, day: 3) { row, _ in if row["Reason"] == "Timing" { row["Reason"] = "Dormant" } },
            expect: .driftWordNew, isHeld: false)
        let wide = try bench()
        try wide.write(
            "inbox/leads-3.csv",
            Setup.csv(Setup.columns(of: "leads") + ["Industry"], rows(day: 3) { row, _ in row["Industry"] = "Tea" }))
        #expect(codes(try wide.sync("2026-10-03T06:00:00Z", only: ["crm"])) == [.driftColumnAppeared])
        try wide.deliver("leads-4.csv", rows(day: 4))
        // The fifth reading back had no such column either: one that comes and goes is no news.
        #expect(codes(try wide.sync("2026-10-04T06:00:00Z", only: ["crm"])).isEmpty)
    }

    @Test func `is told of on the command line, with the exit code of what is held, and taken in when it is meant`()
        throws
    {
        let bench = try bench()
        try bench.deliver("leads-3.csv", rows(day: 3) { row, _ in row["Phone"] = "" })
        let now = "2026-10-03T06:00:00Z"
        for _ in 1...2 {
            let said = try Program.run(["sync", "crm", "--now", now], in: bench.folder)
            #expect(said.status == 3, "\(said.all)")
            #expect(said.output.contains(" + 160 held"), "\(said.output)")
            #expect(
                said.talk.contains(
                    "field 'Phone': the column has gone blank: 50 % of the records held it before, 0 % now"),
                "\(said.talk)")
            #expect(said.talk.contains("leadloop sync crm --accept-drift"))
        }
        let run = try bench.count("SELECT max(run) FROM run")
        let shown = try Program.run(["runs", "show", "\(run)"], in: bench.folder)
        #expect(shown.output.contains("held") && shown.output.contains("[drift.column-blank]"), "\(shown.output)")
        let accepted = try Program.run(["sync", "crm", "--accept-drift", "--now", now], in: bench.folder)
        #expect(accepted.status == 0 && accepted.talk.contains("drift.column-blank"), "\(accepted.all)")
        // What was accepted is no news the next day.
        try bench.deliver("leads-4.csv", rows(day: 4) { row, _ in row["Phone"] = "" })
        #expect(bench.counts(try bench.sync("2026-10-04T06:00:00Z", only: ["crm"])).held == 0)
    }

    @Test(arguments: [("hold", true, true), ("warn", false, true), ("off", false, false)])
    func `is watched as the source says`(rule: String, isHeld: Bool, isTold: Bool) throws {
        let bench = try bench()
        try bench.edit("config/sources/crm.yaml", "role: crm\n", "role: crm\nguard: { drift: \(rule) }\n")
        try bench.deliver("leads-3.csv", rows(day: 3) { row, _ in row["Phone"] = "" })
        let reports = try bench.sync("2026-10-03T06:00:00Z", only: ["crm"])
        #expect((reports[0].outcome == .held) == isHeld)
        #expect(codes(reports).contains(.driftColumnBlank) == isTold)
    }

    @Test func `is not judged where it is small, and not held where it is of another kind`() throws {
        let bench = try Workbench()
        for day in 1...2 {
            try bench.deliver("leads-\(day).csv", rows(1_000, day: day))
            try bench.sync("2026-10-0\(day)T06:00:00Z", only: ["crm"])
        }
        for (day, count) in [(3, 20), (4, 60)] {
            try bench.deliver("leads-\(day).csv", rows(count, day: day) { row, _ in row["Phone"] = "" })
            let reports = try bench.sync("2026-10-0\(day)T06:00:00Z", only: ["crm"])
            #expect(reports[0].outcome == .succeeded, "\(reports[0].warnings)")
            #expect(codes(reports).isEmpty == (count == 20), "\(reports[0].warnings)")
        }
    }

    @Test func `is counted word by word for status and reason, where one column holds both`() throws {
        let bench = try Workbench()
        try bench.edit(
            "mappings/crm-lead.yaml", "from: Reason\n  values: { Timing: timing,",
            "from: Status\n  values: { Open: ~, Working: ~, Converted: ~, Closed: timing,")
        try bench.deliver("leads-1.csv", rows(day: 1))
        #expect(bench.counts(try bench.sync(only: ["crm"])).inserted == 160)
        let store = try bench.workspace().openForReading()
        let stream = try #require(try store.streams().first { $0.info.stream == "leads" })
        let profile = try #require(
            try store.profiles(of: stream.info.number, path: "", before: .max, atLeast: 1, limit: 1).first)
        #expect(profile.vocabularies.map(\.field) == ["status", "discard-reason"])
        for vocabulary in profile.vocabularies {
            #expect(vocabulary.total == 160 && vocabulary.counts["Closed"] == 20, "\(vocabulary)")
        }
    }

    @Test func `touches nothing where it is held: what waits, what was released, and the other files of the run`()
        throws
    {
        let bench = try bench()
        let broken = rows(1, day: 2) { row, _ in row.merge(["Status": "Parked", "Id": "99900", "Phone": ""]) { $1 } }[0]
        try bench.deliver("leads-2b.csv", [broken, Setup.lead("901", ["Modified": "2026-06-12T10:00:00Z"])])
        try bench.sync("2026-10-02T07:00:00Z", only: ["crm"])
        let entry = try bench.query("SELECT * FROM quarantine")
        // The held file brings the broken record again, a good version of it, and another broken one.
        // So many that some pages are committed before the end.
        var held = [broken] + rows(320, day: 3) { row, _ in row.merge(["Phone": "", "Company": long]) { $1 } }
        held.append(broken)
        held.append(broken.merging(["Status": "Odd", "City": "Rome"]) { $1 })
        held.append(broken.merging(["Status": "Open", "Modified": "2026-06-13T10:00:00Z"]) { $1 })
        let before = try bench.dump()
        try bench.deliver("leads-3.csv", held)
        try bench.deliver("leads-4.csv", [Setup.lead("99901")])
        let report = try #require(try bench.sync("2026-10-03T06:00:00Z", only: ["crm"]).first)
        #expect(
            report.outcome == .held && report.counts.inserted == 1 && report.counts.held == held.count,
            "\(report.counts)")
        #expect(try bench.query("SELECT * FROM quarantine") == entry)
        #expect(try bench.count("SELECT count(*) FROM quarantine_before") == 0)
        #expect(try Set(before).isSubset(of: bench.dump()))
        #expect(try bench.isWhole())
    }

    @Test func `is not let through by a run that dies while it reads it, nor by another source's run after that`()
        throws
    {
        let bench = try bench()
        let before = try bench.dump()
        // More than a transaction's pages, so that some of it is committed.
        try bench.deliver(
            "leads-3.csv",
            rows(320, day: 3) { row, index in
                row["Phone"] = ""
                row["Company"] = long
                if index % 50 == 0 { row["Status"] = "Parked" }
            })
        try bench.execute(
            "CREATE TRIGGER failing BEFORE UPDATE OF is_withdrawn ON export_file BEGIN SELECT RAISE(ABORT, 'the disk failed'); END"
        )
        #expect(throws: Fault.self) { try bench.sync("2026-10-03T06:00:00Z", only: ["crm"]) }
        #expect(
            try bench.count(
                "SELECT count(*) FROM version WHERE page IN (SELECT page FROM raw_page JOIN export_file USING (file) WHERE is_open)"
            ) > 0)
        try bench.execute("DROP TRIGGER failing")
        try bench.deliver("prospects.csv", [Setup.prospect("p1", ["Email": "someone@example.com"])])
        try bench.sync("2026-10-03T07:00:00Z", only: ["web"])
        #expect(try bench.leads().count == 161)
        #expect(try Set(before).isSubset(of: bench.dump()))
        #expect(try bench.sync("2026-10-03T08:00:00Z", only: ["crm"])[0].outcome == .held)
        #expect(try bench.count("SELECT count(*) FROM quarantine") == 0)
        #expect(try bench.isWhole())
    }
}
