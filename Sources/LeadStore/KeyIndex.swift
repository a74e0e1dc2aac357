import Foundation
import GRDB
import LeadModel

/// The index of match keys: `match_key`, and `match_key_recent` with what has come since.
///
/// Hashes lie anywhere, so a few new keys would touch, and write, nearly every page of a large index. They are gathered in
/// the small table, and go over to the large one together when they are an eighth of it: each of its pages is then written
/// once for many keys.
struct KeyIndex: ~Copyable {
    private static let mainCount = "match-keys"
    private static let recentCount = "match-keys-recent"

    private let database: Database
    private let main: RawStatement
    private let recent: RawStatement
    private let hasRecent: Bool

    init(_ database: Database) throws {
        let main = try RawStatement(database, "SELECT holders FROM match_key WHERE hash = ?")
        let recent = try RawStatement(database, "SELECT holders FROM match_key_recent WHERE hash = ?")
        hasRecent = try Bool.fetchOne(database, sql: "SELECT EXISTS (SELECT 1 FROM match_key_recent)") ?? true
        self.database = database
        self.main = main
        self.recent = recent
    }

    /// The holders of a key, ascending, at most so many.
    /// - Parameter areOwnIDs: whether only records are meant whose own id the key is.
    borrowing func holders(of key: MatchKey, limit: Int, areOwnIDs: Bool) throws -> [KeyHolder] {
        let place = KeyIndex.place(of: key)
        var holders = try KeyIndex.holders(place, in: main, database)
        if hasRecent {
            let added = try KeyIndex.holders(place, in: recent, database)
            if !added.isEmpty { holders = Set(holders).union(added).sorted() }
        }
        if areOwnIDs { holders.removeAll { !$0.isOwnID } }
        return holders.count > limit ? Array(holders.prefix(limit)) : holders
    }

    private static func holders(
        _ place: Int64, in statement: borrowing RawStatement, _ database: Database
    ) throws -> [KeyHolder] {
        statement.bind(place, at: 1)
        defer { statement.reset() }
        return try statement.step(database) ? KeyHolder.unpack(statement.bytes(0)) : []
    }

    /// A key's place in the index: SQLite's integers have a sign, hashes have none.
    private static func place(of key: MatchKey) -> Int64 { Int64(bitPattern: key.hash ^ 1 << 63) }

    // MARK: Writing

    /// Adds holders; those that are there already stay. Ascending by key.
    static func insert(_ keys: [(key: MatchKey, holder: KeyHolder)], _ database: Database) throws {
        guard let first = keys.first?.key.hash, let last = keys.last?.key.hash else { return }
        // A page holds some hundred keys: where one in sixteen rows is written, nearly every page is anyway.
        let share = Double(last - first) / Double(UInt64.max)
        let isDense = Double(keys.count) * 16 >= Double(try count(mainCount, database)) * share
        try insert(keys, into: isDense ? "match_key" : "match_key_recent", isDense ? mainCount : recentCount, database)
        guard !isDense, try count(recentCount, database) > count(mainCount, database) / 8 else { return }
        try merge(database)
    }

    private static func insert(
        _ keys: [(key: MatchKey, holder: KeyHolder)], into table: String, _ counter: String, _ database: Database
    ) throws {
        let select = try RawStatement(database, "SELECT holders FROM \(table) WHERE hash = ?")
        let last = try Int64.fetchOne(database, sql: "SELECT max(hash) FROM \(table)")
        var rows = RowBatch(columns: 2)
        var holders: [KeyHolder] = []
        var added = 0
        var start = 0
        while start < keys.count {
            let key = keys[start].key
            holders.removeAll(keepingCapacity: true)
            while start < keys.count, keys[start].key == key {
                holders.append(keys[start].holder)
                start += 1
            }
            // A first load goes upwards and needs no look at what is there.
            var known: [KeyHolder] = []
            if let last, place(of: key) <= last { known = try self.holders(place(of: key), in: select, database) }
            if known.isEmpty { added += 1 }
            holders += known
            rows.append(place(of: key))
            rows.appendBlob { KeyHolder.pack(&holders, into: &$0) }
        }
        try rows.run("INSERT OR REPLACE INTO \(table) SELECT c0, c1 FROM row_batch(?1)", database)
        try add(added, to: counter, database)
    }

    /// Brings what is recent over to the large table.
    private static func merge(_ database: Database) throws {
        let select = try RawStatement(database, "SELECT hash, holders FROM match_key_recent ORDER BY hash")
        var keys: [(key: MatchKey, holder: KeyHolder)] = []
        while try select.step(database) {
            let key = MatchKey(hash: UInt64(bitPattern: select.integer(0)) ^ 1 << 63)
            if keys.count > 50_000 {
                try insert(keys, into: "match_key", mainCount, database)
                keys.removeAll(keepingCapacity: true)
            }
            for holder in KeyHolder.unpack(select.bytes(1)) { keys.append((key: key, holder: holder)) }
        }
        select.reset()
        try insert(keys, into: "match_key", mainCount, database)
        try database.execute(sql: "DELETE FROM match_key_recent")
        try add(-(try count(recentCount, database)), to: recentCount, database)
    }

    /// Takes records out of the index. Looks at every key there is.
    static func remove(_ records: Set<VersionID>, _ database: Database) throws {
        for (table, counter) in [("match_key", mainCount), ("match_key_recent", recentCount)] {
            let select = try RawStatement(database, "SELECT hash, holders FROM \(table)")
            var changed: [(place: Int64, holders: [KeyHolder])] = []
            while try select.step(database) {
                let holders = KeyHolder.unpack(select.bytes(1))
                let rest = holders.filter { !records.contains($0.record) }
                if rest.count < holders.count { changed.append((place: select.integer(0), holders: rest)) }
            }
            select.reset()
            for (place, holders) in changed where !holders.isEmpty {
                var sorted = holders
                var packed: [UInt8] = []
                KeyHolder.pack(&sorted, into: &packed)
                try database.execute(
                    sql: "UPDATE \(table) SET holders = ? WHERE hash = ?", arguments: [Data(packed), place])
            }
            for (place, holders) in changed where holders.isEmpty {
                try database.execute(sql: "DELETE FROM \(table) WHERE hash = ?", arguments: [place])
                try add(-1, to: counter, database)
            }
        }
    }

    /// Takes a key out of the index, whoever holds it.
    static func remove(_ key: MatchKey, _ database: Database) throws {
        for (table, counter) in [("match_key", mainCount), ("match_key_recent", recentCount)] {
            try database.execute(sql: "DELETE FROM \(table) WHERE hash = ?", arguments: [place(of: key)])
            try add(-database.changesCount, to: counter, database)
        }
    }

    /// Empties the index.
    static func removeAll(_ database: Database) throws {
        for (table, counter) in [("match_key", mainCount), ("match_key_recent", recentCount)] {
            try database.execute(sql: "DELETE FROM \(table)")
            try database.execute(sql: "DELETE FROM fact WHERE name = ?", arguments: [counter])
        }
    }

    // MARK: Counting, because a large table says only slowly how many rows it has

    private static func count(_ name: String, _ database: Database) throws -> Int {
        let text = try String.fetchOne(database, sql: "SELECT value FROM fact WHERE name = ?", arguments: [name])
        return text.flatMap(Int.init) ?? 0
    }

    private static func add(_ number: Int, to name: String, _ database: Database) throws {
        try database.execute(
            sql: "INSERT INTO fact VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            arguments: [name, String(try count(name, database) + number)])
    }
}
