/// The worst of any number of things, worst first, in memory for so many of them.
public struct WorstFirst<Element: Sendable>: Sendable {
    /// How many there were.
    public private(set) var total = 0
    private var kept: [(badness: Int, order: Int64, element: Element)] = []
    private let limit: Int
    /// What must be exceeded to be among the worst; `nil` as long as there is room.
    private var threshold: Int?

    public init(limit: Int) { self.limit = limit }

    /// - Parameters:
    ///   - badness: the greater, the sooner it is told.
    ///   - order: among the equally bad ones the lower comes first; offered in rising order.
    ///   - element: made only where it may be among the worst.
    mutating func offer(badness: Int, order: Int64, _ element: @autoclosure () -> Element) {
        total += 1
        if let threshold, badness <= threshold { return }
        kept.append((badness, order, element()))
        if kept.count >= limit * 2 + 16 { trim() }
    }

    /// How many are not among `elements`.
    public var omitted: Int { total - min(total, limit) }

    /// The worst ones.
    public var elements: [Element] { sorted().prefix(limit).map(\.element) }

    private func sorted() -> [(badness: Int, order: Int64, element: Element)] {
        kept.sorted { $0.badness != $1.badness ? $0.badness > $1.badness : $0.order < $1.order }
    }

    private mutating func trim() {
        kept = Array(sorted().prefix(limit))
        // What comes later and is no worse than the last has no place.
        if let last = kept.last, kept.count == limit { threshold = last.badness }
    }
}
