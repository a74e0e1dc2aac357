/// Some thousands of source records as one export wrote them, decoded but not yet understood.
///
/// Names live once: a record is a run of cells, a cell says which column it belongs to. Columns are header labels (CSV)
/// or paths below the record joined with dots (JSON, XML; attributes as `@name`). The page owns its bytes; values are
/// slices of them, valid UTF-8, unescaped. Immutable once built, so it may cross threads.
public final class RecordPage: Sendable {
    /// A slice of `bytes`.
    public struct Slice: Sendable, Hashable {
        public var start: UInt32
        public var count: UInt32

        public init(start: UInt32, count: UInt32) {
            self.start = start
            self.count = count
        }

        public var range: Range<Int> { Int(start)..<Int(start) + Int(count) }
    }

    /// How the export spelled a value: absent values have no cell, null ones have a cell without text.
    public enum Form: UInt8, Sendable, Hashable {
        /// JSON `null`, XML `xsi:nil="true"`.
        case null
        /// A string, a CSV cell, element or attribute text; may be empty.
        case text
        /// A JSON number, in the spelling of the export.
        case number
        /// JSON `true` and `false`, as those words.
        case flag
        /// JSON `[]` and `{}`: a list or an object that is there and holds nothing.
        case empty
    }

    /// One value of a record.
    public struct Cell: Sendable, Hashable {
        /// Index into `columns`.
        public var column: UInt32
        public var value: Slice
        public var form: Form
        /// Which item of a list it stands in, 0 outside of lists: values with the same item stand side by side, such as
        /// the members of one object of a JSON list, or the children of one of several XML elements of a name. Items are
        /// counted through the record; those from `lastItem` on are not told apart.
        public var item: UInt16

        public static let lastItem = UInt16.max

        public init(column: UInt32, value: Slice, form: Form, item: UInt16 = 0) {
            self.column = column
            self.value = value
            self.form = form
            self.item = item
        }
    }

    /// One record of the page, read or refused.
    public struct Entry: Sendable {
        /// Cells of the record; a column may appear more than once (lists, doubled elements). Empty where refused.
        public var cells: Range<Int>
        /// The record verbatim (transcoded to UTF-8 where the export was not), without terminator.
        public var raw: Slice
        /// 1-based number in its file.
        public var number: Int
        /// 1-based line of its first byte.
        public var line: Int
        /// Why the record could not be read; it is kept in quarantine.
        public var fault: Fault?

        public init(cells: Range<Int>, raw: Slice, number: Int, line: Int, fault: Fault? = nil) {
            self.cells = cells
            self.raw = raw
            self.number = number
            self.line = line
            self.fault = fault
        }
    }

    /// Everything seen so far in this export: a later page of the same reader may have more, never fewer or other ones.
    public let columns: [String]
    public let bytes: [UInt8]
    public let cells: [Cell]
    public let entries: [Entry]
    /// What must stand around raw records so that the same reader reads them again; see `RawFrame`.
    public let frame: RawFrame

    public init(columns: [String], bytes: [UInt8], cells: [Cell], entries: [Entry], frame: RawFrame) {
        self.columns = columns
        self.bytes = bytes
        self.cells = cells
        self.entries = entries
        self.frame = frame
    }

    /// The text of a cell, for messages and tests; the hot path reads `bytes` in place.
    public func text(of cell: Cell) -> String { String(decoding: bytes[cell.value.range], as: UTF8.self) }

    /// The verbatim bytes of an entry.
    public func raw(of entry: Entry) -> ArraySlice<UInt8> { bytes[entry.raw.range] }
}

/// How raw records are wrapped to be read once more: `prologue + records joined by separator + epilogue`.
///
/// CSV: the header line before; JSON: one record per line; XML: the start tags that led to the record element, and their
/// end tags. The bytes are UTF-8 whatever the encoding of the export was.
public struct RawFrame: Sendable, Hashable, Codable {
    /// The format and dialect in which the framed records are read again.
    public var format: RecordFormat
    public var prologue: [UInt8]
    public var separator: [UInt8]
    public var epilogue: [UInt8]

    public init(format: RecordFormat, prologue: [UInt8] = [], separator: [UInt8] = [0x0A], epilogue: [UInt8] = []) {
        self.format = format
        self.prologue = prologue
        self.separator = separator
        self.epilogue = epilogue
    }
}
