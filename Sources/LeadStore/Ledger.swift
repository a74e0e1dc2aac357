import Foundation
import GRDB
public import LeadModel

/// What an entry of the suppression ledger knows a person by.
public enum LedgerKind: String, Sendable, Hashable, CaseIterable {
    /// The id of a record.
    case id
    /// An e-mail address.
    case email
    /// A telephone number in E.164.
    case phone
    /// The SHA-256 of an address, as lists are exchanged.
    case sha256
    /// The MD5 of an address, as lists are exchanged.
    case md5
}

/// Who is meant, by keyed hashes alone: one to look people up by, and one to be sure.
public struct LedgerKey: Sendable, Hashable {
    public var kind: LedgerKind
    public var probe: Int64
    /// `LeadStore.personHash(of:)`.
    public var person: [UInt8]

    public init(kind: LedgerKind, probe: Int64, person: [UInt8]) {
        self.kind = kind
        self.probe = probe
        self.person = person
    }
}

/// One entry of the suppression ledger.
public struct LedgerEntry: Sendable, Hashable {
    public var key: LedgerKey
    public var suppression: Suppression
    /// Whether somebody said since when, so that a later time renews the entry; otherwise the first time it came stays.
    public var isDated: Bool

    public init(key: LedgerKey, suppression: Suppression, isDated: Bool) {
        self.key = key
        self.suppression = suppression
        self.isDated = isDated
    }
}

/// How many entries of a kind the ledger holds.
public struct LedgerCount: Sendable, Hashable {
    public var reason: SuppressionReason
    public var channel: Channel
    public var source: String
    /// What its entries know people by.
    public var kind: LedgerKind
    public var entries: Int
    public var first: Instant
    public var last: Instant
}

/// What became, or would become, of an entry that was to be written.
public enum LedgerChange: Int, Sendable, Hashable, Comparable {
    /// It is there already.
    case known
    /// It is there from an earlier time on, which stays, because nobody said a later one.
    case kept
    /// It is there, and begins later now.
    case renewed
    case added

    var isWritten: Bool { self >= .renewed }

    public static func < (left: LedgerChange, right: LedgerChange) -> Bool { left.rawValue < right.rawValue }
}

extension LeadStore {
    /// Names of facts: that leads wait to be decided anew by entries that came, and which foreign hashes there are.
    private static let unsettled = "ledger-unsettled"
    private static let foreignKinds = "ledger-foreign-kinds"

    /// Writes entries in one transaction, and notes down that the leads they concern are to be decided anew. What is there
    /// already stays.
    /// - Returns: what became of each, in their order.
    public func insert(ledger entries: [LedgerEntry]) throws(Fault) -> [LedgerChange] {
        guard !entries.isEmpty else { return [] }
        return try write { database in
            let done = try LeadStore.insert(entries, database)
            if done.contains(where: \.isWritten) {
                try database.execute(
                    sql: "INSERT INTO fact VALUES (?, '1') ON CONFLICT DO NOTHING", arguments: [LeadStore.unsettled])
            }
            return done
        }
    }

    /// Goes through them in the order of the table, so that neighbours share its pages.
    static func insert(_ entries: [LedgerEntry], _ database: Database) throws -> [LedgerChange] {
        var done = [LedgerChange](repeating: .known, count: entries.count)
        let select = try RawStatement(database, LeadStore.selectSince)
        let write = try RawStatement(
            database,
            """
            INSERT INTO suppression (probe, person, channel, reason, source, kind, since) VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET since = excluded.since
            """)
        for index in entries.indices.sorted(by: { entries[$0].key.probe < entries[$1].key.probe }) {
            let entry = entries[index]
            done[index] = try LeadStore.change(by: entry, select, database)
            guard done[index].isWritten else { continue }
            LeadStore.bind(entry, to: write)
            write.bind(StoredCodes.code(entry.key.kind, in: StoredCodes.ledgerKinds), at: 6)
            write.bind(entry.suppression.since.milliseconds, at: 7)
            try write.run(database)
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

    private static let selectSince =
        "SELECT since FROM suppression WHERE probe = ? AND person = ? AND channel = ? AND reason = ? AND source = ?"

    private static func change(
        by entry: LedgerEntry, _ select: borrowing RawStatement, _ database: Database
    ) throws -> LedgerChange {
        bind(entry, to: select)
        defer { select.reset() }
        guard try select.step(database) else { return .added }
        guard entry.suppression.since.milliseconds > select.integer(0) else { return .known }
        return entry.isDated ? .renewed : .kept
    }

    /// What would become of entries, each by itself, if they were written.
    public func rehearse(ledger entries: [LedgerEntry]) throws(Fault) -> [LedgerChange] {
        try read { database in
            let select = try RawStatement(database, LeadStore.selectSince)
            return try entries.map { try LeadStore.change(by: $0, select, database) }
        }
    }

    private static func bind(_ entry: LedgerEntry, to statement: borrowing RawStatement) {
        statement.bind(entry.key.probe, at: 1)
        statement.bind(blob: entry.key.person, at: 2)
        statement.bind(StoredCodes.code(entry.suppression.channel, in: StoredCodes.channels), at: 3)
        statement.bind(StoredCodes.code(entry.suppression.reason, in: StoredCodes.reasons), at: 4)
        statement.bind(entry.suppression.source, at: 5)
    }

    // MARK: Looking people up

    /// What look-ups have to know of the ledger beforehand: whether there is an entry at all, and which foreign hashes.
    public func ledgerKinds() throws(Fault) -> (isEmpty: Bool, foreign: Set<LedgerKind>) {
        try read { database in
            let isEmpty = try Bool.fetchOne(database, sql: "SELECT NOT EXISTS (SELECT 1 FROM suppression)") ?? true
            let text = try String.fetchOne(
                database, sql: "SELECT value FROM fact WHERE name = ?", arguments: [LeadStore.foreignKinds])
            let foreign = (text ?? "").split(separator: " ").compactMap { LedgerKind(rawValue: String($0)) }
            return (isEmpty: isEmpty, foreign: Set(foreign))
        }
    }

    /// The entries that are found by any of some probes, each probe looked up once. Ascending probes are cheapest.
    public func ledger(_ probes: [Int64]) throws(Fault) -> [LedgerEntry] {
        try read { database in
            let select = try RawStatement(
                database, "SELECT person, kind, channel, reason, source, since FROM suppression WHERE probe = ?")
            var entries: [LedgerEntry] = []
            for probe in probes {
                select.bind(probe, at: 1)
                while try select.step(database) { entries.append(try LeadStore.entry(select, probe)) }
                select.reset()
            }
            return entries
        }
    }

    private static func entry(_ row: borrowing RawStatement, _ probe: Int64) throws -> LedgerEntry {
        let kind = try known(StoredCodes.word(row.integer(1), in: StoredCodes.ledgerKinds), "a kind of entry")
        let channel = try known(StoredCodes.word(row.integer(2), in: StoredCodes.channels), "a channel")
        let reason = try known(StoredCodes.word(row.integer(3), in: StoredCodes.reasons), "a reason")
        return LedgerEntry(
            key: LedgerKey(kind: kind, probe: probe, person: row.bytes(0)),
            suppression: Suppression(
                channel: channel, reason: reason, source: row.text(4) ?? "",
                since: Instant(milliseconds: row.integer(5))), isDated: true)
    }

    /// Every probe of the ledger, ascending, some thousands at a time; one that has several entries comes several times.
    public func forEachLedgerProbe(_ body: (Int64) -> Void) throws(Fault) {
        try read { database in
            let select = try RawStatement(database, "SELECT probe FROM suppression ORDER BY probe")
            while try select.step(database) { body(select.integer(0)) }
        }
    }

    /// How many entries the ledger has.
    public func ledgerSize() throws(Fault) -> Int {
        try read { try Int.fetchOne($0, sql: "SELECT count(*) FROM suppression") ?? 0 }
    }

    /// How many entries there are, by reason, channel, source and what people are known by.
    public func ledgerCounts() throws(Fault) -> [LedgerCount] {
        try read { database in
            let select = try RawStatement(
                database,
                """
                SELECT reason, channel, source, kind, count(*), min(since), max(since) FROM suppression
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

    // MARK: Deciding anew

    /// Whether entries came whose leads have not been decided anew.
    public func isLedgerUnsettled() throws(Fault) -> Bool { try fact(LeadStore.unsettled) != nil }

    /// Notes down that all of them have been.
    public func settleLedger() throws(Fault) { try forget(LeadStore.unsettled) }
}
