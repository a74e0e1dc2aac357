/// How a run ended.
public enum RunOutcome: String, Sendable, Hashable, CaseIterable, Codable {
    case succeeded
    case succeededWithRejects = "succeeded-with-rejects"
    case held
    case failed
}

/// What became of the records of a run. Every record that was read is counted once more, under what became of it.
public struct RecordCounts: Sendable, Hashable, Codable {
    public var read = 0
    public var inserted = 0
    public var updated = 0
    public var unchanged = 0
    public var rejected = 0
    public var held = 0

    public init() {}

    /// Promise 4: `read = inserted + updated + unchanged + rejected + held`.
    public var isConserved: Bool { read == inserted + updated + unchanged + rejected + held }

    /// Adds each count.
    public static func += (left: inout RecordCounts, right: RecordCounts) {
        left.read += right.read
        left.inserted += right.inserted
        left.updated += right.updated
        left.unchanged += right.unchanged
        left.rejected += right.rejected
        left.held += right.held
    }
}

/// How many leads a run handed on.
public struct MovedLeads: Sendable, Hashable {
    /// Newly recycled: to marketing.
    public var recycled = 0
    /// Newly returned: to sales.
    public var returned = 0
    /// That somebody in sales is newly told of, because nobody touched them.
    public var escalated = 0
    /// By feed: newly left out of it, because they lack what it needs.
    public var leftOut: [String: Int] = [:]

    public init() {}

    /// What one lead adds.
    /// - Parameter before: `nil` of a new lead.
    public init(from before: Decision?, to decision: Decision) {
        let isNews = before?.kind != decision.kind || before?.cycle != decision.cycle
        switch decision.kind {
        case .recycle: recycled = isNews ? 1 : 0
        case .return: returned = isNews ? 1 : 0
        case .escalate: escalated = isNews || before?.since != decision.since ? 1 : 0
        case .hold, .suppress, .leave: break
        }
    }

    /// Adds each count.
    public static func + (left: MovedLeads, right: MovedLeads) -> MovedLeads {
        var sum = left
        sum.recycled += right.recycled
        sum.returned += right.returned
        sum.escalated += right.escalated
        sum.leftOut.merge(right.leftOut, uniquingKeysWith: +)
        return sum
    }
}

extension Dictionary where Value == MovedLeads {
    /// Of all of them.
    public var total: MovedLeads { values.reduce(MovedLeads(), +) }
}
