/// Shares of whole numbers, exactly.
enum Rounding {
    /// The quotient rounded half away from zero; `nil` where the divisor is no positive number.
    static func quotient(_ dividend: Int64, over divisor: Int64) -> Int64? {
        guard divisor > 0 else { return nil }
        let (quotient, remainder) = dividend.quotientAndRemainder(dividingBy: divisor)
        guard remainder.magnitude >= divisor.magnitude - remainder.magnitude else { return quotient }
        return quotient + (dividend < 0 ? -1 : 1)
    }

    /// (Won − cost) over cost, in per cent; `nil` without a cost, or where it is more than can be counted.
    static func returnPercent(won: Int64, cost: Int64) -> Int64? {
        guard cost > 0 else { return nil }
        let (gain, isOverflow) = won.subtractingReportingOverflow(cost)
        let (scaled, isTooLarge) = gain.multipliedReportingOverflow(by: 100)
        return isOverflow || isTooLarge ? nil : quotient(scaled, over: cost)
    }

    /// So many parts of an amount, of all its parts; what is too large to be counted is the amount itself.
    static func part(_ amount: Int64, _ parts: Int, of all: Int) -> Int64 {
        let (scaled, isOverflow) = amount.multipliedReportingOverflow(by: Int64(parts))
        return isOverflow ? amount : quotient(scaled, over: Int64(all)) ?? 0
    }
}
