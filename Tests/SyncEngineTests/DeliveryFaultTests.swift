import Connectors
import Foundation
import LeadModel
import LeadStore
import Synchronization
import TestSupport
import Testing

@testable import SyncEngine

@Suite struct `A delivery that goes wrong` {
    /// A receiver's bad day, and what is made of it.
    struct Day: Sendable, CustomTestStringConvertible {
        var name: String
        var query = ""
        /// `nil`: it is as good as any other.
        var code: FaultCode?
        /// Whether the receiver may have it all the same.
        var mayHaveArrived = false
        var stops = false
        var testDescription: String { name + query }
    }

    private static func status(_ code: Int, _ fault: FaultCode, mayHaveArrived: Bool = false, stops: Bool = false)
        -> Day
    {
        Day(name: "status", query: "&code=\(code)", code: fault, mayHaveArrived: mayHaveArrived, stops: stops)
    }

    static let days: [Day] = [
        // Whatever stands behind a status of success is not waited for.
        Day(name: "whole"), Day(name: "chunked"), Day(name: "chunked-cut"), Day(name: "chunk-size-nonsense"),
        Day(name: "packed"), Day(name: "cut"), Day(name: "cut-but-said"),
        Day(name: "longer-than-said"),
        Day(name: "no-length"), Day(name: "endless"), Day(name: "promised-endless"), Day(name: "drip"),
        Day(name: "silence-in-the-middle"), Day(name: "reset"), Day(name: "announced"), Day(name: "empty"),
        Day(name: "nothing-to-say"), Day(name: "login-page"), Day(name: "much", query: "&bytes=10000000000"),
        Day(name: "two-lengths"), Day(name: "negative-length"), Day(name: "many-headers"), Day(name: "long-header"),
        Day(name: "drip-head", code: .networkTimeout, mayHaveArrived: true),
        Day(name: "silence", code: .networkTimeout, mayHaveArrived: true),
        Day(name: "hang-up", code: .networkTruncated, mayHaveArrived: true),
        Day(name: "garbage", code: .networkProtocol, mayHaveArrived: true),
        Day(name: "old-protocol", code: .networkProtocol, mayHaveArrived: true),
        Day(name: "elsewhere", code: .networkRedirect), status(200, .deliveryGone), status(202, .deliveryGone),
        status(304, .networkRedirect), status(400, .deliveryRefused), status(401, .httpUnauthorized),
        status(403, .httpStatus), status(404, .httpMissing), status(408, .httpStatus),
        status(410, .deliveryGone, stops: true),
        status(413, .deliveryRefused), status(415, .deliveryRefused), status(422, .deliveryRefused),
        status(418, .deliveryRefused), status(425, .httpStatus), status(429, .httpThrottled),
        status(500, .httpStatus, mayHaveArrived: true), status(502, .httpStatus, mayHaveArrived: true),
        status(503, .httpStatus), status(504, .httpStatus, mayHaveArrived: true),
    ].map { day in
        // A status of success is one, whatever it says.
        var day = day
        if day.query == "&code=200" || day.query == "&code=202" { day.code = nil }
        return day
    }

    @Test(arguments: days)
    func `is told, waits, and is made up for once its receiver is well: all is there once`(day: Day) throws {
        let bench = try EventBench("always=\(day.name)\(day.query)", more: "limits: { total: 1s, stall: 1s }")
        try bench.bench.deliver("leads.csv", (1...3).map { Setup.discarded("\($0)") })
        try bench.bench.sync()
        let tally = try bench.send()
        let code = tally.fault?.code
        if let wanted = day.code {
            #expect(tally.accepted == 0 && tally.waiting == 3, "\(tally)")
            #expect(wanted == .deliveryRefused ? code == nil || code == wanted : code == wanted, "\(tally)")
            let entries = try bench.bench.workspace().openForReading().deliveries(DeliveryFilter(), limit: 9)
            #expect(
                entries.allSatisfy { $0.state == .waiting && ($0.code == wanted.rawValue || $0.attempts == 0) },
                "\(entries)")
            let unsure = try bench.bench.count("SELECT count(*) FROM delivery_holding WHERE NOT is_sure")
            #expect((unsure > 0) == day.mayHaveArrived)
        } else {
            #expect(tally.accepted == 3 && tally.fault == nil && tally.waiting == 0, "\(tally)")
        }
        guard day.code != nil else { return }
        let state = try bench.bench.workspace().openForReading().state(ofDestination: "journey")
        #expect((state.stopped != nil) == day.stops)
        if day.stops {
            _ = try DestinationDesk(bench.bench.workspace()).resume("journey", now: bench.clock.now.withLock { $0 })
        }
        try bench.aim("")
        let next = try bench.send(patience: 3_600)
        #expect(next.waiting == 0 && next.accepted == 3 && next.fault == nil, "\(next)")
        #expect(try bench.held() == bench.members() && bench.held().count == 3)
        #expect(try bench.count(.accepted) == 3)
    }

    @Test func `after it was taken comes again under the same id, and is dropped by a receiver that knows it`() throws {
        let bench = try EventBench("first=silence&keeps", more: "limits: { total: 1s, stall: 1s }")
        try bench.bench.deliver("leads.csv", (1...3).map { Setup.discarded("\($0)") })
        try bench.bench.sync()
        let tally = try bench.send(patience: 60)
        #expect(tally.accepted == 3, "\(tally)")
        let requests = try bench.requests()
        #expect(requests.filter { $0.how == "taken" }.count == 3 && requests.contains { $0.how == "known" })
        #expect(Set(requests.map(\.id)).count == 3)
        #expect(try bench.held() == bench.members())
    }

    @Test func `is tried again by the pace of Standard Webhooks, ten times in 75 hours, and then is a dead letter`()
        throws
    {
        let bench = try EventBench("always=status&code=422")
        try bench.bench.deliver("leads.csv", [Setup.discarded("1")])
        try bench.bench.sync()
        let tally = try bench.send(patience: 100 * 3_600)
        #expect(tally.dead == 1 && tally.waiting == 0, "\(tally)")
        #expect(try bench.requests().count == 10)
        let pace = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400]
        let waited = bench.clock.waited.withLock { $0 }
        #expect(
            waited.count == 9 && zip(waited, pace).allSatisfy { $0 >= $1 && Double($0) <= Double($1) * 1.1 + 1 },
            "\(waited)")
        #expect(try bench.count(.exhausted) == 1)
        // It goes out once more when somebody says so, under the same id.
        try bench.aim("")
        let said = try Program.run(["delivery", "replay", "--destination", "journey"], in: bench.bench.folder)
        #expect(said.status == 0 && said.output.contains("1 message waits again"), "\(said.all)")
        #expect(try bench.send().accepted == 1)
        #expect(Set(try bench.requests().map(\.id)).count == 1)
    }

    @Test func `waits as long as its receiver asks`() throws {
        let bench = try EventBench("first=status&code=429&headers=Retry-After:%20120")
        try bench.bench.deliver("leads.csv", [Setup.discarded("1")])
        try bench.bench.sync()
        #expect(try bench.send(patience: 60).accepted == 0)
        let tally = try bench.send(patience: 300)
        #expect(tally.accepted == 1 && tally.fault == nil && tally.waiting == 0, "\(tally)")
        let waited = bench.clock.waited.withLock { $0.reduce(0, +) }
        #expect((120...133).contains(waited), "\(waited)")
    }

    @Test func `leaves its neighbours alone where the event itself is refused`() throws {
        let bench = try EventBench("fails=lead2@&code=422")
        try bench.bench.deliver("leads.csv", (1...5).map { Setup.discarded("\($0)") })
        try bench.bench.sync()
        let tally = try bench.send()
        #expect(tally.accepted == 4 && tally.waiting == 1, "\(tally)")
        #expect(try bench.held().count == 4)
        let entry = try #require(
            try DeliveryDesk(bench.bench.workspace()).list(DeliveryFilter(), limit: 9).first { $0.state == .waiting })
        #expect(
            entry.code == "delivery.refused" && entry.said?.contains("422") == true
                && entry.said?.contains("lead2") == false)
        // A later event about another lead is not kept waiting.
        try bench.bench.deliver("leads.csv", (1...6).map { Setup.discarded("\($0)") })
        try bench.bench.sync("2026-10-02T06:00:00Z")
        #expect(try bench.send().accepted == 1)
    }

    @Test func `is never about a lead before what was said of it earlier`() throws {
        let bench = try EventBench("fails=Oslo&code=500")
        try bench.bench.deliver("leads.csv", [Setup.discarded("1", ["City": "Oslo"])])
        try bench.bench.sync()
        #expect(try bench.send().waiting == 1)
        try bench.bench.deliver(
            "leads.csv", [Setup.discarded("1", ["City": "Rome", "Modified": "2026-03-03T00:00:00Z"])])
        try bench.bench.sync("2026-10-03T06:00:00Z")
        // The later word stands for both: the earlier is not sent behind it.
        try bench.aim("")
        #expect(try bench.send(patience: 3_600).accepted == 1)
        #expect(try bench.send(patience: 3_600).accepted == 0)
        let requests = try bench.requests()
        #expect(
            requests.last?.action == "add" && requests.filter { $0.how == "taken" }.count == 1,
            "\(requests.map(\.action))")
    }

    @Test func `is held out where it is older than its receiver takes it, and told`() throws {
        let bench = try EventBench("", more: "pace: { good-for: 7d }")
        try bench.bench.deliver("leads.csv", [Setup.discarded("1")])
        try bench.bench.sync("2026-10-01T06:00:00Z")
        bench.clock.now.withLock { $0 = Instant(rfc3339: "2026-10-09T06:00:00Z") ?? $0 }
        let tally = try bench.send()
        #expect(tally.dead == 1 && tally.accepted == 0)
        #expect(try bench.requests().isEmpty && bench.count(.late) == 1)
    }

    @Test func `says no word of a person, and no secret, wherever it is told`() throws {
        for query in [
            "always=status&code=422&body=lead1@example.com%20is%20bad", "always=status&code=500", "always=garbage",
        ] {
            let bench = try EventBench(query, more: "auth: { bearer: file:token }")
            try bench.bench.write("token", "canary-token-123")
            chmod(bench.bench.path("token"), 0o600)
            try bench.bench.deliver("leads.csv", [Setup.discarded("1", ["First": "Quetzal"])])
            try bench.bench.sync()
            var said = ""
            for words in [
                ["delivery", "send", "--wait", "0"], ["delivery", "list"], ["delivery", "ledger", "--output", "json"],
                ["destination", "list", "--output", "csv"], ["delivery", "show", "1"],
                ["destination", "test", "journey"],
            ] { said += try Program.run(words, in: bench.bench.folder).all }
            #expect(
                !said.contains("lead1@") && !said.contains("Quetzal") && !said.contains("canary")
                    && !said.contains("whsec_"), "\(said)")
            #expect(
                try Program.run(["delivery", "show", "1", "--show-values"], in: bench.bench.folder).all.contains(
                    "lead1@example.com"))
        }
    }

    @Test func `can be let go of, replayed slowly, and looked at first`() throws {
        let bench = try EventBench("always=status&code=422", more: "pace: { tries: [0s] }")
        try bench.bench.deliver("leads.csv", (1...6).map { Setup.discarded("\($0)") })
        try bench.bench.sync()
        #expect(try bench.send().dead == 6)
        let folder = bench.bench.folder
        #expect(try Program.run(["delivery", "replay"], in: folder).status == 64)
        let rehearsed = try Program.run(["delivery", "replay", "--code", "delivery.refused", "--dry-run"], in: folder)
        #expect(rehearsed.output.contains("6 messages would wait again"), "\(rehearsed.all)")
        #expect(try bench.count(.exhausted) == 6)
        #expect(try Program.run(["delivery", "discard", "1"], in: folder).status == 0)
        #expect(try Program.run(["delivery", "discard", "--destination", "journey"], in: folder).status == 64)
        #expect(try bench.count(.discarded) == 1)
        let replayed = try Program.run(["delivery", "replay", "--destination", "journey", "--rate", "0.5"], in: folder)
        #expect(replayed.output.contains("5 messages wait again"), "\(replayed.all)")
        try bench.aim("")
        bench.clock.now.withLock { $0 = Instant(milliseconds: Instant.now.milliseconds + 100) }
        #expect(try bench.send().accepted == 1)
        #expect(try bench.send(patience: 60).accepted == 4)
        #expect((7...9).contains(bench.clock.waited.withLock { $0.reduce(0, +) }))
    }

    @Test func `of an addition of which nobody knows whether it arrived is one of an addition still, under its id`()
        throws
    {
        let bench = try EventBench("first=status&code=500&times=2")
        try bench.bench.deliver("leads.csv", [Setup.discarded("1")])
        try bench.bench.sync()
        #expect(try bench.send(patience: 3_600).accepted == 1)
        let requests = try bench.requests()
        #expect(
            requests.map(\.action) == ["add", "add", "add"] && Set(requests.map(\.id)).count == 1,
            "\(requests.map(\.id))")
    }

    @Test func `of a withdrawal that may have arrived lets the same lead be added again`() throws {
        let bench = try EventBench()
        try bench.bench.deliver("leads.csv", [Setup.discarded("1")])
        try bench.bench.sync()
        try bench.send()
        let working = Setup.lead("1", ["Status": "Working", "Modified": "2026-09-20T00:00:00Z"])
        try bench.bench.deliver("leads.csv", [working])
        try bench.bench.sync("2026-10-02T06:00:00Z")
        try bench.aim("always=silence&keeps", more: "limits: { total: 1s, stall: 1s }")
        #expect(try bench.send().waiting == 1)
        // The withdrawal has arrived, and the lead comes back as it was.
        try bench.bench.deliver("leads.csv", [Setup.discarded("1", ["Modified": "2026-09-21T00:00:00Z"])])
        try bench.bench.sync("2026-12-29T06:00:00Z")
        try bench.aim("")
        bench.clock.pass(60)
        try bench.send(patience: 60)
        let actions = try bench.requests().map(\.action)
        #expect(try bench.held() == bench.members(), "\(actions)")
    }

    @Test func `where somebody resumes is made up for at once`() throws {
        let bench = try EventBench("always=status&code=503")
        try bench.bench.deliver("leads.csv", (1...3).map { Setup.discarded("\($0)") })
        try bench.bench.sync()
        for _ in 0..<4 { try bench.send(patience: 36_000) }
        #expect(try bench.count(.waiting) == 3)
        try bench.aim("")
        _ = try DestinationDesk(bench.bench.workspace()).resume("journey", now: bench.clock.now.withLock { $0 })
        let tally = try bench.send()
        #expect(tally.accepted == 3 && tally.fault == nil, "\(tally)")
    }

    @Test func `is repeated when somebody says so, a withdrawal, too`() throws {
        let bench = try EventBench()
        try bench.bench.deliver("leads.csv", [Setup.discarded("1")])
        try bench.bench.sync()
        try bench.send()
        try bench.bench.deliver(
            "leads.csv", [Setup.lead("1", ["Status": "Working", "Modified": "2026-09-20T00:00:00Z"])])
        try bench.bench.sync("2026-10-02T06:00:00Z")
        try bench.send()
        let said = try Program.run(
            ["delivery", "replay", "--lead", "L1", "--state", "accepted"], in: bench.bench.folder)
        #expect(said.status == 0 && said.output.contains("1 message waits again"), "\(said.all)")
        bench.clock.now.withLock { $0 = Instant.now.adding(seconds: 1) }
        #expect(try bench.send().accepted == 1)
        let requests = try bench.requests()
        #expect(requests.map(\.action) == ["add", "withdraw", "withdraw"] && Set(requests.map(\.id)).count == 3)
        // Under an id of its own: a receiver that drops those it knows takes it once more.
        #expect(requests.map(\.how) == ["taken", "taken", "taken"])
    }

    @Test func `by one that asks for time in the middle of a batch keeps the rest from it`() throws {
        let bench = try EventBench("fails=lead30@&code=429&headers=Retry-After:%203600", more: "at-once: 1")
        try bench.bench.deliver("leads.csv", (1...60).map { Setup.discarded("\($0)") })
        try bench.bench.sync()
        let tally = try bench.send()
        #expect(
            tally.fault?.code == .httpThrottled && tally.accepted < 60 && tally.waiting == 60 - tally.accepted,
            "\(tally)")
        let before = try bench.requests().count
        try bench.send()
        #expect(try bench.requests().count == before)
        // Those that were not sent have no try behind them.
        let all = try DeliveryDesk(bench.bench.workspace()).list(DeliveryFilter(), limit: 100)
        let tried = all.filter { $0.attempts > 0 }
        #expect(all.allSatisfy { ($0.id == nil) == ($0.attempts == 0) })
        #expect(tried.count == before, "\(tried.count) of \(before)")
    }
}
