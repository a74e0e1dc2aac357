public import LeadModel

/// What became of a lead, in the words marketing is told.
public enum FeedbackOutcome: String, Sendable, Hashable, CaseIterable, Codable {
    /// It was won: its stage says so, or one of its opportunities is won.
    case won
    /// It must not be sent anywhere (opt-out, bounce, erasure, or a customer who was discarded).
    case suppressed
    /// It qualified again and goes back to sales.
    case returned
    /// It is marketing's again: the agreement sends it back now, or sales or marketing put it back already.
    case recycled
    /// Its opportunity was lost.
    case lost
    /// Sales gave it up, at hand-over or after work.
    case rejected
    /// It was handed over and nobody touched it within the agreed time.
    case untouched
    /// Sales took it: accepted, qualified, or with an open opportunity.
    case accepted
    /// None of these yet: new, handed over, or being worked on.
    case inProgress = "in-progress"

    /// The first that applies, in the order of the cases: later ones are less final.
    public init(standing: Standing, decision: Decision) {
        self =
            if standing.stage == .won || !standing.won.isEmpty {
                .won
            } else if decision.kind == .suppress {
                .suppressed
            } else if decision.kind == .return {
                .returned
            } else if decision.kind == .recycle || standing.stage == .recycled
                || (standing.stage == .nurturing && standing.exits > 0)
            {
                .recycled
            } else if standing.stage == .lost {
                .lost
            } else if standing.stage == .discarded {
                .rejected
            } else if decision.trigger == .untouched {
                .untouched
            } else if standing.stage == .salesAccepted || standing.stage == .salesQualified
                || standing.stage == .opportunity
            {
                .accepted
            } else {
                .inProgress
            }
    }
}

/// What a marketing source is told about one lead that it delivered, under the id it knows.
public struct FeedbackRow: Sendable, Hashable {
    public let source: String
    /// The record's id in that source.
    public let id: String
    public let lead: LeadID
    public let outcome: FeedbackOutcome
    /// Of a lead that left sales.
    public let reason: DiscardReason?
    public let stage: Stage
    public let furthest: Stage
    /// When sales first answered; `nil` where nobody did, or no record knows more than the day.
    public let firstResponse: Instant?
    /// Minutes by the clock from hand-over to the first answer; `nil` where either is unknown, or known by the day alone, or they
    /// are the wrong way round.
    public let responseMinutes: Int?
    /// How often sales tried to reach the lead.
    public let attempts: Int
    /// One amount per currency.
    public let won: [Money]
    /// The campaign that brought the lead.
    public let campaign: String?
    /// Since when the lead has its stage.
    public let since: Instant?

    /// A row for each record of a marketing source that is not deleted, in the order of source and id.
    public static func rows(_ dossier: LeadDossier, standing: Standing, decision: Decision) -> [FeedbackRow] {
        let outcome = FeedbackOutcome(standing: standing, decision: decision)
        let minutes = responseMinutes(dossier, standing)
        let records = dossier.records.filter { $0.stream.role == .marketing && !$0.current.observation.isDeleted }
        return records.map { record in
            let own = record.current.observation.fields.text(.campaign)
            return FeedbackRow(
                source: record.stream.source, id: record.id, lead: dossier.id, outcome: outcome,
                reason: standing.exit == nil ? nil : standing.reason ?? .unknown, stage: standing.stage,
                furthest: standing.furthest, firstResponse: standing.firstResponse, responseMinutes: minutes,
                attempts: standing.touches, won: standing.won, campaign: own ?? dossier.lead.values.text(.campaign),
                since: standing.since)
        }
        .sorted { ($0.source, $0.id) < ($1.source, $1.id) }
    }

    /// Minutes by the clock from hand-over to the first answer, as `responseMinutes` has it.
    static func responseMinutes(_ dossier: LeadDossier, _ standing: Standing) -> Int? {
        guard let from = standing.handedOver, let to = standing.firstResponse, to >= from,
            !dossier.isKnownByDay(handOver: from)
        else { return nil }
        return Int(to.seconds(since: from) / 60)
    }

    /// The columns of `cells`.
    public static let columns = [
        "id", "lead-id", "outcome", "discard-reason", "stage", "furthest-stage", "first-response", "response-minutes",
        "attempts", "won-amount", "won-currency", "campaign", "since",
    ]

    /// The row for a `RecordWriter` over `columns`; null where there is nothing to say. Amounts in several currencies
    /// stand side by side, in the order of their currencies.
    public var cells: [FieldValue?] {
        func instant(_ instant: Instant?) -> FieldValue { instant.map(FieldValue.instant) ?? .null }
        func text(_ text: String?) -> FieldValue { text.map(FieldValue.text) ?? .null }
        let amounts = won.map { ExactNumber(mantissa: $0.hundredths, scale: 2) }
        let amount: FieldValue =
            switch amounts.count {
            case 0: .null
            case 1: .number(amounts[0])
            default: .list(amounts.map(\.description))
            }
        let currencies = won.map(\.currency).joined(separator: "; ")
        return [
            .text(id), .text(lead.description), .text(outcome.rawValue), text(reason?.word), .text(stage.word),
            .text(furthest.word), instant(firstResponse), responseMinutes.map { .number(ExactNumber($0)) } ?? .null,
            .number(ExactNumber(attempts)), amount, won.isEmpty ? .null : .text(currencies), text(campaign),
            instant(since),
        ]
    }
}

extension LeadDossier {
    /// Whether a time of hand-over is a day without a clock, of which it is the beginning.
    fileprivate func isKnownByDay(handOver time: Instant) -> Bool {
        records.contains { record in
            record.stream.role == .crm
                && record.versions.contains { version in
                    [Field.assigned, .created].contains { version.observation.fields.day($0)?.begins == time }
                }
        }
    }
}
