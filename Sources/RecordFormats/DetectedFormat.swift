public import LeadModel

/// What an export turned out to be. Prints in one line, such as `csv, semicolon, UTF-8 with BOM, CRLF, 12 columns`.
public struct DetectedFormat: Sendable, Hashable {
    /// Everything that must be known to read it, what was declared included.
    public var format: RecordFormat
    public var isGzip: Bool
    /// How the encoding is written, with the reason where it is a guess.
    public var encoding: String
    /// `LF`, `CRLF`, `CR`; of CSV.
    public var lineEnd: String?
    /// Columns of the header; of CSV.
    public var columnCount: Int?

    public init(
        format: RecordFormat, isGzip: Bool, encoding: String, lineEnd: String? = nil, columnCount: Int? = nil
    ) {
        self.format = format
        self.isGzip = isGzip
        self.encoding = encoding
        self.lineEnd = lineEnd
        self.columnCount = columnCount
    }
}

extension DetectedFormat: CustomStringConvertible {
    public var description: String {
        var parts: [String] = []
        switch format {
        case .csv(let dialect):
            parts = [
                "csv", dialect.delimiter.map(DetectedFormat.word(forDelimiter:)) ?? "delimiter not known", encoding,
            ]
            if let lineEnd { parts.append(lineEnd) }
            if let columnCount { parts.append(columnCount == 1 ? "1 column" : "\(columnCount) columns") }
            if dialect.footer == .salesforceReport { parts.append("Salesforce report footer") }
        case .json(let shape):
            let path = shape.recordPath.joined(separator: ".")
            switch shape.layout {
            case .lines: parts = ["json", "one record a line"]
            case .array: parts = ["json", path.isEmpty ? "an array of records" : "records at '\(path)'"]
            case .keyed: parts = ["json", path.isEmpty ? "records by key" : "records by key at '\(path)'"]
            case .one: parts = ["json", path.isEmpty ? "one record" : "one record at '\(path)'"]
            }
            for join in shape.joins ?? [] { parts.append("with '\(join.list.joined(separator: "."))'") }
            parts.append(encoding)
        case .xml(let shape): parts = ["xml", "records in '\(shape.recordElement)'", encoding]
        }
        if isGzip { parts.append("gzip") }
        return parts.joined(separator: ", ")
    }

    static func word(forDelimiter delimiter: UInt8) -> String {
        switch delimiter {
        case 0x2C: "comma"
        case 0x3B: "semicolon"
        case 0x09: "tab"
        case 0x7C: "pipe"
        case 0x5E: "caret"
        case 0x60: "backquote"
        default: "'\(String(UnicodeScalar(delimiter)))'"
        }
    }
}
