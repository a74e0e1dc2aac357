import Foundation
import GRDB
public import LeadModel

/// Which entries of the ledger are taken back. Erasures never are.
public enum LedgerScope: Sendable {
    /// Those that were entered at one go. What something entered later said again stays.
    case batch(Int64)
    /// Those of a source, or of them those for a reason.
    case source(String, SuppressionReason?)
    /// Those of some people by a source, or of them those for a reason.
    case people([LedgerKey], String, SuppressionReason?)
}

/// How many entries of a scope there are.
public struct LedgerScopeCount: Sendable, Hashable {
    public var reason: SuppressionReason
    public var entries: Int
    /// Of these, those of whom another entry says something still.
    public var saidElsewhere: Int
}

/// What was entered at one go, and what is left of it.
public struct LedgerBatch: Sendable, Hashable {
    public var number: Int64
    public var entered: Instant
    public var source: String
    /// The name of the list; `nil` by hand.
    public var list: String?
    /// Entries that came with it, and those of them that hold.
    public var entries: Int
    public var holding: Int
    public var removals: [LedgerRemoval]
}

/// That entries were taken back.
public struct LedgerRemoval: Sendable, Hashable {
    public var number: Int64
    public var removed: Instant
    public var who: String
    public var because: String
}

extension LeadStore {
    /// Begins what is entered at one go.
    /// - Parameter list: the name of the list; `nil` by hand.
    public func beginBatch(source: String, list: String?, entered: Instant) throws(Fault) -> Int64 {
        try write(isBookkeeping: true) { database in
            try database.execute(
                sql: "INSERT INTO suppression_batch (entered, source, list) VALUES (?, ?, ?)",
                arguments: [entered.milliseconds, source, list])
            return database.lastInsertedRowID
        }
    }

    /// What was entered, newest first.
    public func ledgerBatches() throws(Fault) -> [LedgerBatch] {
        try read { database in
            var removals: [Int64: [LedgerRemoval]] = [:]
            let taken = try Row.fetchAll(
                database,
                sql: """
                    SELECT batch, removal, removed, who, because
                    FROM (SELECT batch, removal FROM suppression UNION SELECT batch, removal FROM suppression_batch)
                    JOIN suppression_removal USING (removal) ORDER BY removal
                    """)
            for row in taken {
                removals[row[0], default: []].append(
                    LedgerRemoval(
                        number: row[1], removed: Instant(milliseconds: row[2]), who: row[3], because: row[4]))
            }
            var counts: [Int64: (entries: Int, holding: Int)] = [:]
            let select = try RawStatement(
                database,
                "SELECT batch, count(*), count(*) FILTER (WHERE removal IS NULL) FROM suppression GROUP BY batch")
            while try select.step(database) {
                counts[select.integer(0)] = (entries: Int(select.integer(1)), holding: Int(select.integer(2)))
            }
            return try Row.fetchAll(
                database, sql: "SELECT batch, entered, source, list FROM suppression_batch ORDER BY batch DESC"
            ).map { row in
                let number: Int64 = row[0]
                return LedgerBatch(
                    number: number, entered: Instant(milliseconds: row[1]), source: row[2], list: row[3],
                    entries: counts[number]?.entries ?? 0, holding: counts[number]?.holding ?? 0,
                    removals: removals[number] ?? [])
            }
        }
    }

    /// How many entries a removal would take back, by reason.
    public func count(_ scope: LedgerScope) throws(Fault) -> [LedgerScopeCount] {
        try read { database in
            var counts: [SuppressionReason: LedgerScopeCount] = [:]
            for part in LeadStore.parts(of: scope) {
                let rows = try Row.fetchAll(
                    database,
                    sql: """
                        SELECT reason, count(*), sum(EXISTS (
                            SELECT 1 FROM suppression AS other WHERE other.probe = mine.probe AND other.person = mine.person
                                AND other.removal IS NULL AND \(part.others)))
                        FROM suppression AS mine WHERE \(part.condition) GROUP BY reason
                        """, arguments: part.arguments)
                for row in rows {
                    let reason = try LeadStore.known(StoredCodes.word(row[0], in: StoredCodes.reasons), "a reason")
                    var count = counts[reason] ?? LedgerScopeCount(reason: reason, entries: 0, saidElsewhere: 0)
                    count.entries += row[1]
                    count.saidElsewhere += row[2]
                    counts[reason] = count
                }
            }
            return counts.values.sorted { $0.reason.rawValue < $1.reason.rawValue }
        }
    }

    /// Whether a batch keeps closed what another entered.
    public func saysAgain(_ batch: Int64) throws(Fault) -> Bool {
        try read {
            try Bool.fetchOne(
                $0, sql: "SELECT EXISTS (SELECT 1 FROM suppression WHERE again = ? AND removal IS NULL)",
                arguments: [batch]) ?? false
        }
    }

    /// Takes entries back, and notes down that the leads they concerned are to be decided anew. They stay in the ledger with
    /// who took them back, when and why, and forbid nothing any more.
    /// - Parameter journalled: called when the journal beside the store has it, and the store not yet.
    /// - Returns: how many.
    public func remove(
        _ scope: LedgerScope, who: String, because: String, at now: Instant, journalled: () -> Void = {}
    ) throws(Fault) -> Int {
        try write { database in
            let number = try Int64.fetchOne(database, sql: "SELECT max(removal) FROM suppression_removal") ?? 0
            let removal = LedgerFrame.Removal(
                removal: number + 1, removed: now.milliseconds, who: who, because: because)
            let gone = try LeadStore.takeBack(scope, removal, database)
            try journal(LeadStore.frame(of: scope, removal), database)
            journalled()
            return gone
        }
    }

    static func takeBack(
        _ scope: LedgerScope, _ removal: LedgerFrame.Removal, _ database: Database
    ) throws -> Int {
        try database.execute(
            sql: "INSERT INTO suppression_removal (removal, removed, who, because) VALUES (?, ?, ?, ?)",
            arguments: [removal.removal, removal.removed, removal.who, removal.because])
        var gone = 0
        for part in LeadStore.parts(of: scope) {
            try database.execute(
                sql: "UPDATE suppression AS mine SET removal = ?4 WHERE \(part.condition)",
                arguments: part.arguments + [removal.removal])
            gone += database.changesCount
        }
        if case .batch(let batch) = scope { try LeadStore.handOver(batch, removal.removal, database) }
        for (name, value) in [(LeadStore.unsettled, "1"), (LeadStore.unsettledRemovals, "\(removal.removal)")] {
            try database.execute(
                sql: "INSERT INTO fact VALUES (?, ?) ON CONFLICT DO NOTHING", arguments: [name, value])
        }
        return gone
    }

    private static func frame(of scope: LedgerScope, _ removal: LedgerFrame.Removal) -> LedgerFrame {
        var head = LedgerFrame.Head(takenBack: removal)
        switch scope {
        case .batch(let batch):
            head.scope = LedgerFrame.Scope(batch: batch, isOfPeople: false)
            return LedgerFrame(head)
        case .source(let source, let reason):
            head.scope = LedgerFrame.Scope(source: source, reason: reason, isOfPeople: false)
            return LedgerFrame(head)
        case .people(let people, let source, let reason):
            head.scope = LedgerFrame.Scope(source: source, reason: reason, isOfPeople: true)
            // Of the rows the key alone says anything.
            let said = Suppression(
                channel: .all, reason: reason ?? .optOut, source: source,
                since: Instant(milliseconds: removal.removed))
            return LedgerFrame(
                head,
                rows: people.map { LedgerFrame.Row(entry: LedgerEntry(key: $0, suppression: said, isDated: false)) })
        }
    }

    /// What a batch entered and a later one said again is that one's from now on. Only the first that said it again is written
    /// down: any of the same source behind it may have, too, so that it stays closed until these are taken back as well.
    /// One that was taken back has said nothing, and gets nothing.
    private static func handOver(_ batch: Int64, _ removal: Int64, _ database: Database) throws {
        try database.execute(
            sql: "UPDATE suppression_batch SET removal = ? WHERE batch = ? AND removal IS NULL",
            arguments: [removal, batch])
        func next(after place: String) -> String {
            """
            (SELECT min(later.batch) FROM suppression_batch AS later
                WHERE later.batch > \(place) AND later.source = suppression.source AND later.removal IS NULL)
            """
        }
        try database.execute(
            sql: """
                UPDATE OR IGNORE suppression SET batch = again, again = \(next(after: "suppression.again"))
                WHERE batch = ? AND again IS NOT NULL AND removal IS NULL
                """, arguments: [batch])
        // That one had an entry of its own already, of a later time.
        try database.execute(
            sql: "UPDATE suppression SET removal = ? WHERE batch = ? AND removal IS NULL AND reason <> 0",
            arguments: [removal, batch])
        try database.execute(
            sql: "UPDATE suppression SET again = \(next(after: "?1")) WHERE again = ?1 AND removal IS NULL",
            arguments: [batch])
    }

    /// The entries of a scope, `mine`, and those that are none of it, `other`: SQL with the parameters 1 to 3.
    private static func parts(of scope: LedgerScope) -> [(
        condition: String, others: String, arguments: StatementArguments
    )] {
        let holding = "mine.removal IS NULL AND mine.reason <> 0"
        switch scope {
        case .batch(let batch):
            return [
                (
                    condition: "\(holding) AND mine.batch = ?1 AND mine.again IS ?2 AND ?3 IS NULL",
                    others: "other.batch <> ?1", arguments: [batch, nil, nil]
                )
            ]
        case .source(let source, let reason):
            let code = reason.map { StoredCodes.code($0, in: StoredCodes.reasons) }
            return [
                (
                    condition: "\(holding) AND mine.source = ?1 AND (?2 IS NULL OR mine.reason = ?2) AND ?3 IS NULL",
                    others: "NOT (other.source = ?1 AND (?2 IS NULL OR other.reason = ?2))",
                    arguments: [source, code, nil]
                )
            ]
        case .people(let people, let source, let reason):
            let code = reason.map { StoredCodes.code($0, in: StoredCodes.reasons) }
            return people.map { key in
                (
                    condition:
                        "\(holding) AND mine.probe = \(key.probe) AND mine.person = ?1 AND mine.source = ?2 AND (?3 IS NULL OR mine.reason = ?3)",
                    others: "NOT (other.source = ?2 AND (?3 IS NULL OR other.reason = ?3))",
                    arguments: [Data(key.person), source, code]
                )
            }
        }
    }
}
