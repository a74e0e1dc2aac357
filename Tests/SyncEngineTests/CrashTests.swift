import Failpoints
import Foundation
import LeadModel
import LeadStore
import TestSupport
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
    func `twelve times over, ends where an undisturbed one does`(seed: UInt64) throws {
        var dice = Dice(seed: seed)
        let calm = try Workbench()
        let killed = try Workbench()
        let places: [Failpoint] = [.pagesTaken, .keysJoined, .leadsSettled, .leadsUpdated]
        for part in 0..<12 {
            let rows = rows(part, &dice)
            for bench in [calm, killed] { try bench.deliver("leads-\(100 + part).csv", rows) }
            #expect(try Program.run(["sync", "--quiet", "--now", Setup.now], in: calm.folder).status == 0)
            try Program.run(
                ["sync", "--quiet", "--now", Setup.now], in: killed.folder, dyingAt: dice.pick(places))
        }
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

    @Test(arguments: Failpoint.allCases)
    func `at any place that it can be killed at, leaves a store that the next puts right`(place: Failpoint) throws {
        let bench = try Workbench.ofTwoSystems()
        guard let words = try words(passing: place, in: bench) else { return }
        try Program.run(words, in: bench.folder, dyingAt: place)
        let next = try Program.run(["sync", "--now", "2026-10-02T06:00:00Z"], in: bench.folder)
        #expect([0, 4].contains(next.status), "\(next.all)")
        #expect(try bench.isWhole())
        #expect(try bench.count("SELECT count(*) FROM run WHERE outcome IS NULL") == 0)
        #expect(try bench.files("store").filter { $0.hasPrefix(".plan-") }.isEmpty)
    }

    /// Of a command that comes to a place; `nil` where another suite has that place for itself. A new place has to be listed
    /// here before the tests compile.
    private func words(passing place: Failpoint, in bench: Workbench) throws -> [String]? {
        switch place {
        case .pagesTaken, .keysJoined, .leadsSettled, .leadsUpdated, .lockTaken, .runBegun, .pageRead, .checkpointBegun,
            .checkpointEnded, .fileWritten, .fileSynced, .fileRenamed:
            try bench.deliver("leads-9.csv", [Setup.lead("90"), Setup.lead("91")])
            return ["sync"]
        case .feedbackWritten:
            try bench.deliver("prospects-9.csv", [Setup.prospect("w90", ["Email": "lead90@example.com"])])
            return ["sync"]
        case .storeCopied, .dueDecided, .pageReplayed, .streamsReplayed, .effectsCounted:
            try bench.edit("mappings/crm-lead.yaml", "owner: Owner", "title: Owner")
            return ["plan"]
        case .rowsMended, .fileMended:
            let exported = try Program.run(
                ["quarantine", "export", "--out", "mend.csv", "--source", "crm"], in: bench.folder)
            try #require(exported.status == 0, "\(exported.all)")
            return ["quarantine", "import", "mend.csv"]
        case .leadsRedecided:
            try bench.edit("config/agreement.yaml", "after: 90d", "after: 900d")
            return ["sync", "--now", "2026-10-02T06:00:00Z"]
        case .ledgerJournalled, .ledgerWritten:
            return ["suppression", "add", "lead1@example.com", "--reason", "opt-out"]
        case .filesErased, .erasureListed, .personErased:
            return ["lead", "erase", "L1", "--yes"]
        case .runsTakenBack:
            return ["runs", "undo", "1", "--with-later"]
        case .backupCopied, .backupVerified:
            return ["db", "backup"]
        case .feedClosed, .fileCut, .erasedAgain, .ledgerMadeAnew, .leadsPutOff, .fileSent, .manifestSent,
            .messagesQueued,
            .beforeSending, .afterSending, .deliveriesRecorded, .restoreAside, .restorePlaced, .migrationBegun,
            .migrationEnded, .answerHalf:
            // Answers of systems are broken off where systems are asked. Closed feeds are killed there, with all who may finish what was begun; so are erasures with files to cut,
            // stores that were put back, restores and migrations, exports that break off, feeds whose files are sent to somebody, and deliveries.
            return nil
        }
    }

    @Test(arguments: [Failpoint.leadsSettled, .leadsUpdated])
    func `keeps count of the leads that it had moved`(place: Failpoint) throws {
        let bench = try Workbench()
        try bench.deliver("leads.csv", (1...5).map { Setup.discarded("\($0)") })
        try bench.deliver("prospects.csv", [Setup.prospect("p")])
        try Program.run(["sync", "--now", Setup.now], in: bench.folder, dyingAt: place)
        #expect(try Program.run(["sync", "--now", Setup.now], in: bench.folder).status == 0)
        let runs = try bench.workspace().openForReading().runs(limit: 9)
        #expect(runs.count == 4 && runs.reduce(0) { $0 + $1.moved.recycled } == 5, "\(runs)")
        #expect(runs.filter { $0.outcome == .failed }.reduce(0) { $0 + $1.moved.recycled } == 5)
        #expect(try bench.feedLines().joined().count == 5)
    }

    @Test(arguments: ["", "made"])
    func `while it makes the store leaves one that the next sets up`(state: String) throws {
        let bench = try Workbench()
        try bench.deliver("leads.csv", [Setup.lead("1")])
        if state.isEmpty {
            try bench.write("store/leadloop.sqlite", "")
        } else {
            do { _ = try bench.workspace().openForWriting() }
            try bench.execute("DELETE FROM store")
        }
        let next = try Program.run(["sync", "--now", Setup.now], in: bench.folder)
        #expect(next.status == 0, "\(next.all)")
        #expect(try bench.leads().count == 1)
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

    /// What a process that dies right then leaves behind is the store's files as they are.
    @Test func `has its records counted by the next as what they are, each once`() throws {
        let bench = try Workbench()
        let left = try Workbench()
        try bench.deliver("leads-1.csv", (1...40).map { Setup.lead("\($0)") })
        try bench.sync()
        try bench.deliver(
            "leads-2.csv",
            (31...40).map { Setup.lead("\($0)", ["Modified": "2026-06-05T10:00:00Z", "City": "Oslo"]) }
                + (41...70).map { Setup.lead("\($0)") })
        // The same records in two files: the second has nothing new.
        try bench.deliver("leads-3.csv", (51...60).map { Setup.lead("\($0)") })
        try bench.sync { phase in
            guard phase == "matching" else { return }
            do {
                try FileManager.default.copyItem(atPath: bench.path("store"), toPath: left.path("store"))
            } catch { Issue.record(error) }
        }
        for file in try bench.files("inbox") { try left.write("inbox/" + file, bench.text("inbox/" + file)) }
        let counts = left.counts(try left.sync())
        #expect(
            counts.read == 50 && counts.inserted == 30 && counts.updated == 10 && counts.unchanged == 10, "\(counts)")
        #expect(try left.dump() == bench.dump())
        #expect(left.counts(try left.sync()).read == 0)
    }
}
