import GRDB
public import LeadModel

/// Entries that do not count any more, and are still to be found: the leads that they named are to be decided anew.
public struct EndedEntries: Sendable, Hashable {
    /// Those that were taken back by this removal or a later one; `nil`: none.
    public var removal: Int64?
    /// Those of refused records that wait no more.
    public var settledRecords: Bool

    public static let none = EndedEntries(removal: nil, settledRecords: false)
}

/// Looking people up in the suppression ledger.
extension LeadStore {
    /// What look-ups have to know of the ledger beforehand: whether there is an entry at all, and which foreign hashes.
    public func ledgerKinds() throws(Fault) -> (isEmpty: Bool, foreign: Set<LedgerKind>) {
        try read { database in
            let isEmpty =
                try Bool.fetchOne(
                    database,
                    sql: """
                        SELECT NOT EXISTS (SELECT 1 FROM suppression) AND NOT EXISTS (SELECT 1 FROM quarantine_closing)
                        """) ?? true
            let text = try String.fetchOne(
                database, sql: "SELECT value FROM fact WHERE name = ?", arguments: [LeadStore.foreignKinds])
            let foreign = (text ?? "").split(separator: " ").compactMap { LedgerKind(rawValue: String($0)) }
            return (isEmpty: isEmpty, foreign: Set(foreign))
        }
    }

    /// The entries that are found by any of some probes, each probe looked up once, and what refused records forbid that
    /// wait. Ascending probes are cheapest.
    /// - Parameter ended: which are found, too, that do not count any more.
    public func ledger(_ probes: [Int64], and ended: EndedEntries = .none) throws(Fault) -> [LedgerEntry] {
        try read { database in
            let select = try RawStatement(
                database,
                """
                SELECT person, kind, channel, reason, source, since FROM suppression
                WHERE probe = ?1 AND (removal IS NULL OR removal >= ?2)
                UNION ALL
                SELECT person, kind, channel, reason, source, since FROM closing WHERE probe = ?1 AND (counts OR ?3)
                """)
            var entries: [LedgerEntry] = []
            for probe in probes {
                select.bind(probe, at: 1)
                select.bind(ended.removal ?? .max, at: 2)
                select.bind(ended.settledRecords ? 1 : 0, at: 3)
                while try select.step(database) {
                    let entry = try LeadStore.entry(select, probe)
                    // Said again of a later time, it holds since then.
                    if let last = entries.last, last.says(sameAs: entry) {
                        if last.suppression.since < entry.suppression.since { entries[entries.count - 1] = entry }
                    } else {
                        entries.append(entry)
                    }
                }
                select.reset()
            }
            return entries
        }
    }

    static func entry(_ row: borrowing RawStatement, _ probe: Int64) throws -> LedgerEntry {
        let kind = try known(StoredCodes.word(row.integer(1), in: StoredCodes.ledgerKinds), "a kind of entry")
        let channel = try known(StoredCodes.word(row.integer(2), in: StoredCodes.channels), "a channel")
        let reason = try known(StoredCodes.word(row.integer(3), in: StoredCodes.reasons), "a reason")
        return LedgerEntry(
            key: LedgerKey(kind: kind, probe: probe, person: row.bytes(0)),
            suppression: Suppression(
                channel: channel, reason: reason, source: row.text(4) ?? "",
                since: Instant(milliseconds: row.integer(5))), isDated: true)
    }

    /// Every probe of the ledger, and of what refused records forbid; one that has several entries comes several times. Those
    /// of entries that do not count any more come, too: leads that they concerned are found by them until they are decided
    /// anew.
    public func forEachLedgerProbe(_ body: (Int64) -> Void) throws(Fault) {
        try read { database in
            let select = try RawStatement(
                database, "SELECT probe FROM suppression UNION ALL SELECT probe FROM quarantine_closing")
            while try select.step(database) { body(select.integer(0)) }
        }
    }

    /// How many probes `forEachLedgerProbe` comes with: of every entry, also of those that were taken back and of those that
    /// say the same since several times. `ledgerCounts` tells people how many hold.
    public func ledgerSize() throws(Fault) -> Int {
        try read {
            try Int.fetchOne(
                $0, sql: "SELECT (SELECT count(*) FROM suppression) + (SELECT count(*) FROM quarantine_closing)") ?? 0
        }
    }

    /// How many entries there are, by reason, channel, source and what people are known by.
    public func ledgerCounts() throws(Fault) -> [LedgerCount] {
        try read { database in
            let select = try RawStatement(
                database,
                """
                SELECT reason, channel, source, kind, count(*), min(since), max(since)
                FROM (
                    SELECT reason, channel, source, kind, max(since) AS since FROM suppression WHERE removal IS NULL
                    GROUP BY probe, person, channel, reason, source
                    UNION ALL
                    SELECT reason, channel, source, kind, max(since) FROM closing WHERE counts
                    GROUP BY probe, person, channel, reason, source
                )
                GROUP BY reason, channel, source, kind ORDER BY source, reason, channel, kind
                """)
            var counts: [LedgerCount] = []
            while try select.step(database) {
                counts.append(
                    LedgerCount(
                        reason: try LeadStore.known(
                            StoredCodes.word(select.integer(0), in: StoredCodes.reasons), "a reason"),
                        channel: try LeadStore.known(
                            StoredCodes.word(select.integer(1), in: StoredCodes.channels), "a channel"),
                        source: select.text(2) ?? "",
                        kind: try LeadStore.known(
                            StoredCodes.word(select.integer(3), in: StoredCodes.ledgerKinds), "a kind of entry"),
                        entries: Int(select.integer(4)), first: Instant(milliseconds: select.integer(5)),
                        last: Instant(milliseconds: select.integer(6))))
            }
            return counts
        }
    }
}
