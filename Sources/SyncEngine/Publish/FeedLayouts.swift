import Feedback
import LeadModel
import LeadStore

/// What the cells of kept rows are, whatever columns their feeds have by now.
struct FeedLayouts {
    private let fields: [UInt32: [String]]

    init(_ store: LeadStore) throws(Fault) { fields = try store.feedLayouts() }

    /// - Parameter fields: the words of the fields of each layout by its number.
    init(_ fields: [UInt32: [String]]) { self.fields = fields }

    /// Notes down what the cells of some feeds' rows are: before any row of them is kept.
    static func remember(_ feeds: [FeedDefinition], in store: LeadStore) throws(Fault) {
        let known = try store.feedLayouts()
        let layouts = Dictionary(feeds.map { ($0.layout.number, $0.layout.fields) }) { first, _ in first }
        let new = layouts.filter { known[$0.key] != $0.value }
        if !new.isEmpty { try store.keep(feedLayouts: new) }
    }

    /// A row as it is kept, brought to the columns that its feed has now. A column that it had not then is absent.
    func row(of feed: FeedDefinition, _ lead: LeadID, _ action: FeedAction, _ content: [UInt8]) -> FeedRow {
        var cells = cells(of: feed, content)
        for (index, column) in feed.columns.enumerated() {
            switch column.field {
            // Of somebody who was erased, the number is all that is left to say.
            case .leadID: cells[index] = .text(lead.description)
            case .action: cells[index] = .text(action.rawValue)
            default: break
            }
        }
        return FeedRow(lead: lead, action: action, cells: cells)
    }

    /// Whether two kept rows of a feed say the same in its columns.
    func areSame(_ left: [UInt8], _ right: [UInt8], in feed: FeedDefinition) -> Bool {
        guard !left.isEmpty, !right.isEmpty else { return false }
        if left == right { return true }
        guard FeedRowCodec.layout(of: left) != FeedRowCodec.layout(of: right) else {
            return false
        }
        return told(by: left, feed) == told(by: right, feed)
    }

    /// The values of a kept row by the words of their fields.
    func values(of content: [UInt8]) -> [(field: String, value: FieldValue?)] {
        guard let fields = FeedRowCodec.layout(of: content).flatMap({ fields[$0] }) else { return [] }
        return zip(fields, FeedRowCodec.unpack(content)).map { (field: $0, value: $1) }
    }

    /// What a row told in the columns that its feed has now: a constant that it did not have it did not tell.
    private func told(by content: [UInt8], _ feed: FeedDefinition) -> [FieldValue?] {
        // As it is decided now, of which nothing may be noted down yet.
        if FeedRowCodec.layout(of: content) == feed.layout.number { return FeedRowCodec.unpack(content) }
        let values = Dictionary(values(of: content).map { ($0.field, $0.value) }) { first, _ in first }
        return feed.columns.map { values[$0.field.layoutWord] ?? nil }
    }

    private func cells(of feed: FeedDefinition, _ content: [UInt8]) -> [FieldValue?] {
        var cells: [FieldValue?]
        if FeedRowCodec.layout(of: content) == feed.layout.number {
            cells = FeedRowCodec.unpack(content)
        } else {
            let values = Dictionary(values(of: content).map { ($0.field, $0.value) }) { first, _ in first }
            cells = feed.columns.map { column in
                if case .text(let text) = column.field, !content.isEmpty { return .text(text) }
                return values[column.field.layoutWord] ?? nil
            }
        }
        while cells.count < feed.columns.count { cells.append(nil) }
        return Array(cells.prefix(feed.columns.count))
    }
}
