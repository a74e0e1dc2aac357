import LeadModel
import LeadStore
import Testing

@testable import SyncEngine

@Suite struct `The records of a run` {
    @Test func `are each counted once, per file and per run`() throws {
        let bench = try Workbench()
        try bench.deliver(
            "leads-1.csv", [Setup.lead("9", ["Status": "Parked"]), Setup.lead("1"), Setup.lead("2"), Setup.lead("1")])
        try bench.deliver(
            "leads-2.csv", [Setup.lead("1", ["Modified": "2026-06-02T10:00:00Z", "City": "Oslo"]), Setup.lead("3")])
        let report = try #require(try bench.sync(only: ["crm"]).first)
        #expect(report.counts == counts(read: 6, inserted: 3, updated: 1, unchanged: 1, rejected: 1))
        #expect(
            report.files.map(\.counts) == [
                counts(read: 4, inserted: 2, unchanged: 1, rejected: 1), counts(read: 2, inserted: 1, updated: 1),
            ])
        #expect(report.counts.isConserved && report.files.allSatisfy(\.counts.isConserved))
        #expect(report.outcome == .succeededWithRejects)
        #expect(try bench.workspace().openForReading().run(report.run)?.counts == report.counts)
    }

    @Test func `are told in one sum`() throws {
        let bench = try Workbench()
        try bench.deliver(
            "leads.csv",
            [Setup.lead("9", ["Status": "Parked"]), Setup.discarded("1"), Setup.lead("2"), Setup.lead("2")])
        let said = try Program.run(["sync", "crm", "--now", Setup.now], in: bench.folder)
        #expect(
            said.unfolded.contains(
                "crm: read 4 = 2 inserted + 0 updated + 1 unchanged + 1 rejected + 0 held · recycled 2 · "),
            "\(said.output)")
        #expect(said.status == 4)
    }

    @Test func `are unchanged where they are delivered again, and nothing is written`() throws {
        let bench = try Workbench()
        let rows = (1...30).map { Setup.lead("\($0)") }
        try bench.deliver("leads.csv", rows)
        try bench.deliver("calls.csv", [["Id": "c1", "Who": "1", "Type": "Call", "At": "2026-06-02T10:00:00Z"]])
        try bench.sync()
        let before = try (bench.dump(), written(bench))
        // The same records without the last line's end: other bytes, nothing new. The calls are kept as they are.
        try bench.write("inbox/leads.csv", bytes: Array(bench.text("inbox/leads.csv").utf8.dropLast(2)))
        #expect(bench.counts(try bench.sync()) == counts(read: 30, unchanged: 30))
        #expect(try written(bench) == before.1)
        try bench.deliver("leads.csv", Array(rows.reversed()))
        #expect(bench.counts(try bench.sync()) == counts(read: 30, unchanged: 30))
        #expect(try bench.dump() == before.0)
        // The raw bytes may be kept once more; nothing that is believed changes.
        #expect(
            try written(bench).filter { !$0.hasPrefix("raw_page") } == before.1.filter { !$0.hasPrefix("raw_page") })
    }

    @Test func `are neither read nor counted where the file is the same to the byte`() throws {
        let bench = try Workbench()
        try bench.deliver("leads.csv", [Setup.lead("9", ["Status": "Parked"]), Setup.lead("1")])
        try bench.sync()
        let before = try written(bench)
        var phases: [String] = []
        let reports = try bench.sync(phases: { phases.append($0) })
        #expect(bench.counts(reports) == counts(read: 0))
        // The record that was refused then waits, and is told of; this run has refused none.
        #expect(reports.allSatisfy { $0.outcome == .succeeded && $0.waiting.waiting == 1 })
        #expect(phases.contains("comparing leads.csv") && !phases.contains("reading leads.csv"), "\(phases)")
        #expect(try written(bench) == before)
    }

    @Test func `change a lead once where one of them changed, with the old value in its history`() throws {
        let bench = try Workbench()
        try bench.deliver("leads.csv", [Setup.lead("1", ["City": "Oslo"]), Setup.lead("2")])
        try bench.sync()
        try bench.deliver(
            "leads.csv", [Setup.lead("1", ["City": "Bergen", "Modified": "2026-06-03T00:00:00Z"]), Setup.lead("2")])
        #expect(bench.counts(try bench.sync()) == counts(read: 2, updated: 1, unchanged: 1))
        let lead = try bench.lead("lead1@example.com")
        #expect(lead.revision == 2 && lead.text(.city) == "Bergen")
        let changes = try bench.workspace().openForReading().changes(of: lead.id).map(\.change)
        #expect(changes.contains { $0.field == "city" && $0.old == "Oslo" && $0.new == "Bergen" })
    }

    @Test func `take two changes of one record in one file as an insertion and an update, in either order`() throws {
        let old = Setup.lead("1", ["City": "Oslo"])
        let new = Setup.lead("1", ["City": "Bergen", "Modified": "2026-06-03T00:00:00Z"])
        var dumps: [[String]] = []
        for rows in [[old, new], [new, old]] {
            let bench = try Workbench()
            try bench.deliver("leads.csv", rows)
            #expect(bench.counts(try bench.sync()) == counts(read: 2, inserted: 1, updated: 1))
            #expect(try bench.lead("lead1@example.com").text(.city) == "Bergen")
            dumps.append(try bench.dump())
        }
        #expect(dumps[0] == dumps[1])
    }

    private func counts(
        read: Int, inserted: Int = 0, updated: Int = 0, unchanged: Int = 0, rejected: Int = 0
    ) -> RecordCounts {
        var counts = RecordCounts()
        counts.read = read
        counts.inserted = inserted
        counts.updated = updated
        counts.unchanged = unchanged
        counts.rejected = rejected
        return counts
    }

    /// Every row of what data is kept in.
    private func written(_ bench: Workbench) throws -> [String] {
        try [
            "version", "raw_page", "lead", "lead_change", "match_key", "membership", "waiting", "outbox", "feed_member",
            "feed_file",
        ].map {
            "\($0): \(try bench.query("SELECT * FROM \($0)"))"
        }
    }
}
