import GRDB
public import LeadModel

/// One message to a destination, and how its lead stands with the feed that it is of.
public struct AuditedDelivery: Sendable, Hashable {
    /// Of whom it tells.
    public var lead: LeadID
    /// Its number in the outbox.
    public var message: Int64
    /// The feed whose message it is, by its name.
    public var feed: String
    /// What became of it.
    public var state: DeliveryState
    /// What was sent, or would be.
    public var action: FeedAction
    /// Why it was not taken: the vendor's code or ours; `nil` where it was, or nobody has said.
    public var code: String?
    /// The row, of a withdrawal the row as the receiver holds it; empty where the lead was erased since.
    public var content: [UInt8]
    /// Whether the lead is in the feed now.
    public var isWanted: Bool
    /// What the destination holds of the lead; `nil` where that is nothing.
    public var held: Held?

    /// What a destination holds of a lead.
    public struct Held: Sendable, Hashable {
        /// The message that the destination took, or may have taken, by its number.
        public var message: Int64
        /// Whether the destination has said so.
        public var isSure: Bool
        /// The row by whose keys the destination knows the lead, whatever became of the lead.
        public var keys: [UInt8]
        /// The destination's own id of the lead; `nil` where it named none.
        public var receiverID: String?
    }
}

extension LeadStore {
    /// Goes through every message of some feeds that ever was in the queue of a destination, by lead and message, as they are at one
    /// moment. Nothing but the message at hand is held in memory.
    public func forEachDelivery(
        of feeds: [String], to destination: String, _ body: (AuditedDelivery) throws -> Void
    ) throws(Fault) {
        try read { database in
            let select = try RawStatement(
                database,
                """
                SELECT d.lead, d.message, d.feed, d.state, d.action, d.code, o.content, m.lead, h.message, h.is_sure, h.receiver_id, h.keys
                FROM delivery d INDEXED BY delivery_lead CROSS JOIN outbox o ON o.message = d.message
                LEFT JOIN feed_member m ON m.feed = d.feed AND m.lead = d.lead
                LEFT JOIN delivery_holding h ON h.feed = d.feed AND h.destination = d.destination AND h.lead = d.lead
                WHERE d.lead >= 0 AND d.destination = ? AND d.feed IN (SELECT value FROM json_each(?))
                ORDER BY d.lead, d.message
                """)
            select.bind(destination, at: 1)
            select.bind(LeadStore.jsonList(feeds), at: 2)
            while try select.step(database) {
                var held: AuditedDelivery.Held?
                if !select.isNull(8) {
                    held = AuditedDelivery.Held(
                        message: select.integer(8), isSure: select.integer(9) == 1, keys: select.bytes(11),
                        receiverID: select.text(10))
                }
                try body(
                    AuditedDelivery(
                        lead: LeadID(number: select.integer(0)), message: select.integer(1),
                        feed: select.text(2) ?? "",
                        state: try LeadStore.known(
                            StoredCodes.word(select.integer(3), in: StoredCodes.deliveries), "a delivery"),
                        action: try LeadStore.known(
                            StoredCodes.word(select.integer(4), in: StoredCodes.actions), "a delivery"),
                        code: select.text(5), content: select.bytes(6), isWanted: !select.isNull(7), held: held))
            }
        }
    }
}
