import LeadLifecycle
import LeadModel
import LeadStore
import Reconciliation

/// Makes one lead of one person's records: unify, stand, decide, compare with what is stored.
struct LeadSettlement {
    private let agreement: Agreement
    private let router: FeedRouter
    private let now: Instant
    private let run: Int64
    private var survivorship: Survivorship

    init(rules: RuleBook, now: Instant, run: Int64) {
        agreement = rules.agreement
        router = rules.router
        survivorship = Survivorship(rules.survivorship)
        self.now = now
        self.run = run
    }

    /// What is to be written of a lead.
    struct Result {
        /// `nil` where nothing about the lead is new.
        var write: LeadPage.Write?
        var messages: [OutboxMessage] = []
        /// The lead became recyclable with this.
        var isNewlyRecycled = false
        /// The version that shows why.
        var evidence: VersionID?
    }

    /// - Parameters:
    ///   - records: of one person, by stream and id, each with its versions in order.
    ///   - stored: the lead as it was; `nil` for a new one.
    ///   - held: what receivers of feeds hold of it.
    mutating func settle(
        _ id: LeadID, _ records: [LeadRecord], stored: StoredLead?, held: [(feed: String, content: [UInt8])],
        ledger: [Suppression], joined: [VersionID] = [], absorbed: [LeadID] = []
    ) -> Result {
        let dossier = dossier(id, records)
        let standing = agreement.standing(of: dossier)
        let decision = agreement.decide(dossier, standing: standing, suppressed: ledger, at: now)
        var versions: [VersionID] = []
        for record in records { for version in record.versions { versions.append(version.version) } }
        if versions.count > 1 { versions.sort() }

        var changes: [LeadChange] = []
        var revision = 1
        if let stored {
            changes = LeadChanges.between(stored, dossier.lead, standing, decision)
            revision = stored.revision + (changes.isEmpty ? 0 : 1)
        }
        var result = Result()
        result.messages = router.messages(for: dossier, standing: standing, decision: decision, revision: revision, held: held)
        result.isNewlyRecycled =
            decision.kind == .recycle && (stored?.decision.kind != .recycle || stored?.decision.cycle != decision.cycle)
        result.evidence = decision.evidence ?? versions.first
        let isNew = stored == nil || !changes.isEmpty || stored?.versions != versions || !joined.isEmpty || !absorbed.isEmpty
        if isNew || !result.messages.isEmpty || stored?.standing != standing || stored?.decision != decision {
            result.write = LeadPage.Write(
                id: id, isNew: stored == nil, revision: revision, versions: versions, lead: dossier.lead, standing: standing, decision: decision,
                joined: joined, absorbed: absorbed, changes: changes)
        }
        return result
    }

    /// What would be decided of a person's records, without comparing or writing anything.
    mutating func decision(_ id: LeadID, _ records: [LeadRecord]) -> Decision {
        let dossier = dossier(id, records)
        return agreement.decide(dossier, standing: agreement.standing(of: dossier), suppressed: [], at: now)
    }

    /// Everything known of a person, unified.
    mutating func dossier(_ id: LeadID, _ records: [LeadRecord]) -> LeadDossier {
        let lead = survivorship.unify(records)
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

/// Puts versions together to records.
enum LeadRecords {
    /// Records by source, stream and id, each with its versions in the order of truth. A version that repeats what was
    /// known is left out and reported.
    static func group(
        _ versions: [StoredVersion], streams: [Int: StoredStream], repeated: (StoredVersion) -> Void
    ) -> [LeadRecord] {
        var records: [LeadRecord] = []
        for version in versions {
            guard let stream = streams[version.version.stream] else { continue }
            let observation = Observation(kind: stream.info.kind, fields: version.observation)
            let id = observation.id
            let entry = RecordVersion(
                version: version.version, evidence: version.evidence, digest: version.digest, observation: observation)
            if let index = records.firstIndex(where: { $0.stream.number == stream.info.number && $0.id == id }) {
                if isRepeated(entry, in: records[index]) {
                    repeated(version)
                } else {
                    records[index].versions.append(entry)
                }
            } else {
                records.append(LeadRecord(stream: stream.info, id: id, versions: [entry]))
            }
        }
        for index in records.indices where records[index].versions.count > 1 { records[index].versions.sort(by: RecordVersion.isEarlier) }
        if records.count > 1 { records.sort(by: isBefore) }
        return records
    }

    static func isBefore(_ left: LeadRecord, _ right: LeadRecord) -> Bool {
        left.stream.number == right.stream.number ? left.id < right.id : left.stream.number < right.stream.number
    }

    /// The versions come in the order they arrived. The same bytes say the same again, unless only the time of export
    /// tells which is current and another version came in between.
    private static func isRepeated(_ version: RecordVersion, in record: LeadRecord) -> Bool {
        if version.evidence.grade == .exported { return record.versions.last?.digest == version.digest }
        return record.versions.contains { $0.digest == version.digest }
    }
}
