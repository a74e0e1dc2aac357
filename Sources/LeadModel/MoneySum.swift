extension [Money] {
    /// Adds an amount to that of its currency; one per currency, by currency, never added up across them. What is more than
    /// can be counted stays the most.
    public mutating func add(_ amount: Money) {
        if let index = firstIndex(where: { $0.currency == amount.currency }) {
            let (sum, isOverflow) = self[index].hundredths.addingReportingOverflow(amount.hundredths)
            self[index].hundredths = isOverflow ? .max : sum
        } else {
            insert(amount, at: firstIndex { $0.currency > amount.currency } ?? count)
        }
    }

    /// The amount of a currency; nothing of it where there is none.
    public func amount(in currency: String) -> Money {
        first { $0.currency == currency } ?? Money(hundredths: 0, currency: currency)
    }
}
