import Connectors
import Failpoints
import Foundation
import LeadModel
import LeadStore
import TestSupport
import Testing

@testable import SyncEngine

/// What a run takes in from a system that it asks, here one that no shipped file describes.
@Suite struct `A run that asks a CRM` {
    private func sync(_ pulls: PullBench, _ change: (inout SyncRun.Options) -> Void = { _ in }) throws -> [RunReport] {
        var options = SyncRun.Options(now: Instant.now)
        change(&options)
        return try SyncRun(pulls.bench.workspace(), options: options, progress: ProgressReport { _ in }).run()
    }

    private func counts(_ reports: [RunReport]) -> RecordCounts {
        reports.reduce(into: RecordCounts()) { $0 += $1.counts }
    }

    @Test func `reads all of it once, and then what has changed, was deleted or became a contact`() throws {
        let pulls = try PullBench()
        let first = try sync(pulls)
        #expect(counts(first).inserted == 90 && first.allSatisfy { $0.outcome == .succeeded }, "\(first)")
        #expect(try pulls.ids().count == 90)
        let asked = try pulls.asked()
        #expect(asked.count == 6 && asked[0] == "/v1/leads" && asked[1] == "/v1/leads?page_token=20", "\(asked)")
        let discarded = try pulls.bench.lead("eva.abel.4@example.com")
        #expect(try pulls.bench.feedLines().joined().contains { $0.contains("eva.abel.4@example.com") })

        try pulls.change("delete", "4")
        try pulls.change("convert", "10")
        try pulls.change("set", "11", "status=contacted")
        let second = try sync(pulls)
        // The deletion is a record of its stream, and two leads have changed.
        #expect(counts(second).read == 3 && counts(second).updated == 2, "\(second)")
        let again = try pulls.asked()
        #expect(again.count == 2 && again.allSatisfy { $0.contains("after=20") }, "\(again)")
        let explained = try Program.run(["lead", "explain", discarded.id.description], in: pulls.bench.folder)
        #expect(explained.output.contains("was deleted"), "\(explained.all)")
        #expect(try pulls.bench.feedLines().last?.contains { $0.contains("withdraw") } == true)
        #expect(try pulls.bench.lead("ada.bauer.10@example.com").standing.stage == .salesAccepted)
        // Nothing is new, and nothing is read but what the overlap asks for.
        let third = try sync(pulls)
        #expect(counts(third).read == counts(third).unchanged, "\(third)")
    }

    @Test func `is looked at with the columns that its mapping reads, or that are named`() throws {
        let pulls = try PullBench()
        try pulls.bench.edit(
            "config/sources/crm.yaml", "request: { get: /leads, query: {",
            "request: { get: /leads, query: { q: \"SELECT {fields} FROM Lead\",")
        var said = try Program.run(["source", "sample", "crm", "--stream", "leads"], in: pulls.bench.folder)
        #expect(said.status == 0, "\(said.all)")
        #expect(try pulls.asked().first?.contains("family_name") == true)
        try pulls.bench.remove("mappings/small-lead.yaml")
        let words = ["source", "sample", "crm", "--stream", "leads"]
        said = try Program.run(words + ["--fields", "id, mail"], in: pulls.bench.folder)
        #expect(said.status == 0, "\(said.all)")
        #expect(try pulls.asked().first?.contains("SELECT%20id%2Cmail%20FROM") == true)
        said = try Program.run(words, in: pulls.bench.folder)
        #expect(said.status != 0 && said.talk.contains("--fields"), "\(said.all)")
    }

    @Test func `is told by its check what no record has that its mapping reads`() throws {
        let pulls = try PullBench()
        #expect(try !Program.run(["source", "check", "crm"], in: pulls.bench.folder).talk.contains("none of the"))
        try pulls.bench.edit("mappings/small-lead.yaml", "from: mail,", "from: e_mail,")
        let said = try Program.run(["source", "check", "crm"], in: pulls.bench.folder)
        #expect(said.talk.contains("none of the 20 records has 'e_mail'"), "\(said.all)")
    }

    @Test(arguments: [
        ("https://your-company.crm.example/v1", "your-"), ("http://crm.example/v1", "over http"),
    ])
    func `sends no credentials to whom they are not meant for`(address: String, words: String) throws {
        let pulls = try PullBench()
        try pulls.bench.edit("config/sources/crm.yaml", "network: { allow: 127.0.0.1 }\n", "")
        let text = try String(contentsOfFile: pulls.bench.path("config/sources/crm.yaml"), encoding: .utf8)
        let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("address:") })
        try pulls.bench.edit("config/sources/crm.yaml", String(line), "address: \(address)")
        let said = try Program.run(["config", "check"], in: pulls.bench.folder)
        #expect(said.status == 78 && said.all.contains(words), "\(said.all)")
    }

    @Test func `tells what it waits for and how often it asks`() throws {
        let pulls = try PullBench()
        var shown: [String] = []
        var options = SyncRun.Options(now: Instant.now)
        options.clock = HTTPSession.Clock(now: { Instant.now }, wait: { _ in })
        try pulls.bench.edit("config/sources/crm.yaml", "identity:", "quota: { calls: 2 per 60s }\nidentity:")
        let progress = ProgressReport { state in
            let calls = state.calls.map { " \($0.made)" } ?? ""
            shown.append(state.phase + calls + (state.waiting.map { " waits \($0)" } ?? ""))
        }
        _ = try SyncRun(pulls.bench.workspace(), options: options, progress: progress).run()
        #expect(shown.contains { $0.hasPrefix("pulling crm/leads") && $0.contains("waits") }, "\(shown)")
        #expect(shown.contains("pulling crm/leads 5"), "\(shown)")
    }

    @Test func `believes a list of deleted ids that has no times`() throws {
        let pulls = try PullBench()
        try pulls.bench.edit(
            "mappings/small-deleted.yaml", "  modified: { from: deleted_at, as: date-time, format: iso }\n", "")
        _ = try sync(pulls)
        try pulls.change("delete", "4")
        _ = try sync(pulls)
        let gone = try pulls.bench.lead("eva.abel.4@example.com")
        #expect(gone.standing.isDeleted)
        #expect(try pulls.bench.feedLines().last?.contains { $0.contains("withdraw") } == true)
        // What was changed after it is later, such as where it was put back.
        let mark = try pulls.bench.count("SELECT count(*) FROM version")
        _ = try sync(pulls) { $0.extent = .all }
        #expect(try pulls.bench.count("SELECT count(*) FROM version") == mark)
        #expect(try pulls.bench.lead("eva.abel.4@example.com").standing.isDeleted)
    }

    @Test func `says how many calls the last pull took`() throws {
        let pulls = try PullBench()
        _ = try sync(pulls)
        let list = try Program.run(["source", "list", "--output", "csv"], in: pulls.bench.folder).output
        let header = try #require(list.split(separator: "\n").first?.split(separator: ",").firstIndex(of: "calls"))
        let row = try #require(list.split(separator: "\n").first { $0.contains(",leads,") && $0.hasPrefix("crm") })
        #expect(row.split(separator: ",", omittingEmptySubsequences: false)[header] == "5", "\(list)")
    }

    @Test func `keeps how far it reads with what it has read, wherever it is killed`() throws {
        let (whole, killed) = (try PullBench(), try PullBench())
        _ = try sync(whole)
        try Program.run(["sync"], in: killed.bench.folder, dyingAt: .pagesTaken)
        // Four pages of 20 were committed, and it goes on behind them.
        let mark = try #require(try killed.bookmark())
        #expect(mark.contains("\"80\""), "\(mark)")
        _ = try killed.asked()
        let said = try Program.run(["sync"], in: killed.bench.folder)
        #expect(said.status == 0, "\(said.all)")
        let asked = try killed.asked()
        // The last page, then what has changed since, and what was deleted.
        #expect(asked.first?.contains("page_token=80") == true && asked.count == 3, "\(asked)")
        #expect(try killed.ids() == whole.ids() && killed.ids().count == 90)
        #expect(try killed.bench.count("SELECT count(*) FROM version") == 90)
    }

    @Test(arguments: [Failpoint.answerHalf, .pageRead], 1...3)
    func `ends where an undisturbed one does, whatever it had of an answer when it was killed`(
        place: Failpoint, times: Int
    ) throws {
        let (whole, killed) = (try PullBench(), try PullBench())
        _ = try sync(whole)
        try Program.run(["sync"], in: killed.bench.folder, dyingAt: place, times: times)
        let said = try Program.run(["sync"], in: killed.bench.folder)
        #expect(said.status == 0, "\(said.all)")
        #expect(try killed.ids() == whole.ids() && killed.ids().count == 90)
        #expect(try killed.bench.count("SELECT count(*) FROM version") == 90)
    }

    @Test func `keeps no bookmark but the last`() throws {
        let pulls = try PullBench()
        try Program.run(["sync"], in: pulls.bench.folder, dyingAt: .pagesTaken)
        for _ in 0..<3 { _ = try sync(pulls) }
        #expect(try pulls.bench.count("SELECT count(*) FROM export_file WHERE bookmark_before IS NOT NULL") > 3)
        let kept = "SELECT stream FROM export_file WHERE bookmark_before <> ''"
        #expect(try pulls.bench.count("SELECT count(*) - count(DISTINCT stream) FROM (\(kept))") == 0)
        #expect(try pulls.bench.count("SELECT count(*) FROM (\(kept))") > 0)
    }

    @Test func `asks for one record, and for all again, and leaves nothing out`() throws {
        let pulls = try PullBench(leads: 30)
        _ = try sync(pulls)
        let mark = try pulls.bookmark()
        _ = try pulls.asked()
        try pulls.change("set", "7", "family_name=Other")
        let one = try sync(pulls) {
            $0.sources = ["crm"]; $0.extent = .record("7")
        }
        #expect(counts(one).read == 1 && counts(one).updated == 1, "\(one)")
        #expect(try pulls.asked() == ["/v1/leads/7"] && pulls.bookmark() == mark)
        let none = try sync(pulls) {
            $0.sources = ["crm"]; $0.extent = .record("777")
        }
        #expect(none.flatMap(\.notes).map(\.code) == [.recordNotFound])
        #expect(try pulls.bookmark() == mark)

        // Where no stream can be asked so, that is said.
        try pulls.bench.edit("config/sources/crm.yaml", "    record: { get: \"/leads/{id}\" }\n", "")
        let cannot = try sync(pulls) {
            $0.sources = ["crm"]; $0.extent = .record("7")
        }
        #expect(cannot.flatMap(\.notes).map(\.code) == [.pullLeavesOut] && counts(cannot).read == 0, "\(cannot)")

        let all = try sync(pulls) { $0.extent = .all }
        #expect(counts(all).read == 30 && counts(all).unchanged == 30, "\(all)")
        _ = try pulls.asked()
        let since = try sync(pulls) { $0.extent = .since(Instant(milliseconds: Instant.now.milliseconds - 86_400_000)) }
        #expect(counts(since).read == 1 && since.allSatisfy { $0.outcome == .succeeded }, "\(since)")
        #expect(try pulls.asked().allSatisfy { $0.contains("after=20") })
        let later = try sync(pulls) { $0.extent = .since(Instant(milliseconds: Instant.now.milliseconds + 86_400_000)) }
        #expect(Set(later.flatMap(\.notes).map(\.code)) == [.pullLeavesOut])
        let new = try PullBench(leads: 3)
        let never = try sync(new) { $0.extent = .since(Instant.now) }
        #expect(Set(never.flatMap(\.notes).map(\.code)) == [.pullLeavesOut])
        #expect(try new.bookmark() == nil && new.asked().isEmpty)
    }

    @Test func `is rehearsed on a copy of the store, the first time, too`() throws {
        let pulls = try PullBench(leads: 30)
        let said = try Program.run(["sync", "--dry-run"], in: pulls.bench.folder)
        #expect(
            said.status == 0 && said.unfolded.contains("30 inserted") && said.all.contains("Nothing of this was kept"))
        let left = try pulls.bench.files("store")
        #expect(left.isEmpty, "\(left)")
        _ = try sync(pulls)
        try pulls.change("set", "7", "status=contacted")
        let before = try (pulls.bench.dump(), pulls.bookmark(), pulls.bench.feedLines())
        let again = try Program.run(["sync", "--dry-run", "--output", "json"], in: pulls.bench.folder)
        #expect(again.status == 0 && again.output.contains(#""updated":1"#) && again.output.contains(#""effects""#))
        #expect(try pulls.bench.dump() == before.0 && pulls.bookmark() == before.1)
        #expect(try pulls.bench.feedLines() == before.2)
    }

    @Test func `tells of records that come late`() throws {
        let pulls = try PullBench(leads: 30)
        _ = try sync(pulls)
        let late = Instant(milliseconds: Instant.now.milliseconds - 300_000).description.prefix(19) + "Z"
        try pulls.change("set", "7", "changed_at=\(late)")
        let reports = try sync(pulls)
        let warning = try #require(reports.flatMap(\.warnings).first { $0.code == .pullLate })
        #expect(warning.summary.hasPrefix("1 record was changed before the last pull ended, up to"), "\(warning)")
        #expect(try !sync(pulls).flatMap(\.warnings).contains { $0.code == .pullLate })
    }

    @Test func `tells nothing of an overlap that brings what is known`() throws {
        let pulls = try PullBench(leads: 220)
        for id in 211...220 { try pulls.change("set", "\(id)", "family_name=New") }
        _ = try sync(pulls)
        let again = try sync(pulls)
        #expect(counts(again).read >= 10 && counts(again).unchanged == counts(again).read, "\(again)")
        #expect(!again.flatMap(\.warnings).contains { $0.code == .pullLate })
    }

    @Test func `that was killed leaves its rest unread until it was read to its end`() throws {
        let pulls = try PullBench()
        try Program.run(["sync"], in: pulls.bench.folder, dyingAt: .pagesTaken)
        // Another source's run decides about what was read, and hands nobody over.
        let other = try Program.run(["sync", "web"], in: pulls.bench.folder)
        #expect(try pulls.bench.feedLines().joined().isEmpty, "\(other.all)")
        #expect(other.unfolded.contains("[feed.held-back]"), "\(other.all)")
        let reports = try sync(pulls)
        #expect(try !pulls.bench.feedLines().joined().isEmpty)
        // What the killed run had read is counted, once.
        #expect(try counts(reports).read >= 10 && pulls.ids().count == 90, "\(reports)")
        #expect(try pulls.bench.workspace().openForReading().unreadExports().isEmpty)
    }

    @Test func `leaves nothing unread under an address that was corrected`() throws {
        let pulls = try PullBench(leads: 30)
        try pulls.bench.edit("config/sources/crm.yaml", "get: /leads,", "get: /lead,")
        _ = try sync(pulls)
        #expect(try pulls.bench.workspace().openForReading().unreadExports().count == 1)
        try pulls.bench.edit("config/sources/crm.yaml", "get: /lead,", "get: /leads,")
        _ = try sync(pulls)
        #expect(try pulls.bench.workspace().openForReading().unreadExports().isEmpty)
        #expect(try !pulls.bench.feedLines().joined().isEmpty)
    }

    @Test func `that differs from those before is held whole, and asked for again`() throws {
        let pulls = try PullBench(leads: 60)
        _ = try sync(pulls)
        let before = try (pulls.bench.dump(), pulls.bookmark())
        try pulls.change("set", "all", "mail=")
        let held = try sync(pulls)
        #expect(held.map(\.outcome).contains(.held), "\(held)")
        #expect(try pulls.bookmark() == before.1 && pulls.bench.dump() == before.0)
        #expect(try !pulls.bench.workspace().openForReading().unreadExports().isEmpty)
        let taken = try sync(pulls) { $0.acceptsDrift = true }
        #expect(counts(taken).updated == 60, "\(taken)")
        _ = try sync(pulls)
        #expect(try pulls.bench.workspace().openForReading().unreadExports().isEmpty)
    }

    @Test func `is looked at before: who answers, what comes, and never a secret`() throws {
        let pulls = try PullBench(leads: 30)
        let checked = try Program.run(["source", "check", "crm"], in: pulls.bench.folder)
        #expect(checked.status == 0 && checked.output.contains("user.company: Example Ltd"), "\(checked.all)")
        #expect(checked.output.contains("clock: as ours") && checked.output.contains("X-RateLimit-Remaining: "))
        let sample = try Program.run(
            ["source", "sample", "crm", "--stream", "leads", "--keep", "leads.json"], in: pulls.bench.folder)
        #expect(sample.status == 0 && sample.output.contains("given_name"), "\(sample.all)")
        let rights = try FileManager.default.attributesOfItem(atPath: pulls.bench.path("leads.json"))[.posixPermissions]
        #expect(rights as? Int == 0o600)
        _ = try sync(pulls)
        let list = try Program.run(["source", "list", "--output", "csv"], in: pulls.bench.folder)
        #expect(list.output.contains("crm,http,crm,leads,small-lead,20"), "\(list.all)")
        for said in [checked, sample, list] { #expect(!said.all.contains(PullBench.token)) }
        try pulls.bench.remove("secrets/token")
        let refused = try Program.run(["sync"], in: pulls.bench.folder)
        #expect(refused.status == 77 && refused.talk.contains("[secret.missing]"), "\(refused.all)")
    }
}
