import LeadModel

/// What conditions say of each other.
extension Condition.Test {
    /// What two conditions must have in common to say anything of each other.
    enum Subject: Hashable {
        case field(Field)
        case activity(String)
    }

    var subject: Subject {
        // Every test that asks for no activity asks for a field.
        activity.map(Subject.activity) ?? .field(field ?? .score)
    }

    /// Whether no lead fulfils both. Said only where it is sure.
    func excludes(_ other: Condition.Test) -> Bool {
        switch (self, other) {
        case (.isAmong(let field, let some, false), .isAmong(let same, let words, let isNegated)):
            field == same && field.type != .list
                && (isNegated ? Set(some).isSubset(of: words) : Set(some).isDisjoint(with: words))
        case (.isAmong(let field, let some, false), .contains(let same, let part)):
            field == same && field.type != .list && !some.contains { $0.contains(part) }
        case (.isAmongDomains(let some, false), .isAmongDomains(let domains, true)):
            some.allSatisfy { Self.isDomain($0, within: domains) }
        case (.flag(let field, let yes), .flag(let same, let too)): field == same && yes != too
        case (.number(let field, let one, let low), .number(let same, let two, let high)):
            field == same && Comparison.excludes(one, low, two, high)
        case (.score(let one, let low), .score(let two, let high)): Comparison.excludes(one, low, two, high)
        case (.money(let field, let one, let low), .money(let same, let two, let high)):
            field == same
                && (low.currency != high.currency || Comparison.excludes(one, low.exact, two, high.exact))
        case (.activity(let kind, _, let within), .noActivity(let same, let never)):
            kind == same && Self.covers(never, within)
        case (.isKnown(let field, false), _): other.field == field && self != other
        case (.isAmong(_, _, true), .isAmong(_, _, false)), (.contains, .isAmong(_, _, false)),
            (.isAmongDomains(_, true), .isAmongDomains(_, false)), (.noActivity, .activity), (_, .isKnown(_, false)):
            other.excludes(self)
        default: false
        }
    }

    /// Whether every lead that fulfils this one fulfils the other, too. Said only where it is sure.
    func implies(_ other: Condition.Test) -> Bool {
        if self == other { return true }
        switch (self, other) {
        case (.isKnown(_, false), _): return false
        case (_, .isKnown(let field, true)): return self.field == field
        case (.isAmong(let field, let some, false), .isAmong(let same, let words, false)):
            return field == same && Set(some).isSubset(of: words)
        case (.isAmong(let field, let some, true), .isAmong(let same, let words, true)):
            return field == same && Set(words).isSubset(of: some)
        case (.isAmong(let field, let some, false), .isAmong(let same, let words, true)):
            return field == same && field.type != .list && Set(some).isDisjoint(with: words)
        case (.isAmong(let field, let some, false), .contains(let same, let part)):
            return field == same && some.allSatisfy { $0.contains(part) }
        case (.contains(let field, let part), .contains(let same, let less)):
            return field == same && part.contains(less)
        case (.isAmongDomains(let some, false), .isAmongDomains(let domains, false)):
            return some.allSatisfy { Self.isDomain($0, within: domains) }
        case (.isAmongDomains(let some, true), .isAmongDomains(let domains, true)):
            return domains.allSatisfy { Self.isDomain($0, within: some) }
        case (.number(let field, let one, let low), .number(let same, let two, let high)):
            return field == same && Comparison.implies(one, low, two, high)
        case (.score(let one, let low), .score(let two, let high)): return Comparison.implies(one, low, two, high)
        case (.money(let field, let one, let low), .money(let same, let two, let high)):
            return field == same && low.currency == high.currency
                && Comparison.implies(one, low.exact, two, high.exact)
        case (.since(let field, let span), .since(let same, let longer)):
            return field == same && Self.covers(longer, span)
        case (.activity(let kind, let count, let span), .activity(let same, let least, let longer)):
            return kind == same && count >= least && Self.covers(longer, span)
        case (.noActivity(let kind, let span), .noActivity(let same, let shorter)):
            return kind == same && Self.covers(span, shorter)
        default: return false
        }
    }

    /// What is true of a lead that does not fulfil this one, though its field is known; `nil` where no condition says it.
    var opposite: Condition.Test? {
        switch self {
        case .isAmong(let field, let words, let isNegated): .isAmong(field, words, isNegated: !isNegated)
        case .isAmongDomains(let domains, let isNegated): .isAmongDomains(domains, isNegated: !isNegated)
        case .number(let field, let comparison, let bound): comparison.opposite.map { .number(field, $0, bound) }
        case .score(let comparison, let bound): comparison.opposite.map { .score($0, bound) }
        case .isKnown(let field, let isKnown): .isKnown(field, !isKnown)
        case .flag(let field, let yes): .flag(field, !yes)
        case .activity(let kind, 1, let span): .noActivity(kind, within: span)
        case .noActivity(let kind, let span): .activity(kind, atLeast: 1, within: span)
        // An amount may be in another currency, a time may lie ahead.
        case .contains, .money, .since, .activity: nil
        }
    }

    /// Whether what happened within `inner` happened within `outer`, too.
    private static func covers(_ outer: AgreedSpan?, _ inner: AgreedSpan?) -> Bool {
        guard let outer else { return true }
        return inner.map { $0.milliseconds <= outer.milliseconds } ?? false
    }

    private static func isDomain(_ domain: String, within domains: [String]) -> Bool {
        domains.contains { domain == $0 || domain.hasSuffix(".\($0)") }
    }
}

extension Comparison {
    var opposite: Comparison? {
        switch self {
        case .atLeast: .below
        case .atMost: .above
        case .above: .atMost
        case .below: .atLeast
        case .equal: nil
        }
    }

    /// Whether no number is both.
    static func excludes(_ one: Comparison, _ left: ExactNumber, _ two: Comparison, _ right: ExactNumber) -> Bool {
        switch (one, two) {
        case (.equal, _): !two.holds(left, right)
        case (_, .equal): !one.holds(right, left)
        case (.atLeast, .atMost): right.isLess(than: left)
        case (.atMost, .atLeast): left.isLess(than: right)
        case (.atLeast, .below), (.above, .atMost), (.above, .below): !left.isLess(than: right)
        case (.below, .atLeast), (.atMost, .above), (.below, .above): !right.isLess(than: left)
        default: false
        }
    }

    /// Whether every number that is the one is the other, too.
    static func implies(_ one: Comparison, _ left: ExactNumber, _ two: Comparison, _ right: ExactNumber) -> Bool {
        switch (one, two) {
        case (.equal, _): two.holds(left, right)
        case (_, .equal): false
        case (_, _): two.opposite.map { excludes(one, left, $0, right) } ?? false
        }
    }
}

extension Money {
    /// The amount alone.
    fileprivate var exact: ExactNumber { ExactNumber(mantissa: hundredths, scale: 2) }
}
