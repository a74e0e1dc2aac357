/// What a receiver is to do with a row.
public enum FeedAction: String, Sendable, Hashable, CaseIterable, Codable {
    /// Take the lead in: it is new to the receiver.
    case add
    /// Put what is said now in the place of what it has of the lead.
    case change
    /// Let go of the lead.
    case withdraw
}

/// Rows of one feed on their way to one destination: over shared columns, each row of another lead.
public struct DeliveryBatch: Sendable, Hashable {
    /// The feed's name.
    public let feed: String
    /// What its rows tell of.
    public let topic: FeedTopic
    /// As the receiver spells them.
    public let columns: [String]
    /// What the feed says to its destination, such as the id of a list: `with:`.
    public let parameters: [String: String]
    /// In the order in which they go out.
    public var rows: [DeliveryRow]

    /// Rows that go out together.
    public init(
        feed: String, topic: FeedTopic = .recycled, columns: [String], parameters: [String: String] = [:],
        rows: [DeliveryRow]
    ) {
        self.feed = feed
        self.topic = topic
        self.columns = columns
        self.parameters = parameters
        self.rows = rows
    }
}

/// One message to a receiver about one lead.
public struct DeliveryRow: Sendable, Hashable {
    /// The same each time the message is sent, so that a receiver can drop what it has already.
    public let id: String
    /// Of whom it tells.
    public let lead: LeadID
    /// Of the lead; a later message about it has a higher one, or the same.
    public let revision: Int
    /// What the receiver is to do.
    public let action: FeedAction
    /// When it was decided.
    public let decided: Instant
    /// In the order of the batch's columns; `nil` where nobody spoke of the field. Of a withdrawal the keys only.
    public let cells: [FieldValue?]
    /// The id that the receiver gave the lead when it was delivered before; `nil` where it gave none.
    public let receiverID: String?

    /// A message as it goes out.
    public init(
        id: String, lead: LeadID, revision: Int, action: FeedAction, decided: Instant, cells: [FieldValue?],
        receiverID: String? = nil
    ) {
        self.id = id
        self.lead = lead
        self.revision = revision
        self.action = action
        self.decided = decided
        self.cells = cells
        self.receiverID = receiverID
    }
}

/// What became of a row that was sent.
public enum DeliveryVerdict: Sendable, Hashable {
    /// The receiver has it.
    case accepted(DeliveryReceipt)
    /// The receiver has judged it and does not take it as it is; another try would end the same.
    case rejected(DeliveryRefusal)
    /// It was not sent, since what went before it failed.
    case untried
    /// Nobody has judged it: it is sent again. The fault's remedy says whether that may help, and when the receiver asks for it.
    /// - Parameter mayHaveArrived: whether the receiver may have it all the same, such as after a time-out.
    case failed(Fault, mayHaveArrived: Bool)
}

/// What a receiver said of a row that it took.
public struct DeliveryReceipt: Sendable, Hashable {
    /// The HTTP status; `nil` where there is none.
    public var status: Int?
    /// The receiver's own id of the lead; `nil` where it named none.
    public var receiverID: String?
    /// The vendor's word for what it did, such as `created`; no word of a person.
    public var word: String?
    /// A warning that stood beside it, cleaned of the row's values.
    public var warning: String?

    /// What a receiver said of a row that it took.
    public init(status: Int? = nil, receiverID: String? = nil, word: String? = nil, warning: String? = nil) {
        self.status = status
        self.receiverID = receiverID
        self.word = word
        self.warning = warning
    }
}

/// Why a receiver does not take a row.
public struct DeliveryRefusal: Sendable, Hashable {
    /// The HTTP status; `nil` where there is none.
    public var status: Int?
    /// The vendor's code, such as `1006` or `VALIDATION_ERROR`.
    public var code: String?
    /// The vendor's words, cleaned of the row's values: they may repeat an address.
    public var text: String
    /// The field it is about, as the receiver spells it.
    public var field: String?
    /// Whether a part of what was to be done with it was done before: the receiver knows the lead, and has to be told when it goes.
    public var isPartlyTaken = false
    /// The receiver's own id of the lead, where it gave one all the same.
    public var receiverID: String?

    /// Why a receiver does not take a row.
    public init(status: Int? = nil, code: String? = nil, text: String, field: String? = nil) {
        self.status = status
        self.code = code
        self.text = text
        self.field = field
    }
}
