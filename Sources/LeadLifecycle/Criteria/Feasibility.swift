import LeadModel

/// Tells whether some lead can fulfil some criteria and none of some others, by trying every way to fulfil them.
///
/// It says that there is none only where it is sure. Whoever asks for so much that the ways cannot all be tried is believed.
struct Feasibility {
    /// What is left to be tried: conditions that are held against each other.
    private var budget: Int

    /// A criterion that must be fulfilled, or must not.
    private struct Goal {
        let criterion: Criterion
        let isForbidden: Bool
    }

    init(budget: Int = 100_000) { self.budget = budget }

    mutating func canHold(
        all wanted: [Criterion], none forbidden: [Criterion] = [], beside claims: Claims
    ) -> Bool {
        search(
            wanted.map { Goal(criterion: $0, isForbidden: false) }
                + forbidden.map { Goal(criterion: $0, isForbidden: true) }, claims)
    }

    private mutating func search(_ goals: [Goal], _ claims: Claims) -> Bool {
        var goals = goals
        var claims = claims
        var choices: [[Goal]] = []
        while let goal = goals.popLast() {
            switch (goal.criterion, goal.isForbidden) {
            case (.condition(let condition), let isForbidden):
                let claim = Claims.Claim(condition: condition, isForbidden: isForbidden)
                budget -= 1 + claims.count(beside: claim)
                guard budget > 0 else { return true }
                if claims.clash(with: claim) != nil { return false }
                claims.add(claim)
            case (.all(let parts), false): goals += parts.map { Goal(criterion: $0, isForbidden: false) }
            case (.any(let parts), true), (.none(let parts), false):
                goals += parts.map { Goal(criterion: $0, isForbidden: true) }
            case (.any(let parts), false), (.none(let parts), true):
                choices.append(parts.map { Goal(criterion: $0, isForbidden: false) })
            case (.all(let parts), true): choices.append(parts.map { Goal(criterion: $0, isForbidden: true) })
            }
        }
        guard let choice = choices.popLast() else { return !claims.lackWords && unreached(claims) == nil }
        budget -= choices.count
        let rest = choices.map { parts in
            Goal(
                criterion: parts[0].isForbidden ? .all(parts.map(\.criterion)) : .any(parts.map(\.criterion)),
                isForbidden: parts[0].isForbidden)
        }
        for part in choice where search(rest + [part], claims) { return true }
        return false
    }

    /// A claim about the score that no lead reaches beside the others, and the highest score that one can have.
    mutating func unreached(_ claims: Claims) -> (claim: Claims.Claim, highest: ExactNumber)? {
        guard let score = claims.score, !claims.ofScore.isEmpty, let highest = highest(score, claims) else {
            return nil
        }
        for claim in claims.ofScore {
            guard let (comparison, bound) = claims.scoreTest(claim) else { continue }
            let isReached: Bool =
                switch comparison {
                case .atLeast, .equal: !highest.isLess(than: bound)
                case .above: bound.isLess(than: highest)
                case .atMost, .below: true
                }
            if !isReached { return (claim, highest) }
        }
        return nil
    }

    /// The highest score that a lead can get beside some claims; `nil` where activities are counted without end.
    private mutating func highest(_ score: ScoreModel, _ claims: Claims) -> ExactNumber? {
        let others = claims.forContributions
        var sum = 0
        for contribution in score.contributions where contribution.points > 0 {
            switch contribution.basis {
            case .when(let criterion):
                if canHold(all: [criterion], beside: others) { sum += contribution.points }
            case .each(let kind):
                let counted = claims.mostActivities(of: kind).map {
                    contribution.points.multipliedReportingOverflow(by: $0)
                }.flatMap { $0.overflow ? nil : $0.partialValue }
                guard let most = [contribution.most, counted].compactMap(\.self).min() else {
                    return score.most.map { ExactNumber($0) }
                }
                sum += most
            }
        }
        return ExactNumber(score.most.map { min($0, sum) } ?? sum)
    }
}
