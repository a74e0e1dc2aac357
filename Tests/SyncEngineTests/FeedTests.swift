import Foundation
import LeadModel
import LeadStore
import TestSupport
import Testing

@testable import SyncEngine

@Suite struct `What a feed's receiver gets` {
    private func desk(_ bench: Workbench) throws -> FeedDesk { try FeedDesk(bench.workspace(), isWriter: true) }

    @Test func `is a whole file that fits its manifest`() throws {
        let bench = try Workbench()
        try bench.deliver("leads.csv", (1...40).map { Setup.discarded("\($0)") })
        try bench.sync()
        let verdicts = try FeedDesk(bench.workspace(), isWriter: false).verify(["nurture"])
        #expect(verdicts.map(\.rows) == [40] && verdicts.allSatisfy { $0.fault == nil })
        #expect(try bench.feedLines()[0].count == 40)
        let names = try FileManager.default.contentsOfDirectory(atPath: bench.path("feeds/nurture"))
        #expect(!names.contains { $0.hasSuffix(".partial") } && names.count == 2, "\(names)")
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `is found damaged when a byte changed, one is missing, or the file is gone`(seed: UInt64) throws {
        var dice = Dice(seed: seed)
        let bench = try Workbench()
        try bench.deliver("leads.csv", (1...5).map { Setup.discarded("\($0)") })
        try bench.sync()
        let path = try #require(try FeedDesk(bench.workspace(), isWriter: false).verify([]).first?.path)
        let relative = String(path.dropFirst(bench.folder.count + 1))
        let whole = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
        var changed = whole
        changed[dice.roll(0..<whole.count)] ^= 1
        for bytes in [changed, Array(whole.dropLast())] {
            try bench.write(relative, bytes: bytes)
            let said = try Program.run(["feed", "verify"], in: bench.folder)
            #expect(said.status == 65 && said.all.contains("feed.damaged"), "seed \(seed): \(said.status) \(said.all)")
        }
        try bench.remove(relative)
        #expect(try Program.run(["feed", "verify"], in: bench.folder).status == 74)
        try bench.write(relative, bytes: whole)
        #expect(try Program.run(["feed", "verify"], in: bench.folder).status == 0)
    }

    @Test func `is absent where it cannot be written, and comes whole with the next run`() throws {
        let bench = try Workbench()
        try bench.deliver("leads.csv", [Setup.discarded("1")])
        // A file where the folder should be.
        try bench.write("feeds", "in the way")
        let reports = try bench.sync()
        #expect(reports.allSatisfy { $0.outcome == .failed && $0.counts.isConserved })
        #expect(reports.flatMap(\.notes).contains { $0.code == .fileWriteFailed })
        try bench.remove("feeds")
        try bench.sync()
        #expect(try bench.feedLines().flatMap(\.self).count == 1)
    }

    @Test func `is a change where something it shows changed, and nothing where something else did`() throws {
        let bench = try Workbench()
        try bench.deliver("leads.csv", [Setup.discarded("1", ["City": "Oslo"])])
        try bench.sync()
        try bench.deliver(
            "leads.csv", [Setup.discarded("1", ["City": "Oslo", "Owner": "Dana", "Modified": "2026-03-02T00:00:00Z"])])
        try bench.sync("2026-10-02T06:00:00Z")
        #expect(try bench.feedLines().count == 1)
        try bench.deliver(
            "leads.csv", [Setup.discarded("1", ["City": "Rome", "Owner": "Dana", "Modified": "2026-03-03T00:00:00Z"])])
        try bench.sync("2026-10-03T06:00:00Z")
        let lines = try bench.feedLines()
        #expect(lines.count == 2 && lines[1].count == 1)
        #expect(lines[1][0].contains("\"change\"") && lines[1][0].contains("Rome"), "\(lines)")
    }

    @Test func `is a withdrawal with keys only where sales works on the lead again`() throws {
        let bench = try Workbench()
        try bench.deliver("leads.csv", [Setup.discarded("1", ["First": "Ada"])])
        try bench.sync()
        try bench.deliver(
            "leads.csv", [Setup.lead("1", ["First": "Ada", "Status": "Working", "Modified": "2026-09-20T00:00:00Z"])])
        try bench.sync("2026-10-02T06:00:00Z")
        let last = try #require(try bench.feedLines().last)
        #expect(last.count == 1 && last[0].contains("\"withdraw\"") && !last[0].contains("Ada"), "\(last)")
        #expect(try bench.count("SELECT count(*) FROM feed_member") == 0)
    }

    @Test func `is one row a lead where it was decided more than once since the last file`() throws {
        let bench = try Workbench()
        // Nobody can write the feed while decisions come and go.
        try bench.write("feeds", "in the way")
        try bench.deliver("leads.csv", [Setup.discarded("1"), Setup.discarded("2"), Setup.discarded("3")])
        try bench.sync()
        try bench.deliver(
            "leads.csv",
            [
                Setup.discarded("1", ["City": "Oslo", "Modified": "2026-03-02T00:00:00Z"]),
                Setup.lead("2", ["Status": "Working", "Modified": "2026-09-20T00:00:00Z"]), Setup.discarded("3"),
            ])
        try bench.sync("2026-10-02T06:00:00Z")
        try bench.remove("feeds")
        try bench.sync("2026-10-03T06:00:00Z")
        let lines = try bench.feedLines().flatMap(\.self)
        #expect(lines.count == 2 && lines.allSatisfy { $0.contains("\"add\"") }, "\(lines)")
        #expect(lines.contains { $0.contains("Oslo") } && !lines.contains { $0.contains("lead2@") })
    }

    @Test func `holds nobody who became suppressed between decision and file, and says how many`() throws {
        let bench = try Workbench()
        try bench.write("feeds", "in the way")
        try bench.deliver("leads.csv", [Setup.discarded("1"), Setup.discarded("2")])
        try bench.sync()
        let suppressed = try bench.lead("lead1@example.com").id
        // As if another hand had entered it after the decision; 2 is `suppress`.
        try bench.execute("UPDATE lead SET decision = 2 WHERE lead = \(suppressed.number)")
        #expect(try bench.lead("lead1@example.com").decision.kind == .suppress)
        try bench.remove("feeds")
        let exports = try desk(bench).export(["nurture"], now: try #require(Instant(rfc3339: "2026-10-02T06:00:00Z")))
        #expect(exports.files.map(\.rows) == [1] && exports.withheld.isEmpty)
        let lines = try bench.feedLines().flatMap(\.self)
        #expect(lines.count == 1 && lines[0].contains("lead2@example.com"), "\(lines)")
        let manifest = try #require(
            try FileManager.default.contentsOfDirectory(atPath: bench.path("feeds/nurture")).first {
                $0.hasSuffix("manifest.json")
            })
        #expect(try bench.text("feeds/nurture/" + manifest).contains("\"suppressed-at-last-moment\" : 1"))
        // The person's own word arrives, and whoever might hold the lead is told.
        try bench.deliver(
            "leads-2.csv", [Setup.discarded("1", ["OptedOut": "true", "Modified": "2026-03-02T00:00:00Z"])])
        try bench.sync("2026-10-03T06:00:00Z")
        let last = try #require(try bench.feedLines().last)
        #expect(last.count == 1 && last[0].contains("\"withdraw\"") && last[0].contains("\"\(suppressed)\""), "\(last)")
    }

    @Test func `takes back who became suppressed where it was sent before`() throws {
        let bench = try Workbench()
        try bench.deliver("leads.csv", [Setup.discarded("1")])
        try bench.sync()
        try bench.deliver(
            "leads.csv", [Setup.discarded("1", ["OptedOut": "true", "Modified": "2026-03-02T00:00:00Z"])])
        try bench.sync("2026-10-02T06:00:00Z")
        #expect(try bench.lead("lead1@example.com").decision.kind == .suppress)
        #expect(try bench.feedLines().last?.first?.contains("\"withdraw\"") == true)
    }

    @Test func `is an empty file where it gets everything each time and nobody is left`() throws {
        let whole = Setup.nurture.replacing("mode: incremental", with: "mode: full").replacing(
            "withdrawals: always", with: "withdrawals: never")
        let bench = try Workbench(feeds: ["nurture": whole])
        try bench.deliver("leads.csv", [Setup.discarded("1")])
        try bench.sync()
        try bench.deliver("leads.csv", [Setup.lead("1", ["Status": "Working", "Modified": "2026-09-20T00:00:00Z"])])
        try bench.sync("2026-10-02T06:00:00Z")
        let lines = try bench.feedLines()
        #expect(lines.count == 2 && lines.last?.isEmpty == true, "\(lines)")
    }
}
