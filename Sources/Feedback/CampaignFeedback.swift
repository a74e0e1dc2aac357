public import LeadModel

/// What became of the leads of one campaign.
public struct CampaignFeedback: Sendable, Hashable {
    /// As the leads name it, or by its name where a campaign record knows one.
    public let campaign: String
    /// Leads that it brought.
    public fileprivate(set) var leads = 0
    /// Leads that sales got.
    public fileprivate(set) var handedOver = 0
    /// Leads that sales answered, and those of them of which it is known within what time.
    public fileprivate(set) var answered = 0
    fileprivate var timed = 0
    fileprivate var minutes = 0
    /// How often sales tried to reach them.
    public fileprivate(set) var attempts = 0
    /// Leads that sales ever accepted: accepted, qualified, with an opportunity, won or lost.
    public fileprivate(set) var accepted = 0
    /// Leads that stand discarded now, by reason.
    public fileprivate(set) var rejected: [DiscardReason: Int] = [:]
    /// Leads that ever had an opportunity.
    public fileprivate(set) var opportunities = 0
    /// Leads that were ever won.
    public fileprivate(set) var won = 0
    /// Won amounts, one per currency, by currency. Never added up across currencies.
    public fileprivate(set) var wonAmounts: [Money] = []
    /// What the campaign cost, by its records; one per currency, by currency.
    public fileprivate(set) var costs: [Money] = []

    init(campaign: String) { self.campaign = campaign }

    /// Leads that stand discarded now, whatever the reason.
    public var rejectedCount: Int { rejected.values.reduce(0, +) }

    /// Spam, bad data and duplicates among all leads, in per cent with one decimal; `nil` without leads.
    public var junkShare: ExactNumber? {
        guard leads > 0 else { return nil }
        let junk = rejected.filter { $0.key.isJunk }.values.reduce(0, +)
        return Rounding.quotient(Int64(junk) * 1_000, over: Int64(leads)).map {
            ExactNumber(mantissa: $0, scale: 1)
        }
    }

    /// Minutes by the clock from hand-over to the first answer, on average; `nil` where no time is known.
    public var responseMinutes: Int64? { Rounding.quotient(Int64(minutes), over: Int64(timed)) }

    /// The cost, where it is known in one currency.
    public var cost: Money? { costs.count == 1 ? costs[0] : nil }

    /// Cost over accepted leads; `nil` where there is no cost in one currency, or nothing was accepted.
    public var costPerAcceptedLead: Money? {
        guard let cost, accepted > 0 else { return nil }
        return Rounding.quotient(cost.hundredths, over: Int64(accepted))
            .map { Money(hundredths: $0, currency: cost.currency) }
    }

    /// (Won − cost) over cost, in per cent, of what was won in the currency of the cost; `nil` without a cost in
    /// one currency.
    public var returnPercent: Int64? {
        cost.flatMap {
            Rounding.returnPercent(won: wonAmounts.amount(in: $0.currency).hundredths, cost: $0.hundredths)
        }
    }

    fileprivate mutating func add(_ row: FeedbackRow) {
        leads += 1
        if row.handedOver != nil { handedOver += 1 }
        if row.firstResponse != nil { answered += 1 }
        if let taken = row.responseMinutes {
            timed += 1
            minutes += taken
        }
        attempts += row.attempts
        if row.isAccepted { accepted += 1 }
        if row.hadOpportunity { opportunities += 1 }
        if row.stage == .discarded { rejected[row.reason ?? .unknown, default: 0] += 1 }
        guard row.outcome == .won else { return }
        won += 1
        for amount in row.won { wonAmounts.add(amount) }
    }

    fileprivate mutating func add(_ other: CampaignFeedback) {
        leads += other.leads
        handedOver += other.handedOver
        answered += other.answered
        timed += other.timed
        minutes += other.minutes
        attempts += other.attempts
        accepted += other.accepted
        rejected.merge(other.rejected, uniquingKeysWith: +)
        opportunities += other.opportunities
        won += other.won
        for amount in other.wonAmounts { wonAmounts.add(amount) }
    }

    fileprivate mutating func add(cost: Money) { costs.add(cost) }
}

/// Adds up feedback by campaign, lead by lead; memory grows with the campaigns, not with the leads.
public struct CampaignAggregator: Sendable {
    private var byKey: [String: CampaignFeedback] = [:]
    private var records: [(keys: [String], name: String, cost: Money?)] = []

    /// Leads without a campaign are counted under this name.
    public static let none = "(no campaign)"

    /// No leads yet.
    public init() {}

    /// Adds one lead: all rows of `FeedbackRow.rows`. It counts once for each campaign that delivered it.
    public mutating func add(_ rows: [FeedbackRow]) {
        for (index, row) in rows.enumerated() {
            let key = row.campaign ?? CampaignAggregator.none
            if rows[..<index].contains(where: { $0.campaign == row.campaign }) { continue }
            byKey[key, default: CampaignFeedback(campaign: key)].add(row)
        }
    }

    /// Adds a campaign record: its name, and its cost. Leads may name it by its name or by its id.
    public mutating func add(campaign record: LeadRecord) {
        let fields = record.current.observation.fields
        guard record.kind == .campaign, !record.current.observation.isDeleted else { return }
        let name = fields.text(.name) ?? record.id
        let cost: Money? = if case .money(let money) = fields[.cost] { money } else { nil }
        records.append((keys: name == record.id ? [name] : [name, record.id], name: name, cost: cost))
    }

    /// The campaigns that brought leads, by name, each with what so many of its leads cost: of a month's leads, their part.
    public func feedback(pricedBy prices: CampaignPrices) -> [CampaignFeedback] {
        var found: [String: CampaignFeedback] = [:]
        for (key, part) in byKey {
            let name = prices.name(of: key)
            found[name, default: CampaignFeedback(campaign: name)].add(part)
        }
        return found.values.map { campaign in
            var campaign = campaign
            campaign.costs = prices.cost(of: campaign.campaign, leads: campaign.leads)
            return campaign
        }
        .sorted { $0.campaign < $1.campaign }
    }

    /// The campaigns by name; those that only cost something are among them.
    public func feedback() -> [CampaignFeedback] {
        var rest = byKey
        var found: [String: CampaignFeedback] = [:]
        for record in records {
            // Two records of one name, such as an advertisement in two systems, are one campaign.
            var entry = found[record.name] ?? CampaignFeedback(campaign: record.name)
            if let cost = record.cost { entry.add(cost: cost) }
            for key in record.keys { if let part = rest.removeValue(forKey: key) { entry.add(part) } }
            found[record.name] = entry
        }
        return (Array(found.values) + Array(rest.values)).sorted { $0.campaign < $1.campaign }
    }
}

extension DiscardReason {
    /// Whether marketing should never have handed it over: spam, bad data, a duplicate.
    public var isJunk: Bool {
        switch self {
        case .spam, .badData, .duplicate: true
        default: false
        }
    }
}
