import Foundation
import LeadModel
import LeadStore
import Testing

@testable import SyncEngine

@Suite struct `A preview of recycling` {
    /// Two leads that were given up for timing, one of them in August; one that waits since June; one junk.
    private func bench() throws -> Workbench {
        let bench = try Workbench()
        try bench.deliver(
            "leads.csv",
            [
                Setup.discarded("1"), Setup.discarded("2", ["Modified": "2026-08-15T10:00:00Z"]), Setup.lead("3"),
                Setup.discarded("4", ["Reason": "Spam"]),
            ])
        try bench.sync()
        return bench
    }

    private func tried(_ bench: Workbench, _ old: String, _ new: String) throws -> TriedAgreement {
        try bench.write("tried.yaml", Setup.agreement.replacing(old, with: new))
        return try TriedAgreement(
            file: bench.path("tried.yaml"), config: bench.path("config"), now: Sketched.now)
    }

    private enum Sketched {
        static let now = Instant(rfc3339: Setup.now) ?? Instant(milliseconds: 0)
    }

    private func moves(_ preview: RecyclingPreview) -> [String] {
        preview.moves.map { move, leads in
            "\(leads) \(move.from.kind) \(move.from.track ?? "-") → \(move.to.kind) \(move.to.track ?? "-"), \(move.trigger?.rawValue ?? "-") \(move.reason?.word ?? "-")"
        }
    }

    @Test func `shows who would move under another agreement, and nobody else`() throws {
        let bench = try bench()
        let before = try bench.dump()
        let other = try tried(bench, "after: 90d", "after: 30d")
        let preview = try Inspector(bench.workspace()).preview(with: other, now: Sketched.now)
        #expect(preview.decided == 4 && preview.changed == 1)
        #expect(
            moves(preview) == ["1 hold back-in-season → recycle back-in-season, rejected timing"], "\(moves(preview))")
        #expect(preview.leads.map { $0.lead.text(.email) } == ["lead2@example.com"])
        let track = try #require(preview.tracks.first { $0.track == "back-in-season" })
        #expect(track.recycledBefore == 1 && track.recycledAfter == 2 && track.heldBefore == 1 && track.heldAfter == 0)
        #expect(try bench.dump() == before)
    }

    @Test func `compares two agreements at the same time, not with what is stored`() throws {
        let bench = try bench()
        let same = try tried(bench, "zone: UTC", "zone: UTC")
        let later = try #require(Instant(rfc3339: "2027-06-01T00:00:00Z"))
        let preview = try Inspector(bench.workspace()).preview(with: same, asOf: later, now: Sketched.now)
        #expect(preview.changed == 0 && preview.decided == 4)
        // Time alone moves the lead that rests.
        #expect(try Inspector(bench.workspace()).preview(asOf: later, now: Sketched.now).changed == 1)
    }

    @Test func `as of a time that is over knows what had happened by then`() throws {
        let bench = try bench()
        try bench.deliver("leads-2.csv", [Setup.lead("1", ["Modified": "2026-09-20T10:00:00Z", "Status": "Working"])])
        try bench.sync()
        let then = try #require(Instant(rfc3339: "2026-07-01T00:00:00Z"))
        let preview = try Inspector(bench.workspace()).preview(asOf: then, now: Sketched.now)
        #expect(preview.notKnown == 1, "the lead that was discarded in August")
        #expect(preview.decided == 3)
        #expect(
            moves(preview) == ["1 leave - → recycle back-in-season, rejected timing"], "\(moves(preview))")
    }

    @Test func `says first how many move from where to where, then who`() throws {
        let bench = try bench()
        try bench.write("tried.yaml", Setup.agreement.replacing("after: 90d", with: "after: 30d"))
        let command = ["recycle", "preview", "--agreement", "tried.yaml", "--as-of", "2026-10-01"]
        let said = try Program.run(command, in: bench.folder)
        #expect(said.status == 0, "\(said.all)")
        #expect(said.output.hasPrefix("1 of 4 leads would be decided about otherwise under tried.yaml, as of"))
        #expect(said.output.replacing("\n", with: " ").contains("as of the end of 2026-10-01."), "\(said.output)")
        #expect(said.output.contains("hold back-in-season  recycle back-in-season  rejected: timing"), "\(said.output)")
        #expect(said.output.contains("as agreed") && said.output.contains("under the file"), "\(said.output)")
        let none = try Program.run(command + ["--limit", "0"], in: bench.folder)
        #expect(none.output.contains("1 of 4") && !none.output.contains("as agreed"), "\(none.output)")
        let json = try Program.run(command + ["--output", "json"], in: bench.folder)
        let object = try #require(JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
        #expect(object["changed"] as? Int == 1 && object["decided"] as? Int == 4)
        let tracks = try #require(object["tracks"] as? [[String: Any]])
        #expect(tracks.first { $0["track"] as? String == "back-in-season" }?["net"] as? Int == 1, "\(tracks)")
        let csv = try Program.run(command + ["--output", "csv"], in: bench.folder)
        #expect(csv.output.split(separator: "\n").count == 2, "\(csv.output)")
    }

    @Test func `tells what is wrong with a file as the check does, and changes nothing`() throws {
        let bench = try bench()
        func preview(_ text: String) throws -> Program.Said {
            try bench.write("tried.yaml", text)
            return try Program.run(["recycle", "preview", "--agreement", "tried.yaml"], in: bench.folder)
        }
        let wrong = try preview(Setup.agreement.replacing("cycles: 3", with: "cycle: 3"))
        #expect(wrong.status == 78 && wrong.talk.contains("tried.yaml:8:59: error:"), "\(wrong.all)")
        let odd = try preview(
            Setup.agreement.replacing(
                "    recycling:", with: "    sales-accepted: activity demo-request\n    recycling:"))
        #expect(
            odd.status == 0
                && odd.talk.contains("tried.yaml:4:21: warning: no mapping yields the activity 'demo-request'"),
            "\(odd.all)")
        let leap = try Program.run(["recycle", "preview", "--as-of", "2027-02-29"], in: bench.folder)
        #expect(
            leap.status == 64
                && leap.talk.contains("There is no day 2027-02-29. The nearest one that there is: 2027-02-28."),
            "\(leap.all)")
        let missing = try Program.run(["recycle", "preview", "--agreement", "nowhere.yaml"], in: bench.folder)
        #expect(missing.status == 74 && missing.talk.contains("nowhere.yaml"), "\(missing.all)")
    }
}
