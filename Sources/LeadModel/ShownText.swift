extension String {
    /// The text as a message, a table or a page may hold it: what a terminal would obey, what turns the direction of writing or
    /// breaks a line, and what cannot be seen, is spelled out, `\u{1b}`.
    ///
    /// What joins or parts letters within a word of Persian or Hindi, or an emoji, and what chooses the form of a character,
    /// stays.
    public var spelledOut: String {
        let isPlain = utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F }
        guard !isPlain else { return self }
        let scalars = Array(unicodeScalars)
        var text = ""
        for (index, scalar) in scalars.enumerated() {
            switch scalar.value {
            case 0x09: text += "\\t"
            case 0x0A: text += "\\n"
            case 0x0D: text += "\\r"
            case 0x200C, 0x200D:
                let isWithin =
                    index > 0 && index + 1 < scalars.count
                    && [scalars[index - 1], scalars[index + 1]].allSatisfy { $0.value > 0x2FF && !$0.isUnseen }
                if isWithin { text.unicodeScalars.append(scalar) } else { text += scalar.spelled }
            case _ where scalar.isUnseen: text += scalar.spelled
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}

extension Unicode.Scalar {
    fileprivate var spelled: String { "\\u{\(String(value, radix: 16))}" }

    /// Whether it commands a terminal, or shows nothing and does something.
    fileprivate var isUnseen: Bool {
        switch value {
        case 0x00..<0x20, 0x7F...0x9F, 0x2028, 0x2029, 0xFFF9...0xFFFB: true
        // Forms of the character before.
        case 0x180B...0x180D, 0x180F, 0xFE00...0xFE0F, 0xE0100...0xE01EF: false
        default: properties.isDefaultIgnorableCodePoint
        }
    }
}
