import Connectors
public import Feedback
import LeadLifecycle
public import LeadModel
import LeadStore

/// What one marketing source is told of its campaigns.
public struct SourceCampaigns: Sendable {
    public var source: String
    public var campaigns: [CampaignFeedback]
}

extension Inspector {
    /// What marketing sources are told of their campaigns, as it stands in the store now: what the files of feedback say as
    /// soon as they are written.
    ///
    /// Cost: a walk through the leads with their records; memory grows with the campaigns.
    /// - Parameters:
    ///   - source: only this one; `nil` for all.
    ///   - month: only leads that sales got in this month, such as `2026-09`.
    /// - Throws: `config.unknown-reference` where no marketing source is called so.
    public func feedback(to source: String? = nil, month: String? = nil) throws(Fault) -> [SourceCampaigns] {
        let sources = workspace.sources.filter { $0.role == .marketing }.map(\.name)
        if let source, !sources.contains(source) {
            throw Fault(
                .configUnknownReference, .stopRun, "no source with `role: marketing` is called '\(source)'",
                at: Origin(file: workspace.configFolder + "/sources"),
                advice: Nearest.advice(for: source, among: sources))
        }
        let asked = source.map { [$0] } ?? sources
        var sums: [String: CampaignAggregator] = [:]
        for source in asked { sums[source] = CampaignAggregator() }
        var costs = CampaignCosts()
        try CampaignRecords(store: store, streams: streams).forEach { record in
            costs.add(campaign: record)
            for source in asked { sums[source]?.add(campaign: record) }
        }
        for (campaign, leads) in try store.leadsByCampaign() { costs.count(campaign, leads: leads) }
        var settlement = LeadSettlement(rules: rules, now: .now)
        try DossierScan(store: store, streams: streams).forEach(by: &settlement) { (lead, dossier) throws(Fault) in
            if let month {
                guard let handed = lead.standing.handedOver, rules.agreement.day(of: handed).hasPrefix(month) else {
                    return
                }
            }
            let rows = FeedbackRow.rows(dossier, standing: lead.standing, decision: lead.decision)
            for source in asked {
                let own = rows.filter { $0.source == source }
                if !own.isEmpty { sums[source]?.add(own) }
            }
        }
        let prices = costs.prices
        return asked.map { source in
            let sum = sums[source] ?? CampaignAggregator()
            return SourceCampaigns(
                source: source, campaigns: month == nil ? sum.feedback() : sum.feedback(pricedBy: prices))
        }
    }
}
