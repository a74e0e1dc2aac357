import Foundation
import LeadModel
import Testing

@testable import SyncEngine

@Suite struct `A run that is killed` {
    /// A delivery of some hundred leads: new ones, changed ones, and pairs that become one.
    private func rows(_ part: Int, _ dice: inout Dice) -> [Row] {
        (0..<400).map { index in
            // Every third record is one of an earlier delivery, changed.
            let number = part > 0 && index % 3 == 0 ? dice.roll(0..<part * 400) : part * 400 + index
            let day = dice.roll(10..<28)
            return [
                "Id": "\(number)",
                "Modified": "2026-0\(dice.roll(1..<9))-\(day)T10:\(10 + part):\(dice.roll(10..<60))Z",
                "Email": "lead\(dice.hits(oneIn: 10) ? number / 2 : number)@example.com",
                "City": dice.pick(["Oslo", "Rome", ""]),
                "Status": dice.pick(["Open", "Working", "Closed"]), "Reason": dice.pick(["Timing", "Silent", ""]),
            ]
        }
    }

    @Test(arguments: [20_261_001] as [UInt64])
    func `at any moment, twelve times over, ends where an undisturbed one does`(seed: UInt64) throws {
        var dice = Dice(seed: seed)
        let calm = try Workbench()
        let killed = try Workbench()
        var kills = 0
        for part in 0..<12 {
            let rows = rows(part, &dice)
            for bench in [calm, killed] { try bench.deliver("leads-\(100 + part).csv", rows) }
            // What an undisturbed run takes now is how long this one has to die in.
            let began = DispatchTime.now().uptimeNanoseconds
            #expect(try Program.run(["sync", "--quiet", "--now", Setup.now], in: calm.folder).status == 0)
            let took = Int((DispatchTime.now().uptimeNanoseconds - began) / 1_000)
            let run = try Program.start(["sync", "--quiet", "--now", Setup.now], in: killed.folder)
            usleep(UInt32(dice.roll(took / 20..<max(took, took / 20 + 1))))
            run.kill()
            if try run.wait().status < 0 { kills += 1 }
        }
        #expect(kills >= 6, "seed \(seed): the runs were over too soon")
        #expect(try Program.run(["sync", "--quiet", "--now", Setup.now], in: killed.folder).status == 0)
        let difference = try killed.dump().difference(from: calm.dump())
        #expect(difference.isEmpty, "seed \(seed): \(difference.count) lines, \(difference.prefix(2))")
        let verified = try Program.run(["feed", "verify"], in: killed.folder)
        #expect(verified.status == 0, "seed \(seed): \(verified.all)")
        // The dead are not listed as if they were still at work.
        #expect(try killed.count("SELECT count(*) FROM run WHERE outcome IS NULL") == 0)
        #expect(try killed.count("SELECT count(*) FROM run WHERE message LIKE 'interrupted%'") >= 1)
        #expect(try killed.isWhole())
    }

    @Test func `has its lock taken away by the kernel, and one that lives keeps the next out`() throws {
        let bench = try Workbench()
        try bench.deliver("leads.csv", [Setup.lead("1")])
        try bench.sync()
        let holder = try bench.workspace().openForWriting()
        let second = try Program.run(["sync"], in: bench.folder)
        #expect(second.status == 75, "\(second.all)")
        #expect(
            second.talk.contains("run.locked")
                && second.talk.contains("process \(ProcessInfo.processInfo.processIdentifier)"), "\(second.talk)")
        withExtendedLifetime(holder) {}
    }
}
