import Foundation

/// By how much the share of one group exceeds that of another, and how sure that is.
///
/// The interval is Newcombe's hybrid score interval for the difference of two independent shares, of 95 % and without
/// continuity correction: R. G. Newcombe, "Interval estimation for the difference between independent proportions",
/// Statistics in Medicine 17 (1998), method 10, from Wilson's score intervals (1927) of either share.
public struct Lift: Sendable, Hashable {
    /// In percentage points, −100 to 100.
    public let points: Double
    /// The lower end of the interval, in percentage points.
    public let low: Double
    /// The upper end.
    public let high: Double

    /// Fewer than so many in either group say little.
    public static let fewest = 10
    /// The 97.5th percentile of the normal distribution.
    private static let z = 1.959_963_984_540_054

    /// The difference of two shares; `nil` where either group has fewer than `fewest`.
    /// - Parameters:
    ///   - count: so many of the first group, `total`.
    ///   - other: so many of the second one, `all`, which it is held against.
    public init?(_ count: Int, of total: Int, against other: Int, of all: Int) {
        guard total >= Lift.fewest, all >= Lift.fewest, (0...total).contains(count), (0...all).contains(other) else {
            return nil
        }
        let (first, second) = (Lift.wilson(count, total), Lift.wilson(other, all))
        let difference = first.share - second.share
        func distance(_ left: Double, _ right: Double) -> Double { (left * left + right * right).squareRoot() }
        points = 100 * difference
        low = max(-100, 100 * (difference - distance(first.share - first.low, second.high - second.share)))
        high = min(100, 100 * (difference + distance(first.high - first.share, second.share - second.low)))
    }

    /// Whether chance alone explains a difference of either sign: zero lies within the interval.
    public var isUncertain: Bool { low <= 0 && high >= 0 }

    private static func wilson(_ count: Int, _ total: Int) -> (share: Double, low: Double, high: Double) {
        let (n, share) = (Double(total), Double(count) / Double(total))
        let square = z * z
        let middle = (share + square / (2 * n)) / (1 + square / n)
        let half = z / (1 + square / n) * (share * (1 - share) / n + square / (4 * n * n)).squareRoot()
        return (share, max(0, middle - half), min(1, middle + half))
    }
}
