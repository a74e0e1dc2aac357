import Connectors
import Feedback
import LeadModel
import RecordFormats

/// Takes rows of a person out of a file that was written by us, and leaves every other byte as it is.
///
/// The file is put together again from its rows, once with and once without hers: only where the first comes out byte for
/// byte as the file is, the second takes its place.
struct RowCutter {
    /// Who is looked for.
    struct Person {
        /// `L42`, under every number that she had.
        var leads: Set<String>
        /// Personal addresses, folded.
        var emails: Set<[UInt8]>
        /// Numbers of leads that had records of hers, and are somebody else.
        var formerLeads: Set<String>
        /// Those of the addresses that none of these leads has of its own: with one of them, a row of theirs is hers.
        var ownEmails: Set<[UInt8]>
        /// Names and numbers that none of them has of its own: a row of theirs that holds one is hers, too.
        var ownNames: Set<String>
        /// What tells a row of hers under a number that nobody has here.
        var marks = PersonMarks()
        /// Whether the store has given a number to somebody.
        var isGiven: (LeadID) throws(Fault) -> Bool = { (_) throws(Fault) in true }
    }

    /// What came of a file.
    struct Cut {
        /// Rows that were hers, by action; additions where the file does not say.
        var removed = FeedCounts()
        /// SHA-256 of the file as it was, in hex.
        var before = ""
        /// The file as it is now; `nil` where nothing was written.
        var after: (bytes: Int, sha256: String)?
        /// Whether the file could be put together again as it was.
        var isFaithful = true
        /// Whether a row could be told to be hers, had there been one.
        var isSearchable = true
    }

    let format: FeedFormat
    let columns: [String]
    /// The column that holds the lead's number; `nil` where there is none: then addresses tell.
    let leadColumn: String?
    let actionColumn: String?
    /// Those that hold ids of records.
    let idColumns: Set<String>
    let person: Person
    /// What the word in the action column means.
    var action: (String) -> FeedAction? = { FeedAction(rawValue: $0) }

    /// Reads rows of nobody: the reader refuses an export without a record, and a file for receivers may be one.
    static let empty: Set<FaultCode> = [.csvHeaderOnly, .fileEmpty, .xmlRecordMissing]

    /// - Parameters:
    ///   - expected: the SHA-256 that the file must have; `nil` where nobody wrote it down.
    ///   - announce: hears what the file will be, right before it is that.
    func cut(
        _ path: String, expecting expected: String?, announce: (Cut) throws(Fault) -> Void = { _ in }
    ) throws(Fault) -> Cut {
        do throws(Fault) {
            return try cutRows(path, expecting: expected, announce: announce)
        } catch {
            guard RowCutter.empty.contains(error.code) else { throw error }
            var cut = Cut()
            cut.before = Hex.text(try FileBytes(path: path).finishDigest())
            return cut
        }
    }

    private func cutRows(
        _ path: String, expecting expected: String?, announce: (Cut) throws(Fault) -> Void
    ) throws(Fault) -> Cut {
        let source = try FileBytes(path: path)
        var writer = try writer()
        let file = try WholeFile(path: path)
        let whole = RunningDigest()
        let rest = RunningDigest()
        var cut = Cut()
        var kept: [UInt8] = []
        writer.begin(into: &kept)
        whole.add(kept)
        var (reader, _) = try RecordReaders.open(source, file: path, declared: format.declared)
        var records = (all: 0, kept: 0)
        while let page = try reader.nextPage() {
            var all: [UInt8] = []
            for entry in page.entries {
                append(page.raw(of: entry), isFirst: records.all == 0, to: &all)
                records.all += 1
                if entry.fault == nil, try isHers(entry, of: page) {
                    cut.removed.count(action(of: entry, of: page))
                } else {
                    append(page.raw(of: entry), isFirst: records.kept == 0, to: &kept)
                    records.kept += 1
                }
            }
            whole.add(all)
            rest.add(kept)
            try file.write(kept)
            kept.removeAll(keepingCapacity: true)
        }
        var end: [UInt8] = []
        writer.finish(into: &end)
        whole.add(end)
        rest.add(kept + end)
        try file.write(kept + end)
        cut.before = Hex.text(try source.finishDigest())
        cut.isFaithful = whole.finish() == cut.before
        cut.isSearchable = leadColumn != nil || !person.emails.isEmpty
        guard cut.isFaithful, expected ?? cut.before == cut.before, cut.removed.rows > 0 else { return cut }
        cut.after = (bytes: Int(file.count), sha256: rest.finish())
        try announce(cut)
        _ = try file.commit()
        return cut
    }

    private func writer() throws(Fault) -> any RecordWriter {
        switch format {
        case .csv(let audience, let firstLine):
            try CSVWriter(columns: columns, audience: audience, preamble: firstLine)
        case .ndjson: try JSONWriter(columns: columns, layout: .lines)
        case .json: try JSONWriter(columns: columns, layout: .array)
        case .xml(let root, let record): try XMLWriter(columns: columns, root: root, record: record)
        }
    }

    /// A row with what our writers put around it.
    private func append(_ raw: ArraySlice<UInt8>, isFirst: Bool, to buffer: inout [UInt8]) {
        switch format {
        case .csv: buffer += raw + [0x0D, 0x0A]
        case .ndjson: buffer += raw + [0x0A]
        case .json: buffer += (isFirst ? [0x0A] : [0x2C, 0x0A]) + raw
        case .xml: buffer += [0x20, 0x20] + raw + [0x0A]
        }
    }

    private func isHers(_ entry: RecordPage.Entry, of page: RecordPage) throws(Fault) -> Bool {
        let cells = page.cells[entry.cells]
        guard let leadColumn else { return holds(person.emails, cells, of: page) }
        let numbers = cells.filter { page.columns[Int($0.column)] == leadColumn }
            .map { SpreadsheetText.restored(page.text(of: $0)) }
        if numbers.contains(where: person.leads.contains) { return true }
        guard numbers.contains(where: person.formerLeads.contains) else {
            let told = cells.map { cell in
                let column = page.columns[Int(cell.column)]
                return (text: SpreadsheetText.restored(page.text(of: cell)), isID: idColumns.contains(column))
            }
            guard person.marks.name(told) else { return false }
            for number in numbers.compactMap({ LeadID($0) }) where try !person.isGiven(number) { return true }
            return false
        }
        return holds(person.ownEmails, cells, of: page)
            || cells.contains { person.ownNames.contains(SpreadsheetText.restored(page.text(of: $0))) }
    }

    /// Whether one of some addresses stands in a cell.
    private func holds(
        _ emails: Set<[UInt8]>, _ cells: ArraySlice<RecordPage.Cell>, of page: RecordPage
    ) -> Bool {
        cells.contains { cell in
            let text = SpreadsheetText.restored(page.text(of: cell))
            guard text.contains("@"), let folded = LedgerAddress.folded(text.utf8) else { return false }
            return emails.contains(folded)
        }
    }

    private func action(of entry: RecordPage.Entry, of page: RecordPage) -> FeedAction {
        guard let actionColumn else { return .add }
        let words = page.cells[entry.cells].filter { page.columns[Int($0.column)] == actionColumn }
        return words.lazy.compactMap { action(page.text(of: $0)) }.first ?? .add
    }
}

extension FeedFormat {
    /// As what a file of it is read again.
    var declared: DeclaredFormat {
        var declared = DeclaredFormat()
        declared.compression = .none
        switch self {
        case .csv:
            declared.kind = .csv
            var dialect = CSVDialect()
            dialect.delimiter = 0x2C
            dialect.preambleLines = firstLine == nil ? 0 : 1
            declared.dialect = dialect
        case .ndjson:
            declared.kind = .json
            declared.layout = .lines
        case .json:
            declared.kind = .json
            declared.layout = .array
        case .xml(_, let record):
            declared.kind = .xml
            declared.recordElement = record
        }
        return declared
    }
}
