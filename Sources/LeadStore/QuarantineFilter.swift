import GRDB

/// Which records of the quarantine are meant; what is `nil` does not matter.
public struct QuarantineFilter: Sendable, Hashable {
    public var state: QuarantineState?
    /// Numbers of entries; none means all.
    public var entries: [Int64] = []
    public var code: String?
    public var source: String?
    public var stream: String?
    public var field: String?
    public var limit = Int.max

    public init(state: QuarantineState? = .waiting) { self.state = state }

    /// Whether it leaves out anything but by state.
    public var isSelective: Bool {
        !entries.isEmpty || code != nil || source != nil || stream != nil || field != nil
    }

    /// The condition of a query, and its arguments.
    var condition: (sql: String, arguments: StatementArguments) {
        var parts: [String] = []
        var arguments = StatementArguments()
        func add(_ sql: String, _ value: String?) {
            guard let value else { return }
            parts.append(sql)
            arguments += [value]
        }
        switch state {
        case .waiting: parts.append("released_run IS NULL AND dismissed_run IS NULL")
        case .dismissed: parts.append("released_run IS NULL AND dismissed_run IS NOT NULL")
        case .released: parts.append("released_run IS NOT NULL")
        case nil: break
        }
        if !entries.isEmpty { parts.append("entry IN (\(entries.map(String.init).joined(separator: ", ")))") }
        add("code = ?", code)
        add("stream IN (SELECT stream FROM source_stream WHERE source = ?)", source)
        add("stream IN (SELECT stream FROM source_stream WHERE name = ?)", stream)
        add("field = ?", field)
        return (parts.isEmpty ? "1" : parts.joined(separator: " AND "), arguments)
    }
}
