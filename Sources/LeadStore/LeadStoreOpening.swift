import CSHA256
import Failpoints
import Foundation
import GRDB
import Glibc
public import LeadModel

/// How a store is opened, and what a new one is given.
extension LeadStore {
    /// The way into a store, with what it knows of itself; makes or migrates it where the access allows.
    static func opened(
        _ path: String, for access: Access, _ migrating: @escaping @Sendable (MigrationStep) -> Void
    ) throws -> (Door, Identity) {
        let configuration = configuration()
        switch access {
        case .read, .readConfigurations:
            guard Glibc.access(path, F_OK) == 0 else { throw LeadStore.missing(path, errno) }
            let reader = try QuietReader(at: path, configuration)
            let identity = try reader.read { database in
                try LeadStore.refuseNewer(database, path)
                let missing = try Schema.missing(in: database)
                if case .read = access, !missing.isEmpty {
                    throw missing.count == Schema.migrations.count ? notSetUp : tooOld(path, missing: missing.count)
                }
                return try LeadStore.identity(database)
            }
            return (.reader(reader), identity)
        case .write, .scratch:
            try LeadStore.makePrivate(path)
            let pool = try DatabasePool(path: path, configuration: configuration)
            var lock: StoreLock?
            if case .write(let held) = access { lock = held }
            // Only now: the pool has just set NORMAL, which is its way with WAL.
            let level = lock == nil ? "OFF" : LeadStore.writersLevel
            try pool.writeWithoutTransaction { database in
                try database.execute(sql: "PRAGMA synchronous = \(level)")
                #if DEBUG
                    if lock != nil, Failpoint.watchesStatements {
                        database.trace { event in
                            if case .statement(let statement) = event { Failpoint.come(toStatement: statement.sql) }
                        }
                    }
                #endif
            }
            try pool.read { try LeadStore.refuseNewer($0, path) }
            try StoreMigration(path: path, step: migrating, isKept: lock != nil).carryOut(pool)
            let identity = try pool.write { database in
                try LeadStore.takeOver(database)
                return try LeadStore.identity(database)
            }
            return (.writer(pool, lock), identity)
        }
    }

    /// The level of `PRAGMA synchronous` at which what was acknowledged survives power loss.
    public static let durableLevel = "FULL"

    /// What a writer sets. A debug build takes another from its environment, so that a rig that cuts the power can show that it would
    /// see one that is too low.
    private static var writersLevel: String {
        #if DEBUG
            ProcessInfo.processInfo.environment["LEADLOOP_SYNCHRONOUS"] ?? durableLevel
        #else
            durableLevel
        #endif
    }

    /// How long somebody waits for another's lock on the database.
    static let busySeconds = 10

    static func configuration() -> Configuration {
        var configuration = Configuration()
        configuration.label = "leadloop"
        configuration.maximumReaderCount = 2
        configuration.busyMode = .timeout(TimeInterval(busySeconds))
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
        return configuration
    }

    /// Whether a store was begun at a path and nothing was ever written to it, because whoever made it was killed before it
    /// had its secrets. The next writer sets it up.
    /// - Throws: `store.missing` where there is none at all.
    public static func isBlank(at path: String) throws(Fault) -> Bool {
        try StoreReplacement.requireNone(at: path)
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

    /// Makes the file of a new store, for this account alone: personal data will be in it. SQLite gives the files beside
    /// it the same rights.
    static func makePrivate(_ path: String) throws {
        // Never one that is there: closing a second descriptor would take SQLite's locks away.
        let made = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        if made >= 0 { close(made) }
    }

    /// How many migrations a store lacks that was written by an older version; 0 where it has them all, or nothing yet.
    /// - Throws: `store.missing`, `store.too-new`, `store.damaged`, `store.failed`, `store.restoring`.
    public static func missingMigrations(at path: String) throws(Fault) -> Int {
        try StoreReplacement.requireNone(at: path)
        guard Glibc.access(path, F_OK) == 0 else { throw LeadStore.missing(path, errno) }
        do {
            return try QuietReader(at: path, configuration()).read { database in
                try refuseNewer(database, path)
                let missing = try Schema.missing(in: database).count
                return missing == Schema.migrations.count ? 0 : missing
            }
        } catch {
            throw LeadStore.fault(error, path)
        }
    }

    private static func tooOld(_ path: String, missing: Int) -> Fault {
        Fault(
            .storeTooOld, .stopRun,
            "the store is as an older leadloop left it: \(missing == 1 ? "a migration is" : "\(missing) migrations are") missing",
            at: Origin(file: path),
            advice:
                "Run `leadloop db migrate`: it keeps a copy of the store first. `leadloop sync` and `leadloop serve` do so by themselves."
        )
    }

    private static var notSetUp: Fault {
        Fault(.storeMissing, .stopRun, "the store has not been set up", advice: "Run `leadloop sync` once.")
    }

    static func refuseNewer(_ database: Database, _ path: String) throws {
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

    static func identity(_ database: Database) throws -> Identity {
        guard
            let row = try Row.fetchOne(database, sql: "SELECT match_key_0, match_key_1, erasure_key, epoch FROM store")
        else {
            throw notSetUp
        }
        let first: Int64 = row[0]
        let second: Int64 = row[1]
        let erasure: Data = row[2]
        return Identity(
            matchKey: (UInt64(bitPattern: first), UInt64(bitPattern: second)), erasureKey: Array(erasure), epoch: row[3]
        )
    }

    /// - Parameter code: why the file cannot be seen.
    static func missing(_ path: String, _ code: Int32) -> Fault {
        guard code == ENOENT || code == ENOTDIR else {
            return Fault(
                .storeFailed, .stopRun, "the store may not be opened: \(String(cString: strerror(code)))",
                at: Origin(file: path), advice: "Run it as the account that owns the store, or let this one read it.")
        }
        return Fault(
            .storeMissing, .stopRun, "there is no store yet", at: Origin(file: path),
            advice: "Run `leadloop sync` once.")
    }
}
