public import LeadModel

/// A message in the queue of a destination.
public struct QueuedDelivery: Sendable, Hashable {
    /// Of the outbox.
    public var message: Int64
    /// Of whom it tells.
    public var lead: LeadID
    /// The revision of the lead that it tells of.
    public var revision: Int
    /// As it was decided.
    public var action: FeedAction
    /// When that was.
    public var decided: Instant
    /// The row; of a withdrawal the row as the receiver holds it. Empty where the lead was erased.
    public var content: [UInt8]
    /// How often it was tried.
    public var attempts: Int
    /// When it was tried first; `nil` where it never was.
    public var firstTried: Instant?
    /// What the destination holds of the lead; `nil` where that is nothing.
    public var held: Held?
    /// Whether somebody wants it sent whatever the destination is known to hold.
    public var isForced: Bool
    /// How often it was to be sent once more after it was accepted.
    public var round: Int

    /// What a destination holds of a lead, or may hold.
    public struct Held: Sendable, Hashable {
        /// The message that it took, or may have taken.
        public var message: Int64
        /// The revision of the lead that it told of.
        public var revision: Int
        /// Its row.
        public var content: [UInt8]
        /// The row by whose keys the destination knows the lead.
        public var keys: DeliveryKeys
        /// The destination's own id of the lead; `nil` where it named none.
        public var receiverID: String?
        /// `false` where it may have taken it, and did not say so.
        public var isSure: Bool
        /// Whether it ever said so of anything about the lead.
        public var wasSure: Bool
    }
}

/// By what a destination knows a lead.
public struct DeliveryKeys: Sendable, Hashable {
    /// A row of nothing but keys.
    public var row: [UInt8]
    /// What the destination tells leads apart by, as a number made of it; `nil` where that is the lead's own number.
    public var address: Int64?

    /// By what a row that goes out will be known.
    public init(row: [UInt8], address: Int64?) {
        self.row = row
        self.address = address
    }
}

/// What became of a message that was looked at.
public struct DeliveryOutcome: Sendable, Hashable {
    /// Its number in the outbox.
    public var message: Int64
    /// Of whom it tells.
    public var lead: LeadID
    /// What it comes to.
    public var state: DeliveryState
    /// What was sent, or would have been.
    public var action: FeedAction
    /// Whether it was handed to what sends it.
    public var isTry: Bool
    /// Whether that counts as a try: `false` where it was not sent after all.
    public var isAttempt = true
    /// When it is to be tried again, where it waits.
    public var due: Instant?
    /// The HTTP status of the answer.
    public var status: Int?
    /// Why it came to that: the vendor's code or ours.
    public var code: String?
    /// The vendor's words, or ours; cleaned of the row's values.
    public var said: String?
    /// The field they are about, as the receiver spells it.
    public var field: String?
    /// The receiver's own id of the lead, where it named one.
    public var receiverID: String?
    /// Whether the receiver may have it, or a part of it, though nobody said so.
    public var mayHaveArrived = false
    /// What the destination held before it was sent.
    public var heldBefore: QueuedDelivery.Held?
    /// Whether it holds nothing of the lead any more, though the message is not done.
    public var letsGo = false
    /// The id under which it was sent; `nil` where it was not.
    public var id: String?

    /// What became of a message, without what its receiver said.
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
