import CLibXML
import CRecordCells
public import LeadModel

/// Reads the records of an XML document of any size.
///
/// The bytes are UTF-8 already, whatever the declaration says; a BOM in front is passed over.
/// - Elements become columns by their path below the record element (`campaign.name`), attributes by theirs and their
///   name (`campaign.@id`, the record element's own `@id`); namespace prefixes do not count. Repeated elements repeat
///   their cells.
/// - An element without elements in it is text, empty where there is none; `xsi:nil` makes it null. White space between
///   elements is none; text between elements is joined to one value of the element around it, behind its elements'.
///   Text of the record element itself is column `#text`.
/// - A DOCTYPE ends the export, so there are no entities but the five, and nothing is fetched. So do too many names or
///   attributes, and whatever is not well-formed. A record that nests too deep or is too long is refused alone, the
///   latter with no more than its first 64 KiB.
/// - Memory: about three pages, and the longest record that is allowed.
public struct XMLReader: RecordReader {
    private let records: XMLRecords
    private let shape: XMLShape
    private let faults: XMLFaults
    private var source: any ByteSource
    private var sourceFailure: Fault?
    private var check = TextCheck()
    /// Bytes that are not UTF-8 came; those before them are read.
    private var isDamaged = false
    private var sheet: RecordSheet
    private var isDone = false

    /// Texts and attributes outside the records by their dotted path from the root, such as `rsp.@stat`,
    /// `rsp.result.total_results`: the first of each path, 256 of them and 64 KiB at most. Complete when the reader has
    /// returned `nil`.
    public private(set) var trailer: [String: String] = [:]
    /// Whether the document was read to its end and held no record.
    public private(set) var sawNoRecord = false

    public init(
        bytes: any ByteSource, file: String, shape: XMLShape, limits: ReaderLimits = ReaderLimits()
    ) {
        source = bytes
        self.shape = shape
        records = XMLRecords(shape: shape, limits: limits)
        faults = XMLFaults(file: file, limits: limits)
        sheet = RecordSheet(file: file)
    }

    public mutating func nextPage() throws(Fault) -> RecordPage? {
        guard !isDone else { return nil }
        while true {
            switch xml_records_advance(records.handle) {
            case XML_STEP_INPUT: fill()
            case XML_STEP_PAGE: return takePage()
            case XML_STEP_END:
                isDone = true
                try finish()
                return nil
            default:
                isDone = true
                trailer = records.trailer
                let failure = xml_records_failure(records.handle)
                if isDamaged { throw faults.notText(line: Int(failure.line)) }
                throw sourceFailure ?? faults.ofExport(failure)
            }
        }
    }

    private mutating func fill() {
        guard !isDamaged else { return xml_records_filled(records.handle, 0) }
        var count = 0
        // The room is `count` bytes that nobody else reads or writes until they are said to be filled.
        let room = UnsafeMutableRawBufferPointer(start: xml_records_room(records.handle, &count), count: count)
        do throws(Fault) {
            count = try source.read(into: room)
        } catch {
            sourceFailure = error
            count = 0
        }
        let clean = check.clean(UnsafeRawBufferPointer(rebasing: room[..<count]))
        isDamaged = clean < count
        xml_records_filled(records.handle, clean)
    }

    private mutating func takePage() -> RecordPage {
        let rows = xml_records_sheet(records.handle)!
        let raw = xml_records_page(records.handle)
        let faults = faults
        let isDamaged = isDamaged
        let frame = RawFrame(
            format: .xml(XMLShape(recordElement: shape.recordElement)), prologue: XMLRecords.bytes(raw.prologue),
            epilogue: XMLRecords.bytes(raw.epilogue))
        let page = sheet.page(
            of: rows, count: raw.record_count,
            raw: UnsafeBufferPointer(start: raw.raw.bytes, count: raw.raw.count), frame: frame
        ) { row, origin, _ in
            let isCut = row.fault == UInt8(RC_TRUNCATED.rawValue)
            return isCut && isDamaged ? faults.notTextInRecord(at: origin) : faults.ofRecord(row, at: origin)
        }
        xml_records_page_taken(records.handle)
        return page
    }

    /// Behind the end of a well-formed document: what it may lack.
    private mutating func finish() throws(Fault) {
        trailer = records.trailer
        if let sourceFailure { throw sourceFailure }
        guard sheet.recordCount == 0 else { return }
        sawNoRecord = true
        if let code = XMLErrorBody.code(in: trailer) { throw faults.errorBody(code) }
        // A root that holds nothing is how an export of no records looks; so is an empty element that the path names.
        let names = records.names
        let isEmpty = names.count < 2 || xml_records_saw_parent(records.handle) != 0
        if !isEmpty, !XMLEmptyResult.isSaid(in: trailer) {
            throw faults.recordMissing(shape.recordElement, names: names)
        }
    }
}

/// Knows the documents by which vendors say that something went wrong.
enum XMLErrorBody {
    /// The vendor's code: Pardot `<rsp stat="fail"><err code="1">`, SOAP `faultcode` and `Code/Value`, Zoho
    /// `<response><error><code>`.
    static func code(in scalars: [String: String]) -> String? {
        for (path, value) in scalars where path.hasSuffix(".@stat") && value == "fail" {
            return scalars["rsp.err.@code"] ?? value
        }
        for end in [
            ".Body.Fault.faultcode", ".Body.Fault.Code.Subcode.Value", ".Body.Fault.Code.Value", "response.error.code",
        ] {
            if let found = scalars.first(where: { $0.key.hasSuffix(end) }) { return found.value }
        }
        return nil
    }
}

/// Owns the C reader.
private final class XMLRecords {
    let handle: OpaquePointer

    /// How many bytes the parser gets at once: a tag within them is parsed before its attributes can be counted.
    private static let chunkBytes = 32 << 10

    init(shape: XMLShape, limits: ReaderLimits) {
        precondition(limits.pageBytes + 2 * limits.recordBytes < Int(Int32.max), "slices of a page are 32 bit")
        let names = shape.recordElement.split(separator: "/").map { String($0) }
        var options = xml_options()
        options.page_bytes = limits.pageBytes
        options.page_records = limits.pageRecords
        options.record_bytes = limits.recordBytes
        options.columns = UInt32(limits.columns)
        options.depth = UInt32(limits.depth)
        options.attributes = UInt32(limits.attributes)
        // The first 64 bytes are looked at together.
        options.chunk = min(XMLRecords.chunkBytes, max(limits.pageBytes, 64))
        options.path_count = UInt32(names.count)
        let path = names.flatMap { Array($0.utf8) }
        let lengths = names.map { UInt32($0.utf8.count) }
        // The C side copies the path before it returns.
        handle = path.withUnsafeBufferPointer { path in
            lengths.withUnsafeBufferPointer { lengths in
                options.path = path.baseAddress
                options.path_lengths = lengths.baseAddress
                return xml_records_new(&options)
            }
        }
    }

    deinit { xml_records_free(handle) }

    var trailer: [String: String] {
        var trailer: [String: String] = [:]
        for index in 0..<xml_records_trailer_count(handle) {
            let path = XMLRecords.bytes(xml_records_trailer_path(handle, index))
            let value = XMLRecords.bytes(xml_records_trailer_value(handle, index))
            trailer[String(decoding: path, as: UTF8.self)] = String(decoding: value, as: UTF8.self)
        }
        return trailer
    }

    var names: [String] {
        var names: [String] = []
        for index in 0..<xml_records_name_count(handle) {
            let name = String(decoding: XMLRecords.bytes(xml_records_name(handle, index)), as: UTF8.self)
            if !names.contains(name) { names.append(name) }
        }
        return names
    }

    static func bytes(_ text: xml_text) -> [UInt8] {
        Array(UnsafeBufferPointer(start: text.bytes, count: text.count))
    }
}
