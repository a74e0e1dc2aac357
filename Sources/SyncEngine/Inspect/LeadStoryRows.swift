import LeadLifecycle
public import LeadModel

extension LeadExplanation {
    /// One stage that the lead was in.
    public struct StageRow: Sendable {
        /// By whose records alone; `nil`: by all of them together.
        public var source: String?
        public var stage: Stage
        public var reason: DiscardReason?
        public var since: Instant
        public var owner: String?
        /// The team that owned the stage, by the agreement of that time.
        public var team: String?
        /// `source id` of the record that shows it.
        public var record: String?
    }

    /// One pass of the lead through sales.
    public struct CycleRow: Sendable {
        public var number: Int
        public var entered: Instant
        public var owner: String?
        public var touches: Int
        public var firstTouch: Instant?
        /// The day of the first touch, where no record knows more of it.
        public var firstTouchDay: ZonedDay?
        public var furthest: Stage
        public var exited: Instant?
        public var reason: DiscardReason?
        /// `open`, `won`, `discarded`, `rejected`, `closed-lost` or `handed-back`.
        public var outcome: String
        public var record: String?
    }
}

/// Puts the story of a lead into rows.
struct LeadStoryRows {
    private let agreement: Agreement
    private let dossier: LeadDossier
    private let story: LifeStory

    init(_ dossier: LeadDossier, agreement: Agreement) {
        self.agreement = agreement
        self.dossier = dossier
        story = agreement.story(of: dossier)
    }

    /// The unified stages first, then those of each source that says any.
    var stages: [LeadExplanation.StageRow] {
        var sources: [String] = []
        for record in dossier.records where !sources.contains(record.stream.source) {
            sources.append(record.stream.source)
        }
        return rows(story.stages, nil) + sources.flatMap { source in rows(ownStages(of: source), source) }
    }

    /// What a source says by itself: by its records of every kind, and nobody else's.
    private func ownStages(of source: String) -> [StageSpan] {
        func own(_ records: [LeadRecord]) -> [LeadRecord] { records.filter { $0.stream.source == source } }
        return agreement.story(
            of: LeadDossier(
                id: dossier.id, lead: dossier.lead, records: own(dossier.records), activities: own(dossier.activities),
                opportunities: own(dossier.opportunities))
        ).stages
    }

    private func rows(_ spans: [StageSpan], _ source: String?) -> [LeadExplanation.StageRow] {
        spans.map { span in
            LeadExplanation.StageRow(
                source: source, stage: span.stage, reason: span.reason, since: span.since, owner: span.owner,
                team: agreement.team(of: span.stage, at: span.since), record: record(of: span.evidence))
        }
    }

    var cycles: [LeadExplanation.CycleRow] {
        story.cycles.map { cycle in
            LeadExplanation.CycleRow(
                number: cycle.number, entered: cycle.entered, owner: cycle.owner, touches: cycle.touches,
                firstTouch: cycle.firstTouch, firstTouchDay: cycle.firstTouchDay, furthest: cycle.furthest,
                exited: cycle.exited, reason: cycle.reason, outcome: cycle.outcome.rawValue,
                record: record(of: cycle.evidence))
        }
    }

    /// When sales got it the last time; `nil` of a lead that it never had.
    var lastEntry: Instant? { story.cycles.last?.entered }

    private func record(of version: VersionID) -> String? {
        (dossier.records + dossier.opportunities).first { record in
            record.versions.contains { $0.version == version }
        }.map { "\($0.stream.source) \($0.id)" }
    }
}
