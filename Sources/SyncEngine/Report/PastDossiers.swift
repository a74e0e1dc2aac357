import LeadLifecycle
import LeadModel

/// Leads as they stood at a time that is over, unified from what was known by then.
struct PastDossiers {
    private let time: Instant
    private var settlement: LeadSettlement

    init(at time: Instant, rules: RuleBook) {
        self.time = time
        settlement = LeadSettlement(rules: rules, now: time)
    }

    /// What was known of a lead; `nil` where no record tells how it stood.
    mutating func dossier(_ whole: LeadDossier) -> LeadDossier? {
        let all = whole.records + whole.activities + whole.opportunities
        if all.allSatisfy({ $0.isWhole(asOf: time) }) { return whole }
        let records = all.compactMap { $0.asOf(time) }
        guard records.contains(where: { $0.kind == .lead }) else { return nil }
        return settlement.dossier(whole.id, records)
    }
}
