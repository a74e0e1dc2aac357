import LeadModel
import LeadStore
import Testing

@testable import SyncEngine

@Suite struct `Days in a table` {
    /// Leads whose days in New York are the ones before those of UTC.
    private func bench() throws -> Workbench {
        let bench = try Workbench()
        try bench.edit("config/agreement.yaml", "zone: UTC", "zone: America/New_York")
        try bench.deliver(
            "leads.csv",
            [
                Setup.discarded("1", ["Modified": "2026-03-01T02:00:00Z"]),
                Setup.discarded("2", ["Modified": "2026-09-01T02:00:00Z"]),
                Setup.lead("3", ["Modified": "2026-09-25T03:30:00Z"]),
            ])
        try bench.sync()
        return bench
    }

    @Test(arguments: [
        (["recycle", "list"], "2026-02-28", "2026-03-01"),
        (["recycle", "list", "--decision", "hold"], "2026-08-31", "2026-09-01"),
        (["lead", "find"], "hold until 2026-11-29", "2026-11-30"),
        (["lead", "show", "lead1@example.com"], "since 2026-02-28", "2026-03-01"),
        (["lead", "show", "lead1@example.com", "--stages"], "2026-02-28", "2026-03-01"),
        (["lead", "explain", "lead1@example.com"], "2026-02-28", "2026-03-01 "),
        (["recycle", "explain", "lead1@example.com"], "2026-02-28", "2026-03-01"),
        (["recycle", "preview", "--as-of", "2027-01-01"], "hold until 2026-11-29", "2026-11-30"),
        (["report", "untouched", "--as-of", Setup.now], "2026-09-24", "2026-09-25"),
    ])
    func `are those of the zone that was agreed on, and it is named`(
        command: [String], shown: String, other: String
    ) throws {
        let bench = try bench()
        let said = try Program.run(command, in: bench.folder)
        #expect(said.status == 0 && said.output.contains(shown), "\(command): \(said.all)")
        #expect(
            !said.output.replacing(#/\d{4}-\d{2}-\d{2}[ \n]+\d{2}:\d{2}:\d{2}Z/#, with: "").contains(other),
            "\(said.all)")
        #expect(said.talk.contains("Days are those of America/New_York."), "\(said.talk)")
    }

    @Test func `are times in UTC for programs, without a word beside them`() throws {
        let bench = try bench()
        for output in ["csv", "json", "ndjson"] {
            let said = try Program.run(["recycle", "list", "--output", output], in: bench.folder)
            #expect(said.output.contains("2026-03-01T02:00:00Z") && said.talk.isEmpty, "\(said.all)")
        }
        #expect(try Program.run(["recycle", "list", "--quiet"], in: bench.folder).talk.contains("Days") == false)
    }

    @Test func `are those of the zone of their time, where another one was agreed on later`() throws {
        let bench = try bench()
        try bench.write(
            "config/agreement.yaml",
            try bench.text("config/agreement.yaml") + "  - effective-from: 2026-08-01\n    zone: UTC\n"
                + "    recycling: { triggers: [discarded], reasons: { timing: { track: back-in-season, after: 90d, cycles: 3 } } }\n"
        )
        try bench.sync("2026-10-02T06:00:00Z")
        let said = try Program.run(["lead", "show", "lead1@example.com"], in: bench.folder)
        #expect(said.output.contains("since 2026-02-28"), "\(said.all)")
        let later = try Program.run(["lead", "show", "lead2@example.com"], in: bench.folder)
        #expect(later.output.contains("since 2026-09-01"), "\(later.all)")
        #expect(
            said.unfolded.contains(
                "Days are those of the zone that was agreed on at the time: America/New_York, then UTC."),
            "\(said.talk)")
    }

    @Test func `of runs have hours of the same zone`() throws {
        let bench = try bench()
        let said = try Program.start(["runs", "list"], in: bench.folder, surroundings: ["COLUMNS": "200"]).wait()
        let started = try bench.workspace().openForReading().runs(limit: 1)[0].started
        #expect(said.output.contains(try bench.workspace().time(of: started)), "\(said.all)")
        #expect(try bench.workspace().time(of: #require(.init(rfc3339: "2026-03-08T06:59:00Z"))) == "2026-03-08 01:59")
        #expect(try bench.workspace().time(of: #require(.init(rfc3339: "2026-03-08T07:00:00Z"))) == "2026-03-08 03:00")
        #expect(try bench.workspace().time(of: #require(.init(rfc3339: "1969-12-31T23:00:00Z"))) == "1969-12-31 18:00")
    }
}
