import LeadModel

extension Because {
    /// One rule for the lead's reason, and why it fits the lead or does not.
    public struct RuleAnswer: Sendable, Hashable {
        public let rule: RecycleRule
        /// `config/agreement.yaml:14 recycling.reasons.timing[2]`
        public let place: String
        /// Whether the lead left sales in a way that the rule is for.
        public let isOfTrigger: Bool
        /// Its `when:`, by what was known when the lead left sales; `nil` where it has none.
        public let judgement: Judgement?
        /// Whether it is asked: neither another rule nor anything before the rules decided.
        public let isAsked: Bool
        /// Whether it is the first that fits: that decides where it is asked, and would where something before it did.
        public let isFirst: Bool

        /// Whether the lead is one that it is for.
        public var fits: Bool { isOfTrigger && judgement?.isMet ?? true }
        /// Whether the decision is by it.
        public var decides: Bool { isAsked && isFirst }
    }

    /// The rules for the lead's reason in the order in which they are asked; none of a lead that did not leave sales.
    public var rules: [RuleAnswer] {
        guard let version, let trigger = decision.trigger, decision.reason != nil || trigger == .untouched else {
            return []
        }
        let reason = trigger == .untouched ? nil : decision.reason
        let circumstances = circumstances(by: version)
        let isRuleAsked = isRuleAsked
        var isDecided = false
        return (reason.map(version.recycling.rules(for:)) ?? version.recycling.untouchedRules).map { rule in
            let fits = rule.fits(trigger) { circumstances }
            defer { isDecided = isDecided || fits }
            return RuleAnswer(
                rule: rule, place: place(of: rule), isOfTrigger: rule.triggers?.contains(trigger) ?? true,
                judgement: rule.when?.judge(circumstances), isAsked: isRuleAsked && !isDecided,
                isFirst: fits && !isDecided)
        }
    }

    /// The criteria by which no lead comes back, whatever its reason, as they were when the lead left sales.
    public var nevers: [Judgement] {
        guard let version, decision.trigger != nil else { return [] }
        let circumstances = circumstances(by: version)
        return version.recycling.neverWhen.map { $0.judge(circumstances) }
    }
}
