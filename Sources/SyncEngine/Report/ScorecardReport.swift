public import LeadLifecycle
public import LeadModel
import LeadStore

/// A scorecard, and the leads that it is about.
public struct ScorecardReport: Sendable {
    public var scorecard: Scorecard
    public var grouping: Scorecard.Grouping
    /// Broken promises of the period, by kind, and of each the latest first.
    public var breaches: WorstFirst<Breach>
    /// How many of each kind, in the order of `Breach.Kind.allCases`.
    public var breachCounts: [(kind: Breach.Kind, count: Int)]
    /// Leads that nobody has touched, those that are latest first.
    public var waiting: WorstFirst<UntouchedLead>
    /// How many of them were to be answered by now.
    public var waitingLate: Int
    /// Leads that nobody in sales has touched and that marketing has since: nobody in sales is to act any more.
    public var recycled: WorstFirst<UntouchedLead>
    /// Sources of sales' leads of which no touch is on record in the period, with how many leads were handed over in each.
    public var quietSources: [(source: String, passes: Int)]
    /// Whether any lead is known to marketing, by a record or a campaign.
    public var knowsMarketing: Bool
    /// That no record names the owner who was asked for; `nil` where one does, or nobody was asked for.
    public var unknownOwner: String?
}

/// A lead that nobody has touched.
public struct UntouchedLead: Sendable {
    public var wait: WaitingLead
    /// What becomes of it if nobody comes; `nil` where it never counts as untouched.
    public var outlook: WaitingOutlook?
}

/// What a scorecard is to tell.
public struct ScorecardQuestion: Sendable {
    /// `2026-Q3`, `2026-09`, `2026-W37`, `2026`, `2026-07-01..2026-08-15`; `nil`: the quarter of `asOf`.
    public var period: String?
    public var asOf: Instant
    public var grouping = Scorecard.Grouping.owner
    /// At most so many leads in each list.
    public var limit = 0
    public var kinds = Set(Breach.Kind.allCases)
    /// Only leads of this owner are listed; the empty text for those that nobody owns.
    public var owner: String?

    public init(period: String? = nil, asOf: Instant) {
        self.period = period
        self.asOf = asOf
    }

    public static let periodAdvice =
        "Write 2026-Q3, 2026-09, 2026-W37, 2026, or two days, 2026-07-01..2026-08-15, at most ten years apart."

    /// Whether a text names a period in any zone.
    public static func isPeriod(_ text: String) -> Bool {
        CivilZone("UTC").flatMap { ReportPeriod(text, zone: $0) } != nil
    }
}

extension Inspector {
    /// Walks through all leads and measures how both sides kept the agreement, as its files say it. Of a time that is over,
    /// only what was known by then is looked at.
    ///
    /// Memory grows with owners, campaigns or sources and with `limit`, not with the leads.
    public func scorecard(_ question: ScorecardQuestion, now: Instant = .now) throws(Fault) -> ScorecardReport {
        let agreement = rules.agreement
        let version = agreement.version(at: question.asOf) ?? agreement.versions[0]
        let period = try period(question, zone: version.zone)
        var tally = ReportTally(
            measure: ServiceMeasure(agreement, asOf: question.asOf),
            scorecard: Scorecard(agreement, period, asOf: question.asOf), question: question, streams: streams)
        var settlement = LeadSettlement(
            rules: rules, now: question.asOf, ledger: (look: try LedgerLook(store), streams: streams))
        let looking = settlement
        var past = question.asOf < now ? PastDossiers(at: question.asOf, rules: rules) : nil
        try DossierScan(store: store, streams: streams).forEach(by: &settlement) { (_, whole) throws(Fault) in
            func ledger() -> [Suppression] { looking.suppressions(of: whole).filter { $0.since <= question.asOf } }
            guard past != nil else { return tally.add(whole, suppressed: ledger) }
            tally.add(past?.dossier(whole), of: whole, suppressed: ledger)
        }
        return tally.report
    }

    func period(_ question: ScorecardQuestion, zone: CivilZone) throws(Fault) -> ReportPeriod {
        guard let text = question.period else {
            return ReportPeriod(.quarter, containing: question.asOf, zone: zone)
        }
        if let period = ReportPeriod(text, zone: zone) { return period }
        throw Fault(
            .configUnknownValue, .stopRun, "'\(text)' is not a period", advice: ScorecardQuestion.periodAdvice)
    }
}
