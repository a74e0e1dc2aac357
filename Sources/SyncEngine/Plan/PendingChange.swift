import Foundation
import LeadModel
import LeadStore

/// A change of the configuration that has begun: kept in the store until its files are written and the leads are by it.
///
/// Killed in between, the files may be half the old ones and half the new ones. Whoever comes next goes by the texts that are
/// kept here, and writes the files first.
struct PendingChange: Codable, Hashable {
    /// Tells plans apart; `ChangeDesk.undoing` for an undo.
    var plan: String
    var texts: [String: String]
    /// The configuration that it replaces.
    var before: [String: String]
    /// Feeds that it takes away, by name: their receivers are told, whoever finishes it.
    var closes: [String]

    private static let fact = "pending-change"

    /// - Returns: `nil` where no change is pending.
    static func read(from store: LeadStore) throws(Fault) -> PendingChange? {
        guard let text = try store.fact(fact) else { return nil }
        do {
            return try JSONDecoder().decode(PendingChange.self, from: Data(text.utf8))
        } catch {
            throw Fault(
                .storeDamaged, .stopRun, "the store holds a change of the configuration that cannot be read",
                at: Origin(file: store.path), advice: "Restore the store from a backup.")
        }
    }

    func keep(in store: LeadStore) throws(Fault) {
        let text: String
        do {
            text = String(decoding: try JSONEncoder().encode(self), as: UTF8.self)
        } catch {
            throw Fault(
                .storeFailed, .stopRun, "the change cannot be kept", at: Origin(file: store.path),
                advice: "Please report this with `leadloop --version`.")
        }
        try store.remember(PendingChange.fact, text)
    }

    /// - Throws: `run.unfinished` where a change is pending: whoever else writes would take from it what it goes on from.
    static func refuse(in store: LeadStore) throws(Fault) {
        guard let change = try read(from: store) else { return }
        let command = change.plan == ChangeDesk.undoing ? "`leadloop undo`" : "`leadloop apply` with its plan"
        throw Fault(
            .runUnfinished, .stopRun, "a change of the configuration was interrupted", at: Origin(file: store.path),
            advice:
                "Repeat \(command), or run `leadloop sync`, which finishes it, too; then this.")
    }

    static func forget(in store: LeadStore) throws(Fault) { try store.forget(fact) }

    /// Writes the files of a change that was interrupted. One that has become something else meanwhile is left as it is:
    /// that is somebody's work, and the next sync goes by it.
    static func finish(in store: LeadStore, _ workspace: Workspace) throws(Fault) {
        guard let change = try read(from: store) else { return }
        let files = try ConfigurationTexts.read(config: workspace.configFolder, mappings: workspace.mappingFolder)
        var meant = files
        for name in Set(files.byName.keys).union(change.texts.keys) where files.byName[name] == change.before[name] {
            meant.byName[name] = change.texts[name]
        }
        try meant.write(over: files, config: workspace.configFolder, mappings: workspace.mappingFolder)
        try ClosedFeeds.remember(change.closes, in: store)
        try forget(in: store)
    }
}
