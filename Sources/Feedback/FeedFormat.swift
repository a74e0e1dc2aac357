/// How the rows of a feed are written.
public enum FeedFormat: Sendable, Hashable {
    /// RFC 4180 for programs, or the same made safe for people who open it in a spreadsheet.
    case csv(CSVAudience)
    /// One JSON object a line.
    case ndjson
    /// One JSON array of objects.
    case json
    case xml(root: String, record: String)

    public enum CSVAudience: String, Sendable, Hashable, CaseIterable {
        case machine
        case spreadsheet
    }

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
        if case .csv(let audience) = self { audience.rawValue } else { nil }
    }
}
