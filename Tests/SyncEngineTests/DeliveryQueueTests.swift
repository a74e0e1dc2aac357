import Connectors
import Foundation
import LeadModel
import LeadStore
import Synchronization
import TestSupport
import Testing

@testable import SyncEngine

@Suite struct `The queue of a destination` {
    private static func bench(_ leads: Int, _ query: String = "", more: String = "") throws -> EventBench {
        let bench = try EventBench(query, more: more)
        try bench.bench.deliver("leads.csv", (1...leads).map { Setup.discarded("\($0)") })
        try bench.bench.sync()
        return bench
    }

    private func entries(_ bench: EventBench) throws -> [DeliveryEntry] {
        try bench.bench.workspace().openForReading().deliveries(DeliveryFilter(), limit: 1_000)
    }

    @Test func `gives out first what waits longest`() throws {
        let bench = try Self.bench(3, more: "at-once: 1")
        #expect(try bench.send().accepted == 3)
        #expect(try bench.requests().map(\.lead) == ["L1", "L2", "L3"])
    }

    @Test func `keeps when a message was tried first, and when last`() throws {
        let bench = try Self.bench(1, "first=status&code=422&times=2")
        let began = bench.clock.now.withLock { $0 }
        #expect(try bench.send(patience: 3_600).accepted == 1)
        let entry = try #require(try entries(bench).first)
        let (first, last) = (try #require(entry.firstTried), try #require(entry.lastTried))
        #expect(first == began && last.seconds(since: began) >= 305 && entry.attempts == 3, "\(entry)")
    }

    @Test func `leaves what somebody let go of while it was under way as it is`() throws {
        let bench = try Self.bench(2)
        let store = try bench.bench.workspace().openForWriting()
        let now = bench.clock.now.withLock { $0 }
        _ = try store.queue("hook", for: "journey", upTo: try store.lastMessage(of: "hook"), at: now)
        let due = try store.due("hook", for: "journey", at: now, limit: 9)
        try #require(due.count == 2)
        var filter = DeliveryFilter()
        filter.message = due[0].message
        #expect(try store.discardDeliveries(filter, at: now) == 1)
        let outcomes = due.map {
            DeliveryOutcome(message: $0.message, lead: $0.lead, state: .waiting, action: .add, isTry: true, due: now)
        }
        try store.record(outcomes, of: "hook", for: "journey", at: now)
        #expect(try store.deliveries(DeliveryFilter(), limit: 9).map(\.state) == [.discarded, .waiting])
    }

    @Test func `takes nothing back that a later word stands for`() throws {
        let bench = try EventBench()
        for (day, city) in [("03", "Oslo"), ("04", "Rome")] {
            try bench.bench.deliver(
                "leads.csv", [Setup.discarded("1", ["City": city, "Modified": "2026-03-\(day)T00:00:00Z"])])
            try bench.bench.sync("2026-10-\(day)T06:00:00Z")
            try bench.send()
        }
        let store = try bench.bench.workspace().openForWriting()
        let first = try #require(try entries(bench).map(\.message).min())
        var filter = DeliveryFilter()
        filter.message = first
        #expect(try store.replayableDeliveries(filter) == 0)
        #expect(try store.replayDeliveries(filter, due: Instant.now) == 0)
        filter.message = nil
        filter.destination = "journey"
        #expect(try store.replayDeliveries(filter, due: Instant.now) == 1)
        #expect(try entries(bench).map(\.state) == [.accepted, .waiting])
    }

    @Test func `is let go of and replayed by feed, code and time alone where these are said`() throws {
        let bench = try Self.bench(2, "fails=lead2@&code=422", more: "pace: { tries: [0s] }")
        try bench.send()
        let store = try bench.bench.workspace().openForReading()
        let now = bench.clock.now.withLock { $0 }
        func count(_ change: (inout DeliveryFilter) -> Void) throws -> Int {
            var filter = DeliveryFilter()
            change(&filter)
            return try store.countDeliveries(filter)
        }
        #expect(try count { $0.feed = "hook" } == 2 && count { $0.feed = "other" } == 0)
        #expect(try count { $0.code = "delivery.refused" } == 1 && count { $0.code = "http.status" } == 0)
        #expect(
            try count { $0.since = now.adding(seconds: -60) } == 2 && count { $0.since = now.adding(seconds: 60) } == 0)
        #expect(try count { $0.states = [.exhausted] } == 1 && count { $0.lead = LeadID(number: 1) } == 1)
    }

    @Test func `warns of what is soon too old, and holds out at a later try what is by then`() throws {
        let bench = try EventBench("always=status&code=422", more: "pace: { good-for: 10d, tries: [0s, 5s, 5s, 5s] }")
        try bench.bench.deliver("leads.csv", [Setup.discarded("1")])
        try bench.bench.sync("2026-10-01T06:00:00Z")
        func send(_ day: String) throws -> DeliveryTally {
            bench.clock.now.withLock { $0 = Instant(rfc3339: "2026-10-\(day)T06:00:00Z") ?? $0 }
            return try bench.send()
        }
        let young = try send("08")
        #expect(young.waiting == 1 && young.aging == 0, "\(young)")
        let aging = try send("10")
        #expect(aging.waiting == 1 && aging.aging == 1, "\(aging)")
        let late = try send("12")
        #expect(late.dead == 1 && late.waiting == 0, "\(late)")
        #expect(try bench.requests().count == 2 && bench.count(.late) == 1)
    }

    @Test func `stops where its receiver has failed as often as a message is tried`() throws {
        let bench = try Self.bench(2, "always=status&code=503", more: "pace: { tries: [0s, 5s] }")
        func stopped() throws -> Bool {
            try bench.bench.workspace().openForReading().state(ofDestination: "journey").stopped != nil
        }
        try bench.send()
        #expect(try !stopped())
        bench.clock.pass(10)
        try bench.send()
        #expect(try stopped())
    }

    /// A clock by which every look at it takes a second.
    private func slow(_ clock: EventBench.Clock) -> HTTPSession.Clock {
        HTTPSession.Clock(
            now: {
                clock.now.withLock { now in
                    now = now.adding(seconds: 1)
                    return now
                }
            }, wait: { _ in })
    }

    private func send(_ bench: EventBench, longest: Int?) throws -> DeliveryTally {
        let workspace = try bench.bench.workspace()
        let store = try workspace.openForWriting()
        var faults: [Fault] = []
        let now = bench.clock.now.withLock { $0 }
        let tallies = try Deliveries(
            workspace: workspace, store: store, rules: try RuleBook(workspace, store: store), now: now,
            clock: slow(bench.clock), patience: 0, longest: longest
        ).send(unwritable: &faults)
        return try #require(tallies.first)
    }

    @Test func `is sent in pages that become shorter where its receiver is slow`() throws {
        let bench = try Self.bench(180)
        #expect(try send(bench, longest: nil).accepted == 180)
        // What became of one page is written down at one time.
        let pages = Dictionary(grouping: try entries(bench)) { $0.accepted?.milliseconds ?? 0 }
        #expect(pages.sorted { $0.key < $1.key }.map(\.value.count) == [100, 50, 25, 5])
    }

    @Test func `is left for the next run where a sync has sent as long as it may`() throws {
        let bench = try Self.bench(180)
        let tally = try send(bench, longest: 20)
        #expect(tally.accepted == 100 && tally.waiting == 80 && tally.fault == nil, "\(tally)")
    }

    @Test func `takes a change that was refused for none, and withdraws by what its receiver has`() throws {
        let bench = try EventBench("fails=new@example&code=422", more: "pace: { tries: [0s] }")
        try bench.bench.deliver("leads.csv", [Setup.discarded("1", ["Email": "old@example.com"])])
        try bench.bench.sync()
        try bench.send()
        try bench.bench.deliver(
            "leads.csv", [Setup.discarded("1", ["Email": "new@example.com", "Modified": "2026-03-02T10:00:00Z"])])
        try bench.bench.sync("2026-10-02T06:00:00Z")
        #expect(try bench.send().dead == 1)
        #expect(try bench.bench.count("SELECT count(*) FROM delivery_holding WHERE is_sure = 1") == 1)
        try bench.aim("")
        try bench.bench.deliver(
            "leads.csv",
            [Setup.lead("1", ["Email": "new@example.com", "Status": "Working", "Modified": "2026-09-20T00:00:00Z"])])
        try bench.bench.sync("2026-10-03T06:00:00Z")
        try bench.send()
        let last = try #require(try bench.requests().last)
        #expect(last.action == "withdraw", "\(last.data)")
        #expect((last.data["fields"] as? [String: Any])?["email"] as? String == "old@example.com", "\(last.data)")
    }

    @Test func `keeps the id that a receiver gave where a later answer names none`() throws {
        let bench = try Self.bench(1)
        let store = try bench.bench.workspace().openForWriting()
        let now = bench.clock.now.withLock { $0 }
        _ = try store.queue("hook", for: "journey", upTo: try store.lastMessage(of: "hook"), at: now)
        let message = try #require(try store.due("hook", for: "journey", at: now, limit: 9).first)
        for receiverID in ["r-1", nil] {
            let sending = LeadStore.Sending(
                message: message.message, lead: message.lead, revision: 1, action: .add,
                keys: DeliveryKeys(row: [], address: nil))
            try store.beginSending([sending], of: "hook", to: "journey", at: now)
            var outcome = DeliveryOutcome(
                message: message.message, lead: message.lead, state: .accepted, action: .add, isTry: true)
            outcome.receiverID = receiverID
            try store.record([outcome], of: "hook", for: "journey", at: now)
        }
        #expect(try bench.bench.count("SELECT count(*) FROM delivery_holding WHERE receiver_id = 'r-1'") == 1)
    }

    @Test func `goes on behind an event over which alone its receiver fails`() throws {
        let bench = try Self.bench(3, "fails=lead2@&code=500", more: "at-once: 1")
        let tally = try bench.send()
        #expect(tally.accepted == 2 && tally.waiting == 1, "\(tally)")
        #expect(try bench.held().count == 2)
    }

    @Test func `waits where a receiver that fails over an event asks for time`() throws {
        let bench = try Self.bench(3, "fails=lead2@&code=503&headers=Retry-After:%203600", more: "at-once: 1")
        let tally = try bench.send()
        #expect(tally.accepted == 1 && tally.waiting == 2, "\(tally)")
    }

    @Test func `gives up nothing because its receiver is gone`() throws {
        let bench = try Self.bench(1, "always=status&code=410", more: "pace: { tries: [0s] }")
        let tally = try bench.send()
        #expect(tally.dead == 0 && tally.waiting == 1, "\(tally)")
    }

    private static let busy = "always=status&code=429&headers=Retry-After:%2060"

    @Test func `sends nobody new to a receiver that asked for time when somebody was taken back`() throws {
        let bench = try Self.bench(1)
        try bench.send()
        let working = Setup.lead("1", ["Status": "Working", "Modified": "2026-09-20T00:00:00Z"])
        try bench.bench.deliver("leads.csv", [working, Setup.discarded("2")])
        try bench.bench.sync("2026-10-02T06:00:00Z")
        try bench.aim(Self.busy)
        #expect(try bench.send().waiting == 2)
        #expect(try bench.requests().map(\.action) == ["add", "withdraw"])
    }

    @Test func `is let alone by a second feed when the first was asked for time`() throws {
        let bench = try EventBench(Self.busy)
        try bench.bench.write("config/feeds/zebra.yaml", EventBench.feed.replacing("feed: hook", with: "feed: zebra"))
        try bench.bench.deliver("leads.csv", [Setup.discarded("1")])
        try bench.bench.sync()
        #expect(try bench.send().waiting == 2)
        #expect(try bench.requests().count == 1)
    }
}
