import Failpoints
import GRDB
import GRDBSQLite
public import LeadModel

/// The unified lead store.
///
/// Every operation is the size of a page, never of a row, and no type of the database stands in a signature: a
/// PostgreSQL store can stand behind the same door. Reads may come from any thread; writes come from the one process that
/// holds the `StoreLock`, in one transaction an operation.
public final class LeadStore: Sendable {
    /// What a caller wants to do.
    public enum Access: Sendable {
        /// Reads only; needs no lock.
        case read
        /// Reads only the facts and the configurations, which lie in the same tables in every released schema: also from a store of an
        /// older one, which the next writer brings to this version's.
        case readConfigurations
        /// Reads and writes; the caller keeps the lock as long as the store.
        case write(StoreLock)
        /// Reads and writes a copy that nobody else knows of and that is thrown away: without a lock, and without the care
        /// that makes writes survive a loss of power.
        case scratch
    }

    /// The secrets and the number of this opening.
    struct Identity: Sendable {
        var matchKey: (UInt64, UInt64)
        var erasureKey: [UInt8]
        var epoch: Int64
    }

    /// The way in: a writer's pool, or the quiet door of somebody who only looks.
    enum Door: Sendable {
        case writer(DatabasePool, StoreLock?)
        case reader(QuietReader)
    }

    let door: Door
    let identity: Identity
    public let path: String

    /// Opens a store, and makes or migrates it where the access allows.
    /// - Parameter migrating: comes to each place of a migration, if there is one.
    /// - Throws: `store.missing` for a read of nothing, `store.too-old` for a read of an older schema, `store.too-new`, `store.damaged`, `store.failed`, `store.restoring` where
    ///   a copy is about to take its place.
    public init(
        at path: String, for access: Access, migrating: @escaping @Sendable (MigrationStep) -> Void = { _ in }
    ) throws(Fault) {
        self.path = path
        do {
            try StoreReplacement.requireNone(at: path)
            (door, identity) = try LeadStore.opened(path, for: access, migrating)
        } catch {
            throw LeadStore.fault(error, path)
        }
    }

    /// The key that match keys of this store are hashed with.
    public var matchKey: (UInt64, UInt64) { identity.matchKey }

    /// Whether it is a copy that is thrown away: what only later runs would look for is not written to it.
    public var isScratch: Bool {
        if case .writer(_, nil) = door { return true }
        return false
    }

    /// Whether somebody else waits to write to it.
    public func isAwaited() throws(Fault) -> Bool {
        guard case .writer(_, let lock?) = door else { return false }
        return try lock.isAwaited()
    }

    /// The durability SQLite really works with: 2 is FULL.
    public func synchronousLevel() throws(Fault) -> Int {
        try write { try Int.fetchOne($0, sql: "PRAGMA synchronous") ?? -1 }
    }

    // MARK: Transactions

    /// One write transaction. Refused when a later opening has taken over (fencing).
    /// - Parameter isBookkeeping: whether nothing in it bears on what the leads are or become; see `stand()`.
    func write<Value>(isBookkeeping: Bool = false, _ body: (Database) throws -> Value) throws(Fault) -> Value {
        do {
            return try pool.write { database in
                guard try Int64.fetchOne(database, sql: "SELECT epoch FROM store") == identity.epoch else {
                    throw Fault(
                        .storeFenced, .stopRun, "another process has taken over the store", at: Origin(file: path),
                        advice: "Nothing was written. Let the other run end, then run again.")
                }
                let before = database.totalChangesCount
                let value = try body(database)
                if !isBookkeeping, database.totalChangesCount > before {
                    try database.execute(sql: "UPDATE store SET stand = stand + 1, stand_mark = random()")
                }
                return value
            }
        } catch {
            throw LeadStore.fault(error, path)
        }
    }

    /// The connections of a writer.
    /// - Throws: where this is a reader's store, which no caller in this house writes to.
    var pool: DatabasePool {
        get throws {
            guard case .writer(let pool, _) = door else {
                throw Fault(
                    .storeFailed, .stopRun, "the store was opened to be read only", at: Origin(file: path),
                    advice: "Please report this with the command that you gave.")
            }
            return pool
        }
    }

    /// One consistent read.
    func read<Value>(_ body: (Database) throws -> Value) throws(Fault) -> Value {
        do {
            switch door {
            case .writer(let pool, _): return try pool.read(body)
            case .reader(let reader): return try reader.read(body)
            }
        } catch {
            throw LeadStore.fault(error, path)
        }
    }

    /// Moves the write-ahead log into the database file.
    ///
    /// Somebody who reads for long, as a backup does, keeps the end of the log from going: then it stays, nothing is lost, and the
    /// next one takes it in.
    /// - Parameter isRequired: whether nothing may be left in the log.
    /// - Throws: `store.busy` where it is required and somebody reads.
    public func checkpoint(isRequired: Bool = false) throws(Fault) {
        do {
            try pool.writeWithoutTransaction { database in
                if !isRequired { try database.execute(sql: "PRAGMA busy_timeout = 500") }
                defer { if !isRequired { LeadStore.waitAsUsual(database) } }
                do {
                    Failpoint.checkpointBegun.pass()
                    _ = try database.checkpoint(.truncate)
                    Failpoint.checkpointEnded.pass()
                } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY && !isRequired {}
            }
        } catch {
            throw LeadStore.fault(error, path)
        }
    }

    private static func waitAsUsual(_ database: Database) {
        sqlite3_busy_timeout(database.sqliteConnection, Int32(busySeconds * 1_000))
    }

    /// A word of a closed set as it was read; what is none of them was not written by this version.
    static func known<Word>(_ word: Word?, _ what: String) throws -> Word {
        if let word { return word }
        throw Fault(
            .storeDamaged, .stopRun, "the store holds \(what) that this version does not know",
            advice: "Restore it from a backup, or run the version of leadloop that wrote it.")
    }

    static func fault(_ error: any Error, _ path: String) -> Fault {
        if let fault = error as? Fault { return fault.located(at: Origin(file: path)) }
        guard let error = error as? DatabaseError else {
            return Fault(
                .storeFailed, .stopRun, "the store failed: \(error)", at: Origin(file: path),
                advice: "Run it again; if it fails again, restore the store from a backup.")
        }
        // `message` is SQLite's own and holds names of tables, never values.
        let text = error.message ?? "no message"
        switch error.resultCode {
        case .SQLITE_FULL:
            return Fault(
                .storeFull, .stopRun, "the disk is full", at: Origin(file: path),
                advice: "Free space and run again; nothing was lost.")
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            return Fault(
                .storeBusy, .retry(afterSeconds: 5), "the store is busy", at: Origin(file: path),
                advice: "Run again in a moment.")
        case .SQLITE_CORRUPT, .SQLITE_NOTADB:
            return Fault(
                .storeDamaged, .stopRun, "the store is damaged: \(text)", at: Origin(file: path),
                advice: "Restore it from a backup.")
        case .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM:
            return Fault(
                .storeFailed, .stopRun, "the store may not be opened: \(text)", at: Origin(file: path),
                advice: "Let this account read the file, and for a sync write it and its folder, too.")
        default:
            return Fault(
                .storeFailed, .stopRun, "the store failed: \(text)", at: Origin(file: path),
                advice: "Look whether the disk is full or failing, then run it again.")
        }
    }
}
