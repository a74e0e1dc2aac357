import Foundation
import LeadModel
import LeadStore
import Testing

@testable import SyncEngine

@Suite struct `A lead that lacks what a feed needs` {
    private static let nurture = Setup.nurture.replacing("\nfields:", with: "\nneeds: email\nfields:")

    /// Two recycled leads, of whom the second can be called and not written to.
    private func bench(_ feed: String = nurture) throws -> Workbench {
        let bench = try Workbench(feeds: ["nurture": feed])
        try deliver(bench)
        return bench
    }

    private func deliver(_ bench: Workbench, _ cells: Row = [:]) throws {
        try bench.deliver(
            "leads.csv",
            [
                Setup.discarded("1"),
                Setup.discarded("2", ["Email": "", "Phone": "+1 415 555 0102"].merging(cells) { $1 }),
            ])
    }

    private func notes(_ reports: [RunReport]) -> [Fault] {
        Array(Set(reports.flatMap(\.warnings).filter { $0.code == .feedLeftOut }))
    }

    private func left(_ bench: Workbench) throws -> FeedDesk.Listing {
        try #require(try FeedDesk(bench.workspace(), isWriter: false).list().first)
    }

    @Test func `is left out of it, and the run, the list and the explanation say so`() throws {
        let bench = try bench()
        let told = try #require(notes(try bench.sync()).first)
        #expect(told.summary == "1 lead is left out of the feed 'nurture' since this run: it has no email")
        #expect(told.origin?.file.hasSuffix("nurture.yaml") == true && told.origin?.line == 3)
        let lines = try bench.feedLines()
        #expect(lines.count == 1 && lines[0].count == 1 && lines[0][0].contains("lead1@example.com"), "\(lines)")
        let listing = try left(bench)
        #expect(listing.members == 1 && listing.leftOut == 1)
        #expect(listing.lacking.map(\.field) == [.email] && listing.lacking.map(\.leads) == [1])
        let lead = try #require(try bench.leads().first { $0.text(.email) == nil })
        #expect(lead.decision.kind == .recycle)
        let said = try Program.run(["recycle", "explain", lead.id.description], in: bench.folder)
        #expect(said.output.contains("✗  nurture    left out as long as it has no email"), "\(said.output)")
        let listed = try Program.run(["feed", "list"], in: bench.folder)
        #expect(listed.output.contains("1 without email"), "\(listed.output)")
    }

    @Test func `is told of once, by the run that leaves it out`() throws {
        let bench = try bench()
        try bench.sync()
        #expect(notes(try bench.sync("2026-10-02T06:00:00Z")).isEmpty)
        try deliver(bench, ["City": "Oslo", "Modified": "2026-03-02T00:00:00Z"])
        #expect(notes(try bench.sync("2026-10-03T06:00:00Z")).isEmpty)
    }

    @Test func `is in the next file once it has it, and withdrawn when it loses it`() throws {
        let bench = try bench()
        try bench.sync()
        try bench.deliver(
            "prospects.csv", [Setup.prospect("9", ["CrmId": "2", "Email": "ada@example.com"])])
        #expect(notes(try bench.sync("2026-10-02T06:00:00Z")).isEmpty)
        var last = try #require(try bench.feedLines().last)
        #expect(last.count == 1 && last[0].contains("\"add\"") && last[0].contains("ada@example.com"), "\(last)")
        #expect(try left(bench).leftOut == 0)
        // It was somebody else's.
        let lead = try bench.lead("ada@example.com")
        let split = try Program.run(["lead", "split", lead.id.description, "web:9"], in: bench.folder)
        try #require(split.status == 0, "\(split.all)")
        try bench.sync("2026-10-03T06:00:00Z")
        last = try #require(try bench.feedLines().last)
        #expect(last.count == 1 && last[0].contains("\"withdraw\""), "\(last)")
        #expect(try left(bench).leftOut == 1)
    }

    @Test func `is withdrawn where the feed says so later, and added where it does not any more`() throws {
        let bench = try bench(Setup.nurture)
        #expect(notes(try bench.sync()).isEmpty)
        #expect(try bench.feedLines()[0].count == 2)
        try bench.write("config/feeds/nurture.yaml", Self.nurture)
        #expect(notes(try bench.sync("2026-10-02T06:00:00Z")).count == 1)
        #expect(try bench.feedLines().last?.map { $0.contains("\"withdraw\"") } == [true])
        try bench.write("config/feeds/nurture.yaml", Setup.nurture)
        try bench.sync("2026-10-03T06:00:00Z")
        #expect(try bench.feedLines().last?.map { $0.contains("\"add\"") } == [true])
    }

    @Test func `is let go where time alone would have put it in`() throws {
        let bench = try Workbench(feeds: ["nurture": Self.nurture])
        try bench.deliver(
            "leads.csv",
            [Setup.discarded("2", ["Email": "", "Phone": "+1 415 555 0102", "Modified": "2026-09-01T10:00:00Z"])])
        try bench.sync()
        let reports = try bench.sync("2026-12-02T00:00:00Z")
        #expect(reports.reduce(0) { $0 + $1.moved.recycled } == 1 && notes(reports).count == 1)
        #expect(try bench.feedLines().isEmpty)
    }

    @Test func `may lack several things`() throws {
        let bench = try bench(Setup.nurture.replacing("\nfields:", with: "\nneeds: [email, company, city]\nfields:"))
        try deliver(bench, ["City": "Oslo"])
        let told = try #require(notes(try bench.sync()).first)
        #expect(
            told.summary.hasSuffix(
                "2 leads are left out of the feed 'nurture' since this run: they have no email or no company or no city"
            ))
        #expect(try left(bench).lacking.map { "\($0.leads) \($0.field.word)" } == ["1 email", "2 company", "1 city"])
    }

    @Test func `that no mapping ever gives is found by the check`() throws {
        let bench = try bench(Setup.nurture.replacing("\nfields:", with: "\nneeds: website\nfields:"))
        let said = try Program.run(["config", "check"], in: bench.folder)
        #expect(
            said.unfolded.contains("no mapping fills 'website', so nobody is ever in the feed 'nurture'"), "\(said.all)"
        )
    }
}
