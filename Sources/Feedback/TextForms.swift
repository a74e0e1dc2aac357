import LeadModel

/// A cell of delimited text.
enum CSVCell {
    static func append(_ cell: FieldValue?, _ audience: FeedFormat.CSVAudience, to buffer: inout [UInt8]) {
        guard let cell, cell != .null else { return }
        let text = cell.description
        var isQuoted = text.isEmpty
        for byte in text.utf8 where byte == 0x22 || byte == 0x2C || byte == 0x0A || byte == 0x0D { isQuoted = true }
        if text.utf8.first == 0x20 || text.utf8.last == 0x20 { isQuoted = true }
        if isQuoted { buffer.append(0x22) }
        if audience == .spreadsheet, isFormula(cell, text) { buffer.append(0x27) }
        for byte in text.utf8 {
            if byte == 0x22 { buffer.append(0x22) }
            buffer.append(byte)
        }
        if isQuoted { buffer.append(0x22) }
    }

    /// Whether a spreadsheet would compute the cell: it begins with = + - @, or their full-width twins, or with white
    /// space behind which they may stand. Numbers of ours may begin with a minus.
    private static func isFormula(_ cell: FieldValue, _ text: String) -> Bool {
        if case .number = cell { return false }
        guard let first = text.unicodeScalars.first(where: { ![" ", "\t", "\r", "\n"].contains($0) }) else {
            return false
        }
        if text.utf8.first == 0x09 || text.utf8.first == 0x0D || text.utf8.first == 0x0A { return true }
        return ["=", "+", "-", "@", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}"].contains(first)
    }
}

/// JSON as RFC 8259 writes it.
enum JSONText {
    static func append(_ value: FieldValue, to buffer: inout [UInt8]) {
        switch value {
        case .null: buffer.append(contentsOf: "null".utf8)
        case .number(let number): buffer.append(contentsOf: number.description.utf8)
        case .flag(let flag): buffer.append(contentsOf: (flag ? "true" : "false").utf8)
        case .list(let items):
            buffer.append(0x5B)
            for (index, item) in items.enumerated() {
                if index > 0 { buffer.append(0x2C) }
                append(item, to: &buffer)
            }
            buffer.append(0x5D)
        case .text, .instant, .money: append(value.description, to: &buffer)
        }
    }

    static func append(_ text: String, to buffer: inout [UInt8]) {
        buffer.append(0x22)
        for byte in text.utf8 {
            switch byte {
            case 0x22, 0x5C: buffer.append(contentsOf: [0x5C, byte])
            case 0x0A: buffer.append(contentsOf: [0x5C, 0x6E])
            case 0x0D: buffer.append(contentsOf: [0x5C, 0x72])
            case 0x09: buffer.append(contentsOf: [0x5C, 0x74])
            case 0x00..<0x20:
                let digits = String(byte, radix: 16)
                buffer.append(contentsOf: ("\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits).utf8)
            default: buffer.append(byte)
            }
        }
        buffer.append(0x22)
    }
}

/// Character data of an XML 1.0 element.
enum XMLText {
    static func append(_ text: String, to buffer: inout [UInt8]) {
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x26: buffer.append(contentsOf: "&amp;".utf8)
            case 0x3C: buffer.append(contentsOf: "&lt;".utf8)
            case 0x3E: buffer.append(contentsOf: "&gt;".utf8)
            // A bare carriage return would be read back as a line feed.
            case 0x0D: buffer.append(contentsOf: "&#13;".utf8)
            case 0x09, 0x0A, 0x20...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF:
                buffer.append(contentsOf: scalar.utf8)
            // XML 1.0 cannot hold the others in any spelling.
            default: buffer.append(contentsOf: "\u{FFFD}".utf8)
            }
        }
    }
}
