import LeadModel

/// Conditions that must hold together, and such as must not hold beside them.
struct Claims {
    /// A condition that is asked for, or forbidden.
    struct Claim: Hashable {
        let condition: Condition
        let isForbidden: Bool
    }

    /// Why no lead can be all that.
    enum Clash {
        /// These two cannot be fulfilled at once.
        case pair(Claim, Claim)
        /// It asks for less than nothing.
        case negative(Claim)
    }

    /// Of the agreement; `nil` where the score is what the sources give.
    let score: ScoreModel?
    /// Whether activities that are asked for count from a time on, and those that are not from ever: then that something was
    /// not done is not the same as that it never happened.
    let isRenewal: Bool
    private var bySubject: [Condition.Test.Subject: [Claim]] = [:]

    init(score: ScoreModel?, isRenewal: Bool) {
        self.score = score
        self.isRenewal = isRenewal
    }

    private func claims(of subject: Condition.Test.Subject) -> [Claim] { bySubject[subject] ?? [] }

    /// How many claims a further one has to be held against.
    func count(beside claim: Claim) -> Int { claims(of: claim.condition.test.subject).count }

    mutating func add(_ claim: Claim) { bySubject[claim.condition.test.subject, default: []].append(claim) }

    mutating func remove(_ claim: Claim) { bySubject[claim.condition.test.subject]?.removeAll { $0 == claim } }

    /// What a further claim has against it; `nil` where it may stand beside those that are there.
    func clash(with claim: Claim) -> Clash? {
        let subject = claim.condition.test.subject
        let others = claims(of: subject)
        let wasKnown = isKnown(subject, others)
        let isKnown = wasKnown || isKnown(subject, [claim])
        let test = positive(claim, isKnown: isKnown)
        if let test, isNegative(test) { return .negative(claim) }
        for other in others where excludes(claim, test, other, positive(other, isKnown: isKnown)) {
            return .pair(claim, other)
        }
        guard isKnown, !wasKnown else { return nil }
        // That the field is known settles what it is where that was open.
        let settled = others.map { ($0, positive($0, isKnown: true)) }
        for (index, one) in settled.enumerated() {
            if let test = one.1, isNegative(test) { return .negative(one.0) }
            if let other = settled[..<index].first(where: { excludes(one.0, one.1, $0.0, $0.1) }) {
                return .pair(one.0, other.0)
            }
        }
        return nil
    }

    /// Whether a field has no word left that it may be, of those that are named for it.
    var lackWords: Bool {
        bySubject.contains { subject, claims in
            guard case .field(let field) = subject, field.type != .list else { return false }
            let isKnown = isKnown(subject, claims)
            let tests = claims.map { (claim: $0, positive: positive($0, isKnown: isKnown)) }
            var left: Set<String>?
            for case .isAmong(_, let words, false)? in tests.map(\.positive) {
                left = left?.intersection(words) ?? Set(words)
            }
            guard let left else { return false }
            return !left.contains { word in
                tests.allSatisfy { test in
                    switch (test.positive, test.claim.condition.test) {
                    case (.isAmong(_, let words, true)?, _): !words.contains(word)
                    case (.contains(_, let part)?, _): word.contains(part)
                    case (nil, .contains(_, let part)): !word.contains(part)
                    default: true
                    }
                }
            }
        }
    }

    /// The claims about the score.
    var ofScore: [Claim] { claims(of: .field(.score)) }

    /// What a claim about the score asks for; `nil` where that cannot be said.
    func scoreTest(_ claim: Claim) -> (Comparison, ExactNumber)? {
        guard case .score(let comparison, let bound)? = positive(claim, isKnown: isKnown(.field(.score), ofScore))
        else {
            return nil
        }
        return (comparison, bound)
    }

    /// The most activities of a kind that the score can count; `nil` where there is no limit.
    func mostActivities(of kind: String) -> Int? {
        claims(of: .activity(kind)).compactMap { claim -> Int? in
            switch (claim.condition.test, claim.isForbidden) {
            case (.noActivity(_, nil), false): 0
            case (.activity(_, let least, nil), true): isRenewal ? nil : least - 1
            default: nil
            }
        }.min()
    }

    /// The same for the contributions of a score, which count what a lead did at any time, and ask for no score.
    var forContributions: Claims {
        var claims = Claims(score: nil, isRenewal: false)
        for claim in bySubject.values.joined() where !claim.condition.test.isOfScore {
            if isRenewal, claim.isForbidden, case .activity = claim.condition.test { continue }
            claims.add(claim)
        }
        return claims
    }

    // MARK: What a claim says

    private func isKnown(_ subject: Condition.Test.Subject, _ claims: [Claim]) -> Bool {
        if subject == .field(.score), score != nil { return true }
        return claims.contains { claim in
            if case .isKnown(_, let isKnown) = claim.condition.test { return isKnown != claim.isForbidden }
            return !claim.isForbidden
        }
    }

    /// The claim as something that is asked for; `nil` where no condition says it.
    private func positive(_ claim: Claim, isKnown: Bool) -> Condition.Test? {
        let test = claim.condition.test
        guard claim.isForbidden else { return test }
        switch test {
        case .isKnown: return test.opposite
        case .activity, .noActivity: return isRenewal ? nil : test.opposite
        default: return isKnown ? test.opposite : nil
        }
    }

    private func excludes(_ one: Claim, _ test: Condition.Test?, _ other: Claim, _ otherTest: Condition.Test?) -> Bool {
        if one.isForbidden != other.isForbidden {
            let (asked, forbidden) = one.isForbidden ? (other, one) : (one, other)
            if asked.condition.test.implies(forbidden.condition.test) { return true }
        }
        guard let test, let otherTest else { return false }
        return test.excludes(otherTest)
    }

    /// No count is below 0, nor is the agreement's own score, which is cut off there. The score that a source gives may be,
    /// and so may an amount of money.
    private func isNegative(_ test: Condition.Test) -> Bool {
        switch test {
        case .number(.employees, .below, let bound), .number(.callAttempts, .below, let bound):
            !ExactNumber(0).isLess(than: bound)
        case .score(.below, let bound): score != nil && !ExactNumber(0).isLess(than: bound)
        default: false
        }
    }
}
