public import LeadLifecycle
public import LeadModel
import LeadStore

/// A review of what was agreed to be qualified, and the leads about which sales and the agreement contradict each other.
public struct QualificationReport: Sendable {
    public var review: QualificationReview
    /// The latest first.
    public var disagreements: WorstFirst<DisagreedLead>
}

/// A lead that sales took or gave up against what was agreed.
public struct DisagreedLead: Sendable {
    public var lead: LeadID
    public var kind: Disagreement
    public var handedOver: Instant
    /// `nil` where no record names anybody.
    public var owner: String?
    /// Empty where it belongs to none.
    public var campaign: String
    /// Why sales gave it up; `nil` of one that it took.
    public var reason: DiscardReason?
    /// The conditions that it did not fulfil, as the file writes them; of one that fulfilled the criterion, none.
    public var unmet: [String]
    /// `effective-from` of the version that was in force at the hand-over.
    public var agreement: String
    /// Source, stream and id of the record that shows what sales made of it.
    public var record: String?
}

/// What a report on the definition of qualified leads is to tell.
public struct QualificationQuestion: Sendable {
    public var days: ScorecardQuestion
    public var grouping = QualificationReview.Grouping.campaign
    /// Which contradictions are listed, and how many at most.
    public var kinds = Set(Disagreement.allCases)
    public var limit = 0

    public init(_ days: ScorecardQuestion) { self.days = days }
}

extension Inspector {
    /// Walks through all leads and holds what sales made of each against what was agreed when it was handed over.
    /// Of a time that is over, only what was known by then is looked at.
    ///
    /// Memory grows with conditions, groups and `limit`, not with the leads.
    public func qualification(_ question: QualificationQuestion, now: Instant = .now) throws(Fault)
        -> QualificationReport
    {
        let agreement = rules.agreement
        let asOf = question.days.asOf
        let version = agreement.version(at: asOf) ?? agreement.versions[0]
        var review = QualificationReview(
            agreement, try period(question.days, zone: version.zone), by: question.grouping, asOf: asOf)
        let measure = ServiceMeasure(agreement, asOf: asOf)
        var listed = WorstFirst<DisagreedLead>(limit: question.limit)
        var settlement = LeadSettlement(rules: rules, now: asOf)
        var past = asOf < now ? PastDossiers(at: asOf, rules: rules) : nil
        try DossierScan(store: store, streams: streams).forEach(by: &settlement) { (_, whole) throws(Fault) in
            guard let dossier = past == nil ? whole : past?.dossier(whole) else { return }
            let campaign = dossier.lead.values[.campaign].map(\.description) ?? ""
            for judged in measure.judge(measure.measure(dossier), of: dossier) {
                review.add(judged, campaign: campaign)
                guard let kind = judged.disagreement, question.kinds.contains(kind), review.contains(judged.pass) else {
                    continue
                }
                listed.offer(
                    badness: Int(judged.pass.handedOver.milliseconds / 1_000), order: dossier.id.number,
                    DisagreedLead(judged, kind, of: dossier, campaign: campaign, agreement))
            }
        }
        return QualificationReport(review: review, disagreements: listed)
    }
}

extension DisagreedLead {
    fileprivate init(
        _ judged: JudgedPass, _ kind: Disagreement, of dossier: LeadDossier, campaign: String, _ agreement: Agreement
    ) {
        let conditions = judged.answer(for: .marketingQualified)?.judgement.conditions ?? []
        self.init(
            lead: dossier.id, kind: kind, handedOver: judged.pass.handedOver, owner: judged.pass.owner,
            campaign: campaign, reason: judged.pass.isGivenUp ? judged.pass.reason ?? .unknown : nil,
            unmet: kind == .acceptedThoughUnqualified ? conditions.filter { !$0.isMet }.map(\.text) : [],
            agreement: agreement.versions[judged.pass.version].effectiveFrom,
            record: dossier.place(of: judged.pass.evidence))
    }
}

/// Whether fulfilling something went with being accepted, or with being won.
public enum Prediction: String, Sendable, CaseIterable {
    /// Those who fulfil it are accepted, or won, more often than chance explains.
    case speaksFor = "for"
    /// Less often than chance explains.
    case speaksAgainst = "against"
    /// The difference is one that chance makes.
    case none
    /// Fewer than `Share.fewest` on one side.
    case tooFew = "too-few"

    /// Chance makes so great a difference once in a hundred comparisons: `|z| ≥ 2.576`.
    private static let significance = 2.576

    public init(met: Share, unmet: Share) {
        guard met.denominator >= Share.fewest, unmet.denominator >= Share.fewest else {
            self = .tooFew
            return
        }
        let deviations = Chance.deviations(
            Double(unmet.numerator) / Double(unmet.denominator), of: unmet.denominator,
            Double(met.numerator) / Double(met.denominator), of: met.denominator)
        self =
            deviations >= Prediction.significance
            ? .speaksFor
            : deviations <= -Prediction.significance ? .speaksAgainst : .none
    }
}
