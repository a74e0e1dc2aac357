import LeadModel
import LeadStore

/// Decides anew the leads that no source spoke of: those whose time has come (holds that are over, leads that nobody
/// touched), and all of them where the rules are others than the last time.
struct DuePass {
    let store: LeadStore
    let rules: RuleBook
    let run: Int64
    let now: Instant

    /// Fingerprint of the rules by which every lead was decided.
    static let rulesFact = "decided-by"

    /// - Returns: leads that went to marketing or back to sales, by the source whose record shows why.
    func decide() throws(Fault) -> [String: MovedLeads] {
        let streams = try store.streamsByNumber()
        var settlement = LeadSettlement(rules: rules, now: now)
        var moved: [String: MovedLeads] = [:]
        var after = LeadID(number: 0)
        let haveRulesChanged = try store.fact(DuePass.rulesFact) != rules.fingerprint
        while true {
            var versions: [VersionID: StoredVersion] = [:]
            let due = try store.leads(
                matching: LeadFilter(dueBy: haveRulesChanged ? nil : now, limit: 1_000), after: after,
                adding: &versions)
            guard let last = due.last else {
                if haveRulesChanged { try store.remember(DuePass.rulesFact, rules.fingerprint) }
                return moved
            }
            after = last.id
            let held = try store.feedMembers(due.map(\.id))
            var page = LeadPage(run: run)
            for (lead, held) in zip(due, held) {
                let records = LeadRecords(lead.versions.compactMap { versions[$0] }, streams: streams).records
                let result = settlement.settle(lead.id, records, stored: lead, held: held, ledger: [])
                if let write = result.write { page.leads.append(write) }
                page.messages += result.messages
                if result.moved != MovedLeads() {
                    let source = streams[result.evidence?.stream ?? 0]?.info.source ?? ""
                    moved[source] = (moved[source] ?? MovedLeads()) + result.moved
                }
            }
            if !page.leads.isEmpty { try store.commit(page) }
        }
    }
}
