/// Sentences and sums for people, in lines that fit the terminal.
enum Prose {
    /// Folds a text between its words; what stands in backticks is typed as a whole, and stays on one line.
    /// - Parameter hang: by how much lines behind the first are indented further than it.
    static func lines(_ text: String, width: Int, hang: Int = 4) -> [String] {
        guard TextTable.width(text) > width else { return [text] }
        let indent = text.prefix { $0 == " " }
        var words: [String] = []
        var isTyped = false
        for word in text.dropFirst(indent.count).split(separator: " ", omittingEmptySubsequences: false) {
            if isTyped, let last = words.popLast() {
                words.append("\(last) \(word)")
            } else {
                words.append(String(word))
            }
            if word.count(where: { $0 == "`" }) % 2 == 1 { isTyped.toggle() }
        }
        return filled(words, first: String(indent), next: indent + String(repeating: " ", count: hang), width: width)
    }

    /// Puts words, or parts that belong together, on as few lines as fit; a part that is too long has one for itself.
    static func filled(_ parts: [String], first: String, next: String, width: Int) -> [String] {
        var lines: [String] = []
        var line = first
        var isEmpty = true
        for part in parts {
            if !isEmpty, TextTable.width(line) + 1 + TextTable.width(part) > width {
                lines.append(line)
                (line, isEmpty) = (next, true)
            }
            line += isEmpty ? part : " " + part
            isEmpty = false
        }
        return lines + [line]
    }
}
