/// What makes one text of another, line by line, as `diff -u` shows it.
struct LineDifference {
    private enum Line {
        case same(Substring)
        case gone(Substring)
        case new(Substring)
    }

    /// Lines of context around what differs.
    private static let context = 3
    /// Beyond so many lines that differ, they are shown as one block: to find what they share would take too long.
    private static let searchLimit = 2_000

    private let lines: [Line]
    /// Lines that are gone, and lines that are new.
    private(set) var counts = (gone: 0, new: 0)

    init(from old: String, to new: String) {
        let (before, after) = (LineDifference.lines(old), LineDifference.lines(new))
        var start = 0
        while start < min(before.count, after.count), before[start] == after[start] { start += 1 }
        var end = 0
        while end < min(before.count, after.count) - start,
            before[before.count - 1 - end] == after[after.count - 1 - end]
        { end += 1 }
        var lines = before[..<start].map(Line.same)
        lines += LineDifference.between(before[start..<(before.count - end)], after[start..<(after.count - end)])
        lines += before[(before.count - end)...].map(Line.same)
        self.lines = lines
        for line in lines {
            switch line {
            case .same: break
            case .gone: counts.gone += 1
            case .new: counts.new += 1
            }
        }
    }

    /// Hunks with their headings; nothing where the texts are the same.
    var unified: [String] {
        var shown = [Bool](repeating: false, count: lines.count)
        for (index, line) in lines.enumerated() {
            if case .same = line { continue }
            let near = max(0, index - LineDifference.context)...min(lines.count - 1, index + LineDifference.context)
            for index in near { shown[index] = true }
        }
        var text: [String] = []
        var (old, new) = (0, 0)
        var index = 0
        while index < lines.count {
            guard shown[index] else {
                (old, new, index) = (old + 1, new + 1, index + 1)
                continue
            }
            var hunk: [String] = []
            let start = (old: old, new: new)
            while index < lines.count, shown[index] {
                switch lines[index] {
                case .same(let line):
                    hunk.append(" " + line)
                    (old, new) = (old + 1, new + 1)
                case .gone(let line):
                    hunk.append("-" + line)
                    old += 1
                case .new(let line):
                    hunk.append("+" + line)
                    new += 1
                }
                index += 1
            }
            text.append(
                "@@ -\(LineDifference.span(start.old, old)) +\(LineDifference.span(start.new, new)) @@")
            text += hunk
        }
        return text
    }

    private static func span(_ start: Int, _ end: Int) -> String {
        end - start == 1 ? "\(end)" : "\(start + (end > start ? 1 : 0)),\(end - start)"
    }

    /// The lines; one that is not ended is another than one that is, and says so behind it, as `diff` does.
    private static func lines(_ text: String) -> [Substring] {
        // By bytes: CR LF is one character, and a line that ends with it is another than one that does not.
        var lines = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).map(Substring.init)
        let last = lines.removeLast()
        if !last.isEmpty { lines.append(last + "\n\\ No newline at end of file") }
        return lines
    }

    private static func between(_ old: ArraySlice<Substring>, _ new: ArraySlice<Substring>) -> [Line] {
        guard old.count + new.count <= searchLimit else { return old.map(Line.gone) + new.map(Line.new) }
        let difference = Array(new).difference(from: Array(old))
        var gone: Set<Int> = []
        var added: Set<Int> = []
        for change in difference {
            switch change {
            case .remove(let offset, _, _): gone.insert(offset)
            case .insert(let offset, _, _): added.insert(offset)
            }
        }
        var lines: [Line] = []
        var (left, right) = (0, 0)
        while left < old.count || right < new.count {
            if left < old.count, gone.contains(left) {
                lines.append(.gone(old[old.startIndex + left]))
                left += 1
            } else if right < new.count, added.contains(right) {
                lines.append(.new(new[new.startIndex + right]))
                right += 1
            } else {
                lines.append(.same(old[old.startIndex + left]))
                (left, right) = (left + 1, right + 1)
            }
        }
        return lines
    }
}
