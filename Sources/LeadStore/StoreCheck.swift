import Foundation
import GRDB
import Glibc
public import LeadModel

/// Looks whether the file of a store is whole, and whether what is in it fits together. Changes no byte of it and leaves nothing beside
/// it; a writer may be at work on it.
public struct StoreCheck: Sendable {
    /// What a file says of itself.
    public struct Facts: Sendable, Hashable {
        /// Where the store stands, and which it is.
        public var stand: StoreStand
        /// Its migrations, in their order; those that this version does not know last.
        public var schema: [String]
        /// Whether a newer version wrote it.
        public var isNewer: Bool
        /// Whether it lacks migrations of this version.
        public var isOlder: Bool
        /// What is in it.
        public var counts: Counts
    }

    /// How much a store holds.
    public struct Counts: Sendable, Hashable, Codable {
        /// Leads that there are.
        public var leads: Int64 = 0
        /// Versions of records.
        public var versions: Int64 = 0
        /// Runs, and the number of the last one.
        public var runs: Int64 = 0
        public var lastRun: Int64 = 0
        /// Messages to receivers, and the highest number that one ever had.
        public var messages: Int64 = 0
        public var lastMessage: Int64 = 0
        /// Messages that a destination has accepted.
        public var delivered: Int64 = 0
        /// Records that wait in quarantine.
        public var quarantined: Int64 = 0
        /// People who were erased, by the hashes that stay of them.
        public var erasedHashes: Int64 = 0

        enum CodingKeys: String, CodingKey {
            case leads, versions, runs, messages, delivered, quarantined
            case lastRun = "last-run"
            case lastMessage = "last-message"
            case erasedHashes = "erased-hashes"
        }
    }

    /// How closely the database is looked at.
    public enum Depth: String, Sendable, Hashable, Codable {
        /// Every page, and every index against its table.
        case integrity
        /// Every page: of large files, whose indices take many times as long.
        case quick
    }

    /// What was looked at, and what was found.
    public struct Outcome: Sendable, Hashable {
        /// What was looked at.
        public var subject: String
        /// How it is, in a few words.
        public var detail: String
        /// What is wrong; `nil` where nothing is.
        public var fault: Fault?

        /// Something that is in order.
        public init(_ subject: String, _ detail: String, fault: Fault? = nil) {
            self.subject = subject
            self.detail = detail
            self.fault = fault
        }
    }

    /// The file.
    public let path: String
    let reader: QuietReader

    /// - Throws: `store.missing`, `store.restoring`, and `store.damaged` of a file that is no database.
    public init(at path: String) throws(Fault) {
        self.path = path
        try StoreReplacement.requireNone(at: path)
        guard access(path, F_OK) == 0 else { throw LeadStore.missing(path, errno) }
        do {
            reader = try QuietReader(at: path, LeadStore.configuration())
        } catch {
            throw LeadStore.fault(error, path)
        }
    }

    /// What the file says of itself.
    /// - Throws: `store.missing` where nothing was ever written to it, `store.damaged`.
    public func facts() throws(Fault) -> Facts {
        try read { database in
            guard try database.tableExists("store") else { throw StoreCheck.blank }
            let identity = try LeadStore.identity(database)
            let stand = try Row.fetchOne(database, sql: "SELECT stand, stand_mark FROM store")
            let known = Schema.migrations.map(\.name)
            let applied = try Schema.migrator.appliedIdentifiers(database)
            let isNewer = try Schema.migrator.hasBeenSuperseded(database)
            let strange = try String.fetchAll(database, sql: "SELECT identifier FROM grdb_migrations ORDER BY rowid")
                .filter { !known.contains($0) }
            return Facts(
                stand: StoreStand(
                    store: LeadStore.name(erasureKey: identity.erasureKey), count: stand?[0] ?? 0, mark: stand?[1] ?? 0),
                schema: known.filter(applied.contains) + strange, isNewer: isNewer,
                isOlder: !isNewer && known.contains { !applied.contains($0) },
                counts: try StoreCheck.counts(database))
        }
    }

    private static var blank: Fault {
        Fault(
            .storeMissing, .stopRun, "the store has not been set up", advice: "Run `leadloop sync` once.")
    }

    private static func counts(_ database: Database) throws -> Counts {
        func count(_ sql: String) throws -> Int64 { try Int64.fetchOne(database, sql: sql) ?? 0 }
        var counts = Counts()
        counts.leads = try count("SELECT count(*) FROM lead")
        counts.versions = try count("SELECT count(*) FROM version")
        counts.runs = try count("SELECT count(*) FROM run")
        counts.lastRun = try count("SELECT max(run) FROM run")
        counts.messages = try count("SELECT count(*) FROM outbox")
        counts.lastMessage = try count("SELECT seq FROM sqlite_sequence WHERE name = 'outbox'")
        counts.delivered = try count("SELECT count(*) FROM delivery WHERE accepted IS NOT NULL")
        counts.quarantined = try count(
            "SELECT count(*) FROM quarantine WHERE released_run IS NULL AND dismissed_run IS NULL")
        counts.erasedHashes = try count(
            "SELECT count(*) FROM suppression INDEXED BY suppression_erased WHERE reason = 0")
        return counts
    }

    /// Copies the store as it stands into a new file, as `LeadStore.copy(to:step:)` does, whatever its schema.
    /// - Throws: `store.full`, `store.failed`, `store.damaged`.
    public func copy(to path: String, step: (_ done: Int, _ of: Int) throws -> Void) throws(Fault) {
        do {
            try LeadStore.copy(to: path) { try reader.backup(to: $0, step) }
        } catch {
            throw LeadStore.fault(error, path)
        }
    }

    // MARK: Looking

    /// Looks at everything in turn; what is wrong is among the outcomes, nothing is thrown.
    public func outcomes(_ depth: Depth) -> [Outcome] {
        var outcomes = [integrity(depth), foreignKeys()]
        guard outcomes.allSatisfy({ $0.fault == nil }) else { return outcomes }
        do throws(Fault) {
            let facts = try facts()
            guard !facts.isNewer, !facts.isOlder else {
                outcomes.append(
                    Outcome(
                        "what is in it",
                        "not looked at: its schema is \(facts.schema.last ?? "none"), \(facts.isNewer ? "a newer" : "an older") one than this version's"
                    ))
                return outcomes
            }
        } catch {
            return outcomes + [Outcome("what is in it", "cannot be read", fault: error)]
        }
        for invariant in StoreInvariant.all {
            outcomes.append(
                outcome(invariant.subject) { database in
                    let wrong = try invariant.wrong(database)
                    guard wrong > 0 else { return (try invariant.detail(database), nil) }
                    return ("\(wrong) \(wrong == 1 ? invariant.one : invariant.many)", damaged(invariant.subject))
                })
        }
        return outcomes
    }

    private func integrity(_ depth: Depth) -> Outcome {
        outcome("database") { database in
            let found = try String.fetchAll(
                database, sql: depth == .integrity ? "PRAGMA integrity_check(20)" : "PRAGMA quick_check(20)")
            guard found != ["ok"] else {
                return (depth == .integrity ? "every page and index is whole" : "every page is whole", nil)
            }
            // Names of tables, indices and numbers of pages; never values.
            return (found.first?.split(separator: "\n").first.map(String.init) ?? "damaged", damaged("the database"))
        }
    }

    private func foreignKeys() -> Outcome {
        outcome("foreign keys") { database in
            let rows = try Row.fetchAll(database, sql: "PRAGMA foreign_key_check")
            guard let first = rows.first else { return ("all lead to a row", nil) }
            let table: String = first[0]
            return (
                "\(rows.count) \(rows.count == 1 ? "row leads" : "rows lead") to none, the first in '\(table)'",
                damaged("a foreign key")
            )
        }
    }

    private func outcome(_ subject: String, _ body: (Database) throws -> (String, Fault?)) -> Outcome {
        do throws(Fault) {
            let (detail, fault) = try read(body)
            return Outcome(subject, detail, fault: fault)
        } catch {
            return Outcome(subject, error.summary, fault: error)
        }
    }

    private func damaged(_ what: String) -> Fault {
        Fault(
            .storeDamaged, .stopRun, "the file is damaged: \(what) is not as it has to be", at: Origin(file: path),
            advice:
                "`leadloop db verify` says what is wrong; `leadloop db restore` puts the newest backup in its place.")
    }

    private func read<Value>(_ body: (Database) throws -> Value) throws(Fault) -> Value {
        do {
            return try reader.read(body)
        } catch {
            throw LeadStore.fault(error, path)
        }
    }
}
