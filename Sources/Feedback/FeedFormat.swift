import LeadModel
public import RecordFormats

/// How the rows of a feed are written.
public enum FeedFormat: Sendable, Hashable {
    /// RFC 4180 for programs, or the same made safe for people who open it in a spreadsheet.
    /// - Parameter firstLine: what stands before the header; `nil`: nothing.
    case csv(CSVWriter.Audience, firstLine: String? = nil)
    /// One JSON object a line.
    case ndjson
    /// One JSON array of objects.
    case json
    case xml(root: String, record: String)

    /// The word of manifests: `csv`, `ndjson`, `json`, `xml`.
    public var word: String {
        switch self {
        case .csv: "csv"
        case .ndjson: "ndjson"
        case .json: "json"
        case .xml: "xml"
        }
    }

    /// `machine` or `spreadsheet` of CSV; `nil` of the rest.
    public var dialect: String? {
        if case .csv(let audience, _) = self { audience.rawValue } else { nil }
    }

    /// What stands before the header of CSV; `nil` where nothing does.
    public var firstLine: String? {
        if case .csv(_, let line) = self { line } else { nil }
    }

    /// What writes rows over these columns.
    /// - Throws: `format.unwritable` where the format has no spelling for a column's name.
    func writer(columns: [String]) throws(Fault) -> any RecordWriter {
        switch self {
        case .csv(let audience, let firstLine):
            try CSVWriter(columns: columns, audience: audience, preamble: firstLine)
        case .ndjson: try JSONWriter(columns: columns, layout: .lines)
        case .json: try JSONWriter(columns: columns, layout: .array)
        case .xml(let root, let record): try XMLWriter(columns: columns, root: root, record: record)
        }
    }
}
