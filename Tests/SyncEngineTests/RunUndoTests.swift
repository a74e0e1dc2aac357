import Failpoints
import Foundation
import LeadModel
import LeadStore
import TestSupport
import Testing

@testable import SyncEngine

@Suite struct `A run that is taken back` {
    /// Small worlds, whose records merge, part, vanish and are refused.
    @Test(arguments: 1...16 as ClosedRange<UInt64>)
    func `leaves the store as if it had not been, and comes back where its files are approved`(seed: UInt64) throws {
        var dice = Dice(seed: seed)
        let world = CrossedWorld(&dice)
        let bench = try Workbench(sharedAbove: dice.pick([3, 5, 30]))
        var dumps: [[String]] = []
        var runs: [[Int64]] = []
        for part in 0..<3 {
            for (kind, rows) in world.rows.sorted(by: { $0.key < $1.key }) {
                var mine = rows.enumerated().filter { $0.offset % 3 == part }.map(\.element)
                // What cannot be understood, and what corrects it.
                if kind == "leads", part < 2 {
                    mine.append(
                        Setup.lead(
                            "900",
                            ["Status": part == 0 ? "Nobody" : "Closed", "Modified": "2026-09-0\(part + 1)T10:00:00Z"]))
                }
                try bench.deliver("\(kind)-\(part).csv", mine)
            }
            runs.append(try bench.sync().map(\.run))
            dumps.append(try bench.dump())
        }
        for part in [2, 1] {
            for run in runs[part].reversed() { _ = try bench.takeBack(run) }
            let difference = try bench.dump().difference(from: dumps[part - 1])
            #expect(
                difference.isEmpty, "seed \(seed), part \(part): \(difference.count) lines, \(difference.prefix(6))")
        }
        // Left where they lie, they are not taken in again by themselves.
        #expect(try bench.counts(bench.sync()).read == 0, "seed \(seed)")
        #expect(try bench.dump() == dumps[0], "seed \(seed)")
        #expect(try bench.isWhole())
        for part in [1, 2] {
            for run in runs[part] { _ = try bench.approve(run, day: 1) }
            let difference = try bench.dump().difference(from: dumps[part])
            #expect(
                difference.isEmpty,
                "seed \(seed), part \(part) again: \(difference.count) lines, \(difference.prefix(6))")
        }
    }

    @Test func `is taken back at those who were told of it`() throws {
        let bench = try Workbench()
        try bench.deliver("leads-1.csv", (1...3).map { Setup.discarded("\($0)") })
        try bench.deliver("prospects.csv", [Setup.prospect("p9", ["Email": "lead9@example.com"])])
        try bench.sync()
        let before = try bench.dump()
        let files = try bench.feedLines().count
        try bench.deliver(
            "leads-2.csv",
            [Setup.discarded("9"), Setup.discarded("1", ["Modified": "2026-04-01T10:00:00Z", "City": "Oslo"])])
        let run = try #require(try bench.sync("2026-10-02T06:00:00Z").first { $0.source == "crm" }).run
        #expect(try bench.feedLines().count == files + 1)
        let outcome = try bench.takeBack(run, at: "2026-10-02T07:00:00Z", because: "another company's export")
        #expect(outcome.effects.messages["nurture"] == ["withdraw": 1, "change": 1], "\(outcome.effects.messages)")
        #expect(outcome.runs == [run] && outcome.readings.map(\.read) == [2] && outcome.ended == 0, "\(outcome)")
        let told = try #require(try bench.feedLines().last)
        #expect(
            told.count == 2 && told.contains { $0.contains("withdraw") } && told.contains { !$0.contains("Oslo") },
            "\(told)")
        #expect(try bench.dump() == before)
        let undone = try #require(try bench.workspace().openForReading().run(run))
        #expect(undone.undoneBy == outcome.report?.run)
        let own = try #require(try bench.workspace().openForReading().run(undone.undoneBy ?? 0))
        #expect(
            own.source == "undo" && own.outcome == .succeeded
                && own.message == "took back run \(run): another company's export")
    }

    @Test func `says before what it would do, and leaves the store as it is`() throws {
        let bench = try Workbench.ofTwoSystems()
        let run = try #require(try bench.workspace().openForReading().lastRun(of: "crm")).number
        let before = try bench.storeBytes()
        let progress = ProgressReport { _ in }
        let request = RunUndoDesk.Request(run: run, now: try #require(Instant(rfc3339: "2026-10-02T06:00:00Z")))
        let preview = try RunUndoDesk(bench.workspace(), progress: progress).preview(request)
        #expect(preview.report == nil && !preview.effects.isEmpty)
        #expect(try bench.storeBytes() == before)
        let done = try RunUndoDesk(bench.workspace(), progress: progress).undo(request)
        #expect(
            done.effects.digest == preview.effects.digest && done.readings == preview.readings
                && done.ended == preview.ended)
    }

    @Test func `takes later runs of its streams with it, or stays`() throws {
        let bench = try Workbench()
        try bench.deliver("leads-1.csv", [Setup.lead("1")])
        try bench.sync()
        let before = try bench.dump()
        try bench.deliver("leads-2.csv", [Setup.lead("2")])
        let second = try #require(try bench.sync(only: ["crm"]).first).run
        // Brings the same once more, of which nothing is kept, and somebody new.
        try bench.deliver("leads-3.csv", [Setup.lead("2"), Setup.lead("3")])
        let third = try #require(try bench.sync(only: ["crm"]).first).run
        try bench.deliver("prospects.csv", [Setup.prospect("p")])
        try bench.sync(only: ["web"])
        let refused = try bench.refusal { _ = try bench.takeBack(second) }
        #expect(refused.code == .runOvertaken && refused.summary.contains("\(third)"), "\(refused)")
        let outcome = try bench.takeBack(second, withLater: true)
        #expect(outcome.runs == [second, third])
        // What another source said is not touched.
        let left = try bench.dump().filter { !$0.contains("web/prospects") }
        #expect(left == before.filter { !$0.contains("web/prospects") })
        _ = try bench.approve(third, day: 1)
        #expect(try bench.leads().compactMap { $0.text(.email) }.sorted() == (1...3).map { "lead\($0)@example.com" })
    }

    @Test func `gives back what waited in quarantine, and takes what it had refused`() throws {
        let bench = try Workbench()
        try bench.deliver("leads-1.csv", [Setup.lead("1", ["Status": "Nobody"])])
        try bench.sync(only: ["crm"])
        try bench.deliver(
            "leads-2.csv",
            [Setup.lead("1", ["Modified": "2026-07-01T10:00:00Z"]), Setup.lead("2", ["Status": "Nothing"])])
        let run = try #require(try bench.sync(only: ["crm"]).first).run
        func waiting() throws -> [String?] {
            try bench.workspace().openForReading().quarantined(limit: 9).map(\.recordID)
        }
        #expect(try waiting() == ["2"])
        _ = try bench.takeBack(run)
        #expect(try waiting() == ["1"])
        #expect(try bench.leads().isEmpty)
    }

    @Test(arguments: [true, false])
    func `lets who was gone before be gone again, and who was there be there`(isDated: Bool) throws {
        let bench = try Workbench.ofCompleteExports(isDated: isDated)
        let all = (1...30).map { Setup.discarded("\($0)") }
        try bench.deliver("leads.csv", all)
        try bench.day(1)
        try bench.deliver("leads.csv", Array(all.dropFirst()))
        try bench.day(2)
        let before = try bench.dump()
        #expect(try bench.standing().gone == ["1"])
        // The first is back, and the last is gone.
        try bench.deliver("leads.csv", Array(all.dropLast()))
        let run = try bench.day(3).run
        #expect(try bench.standing().gone == ["30"])
        _ = try bench.takeBack(run, at: "2026-10-03T06:00:00Z")
        #expect(try bench.standing().gone == ["1"])
        let difference = try bench.dump().difference(from: before)
        #expect(difference.isEmpty, "\(difference)")
        // The next export says so again, and counts.
        try bench.deliver("leads.csv", Array(all.dropLast()) + [Setup.discarded("31")])
        let next = try bench.day(4)
        #expect(next.files.first?.back == 1 && next.files.first?.gone == 1, "\(next)")
        #expect(try bench.standing().gone == ["30"])
    }

    @Test func `of what a system was asked for is asked for again, and until then nobody new is recycled`() throws {
        let pulls = try PullBench(leads: 30)
        func sync(_ now: String) throws -> [RunReport] { try pulls.bench.sync(now) }
        _ = try sync("2026-10-01T06:00:00Z")
        let before = (dump: try pulls.bench.dump(), bookmark: try pulls.bookmark())
        try pulls.change("set", "7", "family_name=Other")
        let run = try #require(try sync("2026-10-01T07:00:00Z").first { $0.source == "crm" }).run
        let after = try pulls.bench.dump()
        #expect(after != before.dump)
        let outcome = try pulls.bench.takeBack(run, at: "2026-10-01T08:00:00Z")
        #expect(outcome.readings.allSatisfy { $0.isAsked })
        #expect(try pulls.bench.dump() == before.dump && pulls.bookmark() == before.bookmark)
        #expect(try pulls.bench.workspace().openForReading().unreadExports().contains { $0.code == "run.taken-back" })
        _ = try sync("2026-10-01T09:00:00Z")
        #expect(try pulls.bench.dump() == after)
        #expect(try pulls.bench.workspace().openForReading().unreadExports().isEmpty)
        // Further back, it is not kept where the streams stood: all is asked for.
        _ = try pulls.bench.takeBack(1, at: "2026-10-01T10:00:00Z", withLater: true)
        #expect(try pulls.bookmark() == nil && pulls.bench.leads().isEmpty)
        _ = try sync("2026-10-01T11:00:00Z")
        #expect(try pulls.ids().count == 30)
        #expect(try pulls.bench.leads().contains { $0.text(.lastName) == "Other" })
    }

    @Test func `is not taken back twice, and what read nothing has nothing to take back`() throws {
        let bench = try Workbench.ofTwoSystems()
        let run = try #require(try bench.workspace().openForReading().lastRun(of: "crm")).number
        let own = try #require(try bench.takeBack(run).report).run
        for (number, word) in [(run, "run \(own)"), (own, "took others back")] {
            let refused = try bench.refusal { _ = try bench.takeBack(number) }
            #expect(refused.code == .runNothingToUndo && refused.summary.contains(word), "\(refused)")
        }
        #expect(try bench.refusal { _ = try bench.takeBack(99) }.code == .runNotFound)
    }

    @Test func `that read files as another format than before stays: of what they said before nothing is left`() throws
    {
        let bench = try Workbench()
        try bench.deliver("leads.csv", [Setup.lead("1")])
        try bench.sync(only: ["crm"])
        try bench.edit("config/sources/crm.yaml", "utf-8", "windows-1252")
        let run = try #require(try bench.sync(only: ["crm"]).first).run
        try #require(try bench.count("SELECT count(*) FROM export_file WHERE withdrawn_by IS NOT NULL") == 1)
        #expect(try bench.refusal { _ = try bench.takeBack(run) }.code == .runNotUndoable)
    }

    @Test func `that is killed is gone on with by the next`() throws {
        let bench = try Workbench.ofTwoSystems()
        let calm = try Workbench.ofTwoSystems()
        for (one, place) in [(bench, Failpoint.runsTakenBack), (calm, nil)] {
            let words = ["runs", "undo", "1", "--with-later", "--because", "a test", "--now", "2026-10-02T06:00:00Z"]
            if let place {
                try Program.run(words, in: one.folder, dyingAt: place)
            } else {
                let said = try Program.run(words, in: one.folder)
                #expect(said.status == 0 && said.output.contains("Took back runs 1"), "\(said.all)")
            }
            let next = try Program.run(["sync", "--now", "2026-10-02T06:00:00Z"], in: one.folder)
            #expect([0, 4].contains(next.status), "\(next.all)")
        }
        #expect(try bench.dump() == calm.dump())
        let listed = try Program.run(["runs", "list"], in: bench.folder)
        #expect(listed.output.contains("taken back"), "\(listed.all)")
    }
}

extension Workbench {
    /// Takes a run back, as of a time.
    func takeBack(
        _ run: Int64, at now: String = Setup.now, because: String? = nil, withLater: Bool = false
    ) throws -> RunUndoDesk.Outcome {
        var request = RunUndoDesk.Request(run: run, now: try #require(Instant(rfc3339: now)))
        request.because = because
        request.isWithLater = withLater
        return try RunUndoDesk(workspace(), progress: ProgressReport { _ in }).undo(request)
    }
}
