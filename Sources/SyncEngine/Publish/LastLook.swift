import Feedback
import LeadLifecycle
import LeadModel
import LeadStore

/// The last look at who may not be sent anywhere, just before a row is written: not as decided then, but as it stands now.
///
/// What the store says of a lead is asked always; those whom the ledger names, whose entries may have come since, are decided
/// about again, and everybody is where the rules are others than those by which the store was decided.
struct LastLook {
    private let store: LeadStore
    private let rules: RuleBook
    private let streams: [Int: StoredStream]
    private let ledger: LedgerLook
    private var settlement: LeadSettlement
    /// Whether what is stored was decided by other rules than those of now.
    private let isOutdated: Bool

    init(_ store: LeadStore, rules: RuleBook, now: Instant) throws(Fault) {
        self.store = store
        self.rules = rules
        streams = try store.streamsByNumber()
        ledger = try LedgerLook(store)
        settlement = LeadSettlement(rules: rules, now: now, ledger: (look: ledger, streams: streams))
        isOutdated = try DecidingRules.fingerprint(in: store) != rules.fingerprint(at: now)
    }

    /// Those of some leads that may be sent out now.
    mutating func sendable(_ ids: [LeadID]) throws(Fault) -> Set<LeadID> {
        var leaving: Set<LeadID> = []
        return try sendable(ids, of: nil, leaving: &leaving)
    }

    /// Those of some leads that may be sent out now.
    /// - Parameter leaving: gets those of them that, decided about anew, would not be in the feed.
    mutating func sendable(
        _ ids: [LeadID], of feed: FeedDefinition?, leaving: inout Set<LeadID>
    ) throws(Fault) -> Set<LeadID> {
        var sendable = try store.sendable(ids)
        guard isOutdated || !ledger.isEmpty, !sendable.isEmpty else { return sendable }
        var versions: [VersionID: StoredVersion] = [:]
        let leads = try store.leads(sendable.sorted(), adding: &versions)
        try ledger.prepare(for: versions.values, streams)
        guard isOutdated || ledger.hasFound else { return sendable }
        for lead in leads
        where isOutdated || ledger.names(lead.versions.lazy.compactMap({ versions[$0] }), streams) {
            let records = LeadRecords(lead.versions.compactMap { versions[$0] }, streams: streams).records
            let dossier = settlement.dossier(lead.id, records)
            let standing = rules.agreement.standing(of: dossier)
            let decision = settlement.decide(dossier, standing)
            // Nobody may be written to who has nothing left that she may be reached by.
            if decision.kind == .suppress || decision.cause == .unreachable {
                sendable.remove(lead.id)
            } else if let feed, !feed.carries(dossier, standing: standing, decision: decision) {
                leaving.insert(lead.id)
            }
        }
        return sendable
    }
}
