import ConfigFiles
import LeadModel

/// Finds criteria that no lead can ever fulfil.
///
/// Looks at conditions that must hold together, and at what is forbidden beside them: those of an `all`, of groups within it,
/// and of every `any` that stands in it the parts one by one. Where no two of them are to blame, every way to fulfil the
/// whole is tried. A criterion is found impossible only where it surely is.
struct CriterionCheck {
    let findings: Findings
    let score: ScoreModel?
    /// Whether it brings leads back: then what it asks to be done counts from the exit on.
    let isRenewal: Bool
    private var feasibility = Feasibility()

    init(findings: Findings, score: ScoreModel?, isRenewal: Bool = false) {
        self.findings = findings
        self.score = score
        self.isRenewal = isRenewal
    }

    mutating func check(_ criterion: Criterion) {
        let known = findings.faults.count
        check(criterion, beside: none)
        guard findings.faults.count == known, let first = criterion.conditions.first else { return }
        guard !feasibility.canHold(all: [criterion], beside: none) else { return }
        findings.add(
            .agreementContradiction, "no lead can ever fulfil all of it at once", at: first.place,
            seen: .word(criterion.words), advice: "Take out what cannot hold beside the rest, or put it under 'any'.")
    }

    private var none: Claims { Claims(score: score, isRenewal: isRenewal) }

    private mutating func check(_ criterion: Criterion, beside others: Claims) {
        var held = others
        let asked = Asked(criterion)
        for claim in asked.claims {
            if let clash = held.clash(with: claim) {
                tell(clash)
            } else {
                held.add(claim)
            }
        }
        if let (claim, highest) = feasibility.unreached(held) {
            tellUnreached(claim, highest)
            held.remove(claim)
        }
        for part in asked.alternatives.joined() { check(part, beside: held) }
        // What is forbidden must be possible by itself, or it forbids nothing.
        for part in asked.forbidden { check(part, beside: none) }
    }

    /// A criterion in the parts that all must hold.
    private struct Asked {
        /// What is asked for, then what is forbidden.
        var claims: [Claims.Claim] { wanted + unwanted }
        private var wanted: [Claims.Claim] = []
        private var unwanted: [Claims.Claim] = []
        /// Of each of these, one part is enough.
        private(set) var alternatives: [[Criterion]] = []
        /// Of these, no part may hold.
        private(set) var forbidden: [Criterion] = []

        init(_ criterion: Criterion) { take(criterion) }

        private mutating func take(_ criterion: Criterion) {
            switch criterion {
            case .condition(let condition): wanted.append(Claims.Claim(condition: condition, isForbidden: false))
            case .all(let parts): for part in parts { take(part) }
            case .any(let parts): alternatives.append(parts)
            case .none(let parts):
                forbidden += parts
                for part in parts { forbid(part) }
            }
        }

        private mutating func forbid(_ criterion: Criterion) {
            switch criterion {
            case .condition(let condition): unwanted.append(Claims.Claim(condition: condition, isForbidden: true))
            case .any(let parts): for part in parts { forbid(part) }
            // Not to fulfil all of several is a choice, which the whole is tried for.
            case .all, .none: break
            }
        }
    }

    // MARK: What is told

    private func tell(_ clash: Claims.Clash) {
        switch clash {
        case .negative(let claim):
            let text = claim.condition.text
            findings.add(
                .agreementContradiction,
                claim.isForbidden
                    ? "'\(text)' is forbidden and always holds: nothing is below 0"
                    : "'\(text)' can never hold: nothing is below 0", at: claim.condition.place,
                advice: claim.isForbidden ? "Forbid more than 0, or take it out." : "Ask for more than 0, or for '= 0'."
            )
        case .pair(let one, let other): tell(one, other)
        }
    }

    private func tell(_ one: Claims.Claim, _ other: Claims.Claim) {
        let (text, otherText) = (one.condition.text, other.condition.text)
        let line = other.condition.place.line ?? 0
        let summary: String
        let advice: String
        switch (one.isForbidden, other.isForbidden) {
        case (false, false):
            summary = "'\(text)' can never hold together with '\(otherText)'"
            advice = "The other stands at line \(line). Keep one, or put both under 'any'."
        case (true, true):
            if case .isKnown(let field, _) = one.condition.test, case .isKnown = other.condition.test {
                summary = "'\(field.word)' may be neither known nor unknown"
            } else {
                summary = "neither '\(text)' nor '\(otherText)' may hold"
            }
            advice = "Every lead is one of the two. Keep one of them."
        case (true, false), (false, true):
            if one.condition.test == other.condition.test {
                summary = "'\(text)' is asked for and forbidden"
            } else {
                let (asked, forbidden) = one.isForbidden ? (otherText, text) : (text, otherText)
                summary = "'\(asked)' never holds without '\(forbidden)', which is forbidden"
            }
            advice =
                (one.isForbidden ? "It is asked for at line \(line)." : "It is forbidden at line \(line).")
                + " Keep one of the two."
        }
        findings.add(.agreementContradiction, summary, at: one.condition.place, advice: advice)
    }

    private mutating func tellUnreached(_ claim: Claims.Claim, _ highest: ExactNumber) {
        guard let score else { return }
        var alone = none
        alone.add(claim)
        let isOfRest = feasibility.unreached(alone) == nil
        findings.add(
            .agreementContradiction,
            isOfRest
                ? "no lead ever reaches it: beside what else is asked here, the score is at most \(highest)"
                : "no lead ever reaches it: the score is at most \(highest)", at: claim.condition.place,
            seen: .word(claim.isForbidden ? "none of (\(claim.condition.text))" : claim.condition.text),
            advice: "Ask for less, or give more points under 'score' at line \(score.place.line ?? 0).")
    }
}
