/// How often each number of minutes was measured: percentiles of it are exact.
///
/// Memory: one entry for each different number, whatever the number of leads.
public struct MinuteCounts: Sendable, Hashable {
    private var counts: [Int32: Int32] = [:]
    /// How many were measured.
    public private(set) var total = 0

    public init() {}

    public mutating func add(_ minutes: Int) {
        counts[Int32(clamping: minutes), default: 0] += 1
        total += 1
    }

    public mutating func add(_ other: MinuteCounts) {
        for (minutes, count) in other.counts { counts[minutes, default: 0] += count }
        total += other.total
    }

    /// The smallest number of minutes that so many per cent of the measured ones do not exceed, which one of them was
    /// (nearest rank); `nil` of nothing.
    public func percentile(_ percent: Int) -> Int? {
        guard total > 0 else { return nil }
        let rank = max(1, (total * percent + 99) / 100)
        var seen = 0
        for (minutes, count) in counts.sorted(by: { $0.key < $1.key }) {
            seen += Int(count)
            if seen >= rank { return Int(minutes) }
        }
        return nil
    }

    public var median: Int? { percentile(50) }
    /// What nine of ten do not exceed.
    public var p90: Int? { percentile(90) }
}
