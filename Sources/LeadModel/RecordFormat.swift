/// The format of an export, with everything that must be declared or detected to read it.
public enum RecordFormat: Sendable, Hashable, Codable {
    case csv(CSVDialect)
    case json(JSONShape)
    case xml(XMLShape)
}

/// The dialect of a delimited text file. `nil` means: detect, and say what was detected.
public struct CSVDialect: Sendable, Hashable, Codable {
    /// A footer that an export appends after its records.
    public enum Footer: String, Sendable, Hashable, Codable, CaseIterable {
        case none
        /// Blank line, `Grand Totals (N records)`, confidentiality and copyright lines; N is checked.
        case salesforceReport = "salesforce-report"
    }

    /// One ASCII byte: comma, semicolon, tab, pipe, caret or backquote.
    public var delimiter: UInt8?
    /// The quote character; `nil` detects `"`.
    public var quote: UInt8
    /// A name that iconv knows, such as `UTF-8`, `WINDOWS-1252`, `UTF-16LE`, `SHIFT_JIS`.
    public var encoding: String?
    /// Lines before the header that belong to nobody.
    public var preambleLines: Int
    /// Column names, where the file has no header line.
    public var columns: [String]?
    public var footer: Footer

    public init(
        delimiter: UInt8? = nil, quote: UInt8 = 0x22, encoding: String? = nil, preambleLines: Int = 0,
        columns: [String]? = nil, footer: Footer = .none
    ) {
        self.delimiter = delimiter
        self.quote = quote
        self.encoding = encoding
        self.preambleLines = preambleLines
        self.columns = columns
        self.footer = footer
    }
}

/// Where the records of a JSON export stand.
public struct JSONShape: Sendable, Hashable, Codable {
    public enum Layout: String, Sendable, Hashable, Codable, CaseIterable {
        /// One record a line (NDJSON, RFC 7464 without separators).
        case lines
        /// One document; `recordPath` leads to an array of records.
        case array
        /// One document; `recordPath` leads to an object whose members are the records; the key becomes column `$key`.
        case keyed
        /// One document; `recordPath` leads to an object that is the only record, as in the answer to one id or a webhook.
        case one
    }

    public var layout: Layout
    /// Keys from the document's root to the records, such as `["results"]`; empty for the root itself.
    public var recordPath: [String]
    public var encoding: String?
    /// Lists beside the records whose rows belong to them; `nil` for none.
    public var joins: [JSONJoin]?

    public init(layout: Layout, recordPath: [String] = [], encoding: String? = nil, joins: [JSONJoin]? = nil) {
        self.layout = layout
        self.recordPath = recordPath
        self.encoding = encoding
        self.joins = joins
    }
}

/// A list beside the records, each row of which belongs to one of them, such as ActiveCampaign's `fieldValues`.
public struct JSONJoin: Sendable, Hashable, Codable {
    /// Keys from the document's root to the rows.
    public var list: [String]
    /// The member of a row that holds the id of its record.
    public var member: String
    /// The member of a record that holds its id.
    public var id: String

    public init(list: [String], member: String, id: String) {
        self.list = list
        self.member = member
        self.id = id
    }

    /// The member of a record that its rows become.
    public var name: String { "$" + list.joined(separator: ".") }
}

/// Where the records of an XML export stand.
public struct XMLShape: Sendable, Hashable, Codable {
    /// Local name of the record element (prefix not looked at), or a path of them such as `result/prospect`.
    public var recordElement: String
    public var encoding: String?

    public init(recordElement: String, encoding: String? = nil) {
        self.recordElement = recordElement
        self.encoding = encoding
    }
}
