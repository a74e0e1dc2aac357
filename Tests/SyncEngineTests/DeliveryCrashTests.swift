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
