public import LeadModel

/// Reads an export page by page, in constant memory.
///
/// Contract:
/// - A record that cannot be read is an entry with its fault and its raw bytes; its neighbours are read.
/// - A thrown fault ends the export (truncated, not the format it claims to be, a DOCTYPE). What was complete before it
///   was returned in pages first, and so was the incomplete record at the end, as an entry with a fault. After a throw,
///   and after the first `nil`, every call returns `nil`.
/// - An export without any record throws `file.empty` or the format's own code where that is a fault, and yields no page
///   where it is not (an empty JSON array).
/// - The columns of a later page begin with those of the page before.
public protocol RecordReader {
    mutating func nextPage() throws(Fault) -> RecordPage?
    /// Scalars that stand outside the records, by their dotted paths; complete after the last page. Where a path comes more than
    /// once, the first counts. One that is too long to be kept is `RecordTrailer.dropped`.
    var trailer: [String: String] { get }
}

/// What stands around records.
public enum RecordTrailer {
    /// In the place of a scalar that was there and found no room.
    public static let dropped = "\u{1}"
}

extension RecordReader {
    public var trailer: [String: String] { [:] }
}

/// A stream of bytes; the door behind it is `Connectors`'.
public protocol ByteSource {
    /// Fills the front of `buffer` and returns how many bytes, 0 only at the end. May return fewer than fit.
    mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(Fault) -> Int
}

/// How much a page and a record may hold.
public struct ReaderLimits: Sendable, Hashable {
    /// A page is handed over when its raw records reach this many bytes …
    public var pageBytes = 2 << 20
    /// … or this many records.
    public var pageRecords = 8_192
    /// A longer record is refused.
    public var recordBytes = 8 << 20
    /// Distinct columns of one export.
    public var columns = 4_096
    /// Levels of nesting in JSON and XML.
    public var depth = 64
    /// Attributes of one XML element.
    public var attributes = 256

    public init() {}
}
