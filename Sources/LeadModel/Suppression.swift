/// How a person may be reached, or not.
public enum Channel: String, Sendable, Hashable, CaseIterable, Codable {
    case email
    case phone
    case all
}

/// Why a person must not be sent anywhere. The order is the strictness: the strictest is named first.
public enum SuppressionReason: String, Sendable, Hashable, CaseIterable, Codable {
    case erasure
    case optOut = "opt-out"
    case hardBounce = "hard-bounce"
    case customer
    case openOpportunity = "open-opportunity"
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
