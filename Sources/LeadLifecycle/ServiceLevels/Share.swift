public import LeadModel

/// So many of so many: a share that is compared exactly and never divides by nothing.
public struct Share: Sendable, Hashable {
    public var numerator: Int
    public var denominator: Int

    public init(_ numerator: Int, of denominator: Int) {
        self.numerator = numerator
        self.denominator = denominator
    }

    /// Fewer than so many say little.
    public static let fewest = 10

    /// In tenths of a per cent, rounded down; `nil` of nothing.
    public var permilleDown: Int? { denominator > 0 ? numerator * 1_000 / denominator : nil }
    /// In tenths of a per cent, rounded up; `nil` of nothing.
    public var permilleUp: Int? {
        denominator > 0 ? (numerator * 1_000 + denominator - 1) / denominator : nil
    }

    /// Whether it is no less than so many per cent; `nil` of nothing.
    public func reaches(_ percent: ExactNumber) -> Bool? {
        denominator > 0 ? product(numerator, 100, percent) >= product(denominator, percent) : nil
    }

    /// Whether it is no more than so many per cent; `nil` of nothing.
    public func staysWithin(_ percent: ExactNumber) -> Bool? {
        denominator > 0 ? product(numerator, 100, percent) <= product(denominator, percent) : nil
    }

    /// The agreement has six digits in a share at most, and a store fewer leads than overflow with them.
    private func product(_ count: Int, _ factor: Int, _ percent: ExactNumber) -> Int64 {
        var product = Int64(count) * Int64(factor)
        for _ in 0..<percent.scale { product *= 10 }
        return product
    }

    private func product(_ count: Int, _ percent: ExactNumber) -> Int64 { Int64(count) * percent.mantissa }
}
