import Connectors
public import LeadModel
import LeadStore

/// What a run would do, found out on a copy of the store: everything is read, understood, reconciled and decided, and nothing of it
/// is kept or told to anybody.
///
/// Systems are asked as by a run, and files stay where they are.
public struct SyncRehearsal {
    private let workspace: Workspace
    private var options: SyncRun.Options
    private let progress: ProgressReport

    public init(_ workspace: Workspace, options: SyncRun.Options, progress: ProgressReport) {
        self.workspace = workspace
        self.options = options
        self.options.isRehearsal = true
        self.progress = progress
    }

    /// What came of it: a report a source, and what becomes of the leads.
    public struct Outcome: Sendable {
        public var reports: [RunReport]
        /// `nil` where nothing was to be done.
        public var effects: ChangeEffects?
    }

    /// - Throws: what would stop the run; `store.full` where there is no room for a copy.
    public func run() throws(Fault) -> Outcome {
        let scratch = try ScratchStore(for: workspace)
        let store = scratch.store
        let run = SyncRun(workspace, options: options, progress: progress)
        let replay = try run.replay(store, all: false)
        var pulls: [SyncRun.SourcePull] = []
        for source in try workspace.selected(options.sources) { pulls.append(try run.pull(source, store, replay)) }
        guard let last = pulls.last?.run ?? replay.report?.run else {
            return Outcome(reports: [], effects: nil)
        }
        var tally = RunTally()
        for pull in pulls { tally.append(pull.tally) }
        var moved = try LeadUpdate(
            workspace: workspace, store: store, rules: RuleBook(workspace, store: store), run: last, now: options.now,
            progress: progress
        ).update(&tally)
        var reports: [RunReport] = []
        var offset = 0
        for pull in pulls {
            let files = Array(tally.files[offset..<offset + pull.tally.files.count])
            offset += pull.tally.files.count
            let waits = try store.waits(fromSource: pull.source.name)
            reports.append(
                run.report(
                    pull, files, moved: moved.removeValue(forKey: pull.source.name) ?? MovedLeads(), waits: waits))
        }
        let waiting = try HeldBackLeads(store, workspace).additions()
        return Outcome(reports: reports, effects: try ChangeEffects(ofRun: last, in: store, waiting: waiting))
    }
}
