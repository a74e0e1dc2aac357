import Dispatch
import Failpoints
import LeadModel
import LeadStore

/// Brings the leads of a store from the rules they are by to other rules, as of one time.
///
/// A plan does it to a copy of the store and an application of the plan to the store itself, so that both come to the
/// same. May be killed anywhere and repeated.
struct RuleChange {
    /// Names under which its runs are listed.
    static let source = "apply"
    static let dueSource = "due"

    let before: Workspace
    let after: Workspace
    let store: LeadStore
    let now: Instant
    let progress: ProgressReport

    /// The runs that it made, the second still open.
    struct Outcome {
        /// What time alone changes by the old rules: no effect of the change.
        var due: Int64
        var change: RunReport
    }

    func perform() throws(Fault) -> Outcome {
        let due = try RuleChange.decideDue(by: before, store, at: now, progress)
        let began = DispatchTime.now()
        let run = try store.beginRun(source: RuleChange.source, started: Instant.now, asOf: now)
        try ClosedFeeds.remember(ClosedFeeds.leaving(from: before, to: after), in: store)
        let replay = StoreReplay(
            workspace: after, store: store, now: now, progress: progress, acceptsRefusals: true, run: run)
        var report =
            try replay.replay(all: false).report
            ?? RunReport(
                run: run, source: RuleChange.source, outcome: .succeeded, counts: RecordCounts(), moved: MovedLeads(),
                seconds: 0, files: [], notes: [])
        report.source = RuleChange.source
        var tally = RunTally()
        let moved = try LeadUpdate(
            workspace: after, store: store, rules: RuleBook(after, store: store), run: run, now: now,
            progress: progress
        ).update(&tally)
        report.moved = moved.total
        report.warnings += try ClosedFeeds(store: store, workspace: after).closeRemembered(run: run)
        report.warnings += LeftOutLeads.notes(report.moved, after.feeds)
        report.seconds = Double(DispatchTime.now().uptimeNanoseconds - began.uptimeNanoseconds) / 1e9
        return Outcome(due: due, change: report)
    }

    /// Decides what has come due by the rules that are in force, in a run of its own; what comes behind it is the change's own effect.
    @discardableResult
    static func decideDue(
        by workspace: Workspace, _ store: LeadStore, at now: Instant, _ progress: ProgressReport
    ) throws(Fault) -> Int64 {
        let started = Instant.now
        let run = try store.beginRun(source: RuleChange.dueSource, started: started, asOf: now)
        progress.begin("deciding what is due")
        let moved = try RedecisionPass(
            store: store, rules: RuleBook(workspace, store: store), run: run, now: now, progress: progress
        ).decide(after: DecidingRules.fingerprint(in: store))
        try store.finishRun(
            run, outcome: .succeeded, counts: RecordCounts(), moved: moved.total,
            finished: Instant.now, message: nil)
        Failpoint.dueDecided.pass()
        return run
    }
}
