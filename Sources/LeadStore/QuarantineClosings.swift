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

    /// Takes a record out of the quarantine because it mentions somebody who was erased. What it forbids to be sent to others
    /// whom it names is an entry of the ledger from then on: nobody can read the record any more, and mend it.
    static func dropErased(entry: Int64, _ database: Database) throws {
        try database.execute(
            sql: """
                INSERT INTO suppression (probe, person, kind, channel, reason, source, since)
                SELECT probe, person, kind, channel, reason, source, since FROM closing WHERE entry = ? AND counts
                ON CONFLICT DO NOTHING
                """, arguments: [entry])
        try database.execute(sql: "DELETE FROM quarantine WHERE entry = ?", arguments: [entry])
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
