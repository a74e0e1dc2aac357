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
        if let doubled = header.first(where: { name in !name.isEmpty && header.count { $0 == name } > 1 }) {
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
        var declared = DeclaredFormat(kind: .csv)
        if let delimiter = try delimiter(path) {
            var dialect = CSVDialect()
            dialect.delimiter = delimiter
            declared.dialect = dialect
        }
        return try RecordReaders.open(bytes, file: path, declared: declared)
    }

    /// What stands behind the first column's name: messages full of commas say nothing about what parts cells.
    /// - Returns: `nil` where it is not the first column, or the file is not written byte by byte; it is recognised then.
    private static func delimiter(_ path: String) throws(Fault) -> UInt8? {
        let front = UnsafeMutableRawBufferPointer.allocate(byteCount: 64, alignment: 1)
        defer { front.deallocate() }
        let count = try FileBytes(path: path).read(into: front)
        var rest = Array(front.prefix(count))[...]
        if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
        rest = rest.drop { $0 == 0x22 }
        guard rest.starts(with: Array(MendingSheet.entry.utf8)) else { return nil }
        let next = rest.dropFirst(MendingSheet.entry.utf8.count).first { $0 != 0x22 }
        return next.flatMap { [0x2C, 0x3B, 0x09, 0x7C].contains($0) ? $0 : nil }
    }

    /// Without the empty rows that a spreadsheet leaves behind the last one.
    private func rows(of page: RecordPage) -> [Row] {
        page.entries.compactMap { entry in
            let cells = page.cells[entry.cells].map { SpreadsheetText.restored(page.text(of: $0)) }
            if entry.fault == nil, cells.allSatisfy(\.isEmpty) { return nil }
            let place = Origin(file: path, line: entry.line, record: entry.number)
            return Row(place: place, cells: cells, fault: entry.fault ?? nameless(cells, place))
        }
    }

    /// Columns without a name are what a spreadsheet leaves behind the last one, as long as they are empty.
    private func nameless(_ cells: [String], _ place: Origin) -> Fault? {
        guard
            let index = zip(header, cells).enumerated().first(where: { $0.element.0.isEmpty && !$0.element.1.isEmpty })?
                .offset
        else { return nil }
        return Fault(
            .csvSurplusCell, .deadLetter, "a cell stands in column \(index + 1), which has no name", at: place,
            seen: .shape(of: cells[index].utf8), advice: "Move it under the column that it belongs to, or empty it.")
    }
}
