public import Feedback
public import LeadLifecycle
public import LeadModel
import LeadStore

/// What became of recycled leads, cohort by cohort.
public struct RecyclingReport: Sendable {
    /// When leads were recycled that are told of; `nil` for ever since.
    public var period: ReportPeriod?
    public var asOf: Instant
    /// By month, then the largest first.
    public var cohorts: [RecyclingCohort]
}

/// What a report of recycled leads is to tell.
public struct RecyclingQuestion: Sendable {
    /// When leads were recycled that are told of, as `ScorecardQuestion.period`; `nil` for ever since.
    public var period: String?
    public var asOf: Instant
    public var byMonth = false

    public init(period: String? = nil, asOf: Instant) {
        self.period = period
        self.asOf = asOf
    }
}

extension Inspector {
    /// Walks through all leads, finds each time that one was recycled, and adds up what became of it.
    ///
    /// Of a time that is over, only what was known by then is looked at. Memory grows with cohorts and campaigns, and by 16
    /// bytes for each time that a lead was handed over.
    public func recycling(_ question: RecyclingQuestion, now: Instant = .now) throws(Fault) -> RecyclingReport {
        let asOf = question.asOf
        var period: ReportPeriod?
        if question.period != nil {
            let version = rules.agreement.version(at: asOf) ?? rules.agreement.versions[0]
            period = try self.period(ScorecardQuestion(period: question.period, asOf: asOf), zone: version.zone)
        }
        let settlement = LeadSettlement(
            rules: rules, now: asOf, ledger: (look: try LedgerLook(store), streams: streams))
        var tally = CohortTally(
            agreement: rules.agreement, asOf: asOf, period: period, byMonth: question.byMonth,
            handOvers: try CohortTally.handOvers(store, workspace))
        var past = asOf < now ? PastDossiers(at: asOf, rules: rules) : nil
        var unifying = settlement
        try DossierScan(store: store, streams: streams).forEach(by: &unifying) { (_, whole) throws(Fault) in
            guard let dossier = past == nil ? whole : past?.dossier(whole) else { return }
            tally.add(dossier, suppressed: settlement.suppressions(of: whole).filter { $0.since <= asOf })
        }
        try CampaignRecords(store: store, streams: streams).forEach { record in
            if let record = past == nil ? record : record.asOf(asOf) { tally.costs.add(campaign: record) }
        }
        return RecyclingReport(period: period, asOf: asOf, cohorts: tally.cohorts())
    }
}

/// What a walk through the leads gathers of those that were recycled.
struct CohortTally {
    private let agreement: Agreement
    private let asOf: Instant
    private let period: ReportPeriod?
    private let handOvers: HandOvers
    private var aggregator: CohortAggregator
    var costs = CampaignCosts()

    init(agreement: Agreement, asOf: Instant, period: ReportPeriod?, byMonth: Bool, handOvers: HandOvers) {
        self.agreement = agreement
        self.asOf = asOf
        self.period = period
        self.handOvers = handOvers
        aggregator = CohortAggregator(byMonth: byMonth)
    }

    /// What was handed over by feeds of recycled leads, those that are configured no more among them.
    static func handOvers(_ store: LeadStore, _ workspace: Workspace) throws(Fault) -> HandOvers {
        let others = Set(workspace.feeds.filter { $0.decision != .recycle }.map(\.name))
        return try store.handOvers(by: try store.feedNames().filter { !others.contains($0) })
    }

    mutating func add(_ dossier: LeadDossier, suppressed ledger: [Suppression]) {
        let campaign = dossier.lead.values[.campaign].map(\.description).flatMap { $0.isEmpty ? nil : $0 }
        if let campaign { costs.count(campaign) }
        for pass in agreement.recycledPasses(of: dossier, suppressed: ledger, at: asOf)
        where period?.contains(pass.recycled) ?? true {
            aggregator.add(
                pass, month: String(agreement.day(of: pass.recycled).prefix(7)),
                isHandedOver: handOvers.has(pass.lead, from: pass.recycled, before: end(of: pass)),
                campaign: campaign)
        }
    }

    /// What counts ends with the next time, or with the time that is asked about.
    private func end(of pass: RecycledPass) -> Instant {
        min(pass.until ?? Instant(milliseconds: .max), Instant(milliseconds: asOf.milliseconds + 1))
    }

    /// - Parameter prices: those of another walk, where it knows them; else what this one counted.
    func cohorts(pricedBy prices: CampaignPrices? = nil) -> [RecyclingCohort] {
        aggregator.cohorts(pricedBy: prices ?? costs.prices)
    }
}
