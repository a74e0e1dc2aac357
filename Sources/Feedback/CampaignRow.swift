public import LeadModel

extension CampaignFeedback {
    /// The columns of `cells`.
    public static let columns = [
        "campaign", "leads", "accepted", "rejected", "rejected-because", "junk-share", "opportunities", "won",
        "won-amount",
        "won-currency", "cost", "cost-currency", "cost-per-accepted-lead", "return-percent",
    ]

    /// The row for a `RecordWriter` over `columns`; null where there is nothing to say.
    public var cells: [FieldValue?] {
        func number(_ number: Int) -> FieldValue { .number(ExactNumber(number)) }
        func amount(_ money: Money?) -> FieldValue {
            money.map { .number(ExactNumber(mantissa: $0.hundredths, scale: 2)) } ?? .null
        }
        let reasons = rejected.sorted { ($1.value, $0.key.word) < ($0.value, $1.key.word) }.map {
            "\($0.key.word): \($0.value)"
        }
        let amounts: FieldValue = wonAmounts.count < 2 ? amount(wonAmounts.first) : .list(wonAmounts.map(\.description))
        return [
            .text(campaign), number(leads), number(accepted), number(rejectedCount),
            reasons.isEmpty ? .null : .list(reasons),
            junkShare.map { .number($0) } ?? .null, number(opportunities), number(won), amounts,
            wonAmounts.isEmpty ? .null : .text(wonAmounts.map(\.currency).joined(separator: "; ")), amount(cost),
            cost.map { .text($0.currency) } ?? .null, amount(costPerAcceptedLead),
            returnPercent.map { .number(ExactNumber(mantissa: $0)) } ?? .null,
        ]
    }
}
