import ConfigFiles
import LeadModel

/// Reads `suppression:` of a version of the agreement.
struct SuppressionCompiler {
    let findings: Findings
    private(set) var warnings: [Fault] = []

    init(findings: Findings) { self.findings = findings }

    mutating func compile(_ map: ConfigMap) -> SuppressionRules {
        let sources = map["consent-from"]?.items.compactMap { item in
            item.text.map { SuppressionRules.ConsentSource(name: $0, place: item.place) }
        }
        var rules: [SuppressionRules.Rule] = []
        for reason in SuppressionRules.byCriterion {
            guard let value = map[reason.rawValue],
                let criterion = CriterionReader(findings: findings).readFulfillable(value, score: nil)
            else { continue }
            checkLasting(criterion)
            warnIfBroad(criterion, reason)
            rules.append(SuppressionRules.Rule(reason: reason, criterion: criterion))
        }
        return SuppressionRules(consentFrom: sources, rules: rules)
    }

    /// Who somebody is does not pass with time: nobody looks again at a lead that no source speaks of.
    private func checkLasting(_ criterion: Criterion) {
        for condition in criterion.conditions where condition.test.passesWithTime {
            findings.add(
                .agreementContradiction, "'\(condition.text)' passes with time, and a suppression must not",
                at: condition.place, advice: "Ask for what the lead is, such as 'email-domain in rival.example'.")
        }
    }

    private mutating func warnIfBroad(_ criterion: Criterion, _ reason: SuppressionReason) {
        guard let condition = criterion.broadest else { return }
        warnings.append(
            Fault(
                .agreementContradiction, .stopRun,
                "'\(reason.rawValue)' would suppress nearly everybody: '\(condition.text)' is true of whoever is not named",
                at: condition.place, advice: "Name who is meant, such as 'email-domain in rival.example'."))
    }
}

extension Condition.Test {
    /// Whether its answer may change though no record does.
    var passesWithTime: Bool {
        switch self {
        case .since, .activity, .noActivity, .score: true
        case .isAmong, .isAmongDomains, .contains, .number, .money, .isKnown, .flag: false
        }
    }

    /// Whether it is true of most leads: of all but some that are named, or of everybody whose record is filled in.
    fileprivate var isBroad: Bool {
        switch self {
        case .isAmong(_, _, let isNegated), .isAmongDomains(_, let isNegated): isNegated
        case .isKnown: true
        case .flag(_, let wanted): !wanted
        case .contains(_, let part): part.count < 2
        case .number, .money, .score, .since, .activity, .noActivity: false
        }
    }
}

extension Criterion {
    /// A condition by which it is true of nearly everybody; `nil` where it is not.
    fileprivate var broadest: Condition? {
        switch self {
        case .condition(let condition): condition.test.isBroad ? condition : nil
        case .any(let parts): parts.lazy.compactMap(\.broadest).first
        case .all(let parts): parts.allSatisfy { $0.broadest != nil } ? parts.first?.broadest : nil
        case .none(let parts): parts.allSatisfy { $0.broadest == nil } ? parts.first?.conditions.first : nil
        }
    }
}
