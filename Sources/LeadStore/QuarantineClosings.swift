import Foundation
import GRDB
public import LeadModel

/// What a refused record forbids as long as it waits: it says, or may say, that a person must not be sent anything.
public struct Closing: Sendable, Hashable {
    public var key: LedgerKey
    public var channel: Channel
    public var reason: SuppressionReason

    public init(key: LedgerKey, channel: Channel, reason: SuppressionReason) {
        self.key = key
        self.channel = channel
        self.reason = reason
    }
}

extension LeadStore {
    /// Sets what an entry of the quarantine forbids. What it says no more is marked, so that the leads are found that were
    /// decided by it.
    static func setClosings(_ closings: [Closing], of entry: Int64, _ database: Database) throws {
        let known = try Row.fetchAll(
            database, sql: "SELECT probe, person, channel, reason, ended FROM quarantine_closing WHERE entry = ?",
            arguments: [entry])
        if known.isEmpty, closings.isEmpty { return }
        var wanted: [[DatabaseValue]: Closing] = [:]
        for closing in closings { wanted[values(of: closing)] = closing }
        let change = """
            UPDATE quarantine_closing SET ended = ?
            WHERE probe = ? AND person = ? AND channel = ? AND reason = ? AND entry = ?
            """
        for row in known {
            let values = Array(row.databaseValues.dropLast())
            let ended = wanted.removeValue(forKey: values) == nil
            if ended == row[4] { continue }
            try database.execute(
                sql: change,
                arguments: StatementArguments([ended.databaseValue] + values + [entry.databaseValue]))
        }
        for (values, closing) in wanted {
            let kind = StoredCodes.code(closing.key.kind, in: StoredCodes.ledgerKinds)
            try database.execute(
                sql: """
                    INSERT INTO quarantine_closing (probe, person, channel, reason, entry, kind) VALUES (?, ?, ?, ?, ?, ?)
                    """, arguments: StatementArguments(values + [entry.databaseValue, kind.databaseValue]))
        }
    }

    /// Takes records out of the quarantine because they mention somebody who was erased.
    /// - Returns: how many went, and what they forbid, which is to be entered with `enter(ofErasedRecords:)`.
    static func drop(
        _ entries: [Int64], _ database: Database
    ) throws -> (gone: Int, forbidden: [LedgerEntry]) {
        var gone = 0
        var forbidden: [LedgerEntry] = []
        let select = try RawStatement(
            database,
            """
            SELECT person, kind, channel, reason, replace(source, ' (in quarantine)', '\(LeadStore.ofErased)'), since, probe
            FROM closing WHERE entry = ? AND counts
            """)
        for entry in entries {
            select.bind(entry, at: 1)
            while try select.step(database) { forbidden.append(try LeadStore.entry(select, select.integer(6))) }
            select.reset()
            try database.execute(sql: "DELETE FROM quarantine WHERE entry = ?", arguments: [entry])
            gone += database.changesCount
        }
        return (gone, forbidden)
    }

    /// What the ledger names as the source of what a record forbids that is gone with an erased person whom it mentions.
    public static func sourceOfErased(_ source: String) -> String { source + ofErased }

    private static let ofErased = " (erased record)"

    /// Enters what records forbid that are gone, because they mention somebody who was erased: nobody can read them any more,
    /// and mend them. What is known changes nothing, and begins no batch.
    func enter(ofErasedRecords entries: [LedgerEntry], _ database: Database) throws {
        let select = try RawStatement(database, LeadStore.selectSince)
        let new = try entries.filter { try LeadStore.change(by: $0, batch: 0, select, database).change.isWritten }
        for (source, entries) in Dictionary(grouping: new, by: \.suppression.source).sorted(by: { $0.key < $1.key }) {
            let since = entries.map(\.suppression.since).max() ?? Instant(milliseconds: 0)
            try database.execute(
                sql: "INSERT INTO suppression_batch (entered, source, list) VALUES (?, ?, NULL)",
                arguments: [since.milliseconds, source])
            let batch = database.lastInsertedRowID
            let told = try LeadStore.enter(entries, batch: batch, database).told
            try journal(
                LedgerFrame(
                    LedgerFrame.Head(
                        entered: LedgerFrame.Batch(batch: batch, entered: since.milliseconds, source: source)),
                    rows: told.map { LedgerFrame.Row(entry: $0) }), database)
        }
    }

    /// Forgets what does not count any more, once everybody has been decided about anew whom it named. What was dismissed may
    /// be put back, and stays.
    static func forgetEnded(_ database: Database) throws {
        try database.execute(
            sql: """
                DELETE FROM quarantine_closing
                WHERE ended OR entry IN (SELECT entry FROM quarantine WHERE released_run IS NOT NULL)
                """)
    }

    private static func values(of closing: Closing) -> [DatabaseValue] {
        [
            closing.key.probe.databaseValue, Data(closing.key.person).databaseValue,
            StoredCodes.code(closing.channel, in: StoredCodes.channels).databaseValue,
            StoredCodes.code(closing.reason, in: StoredCodes.reasons).databaseValue,
        ]
    }

    /// The number of the entry of some bytes that were refused for a reason.
    static func entry(
        of digest: ContentDigest, _ code: FaultCode, stream: Int, _ database: Database
    ) throws -> Int64? {
        try Int64.fetchOne(
            database, sql: "SELECT entry FROM quarantine WHERE stream = ? AND digest = ? AND code = ?",
            arguments: [stream, data(digest), code.rawValue])
    }
}
