public import LeadModel

extension FeedDefinition {
    /// What a lead must have for this feed and has not, in the order of `needs`; a blank is nothing.
    public func lacking(_ lead: UnifiedLead) -> [Field] {
        needs.filter { field in lead.values.entry(field).map(\.isBlank) ?? true }
    }

    /// Whether a lead is to be in this feed: it is selected, meets the conditions, and has what its receiver needs.
    public func carries(_ dossier: LeadDossier, standing: Standing, decision: Decision) -> Bool {
        guard meets(dossier.lead), lacking(dossier.lead).isEmpty else { return false }
        switch selection {
        case .decision: return selects(decision)
        case .feedback(let source):
            return dossier.records.contains { $0.stream.source == source && !$0.current.observation.isDeleted }
        case .reached(let stage):
            return decision.kind != .suppress && decision.cause != .unreachable && standing.hasReached(stage)
        }
    }

    /// Whether a lead was decided for this feed and stays out, as long as it lacks something.
    public func leavesOut(_ lead: UnifiedLead, _ decision: Decision) -> Bool {
        selects(decision) && meets(lead) && !lacking(lead).isEmpty
    }

    /// Whether a lead meets all conditions of the feed.
    public func meets(_ lead: UnifiedLead) -> Bool { conditions.allSatisfy { $0.isMet(by: lead) } }
}
