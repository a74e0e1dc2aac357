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
                + members.map { "\(inner)\(SchemaText.quoted($0.0)): \($0.1.lines(indent: inner))" }.joined(
                    separator: ",\n")
                + "\n\(indent)}"
        default: return short
        }
    }

    private var oneLine: String {
        switch self {
        case .null: "null"
        case .flag(let flag): flag ? "true" : "false"
        case .number(let number): String(number)
        case .text(let text): SchemaText.quoted(text)
        case .list(let items): "[" + items.map(\.oneLine).joined(separator: ", ") + "]"
        case .object(let members):
            members.isEmpty
                ? "{}"
                : "{ " + members.map { "\(SchemaText.quoted($0.0)): \($0.1.oneLine)" }.joined(separator: ", ") + " }"
        }
    }

    static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\t": quoted += "\\t"
            case "\u{0}"..."\u{1F}":
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }

    /// A node as YAML on one line.
    static func flow(_ node: ConfigNode) -> String {
        switch node.content {
        case .null: return "~"
        case .text(let text): return plain(text)
        case .list(let items): return "[" + items.map(flow).joined(separator: ", ") + "]"
        case .map(let entries):
            return "{ " + entries.map { "\(plain($0.key)): \(flow($0.value))" }.joined(separator: ", ") + " }"
        }
    }

    /// A text as YAML, in quotes where it would be something else without them.
    private static func plain(_ text: String) -> String {
        let isPlain =
            !text.isEmpty && !["~", "null"].contains(text)
            && text.unicodeScalars.allSatisfy { scalar in
                scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
                    || "_-./%+ ()*".unicodeScalars.contains(scalar)
            } && text.first != "-" && text.first != "*" && text.first != "%" && text.first != " " && text.last != " "
        return isPlain ? text : quoted(text)
    }
}
