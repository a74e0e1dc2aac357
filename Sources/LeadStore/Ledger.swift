import GRDB
public import LeadModel

extension LeadStore {
    /// Names of facts: that leads wait to be decided anew by entries that came, since which removal by entries that went, and
    /// which foreign hashes there are.
    static let unsettled = "ledger-unsettled"
    static let unsettledRemovals = "ledger-unsettled-removals"
    static let foreignKinds = "ledger-foreign-kinds"

    /// Writes entries in one transaction, and notes down that the leads they concern are to be decided anew. What is there
    /// already stays.
    /// - Parameters:
    ///   - batch: what they are entered with; see `beginBatch`.
    ///   - journalled: called when the journal beside the store has them, and the store not yet.
    /// - Returns: what became of each, in their order.
    public func insert(
        ledger entries: [LedgerEntry], batch: Int64 = 0, journalled: () -> Void = {}
    ) throws(Fault) -> [LedgerChange] {
        guard !entries.isEmpty else { return [] }
        return try write { database in
            let (done, told) = try LeadStore.enter(entries, batch: batch, database)
            try journal(
                LedgerFrame(
                    LedgerFrame.Head(entered: try LeadStore.batch(batch, database)),
                    rows: told.map { LedgerFrame.Row(entry: $0) }), database)
            journalled()
            return done
        }
    }

    /// - Returns: with what became of each those that changed anything.
    static func enter(
        _ entries: [LedgerEntry], batch: Int64, _ database: Database
    ) throws -> (done: [LedgerChange], told: [LedgerEntry]) {
        var told: [LedgerEntry] = []
        let done = try insert(entries, batch: batch, database) { told.append($0) }
        if done.contains(where: \.isWritten) { try unsettle(database) }
        return (done: done, told: told)
    }

    static func unsettle(_ database: Database) throws {
        try database.execute(sql: "INSERT INTO fact VALUES (?, '1') ON CONFLICT DO NOTHING", arguments: [unsettled])
    }

    private static func batch(_ number: Int64, _ database: Database) throws -> LedgerFrame.Batch {
        let row = try Row.fetchOne(
            database, sql: "SELECT entered, source, list FROM suppression_batch WHERE batch = ?", arguments: [number])
        return LedgerFrame.Batch(batch: number, entered: row?[0] ?? 0, source: row?[1] ?? "", list: row?[2])
    }

    /// Goes through them in the order of the table, so that neighbours share its pages. An entry that is there is noted down
    /// to have been said again, so that it stays when the batch is taken back that it came with.
    /// - Parameter tell: called with each entry that changes anything.
    static func insert(
        _ entries: [LedgerEntry], batch: Int64 = 0, _ database: Database, tell: (LedgerEntry) -> Void = { _ in }
    ) throws -> [LedgerChange] {
        var done = [LedgerChange](repeating: .known, count: entries.count)
        let select = try RawStatement(database, LeadStore.selectSince)
        let write = try RawStatement(
            database,
            """
            INSERT INTO suppression (probe, person, channel, reason, source, kind, since, batch)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET since = excluded.since, again = NULL, removal = NULL
            """)
        let note = try RawStatement(
            database,
            """
            UPDATE suppression SET again = ?6 WHERE probe = ?1 AND person = ?2 AND channel = ?3 AND reason = ?4
                AND source = ?5 AND removal IS NULL AND again IS NULL AND batch <> ?6
            """)
        for index in entries.indices.sorted(by: { entries[$0].key.probe < entries[$1].key.probe }) {
            let entry = entries[index]
            let (change, isNew) = try LeadStore.change(by: entry, batch: batch, select, database)
            done[index] = change
            if change.isWritten {
                LeadStore.bind(entry, to: write)
                write.bind(StoredCodes.code(entry.key.kind, in: StoredCodes.ledgerKinds), at: 6)
                write.bind(entry.suppression.since.milliseconds, at: 7)
                write.bind(batch, at: 8)
                try write.run(database)
                tell(entry)
            } else if isNew, entry.suppression.reason != .erasure {
                LeadStore.bind(entry, to: note)
                note.bind(batch, at: 6)
                try note.run(database)
                tell(entry)
            }
        }
        try LeadStore.note(Set(entries.map(\.key.kind)), database)
        return done
    }

    /// Notes down which kinds there are that cost something to look for.
    static func note(_ kinds: Set<LedgerKind>, _ database: Database) throws {
        let foreign = kinds.intersection([.sha256, .md5, .phoneAndName]).map(\.rawValue)
        guard !foreign.isEmpty else { return }
        let known = try String.fetchOne(
            database, sql: "SELECT value FROM fact WHERE name = ?", arguments: [foreignKinds])
        let all = Set(foreign).union((known ?? "").split(separator: " ").map(String.init)).sorted()
        try database.execute(
            sql: "INSERT INTO fact VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            arguments: [foreignKinds, all.joined(separator: " ")])
    }

    static let selectSince = """
        SELECT since, batch, again FROM suppression
        WHERE probe = ? AND person = ? AND channel = ? AND reason = ? AND source = ? AND removal IS NULL
        ORDER BY since DESC LIMIT 1
        """

    /// - Returns: what becomes of an entry, and whether one that is there was not said again before.
    static func change(
        by entry: LedgerEntry, batch: Int64, _ select: borrowing RawStatement, _ database: Database
    ) throws -> (change: LedgerChange, isNew: Bool) {
        bind(entry, to: select)
        defer { select.reset() }
        guard try select.step(database) else { return (.added, false) }
        let isNew = select.integer(1) != batch && select.optionalInteger(2) == nil
        guard entry.suppression.since.milliseconds > select.integer(0) else { return (.known, isNew) }
        return (entry.isDated ? .renewed : .kept, isNew)
    }

    /// What would become of entries, each by itself, if they were written.
    public func rehearse(ledger entries: [LedgerEntry]) throws(Fault) -> [LedgerChange] {
        try read { database in
            let select = try RawStatement(database, LeadStore.selectSince)
            return try entries.map { try LeadStore.change(by: $0, batch: 0, select, database).change }
        }
    }

    static func bind(_ entry: LedgerEntry, to statement: borrowing RawStatement) {
        statement.bind(entry.key.probe, at: 1)
        statement.bind(blob: entry.key.person, at: 2)
        statement.bind(StoredCodes.code(entry.suppression.channel, in: StoredCodes.channels), at: 3)
        statement.bind(StoredCodes.code(entry.suppression.reason, in: StoredCodes.reasons), at: 4)
        statement.bind(entry.suppression.source, at: 5)
    }

    // MARK: Deciding anew

    /// Whether entries came or went whose leads have not been decided anew.
    public func isLedgerUnsettled() throws(Fault) -> Bool { try fact(LeadStore.unsettled) != nil }

    /// The entries that ended, whose leads have not been decided anew.
    public func unsettledEnds() throws(Fault) -> EndedEntries {
        EndedEntries(removal: try fact(LeadStore.unsettledRemovals).flatMap { Int64($0) }, settledRecords: true)
    }

    /// Notes down that all of them have been.
    public func settleLedger() throws(Fault) {
        try write { database in
            try LeadStore.forgetEnded(database)
            try database.execute(
                sql: "DELETE FROM fact WHERE name IN (?, ?)",
                arguments: [LeadStore.unsettledRemovals, LeadStore.unsettled])
        }
    }
}
