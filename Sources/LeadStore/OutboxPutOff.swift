import Foundation
import GRDB
public import LeadModel

/// Messages that wait for the next file of a feed, and those that wait longer.
extension LeadStore {
    /// Leads that a receiver does not hold and would get by the messages of a stretch of the outbox, ascending.
    public func waitingAdditions(to feed: String, after: Int64, upTo: Int64 = .max) throws(Fault) -> [LeadID] {
        try read { database in
            try Int64.fetchAll(
                database,
                sql: """
                    SELECT span.lead
                    FROM (SELECT lead, min(message) AS first, max(message) AS last FROM outbox
                          WHERE feed = ? AND message > ? AND message <= ? GROUP BY lead) AS span
                    JOIN outbox AS opening ON opening.message = span.first
                    JOIN outbox AS closing ON closing.message = span.last
                    WHERE opening.action = 'add' AND closing.action <> 'withdraw' ORDER BY span.lead
                    """, arguments: [feed, after, upTo]
            ).map { LeadID(number: $0) }
        }
    }

    /// Puts the messages about some leads behind all others, in the order they are in, so that the feed's next file does
    /// not reach them. The cursor of a file is the last of the messages in it: what is put off gets new numbers.
    /// - Returns: the last message of the stretch that stays; `nil` where none would: then nothing is done.
    public func putOff(
        _ leads: Set<LeadID>, of feed: String, after: Int64, upTo: Int64
    ) throws(Fault) -> Int64? {
        let numbers = LeadStore.list(leads)
        let others = "lead NOT IN (SELECT value FROM json_each(?))"
        return try write(isBookkeeping: true) { database in
            let last = try Int64.fetchOne(
                database,
                sql: "SELECT max(message) FROM outbox WHERE feed = ? AND message > ? AND message <= ? AND \(others)",
                arguments: [feed, after, upTo, numbers])
            guard let last else { return nil }
            try LeadStore.renumber(
                "feed = ? AND message > ? AND message <= ? AND NOT (\(others))", [feed, after, upTo, numbers], database)
            return last
        }
    }

    /// Makes up for files of a feed that were written by another life of the store, from which its own cursor and leads would
    /// take their numbers once more: both go on behind them, and what sets the receiver right comes before what waits.
    /// - Parameters:
    ///   - after: the feed's cursor.
    ///   - cursor: the highest that is given away already.
    ///   - lead: the highest number of a lead that is.
    ///   - messages: what the receiver has to be told.
    public func makeUp(
        for feed: String, after: Int64, cursor: Int64, lead: LeadID, messages: [OutboxMessage], run: Int64
    ) throws(Fault) {
        try write(isBookkeeping: true) { database in
            let last =
                try Int64.fetchOne(database, sql: "SELECT max(message) FROM outbox WHERE feed = ?", arguments: [feed])
                ?? 0
            try database.execute(
                sql: "UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = 'outbox'", arguments: [cursor])
            if database.changesCount == 0 {
                try database.execute(
                    sql: "INSERT INTO sqlite_sequence (name, seq) VALUES ('outbox', ?)", arguments: [cursor])
            }
            try database.execute(sql: "UPDATE store SET last_lead = max(last_lead, ?)", arguments: [lead.number])
            try LeadStore.enqueue(messages, run: run, database)
            try LeadStore.renumber("feed = ? AND message > ? AND message <= ?", [feed, after, last], database)
            try database.execute(
                sql: "INSERT INTO fact VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                arguments: [LeadStore.madeUpFact(feed), String(cursor)])
        }
    }

    /// Up to which cursor files of a feed that the store had not written were made up for.
    public func madeUp(for feed: String) throws(Fault) -> Int64 {
        try fact(LeadStore.madeUpFact(feed)).flatMap { Int64($0) } ?? 0
    }

    /// Whether a number is or was that of a lead of this store.
    public func hasGiven(_ lead: LeadID) throws(Fault) -> Bool {
        try read { database in
            try Bool.fetchOne(database, sql: "SELECT \(LeadStore.isGiven("?1"))", arguments: [lead.number]) ?? false
        }
    }

    /// Messages about leads that another life of the store has numbered, as far as they say anything.
    public func messagesAboutStrangers() throws(Fault) -> [OutboxMessage] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT message, feed, lead, revision, action, content FROM outbox
                    WHERE length(content) > 0 AND NOT (\(LeadStore.isGiven("outbox.lead"))) ORDER BY message
                    """
            ).map { row in
                let action: String = row[4]
                let content: Data = row[5]
                return OutboxMessage(
                    number: row[0], feed: row[1], lead: LeadID(number: row[2]), revision: row[3],
                    action: try LeadStore.known(FeedAction(rawValue: action), "a message"),
                    content: Array(content))
            }
        }
    }

    private static func isGiven(_ number: String) -> String {
        """
        EXISTS (SELECT 1 FROM lead AS given WHERE given.lead = \(number))
        OR EXISTS (SELECT 1 FROM lead_merge WHERE absorbed = \(number))
        OR EXISTS (SELECT 1 FROM erasure AS gone WHERE gone.lead = \(number))
        """
    }

    private static func madeUpFact(_ feed: String) -> String { "feed-made-up:\(feed)" }

    /// Gives the messages that a clause picks out numbers behind all that were ever given, as far apart as they were.
    /// - Parameter clause: must fit none of the new numbers.
    private static func renumber(_ clause: String, _ arguments: StatementArguments, _ database: Database) throws {
        let first = try Int64.fetchOne(
            database, sql: "SELECT min(message) FROM outbox WHERE \(clause)", arguments: arguments)
        guard let first else { return }
        try database.execute(
            sql: """
                UPDATE outbox SET message = message + (SELECT seq FROM sqlite_sequence WHERE name = 'outbox') - ? + 1
                WHERE \(clause)
                """, arguments: [first] + arguments)
        // Numbers that an update gives are not counted by themselves.
        try database.execute(
            sql: "UPDATE sqlite_sequence SET seq = max(seq, (SELECT max(message) FROM outbox)) WHERE name = 'outbox'")
    }

    static func list(_ leads: some Collection<LeadID>) -> String {
        "[" + leads.map { String($0.number) }.sorted().joined(separator: ",") + "]"
    }
}
