public import LeadModel

/// What became of some leads after they were recycled.
public struct CohortFigures: Sendable, Hashable {
    /// What is told of a lead that was recycled.
    public enum Outcome: String, Sendable, Hashable, CaseIterable {
        /// It did something itself.
        case reengaged = "re-engaged"
        /// It qualified again, or sales took it again.
        case requalified = "re-qualified"
        case opportunity
        case won
    }

    /// Everybody who is counted.
    public fileprivate(set) var leads = 0
    /// Those that a feed's receiver got; nobody of a control group.
    public fileprivate(set) var handedOver = 0
    fileprivate var counts = [Int](repeating: 0, count: Outcome.allCases.count)
    /// What was won, one amount per currency, by currency.
    public fileprivate(set) var earned: [Money] = []
    /// What they were bought for, as far as is known; one amount per currency.
    public fileprivate(set) var costs: [Money] = []
    /// Of so many of them.
    public fileprivate(set) var leadsWithCost = 0
    fileprivate var campaigns: [String: Int] = [:]

    /// How many of them did so.
    public func count(of outcome: Outcome) -> Int {
        counts[Outcome.allCases.firstIndex(of: outcome) ?? 0]
    }

    /// (Earned − cost) over cost, in per cent, in the currency of the cost; `nil` where the cost is not known in one currency.
    public var returnPercent: Int64? {
        guard costs.count == 1 else { return nil }
        return Rounding.returnPercent(
            won: earned.amount(in: costs[0].currency).hundredths, cost: costs[0].hundredths)
    }

    fileprivate mutating func add(_ pass: RecycledPass, isHandedOver: Bool, campaign: String?) {
        leads += 1
        if isHandedOver { handedOver += 1 }
        let met = [pass.isReengaged, pass.isRequalified, pass.hasOpportunity, pass.isWon]
        for index in counts.indices where met[index] { counts[index] += 1 }
        for amount in pass.earned { earned.add(amount) }
        if let campaign { campaigns[campaign, default: 0] += 1 }
    }

    fileprivate mutating func price(by prices: CampaignPrices) {
        (costs, leadsWithCost) = prices.cost(of: campaigns)
    }
}

/// Leads that were recycled for one reason into one track, in one month where months are told apart: those for whom it was
/// meant, and those who were held out.
public struct RecyclingCohort: Sendable, Hashable {
    /// `2026-09`, by the agreement's zone; `nil` where months are not told apart.
    public let month: String?
    /// A discard reason, or `untouched`.
    public let reason: String
    /// The nurture track, by its name.
    public let track: String
    /// Everybody who was not held out, handed over or not: who is left out of a feed is left out of both groups' chances.
    public fileprivate(set) var nurtured = CohortFigures()
    /// Those of `nurtured` who were recycled while somebody was held out of their track.
    public fileprivate(set) var compared = CohortFigures()
    /// Those who were held out, to compare with.
    public fileprivate(set) var control = CohortFigures()

    init(month: String?, reason: String, track: String) {
        self.month = month
        self.reason = reason
        self.track = track
    }

    /// Those who were nurtured and those who were held out.
    public var leads: Int { nurtured.leads + control.leads }

    /// By how much more of those who were nurtured did so than of those who were held out; `nil` where either are too few.
    public func lift(of outcome: CohortFigures.Outcome) -> Lift? {
        Lift(
            compared.count(of: outcome), of: compared.leads, against: control.count(of: outcome), of: control.leads)
    }

    fileprivate mutating func add(_ pass: RecycledPass, isHandedOver: Bool, campaign: String?) {
        guard !pass.isControl else { return control.add(pass, isHandedOver: false, campaign: campaign) }
        nurtured.add(pass, isHandedOver: isHandedOver, campaign: campaign)
        if pass.isMeasured { compared.add(pass, isHandedOver: isHandedOver, campaign: campaign) }
    }

    fileprivate mutating func price(by prices: CampaignPrices) {
        nurtured.price(by: prices)
        compared.price(by: prices)
        control.price(by: prices)
    }
}

/// Adds up recycled leads by reason and track, lead by lead; memory grows with the cohorts and campaigns, not with the leads.
public struct CohortAggregator: Sendable {
    private struct Key: Hashable {
        var month: String?
        var reason: String
        var track: String
    }

    private var cohorts: [Key: RecyclingCohort] = [:]
    private let tellsMonths: Bool

    /// The word for leads that nobody had touched.
    public static let untouched = "untouched"

    /// - Parameter byMonth: whether months are told apart.
    public init(byMonth: Bool) { tellsMonths = byMonth }

    /// - Parameters:
    ///   - month: in which it was recycled.
    ///   - isHandedOver: whether a feed's receiver got it then.
    ///   - campaign: that brought it.
    public mutating func add(_ pass: RecycledPass, month: String, isHandedOver: Bool, campaign: String?) {
        let key = Key(
            month: tellsMonths ? month : nil, reason: pass.reason?.word ?? CohortAggregator.untouched,
            track: pass.track)
        cohorts[key, default: RecyclingCohort(month: key.month, reason: key.reason, track: key.track)]
            .add(pass, isHandedOver: isHandedOver, campaign: campaign)
    }

    /// By month, then the largest first.
    public func cohorts(pricedBy prices: CampaignPrices) -> [RecyclingCohort] {
        var priced = Array(cohorts.values)
        for index in priced.indices { priced[index].price(by: prices) }
        return priced.sorted { left, right in
            if left.month != right.month { return left.month ?? "" < right.month ?? "" }
            if left.leads != right.leads { return left.leads > right.leads }
            return (left.reason, left.track) < (right.reason, right.track)
        }
    }
}
