import LeadModel

/// Texts in the columns of a terminal.
extension TextTable {
    /// On one line; what would command the terminal or cannot be seen is spelled out.
    static func flat(_ text: String) -> String {
        String(
            String.UnicodeScalarView(text.unicodeScalars.map { "\t\n\r".unicodeScalars.contains($0) ? " " : $0 })
        ).spelledOut
    }

    /// Columns on a terminal: East Asian wide characters take two.
    static func width(_ text: some StringProtocol) -> Int {
        text.unicodeScalars.reduce(0) { sum, scalar in
            switch scalar.value {
            case 0x300...0x36F, 0x200B...0x200F: sum
            case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
                0x1F300...0x1FAFF,
                0x20000...0x3FFFD:
                sum + 2
            default: sum + 1
            }
        }
    }

    static func longestWord(_ text: String) -> Int { text.split(separator: " ").map { width($0) }.max() ?? 0 }

    /// Lines of at most so many columns: broken at spaces, in long words after `/ - _ . , @`, else anywhere.
    static func folded(_ text: String, to width: Int) -> [String] {
        var lines: [String] = []
        var rest = text[...]
        while self.width(rest) > width {
            var used = 0
            var end = rest.startIndex
            var space: String.Index?
            var mark: String.Index?
            var before: Character?
            while end < rest.endIndex {
                let next = rest.index(after: end)
                if rest[end] == " " { space = end }
                used += self.width(rest[end..<next])
                if used > width { break }
                if isBreak(rest[end], after: before, before: next < rest.endIndex ? rest[next] : nil) { mark = next }
                before = rest[end]
                end = next
            }
            // A space far to the left would leave most of the line empty: then the word is broken.
            if let found = space, mark == nil || self.width(rest[..<found]) * 2 >= width {
                end = found
            } else {
                end = mark ?? end
            }
            if end == rest.startIndex { end = rest.index(after: end) }
            lines.append(String(rest[..<end]))
            rest = rest[end...].drop { $0 == " " }
        }
        return rest.isEmpty && !lines.isEmpty ? lines : lines + [String(rest)]
    }

    /// Whether a long word may go on below after this character; a date stays together.
    private static func isBreak(_ character: Character, after last: Character?, before next: Character?) -> Bool {
        guard "/-_.,@".contains(character) else { return false }
        return !(last?.isNumber ?? false) || !(next?.isNumber ?? false)
    }

    static func cut(_ text: String, to width: Int) -> String {
        guard self.width(text) > width else { return text }
        var cut = ""
        for character in text {
            guard self.width(cut + String(character)) < width else { break }
            cut.append(character)
        }
        return cut + "…"
    }
}
