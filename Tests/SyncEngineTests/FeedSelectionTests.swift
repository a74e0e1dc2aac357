import Failpoints
import Foundation
import LeadModel
import LeadStore
import Testing

@testable import SyncEngine

@Suite struct `A feed that no decision puts leads into` {
    private static let outcomes = """
        feed: outcomes
        select: { feedback: web }
        fields:
          contact: { id-in: web }
          lead: lead-id
          what: action
          outcome: outcome
          tries: attempts
          why: discard-reason
        format: ndjson
        to: { folder: feeds/outcomes }
        mode: incremental
        """

    private static let reached = """
        feed: reached
        select: { reached: working }
        where: { city: [Oslo, Rome] }
        fields: { lead: lead-id, what: action, mail: { from: email, as: sha256 }, at: reached-at, city: city }
        format: ndjson
        to: { folder: feeds/reached }
        mode: incremental
        """

    private func bench(_ feed: String, _ text: String) throws -> Workbench { try Workbench(feeds: [feed: text]) }

    private func row(_ bench: Workbench, _ feed: String) throws -> String {
        try #require(try bench.feedLines(feed).last?.last)
    }

    @Test func `tells the source that delivered a lead what became of it, and of whom it must not write to`() throws {
        let bench = try bench("outcomes", Self.outcomes)
        try bench.deliver("prospects.csv", [Setup.prospect("p", ["Email": "lead1@example.com"])])
        try bench.deliver("leads.csv", [Setup.lead("1", ["Status": "Working"]), Setup.lead("2")])
        #expect(try bench.sync().allSatisfy { $0.outcome == .succeeded })
        // Of leads that the source did not deliver it hears nothing.
        #expect(try bench.feedLines("outcomes").map(\.count) == [1])
        #expect(try row(bench, "outcomes").contains(#""contact":"p","lead":"L1","what":"add","outcome":"in-progress""#))

        try bench.deliver(
            "leads.csv",
            [Setup.lead("1", ["Status": "Closed", "Reason": "Timing", "Modified": "2026-09-20T00:00:00Z"])])
        try bench.sync("2026-10-02T06:00:00Z")
        #expect(try row(bench, "outcomes").contains(#""what":"change","outcome":"rejected","tries":0,"why":"timing""#))

        try bench.deliver(
            "leads.csv",
            [
                Setup.lead(
                    "1",
                    ["Status": "Closed", "Reason": "Timing", "OptedOut": "true", "Modified": "2026-09-21T00:00:00Z"])
            ])
        try bench.sync("2026-10-03T06:00:00Z")
        #expect(try row(bench, "outcomes").contains(#""what":"change","outcome":"suppressed""#))
        // Nothing has changed that it shows.
        try bench.sync("2026-10-04T06:00:00Z")
        #expect(try bench.feedLines("outcomes").count == 3)
    }

    @Test func `tells of a stage once, and takes back who must not be sent anywhere`() throws {
        let bench = try bench("reached", Self.reached)
        let working = ["Status": "Working", "City": "Oslo", "Modified": "2026-09-01T10:00:00Z"]
        try bench.deliver(
            "leads.csv",
            [
                Setup.lead("1", working), Setup.lead("2", ["City": "Oslo"]),
                Setup.lead("3", ["Status": "Working", "City": "Bern"]),
            ])
        try bench.sync()
        #expect(try bench.feedLines("reached").map(\.count) == [1])
        let first = try row(bench, "reached")
        #expect(first.contains(#""lead":"L1","what":"add""#), "\(first)")
        #expect(first.contains(#""at":"2026-09-01T10:00:00Z""#), "\(first)")
        #expect(!first.contains("@"))

        // It goes on, and the stage that it reached stays when it was.
        try bench.deliver(
            "leads.csv",
            [
                Setup.lead(
                    "1", ["Status": "Closed", "City": "Oslo", "Reason": "Timing", "Modified": "2026-09-20T00:00:00Z"])
            ])
        try bench.sync("2026-10-02T06:00:00Z")
        #expect(try bench.feedLines("reached").count == 1)

        try bench.deliver(
            "leads.csv",
            [
                Setup.lead(
                    "1",
                    [
                        "Status": "Closed", "City": "Oslo", "Reason": "Timing", "OptedOut": "true",
                        "Modified": "2026-09-21T00:00:00Z",
                    ])
            ])
        try bench.sync("2026-10-03T06:00:00Z")
        #expect(try row(bench, "reached").contains(#""lead":"L1","what":"withdraw""#))
    }

    @Test func `names a source of marketing's`() throws {
        let bench = try bench("outcomes", Self.outcomes.replacing("feedback: web", with: "feedback: crm"))
        let said = try Program.run(["config", "check"], in: bench.folder)
        #expect(said.status == 78 && said.all.contains("not one of marketing's"), "\(said.all)")
    }
}

@Suite struct `A row that is held back by a word` {
    private static let feed = Setup.nurture.replacing(
        "reason: discard-reason", with: "town: { from: city, words: { Oslo: OSL } }")

    @Test func `waits behind its neighbours until the word is there`() throws {
        let bench = try Workbench(feeds: ["nurture": Self.feed])
        try bench.deliver(
            "leads.csv", [Setup.discarded("1", ["City": "Rome"]), Setup.discarded("2", ["City": "Oslo"])])
        for day in ["2026-10-01T06:00:00Z", "2026-10-02T06:00:00Z"] {
            let said = try Program.run(["sync", "--now", day], in: bench.folder)
            #expect(said.status == 4 && said.all.contains("format.unwritable"), "\(said.all)")
            #expect(!said.all.contains("Rome"), "\(said.all)")
        }
        #expect(try bench.feedLines().map(\.count) == [1])
        try bench.edit("config/feeds/nurture.yaml", "Oslo: OSL", "Oslo: OSL, Rome: FCO")
        #expect(try Program.run(["sync", "--now", "2026-10-03T06:00:00Z"], in: bench.folder).status == 0)
        let last = try #require(try bench.feedLines().last)
        #expect(last.count == 1 && last[0].contains("FCO") && last[0].contains("\"add\""), "\(last)")
        #expect(try Program.run(["feed", "verify"], in: bench.folder).status == 0)
    }
}

@Suite struct `A receiver that is behind` {
    private func bench() throws -> Workbench {
        let bench = try Workbench()
        try bench.deliver("leads.csv", [Setup.discarded("1"), Setup.discarded("2")])
        try bench.sync()
        try bench.deliver(
            "leads.csv",
            [
                Setup.discarded("1", ["City": "Oslo", "Modified": "2026-03-02T00:00:00Z"]),
                Setup.lead("2", ["Status": "Working", "Modified": "2026-09-20T00:00:00Z"]),
            ])
        try bench.sync("2026-10-02T06:00:00Z")
        try bench.deliver("leads-2.csv", [Setup.discarded("3")])
        try bench.sync("2026-10-03T06:00:00Z")
        return bench
    }

    @Test func `is brought up to date by one file, and the feed goes on as before`() throws {
        let bench = try bench()
        let before = try bench.files("feeds/nurture")
        let rows = try bench.query("SELECT * FROM feed_file")
        func since(_ cursor: String, _ out: String) throws -> Program.Said {
            try Program.run(["feed", "export", "nurture", "--since", cursor, "--out", out], in: bench.folder)
        }
        let said = try since("2", "all.ndjson")
        #expect(said.status == 0, "\(said.all)")
        let lines = try bench.text("all.ndjson").split(separator: "\n")
        #expect(lines.count == 3 && lines.filter { $0.contains("\"withdraw\"") }.count == 1)
        #expect(lines.filter { $0.contains("\"change\"") }.count == 1)
        #expect(lines.filter { $0.contains("\"add\"") }.count == 1)
        let manifest = try bench.text("all.ndjson.manifest.json")
        #expect(manifest.contains("\"cursor-from\" : 2") && manifest.contains("\"cursor-to\" : 5"), "\(manifest)")
        #expect(try bench.files("feeds/nurture") == before && bench.query("SELECT * FROM feed_file") == rows)
        // From the beginning each lead that is in the feed is an addition, and who left is not told of.
        let printed = try since("0", "-")
        #expect(printed.output.split(separator: "\n").count == 2, "\(printed.all)")
        #expect(!printed.output.contains("withdraw"), "\(printed.all)")
        #expect(try since("9", "-").status == 65)
        #expect(try Program.run(["feed", "export", "nurture", "--since", "1"], in: bench.folder).status == 64)
    }

    @Test func `can be shown what it would get, without a word of a person`() throws {
        let bench = try bench()
        let nothing = try Program.run(["feed", "preview", "nurture"], in: bench.folder)
        #expect(nothing.status == 0 && nothing.talk.contains("Nothing is waiting"), "\(nothing.all)")
        try bench.deliver("leads-3.csv", [Setup.discarded("4"), Setup.discarded("5")])
        try bench.write("feeds/nurture/keep", "")
        try Program.run(["sync", "--now", "2026-10-04T06:00:00Z"], in: bench.folder, dyingAt: .leadsUpdated)
        let stand = try bench.query("SELECT * FROM outbox")
        let hidden = try Program.run(
            ["feed", "preview", "nurture", "--limit", "1", "--now", "2026-10-04T06:00:00Z"], in: bench.folder)
        #expect(hidden.status == 0 && hidden.talk.contains("2 in all: 2 added"), "\(hidden.all)")
        #expect(!hidden.all.contains("lead4@") && hidden.output.contains("letters") && hidden.output.contains("L4"))
        let shown = try Program.run(
            ["feed", "preview", "nurture", "--show-values", "--output", "json", "--now", "2026-10-04T06:00:00Z"],
            in: bench.folder)
        #expect(shown.output.contains("lead4@example.com") && shown.output.contains("lead5@example.com"))
        #expect(try bench.query("SELECT * FROM outbox") == stand)
    }
}
