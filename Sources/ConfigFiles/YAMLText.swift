/// Writes words so that a YAML reader gives them back as they were.
public enum YAMLText {
    /// Words that YAML 1.1 or 1.2 may read as something else than text.
    private static let reserved: Set<String> = [
        "true", "false", "yes", "no", "on", "off", "y", "n", "null", "~", "",
    ]

    /// A scalar: plain where every reader takes it for text, otherwise in double quotes.
    public static func scalar(_ text: String) -> String { isPlain(text) ? text : quoted(text) }

    /// A scalar: plain where the reader of configuration files takes it for text, to whom numbers, dates and `NO` are texts,
    /// too; otherwise in double quotes.
    static func ownScalar(_ text: String) -> String { isOwnPlain(text) ? text : quoted(text) }

    /// `[a, b]`
    public static func list(_ items: [String]) -> String { "[\(items.map(scalar).joined(separator: ", "))]" }

    /// A comment that stays on its line.
    public static func comment(_ text: String) -> String {
        "# "
            + String(
                text.unicodeScalars.map {
                    $0.value < 0x20 || 0x7F...0x9F ~= $0.value || $0.value == 0x2028 || $0.value == 0x2029
                        ? " " : Character($0)
                })
    }

    private static func isPlain(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first, !reserved.contains(text.lowercased()), text.last != " " else {
            return false
        }
        guard isLetter(first) || (isDigit(first) && text.contains(where: \.isLetter)) else { return false }
        // What begins with digits may be a number or a time in some reader's eyes.
        if isDigit(first), !text.contains("-") || text.contains(":") { return false }
        return text.unicodeScalars.allSatisfy {
            isLetter($0) || isDigit($0) || " _-./$+'()".unicodeScalars.contains($0)
        }
            && !text.contains(" #") && !text.contains("  ")
    }

    private static func isOwnPlain(_ text: String) -> Bool {
        guard let first = text.first, !["~", "null"].contains(text), !"-*% ".contains(first), text.last != " " else {
            return false
        }
        return text.unicodeScalars.allSatisfy {
            isLetter($0) || isDigit($0) || "-./%+ ()*".unicodeScalars.contains($0)
        }
    }

    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isAlphabetic || scalar == "_" }
    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { "0"..."9" ~= scalar }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\t": quoted += "\\t"
            case "\r": quoted += "\\r"
            case "\u{85}", "\u{A0}", "\u{2028}", "\u{2029}", "\u{FEFF}": quoted += escaped(scalar)
            default:
                if scalar.value < 0x20 || 0x7F...0x9F ~= scalar.value {
                    quoted += escaped(scalar)
                } else {
                    quoted.unicodeScalars.append(scalar)
                }
            }
        }
        return quoted + "\""
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16)
        return "\\u" + String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
    }
}
