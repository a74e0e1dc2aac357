public import LeadModel

/// What became of a lead, in the words marketing is told.
public enum FeedbackOutcome: String, Sendable, Hashable, CaseIterable, Codable {
    /// It was won: its stage says so, or one of its opportunities is won.
    case won
    /// It must not be sent anywhere (opt-out, bounce, erasure, or a customer who was discarded).
    case suppressed
    /// It qualified again and goes back to sales.
    case returned
    /// The agreement recycles it, and holds it out of its track as control: it is to be left alone.
    case control
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
            } else if decision.kind == .recycle, decision.isControl {
                .control
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
    /// The source that is told, by its name.
    public let source: String
    /// The record's id in that source.
    public let id: String
    /// The lead that the record belongs to.
    public let lead: LeadID
    /// What became of it.
    public let outcome: FeedbackOutcome
    /// Of a lead that left sales.
    public let reason: DiscardReason?
    /// Where it stands now.
    public let stage: Stage
    /// The furthest that it ever came.
    public let furthest: Stage
    /// When sales first got it.
    public let handedOver: Instant?
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
                furthest: standing.furthest, handedOver: standing.handedOver, firstResponse: standing.firstResponse,
                responseMinutes: minutes,
                attempts: standing.touches, won: standing.won, campaign: own ?? dossier.lead.values.text(.campaign),
                since: standing.since)
        }
        .sorted { ($0.source, $0.id) < ($1.source, $1.id) }
    }

    /// Whether sales ever took it: accepted, qualified, with an opportunity, won or lost.
    public var isAccepted: Bool {
        switch furthest {
        case .salesAccepted, .salesQualified, .opportunity, .lost, .won: true
        case .new, .nurturing, .marketingQualified, .assigned, .working, .discarded, .recycled: false
        }
    }

    /// Minutes by the clock from hand-over to the first answer, as `responseMinutes` has it.
    static func responseMinutes(_ dossier: LeadDossier, _ standing: Standing) -> Int? {
        guard let from = standing.handedOver, let to = standing.firstResponse, to >= from,
            !dossier.isKnownByDay(handOver: from)
        else { return nil }
        return Int(to.seconds(since: from) / 60)
    }

    /// Whether it came to an opportunity, won and lost ones included.
    public var hadOpportunity: Bool { furthest == .opportunity || furthest == .lost || furthest == .won }

    private static let keys = ["id", "lead-id"]
    private static let facts = [
        "outcome", "discard-reason", "stage", "furthest-stage", "accepted", "handed-over", "first-response",
        "response-minutes", "attempts", "won-amount", "won-currency", "campaign", "since",
    ]
    private static let money = ["cost", "cost-currency", "return-percent"]

    /// The columns of `toldCells`: what is compared with what was told last.
    public static let toldColumns = keys + facts
    /// The columns of `cells`.
    public static let columns = toldColumns + money
    /// The columns of `changeCells` and `withdrawalCells`.
    public static let changeColumns = keys + ["action", "number", "digest"] + facts

    /// The row for a `RecordWriter` over `toldColumns`; null where there is nothing to say. Amounts in several currencies
    /// stand side by side, in the order of their currencies. What the lead cost is not among them: it is another with every
    /// lead that its campaign brings.
    public var toldCells: [FieldValue?] {
        func instant(_ instant: Instant?) -> FieldValue { instant.map(FieldValue.instant) ?? .null }
        func text(_ text: String?) -> FieldValue { text.map(FieldValue.text) ?? .null }
        return [
            .text(id), .text(lead.description), .text(outcome.rawValue), text(reason?.word), .text(stage.word),
            .text(furthest.word), .flag(isAccepted), instant(handedOver), instant(firstResponse),
            responseMinutes.map { .number(ExactNumber($0)) } ?? .null, .number(ExactNumber(attempts)),
            FieldValue(amounts: won), FieldValue(currencies: won), text(campaign), instant(since),
        ]
    }

    /// What is told, as bytes that differ wherever a cell does: to be compared, and cheaper than the row as text.
    /// - Parameter cells: `toldCells`.
    public static func packed(_ cells: [FieldValue?]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(192)
        func append(_ kind: UInt8, _ number: Int64) {
            bytes.append(kind)
            withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
        }
        func append(_ kind: UInt8, _ text: String) {
            bytes.append(kind)
            bytes.append(contentsOf: text.utf8)
            // No text has this byte.
            bytes.append(0xFF)
        }
        for cell in cells {
            switch cell {
            case nil, .null: bytes.append(0)
            case .text(let text): append(1, text)
            case .number(let number):
                append(2, number.mantissa)
                bytes.append(number.scale)
            case .instant(let instant): append(3, instant.milliseconds)
            case .flag(let flag): bytes.append(flag ? 4 : 5)
            case let cell?: append(6, cell.description)
            }
        }
        return bytes
    }

    /// The row for a `RecordWriter` over `columns`.
    /// - Parameter told: `toldCells`.
    /// - Parameter prices: what leads of campaigns were bought for; the lead's part is told.
    public func cells(_ told: [FieldValue?], pricedBy prices: CampaignPrices) -> [FieldValue?] {
        let cost = campaign.map { prices.cost(of: $0, leads: 1) } ?? []
        let percent =
            cost.count == 1
            ? Rounding.returnPercent(won: won.amount(in: cost[0].currency).hundredths, cost: cost[0].hundredths) : nil
        return told + [
            FieldValue(amounts: cost), FieldValue(currencies: cost),
            percent.map { .number(ExactNumber(mantissa: $0)) } ?? .null,
        ]
    }

    /// The row for a `RecordWriter` over `changeColumns`.
    /// - Parameters:
    ///   - told: `toldCells`.
    ///   - action: `add` or `change`.
    ///   - number: of the file.
    ///   - digest: of `packed`.
    public static func changeCells(
        _ told: [FieldValue?], _ action: FeedAction, number: Int, digest: Int64
    ) -> [FieldValue?] {
        told.prefix(2) + [
            .text(action.rawValue), .number(ExactNumber(number)), .text(hex(digest)),
        ] + told.dropFirst(2)
    }

    /// The row over `changeColumns` that says that nothing more is told of a record.
    /// - Parameter id: `nil` of a person who was erased.
    public static func withdrawalCells(_ id: String?, _ lead: LeadID, number: Int) -> [FieldValue?] {
        let keys: [FieldValue?] = [
            id.map(FieldValue.text) ?? .null, .text(lead.description), .text(FeedAction.withdraw.rawValue),
            .number(ExactNumber(number)), .null,
        ]
        return keys + [FieldValue?](repeating: .null, count: facts.count)
    }

    private static func hex(_ digest: Int64) -> String {
        let digits = String(UInt64(bitPattern: digest), radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
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
