public import LeadModel

/// Writes the rows of one feed into buffers, and counts them.
///
/// The last look at the ledger happens here, before each row: what became suppressed since it was decided is never
/// written as an addition. A change of such a lead becomes a withdrawal, since the receiver has it already.
public struct FeedWriter: Sendable {
    public let definition: FeedDefinition
    public private(set) var counts = FeedCounts()
    private var encoder: RowEncoder

    public init(_ definition: FeedDefinition) {
        self.definition = definition
        encoder = RowEncoder(format: definition.format, columns: definition.columns.map(\.name))
    }

    public mutating func begin(into buffer: inout [UInt8]) { encoder.begin(into: &buffer) }

    /// Writes one row, or withholds it.
    /// - Parameter isSuppressed: asks the ledger, now; not asked of withdrawals, which always may go out.
    /// - Returns: what the receiver was told of the lead; `nil` where nothing was written.
    public mutating func write(
        _ row: FeedRow, isSuppressed: (LeadID) throws(Fault) -> Bool, into buffer: inout [UInt8]
    ) throws(Fault) -> FeedAction? {
        var row = row
        if row.action != .withdraw, try isSuppressed(row.lead) {
            counts.suppressedAtLastMoment += 1
            guard row.action == .change else { return nil }
            row = definition.withdrawal(of: row)
        }
        if row.action == .withdraw, definition.withdrawals == .never { return nil }
        encoder.append(row.cells, into: &buffer)
        counts.count(row.action)
        return row.action
    }

    public mutating func finish(into buffer: inout [UInt8]) { encoder.finish(into: &buffer) }
}

/// How many rows of a feed told what.
public struct FeedCounts: Sendable, Hashable, Codable {
    public private(set) var adds = 0
    public private(set) var changes = 0
    public private(set) var withdrawals = 0
    /// Leads that were decided to go out and must not any more; not among the rows, or as withdrawals.
    public var suppressedAtLastMoment = 0

    public init() {}

    public var rows: Int { adds + changes + withdrawals }

    mutating func count(_ action: FeedAction) {
        switch action {
        case .add: adds += 1
        case .change: changes += 1
        case .withdraw: withdrawals += 1
        }
    }
}
