import ConfigFiles
import LeadModel

/// Finds what no lead ever comes to: rules behind others that decide before, and rules for those who never come back.
extension RecyclingCompiler {
    /// Criteria of `never` that leave nobody.
    func checkAnybodyIsLeft(_ never: Never) {
        guard let last = never.places.last else { return }
        var feasibility = Feasibility()
        guard !feasibility.canHold(all: [], none: never.criteria, beside: claims) else { return }
        findings.add(
            .agreementContradiction, "nobody ever comes back: every lead fulfils one of the criteria under 'never'",
            at: last, seen: .word(never.criteria.map(\.words).joined(separator: "; ")),
            advice: "Take one of them out, or ask for more in it.")
    }

    /// Rules that no lead ever comes to, because some before them decide, or because whoever fits never comes back.
    func checkReached(_ rules: [RecycleRule], _ never: [Criterion]) {
        // Of all rules of a reason together, so that a file of thousands of them is checked, too.
        var feasibility = Feasibility(budget: 200_000)
        for (index, rule) in rules.enumerated() {
            let asked = [rule.when].compactMap(\.self)
            // One that nobody fits is told of where it stands.
            guard feasibility.canHold(all: asked, beside: claims) else { continue }
            let before = rules[..<index].filter { earlier in
                earlier.triggers.map { rule.triggers?.isSubset(of: $0) ?? false } ?? true
            }
            if let other = before.first(where: { covers($0, asked, &feasibility) }) {
                findings.add(
                    .agreementContradiction,
                    "no lead ever comes to this rule: the one at line \(other.place.line ?? 0) decides before",
                    at: rule.place, advice: "Put it before that one, or take one of the two out.")
            } else if !before.isEmpty,
                !feasibility.canHold(all: asked, none: before.compactMap(\.when), beside: claims)
            {
                findings.add(
                    .agreementContradiction,
                    "no lead ever comes to this rule: one of those before it decides on everybody",
                    at: rule.place, advice: "Put it before them, or take it out.")
            }
            checkNever(rule, never, &feasibility)
        }
    }

    /// Whether a rule decides on everybody who fulfils what another asks.
    private func covers(_ rule: RecycleRule, _ asked: [Criterion], _ feasibility: inout Feasibility) -> Bool {
        guard let when = rule.when else { return true }
        return !feasibility.canHold(all: asked, none: [when], beside: claims)
    }

    private func checkNever(_ rule: RecycleRule, _ never: [Criterion], _ feasibility: inout Feasibility) {
        guard let when = rule.when, !never.isEmpty,
            !feasibility.canHold(all: [when], none: never, beside: claims)
        else { return }
        let other = never.first { !feasibility.canHold(all: [when], none: [$0], beside: claims) }
        findings.add(
            .agreementContradiction, "no lead ever comes to this rule: whoever it is for never comes back",
            at: rule.place,
            advice: other.map {
                $0.words == when.words
                    ? "'\(when.words)' stands under 'never', too. Keep one of the two."
                    : "Whoever fulfils it fulfils '\($0.words)', which stands under 'never'. Keep one of the two."
            } ?? "Whoever fulfils it fulfils one of the criteria under 'never'. Take it out, or make those narrower.")
    }

    /// What is true of every lead.
    private var claims: Claims { Claims(score: score, isRenewal: false) }
}
