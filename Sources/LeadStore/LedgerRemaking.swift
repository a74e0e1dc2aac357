import GRDB
import LeadModel

/// Making changes of the ledger anew that the journal beside the store tells of.
extension LeadStore {
    /// Does to the ledger what a frame of the journal tells.
    static func make(_ frame: LedgerFrame, _ database: Database) throws {
        if let batch = frame.head.entered {
            try keep([batch], database)
            _ = try enter(frame.rows.map(\.entry), batch: batch.batch, database)
        }
        if let removal = frame.head.takenBack, let scope = frame.head.scope {
            _ = try takeBack(try read(scope, frame.rows.map(\.entry.key)), removal, database)
        }
        if frame.head.isHeld { try takeOver(frame, database) }
    }

    private static func read(_ scope: LedgerFrame.Scope, _ people: [LedgerKey]) throws -> LedgerScope {
        if let batch = scope.batch { return .batch(batch) }
        let source = try known(scope.source, "a removal")
        return scope.isOfPeople ? .people(people, source, scope.reason) : .source(source, scope.reason)
    }

    private static func keep(_ batches: [LedgerFrame.Batch], _ database: Database) throws {
        for batch in batches where batch.batch > 0 {
            try database.execute(
                sql: """
                    INSERT INTO suppression_batch (batch, entered, source, list, removal) VALUES (?, ?, ?, ?, ?)
                    ON CONFLICT DO NOTHING
                    """, arguments: [batch.batch, batch.entered, batch.source, batch.list, batch.removal])
        }
    }

    /// Takes over what a journal was begun with. Nothing that holds here is taken back by it.
    private static func takeOver(_ frame: LedgerFrame, _ database: Database) throws {
        try keep(frame.head.heldBatches ?? [], database)
        for removal in frame.head.heldRemovals ?? [] {
            try database.execute(
                sql:
                    "INSERT INTO suppression_removal (removal, removed, who, because) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                arguments: [removal.removal, removal.removed, removal.who, removal.because])
        }
        let write = try RawStatement(
            database,
            """
            INSERT INTO suppression (probe, person, channel, reason, source, kind, since, batch, again, removal)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
                since = max(since, excluded.since), again = coalesce(again, excluded.again),
                removal = CASE WHEN removal IS NULL THEN NULL ELSE excluded.removal END
            """)
        for row in frame.rows {
            bind(row.entry, to: write)
            write.bind(StoredCodes.code(row.entry.key.kind, in: StoredCodes.ledgerKinds), at: 6)
            write.bind(row.entry.suppression.since.milliseconds, at: 7)
            write.bind(row.batch, at: 8)
            write.bind(row.again, at: 9)
            write.bind(row.removal, at: 10)
            try write.run(database)
        }
        try note(Set(frame.rows.map(\.entry.key.kind)), database)
        try LeadStore.unsettle(database)
    }
}
