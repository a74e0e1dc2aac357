import CRecordCells
import CSimdJSON
public import LeadModel

/// Reads JSON strictly after RFC 8259: one document of any size with its records in a list or an object by key, with a
/// single record, or one record a line.
///
/// The bytes are UTF-8 already; a BOM in front is passed over.
/// - Members become columns by their path (`Owner.Name`), lists repeat the cells of their path, a list of objects those
///   of its members' paths. Numbers keep their spelling. The key of a keyed record is column `$key`.
/// - A record is refused that is no object, has a key twice in one object, nests too deep, or is malformed. In lines,
///   reading goes on with the next line; in a document behind the record, as long as its brackets fit, and what stands
///   around the records is checked as strictly.
/// - A record longer than the limit is refused with no more than its first 64 KiB.
/// - A file of lines that breaks off between two lines cannot be told from a whole one; a document can.
/// - Memory: about three pages, and the longest record that is allowed.
public struct JSONReader: RecordReader {
    private let records: JSONRecords
    private let shape: JSONShape
    private let faults: JSONFaults
    private let frame: RawFrame
    private var source: any ByteSource
    private var sourceFailure: Fault?
    private var sheet: RecordSheet
    /// The last page that was read, held back until it is clear that the answer is no error.
    private var heldPage: RecordPage?
    private var isDone = false

    /// Scalars outside the records by their dotted path, such as `paging.next.after`, `nextPageToken`, `done`: the first
    /// of each path, 256 of them and 64 KiB at most. Complete when the reader has returned `nil`.
    public private(set) var trailer: [String: String] = [:]

    public init(
        bytes: any ByteSource, file: String, shape: JSONShape, limits: ReaderLimits = ReaderLimits()
    ) {
        source = bytes
        self.shape = shape
        records = JSONRecords(shape: shape, limits: limits)
        faults = JSONFaults(file: file, limits: limits)
        sheet = RecordSheet(file: file)
        frame = JSONReader.frame(of: shape.layout)
    }

    public mutating func nextPage() throws(Fault) -> RecordPage? {
        guard !isDone else { return nil }
        while true {
            switch json_records_advance(records.handle) {
            case JSON_STEP_INPUT: fill()
            case JSON_STEP_PAGE:
                let page = takePage()
                defer { heldPage = page }
                if let heldPage { return heldPage }
            case JSON_STEP_END:
                if let page = try lastPage() { return page }
                isDone = true
                try finish()
                return nil
            default:
                if let page = try lastPage() { return page }
                isDone = true
                trailer = records.trailer
                throw sourceFailure ?? faults.ofExport(json_records_failure(records.handle))
            }
        }
    }

    /// The page held back, unless it is all there is and turns out to be what the vendor says of an error.
    private mutating func lastPage() throws(Fault) -> RecordPage? {
        guard let page = heldPage else { return nil }
        heldPage = nil
        trailer = records.trailer
        guard page.entries.count == sheet.recordCount else { return page }
        let isList = shape.recordPath.last == "errors"
        if let code = JSONErrorBody.code(ofOnlyPage: page, isList: isList)
            ?? (isList ? JSONErrorBody.declaredCode(in: trailer) : nil)
        {
            isDone = true
            throw faults.errorBody(code)
        }
        return page
    }

    private mutating func fill() {
        var count = 0
        // The room is `count` bytes that nobody else reads or writes until they are said to be filled.
        let room = json_records_room(records.handle, &count)
        do throws(Fault) {
            count = try source.read(into: UnsafeMutableRawBufferPointer(start: room, count: count))
        } catch {
            sourceFailure = error
            count = 0
        }
        json_records_filled(records.handle, count)
    }

    private mutating func takePage() -> RecordPage {
        let rows = json_records_sheet(records.handle)!
        let raw = json_records_page(records.handle)
        let faults = faults
        let page = sheet.page(
            of: rows, count: rows.pointee.record_count, raw: UnsafeBufferPointer(start: raw.bytes, count: raw.count),
            frame: frame
        ) { row, origin, bytes in faults.ofRecord(row, at: origin, raw: bytes) }
        json_records_page_taken(records.handle)
        return page
    }

    /// Behind the end of a well-formed export: what it may lack.
    private mutating func finish() throws(Fault) {
        trailer = records.trailer
        if let sourceFailure { throw sourceFailure }
        let end = json_records_path_end(records.handle)
        if end == JSON_PATH_RECORDS || end == JSON_PATH_NULL {
            // No list beside an error is no empty list.
            let code =
                end == JSON_PATH_NULL
                ? JSONErrorBody.code(in: trailer)
                : JSONErrorBody.declaredCode(in: trailer)
                    ?? (sheet.recordCount == 0 ? JSONErrorBody.code(besideNothing: trailer) : nil)
            if let code, code != "null" { throw faults.errorBody(code) }
            return
        }
        if let code = JSONErrorBody.code(in: trailer) { throw faults.errorBody(code) }
        throw faults.pathMissing(shape.recordPath, end, keys: records.keys)
    }

    private static func frame(of layout: JSONShape.Layout) -> RawFrame {
        // Several records that were the only ones of their documents are a list.
        let format = RecordFormat.json(JSONShape(layout: layout == .one ? .array : layout))
        return switch layout {
        case .lines: RawFrame(format: format)
        case .array, .one: RawFrame(format: format, prologue: [0x5B], separator: [0x2C, 0x0A], epilogue: [0x5D])
        case .keyed: RawFrame(format: format, prologue: [0x7B], separator: [0x2C, 0x0A], epilogue: [0x7D])
        }
    }
}

/// Owns the C reader.
private final class JSONRecords {
    let handle: OpaquePointer

    /// How many bytes are looked at together, unless a record is longer; this much stays in the cache.
    private static let windowBytes = 256 << 10

    init(shape: JSONShape, limits: ReaderLimits) {
        precondition(limits.pageBytes + 2 * limits.recordBytes < Int(Int32.max), "slices of a page are 32 bit")
        var options = json_options()
        options.layout =
            switch shape.layout {
            case .lines: Int32(JSON_LAYOUT_LINES)
            case .array: Int32(JSON_LAYOUT_ARRAY)
            case .keyed: Int32(JSON_LAYOUT_KEYED)
            case .one: Int32(JSON_LAYOUT_ONE)
            }
        options.page_bytes = limits.pageBytes
        options.page_records = limits.pageRecords
        options.record_bytes = limits.recordBytes
        options.columns = UInt32(limits.columns)
        options.depth = UInt32(limits.depth)
        options.window = min(JSONRecords.windowBytes, max(limits.pageBytes, 16))
        options.path_count = UInt32(shape.recordPath.count)
        let path = shape.recordPath.flatMap { Array($0.utf8) }
        let lengths = shape.recordPath.map { UInt32($0.utf8.count) }
        // The C side copies the path before it returns.
        handle = path.withUnsafeBufferPointer { path in
            lengths.withUnsafeBufferPointer { lengths in
                options.path = path.baseAddress
                options.path_lengths = lengths.baseAddress
                return json_records_new(&options)
            }
        }
    }

    deinit { json_records_free(handle) }

    var trailer: [String: String] {
        var trailer: [String: String] = [:]
        for index in 0..<json_records_trailer_count(handle) {
            let path = json_records_trailer_path(handle, index)
            let value = json_records_trailer_value(handle, index)
            trailer[text(path)] = text(value)
        }
        return trailer
    }

    var keys: [String] {
        (0..<json_records_key_count(handle)).map { text(json_records_key(handle, $0)) }
    }

    private func text(_ text: json_text) -> String {
        String(decoding: UnsafeBufferPointer(start: text.bytes, count: text.count), as: UTF8.self)
    }
}
