public import LeadModel

/// Which leads go back to marketing, into which track, after how long, and how often.
public struct RecyclingPolicy: Sendable, Hashable {
    /// The agreed triggers; `untouched` has its waiting time in `untouchedAfter`.
    public let triggers: Set<RecycleTrigger>
    /// After how long without a touch a lead counts as untouched; `nil` where that is no trigger.
    public let untouchedAfter: AgreedSpan?
    /// Reasons that never come back.
    public let never: Set<DiscardReason>
    /// Where `never:` stands in the file.
    public let neverPlace: Origin
    /// One slot per reason, by its raw value, and a last one for untouched leads.
    let rules: [RecycleRule?]

    /// The rule for leads that were discarded, rejected or lost for a reason.
    public func rule(for reason: DiscardReason) -> RecycleRule? { rules[Int(reason.rawValue)] }

    /// The rule for leads that nobody touched: `untouched:` where it is written, that of `unknown` where not.
    public var untouchedRule: RecycleRule? {
        rules[DiscardReason.allCases.count] ?? rules[Int(DiscardReason.unknown.rawValue)]
    }

    /// The tracks that leads may be put into, each once, in the order of the reasons.
    public var tracks: [String] {
        var seen: Set<String> = []
        return rules.compactMap { $0?.track }.filter { seen.insert($0).inserted }
    }
}

/// What is agreed for one reason.
public struct RecycleRule: Sendable, Hashable {
    /// The nurture track, as feeds select it.
    public let track: String
    /// How long the lead rests after sales let go of it.
    public let coolingOff: AgreedSpan
    /// How often it may go round for this reason.
    public let cycles: Int
    /// Its path in the agreement, such as `recycling.reasons.timing`.
    public let path: String
    public let place: Origin
}
