/// Looks at one value for what is told by its spelling alone: an address, a link, a telephone number, an id.
enum TextLooks {
    /// `https://example.com/a`, `www.example.com`.
    static func isLink(_ cell: Span<UInt8>) -> Bool {
        guard cell.count >= 7, !hasSpace(cell) else { return false }
        return starts(cell, "http://") || starts(cell, "https://") || starts(cell, "www.")
    }

    /// `example.com`: labels with dots, the last of letters.
    static func isDomain(_ cell: Span<UInt8>) -> Bool {
        var labels = 1
        var length = 0
        var letters = 0
        for index in 0..<cell.count {
            let byte = cell[index]
            if byte == 0x2E {
                guard length > 0 else { return false }
                labels += 1
                length = 0
                letters = 0
            } else if byte.isLetter || byte.isDigit || byte == 0x2D || byte >= 0x80 {
                length += 1
                letters += byte.isDigit || byte == 0x2D ? 0 : 1
            } else {
                return false
            }
        }
        return labels > 1 && length >= 2 && letters == length
    }

    /// Four numbers below 256, or an address of IPv6.
    static func isNetworkAddress(_ cell: Span<UInt8>) -> Bool {
        var groups = 1
        var number = 0
        var digits = 0
        for index in 0..<cell.count {
            if cell[index] == 0x2E {
                guard digits > 0, number < 256 else { return false }
                groups += 1
                number = 0
                digits = 0
            } else if cell[index].isDigit, digits < 3 {
                number = number * 10 + Int(cell[index] - 0x30)
                digits += 1
            } else {
                return false
            }
        }
        return groups == 4 && digits > 0 && number < 256
    }

    enum Phone {
        case no
        /// Digits only.
        case bare
        /// With a plus, parentheses or groups.
        case written
    }

    /// Seven to fifteen digits with what people write between them, perhaps with an extension.
    static func phone(_ cell: Span<UInt8>) -> Phone {
        var digits = 0
        var marks = 0
        var hasSign = false
        loop: for index in 0..<cell.count {
            let byte = cell[index]
            switch byte {
            case 0x30...0x39: digits += 1
            case 0x2B:
                guard digits == 0 else { return .no }
                hasSign = true
            case 0x28, 0x29: hasSign = true
            case 0x20, 0x2D, 0x2E, 0x2F, 0xA0, 0xC2: marks += 1
            case 0x45, 0x58, 0x65, 0x78, 0x23, 0x3B, 0x2C:  // ext. 12, x12, #12
                guard digits >= 7 else { return .no }
                hasSign = true
                break loop
            default: return .no
            }
        }
        guard 7...15 ~= digits, !isCalendarDay(cell) else { return .no }
        return hasSign || marks > 0 ? .written : .bare
    }

    /// Whether a telephone number says its country: a plus in front, also in parentheses, or two zeros.
    static func isInternational(_ cell: Span<UInt8>) -> Bool {
        guard cell.count > 2 else { return false }
        return cell[0] == 0x2B || cell[0] == 0x28 && cell[1] == 0x2B || cell[0] == 0x30 && cell[1] == 0x30
    }

    /// Three groups of digits as days are written, whether such a day exists or not.
    private static func isCalendarDay(_ cell: Span<UInt8>) -> Bool {
        var groups = [0]
        var mark: UInt8?
        for index in 0..<cell.count {
            let byte = cell[index]
            if byte.isDigit {
                groups[groups.count - 1] += 1
            } else {
                guard byte == 0x2D || byte == 0x2F || byte == 0x2E, mark == nil || mark == byte else { return false }
                mark = byte
                groups.append(0)
            }
        }
        guard groups.count == 3, 1...2 ~= groups[1] else { return false }
        return groups[0] == 4 && 1...2 ~= groups[2] || 1...2 ~= groups[0] && groups[2] == 4
    }

    /// `ed705f70-88ab-4c49-8771-e014a8763d46`, perhaps in braces.
    static func isGUID(_ cell: Span<UInt8>) -> Bool {
        let start = cell.count == 38 && cell[0] == 0x7B && cell[37] == 0x7D ? 1 : 0
        guard cell.count == 36 + 2 * start else { return false }
        for index in 0..<36 {
            let byte = cell[start + index]
            if [8, 13, 18, 23].contains(index) {
                guard byte == 0x2D else { return false }
            } else {
                guard byte.isDigit || 0x61...0x66 ~= byte.lowerCased else { return false }
            }
        }
        return true
    }

    /// 15 characters or 18 with their checksum, a digit in front and letters among them.
    static func isSalesforceID(_ cell: Span<UInt8>, scratch: inout [UInt8]) -> Bool {
        guard cell.count == 15 || cell.count == 18, cell[0].isDigit else { return false }
        var letters = 0
        for index in 0..<cell.count where cell[index].isLetter { letters += 1 }
        guard letters > 0 else { return false }
        do {
            try RecordID.readSalesforce(cell, into: &scratch)
            return true
        } catch {
            return false
        }
    }

    /// Digits of base 16, of which one is a letter at least, as hashes are written.
    static func isHash(_ cell: Span<UInt8>) -> Bool {
        guard [24, 32, 40, 64].contains(cell.count) else { return false }
        var letters = 0
        for index in 0..<cell.count {
            let byte = cell[index]
            guard byte.isDigit || 0x61...0x66 ~= byte.lowerCased else { return false }
            if byte.isLetter { letters += 1 }
        }
        return letters > 0
    }

    static func hasSpace(_ cell: Span<UInt8>) -> Bool {
        for index in 0..<cell.count where cell[index].isBlank { return true }
        return false
    }

    private static func starts(_ cell: Span<UInt8>, _ prefix: String) -> Bool {
        guard cell.count >= prefix.utf8.count else { return false }
        var index = 0
        for byte in prefix.utf8 {
            if cell[index].lowerCased != byte { return false }
            index += 1
        }
        return true
    }
}
