import Foundation
import GRDB
import Glibc
import LeadModel

extension LeadStore {
    /// A place that a migration comes to.
    public enum MigrationStep: Sendable, Hashable {
        /// A copy of the store is kept there, and nothing of the store is another yet.
        case begun(copy: String)
        /// One migration is in the store, and durable.
        case ended
    }
}

/// Brings a store to the schema of this version: a copy of it first, then each migration in a transaction of its own. Whoever is killed
/// leaves the store as one of these steps left it, and the next goes on from there.
struct StoreMigration {
    let path: String
    /// Comes to each place.
    let step: @Sendable (LeadStore.MigrationStep) -> Void
    /// Whether the store is one that must not be lost, and no copy that is thrown away.
    let isKept: Bool

    /// - Throws: `store.full` where there is no room for the copy: nothing was changed then.
    func carryOut(_ pool: DatabasePool) throws {
        let missing = try pool.read { try Schema.missing(in: $0) }
        let applied = Schema.migrations.map(\.name).filter { !missing.contains($0) }
        guard !missing.isEmpty else { return }
        // Nothing is lost with a store that has nothing yet.
        let isNew = applied.isEmpty
        if !isNew, isKept {
            try keepCopy(pool, of: applied)
            step(.begun(copy: copyPath(of: applied)))
        }
        for name in missing {
            try Schema.migrator.migrate(pool, upTo: name)
            if !isNew { step(.ended) }
        }
    }

    /// Where the copy is kept, named by the last migration that is in it: the same for whoever goes on after being killed.
    private func copyPath(of applied: [String]) -> String {
        "\(path).schema-\(applied.last ?? "none")"
    }

    private func keepCopy(_ pool: DatabasePool, of applied: [String]) throws {
        let target = copyPath(of: applied)
        // One of that name was kept by somebody who was killed before a migration was in the store, or was put back since: the store
        // has all that it has, and may have gone on.
        let partial = target + ".partial"
        unlink(partial)
        try requireRoom()
        do {
            try LeadStore.copy(to: partial) { try LeadStore.copy(pool, to: $0) { _, _ in } }
            try DurableFile.place(partial, at: target)
        } catch {
            unlink(partial)
            if let error = error as? DatabaseError, error.resultCode == .SQLITE_FULL { throw full(needed: nil) }
            throw error
        }
    }

    /// For the copy, and for the log of migrations that write every row anew.
    private func requireRoom() throws(Fault) {
        var status = stat()
        guard stat(path, &status) == 0 else { return }
        let needed = Int64(status.st_size) * 2 + 16 << 20
        guard let free = DurableFile.freeBytes(besides: path), free < needed else { return }
        throw full(needed: (needed, free))
    }

    private func full(needed: (Int64, Int64)?) -> Fault {
        let room =
            needed.map {
                "; it takes up to \(DurableFile.megabytes($0.0)), and \(DurableFile.megabytes($0.1)) are free"
            } ?? ""
        return Fault(
            .storeFull, .stopRun,
            "there is no room for the copy of the store that is kept before this version changes its schema\(room)",
            at: Origin(file: path), advice: "Free space in the store's folder, and run again; nothing was changed.")
    }
}
