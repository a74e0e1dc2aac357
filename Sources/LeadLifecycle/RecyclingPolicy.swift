public import LeadModel

/// Which leads go back to marketing, into which track, after how long, and how often.
public struct RecyclingPolicy: Sendable, Hashable {
    /// The agreed triggers; `untouched` has its waiting time in `untouchedAfter`.
    public let triggers: Set<RecycleTrigger>
    /// After how long without a touch a lead counts as untouched; `nil` where that is no trigger.
    public let untouchedAfter: AgreedWait?
    /// Reasons that never come back.
    public let never: Set<DiscardReason>
    /// Leads that never come back, whatever the reason.
    public let neverWhen: [Criterion]
    /// Where `never:` stands in the file.
    public let neverPlace: Origin
    /// One slot per reason, by its raw value, and a last one for untouched leads; in each the rules in the order in which
    /// they are asked.
    let rules: [[RecycleRule]]
    /// The shares that are held out of their tracks; none where all are nurtured.
    public let control: [ControlShare]
    /// What brings a lead back to sales; `nil` where nothing does.
    public let returns: ReturnRule?

    /// The rules for leads that were discarded, rejected or lost for a reason; the first that fits decides.
    public func rules(for reason: DiscardReason) -> [RecycleRule] { rules[Int(reason.rawValue)] }

    /// The rules for leads that nobody touched: `untouched:` where it is written, those of `unknown` where not.
    public var untouchedRules: [RecycleRule] {
        let own = rules[DiscardReason.allCases.count]
        return own.isEmpty ? rules[Int(DiscardReason.unknown.rawValue)] : own
    }

    /// The first rule that fits a lead that left sales.
    /// - Parameters:
    ///   - reason: `nil` where nobody touched it.
    ///   - circumstances: of the time of the exit; asked for only where a rule has a condition.
    func rule(
        for reason: DiscardReason?, _ trigger: RecycleTrigger, in circumstances: () -> Circumstances
    ) -> RecycleRule? {
        (reason.map(rules(for:)) ?? untouchedRules).first { $0.fits(trigger, in: circumstances) }
    }

    /// The criterion by which a lead never comes back; `nil` where it may.
    func neverCriterion(in circumstances: () -> Circumstances) -> Criterion? {
        neverWhen.isEmpty ? nil : neverWhen.first { $0.isMet(in: circumstances()) }
    }

    /// Whether it depends on more than the reason and the trigger what becomes of a lead that left for a reason.
    func asksForCircumstances(of reason: DiscardReason?) -> Bool {
        !neverWhen.isEmpty || (reason.map(rules(for:)) ?? untouchedRules).contains { $0.when != nil }
    }

    /// The tracks that leads may be put into, each once, in the order of the reasons.
    public var tracks: [String] {
        var seen: Set<String> = []
        return rules.joined().map(\.track).filter { seen.insert($0).inserted }
    }
}

/// What is agreed for one reason, or for some of the leads that were given up for it.
public struct RecycleRule: Sendable, Hashable {
    /// How a lead must have left sales; `nil`: in any way.
    public let triggers: Set<RecycleTrigger>?
    /// What must have been true of the lead when it left; `nil`: nothing.
    public let when: Criterion?
    /// The nurture track, as feeds select it.
    public let track: String
    /// How long the lead rests after sales let go of it.
    public let coolingOff: AgreedSpan
    /// The last pass through sales after which it goes round once more; passes for other reasons count.
    public let cycles: Int
    /// Its path in the agreement, such as `recycling.reasons.timing`.
    public let path: String
    public let place: Origin

    /// Whether it decides about every lead that comes to it.
    var isUnconditional: Bool { triggers == nil && when == nil }

    func fits(_ trigger: RecycleTrigger, in circumstances: () -> Circumstances) -> Bool {
        if let triggers, !triggers.contains(trigger) { return false }
        return when?.isMet(in: circumstances()) ?? true
    }
}

/// What a lead that left sales has to do to go back there.
public struct ReturnRule: Sendable, Hashable {
    public let criterion: Criterion
    /// Whether it may go back before its cooling-off is over.
    public let allowsEarly: Bool
    public let place: Origin
}
