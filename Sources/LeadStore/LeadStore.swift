import CSHA256
import Foundation
import GRDB
import Glibc
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
    /// - Throws: `store.missing` for a read of nothing, `store.too-new`, `store.damaged`, `store.failed`.
    public init(at path: String, for access: Access) throws(Fault) {
        self.path = path
        var configuration = Configuration()
        configuration.label = "leadloop"
        configuration.maximumReaderCount = 2
        configuration.busyMode = .timeout(10)
        configuration.publicStatementArguments = false
        configuration.prepareDatabase { database in
            try RowBatch.register(database)
            // Readers walk the store once or follow sorted keys; a large cache of their own would only cost memory.
            let cacheKibibytes = database.configuration.readonly ? 3_000 : 12_000
            // Rows are some hundred bytes: 8 KiB pages waste half as much at their ends as 4 KiB ones.
            try database.execute(sql: "PRAGMA page_size = 8192")
            try database.execute(
                sql: """
                    PRAGMA cache_size = -\(cacheKibibytes); PRAGMA secure_delete = OFF;
                    PRAGMA wal_autocheckpoint = 8000; PRAGMA trusted_schema = OFF;
                    """)
        }
        do {
            switch access {
            case .read:
                guard Glibc.access(path, F_OK) == 0 else { throw LeadStore.missing(path, errno) }
                let reader = try QuietReader(at: path, configuration)
                door = .reader(reader)
                identity = try reader.read { database in
                    try LeadStore.refuseNewer(database, path)
                    guard try Schema.migrator.hasCompletedMigrations(database) else {
                        throw Fault(
                            .storeMissing, .stopRun, "the store has not been set up or migrated",
                            at: Origin(file: path), advice: "Run `leadloop sync` once.")
                    }
                    return try LeadStore.identity(database)
                }
            case .write, .scratch:
                try LeadStore.makePrivate(path)
                let pool = try DatabasePool(path: path, configuration: configuration)
                var lock: StoreLock?
                if case .write(let held) = access { lock = held }
                // FULL: what was acknowledged survives power loss. Only now: the pool has just set NORMAL, which is its
                // way with WAL.
                let level = lock == nil ? "OFF" : "FULL"
                try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = \(level)") }
                try pool.read { try LeadStore.refuseNewer($0, path) }
                try Schema.migrator.migrate(pool)
                door = .writer(pool, lock)
                identity = try pool.write { database in
                    try LeadStore.takeOver(database)
                    return try LeadStore.identity(database)
                }
            }
        } catch {
            throw LeadStore.fault(error, path)
        }
    }

    /// Whether a store was begun at a path and nothing was ever written to it, because whoever made it was killed before it
    /// had its secrets. The next writer sets it up.
    /// - Throws: `store.missing` where there is none at all.
    public static func isBlank(at path: String) throws(Fault) -> Bool {
        guard Glibc.access(path, F_OK) == 0 else { throw LeadStore.missing(path, errno) }
        do {
            return try QuietReader(at: path, Configuration()).read { database in
                guard try database.tableExists("store") else { return true }
                return try Int.fetchOne(database, sql: "SELECT count(*) FROM store") == 0
            }
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

    /// The durability SQLite really works with: 2 is FULL.
    public func synchronousLevel() throws(Fault) -> Int {
        try write { try Int.fetchOne($0, sql: "PRAGMA synchronous") ?? -1 }
    }

    /// Makes the file of a new store, for this account alone: personal data will be in it. SQLite gives the files beside
    /// it the same rights.
    static func makePrivate(_ path: String) throws {
        // Never one that is there: closing a second descriptor would take SQLite's locks away.
        let made = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        if made >= 0 { close(made) }
    }

    private static func refuseNewer(_ database: Database, _ path: String) throws {
        guard try Schema.migrator.hasBeenSuperseded(database) else { return }
        throw Fault(
            .storeTooNew, .stopRun, "the store was written by a newer leadloop", at: Origin(file: path),
            advice: "Install the newer version, or restore the backup made before the upgrade.")
    }

    /// Gives a new store its secrets, and this opening its number.
    private static func takeOver(_ database: Database) throws {
        if try Int.fetchOne(database, sql: "SELECT count(*) FROM store") == 0 {
            var random = [UInt8](repeating: 0, count: 48)
            guard csha256_random(&random, random.count) == 1 else {
                throw Fault(.storeFailed, .stopRun, "the system gave no random bytes", advice: "Run again.")
            }
            let keys = random.withUnsafeBytes {
                ($0.loadUnaligned(as: Int64.self), $0.loadUnaligned(fromByteOffset: 8, as: Int64.self))
            }
            try database.execute(
                sql:
                    "INSERT INTO store (only_row, match_key_0, match_key_1, erasure_key, epoch) VALUES (1, ?, ?, ?, 0)",
                arguments: [keys.0, keys.1, Data(random[16...])])
        }
        try LeadStore.placeMemberships(database)
        // A new opening by a writer: writes of an earlier one, should it wake up, are refused.
        try database.execute(sql: "UPDATE store SET epoch = epoch + 1")
    }

    private static func identity(_ database: Database) throws -> Identity {
        guard
            let row = try Row.fetchOne(database, sql: "SELECT match_key_0, match_key_1, erasure_key, epoch FROM store")
        else {
            throw Fault(.storeMissing, .stopRun, "the store has not been set up", advice: "Run `leadloop sync` once.")
        }
        let first: Int64 = row[0]
        let second: Int64 = row[1]
        let erasure: Data = row[2]
        return Identity(
            matchKey: (UInt64(bitPattern: first), UInt64(bitPattern: second)), erasureKey: Array(erasure), epoch: row[3]
        )
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
    public func checkpoint() throws(Fault) {
        do {
            try pool.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
        } catch {
            throw LeadStore.fault(error, path)
        }
    }

    /// - Parameter code: why the file cannot be seen.
    private static func missing(_ path: String, _ code: Int32) -> Fault {
        guard code == ENOENT || code == ENOTDIR else {
            return Fault(
                .storeFailed, .stopRun, "the store may not be opened: \(String(cString: strerror(code)))",
                at: Origin(file: path), advice: "Run it as the account that owns the store, or let this one read it.")
        }
        return Fault(
            .storeMissing, .stopRun, "there is no store yet", at: Origin(file: path),
            advice: "Run `leadloop sync` once.")
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
