/// One time that a lead was recycled, and what it did from then on until it was recycled again.
public struct RecycledPass: Sendable, Hashable {
    public var lead: LeadID
    /// Which pass through recycling it was, 1 and up.
    public var cycle: Int
    public var trigger: RecycleTrigger
    /// Why sales had given it up; `nil` where nobody had touched it.
    public var reason: DiscardReason?
    public var track: String
    /// When its cooling-off was over.
    public var recycled: Instant
    /// When it was recycled the next time, which counts from then on; `nil` where it was not.
    public var until: Instant?
    /// Whether it was held out of its track.
    public var isControl: Bool
    /// Whether the agreement held anybody out of the track then: those of other times have nobody to be compared with.
    public var isMeasured: Bool
    /// Whether the lead itself did something: opened, clicked, visited, filled in a form.
    public var isReengaged = false
    /// Whether it qualified again, or sales took it again.
    public var isRequalified = false
    /// Whether it came to an opportunity, won and lost ones included.
    public var hasOpportunity = false
    public var isWon = false
    /// What was won, one amount per currency, by currency.
    public var earned: [Money] = []

    public init(
        lead: LeadID, cycle: Int, trigger: RecycleTrigger, reason: DiscardReason?, track: String, recycled: Instant,
        until: Instant? = nil, isControl: Bool = false, isMeasured: Bool = false
    ) {
        self.lead = lead
        self.cycle = cycle
        self.trigger = trigger
        self.reason = reason
        self.track = track
        self.recycled = recycled
        self.until = until
        self.isControl = isControl
        self.isMeasured = isMeasured
    }
}
