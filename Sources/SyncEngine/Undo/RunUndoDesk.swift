import Connectors
import Failpoints
public import LeadModel
import LeadStore

/// Takes back what runs read, in the leads and at whoever was told of them.
///
/// A run of its own stands for it in the list of runs. Leads are settled anew by what is left, and each receiver gets the messages that
/// bring it to the same. The files that were read are left out from then on: `runs approve` takes them in again. A system is
/// asked once more for what it has said since, and until it has answered nobody is recycled of whom it may have said more.
public struct RunUndoDesk {
    /// The name under which its runs are listed.
    static let source = "undo"

    /// What is to be taken back.
    public struct Request: Sendable {
        public var run: Int64
        /// Whether later runs that read the same streams are taken back with it.
        public var isWithLater = false
        public var because: String?
        /// The time decisions are made for.
        public var now: Instant

        public init(run: Int64, now: Instant) {
            self.run = run
            self.now = now
        }
    }

    /// An export that is taken back.
    public struct Reading: Sendable, Hashable {
        public var run: Int64
        /// `crm/leads`
        public var stream: String
        public var path: String
        public var read: Int
        /// Whether a system was asked for it, and is asked again.
        public var isAsked: Bool
    }

    /// What it came to, or would come to.
    public struct Outcome: Sendable {
        /// Runs that are taken back, the oldest first.
        public var runs: [Int64]
        public var readings: [Reading]
        public var effects: ChangeEffects
        /// Leads of which nothing is left.
        public var ended: Int
        /// Of the run that did it; `nil` of a rehearsal.
        public var report: RunReport?
    }

    private let workspace: Workspace
    private let progress: ProgressReport

    public init(_ workspace: Workspace, progress: ProgressReport) {
        self.workspace = workspace
        self.progress = progress
    }

    /// Says what taking runs back would do; on a copy of the store, which stays as it is.
    /// - Throws: as `undo`.
    public func preview(_ request: Request) throws(Fault) -> Outcome {
        try check(request, workspace.openForReading())
        progress.begin("copying the store")
        let scratch = try ScratchStore(for: workspace)
        let inForce = try InForce(scratch.store, workspace).workspace
        var (outcome, before, run) = try takeBack(request, scratch.store, inForce)
        var tally = RunTally()
        _ = try LeadUpdate(
            workspace: inForce, store: scratch.store, rules: RuleBook(inForce, store: scratch.store), run: run,
            now: request.now, progress: progress
        ).update(&tally)
        try measure(&outcome, of: run, leadsBefore: before, in: scratch.store, inForce)
        return outcome
    }

    /// Takes runs back. May be killed anywhere: the next run goes on where it was.
    /// - Throws: `run.not-found`, `run.nothing-to-undo`, `run.overtaken` where later runs would have to go with it,
    ///   `run.not-undoable`, `run.unfinished`, and whatever stops a sync.
    public func undo(_ request: Request) throws(Fault) -> Outcome {
        let store = try workspace.openForWriting()
        try PendingChange.refuse(in: store)
        try store.requireSettled()
        try check(request, store)
        // By what is in force: edits that nobody has brought into force yet are not for an undo to bring.
        let inForce = try InForce(store, workspace).workspace
        var (outcome, before, run) = try takeBack(request, store, inForce)
        Failpoint.runsTakenBack.pass()
        var report = RunReport(
            run: run, source: RunUndoDesk.source, outcome: .succeeded, counts: RecordCounts(), moved: MovedLeads(),
            seconds: 0, files: [], notes: [])
        report.message = RunUndoDesk.words(outcome.runs, request.because)
        let reports = try SyncRun(inForce, options: SyncRun.Options(now: request.now), progress: progress).conclude(
            store, StoreReplay.Outcome(report: report), [])
        outcome.report = reports.first
        try measure(&outcome, of: run, leadsBefore: before, in: store, inForce)
        return outcome
    }

    private static func words(_ runs: [Int64], _ reason: String?) -> String {
        let named = runs.map(String.init).joined(separator: ", ")
        return "took back run\(runs.count == 1 ? "" : "s") \(named)" + (reason.map { ": \($0)" } ?? "")
    }

    private func takeBack(
        _ request: Request, _ store: LeadStore, _ inForce: Workspace
    ) throws(Fault) -> (Outcome, leads: Int, run: Int64) {
        let runs = try [request.run] + (request.isWithLater ? store.runs(readingAfter: request.run) : [])
        let readings = try store.countingReadings(ofRuns: runs)
        // What time alone changes is no effect of it.
        try RuleChange.decideDue(by: inForce, store, at: request.now, progress)
        let before = try store.leadCount()
        let run = try store.beginRun(source: RunUndoDesk.source, started: Instant.now, asOf: request.now)
        try store.takeBack(readings, because: request.because, at: request.now, run: run)
        let streams = try store.streamsByNumber()
        let outcome = Outcome(
            runs: runs,
            readings: readings.map { reading in
                let info = streams[reading.stream]?.info
                return Reading(
                    run: reading.run, stream: info.map { "\($0.source)/\($0.stream)" } ?? "", path: reading.path,
                    read: reading.read, isAsked: reading.isAsked)
            }, effects: ChangeEffects(), ended: 0)
        return (outcome, leads: before, run: run)
    }

    private func measure(
        _ outcome: inout Outcome, of run: Int64, leadsBefore: Int, in store: LeadStore, _ inForce: Workspace
    ) throws(Fault) {
        let waiting = try HeldBackLeads(store, inForce).additions()
        outcome.effects = try ChangeEffects(ofRun: run, in: store, waiting: waiting)
        outcome.ended = max(
            0, leadsBefore + outcome.effects.begun - outcome.effects.merges - (try store.leadCount()))
    }

    // MARK: What cannot be taken back

    private func check(_ request: Request, _ store: LeadStore) throws(Fault) {
        guard let run = try store.run(request.run) else { throw HeldDesk.noRun(request.run) }
        guard try !store.countingReadings(ofRuns: [run.number]).isEmpty else { throw nothing(of: run) }
        let later = try store.runs(readingAfter: run.number)
        guard later.isEmpty || request.isWithLater else { throw overtaken(run, by: later) }
        guard let reading = try store.readings(withoutReturn: [run.number] + later).first else { return }
        throw Fault(
            .runNotUndoable, .stopRun,
            "run \(reading.run) read again what had been read as another format, and nothing is left of what that said",
            at: Origin(file: reading.path),
            advice:
                "Correct the format of its stream, and run `leadloop sync`; or restore a backup from before with `leadloop db restore`."
        )
    }

    private func nothing(of run: StoredRun) -> Fault {
        let (why, advice) =
            switch run.source {
            case _ where run.undoneBy != nil:
                (
                    "run \(run.undoneBy ?? 0) took it back already",
                    "`leadloop runs approve \(run.number)` takes its files in again."
                )
            case RuleChange.source, StoreReplay.source:
                (
                    "it read no export, but brought other rules into force",
                    "`leadloop undo` brings the rules from before back."
                )
            case VerdictDesk.source:
                (
                    "it is the word of a person on who is whom",
                    "`leadloop lead split` takes a merge back, and `leadloop lead merge` a split."
                )
            case RunUndoDesk.source:
                ("it took others back", "`leadloop runs approve RUN` takes the files of such a run in again.")
            default: ("it took no export in that counts", "`leadloop runs show \(run.number)` says what it did.")
            }
        return Fault(.runNothingToUndo, .stopRun, "run \(run.number) has nothing to take back: \(why)", advice: advice)
    }

    private func overtaken(_ run: StoredRun, by later: [Int64]) -> Fault {
        let named = later.prefix(5).map(String.init).joined(separator: ", ")
        let more = later.count > 5 ? " and \(later.count - 5) more" : ""
        return Fault(
            .runOvertaken, .stopRun,
            "run\(later.count == 1 ? "" : "s") \(named)\(more) read the same streams after run \(run.number), and kept nothing of what they found known",
            advice:
                "Look at `leadloop runs undo \(run.number) --with-later --dry-run`, which takes all of them back; the files that were right are then taken in again by `leadloop runs approve`."
        )
    }
}
