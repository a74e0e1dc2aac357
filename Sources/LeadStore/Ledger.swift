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
    /// - Parameter batch: what they are entered with; see `beginBatch`.
    /// - Returns: what became of each, in their order.
    public func insert(ledger entries: [LedgerEntry], batch: Int64 = 0) throws(Fault) -> [LedgerChange] {
        guard !entries.isEmpty else { return [] }
        return try write { database in
            let done = try LeadStore.insert(entries, batch: batch, database)
            if done.contains(where: \.isWritten) {
                try database.execute(
                    sql: "INSERT INTO fact VALUES (?, '1') ON CONFLICT DO NOTHING", arguments: [LeadStore.unsettled])
            }
            return done
        }
    }

    /// Goes through them in the order of the table, so that neighbours share its pages. An entry that is there is noted down
    /// to have been said again, so that it stays when the batch is taken back that it came with.
    static func insert(
        _ entries: [LedgerEntry], batch: Int64 = 0, _ database: Database
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
            } else if isNew, entry.suppression.reason != .erasure {
                LeadStore.bind(entry, to: note)
                note.bind(batch, at: 6)
                try note.run(database)
            }
        }
        let foreign = Set(entries.map(\.key.kind)).intersection([.sha256, .md5]).map(\.rawValue)
        if !foreign.isEmpty {
            let known = try String.fetchOne(
                database, sql: "SELECT value FROM fact WHERE name = ?", arguments: [foreignKinds])
            let all = Set(foreign).union((known ?? "").split(separator: " ").map(String.init)).sorted()
            try database.execute(
                sql: "INSERT INTO fact VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                arguments: [foreignKinds, all.joined(separator: " ")])
        }
        return done
    }

    private static let selectSince = """
        SELECT since, batch, again FROM suppression
        WHERE probe = ? AND person = ? AND channel = ? AND reason = ? AND source = ? AND removal IS NULL
        ORDER BY since DESC LIMIT 1
        """

    /// - Returns: what becomes of an entry, and whether one that is there was not said again before.
    private static func change(
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

    private static func bind(_ entry: LedgerEntry, to statement: borrowing RawStatement) {
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
        try forget(LeadStore.unsettledRemovals)
        try forget(LeadStore.unsettled)
    }
}
