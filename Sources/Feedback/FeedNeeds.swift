public import LeadModel

extension FeedDefinition {
    /// What a lead must have for this feed and has not, in the order of `needs`; a blank is nothing.
    public func lacking(_ lead: UnifiedLead) -> [Field] {
        needs.filter { field in lead.values.entry(field).map(\.isBlank) ?? true }
    }

    /// Whether a lead is to be in this feed: it was decided for it, and has what its receiver needs.
    public func carries(_ lead: UnifiedLead, _ decision: Decision) -> Bool {
        selects(decision) && lacking(lead).isEmpty
    }

    /// Whether a lead was decided for this feed and stays out, as long as it lacks something.
    public func leavesOut(_ lead: UnifiedLead, _ decision: Decision) -> Bool {
        selects(decision) && !lacking(lead).isEmpty
    }
}
