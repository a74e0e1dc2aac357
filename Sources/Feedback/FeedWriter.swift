public import LeadModel
import RecordFormats

/// Writes the rows of one feed into buffers, and counts them.
///
/// The last look at the ledger happens here, before each row: what became suppressed since it was decided is never
/// written as an addition. A change of such a lead becomes a withdrawal, since the receiver has it already.
///
/// An addition or a change with a value that the format cannot hold is withheld whole, and its neighbours are written. A
/// withdrawal always goes out: where the format cannot hold one of its keys, with the lead's own id only.
public struct FeedWriter {
    /// The feed whose rows these are.
    public let definition: FeedDefinition
    /// What was written so far, and what was not.
    public private(set) var counts = FeedCounts()
    private var writer: any RecordWriter
    private let time: Instant?

    /// - Parameter time: when its rows are written, for columns that say so.
    /// - Throws: `format.unwritable` for a column name that the format cannot hold.
    public init(_ definition: FeedDefinition, at time: Instant? = nil) throws(Fault) {
        self.definition = definition
        self.time = time
        writer = try definition.format.writer(columns: definition.columns.map(\.name))
    }

    /// Writes what stands before the rows: the header of CSV, the opening of JSON and XML.
    public mutating func begin(into buffer: inout [UInt8]) { writer.begin(into: &buffer) }

    /// Writes one row, or withholds it.
    /// - Parameter isSuppressed: asks the ledger, now; not asked of withdrawals, which always may go out.
    /// - Returns: what the receiver was told of the lead, `nil` where nothing was to be told; or why this row, and no
    ///   other, could not be written. The buffer is then what it was.
    /// - Throws: what the ledger threw.
    public mutating func write(
        _ row: FeedRow, isSuppressed: (LeadID) throws(Fault) -> Bool, into buffer: inout [UInt8]
    ) throws(Fault) -> Result<FeedAction?, Fault> {
        var row = row
        if row.action != .withdraw, !definition.selection.tellsOfSuppressed, try isSuppressed(row.lead) {
            counts.suppressedAtLastMoment += 1
            guard row.action == .change else { return .success(nil) }
            row = definition.withdrawal(of: row)
        }
        guard definition.tells(row.action) else { return .success(nil) }
        do throws(Fault) {
            try append(row, into: &buffer)
        } catch {
            counts.unwritable += 1
            return .failure(error)
        }
        counts.count(row.action)
        return .success(row.action)
    }

    private mutating func append(_ row: FeedRow, into buffer: inout [UInt8]) throws(Fault) {
        do throws(Fault) {
            try writer.append(definition.rendered(row, at: time).cells, into: &buffer)
        } catch {
            guard row.action == .withdraw else { throw error }
            let bare = try definition.rendered(definition.bareWithdrawal(of: row), at: time)
            try writer.append(bare.cells, into: &buffer)
        }
    }

    /// Writes what stands behind them.
    public mutating func finish(into buffer: inout [UInt8]) { writer.finish(into: &buffer) }
}

/// How many rows of a feed told what.
public struct FeedCounts: Sendable, Hashable, Codable {
    /// Rows of leads that are new to the receiver.
    public private(set) var adds = 0
    /// Rows of leads that the receiver has, and of which something has changed.
    public private(set) var changes = 0
    /// Rows of leads that the receiver is to let go of.
    public private(set) var withdrawals = 0
    /// Leads that were decided to go out and must not any more; not among the rows, or as withdrawals.
    public var suppressedAtLastMoment = 0
    /// Leads that were to be added or changed, with a value that the format cannot hold; not among the rows.
    public internal(set) var unwritable = 0

    /// None yet.
    public init() {}

    /// All of them.
    public var rows: Int { adds + changes + withdrawals }

    /// Counts a row of an action.
    public mutating func count(_ action: FeedAction) {
        switch action {
        case .add: adds += 1
        case .change: changes += 1
        case .withdraw: withdrawals += 1
        }
    }
}
