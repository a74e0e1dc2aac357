import Foundation
import GRDB
public import LeadModel

/// What a version of a record repeats of what we had written into it: nobody else has said it.
public struct RecordEcho: Sendable, Hashable {
    /// Whether nothing in the version is anybody else's: it counts as of when the version before it did.
    public var isWhole: Bool
    /// When the version was true by what it says itself.
    public var own: Evidence
    /// The values that are ours, as they stand there.
    public var values: FieldValues
    /// What counts in their place; of a field that is not there nothing does.
    public var counting: FieldValues

    /// What was recognised in a version.
    public init(isWhole: Bool, own: Evidence, values: FieldValues, counting: FieldValues = FieldValues()) {
        self.isWhole = isWhole
        self.own = own
        self.values = values
        self.counting = counting
    }

    /// What counts of all that the version says.
    public func counted(of said: FieldValues) -> FieldValues {
        var builder = FieldValuesBuilder()
        var cursor = said.cursor()
        while let entry = cursor.next(in: said.bytes) {
            if values.entry(entry.field) == nil {
                builder.append(entry, of: said)
            } else if let standing = counting.entry(entry.field) {
                builder.append(standing, of: counting)
            }
        }
        return builder.finish()
    }
}

/// A message about a lead that was sent to a system, or is about to be.
public struct WrittenRow: Sendable, Hashable {
    /// The feed whose message it is, by its name.
    public var feed: String
    /// Its number in the outbox.
    public var message: Int64
    /// When it was sent first; of one that is not known to have been sent, since when it waits.
    public var from: Instant
    /// When it was sent last; `nil` where nobody knows that it was.
    public var to: Instant?
    /// What was asked for: a withdrawal writes its keys at most, whatever stands in the row.
    public var action: FeedAction
    /// The row, as the feed's columns pack it; empty where the lead was erased.
    public var content: [UInt8]
}

/// A record of a system that we write to, and what we wrote about its lead.
public struct WrittenRecord: Sendable {
    /// Whether the system gave us the record's id when we wrote.
    public var isNamed = false
    /// Ascending by message.
    public var rows: [WrittenRow] = []
    /// Every version of the lead that is in the store, ascending.
    public var versions: [StoredVersion] = []
    /// By version, as far as it is one.
    public var echoes: [VersionID: RecordEcho] = [:]
}

extension LeadStore {
    /// Whether anything was ever to be sent to one of some destinations.
    public func hasDeliveries(to destinations: [String]) throws(Fault) -> Bool {
        try read { database in
            for destination in destinations {
                let isThere = try Bool.fetchOne(
                    database, sql: "SELECT EXISTS (SELECT 1 FROM delivery WHERE destination = ?)",
                    arguments: [destination])
                if isThere == true { return true }
            }
            return false
        }
    }

    /// What was written about the leads of some records.
    /// - Parameters:
    ///   - destinations: those that write to the system of the records.
    ///   - records: the id of each, and the key of it.
    /// - Returns: by place among the records; those are left out about which nothing was written.
    public func written(
        to destinations: [String], about records: [(id: String, key: MatchKey)]
    ) throws(Fault) -> [Int: WrittenRecord] {
        try read { database in
            let lookup = try WrittenLookup(destinations, database)
            // Neighbouring keys share database pages.
            var found: [Int: WrittenRecord] = [:]
            var versions: [Int: [VersionID]] = [:]
            for place in records.indices.sorted(by: { records[$0].key < records[$1].key }) {
                guard let record = try lookup.record(records[place].id, records[place].key) else { continue }
                found[place] = record.written
                versions[place] = record.versions
            }
            try LeadStore.add(versions, to: &found, database)
            return found
        }
    }

    /// Adds what the leads of some records say: of all of them at one go.
    private static func add(
        _ versions: [Int: [VersionID]], to found: inout [Int: WrittenRecord], _ database: Database
    ) throws {
        let all = Set(versions.values.joined()).sorted()
        let stored = Dictionary(
            try LeadStore.stored(all, database).map { ($0.version, $0) }, uniquingKeysWith: { first, _ in first })
        let echoes = try LeadStore.echoes(of: all, database)
        for (place, versions) in versions {
            found[place]?.versions = versions.compactMap { stored[$0] }
            for version in versions { found[place]?.echoes[version] = echoes[version] }
        }
    }

    /// What some versions repeat of what we wrote; those that repeat nothing are left out.
    public func echoes(of versions: [VersionID]) throws(Fault) -> [VersionID: RecordEcho] {
        try read { try LeadStore.echoes(of: versions, $0) }
    }

    static func echoes(of versions: [VersionID], _ database: Database) throws -> [VersionID: RecordEcho] {
        let select = try RawStatement(
            database, "SELECT is_whole, evidence, grade, content, counting FROM echo WHERE version = ?")
        var echoes: [VersionID: RecordEcho] = [:]
        for version in versions {
            select.bind(version.rawValue, at: 1)
            if try select.step(database) {
                let grade = UInt8(exactly: select.integer(2)).flatMap { Evidence.Grade(rawValue: $0) }
                let own = Evidence(
                    time: Instant(milliseconds: select.integer(1)), grade: try known(grade, "a grade of evidence"))
                echoes[version] = RecordEcho(
                    isWhole: select.integer(0) == 1, own: own, values: FieldValues(packed: select.bytes(3)),
                    counting: FieldValues(packed: select.bytes(4)))
            }
            select.reset()
        }
        return echoes
    }

    /// What versions among neighbours, both ends included, repeat of what we wrote.
    public func echoes(from first: VersionID, to last: VersionID) throws(Fault) -> [VersionID: RecordEcho] {
        try read { database in
            let found = try Int64.fetchAll(
                database, sql: "SELECT version FROM echo WHERE version BETWEEN ? AND ?",
                arguments: [first.rawValue, last.rawValue])
            return try LeadStore.echoes(of: found.map(VersionID.init), database)
        }
    }

    /// The versions among neighbours, both ends included, that are echoes as a whole.
    public func wholeEchoes(from first: VersionID, to last: VersionID) throws(Fault) -> [VersionID] {
        try read { database in
            try Int64.fetchAll(
                database, sql: "SELECT version FROM echo WHERE version BETWEEN ? AND ? AND is_whole ORDER BY version",
                arguments: [first.rawValue, last.rawValue]
            ).map(VersionID.init)
        }
    }

    /// Notes down which versions of a page that was just stored are echoes.
    /// - Parameter first: sequence of its first version.
    static func insertEchoes(of page: IntakePage, first: Int64, _ database: Database) throws {
        guard page.versions.contains(where: { $0.echo != nil }) else { return }
        let insert = try RawStatement(database, "INSERT INTO echo VALUES (?, ?, ?, ?, ?, ?)")
        for (offset, version) in page.versions.enumerated() {
            guard let echo = version.echo else { continue }
            insert.bind(VersionID(stream: page.stream, sequence: first + Int64(offset)).rawValue, at: 1)
            insert.bind(echo.isWhole ? 1 : 0, at: 2)
            insert.bind(echo.own.time.milliseconds, at: 3)
            insert.bind(Int(echo.own.grade.rawValue), at: 4)
            insert.bind(blob: Array(echo.values.bytes), at: 5)
            insert.bind(blob: Array(echo.counting.bytes), at: 6)
            try insert.run(database)
        }
    }
}

/// Looks up what was written about the leads of records, one after the other.
private struct WrittenLookup: ~Copyable {
    private let database: Database
    private let index: KeyIndex
    private let named: RawStatement
    private let member: RawStatement
    private let lead: RawStatement
    private let sent: RawStatement

    init(_ destinations: [String], _ database: Database) throws {
        // Names of destinations are made of small letters, digits and hyphens.
        let names = destinations.map { "'\($0.replacing("'", with: "''"))'" }.joined(separator: ", ")
        self.database = database
        let index = try KeyIndex(database)
        let named = try RawStatement(
            database,
            """
            SELECT lead FROM delivery_holding INDEXED BY delivery_holding_receiver
            WHERE receiver_id = ? AND destination IN (\(names)) LIMIT 1
            """)
        let member = try RawStatement(database, "SELECT lead FROM membership WHERE record = ?")
        let lead = try RawStatement(database, "SELECT versions FROM lead WHERE lead = ?")
        // A row that was refused is not there; one that waits may have been sent by a run that was killed before it wrote that down.
        let waiting = StoredCodes.code(DeliveryState.waiting, in: StoredCodes.deliveries)
        let rejected = StoredCodes.code(DeliveryState.rejected, in: StoredCodes.deliveries)
        let sent = try RawStatement(
            database,
            """
            SELECT d.feed, d.message, coalesce(d.first_tried, d.due, 0), d.last_tried, d.action, o.content
            FROM delivery d INDEXED BY delivery_lead JOIN outbox o USING (message)
            WHERE d.lead IN (SELECT ?1 UNION SELECT absorbed FROM lead_merge WHERE survivor = ?1)
                AND d.destination IN (\(names)) AND (d.state = \(waiting) OR d.last_tried IS NOT NULL AND d.state <> \(rejected))
            ORDER BY d.message
            """)
        self.index = index
        self.named = named
        self.member = member
        self.lead = lead
        self.sent = sent
    }

    /// - Returns: what was written about the lead of a record, and the lead's versions; `nil` where nothing was.
    borrowing func record(_ id: String, _ key: MatchKey) throws -> (written: WrittenRecord, versions: [VersionID])? {
        var record = WrittenRecord()
        let receiver = try receiver(of: id)
        record.isNamed = receiver != nil
        let own = try owner(of: key)
        if let receiver { try addRows(about: receiver, to: &record) }
        if let own, own != receiver { try addRows(about: own, to: &record) }
        guard !record.rows.isEmpty, let known = own ?? receiver else { return nil }
        lead.bind(known, at: 1)
        defer { lead.reset() }
        let versions: [VersionID] = try lead.step(database) ? PackedNumbers.unpackAscending(lead.bytes(0)) : []
        return (written: record, versions: versions)
    }

    private borrowing func receiver(of id: String) throws -> Int64? {
        named.bind(id, at: 1)
        defer { named.reset() }
        return try named.step(database) ? named.integer(0) : nil
    }

    /// The lead that the record with this id belongs to.
    private borrowing func owner(of key: MatchKey) throws -> Int64? {
        for holder in try index.holders(of: key, limit: 16, areOwnIDs: true) {
            member.bind(holder.record.rawValue, at: 1)
            defer { member.reset() }
            if try member.step(database) { return member.integer(0) }
        }
        return nil
    }

    private borrowing func addRows(about lead: Int64, to record: inout WrittenRecord) throws {
        sent.bind(lead, at: 1)
        defer { sent.reset() }
        while try sent.step(database) {
            let action = try LeadStore.known(
                StoredCodes.word(sent.integer(4), in: StoredCodes.actions), "an action of a delivery")
            record.rows.append(
                WrittenRow(
                    feed: sent.text(0) ?? "", message: sent.integer(1), from: Instant(milliseconds: sent.integer(2)),
                    to: sent.instant(3), action: action, content: sent.bytes(5)))
        }
    }
}
