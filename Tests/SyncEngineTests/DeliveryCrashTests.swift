import Failpoints
import Foundation
import LeadModel
import LeadStore
import TestSupport
import Testing

@testable import SyncEngine

@Suite struct `A delivery that is killed` {
    @Test(arguments: [Failpoint.messagesQueued, .beforeSending, .afterSending, .deliveriesRecorded], [1, 2])
    func `loses nothing, and a receiver that drops known ids ends equal to the store`(place: Failpoint, times: Int)
        throws
    {
        let bench = try EventBench(deliver: "each-sync")
        let folder = bench.bench.folder
        try bench.bench.deliver("leads.csv", (1...300).map { Setup.discarded("\($0)") })
        if times == 1 {
            try Program.run(["sync", "--now", Setup.now], in: folder, dyingAt: place)
        } else {
            #expect(try Program.run(["sync", "--now", Setup.now], in: folder).status == 0)
        }
        // Some change, some go back to sales.
        try bench.bench.deliver(
            "leads.csv",
            (1...300).map { number in
                number % 7 == 0
                    ? Setup.lead("\(number)", ["Status": "Working", "Modified": "2026-09-20T00:00:00Z"])
                    : Setup.discarded(
                        "\(number)", number % 3 == 0 ? ["City": "Oslo", "Modified": "2026-03-02T00:00:00Z"] : [:])
            })
        try Program.run(["sync", "--now", "2026-10-02T06:00:00Z"], in: folder, dyingAt: place)
        let last = try Program.run(["sync", "--now", "2026-10-03T06:00:00Z"], in: folder)
        #expect(last.status == 0, "\(last.all)")
        #expect(try bench.held() == bench.members() && bench.held().count == 300 - 42)
        #expect(try bench.count(.waiting) == 0 && bench.bench.isWhole())
        let taken = try bench.requests().filter { $0.how == "taken" }
        #expect(Set(taken.map(\.id)).count == taken.count)
    }

    @Test(arguments: [Failpoint.beforeSending, .afterSending])
    func `around a change sends it once more, and what it says is there`(place: Failpoint) throws {
        let bench = try EventBench()
        let words = ["delivery", "send", "--wait", "0"]
        for (city, modified, day) in [("Oslo", "2026-03-01", "01"), ("Rome", "2026-03-02", "02")] {
            try bench.bench.deliver(
                "leads.csv", [Setup.discarded("1", ["City": city, "Modified": "\(modified)T00:00:00Z"])])
            try bench.bench.sync("2026-10-\(day)T06:00:00Z")
            if city == "Oslo" {
                #expect(try Program.run(words, in: bench.bench.folder).status == 0)
            } else {
                try Program.run(words, in: bench.bench.folder, dyingAt: place)
            }
        }
        let before = try bench.requests()
        try #require(before.count == (place == .beforeSending ? 1 : 2))
        #expect(try Program.run(words, in: bench.bench.folder).status == 0)
        let requests = try bench.requests()
        let last = try #require(requests.last)
        #expect(requests.count == before.count + 1 && Set(requests.map(\.id)).count == 2, "\(requests.map(\.id))")
        #expect((last.data["fields"] as? [String: Any])?["city"] as? String == "Rome", "\(last.data)")
        #expect(try bench.count(.accepted) == 2)
    }

    /// What went out and was never judged may be there: that all is as before has to be said, though it is what was accepted last.
    @Test(arguments: [false, true]) func `behind what is taken back before anybody judged it says so`(
        isWithdrawn: Bool
    ) throws {
        let bench = try EventBench()
        let folder = bench.bench.folder
        func send(_ row: Row, _ day: String, dies: Bool = false) throws {
            try bench.bench.deliver("leads.csv", [row])
            try bench.bench.sync("\(day)T06:00:00Z")
            let words = ["delivery", "send", "--wait", "0"]
            if dies {
                try Program.run(words, in: folder, dyingAt: .afterSending)
            } else {
                let said = try Program.run(words, in: folder)
                #expect(said.status == 0, "\(said.all)")
            }
        }
        try send(Setup.discarded("1", ["City": "Oslo"]), "2026-10-01")
        let other =
            isWithdrawn
            ? Setup.lead("1", ["City": "Oslo", "Status": "Working", "Modified": "2026-09-20T00:00:00Z"])
            : Setup.discarded("1", ["City": "Rome", "Modified": "2026-03-02T00:00:00Z"])
        try send(other, "2026-10-02", dies: true)
        try #require(try bench.requests().map(\.action) == ["add", isWithdrawn ? "withdraw" : "change"])
        let back = isWithdrawn ? "2026-09-21T00:00:00Z" : "2026-03-03T00:00:00Z"
        try send(Setup.discarded("1", ["City": "Oslo", "Modified": back]), "2026-12-29")
        #expect(try bench.held() == bench.members() && bench.held().count == 1)
        let last = try #require(try bench.requests().last)
        #expect((last.data["fields"] as? [String: Any])?["city"] as? String == "Oslo", "\(last.data)")
    }

    /// First the old address is taken back, and written down; then the new one is added, and written down.
    @Test(arguments: [Failpoint.beforeSending, .afterSending, .deliveriesRecorded], [1, 2])
    func `between an address that is taken back and the one that is added ends with the new one alone`(
        place: Failpoint, times: Int
    ) throws {
        let bench = try SystemBench()
        try bench.bench.deliver(
            "leads.csv", [Setup.discarded("1", ["Email": "old@example.com"]), Setup.discarded("2")])
        try bench.bench.sync()
        #expect(try bench.send().accepted == 2)
        try bench.bench.deliver(
            "leads.csv",
            [
                Setup.discarded("1", ["Email": "new@example.com", "Modified": "2026-03-02T10:00:00Z"]),
                Setup.discarded("2"),
            ])
        try bench.bench.sync("2026-10-02T06:00:00Z")
        _ = try bench.asked()
        try Program.run(["delivery", "send", "--wait", "0"], in: bench.bench.folder, dyingAt: place, times: times)
        let before = try bench.asked()
        let said = try Program.run(["delivery", "send", "--wait", "0"], in: bench.bench.folder)
        #expect(said.status == 0, "\(said.all)")
        let memberships = (before + (try bench.asked())).filter { $0.what.contains("/memberships/") }
        #expect(memberships.first?.what.hasSuffix("remove") == true, "\(memberships)")
        #expect(
            memberships.allSatisfy { $0.body.contains("1000") == $0.what.hasSuffix("remove") }, "\(memberships)")
        #expect(memberships.last?.what.hasSuffix("add") == true, "\(memberships)")
        #expect(
            try bench.bench.count(
                "SELECT count(*) FROM delivery_holding WHERE lead = 1 AND receiver_id = '1002' AND is_sure = 1") == 1)
        #expect(try bench.bench.count("SELECT count(*) FROM delivery_holding") == 2)
        let audit = try Program.run(["destination", "audit", "hubspot"], in: bench.bench.folder)
        #expect(audit.status == 0, "\(audit.all)")
        #expect(try bench.bench.isWhole() && bench.entries().allSatisfy { $0.state != .waiting })
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `at any moment, many times over, loses nothing`(seed: UInt64) throws {
        var dice = Dice(seed: seed)
        let bench = try EventBench("slow=0.002", more: "at-once: 4", deliver: "each-sync")
        try bench.bench.deliver("leads.csv", (1...900).map { Setup.discarded("\($0)") })
        for _ in 0..<6 {
            let process = try Program.start(["sync", "--quiet", "--now", Setup.now], in: bench.bench.folder)
            usleep(UInt32(dice.roll(200..<1_500)) * 1_000)
            kill(process.number, SIGKILL)
            _ = try process.wait()
        }
        let last = try Program.run(["sync", "--now", Setup.now], in: bench.bench.folder)
        #expect(last.status == 0, "seed \(seed): \(last.all)")
        let held = try bench.held()
        #expect(try held == bench.members() && held.count == 900, "seed \(seed)")
        #expect(try bench.count(.waiting) == 0 && bench.count(.accepted) == 900)
    }
}
