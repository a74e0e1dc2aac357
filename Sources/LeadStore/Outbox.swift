import Foundation
import GRDB
public import LeadModel

/// One message to the receiver of a feed.
public struct OutboxMessage: Sendable, Hashable {
    /// The feed's cursor; 0 before the store has numbered it.
    public var number: Int64
    /// The feed's name.
    public var feed: String
    /// Of whom it tells.
    public var lead: LeadID
    /// The revision of the lead by which it was decided.
    public var revision: Int
    /// What the receiver is to do.
    public var action: FeedAction
    /// The row as decided; of a withdrawal the row as the receiver holds it. Compared to find changes.
    public var content: [UInt8]

    /// A message that the store has not numbered yet.
    public init(number: Int64 = 0, feed: String, lead: LeadID, revision: Int, action: FeedAction, content: [UInt8] = [])
    {
        self.number = number
        self.feed = feed
        self.lead = lead
        self.revision = revision
        self.action = action
        self.content = content
    }
}

extension LeadStore {
    static func enqueue(_ messages: [OutboxMessage], run: Int64, _ database: Database) throws {
        guard !messages.isEmpty else { return }
        let append = try RawStatement(
            database, "INSERT INTO outbox (feed, lead, revision, action, run, content) VALUES (?, ?, ?, ?, ?, ?)")
        let leave = try RawStatement(database, "DELETE FROM feed_member WHERE feed = ? AND lead = ?")
        let join = try RawStatement(
            database,
            "INSERT INTO feed_member VALUES (?, ?, ?) ON CONFLICT (feed, lead) DO UPDATE SET content = excluded.content"
        )
        for message in messages {
            append.bind(message.feed, at: 1)
            append.bind(message.lead.number, at: 2)
            append.bind(message.revision, at: 3)
            append.bind(message.action.rawValue, at: 4)
            append.bind(run, at: 5)
            append.bind(blob: message.content, at: 6)
            try append.run(database)
            if message.action == .withdraw {
                leave.bind(message.feed, at: 1)
                leave.bind(message.lead.number, at: 2)
                try leave.run(database)
            } else {
                join.bind(message.feed, at: 1)
                join.bind(message.lead.number, at: 2)
                join.bind(blob: message.content, at: 3)
                try join.run(database)
            }
        }
    }

    /// Which feeds' receivers hold some leads, and what; in the order of the leads.
    public func feedMembers(_ leads: [LeadID]) throws(Fault) -> [[(feed: String, content: [UInt8])]] {
        try read { database in
            guard try Bool.fetchOne(database, sql: "SELECT EXISTS (SELECT 1 FROM feed_member)") == true else {
                return Array(repeating: [], count: leads.count)
            }
            let select = try RawStatement(
                database, "SELECT feed, content FROM feed_member WHERE lead = ? ORDER BY feed")
            return try leads.map { lead in
                select.bind(lead.number, at: 1)
                defer { select.reset() }
                var held: [(feed: String, content: [UInt8])] = []
                while try select.step(database) { held.append((feed: select.text(0) ?? "", content: select.bytes(1))) }
                return held
            }
        }
    }

    /// Feeds that ever had a message.
    public func feedNames() throws(Fault) -> [String] {
        try read { try String.fetchAll($0, sql: "SELECT DISTINCT feed FROM outbox ORDER BY feed") }
    }

    /// What the receiver of a feed holds, by lead.
    /// - Parameters:
    ///   - after: leads with a higher number.
    ///   - limit: at most so many of them.
    public func members(of feed: String, after: LeadID = LeadID(number: 0), limit: Int = .max) throws(Fault) -> [(
        lead: LeadID, content: [UInt8]
    )] {
        try read { database in
            let select = try RawStatement(
                database, "SELECT lead, content FROM feed_member WHERE feed = ? AND lead > ? ORDER BY lead LIMIT ?")
            select.bind(feed, at: 1)
            select.bind(after.number, at: 2)
            select.bind(limit, at: 3)
            var members: [(lead: LeadID, content: [UInt8])] = []
            while try select.step(database) {
                members.append((lead: LeadID(number: select.integer(0)), content: select.bytes(1)))
            }
            return members
        }
    }

    /// Messages of a feed after a cursor, in order.
    public func messages(of feed: String, after cursor: Int64, limit: Int) throws(Fault) -> [OutboxMessage] {
        try read { database in
            let select = try RawStatement(
                database,
                "SELECT message, lead, revision, action, content FROM outbox WHERE feed = ? AND message > ? ORDER BY message LIMIT ?"
            )
            select.bind(feed, at: 1)
            select.bind(cursor, at: 2)
            select.bind(limit, at: 3)
            var messages: [OutboxMessage] = []
            while try select.step(database) {
                messages.append(
                    OutboxMessage(
                        number: select.integer(0), feed: feed, lead: LeadID(number: select.integer(1)),
                        revision: Int(select.integer(2)),
                        action: try LeadStore.known(select.text(3).flatMap(FeedAction.init(rawValue:)), "a message"),
                        content: select.bytes(4)))
            }
            return messages
        }
    }

    /// The number of a feed's last message; 0 where it never had one.
    public func lastMessage(of feed: String) throws(Fault) -> Int64 {
        try read {
            try Int64.fetchOne($0, sql: "SELECT max(message) FROM outbox WHERE feed = ?", arguments: [feed]) ?? 0
        }
    }

    /// What is said more than once about the same lead by a feed's messages after one number and up to another.
    public func repeatedMessages(of feed: String, after: Int64, upTo: Int64) throws(Fault) -> RepeatedMessages {
        try read { database in
            let select = try RawStatement(
                database,
                """
                SELECT message, lead, CASE action WHEN 'add' THEN 0 WHEN 'change' THEN 1 ELSE 2 END
                FROM outbox INDEXED BY outbox_feed WHERE feed = ? AND message > ? AND message <= ? ORDER BY message DESC
                """)
            select.bind(feed, at: 1)
            select.bind(after, at: 2)
            select.bind(upTo, at: 3)
            var repeated = RepeatedMessages()
            while try select.step(database) {
                repeated.note(select.integer(0), about: select.integer(1), actionCode: UInt8(select.integer(2)))
            }
            return repeated
        }
    }

    /// How many leads the receiver of a feed holds, and how many messages wait after a cursor.
    public func feedCounts(_ feed: String, after cursor: Int64) throws(Fault) -> (members: Int, waiting: Int) {
        try read { database in
            (
                members: try Int.fetchOne(
                    database, sql: "SELECT count(*) FROM feed_member WHERE feed = ?", arguments: [feed]) ?? 0,
                waiting: try Int.fetchOne(
                    database, sql: "SELECT count(*) FROM outbox WHERE feed = ? AND message > ?",
                    arguments: [feed, cursor]) ?? 0
            )
        }
    }

    /// The cursor up to which a feed's messages have left the outbox: for a file, or for the queue of a destination.
    public func feedCursor(_ feed: String) throws(Fault) -> Int64 {
        try read {
            try Int64.fetchOne(
                $0,
                sql: """
                    SELECT max(cursor) FROM (
                        SELECT max(cursor_to) AS cursor FROM feed_file WHERE feed = ?1
                        UNION ALL SELECT max(cursor) FROM delivery_feed WHERE feed = ?1)
                    """, arguments: [feed]) ?? 0
        }
    }

    /// The latest time for which a file of a feed was written.
    public func lastFeedFile(_ feed: String) throws(Fault) -> Instant? {
        try read {
            try Int64.fetchOne($0, sql: "SELECT max(written) FROM feed_file WHERE feed = ?", arguments: [feed])
                .map { Instant(milliseconds: $0) }
        }
    }

    /// Remembers a file that has been written whole; its cursor is where the next begins.
    /// - Parameter destination: that is to get a copy of it, also where it has one of the same name.
    public func recordFeedFile(
        feed: String, from: Int64, to: Int64, path: String, manifest: [UInt8], written: Instant,
        for destination: String? = nil
    ) throws(Fault) {
        try write(isBookkeeping: true) { database in
            try database.execute(
                sql: """
                    INSERT INTO feed_file VALUES (?, ?, ?, ?, ?, ?, NULL, NULL)
                    ON CONFLICT (feed, cursor_to) DO UPDATE SET path = excluded.path, manifest = excluded.manifest,
                        written = excluded.written, cutting = NULL, cutting_lead = NULL
                    """, arguments: [feed, from, to, path, Data(manifest), written.milliseconds])
            guard let destination else { return }
            try database.execute(
                sql: """
                    INSERT INTO feed_upload (feed, cursor_to, destination) VALUES (?, ?, ?)
                    ON CONFLICT (feed, cursor_to, destination) DO UPDATE SET
                        is_due = 1, is_cut = 0, tries = 0, next_try = NULL, code = NULL
                    """, arguments: [feed, to, destination])
        }
    }

    /// Files of a feed, or of all, oldest first: path and manifest.
    public func feedFiles(_ feed: String?) throws(Fault) -> [(
        feed: String, from: Int64, to: Int64, path: String, manifest: [UInt8]
    )] {
        try read { database in
            try Row.fetchAll(
                database,
                sql:
                    "SELECT feed, cursor_from, cursor_to, path, manifest FROM feed_file WHERE ? IS NULL OR feed = ? ORDER BY feed, cursor_to",
                arguments: [feed, feed]
            ).map { row in
                let manifest: Data = row[4]
                return (feed: row[0], from: row[1], to: row[2], path: row[3], manifest: Array(manifest))
            }
        }
    }
}
