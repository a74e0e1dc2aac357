extension String {
    /// The text as a message may hold it: what a terminal would obey, and what turns the direction of writing or breaks a
    /// line, is spelled out, `\u{1b}`.
    public var spelledOut: String {
        let isPlain = utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F }
        guard !isPlain else { return self }
        var text = ""
        for scalar in unicodeScalars {
            switch scalar.value {
            case 0x09: text += "\\t"
            case 0x0A: text += "\\n"
            case 0x0D: text += "\\r"
            case 0x00..<0x20, 0x7F...0x9F, 0x061C, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF:
                text += "\\u{\(String(scalar.value, radix: 16))}"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}
