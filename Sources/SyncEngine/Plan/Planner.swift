public import ConfigFiles
import Connectors
import Failpoints
public import LeadModel
import LeadStore

/// Makes plans: what other files than those in force would do.
public struct Planner {
    private let progress: ProgressReport
    /// The time that decisions are made for.
    private let now: Instant

    public init(now: Instant, progress: ProgressReport) {
        self.now = now
        self.progress = progress
    }

    /// Plans what the files of a workspace would do to its store, which is only read.
    /// - Throws: `store.missing`, `run.unfinished`, findings in the configuration in force.
    public func plan(_ candidate: Workspace) throws(FaultList) -> Plan {
        do throws(Fault) {
            let store = try candidate.openForReading()
            progress.begin("copying the store")
            let scratch = try ScratchStore(of: store)
            Failpoint.storeCopied.pass()
            try requireSettled(scratch.store, candidate)
            let inForce = try InForce(scratch.store, candidate)
            let before = try scratch.store.leadCount()
            let stand = try scratch.store.stand()
            let outcome = try RuleChange(
                before: inForce.workspace, after: candidate, store: scratch.store, now: now, progress: progress
            ).perform()
            return try Plan(
                asOf: now, files: Planner.changes(from: inForce.workspace.texts, to: candidate.texts),
                outcome: outcome, scratch: scratch, of: store, leadsBefore: before, workspace: candidate,
                stand: stand, inForce: inForce.number)
        } catch {
            throw FaultList(error)
        }
    }

    /// - Throws: `run.locked` where a run is at work that will settle it, `run.unfinished` where none is.
    private func requireSettled(_ copy: LeadStore, _ workspace: Workspace) throws(Fault) {
        do {
            try copy.requireSettled()
        } catch {
            // Whoever holds the lock says so.
            _ = try StoreLock(beside: workspace.storePath, holder: "a plan")
            throw error
        }
    }

    static func changes(from before: ConfigurationTexts, to after: ConfigurationTexts) -> [(
        name: String, change: Plan.FileChange
    )] {
        after.names(differingFrom: before).map { name in
            (
                name: name,
                change: before.byName[name] == nil ? .added : after.byName[name] == nil ? .removed : .changed
            )
        }
    }
}

/// The configuration that the leads of a store are by.
struct InForce {
    let number: Int
    let workspace: Workspace

    /// - Throws: `run.unfinished` where there is none yet.
    init(_ store: LeadStore, _ folder: Workspace) throws(Fault) {
        guard let stored = try store.configuration() else { throw InForce.noneYet(store) }
        number = stored.number
        workspace = try InForce.workspace(stored.texts, folder)
    }

    static func noneYet(_ store: LeadStore) -> Fault {
        Fault(
            .runUnfinished, .stopRun, "the leads have been brought to no configuration yet",
            at: Origin(file: store.path), advice: "Run `leadloop sync` first.")
    }

    /// - Parameter number: of a configuration that is asked for; `nil`: the one before.
    static func unknown(_ number: Int?, _ store: LeadStore) -> Fault {
        Fault(
            .planNothing, .stopRun,
            number.map { "there is no earlier configuration \($0)" }
                ?? "no other configuration was in force before this one",
            at: Origin(file: store.path), advice: "See `leadloop undo --list`.")
    }

    /// The workspace of kept texts.
    static func workspace(_ texts: [String: String], _ folder: Workspace) throws(Fault) -> Workspace {
        do {
            return try Workspace.load(config: folder.configFolder, texts: ConfigurationTexts(texts))
        } catch {
            // They were compiled once: this version is another, or somebody changed the store by hand.
            var fault = error.faults[0]
            fault.advice =
                "That is a text the store keeps of a configuration that was in force, which this version cannot read any more. Run `leadloop sync` with the files of today."
            throw fault
        }
    }
}
