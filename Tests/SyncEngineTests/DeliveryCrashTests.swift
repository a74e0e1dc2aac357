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
