/// How a person may be reached, or not.
public enum Channel: String, Sendable, Hashable, CaseIterable, Codable {
    case email
    case phone
    case all
}

/// Why a person must not be sent anywhere. The order is the strictness: the strictest is named first.
public enum SuppressionReason: String, Sendable, Hashable, CaseIterable, Codable {
    case erasure
    case legal
    case optOut = "opt-out"
    case complaint
    case hardBounce = "hard-bounce"
    case competitor
    case employee
    case customer
    case openOpportunity = "open-opportunity"

    /// What it says, in one sentence: for help and the reference of keys.
    public var meaning: String {
        switch self {
        case .erasure: "The person was erased."
        case .legal: "A court, a contract or the law forbids it."
        case .optOut: "The person wants no messages."
        case .complaint: "The person complained about one."
        case .hardBounce: "The address does not exist; it says nothing about the person's other ones."
        case .competitor: "The person works for a competitor."
        case .employee: "The person works for us."
        case .customer: "The person is a customer."
        case .openOpportunity: "Sales has an open opportunity with the person."
        }
    }

    /// Whether it lies with the address that a message was sent to, and not with the person.
    public var isOfAddress: Bool { self == .hardBounce }

    /// Those that people and lists may put into the ledger; erasures have a command of their own.
    public static let enterable = allCases.filter { $0 != .erasure }
}

/// One entry of the ledger: this person, this channel, this reason, since then, by this source.
public struct Suppression: Sendable, Hashable {
    public var channel: Channel
    public var reason: SuppressionReason
    public var source: String
    public var since: Instant

    public init(channel: Channel, reason: SuppressionReason, source: String, since: Instant) {
        self.channel = channel
        self.reason = reason
        self.source = source
        self.since = since
    }
}

extension Field {
    /// What a flag forbids that says yes; `nil` of every other field.
    public var forbids: (channel: Channel, reason: SuppressionReason)? {
        switch self {
        case .optedOut: (.email, .optOut)
        case .hardBounced: (.email, .hardBounce)
        case .doNotCall: (.phone, .optOut)
        case .customer: (.all, .customer)
        default: nil
        }
    }
}
