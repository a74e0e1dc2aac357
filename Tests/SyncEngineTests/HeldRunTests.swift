import Foundation
import LeadModel
import LeadStore
import Testing

@testable import SyncEngine

@Suite struct `A run that held an export` {
    private func rows(_ numbers: some Sequence<Int>) -> [Row] {
        numbers.map { Setup.discarded("\($0)", ["City": ["Oslo", "Lyon", "Porto"][$0 % 3]]) }
    }

    /// A hundred leads, and an export that lacks 40 of them, held by the run that is given.
    private func held(_ lacking: Int = 40) throws -> (bench: Workbench, run: Int64) {
        let bench = try Workbench.ofCompleteExports()
        try bench.deliver("leads.csv", rows(1...100))
        try bench.day(1)
        try bench.deliver("leads.csv", rows(lacking + 1...100))
        let report = try bench.day(2)
        try #require(report.outcome == .held)
        return (bench, report.run)
    }

    private func state(_ bench: Workbench, _ run: Int64) throws -> HeldDesk.State? {
        try HeldDesk.held(by: run, in: bench.workspace().openForReading()).first?.state
    }

    @Test func `waits for somebody, and is taken in when they say how many may be gone`() throws {
        let (bench, run) = try held()
        #expect(try bench.workspace().openForReading().runsThatWait() == [run])
        #expect(try state(bench, run) == .waits)
        let before = try bench.dump()
        for (count, said) in [(nil, "not given"), (39, "39"), (41, "41"), (0, "0")] as [(Int?, String)] {
            let refused = try bench.refusal { _ = try bench.approve(run, count: count, day: 3) }
            #expect(refused.code == .runCountDiffers, "\(refused)")
            #expect(refused.summary.contains("40 records") && refused.summary.contains(said), "\(refused)")
        }
        #expect(try bench.dump() == before)
        let report = try bench.approve(run, count: 40, day: 3)
        #expect(report.outcome == .succeeded && report.run > run && report.source == "crm", "\(report)")
        #expect(report.counts.read == 60 && report.counts.unchanged == 60 && report.counts.isConserved)
        #expect(try bench.standing().gone == Set((1...40).map(String.init)))
        #expect(try state(bench, run) == .approved(run: report.run))
        #expect(try bench.workspace().openForReading().runsThatWait().isEmpty)
        #expect(try bench.workspace().openForReading().unreadExports().isEmpty)
        // It lies there still, and is what is known.
        let next = try bench.day(4)
        #expect(next.outcome == .succeeded && next.files.first?.isKept == true, "\(next)")
        #expect(try bench.refusal { _ = try bench.approve(run, count: 40, day: 5) }.code == .runNothingHeld)
    }

    @Test func `is taken in so that nobody is gone, where they say so`() throws {
        let (bench, run) = try held()
        try bench.deliver("leads.csv", rows(41...101))
        let later = try bench.day(3).run
        let report = try bench.approve(later, withoutAbsences: true, day: 4)
        #expect(report.outcome == .succeeded && report.counts.inserted == 1, "\(report)")
        #expect(try bench.standing().gone.isEmpty)
        #expect(try bench.standing().there.count == 101)
        #expect(try state(bench, run) == .overtaken(run: report.run))
    }

    @Test func `takes in the very bytes that were shown, or nothing`() throws {
        let (bench, run) = try held()
        let before = try bench.dump()
        try bench.deliver("leads.csv", rows(42...100))
        #expect(try bench.refusal { _ = try bench.approve(run, count: 40, day: 3) }.code == .runHeldChanged)
        try bench.remove("inbox/leads.csv")
        #expect(try bench.refusal { _ = try bench.approve(run, count: 40, day: 3) }.code == .runHeldChanged)
        #expect(try bench.dump() == before)
        #expect(try state(bench, run) == .waits)
    }

    @Test func `leaves other files alone when it is approved`() throws {
        let (bench, run) = try held()
        try bench.deliver(
            "contacts.csv", [["Id": "c1", "Modified": "2026-06-01T10:00:00Z", "Email": "c1@example.com"]])
        try bench.deliver("leads-9.csv", rows(1...120))
        let report = try bench.approve(run, count: 40, day: 3)
        #expect(report.files.map { $0.path.split(separator: "/").last } == ["leads.csv"], "\(report.files)")
        #expect(try bench.standing().there.count == 60)
    }

    @Test func `that was held once more is approved by either number, since the bytes are the same`() throws {
        let (bench, run) = try held()
        let again = try bench.day(3).run
        #expect(try state(bench, run) == .heldAgain(run: again))
        #expect(try bench.workspace().openForReading().runsThatWait() == [again])
        let report = try bench.approve(run, count: 40, day: 4)
        #expect(report.outcome == .succeeded)
        #expect(try bench.workspace().openForReading().runsThatWait().isEmpty)
        #expect(try state(bench, again) == .overtaken(run: report.run))
    }

    @Test func `is held once more where more would be gone by then`() throws {
        let bench = try Workbench.ofCompleteExports()
        try bench.deliver("leads-1.csv", rows(1...100))
        try bench.day(1)
        try bench.deliver("leads-2.csv", rows(41...100))
        let run = try bench.day(2).run
        // Read by hand meanwhile, so that more is known than then.
        try bench.execute("UPDATE held_export SET absent = 30")
        let report = try bench.approve(run, count: 30, day: 3)
        #expect(report.outcome == .held, "\(report)")
        #expect(
            report.warnings.contains {
                $0.code == .runHeld && $0.summary.contains("40 records") && $0.summary.contains("30")
            })
        #expect(try bench.standing().gone.isEmpty)
    }

    @Test func `is overtaken by a complete export that was taken in since`() throws {
        let (bench, run) = try held()
        try bench.remove("inbox/leads.csv")
        try bench.deliver("leads-2.csv", rows(1...99))
        let later = try bench.day(3)
        #expect(later.outcome == .succeeded, "\(later)")
        #expect(try state(bench, run) == .overtaken(run: later.run))
        let refused = try bench.refusal { _ = try bench.approve(run, count: 40, day: 4) }
        #expect(refused.code == .runNothingHeld && refused.summary.contains("run \(later.run)"), "\(refused)")
    }

    @Test func `is left out for good when it is discarded, and holds nobody back`() throws {
        let (bench, run) = try held()
        try bench.deliver("leads-2.csv", rows(1...100))
        #expect(try !bench.workspace().openForReading().unreadExports().isEmpty)
        let before = try bench.dump()
        let (said, exports) = try HeldDesk(bench.workspace()).discard(
            run: run, because: "a filter was left on", at: try Workbench.time(3))
        #expect(exports.map(\.read) == [60])
        #expect(try state(bench, run) == .discarded(run: said, because: "a filter was left on"))
        let store = try bench.workspace().openForReading()
        #expect(try store.unreadExports().isEmpty)
        #expect(try store.runsThatWait().isEmpty)
        let row = try #require(try store.run(said))
        #expect(row.source == "crm" && row.outcome == .succeeded && row.counts.isConserved)
        #expect(row.message?.contains("a filter was left on") == true)
        #expect(try bench.dump() == before)
        let report = try bench.day(4)
        #expect(report.outcome == .succeeded, "\(report)")
        #expect(report.files.first { $0.path.hasSuffix("/leads.csv") }?.isDiscarded == true)
        #expect(report.counts.isConserved && report.files.allSatisfy(\.counts.isConserved))
        #expect(try bench.standing().gone.isEmpty)
        #expect(
            try bench.refusal {
                _ = try HeldDesk(bench.workspace()).discard(run: run, because: nil, at: Workbench.time(4))
            }.code == .runNothingHeld)
    }

    @Test func `that was discarded is taken in after all when somebody approves`() throws {
        let (bench, run) = try held()
        let said = try HeldDesk(bench.workspace()).discard(run: run, because: nil, at: try Workbench.time(3)).run
        #expect(try bench.day(4).files.first?.isDiscarded == true)
        let report = try bench.approve(run, count: 40, day: 5)
        #expect(report.outcome == .succeeded && said < report.run, "\(report)")
        #expect(try bench.standing().gone.count == 40)
        #expect(try bench.day(6).files.first?.isKept == true)
    }

    @Test func `for a difference alone is approved without a number`() throws {
        let bench = try Workbench()
        for day in 1...2 {
            try bench.deliver(
                "leads-\(day).csv",
                rows(1...100).map {
                    $0.merging(["Phone": "+14155551234", "Modified": "2026-06-0\(day)T10:00:00Z"]) { $1 }
                })
            try bench.day(day)
        }
        try bench.deliver("leads-3.csv", rows(1...100).map { $0.merging(["Modified": "2026-06-03T10:00:00Z"]) { $1 } })
        let run = try bench.day(3).run
        #expect(try bench.refusal { _ = try bench.approve(run, count: 5, day: 4) }.code == .runCountDiffers)
        let report = try bench.approve(run, day: 4)
        #expect(report.outcome == .succeeded && report.counts.updated == 100, "\(report)")
        #expect(try state(bench, run) == .approved(run: report.run))
    }

    @Test func `is found by its number alone`() throws {
        let (bench, run) = try held()
        #expect(try bench.refusal { _ = try bench.approve(run + 7, count: 1, day: 3) }.code == .runNotFound)
        #expect(try bench.refusal { _ = try bench.approve(1, count: 1, day: 3) }.code == .runNothingHeld)
    }

    @Test func `is shown with its figures, and answered at the command line`() throws {
        let (bench, run) = try held()
        let list = try Program.run(["runs", "list"], in: bench.folder)
        #expect(list.output.contains("for you") && list.talk.contains("runs show \(run)"), "\(list.all)")
        let shown = try Program.run(["runs", "show", "\(run)"], in: bench.folder).unfolded
        #expect(shown.contains("60 records; of 100 known records 40 are missing there"), "\(shown)")
        #expect(shown.contains("runs approve \(run) --count 40"), "\(shown)")
        #expect(shown.contains("--without-absences") && shown.contains("runs discard \(run)"))
        let wrong = try Program.run(["runs", "approve", "\(run)", "--count", "4"], in: bench.folder)
        #expect(wrong.status == 77 && wrong.talk.contains("[run.count-differs]"), "\(wrong.all)")
        let done = try Program.run(
            ["runs", "approve", "\(run)", "--count", "40", "--now", "2026-10-03T06:00:00Z"], in: bench.folder)
        #expect(done.status == 0 && done.talk.contains("40 records are gone from crm/leads"), "\(done.all)")
        let told = try Program.run(["lead", "explain", "\(try bench.lead("lead7@example.com").id)"], in: bench.folder)
        #expect(told.unfolded.contains("absent from inbox/leads.csv"), "\(told.all)")
        try bench.deliver("leads.csv", rows(90...100))
        let held = try Program.run(["sync", "crm", "--now", "2026-10-04T06:00:00Z"], in: bench.folder)
        #expect(held.status == 3 && held.unfolded.contains("49 of the 60 records"), "\(held.all)")
        let left = try Program.run(["runs", "discard", "\(run + 2)", "--because", "half a file"], in: bench.folder)
        #expect(left.status == 0 && left.unfolded.contains("left out"), "\(left.all)")
        #expect(try Program.run(["runs", "list"], in: bench.folder).output.contains("for you") == false)
    }
}
