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
