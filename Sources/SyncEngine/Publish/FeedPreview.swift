import Feedback
public import LeadModel
import LeadStore

/// The rows that a feed's next file would hold.
public struct FeedPreview: Sendable {
    /// A row as it would be written, and what of it is about a person.
    public struct Row: Sendable {
        /// Of whom it tells.
        public var lead: LeadID
        /// What its receiver is to do.
        public var action: FeedAction
        /// In the order of the columns, as text; `nil` where nobody spoke of the field.
        public var cells: [String?]
        /// Of each cell whether it says nothing about a person.
        public var isPlain: [Bool]
    }

    /// As the receiver calls them, in their order.
    public var columns: [String]
    /// The first of them.
    public var rows: [Row] = []
    /// How many there are in all, by action.
    public var adds = 0
    /// Rows of leads of which something has changed.
    public var changes = 0
    /// Rows of leads that the receiver is to let go of.
    public var withdrawals = 0
    /// Why rows could not be written.
    public var withheld: [Fault] = []
    /// What is odd and fails nothing: leads that are held back.
    public var warnings: [Fault] = []
}

extension Publisher {
    /// Looks at what the next file would hold; nothing is written, and nothing put off.
    func preview(of feed: FeedDefinition, limit: Int) throws(Fault) -> FeedPreview {
        var preview = FeedPreview(columns: feed.columns.map(\.name))
        let isPlain = feed.columns.map(\.field.isPlain)
        let from = try store.feedCursor(feed.name)
        let last = try store.lastMessage(of: feed.name)
        guard last > from else { return preview }
        let held = feed.mode == .full ? [] : try heldBack.additions(to: feed, after: from, upTo: last)
        var writer = try FeedWriter(feed, at: now)
        var unwritable = WithheldRows(path: feed.place.file)
        var buffer: [UInt8] = []
        var lastLook = try LastLook(store, rules: rules, now: now)
        var rows: [FeedPreview.Row] = []
        try forEachPage(of: feed, from: from, to: last) { (page) throws(Fault) in
            let sendable = feed.selection.tellsOfSuppressed ? [] : try lastLook.sendable(page.map(\.lead))
            for row in page where !held.contains(row.lead) {
                buffer.removeAll(keepingCapacity: true)
                let told = try writer.write(row, isSuppressed: { !sendable.contains($0) }, into: &buffer)
                switch told {
                case .failure(let fault): unwritable.add(fault, row: row.lead.description)
                case .success(nil): break
                case .success(let action?):
                    guard rows.count < limit else { continue }
                    let shown = try feed.rendered(
                        action == row.action ? row : feed.withdrawal(of: row), at: now)
                    rows.append(
                        FeedPreview.Row(
                            lead: row.lead, action: action, cells: shown.cells.map { $0.map(\.description) },
                            isPlain: isPlain))
                }
            }
        }
        preview.rows = rows
        preview.adds = writer.counts.adds
        preview.changes = writer.counts.changes
        preview.withdrawals = writer.counts.withdrawals
        preview.withheld = unwritable.faults
        preview.warnings = try heldBack.warnings()
        return preview
    }
}
