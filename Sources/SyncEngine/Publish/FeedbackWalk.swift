import Feedback
import LeadLifecycle
import LeadModel
import LeadStore

/// Walks through all leads, tells marketing's sources of theirs, and stages what was not told before.
struct FeedbackWalk {
    private let store: LeadStore
    private let agreement: Agreement
    private let streams: [Int: StoredStream]
    private let prices: CampaignPrices
    private let ledger: LeadSettlement?
    private var unifying: LeadSettlement
    private var after = LeadID(number: 0)
    /// Gets every lead, where anybody is to be told of those that were recycled.
    private(set) var cohorts: CohortTally?
    /// Whether anything differs from what was told last.
    private(set) var hasNews = false

    init(store: LeadStore, rules: RuleBook, now: Instant, prices: CampaignPrices, cohorts: CohortTally?) throws(Fault) {
        self.store = store
        agreement = rules.agreement
        streams = try store.streamsByNumber()
        self.prices = prices
        self.cohorts = cohorts
        let look = cohorts == nil ? nil : try LedgerLook(store)
        unifying = LeadSettlement(
            rules: rules, now: now, ledger: look.map { [streams] in (look: $0, streams: streams) })
        ledger = look == nil ? nil : unifying
    }

    /// Tells of the next leads.
    /// - Returns: whether there may be more.
    mutating func tellPage(of limit: Int, in files: inout [SourceFeedback]) throws(Fault) -> Bool {
        var versions: [VersionID: StoredVersion] = [:]
        let leads = try store.leads(matching: LeadFilter(limit: limit), after: after, adding: &versions)
        // Behind the last lead there may be rows of leads that are gone.
        let end = leads.last?.id ?? LeadID(number: .max)
        var told = ToldPage(try store.told(after: after, upTo: end), files.map(\.source))
        try ledger?.look(at: versions.values)
        var new: [ToldFeedback] = []
        for lead in leads { new += try tell(lead, versions, &told, in: &files) }
        let gone = told.rest
        try store.stage(new, gone: gone)
        hasNews = hasNews || !new.isEmpty || !gone.isEmpty
        after = end
        return !leads.isEmpty
    }

    private mutating func tell(
        _ lead: StoredLead, _ versions: [VersionID: StoredVersion], _ told: inout ToldPage,
        in files: inout [SourceFeedback]
    ) throws(Fault) -> [ToldFeedback] {
        let isTold = lead.versions.contains { streams[$0.stream]?.info.role == .marketing }
        guard isTold || cohorts != nil else { return [] }
        let records = LeadRecords(lead.versions.compactMap { versions[$0] }, streams: streams).records
        let dossier = unifying.dossier(lead.id, records)
        if let ledger { cohorts?.add(dossier, suppressed: ledger.suppressions(of: dossier)) }
        guard isTold else { return [] }
        let month = lead.standing.handedOver.map { String(agreement.day(of: $0).prefix(7)) }
        let rows = FeedbackRow.rows(dossier, standing: lead.standing, decision: lead.decision)
        var new: [ToldFeedback] = []
        for index in files.indices {
            let own = rows.filter { $0.source == files[index].source }
            guard !own.isEmpty else { continue }
            let known = told.take(lead.id, files[index].source, own.map(\.id))
            new += try files[index].add(own, month: month, told: known, pricedBy: prices)
        }
        return new
    }
}

/// What was told last of the leads of a page.
private struct ToldPage {
    private struct Key: Hashable {
        var lead: LeadID
        var source: String
    }

    private var rows: [Key: [String: Int64]] = [:]

    /// - Parameter sources: those that are told; what others were told stays as it is.
    init(_ told: [ToldFeedback], _ sources: [String]) {
        for row in told where sources.contains(row.source) {
            rows[Key(lead: row.lead, source: row.source), default: [:]][row.id] = row.digest
        }
    }

    /// What a source was told of some records of a lead, which are not among the rest any more.
    mutating func take(_ lead: LeadID, _ source: String, _ ids: [String]) -> [String: Int64] {
        let key = Key(lead: lead, source: source)
        guard let known = rows[key] else { return [:] }
        let rest = known.filter { !ids.contains($0.key) }
        rows[key] = rest.isEmpty ? nil : rest
        return known
    }

    /// What was told of records that nothing is to be told of now.
    var rest: [ToldFeedback] {
        rows.flatMap { key, told in
            told.map { ToldFeedback(lead: key.lead, source: key.source, id: $0.key, digest: $0.value) }
        }
    }
}
