import LeadModel
import LeadStore
import Testing

@testable import SyncEngine

@Suite struct `A lead whose row the feed's format cannot hold` {
    /// XML has no spelling for U+FFFE.
    private let broken = ["First": "A\u{FFFE}da"]

    private func bench() throws -> Workbench {
        try Workbench(feeds: [
            "nurture": Setup.nurture.replacing("format: ndjson", with: "format: { xml: { root: leads, record: lead } }")
        ])
    }

    private func manifest(_ bench: Workbench) throws -> String {
        let name = try #require(try bench.files("feeds/nurture").last { $0.hasSuffix("manifest.json") })
        return try bench.text("feeds/nurture/" + name)
    }

    @Test func `is left out and told of, its neighbour is sent, and it comes when it is corrected`() throws {
        let bench = try bench()
        try bench.deliver("leads.csv", [Setup.discarded("1", broken), Setup.discarded("2", ["First": "Bo"])])
        let reports = try bench.sync()
        let lead = try bench.lead("lead1@example.com").id.description
        let notes = reports.flatMap(\.notes)
        #expect(reports.allSatisfy { $0.outcome == .succeededWithRejects })
        #expect(notes.allSatisfy { $0.code == .formatUnwritable && $0.field == "first" })
        #expect(
            notes.first?.summary.contains("row of \(lead) is") == true
                && notes.first?.origin?.file.hasSuffix(".xml") == true)
        let lines = try #require(try bench.feedLines().first)
        #expect(lines.contains { $0.contains("<first>Bo<") } && !lines.contains { $0.contains("lead1@") })
        #expect(try manifest(bench).contains("\"unwritable\" : 1"))

        try bench.deliver(
            "leads.csv",
            [
                Setup.discarded("1", ["First": "Ada", "Modified": "2026-03-02T00:00:00Z"]),
                Setup.discarded("2", ["First": "Bo"]),
            ])
        #expect(try bench.sync("2026-10-02T06:00:00Z").allSatisfy { $0.notes.isEmpty && $0.outcome == .succeeded })
        let next = try #require(try bench.feedLines().last)
        #expect(next.contains { $0.contains("<first>Ada<") } && !next.contains { $0.contains("Bo") })
        #expect(try manifest(bench).contains("\"unwritable\" : 0"))
    }

    @Test func `alone is told of by every run, and is an addition when it is corrected`() throws {
        let bench = try bench()
        try bench.deliver("leads.csv", [Setup.discarded("1", broken)])
        for day in ["2026-10-01T06:00:00Z", "2026-10-02T06:00:00Z"] {
            #expect(try bench.sync(day).first?.notes.map(\.code) == [.formatUnwritable])
            #expect(try bench.feedLines().isEmpty)
        }
        try bench.deliver("leads.csv", [Setup.discarded("1", ["First": "Ada", "Modified": "2026-03-02T00:00:00Z"])])
        #expect(try bench.sync("2026-10-03T06:00:00Z").allSatisfy { $0.notes.isEmpty })
        let lines = try #require(try bench.feedLines().first)
        #expect(lines.contains { $0.contains("<first>Ada<") } && lines.contains { $0.contains("<what>add<") })
    }

    @Test func `ends the command with 4, and its name is not said`() throws {
        let bench = try bench()
        try bench.deliver("leads.csv", [Setup.discarded("1", broken), Setup.discarded("2")])
        let said = try Program.run(["sync", "--now", Setup.now], in: bench.folder)
        #expect(said.status == 4 && said.all.contains("format.unwritable"), "\(said.status) \(said.all)")
        #expect(!said.all.contains("A\u{FFFE}da") && !said.all.contains("lead1@"))
    }

    @Test func `is told of by the export of a feed, too`() throws {
        let bench = try bench()
        // Nobody can write the feed while the lead is decided.
        try bench.write("feeds", "in the way")
        try bench.deliver("leads.csv", [Setup.discarded("1", broken), Setup.discarded("2")])
        try bench.sync()
        try bench.remove("feeds")
        let said = try Program.run(["feed", "export", "--now", "2026-10-02T06:00:00Z"], in: bench.folder)
        #expect(said.status == 4 && said.all.contains("format.unwritable"), "\(said.status) \(said.all)")
    }

    @Test func `is one of twenty that are told one by one, and then of the number of the others`() throws {
        let bench = try bench()
        try bench.deliver("leads.csv", (1...25).map { Setup.discarded("\($0)", broken) } + [Setup.discarded("26")])
        let notes = try #require(try bench.sync().first?.notes)
        #expect(notes.count == 21 && notes.last?.summary == "5 more rows are left out")
        #expect(try manifest(bench).contains("\"unwritable\" : 25"))
    }
}
