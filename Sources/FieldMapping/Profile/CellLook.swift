internal import LeadModel

/// What kind of value a cell holds, by its spelling, and which part of a column's pattern it falls into.
struct CellLook {
    let kind: ReadingProfile.Look.Kind
    let part: Int

    /// One pass over the text, which is trimmed and not empty. Digits alone are a number, however many: ids grow longer from
    /// year to year. So is what has a sign in front, or one dot among its digits.
    init(_ text: Span<UInt8>) {
        var letters = 0
        var digits = 0
        var signs = 0
        var marks = 0
        var dots = 0
        var others = 0
        // FNV-1a of the text in lower case: the same from run to run, which Swift's own hashes are not.
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for index in 0..<text.count {
            let byte = text[index].lowerCased
            hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
            switch byte {
            case 0x30...0x39: digits += 1
            case 0x61...0x7A, 0x80...: letters += 1
            case 0x40: signs += 1
            case 0x2D where index == 0: others += 1
            case 0x2E: dots += 1
            case 0x20, 0x28, 0x29, 0x2B, 0x2D, 0x2F: marks += 1
            default: others += 1
            }
        }
        part = Int(truncatingIfNeeded: (hash ^ hash >> 32) % UInt64(ReadingProfile.Look.partCount))
        kind =
            if signs == 1, letters > 0 { .address } else if CellLook.isDate(text) { .date } else if digits == 0 {
                .word
            } else if letters > 0 || signs > 0 { .mixed } else if others == 0, marks > 0 || dots > 1, 7...15 ~= digits {
                .phone
            } else { .number }
    }

    /// `2026-03-01…`, `1.3.2026…`, `03/01/26…`: two marks of one kind between groups of digits as days have them.
    private static func isDate(_ text: Span<UInt8>) -> Bool {
        var groups = (0, 0, 0)
        var group = 0
        var mark: UInt8 = 0
        loop: for index in 0..<min(text.count, 11) {
            let byte = text[index]
            switch byte {
            case _ where byte.isDigit:
                switch group {
                case 0: groups.0 += 1
                case 1: groups.1 += 1
                default: groups.2 += 1
                }
            case 0x2D, 0x2E, 0x2F:
                guard mark == 0 || mark == byte else { return false }
                mark = byte
                group += 1
                if group > 2 { return false }
            default: break loop
            }
        }
        guard group == 2, 1...2 ~= groups.1 else { return false }
        return groups.0 == 4 ? 1...2 ~= groups.2 : 1...2 ~= groups.0 && (groups.2 == 2 || groups.2 == 4)
    }
}

extension ReadingProfile.Look {
    mutating func count(_ text: Span<UInt8>) {
        let look = CellLook(text)
        kinds[look.kind.rawValue] += 1
        parts[look.part] += 1
    }
}
