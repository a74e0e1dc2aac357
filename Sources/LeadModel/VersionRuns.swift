/// Ascending versions, kept as runs of neighbours: records are numbered as they come, so millions of them are a few runs.
public struct VersionRuns: Sendable, Hashable {
    private struct Run: Sendable, Hashable {
        var first: Int64
        /// How many versions stand before the run.
        var before: Int
    }

    private var runs: [Run] = []
    private var last: Int64 = 0
    public private(set) var count = 0

    public init() {}

    public var isEmpty: Bool { count == 0 }

    /// - Parameter version: higher than those before.
    public mutating func append(_ version: VersionID) {
        if runs.isEmpty || version.rawValue != last + 1 {
            runs.append(Run(first: version.rawValue, before: count))
        }
        last = version.rawValue
        count += 1
    }

    /// The place of a version among all; `nil` where it is not there.
    public func place(of version: VersionID) -> Int? {
        let index = firstRun { $0.first > version.rawValue } - 1
        guard index >= 0 else { return nil }
        let place = runs[index].before + Int(version.rawValue - runs[index].first)
        return place < (index + 1 < runs.count ? runs[index + 1].before : count) ? place : nil
    }

    public func contains(_ version: VersionID) -> Bool { place(of: version) != nil }

    /// The version at a place, which must be one.
    public subscript(place: Int) -> VersionID {
        let run = runs[firstRun { $0.before > place } - 1]
        return VersionID(rawValue: run.first + Int64(place - run.before))
    }

    /// The first run that fits, where all behind it do, too.
    private func firstRun(_ fits: (Run) -> Bool) -> Int {
        var low = 0
        var high = runs.count
        while low < high {
            let middle = (low + high) / 2
            if fits(runs[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
