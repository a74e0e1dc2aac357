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

    /// - Returns: newly recycled leads, by the source whose record shows why.
    func decide() throws(Fault) -> [String: Int] {
        let streams = try store.streamsByNumber()
        var settlement = LeadSettlement(
            rules: rules, now: now, ledger: (look: try LedgerLook(store), streams: streams))
        var recycled: [String: Int] = [:]
        var after = LeadID(number: 0)
        let decidedBy = rules.fingerprint(at: now)
        let haveRulesChanged = try store.fact(DuePass.rulesFact) != decidedBy
        while true {
            var versions: [VersionID: StoredVersion] = [:]
            let due = try store.leads(
                matching: LeadFilter(dueBy: haveRulesChanged ? nil : now, limit: 1_000), after: after,
                adding: &versions)
            guard let last = due.last else {
                if haveRulesChanged { try store.remember(DuePass.rulesFact, decidedBy) }
                return recycled
            }
            after = last.id
            try settlement.look(at: versions.values)
            let held = try store.feedMembers(due.map(\.id))
            var page = LeadPage(run: run)
            for (lead, held) in zip(due, held) {
                let records = LeadRecords(lead.versions.compactMap { versions[$0] }, streams: streams).records
                let result = settlement.settle(lead.id, records, stored: lead, held: held)
                if let write = result.write { page.leads.append(write) }
                page.messages += result.messages
                if result.isNewlyRecycled {
                    recycled[streams[result.evidence?.stream ?? 0]?.info.source ?? "", default: 0] += 1
                }
            }
            if !page.leads.isEmpty { try store.commit(page) }
        }
    }
}
