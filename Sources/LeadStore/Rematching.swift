import Foundation
import GRDB
public import LeadModel

extension LeadStore {
    /// What a matching of everything anew, begun and not ended, says of the leads; kept as a fact.
    public enum Rematch: String, Sendable {
        /// A lead that comes to the same versions, which say what they said, is the same lead.
        case keepsLeads = "keeps-leads"
        /// The same versions may mean something else: every lead is settled anew.
        case settlesAll = "settles-all"
    }

    static let rematchFact = "rematching"

    /// The matching of everything that was begun and has not ended; `nil` where none is.
    public func rematch() throws(Fault) -> Rematch? {
        try fact(LeadStore.rematchFact).map { Rematch(rawValue: $0) ?? .settlesAll }
    }

    /// Forgets who is whom, so that the next reconciliation matches every version anew. What was decided of the leads
    /// stays until then, and a lead keeps its number by its versions. May be repeated: what was begun to settle all leads
    /// does so.
    public func beginRematch(_ rematch: Rematch) throws(Fault) {
        let isScratch = isScratch
        try write { try LeadStore.forgetMatching(rematch, isScratch: isScratch, $0) }
    }

    static func forgetMatching(_ rematch: Rematch, isScratch: Bool = false, _ database: Database) throws {
        if !isScratch {
            try database.execute(sql: "DELETE FROM membership; DELETE FROM membership_new; DELETE FROM waiting")
            try KeyIndex.removeAll(database)
        }
        try database.execute(
            sql: """
                DELETE FROM shared_key;
                UPDATE source_stream SET reconciled = 0;
                """)
        try begin(rematch, as: rematchFact, database)
        if let wanted = try String.fetchOne(
            database, sql: "SELECT value FROM fact WHERE name = ?", arguments: [rematchWantedFact])
        {
            try begin(Rematch(rawValue: wanted) ?? .settlesAll, as: rematchFact, database)
            try database.execute(sql: "DELETE FROM fact WHERE name = ?", arguments: [rematchWantedFact])
        }
    }

    /// Writes the fact down. Only one that keeps leads is replaced: one that settles all stays, and so does one that a
    /// later version has written, which is read as that.
    static func begin(_ rematch: Rematch, as fact: String, _ database: Database) throws {
        try database.execute(
            sql: """
                INSERT INTO fact VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE value = ?3
                """, arguments: [fact, rematch.rawValue, Rematch.keepsLeads.rawValue])
    }

    /// Says that a stream's versions up to `sequence` are in the leads, that some keys join nobody from now on, and by
    /// which rules all of it was matched.
    public func markReconciled(
        _ streams: [(stream: Int, sequence: Int64)], shared: [MatchKey] = [], matchedBy rules: String
    ) throws(Fault) {
        try write { database in
            try LeadStore.placeMemberships(database)
            for key in shared {
                try database.execute(
                    sql: "INSERT INTO shared_key VALUES (?) ON CONFLICT DO NOTHING",
                    arguments: [Int64(bitPattern: key.hash)])
            }
            for (stream, sequence) in streams {
                try database.execute(
                    sql: "UPDATE source_stream SET reconciled = ? WHERE stream = ?", arguments: [sequence, stream])
            }
            try database.execute(
                sql: """
                    INSERT INTO fact VALUES ('matched-by', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value
                    """, arguments: [rules])
            try database.execute(sql: "DELETE FROM fact WHERE name = ?", arguments: [LeadStore.rematchFact])
            if database.changesCount > 0 { try database.execute(sql: "DELETE FROM version_before") }
        }
    }

    /// The rules by which the versions were matched; `nil` where nothing has been.
    public func matchedBy() throws(Fault) -> String? { try fact("matched-by") }

    /// Which lead had which versions, by lead, `limit` at a time.
    public func versionsOfLeads(after: LeadID, limit: Int) throws(Fault) -> [(lead: LeadID, versions: [VersionID])] {
        try read { database in
            let select = try RawStatement(
                database, "SELECT lead, versions FROM lead WHERE lead > ? ORDER BY lead LIMIT ?")
            select.bind(after.number, at: 1)
            select.bind(limit, at: 2)
            var found: [(lead: LeadID, versions: [VersionID])] = []
            while try select.step(database) {
                found.append(
                    (
                        lead: LeadID(number: select.integer(0)),
                        versions: PackedNumbers.unpackAscending(select.bytes(1))
                    ))
            }
            return found
        }
    }

    /// Every lead that was absorbed, or those absorbed into one lead, by it or by one that it absorbed in turn; with the
    /// versions it had.
    public func absorbedVersions(into lead: LeadID? = nil) throws(Fault) -> [(lead: LeadID, versions: [VersionID])] {
        try read { database in
            let rows =
                try lead.map { lead in
                    try Row.fetchAll(
                        database,
                        sql: """
                            WITH RECURSIVE line (absorbed, versions) AS (
                                SELECT absorbed, versions FROM lead_merge WHERE survivor = ?
                                UNION SELECT next.absorbed, next.versions FROM lead_merge AS next
                                JOIN line ON next.survivor = line.absorbed
                            ) SELECT absorbed, versions FROM line ORDER BY absorbed
                            """, arguments: [lead.number])
                } ?? Row.fetchAll(database, sql: "SELECT absorbed, versions FROM lead_merge ORDER BY absorbed")
            return rows.map { row in
                let versions: [UInt8] = Array(row[1] as Data)
                return (lead: LeadID(number: row[0]), versions: PackedNumbers.unpackAscending(versions))
            }
        }
    }
}
