import Foundation
import LeadModel
import LeadStore
import Synchronization
import TestSupport
import Testing

@testable import SyncEngine

/// What becomes of messages where the feed, or where it goes, is changed.
@Suite struct `A feed with a destination` {
    private static let reordered =
        "fields: { city: city, track: track, first: first-name, reason: discard-reason, email: email }"

    private func reorder(_ bench: EventBench) throws {
        let line = try #require(
            try bench.bench.text("config/feeds/hook.yaml").split(separator: "\n").first { $0.hasPrefix("fields") })
        try bench.bench.edit("config/feeds/hook.yaml", String(line), Self.reordered)
    }

    private func fields(_ request: EventBench.Request) throws -> [String: String] {
        try #require(request.data["fields"] as? [String: Any]).compactMapValues { $0 as? String }
    }

    @Test func `whose columns stand in another order sends no value under another's name`() throws {
        let bench = try EventBench()
        let rows = [Setup.discarded("1", ["First": "Ada", "City": "Oslo"]), Setup.discarded("2", ["City": "Rome"])]
        try bench.bench.deliver("leads.csv", rows)
        try bench.bench.sync()
        try reorder(bench)
        // Before a sync nobody knows whether what waits is still to be told.
        let said = try Program.run(["delivery", "send", "--wait", "0"], in: bench.bench.folder)
        #expect(said.all.contains("'hook' was changed since the last sync"), "\(said.all)")
        #expect(try bench.requests().isEmpty)
        try bench.bench.sync("2026-10-02T06:00:00Z")
        try bench.send()
        let requests = try bench.requests()
        #expect(requests.count == 2 && requests.allSatisfy { $0.action == "add" }, "\(requests.map(\.data))")
        let first = try fields(try #require(requests.first { $0.lead == "L1" }))
        #expect(first["email"] == "lead1@example.com" && first["first"] == "Ada" && first["city"] == "Oslo", "\(first)")
    }

    @Test func `whose columns stand in another order tells nobody anew, and replays and takes back by the right names`()
        throws
    {
        let bench = try EventBench()
        let rows = [Setup.discarded("1", ["First": "Ada", "City": "Oslo"]), Setup.discarded("2", ["City": "Rome"])]
        try bench.bench.deliver("leads.csv", rows)
        try bench.bench.sync()
        try bench.send()
        try reorder(bench)
        try bench.bench.sync("2026-10-02T06:00:00Z")
        let tally = try bench.send()
        #expect(tally.accepted == 0 && tally.known == 0, "\(tally)")
        #expect(try bench.bench.count("SELECT count(*) FROM outbox") == 2)
        #expect(try bench.requests().count == 2)
        try bench.forget()
        // The first message of all is of the old order.
        let shown = try Program.run(["delivery", "show", "1", "--show-values"], in: bench.bench.folder)
        #expect(shown.all.contains("lead1@example.com"), "\(shown.all)")
        try bench.bench.deliver(
            "leads.csv",
            [rows[0], Setup.lead("2", ["City": "Rome", "Status": "Working", "Modified": "2026-09-20T00:00:00Z"])])
        try bench.bench.sync("2026-10-03T06:00:00Z")
        try bench.send()
        let last = try #require(try bench.requests().last)
        #expect(last.action == "withdraw")
        #expect(try fields(last) == ["email": "lead2@example.com"])
    }

    @Test
    func `that goes away with it is told of at each sync, until it is back or its operator has deleted the leads`()
        throws
    {
        let bench = try EventBench()
        try bench.bench.deliver("leads.csv", [Setup.discarded("1"), Setup.discarded("2")])
        try bench.bench.sync()
        try bench.send()
        let files = ["config/feeds/hook.yaml", "config/destinations/journey.yaml"]
        let texts = try files.map(bench.bench.text)
        for file in files { try bench.bench.remove(file) }
        let closed = try Program.run(["feed", "close", "hook", "--yes"], in: bench.bench.folder)
        try #require(closed.status == 0, "\(closed.all)")
        func warnings(_ day: String) throws -> [String] {
            Set(try bench.bench.sync("2026-10-\(day)T06:00:00Z").flatMap(\.warnings).map(\.summary))
                .filter { $0.contains("neither is configured any more") }
        }
        #expect(try warnings("02").count == 1)
        // The destination alone is enough: what it held is taken back.
        try bench.bench.write(files[1], texts[1])
        #expect(try warnings("03").isEmpty)
        _ = try DeliveryDesk(bench.bench.workspace()).send(
            to: [], patience: 0, now: bench.clock.now.withLock { $0 }, clock: bench.clock.session)
        #expect(try bench.held().isEmpty)
        #expect(try bench.bench.count("SELECT count(*) FROM delivery_holding") == 0)
    }

    @Test func `that nobody can tell any more is forgotten when somebody says so, and not before`() throws {
        let bench = try EventBench()
        try bench.bench.deliver("leads.csv", [Setup.discarded("1"), Setup.discarded("2")])
        try bench.bench.sync()
        try bench.send()
        func forget(_ arguments: String...) throws -> (status: Int32, all: String) {
            let said = try Program.run(["destination", "forget"] + arguments, in: bench.bench.folder)
            return (said.status, said.all)
        }
        #expect(try forget("journey", "--yes").all.contains("holds nothing of feeds that do not go there"))
        #expect(try bench.bench.count("SELECT count(*) FROM delivery_holding") == 2)
        try bench.bench.edit(
            "config/feeds/hook.yaml", "to: { destination: journey }",
            "format: ndjson\nmode: incremental\nto: { folder: feeds/hook }")
        let reports = try bench.bench.sync("2026-10-02T06:00:00Z")
        #expect(reports.flatMap(\.warnings).contains { $0.summary.contains("which goes elsewhere now") })
        #expect(try forget("journey").status == 64)
        #expect(try forget("jorney", "--yes").all.contains("journey"))
        #expect(try bench.bench.count("SELECT count(*) FROM delivery_holding") == 2)
        #expect(try forget("journey", "--yes").all.contains("2 leads of 'hook' at 'journey' forgotten"))
        #expect(try bench.bench.count("SELECT count(*) FROM delivery_holding") == 0)
        let after = try bench.bench.sync("2026-10-03T06:00:00Z")
        #expect(!after.flatMap(\.warnings).contains { $0.summary.contains("which goes elsewhere now") })
    }

    @Test func `that goes to another one tells it of every lead it has, once`() throws {
        let bench = try EventBench()
        try bench.bench.deliver("leads.csv", (1...3).map { Setup.discarded("\($0)") })
        try bench.bench.sync()
        try bench.send()
        try bench.bench.deliver(
            "leads.csv",
            [
                Setup.discarded("1", ["City": "Oslo", "Modified": "2026-03-02T10:00:00Z"]), Setup.discarded("2"),
                Setup.lead("3", ["Status": "Working", "Modified": "2026-09-20T00:00:00Z"]),
            ])
        try bench.bench.sync("2026-10-02T06:00:00Z")
        try bench.forget()
        try bench.bench.write(
            "config/destinations/other.yaml",
            bench.bench.text("config/destinations/journey.yaml").replacingOccurrences(of: "journey", with: "other"))
        try bench.bench.edit("config/feeds/hook.yaml", "journey", "other")
        try bench.bench.sync("2026-10-03T06:00:00Z")
        for _ in 0..<2 {
            _ = try DeliveryDesk(bench.bench.workspace()).send(
                to: ["other"], patience: 0, now: bench.clock.now.withLock { $0 }, clock: bench.clock.session)
        }
        let requests = try bench.requests()
        #expect(
            requests.map(\.action) == ["add", "add"] && Set(requests.map(\.lead)) == ["L1", "L2"],
            "\(requests.map(\.data))")
        #expect(requests.allSatisfy { $0.id.hasSuffix("-other") })
    }

    @Test func `sends nobody of whom an unread export may say more, and says so, until it was read`() throws {
        let bench = try EventBench()
        let csv = Setup.csv(Setup.columns(of: "leads"), [Setup.discarded("1"), Setup.discarded("2")])
        try bench.bench.write("inbox/leads.csv", String(csv.dropLast(20)))
        try bench.bench.sync()
        #expect(try bench.send().accepted == 0)
        #expect(try bench.requests().isEmpty)
        let waiting = try bench.bench.workspace().openForReading().deliveries(DeliveryFilter(), limit: 10)
        try #require(!waiting.isEmpty)
        #expect(
            waiting.allSatisfy { $0.state == .waiting && $0.code == "feed.held-back" && $0.attempts == 0 }, "\(waiting)"
        )
        let listing = try #require(try FeedDesk(bench.bench.workspace(), isWriter: false).list().first)
        #expect(listing.heldBack == waiting.count)
        let reports = try bench.bench.sync("2026-10-02T06:00:00Z")
        #expect(reports.flatMap(\.warnings).contains { $0.code == .feedHeldBack })
        try bench.bench.write("inbox/leads.csv", csv)
        try bench.bench.sync("2026-10-03T06:00:00Z")
        #expect(try bench.send().accepted == 2)
        #expect(try bench.held().count == 2)
    }

    @Test func `sends nobody of the control group, nor whom edited rules send to nobody`() throws {
        let bench = try EventBench()
        try bench.bench.deliver("leads.csv", (1...40).map { Setup.discarded("\($0)") })
        try bench.bench.edit(
            "config/agreement.yaml", "      reasons:", "      control: { share: 25% }\n      reasons:")
        try bench.bench.sync()
        let control = Set(try bench.bench.leads().filter(\.decision.isControl).map(\.id.description))
        try #require(!control.isEmpty && control.count < 40)
        // Nobody has synced since the reason came to be one of those that are never recycled.
        let agreement = try bench.bench.text("config/agreement.yaml")
        try bench.bench.edit("config/agreement.yaml", "never: [spam]", "never: [spam, timing]")
        try bench.bench.edit(
            "config/agreement.yaml", "timing:      { track: back-in-season, after: 90d, cycles: 3 }",
            "no-budget:   { track: back-in-season, after: 90d, cycles: 3 }")
        try bench.send()
        #expect(try bench.requests().isEmpty)
        try bench.bench.write("config/agreement.yaml", agreement)
        try bench.bench.sync("2026-10-02T06:00:00Z")
        try bench.send()
        #expect(Set(try bench.requests().map(\.lead)).isDisjoint(with: control))
        #expect(try bench.held().count == 40 - control.count)
    }

    @Test func `is told of a change when it is applied, and again when it is taken back`() throws {
        let bench = try EventBench(deliver: "each-sync")
        try bench.bench.deliver("leads.csv", [Setup.discarded("1"), Setup.discarded("2")])
        try bench.bench.sync()
        try #require(try bench.held().count == 2)
        try bench.bench.edit("config/agreement.yaml", "never: [spam]", "never: [spam, timing]")
        try bench.bench.edit(
            "config/agreement.yaml", "timing:      { track: back-in-season, after: 90d, cycles: 3 }",
            "no-budget:   { track: back-in-season, after: 90d, cycles: 3 }")
        try PlanFile.write(bench.bench.plan(), to: bench.bench.path("plan.json"))
        #expect(try bench.bench.apply().report.deliveries.map(\.accepted) == [2])
        #expect(try bench.held().isEmpty)
        _ = try bench.bench.undo()
        #expect(try bench.held().count == 2)
    }

    @Test func `sends what was accepted once more under another id, and the ledger keeps that it was`() throws {
        let bench = try EventBench()
        try bench.bench.deliver("leads.csv", [Setup.discarded("1")])
        try bench.bench.sync()
        let listed = try #require(try DestinationDesk(bench.bench.workspace()).list().first)
        #expect(listed.counts[.waiting] == 1)
        try bench.send()
        let first = try #require(try bench.entry())
        #expect(first.id == (try bench.requests().first?.id) && first.accepted != nil)
        let replayed = try Program.run(
            ["delivery", "replay", "--lead", "L1", "--state", "accepted"], in: bench.bench.folder)
        try #require(replayed.status == 0, "\(replayed.all)")
        #expect(try bench.entry()?.accepted == first.accepted)
        bench.clock.now.withLock { $0 = Instant.now.adding(seconds: 1) }
        try bench.send()
        let requests = try bench.requests()
        #expect(requests.count == 2 && Set(requests.map(\.id)).count == 2, "\(requests.map(\.id))")
        #expect(requests.last?.how == "taken")
        #expect(try bench.entry()?.id == requests.last?.id)
    }
}

extension EventBench {
    /// The only entry of the ledger.
    fileprivate func entry() throws -> DeliveryEntry? {
        try bench.workspace().openForReading().deliveries(DeliveryFilter(), limit: 10).first
    }
}
