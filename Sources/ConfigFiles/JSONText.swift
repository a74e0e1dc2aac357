/// Writes texts as JSON strings, RFC 8259: what must be escaped is, and the control character DEL, which terminals obey.
public enum JSONText {
    /// The string with its quotes.
    public static func quoted(_ text: String) -> String {
        var quoted = ""
        quote(text, to: &quoted)
        return quoted
    }

    /// Appends the string with its quotes.
    public static func quote(_ value: String, to text: inout String) {
        text += "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case "\u{0}"..."\u{1F}", "\u{7F}":
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}
