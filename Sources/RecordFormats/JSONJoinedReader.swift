public import LeadModel

/// Reads the records of a JSON document together with the rows of lists beside them, as ActiveCampaign writes the custom
/// fields of its contacts.
///
/// The rows of a record become members of it, named as their list with `$` in front: columns such as
/// `$fieldValues.field`, one item a row. A record's raw bytes hold its rows, so that it is read again alone. Rows of
/// records that are not in the document are passed over.
/// - The document is held in memory: one of more than 64 MiB is refused.
/// - A row that cannot be read, or that does not say whose it is, ends the export: nobody knows which record lacks it.
///   The whole document is read as strictly, once for each list, before the first record: one record with a key twice
///   ends it, too.
public struct JSONJoinedReader: RecordReader {
    /// What a document may hold.
    public static let documentBytes = 64 << 20

    private let file: String
    private let shape: JSONShape
    private let joins: [JSONJoin]
    private let limits: ReaderLimits
    private let documentLimit: Int
    private var source: any ByteSource
    private var records: JSONReader?
    /// The rows of each list, in the order of `joins`.
    private var rows: [JoinedRows] = []
    private var columns = JoinedColumns()
    private var isDone = false

    public var trailer: [String: String] { records?.trailer ?? [:] }

    public init(
        bytes: any ByteSource, file: String, shape: JSONShape, joins: [JSONJoin], limits: ReaderLimits = ReaderLimits(),
        documentLimit: Int = JSONJoinedReader.documentBytes
    ) {
        source = bytes
        self.file = file
        self.shape = shape
        self.joins = joins
        self.limits = limits
        self.documentLimit = documentLimit
    }

    public mutating func nextPage() throws(Fault) -> RecordPage? {
        guard !isDone else { return nil }
        do throws(Fault) {
            if records == nil { try begin() }
            if let page = try records?.nextPage() { return joined(page) }
        } catch {
            isDone = true
            throw error
        }
        isDone = true
        return nil
    }

    private mutating func begin() throws(Fault) {
        let document = try wholeDocument()
        for join in joins {
            let list = JSONShape(layout: .array, recordPath: join.list)
            var reader = JSONReader(bytes: MemoryBytes(document), file: file, shape: list, limits: limits)
            var read = JoinedRows()
            while let page = try reader.nextPage() {
                for entry in page.entries { read.add(entry, of: page, to: try owner(of: entry, in: page, join)) }
            }
            rows.append(read)
        }
        records = JSONReader(bytes: MemoryBytes(document), file: file, shape: shape, limits: limits)
    }

    private mutating func wholeDocument() throws(Fault) -> [UInt8] {
        var document: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 256 << 10)
        while true {
            let count = try source.read(into: &buffer, 0..<buffer.count)
            if count == 0 { return document }
            guard document.count + count <= documentLimit else {
                throw Fault(
                    .jsonRecordTooLong, .stopStream,
                    "a document whose lists are joined is held in memory, and this one is longer than \(documentLimit) bytes",
                    at: Origin(file: file), advice: "Export it in pages.")
            }
            document += buffer[..<count]
        }
    }

    /// The id of the record that a row belongs to.
    private func owner(
        of entry: RecordPage.Entry, in page: RecordPage, _ join: JSONJoin
    ) throws(Fault) -> [UInt8] {
        if var fault = entry.fault {
            fault.remedy = .stopStream
            throw fault
        }
        guard let owner = page.cells[entry.cells].first(where: { page.columns[Int($0.column)] == join.member }),
            owner.value.count > 0
        else {
            throw Fault(
                .jsonNotARecord, .stopStream, "a row of '\(join.list.joined(separator: "."))' does not say whose it is",
                at: Origin(file: file, line: entry.line, record: entry.number), field: join.member,
                advice: "Name the member that holds the record's id under `where:` of the stream's `join:`.")
        }
        return Array(page.bytes[owner.value.range])
    }

    /// The records of a page with their rows.
    private mutating func joined(_ page: RecordPage) -> RecordPage {
        var bytes = page.bytes
        var cells: [RecordPage.Cell] = []
        var entries: [RecordPage.Entry] = []
        for var entry in page.entries {
            let first = cells.count
            var ids = [[UInt8]](repeating: [], count: joins.count)
            var lastItem: UInt16 = 0
            for var cell in page.cells[entry.cells] {
                for (number, join) in joins.enumerated() where page.columns[Int(cell.column)] == join.id {
                    ids[number] = Array(page.bytes[cell.value.range])
                }
                lastItem = max(lastItem, cell.item)
                cell.column = columns.number(of: page.columns[Int(cell.column)])
                cells.append(cell)
            }
            if entry.fault == nil {
                var raw = Array(page.raw(of: entry))
                for (number, join) in joins.enumerated() {
                    rows[number].append(
                        of: ids[number], named: join.name, after: lastItem, to: &cells, &bytes, &columns)
                    lastItem = max(lastItem, cells.last?.item ?? 0)
                    raw = spliced(raw, join.name, rows[number].raw(of: ids[number]))
                }
                let start = bytes.count
                bytes += raw
                entry.raw = RecordPage.Slice(start: UInt32(start), count: UInt32(bytes.count - start))
            }
            entry.cells = first..<cells.count
            entries.append(entry)
        }
        return RecordPage(columns: columns.names, bytes: bytes, cells: cells, entries: entries, frame: page.frame)
    }

    /// The record with its rows as its last member.
    private func spliced(_ record: [UInt8], _ name: String, _ rows: ArraySlice<UInt8>) -> [UInt8] {
        let inside = record.dropLast()
        let last = inside.last { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
        let comma = last == 0x7B ? "" : ","
        return inside + Array("\(comma)\"\(name)\":[".utf8) + rows + [0x5D, 0x7D]
    }
}

/// The rows of a list, by the id of the record they belong to.
private struct JoinedRows {
    private struct Value {
        var column: String
        var bytes: [UInt8]
        var form: RecordPage.Form
        var item: UInt16
    }

    private struct Owned {
        var raw: [UInt8] = []
        var values: [Value] = []
        var lastItem: UInt16 = 0
    }

    private var owned: [[UInt8]: Owned] = [:]

    mutating func add(_ entry: RecordPage.Entry, of page: RecordPage, to owner: [UInt8]) {
        var rows = owned.removeValue(forKey: owner) ?? Owned()
        if !rows.raw.isEmpty { rows.raw.append(0x2C) }
        rows.raw += page.raw(of: entry)
        let first = JoinedRows.item(rows.lastItem, plus: 1)
        rows.lastItem = first
        for cell in page.cells[entry.cells] {
            let item = JoinedRows.item(first, plus: cell.item)
            rows.values.append(
                Value(
                    column: page.columns[Int(cell.column)], bytes: Array(page.bytes[cell.value.range]),
                    form: cell.form, item: item))
            rows.lastItem = max(rows.lastItem, item)
        }
        owned[owner] = rows
    }

    func raw(of owner: [UInt8]) -> ArraySlice<UInt8> { (owned[owner]?.raw ?? [])[...] }

    /// Appends the cells that the rows of a record are; an empty list where it has none.
    func append(
        of owner: [UInt8], named name: String, after lastItem: UInt16, to cells: inout [RecordPage.Cell],
        _ bytes: inout [UInt8], _ columns: inout JoinedColumns
    ) {
        guard let rows = owned[owner] else {
            let nowhere = RecordPage.Slice(start: UInt32(bytes.count), count: 0)
            cells.append(RecordPage.Cell(column: columns.number(of: name), value: nowhere, form: .empty))
            return
        }
        for value in rows.values {
            let slice = RecordPage.Slice(start: UInt32(bytes.count), count: UInt32(value.bytes.count))
            bytes += value.bytes
            cells.append(
                RecordPage.Cell(
                    column: columns.number(of: "\(name).\(value.column)"), value: slice, form: value.form,
                    item: JoinedRows.item(lastItem, plus: value.item)))
        }
    }

    private static func item(_ item: UInt16, plus others: UInt16) -> UInt16 {
        let (sum, overflow) = item.addingReportingOverflow(others)
        return overflow ? RecordPage.Cell.lastItem : sum
    }
}

/// The columns of all pages so far, in the order they were first seen in.
private struct JoinedColumns {
    private(set) var names: [String] = []
    private var numbers: [String: UInt32] = [:]

    mutating func number(of name: String) -> UInt32 {
        if let number = numbers[name] { return number }
        let number = UInt32(names.count)
        names.append(name)
        numbers[name] = number
        return number
    }
}
