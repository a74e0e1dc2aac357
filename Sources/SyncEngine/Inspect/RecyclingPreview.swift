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
        var settlement = LeadSettlement(rules: rules, now: now)
        var found: [PreviewedDecision] = []
        var after = LeadID(number: 0)
        while true {
            let leads = try store.leads(matching: LeadFilter(limit: 500), after: after)
            guard let last = leads.last else { return found }
            after = last.id
            for lead in leads {
                let decision = settlement.decision(lead.id, try records(of: lead))
                if decision != lead.decision { found.append(PreviewedDecision(lead: lead, decision: decision)) }
            }
        }
    }
}
