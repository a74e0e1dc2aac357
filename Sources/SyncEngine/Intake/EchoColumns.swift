import Feedback
import FieldMapping
import LeadModel
import LeadStore

/// In which fields a stream brings back what was written into each column of a feed, and how it stands there.
///
/// A column that is called as one that the mapping reads as it stands comes back by that name, in the form in which it was written: a
/// constant, a word in another's place, a hash, a time by a pattern. What is written as it is comes back in the field that it was taken
/// from, too, whatever the system calls it.
struct EchoColumns {
    private let feeds: [String: FeedDefinition]
    private let layouts: FeedLayouts
    /// The fields that the mapping takes from one column as text, by the column's name without what it is below.
    private let read: [String: Field]
    private static let fields = Dictionary(FeedField.words) { first, _ in first }

    init(_ feeds: [FeedDefinition], _ mapping: FieldMapping, _ layouts: FeedLayouts) {
        self.feeds = Dictionary(feeds.map { ($0.name, $0) }) { first, _ in first }
        self.layouts = layouts
        var read: [String: Field] = [:]
        var doubtful: Set<String> = []
        for (column, field) in mapping.textColumns {
            // `properties.jobtitle`: what is read below something is written without it.
            let name = column.split(separator: ".").last.map(String.init) ?? column
            if read.updateValue(field, forKey: name) != nil { doubtful.insert(name) }
        }
        self.read = read.filter { !doubtful.contains($0.key) }
    }

    /// What of a row that was sent may come back, by the fields that it comes back in.
    func values(of row: WrittenRow) -> [Field: FieldValue] {
        let feed = feeds[row.feed]
        var values: [Field: FieldValue] = [:]
        for (word, value) in layouts.values(of: row.content) {
            guard let field = EchoColumns.field(word), let value, feed?.writesAsIs(word) ?? true else { continue }
            values[field] = value
        }
        guard let feed, FeedRowCodec.layout(of: row.content) == feed.layout.number else { return values }
        for (column, text) in texts(of: row, feed) {
            if let field = read[column] { values[field] = .text(text) }
        }
        return values
    }

    private static func field(_ word: String) -> Field? {
        switch fields[word] {
        case .lead(let field): field
        case .track: .nurtureTrack
        default: nil
        }
    }

    /// The texts as they were written, by the names of their columns; of what holds no text, and of what differs from one writing to the
    /// next, nothing.
    private func texts(of row: WrittenRow, _ feed: FeedDefinition) -> [(column: String, text: String)] {
        let kept = layouts.row(of: feed, LeadID(number: 0), .change, row.content)
        let written: FeedRow
        do throws(Fault) {
            written = try feed.rendered(kept, at: nil)
        } catch {
            // It never went out so.
            return []
        }
        return zip(feed.columns, written.cells).compactMap { column, cell in
            guard column.field != .leadID, column.field != .action, column.field != .written,
                case .text(let text)? = cell, !text.isEmpty
            else { return nil }
            return (column: column.name, text: text)
        }
    }
}

extension FeedDefinition {
    /// Whether what a field holds is written as it is: in some column, or by the feed as it was once.
    fileprivate func writesAsIs(_ word: String) -> Bool {
        let own = columns.filter { $0.field.layoutWord == word }
        return own.isEmpty || own.contains { !$0.isWrittenOtherwise }
    }
}
