import LeadLifecycle
public import LeadModel
public import LeadStore

/// What would become of one lead at another time.
public struct PreviewedDecision: Sendable {
    public var lead: StoredLead
    public var decision: Decision
}

extension Inspector {
    /// The leads whose decision would be another at `now`, under the agreement as the files say it.
    public func preview(at now: Instant) throws(Fault) -> [PreviewedDecision] {
        var settlement = LeadSettlement(
            rules: rules, now: now, ledger: (look: try LedgerLook(store), streams: streams))
        var found: [PreviewedDecision] = []
        let deciding = settlement
        let scan = DossierScan(store: store, streams: streams)
        try scan.forEach(by: &settlement) { (lead, dossier) throws(Fault) in
            let decision = deciding.decide(dossier, rules.agreement.standing(of: dossier))
            if decision != lead.decision { found.append(PreviewedDecision(lead: lead, decision: decision)) }
        }
        return found
    }
}
