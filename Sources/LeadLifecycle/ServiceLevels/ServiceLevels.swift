public import LeadModel

/// What sales promises marketing. Each member is `nil` where the agreement does not state it.
public struct SalesServiceLevels: Sendable, Hashable {
    /// So many attempts within so long.
    public struct Attempts: Sendable, Hashable {
        public let count: Int
        public let within: AgreedSpan
    }

    /// How soon a handed-over lead gets its first answer, in business hours where the agreement states them.
    public let firstResponse: AgreedSpan?
    public let attempts: Attempts?
    /// Share of handed-over leads that sales follows up, in per cent.
    public let followUpShare: ExactNumber?
    /// Share of discarded leads that carry a reason, in per cent.
    public let reasonShare: ExactNumber?
    /// Share of accepted leads that are won, in per cent.
    public let closeRate: ExactNumber?
}

/// What marketing promises sales. Each member is `nil` where the agreement does not state it.
public struct MarketingServiceLevels: Sendable, Hashable {
    /// A period of the calendar.
    public enum Period: String, Sendable, Hashable, CaseIterable {
        case week
        case month
        case quarter
        case year
    }

    /// So many leads in each period.
    public struct Volume: Sendable, Hashable {
        public let count: Int
        public let per: Period
    }

    public let salesReadyLeads: Volume?
    /// The share of junk (spam, bad data, duplicates) among the leads handed over, in per cent, at most.
    public let junkShare: ExactNumber?
}
