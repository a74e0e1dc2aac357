import Foundation
import GRDB
public import LeadModel

/// A record that holds a match key. The record is named by its first version.
public struct KeyHolder: Sendable, Hashable, Comparable {
    public var record: VersionID
    /// Whether the key is the record's own id, not a reference or a derived key.
    public var isOwnID: Bool

    public init(record: VersionID, isOwnID: Bool) {
        self.record = record
        self.isOwnID = isOwnID
    }

    init(packed: Int64) {
        record = VersionID(rawValue: packed >> 1)
        isOwnID = packed & 1 == 1
    }

    var packed: Int64 { record.rawValue << 1 | (isOwnID ? 1 : 0) }

    /// Appends the holders of one key, each once; sorts them.
    static func pack(_ holders: inout [KeyHolder], into bytes: inout [UInt8]) {
        if holders.count > 1 { holders.sort() }
        var last: Int64 = 0
        for holder in holders where holder.packed != last {
            PackedNumbers.append(UInt64(bitPattern: holder.packed - last), to: &bytes)
            last = holder.packed
        }
    }

    /// Reads what `pack` wrote, the first `limit` of them.
    static func unpack(_ bytes: [UInt8], limit: Int) -> [KeyHolder] {
        var holders: [KeyHolder] = []
        var position = 0
        var last: Int64 = 0
        while position < bytes.count, holders.count < limit {
            last &+= Int64(bitPattern: PackedNumbers.read(bytes, &position))
            holders.append(KeyHolder(packed: last))
        }
        return holders
    }

    public static func < (left: KeyHolder, right: KeyHolder) -> Bool { left.packed < right.packed }
}

extension LeadStore {
    /// Whether no key has been indexed yet; then nothing needs to be looked up.
    public func hasNoKeys() throws(Fault) -> Bool {
        try read { try Bool.fetchOne($0, sql: "SELECT NOT EXISTS (SELECT 1 FROM match_key)") ?? true }
    }

    /// Holders of keys, in the order of the keys, which should be ascending: neighbours share database pages.
    /// At most `limit` holders of one key are given.
    public func holders(of keys: [MatchKey], limit: Int) throws(Fault) -> [[KeyHolder]] {
        try read { database in
            let select = try RawStatement(database, "SELECT holders FROM match_key WHERE hash = ?")
            return try keys.map { key in
                select.bind(LeadStore.sorted(key), at: 1)
                defer { select.reset() }
                return try select.step(database) ? KeyHolder.unpack(select.bytes(0), limit: limit) : []
            }
        }
    }

    /// A key's place in the index: SQLite's integers have a sign, hashes have none.
    private static func sorted(_ key: MatchKey) -> Int64 { Int64(bitPattern: key.hash ^ 1 << 63) }

    /// Indexes keys in one transaction; those that are there already stay. Holders of one key must stand together;
    /// ascending order makes it cheap.
    public func insertKeys(_ keys: [(key: MatchKey, holder: KeyHolder)]) throws(Fault) {
        guard !keys.isEmpty else { return }
        try write { database in
            let select = try RawStatement(database, "SELECT holders FROM match_key WHERE hash = ?")
            var rows = RowBatch(columns: 2)
            let last = try Int64.fetchOne(database, sql: "SELECT max(hash) FROM match_key")
            var holders: [KeyHolder] = []
            var start = 0
            while start < keys.count {
                let key = keys[start].key
                let hash = LeadStore.sorted(key)
                holders.removeAll(keepingCapacity: true)
                while start < keys.count, keys[start].key == key {
                    holders.append(keys[start].holder)
                    start += 1
                }
                // A first load goes upwards and needs no look at what is there.
                if let last, hash <= last {
                    select.bind(hash, at: 1)
                    if try select.step(database) { holders += KeyHolder.unpack(select.bytes(0), limit: .max) }
                    select.reset()
                }
                rows.append(hash)
                rows.appendBlob { KeyHolder.pack(&holders, into: &$0) }
            }
            try rows.run("INSERT OR REPLACE INTO match_key SELECT c0, c1 FROM row_batch(?1)", database)
        }
    }

    /// Keys that link nobody any more.
    public func sharedKeys() throws(Fault) -> Set<MatchKey> {
        try read { database in
            Set(
                try Int64.fetchAll(database, sql: "SELECT hash FROM shared_key").map {
                    MatchKey(hash: UInt64(bitPattern: $0))
                })
        }
    }

    /// Takes records out of the index. Looks at every key there is.
    static func removeKeys(of records: Set<VersionID>, _ database: Database) throws {
        let select = try RawStatement(database, "SELECT hash, holders FROM match_key")
        var changed: [(hash: Int64, holders: [KeyHolder])] = []
        while try select.step(database) {
            let holders = KeyHolder.unpack(select.bytes(1), limit: .max)
            let rest = holders.filter { !records.contains($0.record) }
            if rest.count < holders.count { changed.append((hash: select.integer(0), holders: rest)) }
        }
        for (hash, holders) in changed {
            guard !holders.isEmpty else {
                try database.execute(sql: "DELETE FROM match_key WHERE hash = ?", arguments: [hash])
                continue
            }
            var sorted = holders
            var packed: [UInt8] = []
            KeyHolder.pack(&sorted, into: &packed)
            try database.execute(
                sql: "UPDATE match_key SET holders = ? WHERE hash = ?", arguments: [Data(packed), hash])
        }
    }

    /// The leads of records, in their order; `nil` for a record that belongs to no lead (yet).
    public func leads(of records: [VersionID]) throws(Fault) -> [LeadID?] {
        try read { database in
            let select = try RawStatement(database, "SELECT lead FROM membership WHERE record = ?")
            return try records.map { record in
                select.bind(record.rawValue, at: 1)
                defer { select.reset() }
                return try select.step(database) ? LeadID(number: select.integer(0)) : nil
            }
        }
    }

    /// The highest lead number given out so far; numbers of absorbed leads are not given again.
    public func lastLead() throws(Fault) -> LeadID {
        try read { database in
            let last = try Int64.fetchOne(
                database,
                sql:
                    "SELECT max(coalesce((SELECT max(lead) FROM lead), 0), coalesce((SELECT max(absorbed) FROM lead_merge), 0))"
            )
            return LeadID(number: last ?? 0)
        }
    }

    /// Every version of records that belong to no lead, in the order asked; a record that does not wait has none.
    public func waitingVersions(_ records: [VersionID]) throws(Fault) -> [[VersionID]] {
        try read { database in
            let select = try RawStatement(database, "SELECT versions FROM waiting WHERE record = ?")
            return try records.map { record in
                select.bind(record.rawValue, at: 1)
                defer { select.reset() }
                return try select.step(database) ? PackedNumbers.unpackAscending(select.bytes(0)) : []
            }
        }
    }

    /// Records of one stream that belong to no lead, with their versions, from `after` on.
    public func waiting(of stream: Int, after: VersionID, limit: Int) throws(Fault) -> [(
        record: VersionID, versions: [VersionID]
    )] {
        try read { database in
            let select = try RawStatement(
                database, "SELECT record, versions FROM waiting WHERE record > ? AND record < ? ORDER BY record LIMIT ?"
            )
            select.bind(max(after.rawValue, VersionID(stream: stream, sequence: 0).rawValue), at: 1)
            select.bind(VersionID(stream: stream + 1, sequence: 0).rawValue, at: 2)
            select.bind(limit, at: 3)
            var found: [(record: VersionID, versions: [VersionID])] = []
            while try select.step(database) {
                found.append(
                    (
                        record: VersionID(rawValue: select.integer(0)),
                        versions: PackedNumbers.unpackAscending(select.bytes(1))
                    ))
            }
            return found
        }
    }
}
