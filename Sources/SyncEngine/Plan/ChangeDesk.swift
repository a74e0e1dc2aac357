public import ConfigFiles
import Connectors
public import LeadModel
import LeadStore

/// Brings the store itself and the files to another configuration: one that was planned, or one that was in force before.
public struct ChangeDesk {
    /// What became of it.
    public struct Outcome: Sendable {
        public var report: RunReport
        public var effects: ChangeEffects
        /// What time alone changed about the leads.
        public var due: ChangeEffects
        /// Files that were written or removed.
        public var files: [(name: String, change: Plan.FileChange)]
        /// Of a change that was brought back: the number of the configuration that is in force again.
        public var restored: Int?
    }

    private let folder: String
    private let progress: ProgressReport
    private let prepare: (Workspace) -> Workspace

    /// - Parameter prepare: says of a configuration how long others are waited for, and who hears of it.
    public init(
        config folder: String, progress: ProgressReport, prepare: @escaping (Workspace) -> Workspace = { $0 }
    ) {
        self.folder = folder
        self.progress = progress
        self.prepare = prepare
    }

    /// Applies a plan: its texts, as of its time, and nothing else.
    ///
    /// May be killed anywhere and repeated with the same plan.
    /// - Parameter path: of the file that the plan is kept in.
    /// - Throws: `plan.unreadable`, `plan.outdated` where the store or the files have moved since, `plan.differs` where
    ///   something else came out.
    public func apply(planAt path: String) throws(FaultList) -> Outcome {
        let plan: PlanFile
        do throws(Fault) {
            plan = try PlanFile(path: path)
        } catch {
            throw FaultList(error)
        }
        let after = try Workspace.load(config: folder, texts: plan.texts)
        do throws(Fault) {
            let store = try prepare(after).openForWriting(interruptedChange: .isOwn)
            let isResumed = try PendingChange.read(from: store)?.plan == plan.name
            if !isResumed { try check(plan, store) }
            let inForce = try InForce(store, after)
            let files = try files(of: after, mustBe: [plan.texts, inForce.workspace.texts], as: .planOutdated)
            var request = Request(before: inForce.workspace, after: after, cause: .apply, now: plan.asOf, files: files)
            request.plan = plan.name
            // What was done before it was interrupted is not done again, so that the rest alone is less than the plan.
            request.expected = isResumed ? nil : plan.effects
            return try change(store, request, of: plan.path)
        } catch {
            throw FaultList(error)
        }
    }

    private func check(_ plan: PlanFile, _ store: LeadStore) throws(Fault) {
        let stand = try store.stand()
        guard stand.store == plan.stand.store else {
            throw Fault(
                .planOutdated, .stopRun, "the plan was made for another store", at: Origin(file: plan.path),
                advice: "Make one for this store with `leadloop plan --out FILE`.")
        }
        let inForce = try store.configuration()?.number
        // The next configuration after the one that it was made for, if the plan made it.
        if let next = try store.configuration(plan.inForce + 1), next.cause == .apply, next.texts == plan.texts.byName,
            next.asOf == plan.asOf
        {
            throw Fault(
                .planApplied, .stopRun, "this plan was already applied as run \(next.run)", at: Origin(file: plan.path),
                advice: inForce == next.number
                    ? "Nothing is left to do; `leadloop runs show \(next.run)` shows the run."
                    : "Another configuration is in force since (`leadloop undo --list`). Plan again with `leadloop plan --out FILE`."
            )
        }
        guard stand == plan.stand, inForce == plan.inForce else {
            throw Fault(
                .planOutdated, .stopRun, "the store has moved since the plan was made", at: Origin(file: plan.path),
                advice: "Look at what it would do now with `leadloop plan --out FILE`, and apply that.")
        }
    }

    /// The configuration that `undo` would bring back: the one before, or the one with a number.
    public func earlier(_ number: Int?) throws(FaultList) -> Workspace {
        let settings = try Workspace.toLook(config: folder, withSettings: true).workspace
        do throws(Fault) {
            return try target(settings.openForReading(), settings, number).workspace
        } catch {
            throw FaultList(error)
        }
    }

    /// Brings an earlier configuration back: in the leads, whose receivers are told, and in the files.
    /// - Parameter number: of the configuration; `nil`: the one before the last change.
    /// - Throws: `plan.nothing-to-undo`; `plan.outdated` where the files are not those in force.
    public func undo(to number: Int?, at now: Instant) throws(FaultList) -> Outcome {
        // Files that cannot be used are refused below, with what was in force in their place.
        let settings = try Workspace.toLook(config: folder, withSettings: true).workspace
        do throws(Fault) {
            let store = try prepare(settings).openForWriting(interruptedChange: .isOwn)
            // One that was interrupted goes on where it was going.
            let pending = try PendingChange.read(from: store)
            let isResumed = pending?.plan == ChangeDesk.undoing
            if !isResumed {
                try PendingChange.refuse(in: store)
                try store.requireSettled()
            }
            let inForce = try InForce(store, settings)
            let target =
                isResumed
                ? (number: try restored(by: pending, in: store), workspace: settings)
                : try target(store, settings, number)
            let files = try files(
                of: settings, mustBe: [inForce.workspace.texts, target.workspace.texts], as: .planOutdated)
            var request = Request(
                before: inForce.workspace, after: target.workspace, cause: .undo, now: now, files: files)
            request.plan = ChangeDesk.undoing
            var outcome = try change(store, request, of: nil)
            outcome.restored = target.number
            return outcome
        } catch {
            throw FaultList(error)
        }
    }

    /// What stands for the plan of a change that is an undo.
    static let undoing = "undo"

    /// The number of the configuration that an interrupted undo was bringing back.
    private func restored(by pending: PendingChange?, in store: LeadStore) throws(Fault) -> Int {
        try store.configurations().first { $0.texts == pending?.texts }?.number ?? 0
    }

    private func target(_ store: LeadStore, _ settings: Workspace, _ number: Int?) throws(Fault) -> (
        number: Int, workspace: Workspace
    ) {
        let inForce = try store.configuration()?.number ?? 0
        guard let earlier = try store.configuration(number ?? inForce - 1), earlier.number != inForce else {
            throw InForce.unknown(number, store)
        }
        return (number: earlier.number, workspace: try InForce.workspace(earlier.texts, settings))
    }

    /// The files as they are, each of which must have one of the texts that are known.
    private func files(
        of workspace: Workspace, mustBe known: [ConfigurationTexts], as code: FaultCode
    ) throws(Fault) -> ConfigurationTexts {
        let files = try ConfigurationTexts.read(config: folder, mappings: workspace.mappingFolder)
        var names = Set(files.byName.keys)
        for texts in known { names.formUnion(texts.byName.keys) }
        let others = names.sorted().filter { name in known.allSatisfy { $0.byName[name] != files.byName[name] } }
        guard let first = others.first else { return files }
        let path = ConfigurationTexts.path(of: first, config: folder, mappings: workspace.mappingFolder)
        throw Fault(
            code, .stopRun,
            "the file is neither as it was in force nor as it would be written\(others.count == 1 ? "" : ", and so are \(others.count - 1) more"), and would be lost",
            at: Origin(file: path),
            advice:
                "`leadloop config diff` shows what was edited. Bring it into force with `leadloop plan --out FILE` and `leadloop apply FILE`, or write it as it is in force: `leadloop config show \(path) > \(path)`."
        )
    }

    /// A change that is to be made.
    private struct Request {
        var before: Workspace
        var after: Workspace
        var cause: StoredConfiguration.Cause
        var now: Instant
        /// The files as they are.
        var files: ConfigurationTexts
        /// Tells plans apart.
        var plan = ""
        /// Digest of what has to come out; `nil`: whatever does.
        var expected: String?
    }

    private func change(_ store: LeadStore, _ request: Request, of planPath: String?) throws(Fault) -> Outcome {
        let after = request.after
        try FeedLayouts.remember(request.before.feeds + after.feeds, in: store)
        let pending = PendingChange(
            plan: request.plan, texts: after.texts.byName, before: request.before.texts.byName,
            closes: ClosedFeeds.leaving(from: request.before, to: after))
        try pending.keep(in: store)
        try after.texts.write(over: request.files, config: folder, mappings: after.mappingFolder)
        let outcome = try RuleChange(
            before: request.before, after: after, store: store, now: request.now, progress: progress
        ).perform()
        var report = outcome.change
        let waiting = try HeldBackLeads(store, after).additions()
        let effects = try ChangeEffects(ofRun: report.run, in: store, waiting: waiting)
        if let expected = request.expected, effects.digest != expected {
            try takeBack(report, store, request)
            throw Fault(
                .planDiffers, .stopRun,
                "something else came out than was planned; nothing was sent, and all of it was taken back",
                at: planPath.map { Origin(file: $0) },
                advice: "Plan again with `leadloop plan --out FILE`. Please report this with the version of `leadloop`."
            )
        }
        try store.keep(configuration: after.texts.byName, run: report.run, asOf: request.now, cause: request.cause)
        let rules = try RuleBook(after, store: store)
        var withheld: [Fault] = []
        report.warnings += try UnknownFeedFiles(store, after).makeUp(run: report.run)
        let publisher = try Publisher(workspace: after, store: store, rules: rules, now: request.now)
        do throws(Fault) {
            try publisher.publishAll(withheld: &withheld)
        } catch {
            report.outcome = .failed
            report.notes.append(error)
        }
        report.notes += withheld
        report.warnings += try publisher.heldBack.warnings()
        if !withheld.isEmpty, report.outcome == .succeeded { report.outcome = .succeededWithRejects }
        try store.finish(report)
        try PendingChange.forget(in: store)
        do throws(Fault) {
            report.deliveries = try deliver(store, after, rules, now: request.now, unwritable: &report.notes)
            report.warnings += report.deliveries.compactMap(\.warning) + report.deliveries.flatMap(\.notes)
        } catch {
            report.notes.append(error)
        }
        try store.checkpoint()
        return Outcome(
            report: report, effects: effects, due: try ChangeEffects(ofRun: outcome.due, in: store, waiting: waiting),
            files: Planner.changes(from: request.files, to: after.texts))
    }

    /// Tells destinations of the change, as a sync does; what they do not take waits for the next one.
    private func deliver(
        _ store: LeadStore, _ workspace: Workspace, _ rules: RuleBook, now: Instant, unwritable: inout [Fault]
    ) throws(Fault) -> [DeliveryTally] {
        guard workspace.deliversEachSync else { return [] }
        return try Deliveries(
            workspace: workspace, store: store, rules: rules, now: now, clock: .system,
            patience: Deliveries.usualPatience, longest: Deliveries.longestOfSync
        ).send(unwritable: &unwritable)
    }

    /// Brings leads and files back to what they were before a change that has not been published.
    private func takeBack(_ report: RunReport, _ store: LeadStore, _ request: Request) throws(Fault) {
        var report = report
        report.outcome = .failed
        try store.finish(report)
        let back = try RuleChange(
            before: request.after, after: request.before, store: store, now: request.now, progress: progress
        ).perform()
        try store.finish(back.change)
        try request.files.write(over: request.after.texts, config: folder, mappings: request.after.mappingFolder)
        try PendingChange.forget(in: store)
        try store.checkpoint()
    }
}
