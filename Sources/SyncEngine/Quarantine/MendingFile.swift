import Connectors
import LeadModel
import RecordFormats

/// A file of rows by which a person mends what waits, as a spreadsheet has saved it.
struct MendingFile {
    struct Row {
        var place: Origin
        /// Without the apostrophes that kept a spreadsheet from computing.
        var cells: [String]
        /// Why it is no row.
        var fault: Fault?
    }

    let path: String
    private(set) var header: [String] = []
    /// How many rows speak of each entry.
    private(set) var entries: [Int64: Int] = [:]
    private let number: Int

    /// Reads the file once, for the entries it speaks of.
    init(path: String) throws(Fault) {
        self.path = path
        var reader = try MendingFile.open(try FileBytes(path: path), path).reader
        let first = try reader.nextPage()
        header = first?.columns.map(SpreadsheetText.restored) ?? []
        guard let place = header.firstIndex(of: MendingSheet.entry) else {
            throw Fault(
                .quarantineColumnMissing, .stopStream, "the file has no column '\(MendingSheet.entry)'",
                at: Origin(file: path),
                advice: "Take a file that `leadloop quarantine export` has written, and leave its first columns in it.")
        }
        number = place
        if let doubled = header.first(where: { name in header.count { $0 == name } > 1 }) {
            throw Fault(
                .csvHeaderDuplicate, .stopStream, "the header has a column more than once", at: Origin(file: path),
                field: doubled, advice: "Take one of them out.")
        }
        var next = first
        while let page = next {
            for row in rows(of: page) { if let entry = entry(of: row) { entries[entry, default: 0] += 1 } }
            next = try reader.nextPage()
        }
    }

    /// The entry that a row says it is of.
    func entry(of row: Row) -> Int64? {
        guard row.fault == nil, number < row.cells.count else { return nil }
        return Int64(row.cells[number].trimmingPrefix(while: \.isWhitespace))
    }

    /// Reads the rows, a page at a time.
    func read(
        _ bytes: FileBytes, _ body: ([Row]) throws(Fault) -> Void
    ) throws(Fault) -> DetectedFormat {
        var (reader, detected) = try MendingFile.open(bytes, path)
        while let page = try reader.nextPage() { try body(rows(of: page)) }
        return detected
    }

    private static func open(
        _ bytes: FileBytes, _ path: String
    ) throws(Fault) -> (reader: any RecordReader, detected: DetectedFormat) {
        try RecordReaders.open(bytes, file: path, declared: DeclaredFormat(kind: .csv))
    }

    private func rows(of page: RecordPage) -> [Row] {
        page.entries.map { entry in
            Row(
                place: Origin(file: path, line: entry.line, record: entry.number),
                cells: page.cells[entry.cells].map { SpreadsheetText.restored(page.text(of: $0)) },
                fault: entry.fault)
        }
    }
}
