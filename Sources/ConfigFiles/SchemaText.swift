import LeadModel

/// A JSON value with its members in the order they were given.
indirect enum SchemaText {
    case null
    case flag(Bool)
    case number(Int)
    case text(String)
    case list([SchemaText])
    case object([(String, SchemaText)])

    /// Several lines, indented by two; what is short stays on one.
    func lines(indent: String = "") -> String {
        let short = oneLine
        guard case let wide = 100 - indent.utf8.count, short.utf8.count > wide else { return short }
        let inner = indent + "  "
        switch self {
        case .list(let items):
            return "[\n" + items.map { inner + $0.lines(indent: inner) }.joined(separator: ",\n") + "\n\(indent)]"
        case .object(let members):
            return "{\n"
                + members.map { "\(inner)\(JSONText.quoted($0.0)): \($0.1.lines(indent: inner))" }.joined(
                    separator: ",\n")
                + "\n\(indent)}"
        default: return short
        }
    }

    var oneLine: String {
        switch self {
        case .null: "null"
        case .flag(let flag): flag ? "true" : "false"
        case .number(let number): String(number)
        case .text(let text): JSONText.quoted(text)
        case .list(let items): "[" + items.map(\.oneLine).joined(separator: ", ") + "]"
        case .object(let members):
            members.isEmpty
                ? "{}"
                : "{ " + members.map { "\(JSONText.quoted($0.0)): \($0.1.oneLine)" }.joined(separator: ", ") + " }"
        }
    }

    /// A node as YAML on one line.
    static func flow(_ node: ConfigNode) -> String {
        switch node.content {
        case .null: return "~"
        case .text(let text): return YAMLText.ownScalar(text)
        case .list(let items): return "[" + items.map(flow).joined(separator: ", ") + "]"
        case .map(let entries):
            return "{ " + entries.map { "\(YAMLText.ownScalar($0.key)): \(flow($0.value))" }.joined(separator: ", ")
                + " }"
        }
    }
}
