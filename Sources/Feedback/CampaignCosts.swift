public import LeadModel

/// What campaigns cost, by their records, and how many leads each brought: what one of its leads was bought for.
///
/// Memory grows with the campaigns, not with the leads.
public struct CampaignCosts: Sendable {
    private var names: [String: String] = [:]
    private var costs: [String: [Money]] = [:]
    private var leads: [String: Int] = [:]

    public init() {}

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

    /// A campaign's own name.
    func name(of campaign: String) -> String { names[campaign] ?? campaign }

    /// How many leads each campaign brought, by its own name.
    private var leadsByName: [String: Int] {
        leads.reduce(into: [:]) { $0[name(of: $1.key), default: 0] += $1.value }
    }

    /// What some leads were bought for, each at its campaign's cost over all leads that the campaign brought.
    /// - Parameter shares: how many leads there are of each campaign, as they name it.
    /// - Returns: one amount per currency, and how many of the leads have a campaign whose cost is known.
    public func cost(of shares: [String: Int]) -> (costs: [Money], leads: Int) {
        let all = leadsByName
        var sums: [Money] = []
        var known = 0
        // In one order, because each part is rounded.
        let named = shares.reduce(into: [String: Int]()) { $0[name(of: $1.key), default: 0] += $1.value }
        for (campaign, count) in named.sorted(by: { $0.key < $1.key }) {
            guard let costs = costs[campaign], let whole = all[campaign], whole > 0 else { continue }
            known += count
            for cost in costs {
                sums.add(
                    Money(hundredths: Rounding.part(cost.hundredths, count, of: whole), currency: cost.currency))
            }
        }
        return (costs: sums, leads: known)
    }
}
