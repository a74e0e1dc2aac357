import ConfigFiles
import LeadModel

/// Finds criteria that no lead can ever fulfil.
///
/// Looks at conditions that must hold together: those of an `all`, of groups of `all` within it, and of every `any` that
/// stands in it the parts one by one. A criterion is found impossible only where it surely is.
struct CriterionCheck {
    let findings: Findings
    let score: ScoreModel?

    func check(_ criterion: Criterion) { check(criterion, beside: []) }

    private func check(_ criterion: Criterion, beside others: [Condition]) {
        switch criterion {
        case .condition(let condition):
            if let score { checkReachable(condition, by: score) }
            checkSign(condition)
            guard let other = others.first(where: { excludes($0.test, condition.test) }) else { return }
            findings.add(
                .agreementContradiction, "'\(condition.text)' can never hold together with '\(other.text)'",
                at: condition.place,
                advice: "The other stands at line \(other.place.line ?? 0). Keep one, or put both under 'any'.")
        case .all(let parts):
            var held = others
            let conjuncts = parts.flatMap(Self.conjuncts)
            for part in conjuncts {
                if case .none = part { continue }
                check(part, beside: held)
                if case .condition(let condition) = part { held.append(condition) }
            }
            // What is forbidden is held against all that is asked for, whatever the order.
            for case .none(let parts) in conjuncts { check(.none(parts), beside: held) }
        case .any(let parts): for part in parts { check(part, beside: others) }
        case .none(let parts):
            for part in parts { check(part, beside: []) }
            checkForbidden(parts, beside: others)
        }
    }

    /// What is asked for and forbidden by the same words; and of a field both that it is known and that it is not.
    private func checkForbidden(_ parts: [Criterion], beside held: [Condition]) {
        let forbidden = parts.compactMap { if case .condition(let condition) = $0 { condition } else { nil } }
        for condition in forbidden {
            if let other = held.first(where: { $0.test == condition.test }) {
                findings.add(
                    .agreementContradiction, "'\(condition.text)' is asked for and forbidden", at: condition.place,
                    advice: "It is asked for at line \(other.place.line ?? 0). Keep one of the two.")
            }
            guard case .isKnown(let field, true) = condition.test else { continue }
            if let other = forbidden.first(where: { $0.test == .isKnown(field, false) }) {
                findings.add(
                    .agreementContradiction, "'\(field.word)' may be neither known nor unknown", at: other.place,
                    advice: "Every lead is one of the two. Keep one of them.")
            }
        }
    }

    /// No count is below 0, nor is the agreement's own score, which is cut off there. The score that a source gives may be, and
    /// so may an amount of money.
    private func checkSign(_ condition: Condition) {
        let bound: ExactNumber
        switch condition.test {
        case .number(.employees, .below, let number), .number(.callAttempts, .below, let number): bound = number
        case .score(.below, let number) where score != nil: bound = number
        default: return
        }
        guard !ExactNumber(0).isLess(than: bound) else { return }
        findings.add(
            .agreementContradiction, "'\(condition.text)' can never hold: nothing is below 0", at: condition.place,
            advice: "Ask for more than 0, or for '= 0'.")
    }

    /// What must hold where a part must: a group of `all` is its parts, conditions first.
    private static func conjuncts(_ part: Criterion) -> [Criterion] {
        guard case .all(let parts) = part else { return [part] }
        return parts.flatMap(conjuncts)
    }

    private func checkReachable(_ condition: Condition, by score: ScoreModel) {
        guard case .score(let comparison, let bound) = condition.test, let highest = score.highest else { return }
        let isReachable: Bool =
            switch comparison {
            case .atLeast, .equal: !highest.isLess(than: bound)
            case .above: bound.isLess(than: highest)
            case .atMost, .below: true
            }
        guard !isReachable else { return }
        findings.add(
            .agreementContradiction, "no lead ever reaches it: the score is at most \(highest)", at: condition.place,
            seen: .word(condition.text),
            advice: "Ask for less, or give more points under 'score' at line \(score.place.line ?? 0).")
    }

    private func excludes(_ left: Condition.Test, _ right: Condition.Test) -> Bool {
        switch (left, right) {
        case (.isAmong(let field, let some, false), .isAmong(let other, let words, false)):
            field == other && field.type != .list && Set(some).isDisjoint(with: words)
        case (.isAmong(let field, let some, false), .isAmong(let other, let words, true)):
            field == other && field.type != .list && Set(some).isSubset(of: words)
        case (.isAmong(_, _, true), .isAmong(_, _, false)): excludes(right, left)
        case (.isAmongDomains(let some, false), .isAmongDomains(let domains, true)): Set(some).isSubset(of: domains)
        case (.isAmongDomains(_, true), .isAmongDomains(_, false)): excludes(right, left)
        case (.flag(let field, let yes), .flag(let other, let too)): field == other && yes != too
        case (.number(let field, let one, let low), .number(let other, let two, let high)):
            field == other && Self.excludes(one, low, two, high)
        case (.score(let one, let low), .score(let two, let high)): Self.excludes(one, low, two, high)
        case (.money(let field, let one, let low), .money(let other, let two, let high)):
            field == other
                && (low.currency != high.currency
                    || Self.excludes(
                        one, ExactNumber(mantissa: low.hundredths, scale: 2), two,
                        ExactNumber(mantissa: high.hundredths, scale: 2)))
        case (.activity(let kind, _, let within), .noActivity(let other, let never)):
            kind == other && Self.covers(never, within)
        case (.noActivity, .activity): excludes(right, left)
        case (.isKnown(let field, false), _): right.field == field && right != left
        case (_, .isKnown(let field, false)): left.field == field && right != left
        default: false
        }
    }

    /// Whether no number is both.
    private static func excludes(_ one: Comparison, _ left: ExactNumber, _ two: Comparison, _ right: ExactNumber)
        -> Bool
    {
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

    /// Whether what happened within `inner` happened within `outer`, too.
    private static func covers(_ outer: AgreedSpan?, _ inner: AgreedSpan?) -> Bool {
        guard let outer else { return true }
        return inner.map { $0.milliseconds <= outer.milliseconds } ?? false
    }
}

extension ScoreModel {
    /// The highest score that a lead can get; `nil` where activities are counted without end.
    var highest: ExactNumber? {
        var sum = 0
        for contribution in contributions where contribution.points > 0 {
            switch contribution.basis {
            case .when: sum += contribution.points
            case .each:
                guard let most = contribution.most else { return self.most.map { ExactNumber($0) } }
                sum += most
            }
        }
        return ExactNumber(most.map { min($0, sum) } ?? sum)
    }
}
