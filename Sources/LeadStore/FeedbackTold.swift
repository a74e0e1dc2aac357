import Foundation
import GRDB
public import LeadModel

/// What a marketing source was told of one of its records.
public struct ToldFeedback: Sendable, Hashable {
    /// The lead that the record belongs to.
    public var lead: LeadID
    /// The source that was told, by its name.
    public var source: String
    /// The record's id in that source; blank where its person was erased.
    public var id: String
    /// Of what was told.
    public var digest: Int64

    /// What was told of one record.
    public init(lead: LeadID, source: String, id: String, digest: Int64) {
        self.lead = lead
        self.source = source
        self.id = id
        self.digest = digest
    }
}

/// Feedback that differs from what was told last is staged while a file of it is written, and counts as told when the file
/// stands: whoever dies in between tells it once more, and nothing is lost.
extension LeadStore {
    private static let number = "feedback-number"

    /// The number of the next file of changes; it is given once the file counts as told.
    public func nextFeedbackNumber() throws(Fault) -> Int {
        (try fact(LeadStore.number).flatMap { Int($0) } ?? 0) + 1
    }

    /// Forgets what somebody staged who died before it was told.
    public func beginTelling() throws(Fault) {
        let isStaged = try read { try Bool.fetchOne($0, sql: "SELECT EXISTS (SELECT 1 FROM feedback_staged)") ?? false }
        guard isStaged else { return }
        try write(isBookkeeping: true) { try $0.execute(sql: "DELETE FROM feedback_staged") }
    }

    /// What was told of the records of the leads behind one and up to another, by lead, source and id.
    public func told(after: LeadID, upTo last: LeadID) throws(Fault) -> [ToldFeedback] {
        try read { database in
            let select = try RawStatement(
                database,
                "SELECT lead, source, id, digest FROM feedback_told WHERE lead > ? AND lead <= ? ORDER BY lead, source, id"
            )
            select.bind(after.number, at: 1)
            select.bind(last.number, at: 2)
            var told: [ToldFeedback] = []
            while try select.step(database) {
                told.append(
                    ToldFeedback(
                        lead: LeadID(number: select.integer(0)), source: select.text(1) ?? "",
                        id: select.text(2) ?? "", digest: select.integer(3)))
            }
            return told
        }
    }

    /// Stages what the file says that is being written, and what is told of no more.
    public func stage(_ rows: [ToldFeedback], gone: [ToldFeedback]) throws(Fault) {
        guard !rows.isEmpty || !gone.isEmpty else { return }
        try write(isBookkeeping: true) { database in
            let insert = try RawStatement(
                database, "INSERT INTO feedback_staged (source, id, lead, digest) VALUES (?, ?, ?, ?)")
            for (isGone, row) in rows.map({ (false, $0) }) + gone.map({ (true, $0) }) {
                insert.bind(row.source, at: 1)
                insert.bind(row.id, at: 2)
                insert.bind(row.lead.number, at: 3)
                insert.bind(isGone ? nil : row.digest, at: 4)
                try insert.run(database)
            }
        }
    }

    /// Staged rows of a source that are told of no more, by id and lead; a record that another lead has now is not gone.
    public func stagedAsGone(of source: String, after: ToldFeedback?, limit: Int) throws(Fault) -> [ToldFeedback] {
        try read { database in
            let select = try RawStatement(
                database,
                """
                SELECT id, lead FROM feedback_staged AS gone
                WHERE source = ?1 AND digest IS NULL AND (id, lead) > (?2, ?3) AND NOT EXISTS (
                    SELECT 1 FROM feedback_staged AS now
                    WHERE now.source = ?1 AND now.id = gone.id AND now.digest IS NOT NULL AND now.id <> '')
                ORDER BY id, lead LIMIT ?4
                """)
            select.bind(source, at: 1)
            select.bind(after?.id ?? "", at: 2)
            select.bind(after?.lead.number ?? 0, at: 3)
            select.bind(limit, at: 4)
            var gone: [ToldFeedback] = []
            while try select.step(database) {
                gone.append(
                    ToldFeedback(
                        lead: LeadID(number: select.integer(1)), source: source, id: select.text(0) ?? "", digest: 0))
            }
            return gone
        }
    }

    /// What is staged counts as told from now on.
    public func endTelling(number: Int) throws(Fault) {
        try write(isBookkeeping: true) { database in
            try database.execute(
                sql: """
                    DELETE FROM feedback_told WHERE (lead, source, id) IN (
                        SELECT lead, source, id FROM feedback_staged WHERE digest IS NULL)
                    """)
            try database.execute(
                sql: """
                    INSERT INTO feedback_told (lead, source, id, digest)
                    SELECT lead, source, id, digest FROM feedback_staged WHERE digest IS NOT NULL
                    ON CONFLICT (lead, source, id) DO UPDATE SET digest = excluded.digest
                    """)
            try database.execute(sql: "DELETE FROM feedback_staged")
            try database.execute(
                sql: "INSERT INTO fact VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                arguments: [LeadStore.number, String(number)])
        }
    }

    /// Takes the ids out of what was told of somebody who is erased: that her rows are gone can still be told, by her number.
    /// - Returns: how many rows there were.
    static func forgetTold(_ lead: Int64, _ database: Database) throws -> Int {
        try database.execute(sql: "DELETE FROM feedback_staged WHERE lead = ?", arguments: [lead])
        try database.execute(
            sql: """
                INSERT OR IGNORE INTO feedback_told (lead, source, id, digest)
                SELECT DISTINCT lead, source, '', 0 FROM feedback_told WHERE lead = ?
                """, arguments: [lead])
        try database.execute(sql: "DELETE FROM feedback_told WHERE lead = ? AND id <> ''", arguments: [lead])
        return database.changesCount
    }

    /// Forgets what was told of some records as those of another lead, which lives on.
    /// - Parameter names: `id space:id`.
    static func forgetTold(_ lead: Int64, records names: [String], _ database: Database) throws {
        for name in names {
            guard let colon = name.firstIndex(of: ":") else { continue }
            let id = String(name[name.index(after: colon)...])
            for table in ["feedback_told", "feedback_staged"] {
                try database.execute(
                    sql: "DELETE FROM \(table) WHERE lead = ? AND id = ?", arguments: [lead, id])
            }
        }
    }

    /// How many leads name each campaign.
    public func leadsByCampaign() throws(Fault) -> [(campaign: String, leads: Int)] {
        try read { database in
            let rows = try Row.fetchAll(
                database, sql: "SELECT campaign, count(*) FROM lead WHERE campaign <> '' GROUP BY campaign")
            return rows.map { (campaign: $0[0], leads: $0[1]) }
        }
    }
}
