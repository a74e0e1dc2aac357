import LeadLifecycle
import LeadModel
import LeadStore
import Reconciliation

/// Makes one lead of one person's records: unify, stand, decide, compare with what is stored.
struct LeadSettlement {
    private let agreement: Agreement
    private let router: FeedRouter
    private let now: Instant
    private var survivorship: Survivorship
    private let ledger: LedgerLook?
    private let streams: [Int: StoredStream]

    /// - Parameter ledger: who must not be sent anywhere, with the streams whose records it is asked about; `nil` where
    ///   nothing is decided.
    init(rules: RuleBook, now: Instant, ledger: (look: LedgerLook, streams: [Int: StoredStream])? = nil) {
        agreement = rules.agreement
        router = rules.router
        survivorship = Survivorship(rules.survivorship)
        self.ledger = ledger?.look
        streams = ledger?.streams ?? [:]
        self.now = now
    }

    /// Looks the people of a page up in the ledger, before any of them is decided about.
    func look(at versions: some Sequence<StoredVersion>) throws(Fault) { try ledger?.prepare(for: versions, streams) }

    /// What is to be written of a lead.
    struct Result {
        /// `nil` where nothing about the lead is new.
        var write: LeadPage.Write?
        var messages: [OutboxMessage] = []
        /// Where the lead went with this.
        var moved = MovedLeads()
        /// The version that shows why.
        var evidence: VersionID?
    }

    /// - Parameters:
    ///   - records: of one person, by stream and id, each with its versions in order.
    ///   - stored: the lead as it was; `nil` for a new one.
    ///   - held: what receivers of feeds hold of it.
    ///   - firstRevision: of a lead that is not stored.
    mutating func settle(
        _ id: LeadID, _ records: [LeadRecord], stored: StoredLead?, held: [(feed: String, content: [UInt8])],
        joined: [VersionID] = [], absorbed: [LeadID] = [], firstRevision: Int = 1
    ) -> Result {
        let dossier = dossier(id, records)
        return conclude(
            dossier, agreement.standing(of: dossier), records, stored: stored, held: held, joined: joined,
            absorbed: absorbed, firstRevision: firstRevision)
    }

    /// Decides about a lead whose records, and the rules that unify them, are those by which it was stored: golden record
    /// and standing are still true.
    func redecide(
        _ stored: StoredLead, _ records: [LeadRecord], held: [(feed: String, content: [UInt8])]
    ) -> Result {
        conclude(
            LeadSettlement.dossier(stored.id, stored.golden, records), stored.standing, records, stored: stored,
            held: held)
    }

    private func conclude(
        _ dossier: LeadDossier, _ standing: Standing, _ records: [LeadRecord], stored: StoredLead?,
        held: [(feed: String, content: [UInt8])], joined: [VersionID] = [],
        absorbed: [LeadID] = [], firstRevision: Int = 1
    ) -> Result {
        let decision = decide(dossier, standing)
        var versions: [VersionID] = []
        for record in records { for version in record.versions { versions.append(version.version) } }
        if versions.count > 1 { versions.sort() }

        var changes: [LeadChange] = []
        var revision = firstRevision
        if let stored {
            changes = LeadChanges.between(stored, dossier.lead, standing, decision)
            revision = stored.revision + (changes.isEmpty ? 0 : 1)
        }
        var result = Result()
        result.messages = router.messages(
            for: dossier, standing: standing, decision: decision,
            story: { agreement.backstory(of: dossier, standing: standing, decision: decision) }, revision: revision,
            held: held)
        result.moved = MovedLeads(from: stored?.decision, to: decision)
        for feed in router.newlyLeftOut(dossier.lead, decision, stored: stored, held: held) {
            result.moved.leftOut[feed] = 1
        }
        result.evidence = decision.evidence ?? versions.first
        let isNew =
            stored == nil || !changes.isEmpty || stored?.versions != versions || !joined.isEmpty || !absorbed.isEmpty
            || stored.map { $0.golden.winners != dossier.lead.winners } ?? false
        if isNew || !result.messages.isEmpty || stored?.standing != standing || stored?.decision != decision {
            result.write = LeadPage.Write(
                id: dossier.id, isNew: stored == nil, revision: revision, versions: versions, lead: dossier.lead,
                standing: standing, decision: decision,
                joined: joined, absorbed: absorbed, changes: changes)
        }
        return result
    }

    /// What is to become of a lead of a page that was looked up.
    func decide(_ dossier: LeadDossier, _ standing: Standing) -> Decision {
        agreement.decide(dossier, standing: standing, suppressed: suppressions(of: dossier), at: now)
    }

    /// What the ledger says of a lead of a page that was looked up.
    func suppressions(of dossier: LeadDossier) -> [Suppression] { ledger?.suppressions(of: dossier, streams) ?? [] }

    /// Everything known of a person, unified.
    mutating func dossier(_ id: LeadID, _ records: [LeadRecord]) -> LeadDossier {
        LeadSettlement.dossier(id, survivorship.unify(records), records)
    }

    private static func dossier(_ id: LeadID, _ lead: UnifiedLead, _ records: [LeadRecord]) -> LeadDossier {
        guard records.contains(where: { $0.kind != .lead }) else {
            return LeadDossier(id: id, lead: lead, records: records, activities: [], opportunities: [])
        }
        let activities = records.filter { $0.kind == .activity }
            .map { (record: $0, at: $0.current.observation.fields.instant(.at) ?? $0.current.evidence.time) }
            .sorted { $0.at == $1.at ? LeadRecords.isBefore($0.record, $1.record) : $0.at < $1.at }
            .map(\.record)
        return LeadDossier(
            id: id, lead: lead, records: records.filter { $0.kind == .lead }, activities: activities,
            opportunities: records.filter { $0.kind == .opportunity })
    }

    /// Every value a field could have had, the surviving one first.
    mutating func candidates(for field: Field, among records: [LeadRecord]) -> [Survivorship.Candidate] {
        survivorship.candidates(for: field, among: records)
    }
}
