import Foundation
import GRDB
public import LeadModel

/// A message in the queue of a destination.
public struct QueuedDelivery: Sendable, Hashable {
    /// Of the outbox.
    public var message: Int64
    public var lead: LeadID
    public var revision: Int
    /// As it was decided.
    public var action: FeedAction
    /// When that was.
    public var decided: Instant
    /// The row; of a withdrawal the row as the receiver holds it. Empty where the lead was erased.
    public var content: [UInt8]
    /// How often it was tried.
    public var attempts: Int
    public var firstTried: Instant?
    /// What the destination holds of the lead; `nil` where that is nothing.
    public var held: Held?

    public struct Held: Sendable, Hashable {
        /// The row that it took, or may have taken.
        public var content: [UInt8]
        public var receiverID: String?
        /// `false` where it may have taken it, and did not say so.
        public var isSure: Bool
    }
}

/// What became of a message that was looked at.
public struct DeliveryOutcome: Sendable, Hashable {
    public var message: Int64
    public var lead: LeadID
    public var state: DeliveryState
    /// What was sent, or would have been.
    public var action: FeedAction
    /// Whether it was sent.
    public var isTry: Bool
    /// When it is to be tried again, where it waits.
    public var due: Instant?
    public var status: Int?
    public var code: String?
    public var said: String?
    public var field: String?
    public var receiverID: String?
    /// Whether the receiver may have it, though nobody said so.
    public var mayHaveArrived = false

    public init(
        message: Int64, lead: LeadID, state: DeliveryState, action: FeedAction, isTry: Bool, due: Instant? = nil
    ) {
        self.message = message
        self.lead = lead
        self.state = state
        self.action = action
        self.isTry = isTry
        self.due = due
    }
}

extension LeadStore {
    /// Takes messages of a feed into the queue of its destination: of each lead the last one, which stands for all that wait.
    /// A page of messages and the cursor behind it are one transaction.
    /// - Parameters:
    ///   - end: the last message to take.
    ///   - now: when they are to be tried first.
    /// - Returns: how many messages were taken; 0 where none is left.
    public func queue(_ feed: String, for destination: String, upTo end: Int64, at now: Instant) throws(Fault) -> Int {
        try write(isBookkeeping: true) { database in
            let cursor =
                try Int64.fetchOne(
                    database, sql: "SELECT cursor FROM delivery_feed WHERE feed = ? AND destination = ?",
                    arguments: [feed, destination]) ?? 0
            let last = try Int64.fetchOne(
                database,
                sql: """
                    SELECT max(message) FROM (
                        SELECT message FROM outbox WHERE feed = ? AND message > ? AND message <= ? ORDER BY message LIMIT 10000)
                    """, arguments: [feed, cursor, end])
            guard let last else { return 0 }
            try database.execute(
                sql: """
                    UPDATE delivery SET state = :superseded, due = NULL
                    WHERE destination = :destination AND state = 0 AND feed = :feed
                        AND lead IN (SELECT lead FROM outbox WHERE feed = :feed AND message > :cursor AND message <= :last)
                    """,
                arguments: [
                    "superseded": StoredCodes.code(DeliveryState.superseded, in: StoredCodes.deliveries),
                    "destination": destination, "feed": feed, "cursor": cursor, "last": last,
                ])
            try database.execute(
                sql: """
                    INSERT INTO delivery (destination, message, feed, lead, state, action, due)
                    SELECT :destination, message, feed, lead, CASE WHEN is_last THEN 0 ELSE :superseded END,
                        CASE action WHEN 'add' THEN 0 WHEN 'change' THEN 1 ELSE 2 END, CASE WHEN is_last THEN :now END
                    FROM (SELECT message, feed, lead, action, message = max(message) OVER (PARTITION BY lead) AS is_last
                        FROM outbox WHERE feed = :feed AND message > :cursor AND message <= :last)
                    ON CONFLICT DO NOTHING
                    """,
                arguments: [
                    "superseded": StoredCodes.code(DeliveryState.superseded, in: StoredCodes.deliveries),
                    "destination": destination, "feed": feed, "cursor": cursor, "last": last, "now": now.milliseconds,
                ])
            let count = database.changesCount
            try database.execute(
                sql: """
                    INSERT INTO delivery_feed VALUES (?, ?, ?)
                    ON CONFLICT (feed, destination) DO UPDATE SET cursor = excluded.cursor
                    """, arguments: [feed, destination, last])
            return max(1, count)
        }
    }

    /// Messages of a feed that wait in the queue of a destination and are due, those that wait longest first.
    public func due(
        _ feed: String, for destination: String, at now: Instant, limit: Int
    ) throws(Fault) -> [QueuedDelivery] {
        try read { database in
            let select = try RawStatement(
                database,
                """
                SELECT d.message, d.lead, o.revision, o.action, coalesce(r.as_of, d.due), o.content, d.attempts, d.first_tried,
                    h.message, held.content, h.receiver_id, h.is_sure
                FROM delivery d JOIN outbox o USING (message) LEFT JOIN run r USING (run)
                LEFT JOIN delivery_holding h ON h.feed = d.feed AND h.destination = d.destination AND h.lead = d.lead
                LEFT JOIN outbox held ON held.message = h.message
                WHERE d.destination = ? AND d.feed = ? AND d.state = 0 AND d.due <= ? ORDER BY d.due, d.message LIMIT ?
                """)
            select.bind(destination, at: 1)
            select.bind(feed, at: 2)
            select.bind(now.milliseconds, at: 3)
            select.bind(limit, at: 4)
            var found: [QueuedDelivery] = []
            while try select.step(database) {
                let held =
                    select.isNull(8)
                    ? nil
                    : QueuedDelivery.Held(
                        content: select.bytes(9), receiverID: select.text(10), isSure: select.integer(11) == 1)
                found.append(
                    QueuedDelivery(
                        message: select.integer(0), lead: LeadID(number: select.integer(1)),
                        revision: Int(select.integer(2)),
                        action: try LeadStore.known(FeedAction(rawValue: select.text(3) ?? ""), "a message"),
                        decided: Instant(milliseconds: select.integer(4)), content: select.bytes(5),
                        attempts: Int(select.integer(6)),
                        firstTried: select.isNull(7) ? nil : Instant(milliseconds: select.integer(7)), held: held))
            }
            return found
        }
    }

    /// Writes into the ledger what became of messages, and what the destination holds by now: one transaction.
    public func record(
        _ outcomes: [DeliveryOutcome], of feed: String, for destination: String, at now: Instant
    ) throws(Fault) {
        guard !outcomes.isEmpty else { return }
        try write(isBookkeeping: true) { database in
            let update = try RawStatement(
                database,
                """
                UPDATE delivery SET state = ?1, action = ?2, due = ?3, attempts = attempts + ?4,
                    first_tried = CASE WHEN ?4 THEN coalesce(first_tried, ?5) ELSE first_tried END,
                    last_tried = CASE WHEN ?4 THEN ?5 ELSE last_tried END,
                    status = ?6, code = ?7, said = ?8, field = ?9
                WHERE destination = ?10 AND message = ?11 AND state = 0
                """)
            let hold = try RawStatement(
                database,
                """
                INSERT INTO delivery_holding VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                ON CONFLICT (feed, destination, lead) DO UPDATE SET message = excluded.message, is_sure = excluded.is_sure,
                    receiver_id = coalesce(excluded.receiver_id, receiver_id), since = excluded.since
                """)
            let letGo = try RawStatement(
                database, "DELETE FROM delivery_holding WHERE feed = ? AND destination = ? AND lead = ?")
            for outcome in outcomes {
                update.bind(StoredCodes.code(outcome.state, in: StoredCodes.deliveries), at: 1)
                update.bind(StoredCodes.code(outcome.action, in: StoredCodes.actions), at: 2)
                update.bind(outcome.due?.milliseconds, at: 3)
                update.bind(outcome.isTry ? 1 : 0, at: 4)
                update.bind(now.milliseconds, at: 5)
                update.bind(outcome.status.map(Int64.init), at: 6)
                update.bind(outcome.code, at: 7)
                update.bind(outcome.said, at: 8)
                update.bind(outcome.field, at: 9)
                update.bind(destination, at: 10)
                update.bind(outcome.message, at: 11)
                try update.run(database)
                if outcome.state == .accepted, outcome.action == .withdraw {
                    letGo.bind(feed, at: 1)
                    letGo.bind(destination, at: 2)
                    letGo.bind(outcome.lead.number, at: 3)
                    try letGo.run(database)
                } else if outcome.action != .withdraw, outcome.state == .accepted || outcome.mayHaveArrived {
                    hold.bind(feed, at: 1)
                    hold.bind(destination, at: 2)
                    hold.bind(outcome.lead.number, at: 3)
                    hold.bind(outcome.message, at: 4)
                    hold.bind(outcome.receiverID, at: 5)
                    hold.bind(outcome.state == .accepted ? 1 : 0, at: 6)
                    hold.bind(now.milliseconds, at: 7)
                    try hold.run(database)
                }
            }
        }
    }

    /// Names of feeds that have something in the queue of a destination, or hold something there, in their order.
    public func queuedFeeds(for destination: String) throws(Fault) -> [String] {
        try read { database in
            try String.fetchAll(
                database, sql: "SELECT feed FROM delivery_feed WHERE destination = ? ORDER BY feed",
                arguments: [destination])
        }
    }

    /// When the next message of a destination is due; `nil` where none waits.
    public func nextDue(for destination: String) throws(Fault) -> Instant? {
        try read { database in
            try Int64.fetchOne(
                database, sql: "SELECT min(due) FROM delivery WHERE destination = ? AND state = 0",
                arguments: [destination]
            ).map { Instant(milliseconds: $0) }
        }
    }
}
