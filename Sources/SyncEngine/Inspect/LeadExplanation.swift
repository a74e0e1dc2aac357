import Feedback
import LeadLifecycle
public import LeadModel
public import LeadStore
import Reconciliation

/// Why a lead is what it is: its records and how they were matched, each field and who won it, its stage and its decision.
public struct LeadExplanation: Sendable {
    /// A record of the lead.
    public struct Record: Sendable {
        public var source: String
        public var stream: String
        public var id: String
        public var kind: RecordKind
        public var versions: Int
        /// When its current version was true; `nil` where only the time of its export is known.
        public var modified: Instant?
        public var isDeleted: Bool
        /// The export that had no row of it though it was all of its stream, where the record is gone by that.
        public var absence: StoredAbsence?
        /// The file by which a person mended its current version, where one did.
        public var mendedIn: String?
        /// Versions that say only what we had written there ourselves.
        public var echoes: Int
        /// What sales or the lead did, and when; of activities only.
        public var activity: (type: String, at: Instant?)?
        /// How it is known to be of the same person as a record before it; `nil` for the first.
        public var matched: Match?
    }

    /// One reason for one match.
    public struct Match: Sendable {
        /// `id`, `verdict`, or a key as the matching rules spell it.
        public var key: String
        /// The earlier record, as `source id`.
        public var with: String
    }

    /// A field and the values it could have had.
    public struct FieldRow: Sendable {
        public var field: Field
        public var value: String
        public var rule: String
        /// `source id` of the record the value came from.
        public var winner: String
        public var modified: Instant?
        /// Values that lost, with their record.
        public var losers: [(value: String, record: String)]
    }

    public var id: LeadID
    /// The time that was asked about; `nil`: as it is stored.
    public var asOf: Instant?
    /// As of when it was decided, and by which run where it is as it is stored.
    public var decided: (asOf: Instant, run: Int64?)?
    /// As of when it is asked whether it is qualified now.
    public var askedAsOf: Instant
    public var records: [Record]
    public var fields: [FieldRow]
    public var standing: Standing
    public var decision: Decision
    /// The decision in sentences.
    public var because: String
    /// Feeds that it is held back from, since an export that may speak of it was not read to its end.
    public var heldBack: [String]
    public var conditions: [(name: String, value: String, verdict: String)]
    public var absorbed: [LeadID]
    /// What people said of its records.
    public var verdicts: [Verdict]
    public var changes: [(revision: Int, run: Int64, change: LeadChange)]
    /// Every stage it was in: by all records together, then by those of each source.
    public var stages: [StageRow]
    /// Its passes through sales, earliest first.
    public var cycles: [CycleRow]
    /// The rules for the reason it was given up for, in the order in which they are asked.
    public var rules: [RuleRow]
    /// The criteria by which no lead comes back, in the order of the file.
    public var nevers: [[Answer]]
    /// Whether it was qualified when it entered sales, and is now.
    public var qualified: [QualifiedRow]
    /// The feeds that its decision is for, and what it lacks of what each needs.
    public var feeds: [(name: String, lacking: [Field])]
}

/// Looks into a store.
public struct Inspector {
    let workspace: Workspace
    let store: LeadStore
    let rules: RuleBook
    let streams: [Int: StoredStream]

    public init(_ workspace: Workspace) throws(Fault) {
        self.workspace = workspace
        store = try workspace.openForReading()
        rules = try RuleBook(workspace, store: store)
        streams = try store.streamsByNumber()
    }

    /// The leads that a filter fits, in the store's order, with no more of them than the filter allows.
    public func find(_ filter: LeadFilter) throws(Fault) -> [StoredLead] { try store.leads(matching: filter) }

    /// The records of a lead with all their versions.
    func records(of lead: StoredLead) throws(Fault) -> [LeadRecord] {
        LeadRecords(try store.versions(lead.versions), streams: streams).records
    }

    /// Why a lead is what it is.
    /// - Parameters:
    ///   - instant: as of which time, decided by what had happened by then; `nil`: as it is stored.
    ///   - now: the time of asking, which criteria with a length of time look back from.
    public func explain(_ lead: StoredLead, at instant: Instant? = nil, now: Instant = .now) throws(Fault)
        -> LeadExplanation
    {
        var records = try records(of: lead)
        if let instant {
            records = records.compactMap { $0.asOf(instant) }
            guard records.contains(where: { $0.kind == .lead }) else {
                throw Fault(
                    .leadNotFound, .stopRun, "nothing was known of \(lead.id) at \(instant)",
                    advice: "Ask for a later time; `leadloop lead show \(lead.id)` lists since when there are records.")
            }
        }
        var settlement = LeadSettlement(
            rules: rules, now: now, ledger: (look: try LedgerLook(store), streams: streams))
        try settlement.look(at: store.versions(lead.versions))
        let dossier = settlement.dossier(lead.id, records)
        var (standing, decision) = (lead.standing, lead.decision)
        if let instant {
            standing = rules.agreement.standing(of: dossier)
            decision = rules.agreement.decide(
                dossier, standing: standing,
                suppressed: settlement.suppressions(of: dossier).filter { $0.since <= instant }, at: instant)
        }
        let because = Because(decision, standing: standing, dossier: dossier, agreement: rules.agreement)
        let story = LeadStoryRows(dossier, agreement: rules.agreement)
        let unread = try HeldBackLeads(store, workspace)
        let heldBack = instant == nil ? try unread.feeds(holdingBack: lead.id) : []
        return LeadExplanation(
            id: lead.id, asOf: instant, decided: try decided(at: instant), askedAsOf: instant ?? now,
            records: try described(records),
            fields: fields(of: dossier, records, &settlement),
            standing: standing, decision: decision,
            because: ([because.paragraph] + unread.sentences(on: heldBack)).joined(separator: " "), heldBack: heldBack,
            conditions: because.conditions.map { (name: $0.name, value: $0.value, verdict: $0.verdict.rawValue) },
            absorbed: try store.absorbed(into: lead.id).map(\.lead), verdicts: try verdicts(about: records),
            changes: instant == nil ? try store.changes(of: lead.id) : [], stages: story.stages, cycles: story.cycles,
            rules: because.rules.map(LeadExplanation.RuleRow.init),
            nevers: because.nevers.map(LeadExplanation.Answer.lines),
            qualified: qualified(dossier, entry: story.lastEntry, now: instant ?? now),
            feeds: rules.router.feeds.filter {
                $0.carries(dossier, standing: standing, decision: decision) || $0.leavesOut(dossier.lead, decision)
            }.map { (name: $0.name, lacking: $0.lacking(dossier.lead)) })
    }

    /// What is stored stands as of the last run that came to its end: each decides what is due.
    private func decided(at instant: Instant?) throws(Fault) -> (asOf: Instant, run: Int64?)? {
        if let instant { return (asOf: instant, run: nil) }
        return try store.runs(limit: 100).first { $0.finished != nil }.map { (asOf: $0.asOf, run: $0.number) }
    }

    /// When it entered sales the last time, and now.
    private func qualified(
        _ dossier: LeadDossier, entry: Instant?, now: Instant
    ) -> [LeadExplanation.QualifiedRow] {
        let then = entry.flatMap { rules.agreement.qualification(of: dossier, at: $0) }
        let today = rules.agreement.qualification(of: dossier, at: now)
        return [then.map { LeadExplanation.QualifiedRow($0, isEntry: true) }].compactMap(\.self)
            + [today.map { LeadExplanation.QualifiedRow($0, isEntry: false) }].compactMap(\.self)
    }

    private func fields(
        of dossier: LeadDossier, _ records: [LeadRecord], _ settlement: inout LeadSettlement
    ) -> [LeadExplanation.FieldRow] {
        var rows: [LeadExplanation.FieldRow] = []
        var cursor = dossier.lead.values.cursor()
        while let entry = cursor.next(in: dossier.lead.values.bytes) {
            guard entry.field == .stage || entry.field.rawValue >= Field.email.rawValue else { continue }
            let candidates = settlement.candidates(for: entry.field, among: records)
            guard let winner = candidates.first else { continue }
            let version = records[winner.record].versions[winner.version]
            rows.append(
                LeadExplanation.FieldRow(
                    field: entry.field, value: text(winner.value, of: entry.field),
                    rule: rules.survivorship[entry.field].word,
                    winner: name(of: records[winner.record]),
                    modified: version.evidence.grade == .exported ? nil : version.evidence.time,
                    losers: candidates.dropFirst().filter { $0.value != winner.value }.map {
                        (value: text($0.value, of: entry.field), record: name(of: records[$0.record]))
                    }))
        }
        return rows
    }

    private func text(_ value: FieldValue, of field: Field) -> String {
        guard field == .stage, case .number(let number) = value else { return value.description }
        return Stage(rawValue: UInt8(truncatingIfNeeded: number.integer))?.word ?? value.description
    }

    func name(of record: LeadRecord) -> String { "\(record.stream.source) \(record.id)" }

    private func activity(of record: LeadRecord) -> (type: String, at: Instant?)? {
        guard record.kind == .activity else { return nil }
        let fields = record.current.observation.fields
        return (type: fields.text(.activityType) ?? ActivityType.other.rawValue, at: fields.instant(.at))
    }

    // MARK: Matches

    /// The records, each with the strongest key that joins it to one before it.
    private func described(_ records: [LeadRecord]) throws(Fault) -> [LeadExplanation.Record] {
        let verdicts = VerdictBook(try store.verdicts())
        var keys = MatchKeys(rules: rules.matching, hashKey: rules.hashKey)
        var seen: [(record: Int, keys: [MatchKey: Int])] = []
        return try records.enumerated().map { (index, record) throws(Fault) in
            var own: [MatchKey: Int] = [:]
            for version in record.versions {
                var derived: [MatchKeys.Derived] = []
                keys.append(of: version.observation, space: streams[record.stream.number]?.idSpace ?? "", to: &derived)
                for key in derived { own[key.key] = max(own[key.key] ?? .min, key.rule) }
            }
            if record.kind == .lead {
                for key in verdicts.keys(of: record.name(in: streams), keys) { own[key.key] = key.rule }
            }
            var best: (rule: Int, with: Int)?
            for other in seen {
                for (key, rule) in own where other.keys[key] != nil {
                    let strength = rule < 0 && rule != MatchKeys.Derived.verdict ? -1 : rule
                    if strength < best?.rule ?? .max { best = (rule: strength, with: other.record) }
                }
            }
            seen.append((record: index, keys: own))
            return LeadExplanation.Record(
                source: record.stream.source, stream: record.stream.stream, id: record.id, kind: record.kind,
                versions: record.versions.count,
                modified: record.current.evidence.grade == .exported ? nil : record.current.evidence.time,
                isDeleted: record.current.observation.isDeleted,
                absence: try store.absences(of: [record.current.version])[record.current.version],
                mendedIn: try store.mendingFile(of: record.current.version),
                echoes: try store.echoes(of: record.versions.map(\.version)).values.count(where: \.isWhole),
                activity: activity(of: record),
                matched: best.map {
                    LeadExplanation.Match(
                        key: word(ofRule: $0.rule), with: name(of: records[$0.with]))
                })
        }
    }

    private func word(ofRule rule: Int) -> String {
        switch rule {
        case MatchKeys.Derived.verdict: "verdict"
        case ..<0: "id"
        default: rules.matching.keys[rule].word
        }
    }

    private func verdicts(about records: [LeadRecord]) throws(Fault) -> [Verdict] {
        let names = Set(records.filter { $0.kind == .lead }.map { $0.name(in: streams) })
        return try store.verdicts().filter { names.contains($0.left) || names.contains($0.right) }
    }
}
