import Feedback
import FieldMapping
import LeadModel
import LeadStore

/// In which fields a stream brings back what was written into each column of a feed, and how it stands there.
///
/// What is written as it is comes back in the field that it was taken from, whatever the system calls it. A column that is called as one
/// that the mapping reads as it stands comes back by that name, too, in the form in which it was written: a constant, a word in another's
/// place, a hash, a time by a pattern. Only what was surely written so counts: a row is kept before it is sent, and the feed may be
/// changed in between, so that it has to have been the same then as it is now.
struct EchoColumns {
    private let feeds: [String: FeedDefinition]
    /// The fields of each layout that rows were ever kept in, by its number.
    private let kept: [UInt32: [String]]
    private let layouts: FeedLayouts
    /// What stands before the names of columns in a record of a destination, as that declares it, by its name.
    private let below: [String: String]
    /// The fields that the mapping takes from one column as text, by the column.
    private let read: [String: Field]
    /// Every column that it reads.
    private let columns: Set<String>
    private static let fields = Dictionary(FeedField.words) { first, _ in first }

    /// - Parameters:
    ///   - kept: the fields of each layout that rows were ever kept in, by its number.
    ///   - below: what stands before the names of columns in a record of a destination, by the destination's name.
    init(
        _ feeds: [FeedDefinition], _ mapping: FieldMapping, _ kept: [UInt32: [String]], below: [String: String] = [:]
    ) {
        self.feeds = Dictionary(feeds.map { ($0.name, $0) }) { first, _ in first }
        self.kept = kept
        self.below = below
        layouts = FeedLayouts(kept)
        read = Dictionary(mapping.textColumns.map { ($0.column, $0.field) }) { first, _ in first }
        columns = mapping.columnsRead
    }

    /// What of a row that was sent may come back, by the fields that it comes back in.
    struct Written {
        /// As it is.
        var values: [Field: FieldValue] = [:]
        /// In another form, or of another field.
        var forms: [Field: [FieldValue]] = [:]
    }

    /// What of a row that was sent may come back. A withdrawal writes no more than its keys.
    func written(by row: WrittenRow) -> Written {
        guard let fields = FeedRowCodec.layout(of: row.content).flatMap({ kept[$0] }) else { return Written() }
        let then = FeedLayout.columns(of: fields)
        let feed = feeds[row.feed]
        let now = feed?.layout.columns ?? then
        var written = Written()
        for (column, value) in zip(then, FeedRowCodec.unpack(row.content)) {
            guard let value, column.isAsItIs, now.contains(where: { $0.field == column.field && $0.isAsItIs }),
                let known = EchoColumns.fields[column.field], row.action != .withdraw || known.isKey,
                let field = EchoColumns.field(known)
            else { continue }
            written.values[field] = value
        }
        guard let feed else { return written }
        let same = Set(then)
        for (column, text) in zip(now, texts(of: row, feed)) {
            guard let text, same.contains(column), let field = field(reading: text.column, of: feed) else { continue }
            let value = FieldValue.text(text.text)
            if written.values[field] != value { written.forms[field, default: []].append(value) }
        }
        return written
    }

    private static func field(_ known: FeedField) -> Field? {
        switch known {
        case .lead(let field): field
        case .track: .nurtureTrack
        default: nil
        }
    }

    /// The field that the mapping reads from what a feed writes under a name; `nil` where it may be another one's, or in doubt.
    private func field(reading name: String, of feed: FeedDefinition) -> Field? {
        var labels = [name]
        // `properties.jobtitle`: what is read below something is written without it, where the destination says so.
        if let above = feed.target.destination.flatMap({ below[$0] }) { labels.append("\(above).\(name)") }
        let found = labels.filter(columns.contains)
        return found.count == 1 ? read[found[0]] : nil
    }

    /// The texts as they were written, one for each column, with its name; `nil` of what holds no text, and of what differs from one
    /// writing to the next.
    private func texts(of row: WrittenRow, _ feed: FeedDefinition) -> [(column: String, text: String)?] {
        let kept = layouts.row(of: feed, LeadID(number: 0), row.action, row.content)
        let written: FeedRow
        do throws(Fault) {
            written = try feed.rendered(row.action == .withdraw ? feed.withdrawal(of: kept) : kept, at: nil)
        } catch {
            // It never went out so.
            return []
        }
        return zip(feed.columns, written.cells).map { column, cell in
            guard column.field != .leadID, column.field != .action, column.field != .written,
                case .text(let text)? = cell, !text.isEmpty
            else { return nil }
            return (column: column.name, text: text)
        }
    }
}
