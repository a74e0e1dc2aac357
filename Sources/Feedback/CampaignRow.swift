public import LeadModel

extension CampaignFeedback {
    /// The columns of `cells`.
    public static let columns = [
        "campaign", "leads", "handed-over", "answered", "response-minutes", "attempts", "accepted", "rejected",
        "rejected-because", "junk-share", "opportunities", "won",
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
        return [
            .text(campaign), number(leads), number(handedOver), number(answered),
            responseMinutes.map { .number(ExactNumber(mantissa: $0)) } ?? .null, number(attempts), number(accepted),
            number(rejectedCount),
            reasons.isEmpty ? .null : .list(reasons),
            junkShare.map { .number($0) } ?? .null, number(opportunities), number(won),
            FieldValue(amounts: wonAmounts), FieldValue(currencies: wonAmounts), FieldValue(amounts: costs),
            FieldValue(currencies: costs), amount(costPerAcceptedLead),
            returnPercent.map { .number(ExactNumber(mantissa: $0)) } ?? .null,
        ]
    }
}
