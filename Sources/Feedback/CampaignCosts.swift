public import LeadModel

/// What campaigns cost, by their records, and how many leads each brought: what one of its leads was bought for.
///
/// Memory grows with the campaigns, not with the leads.
public struct CampaignCosts: Sendable {
    private var names: [String: String] = [:]
    private var costs: [String: [Money]] = [:]
    private var leads: [String: Int] = [:]

    /// No campaigns yet.
    public init() {}

    /// Whether no record tells a cost.
    public var isEmpty: Bool { costs.isEmpty }

    /// Adds a campaign record: its cost. Leads may name it by its name or by its id; two records of one name are one campaign.
    public mutating func add(campaign record: LeadRecord) {
        let fields = record.current.observation.fields
        guard record.kind == .campaign, !record.current.observation.isDeleted else { return }
        let name = fields.text(.name) ?? record.id
        names[name] = name
        if names[record.id] == nil { names[record.id] = name }
        if case .money(let money) = fields[.cost] { costs[name, default: []].add(money) }
    }

    /// Counts some of a campaign's leads, as they name it.
    public mutating func count(_ campaign: String, leads number: Int = 1) { leads[campaign, default: 0] += number }

    /// What leads were bought for, by what was added and counted so far.
    public var prices: CampaignPrices { CampaignPrices(names: names, costs: costs, leads: leads) }
}

/// What leads were bought for: each at its campaign's cost over all leads that the campaign brought.
public struct CampaignPrices: Sendable {
    private let names: [String: String]
    /// By the campaign's own name, of those that cost anything and brought anybody.
    private var campaigns: [String: (costs: [Money], leads: Int)] = [:]

    fileprivate init(names: [String: String], costs: [String: [Money]], leads: [String: Int]) {
        self.names = names
        var all: [String: Int] = [:]
        for (campaign, count) in leads { all[names[campaign] ?? campaign, default: 0] += count }
        for (name, costs) in costs {
            if let count = all[name], count > 0 { campaigns[name] = (costs: costs, leads: count) }
        }
    }

    /// A campaign's own name.
    func name(of campaign: String) -> String { names[campaign] ?? campaign }

    /// What some leads of a campaign, as they name it, were bought for, one amount per currency; none where it is not known.
    public func cost(of campaign: String, leads count: Int) -> [Money] {
        guard let priced = campaigns[name(of: campaign)] else { return [] }
        return priced.costs.map {
            Money(hundredths: Rounding.part($0.hundredths, count, of: priced.leads), currency: $0.currency)
        }
    }

    /// What some leads of several campaigns were bought for.
    /// - Parameter counts: how many leads there are of each campaign, as they name it.
    /// - Returns: one amount per currency, and how many of the leads have a campaign whose cost is known.
    func cost(of counts: [String: Int]) -> (costs: [Money], leads: Int) {
        // Each part is rounded: of one campaign at once, whatever it was called.
        var named: [String: Int] = [:]
        for (campaign, count) in counts { named[name(of: campaign), default: 0] += count }
        var sums: [Money] = []
        var known = 0
        for (campaign, count) in named where campaigns[campaign] != nil {
            known += count
            for cost in cost(of: campaign, leads: count) { sums.add(cost) }
        }
        return (costs: sums, leads: known)
    }
}
