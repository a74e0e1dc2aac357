import GRDB
public import LeadModel

/// What is noted down around sending: before, that it is about to be; behind, what came of it.
extension LeadStore {
    /// A message that is about to be sent.
    public struct Sending: Sendable {
        /// Its number in the outbox.
        public var message: Int64
        /// Of whom it tells.
        public var lead: LeadID
        /// The revision that goes out with it.
        public var revision: Int
        /// What the receiver is to do.
        public var action: FeedAction
        /// By what the destination will know the lead.
        public var keys: DeliveryKeys

        /// A message as it goes out.
        public init(message: Int64, lead: LeadID, revision: Int, action: FeedAction, keys: DeliveryKeys) {
            self.message = message
            self.lead = lead
            self.revision = revision
            self.action = action
            self.keys = keys
        }
    }

    /// Says of messages that they are about to be sent: what is held of their leads is not sure any more, until `record` tells. The
    /// journal beside the store knows of them when this returns.
    public func beginSending(
        _ messages: [Sending], of feed: String, to destination: String, at now: Instant
    ) throws(Fault) {
        guard !messages.isEmpty else { return }
        try write(isBookkeeping: true) { database in
            let hold = try RawStatement(
                database,
                """
                INSERT INTO delivery_holding VALUES (?1, ?2, ?3, ?4, ?6, ?7, NULL, 0, 0, ?5)
                ON CONFLICT (feed, destination, lead) DO UPDATE SET message = excluded.message, keys = excluded.keys,
                    address = excluded.address, is_sure = 0
                """)
            let doubt = try RawStatement(
                database, "UPDATE delivery_holding SET is_sure = 0 WHERE feed = ? AND destination = ? AND lead = ?")
            for entry in messages {
                if entry.action == .withdraw {
                    doubt.bind(feed, at: 1)
                    doubt.bind(destination, at: 2)
                    doubt.bind(entry.lead.number, at: 3)
                    try doubt.run(database)
                } else {
                    hold.bind(feed, at: 1)
                    hold.bind(destination, at: 2)
                    hold.bind(entry.lead.number, at: 3)
                    hold.bind(entry.message, at: 4)
                    hold.bind(now.milliseconds, at: 5)
                    hold.bind(blob: entry.keys.row, at: 6)
                    hold.bind(entry.keys.address, at: 7)
                    try hold.run(database)
                }
            }
            try note(
                .delivery(
                    destination: destination, feed: feed, message: messages.map(\.message).max() ?? 0,
                    revision: Int64(messages.map(\.revision).max() ?? 0), leads: messages.map(\.lead.number)), database)
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
                UPDATE delivery SET state = ?1, action = ?2, due = ?3, attempts = attempts + ?4, changed = ?5,
                    first_tried = CASE WHEN ?4 THEN coalesce(first_tried, ?5) ELSE first_tried END,
                    last_tried = CASE WHEN ?4 THEN ?5 ELSE last_tried END,
                    is_forced = CASE WHEN ?1 = 0 THEN is_forced ELSE 0 END,
                    status = ?6, code = ?7, said = ?8, field = ?9, id = coalesce(?12, id),
                    accepted = CASE ?1 WHEN \(StoredCodes.code(DeliveryState.accepted, in: StoredCodes.deliveries)) THEN ?5 ELSE accepted END
                WHERE destination = ?10 AND message = ?11 AND state = 0
                """)
            for outcome in outcomes {
                update.bind(StoredCodes.code(outcome.state, in: StoredCodes.deliveries), at: 1)
                update.bind(StoredCodes.code(outcome.action, in: StoredCodes.actions), at: 2)
                update.bind(outcome.due?.milliseconds, at: 3)
                update.bind(outcome.isTry && outcome.isAttempt ? 1 : 0, at: 4)
                update.bind(now.milliseconds, at: 5)
                update.bind(outcome.status.map(Int64.init), at: 6)
                update.bind(outcome.code, at: 7)
                update.bind(outcome.said, at: 8)
                update.bind(outcome.field, at: 9)
                update.bind(destination, at: 10)
                update.bind(outcome.message, at: 11)
                update.bind(outcome.id, at: 12)
                try update.run(database)
            }
            try LeadStore.settle(
                outcomes.filter { $0.isTry || $0.letsGo }, of: feed, for: destination, at: now, database)
        }
    }
}
