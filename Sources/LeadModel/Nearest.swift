/// The nearest valid name to a misspelled one.
public enum Nearest {
    /// `Did you mean 'phone'?` where one name is near, else the list of names.
    /// - Parameter none: what is said where there is no name at all.
    public static func advice(for word: String, among names: [String], none: String = "There is none of that kind yet.")
        -> String
    {
        if let name = name(for: word, among: names) { return "Did you mean '\(name)'?" }
        return names.isEmpty ? none : "Known are: \(names.joined(separator: ", "))."
    }

    /// The name with the fewest edits from `word`; `nil` where even that one differs in more than two fifths of its letters.
    public static func name(for word: String, among names: [String]) -> String? {
        let folded = Array(word.lowercased().utf8)
        var best: (name: String, distance: Int)?
        for name in names {
            let distance = edits(folded, Array(name.lowercased().utf8))
            if distance < best?.distance ?? .max { best = (name, distance) }
        }
        guard let best, best.distance <= max(1, max(folded.count, best.name.utf8.count) * 2 / 5) else { return nil }
        return best.name
    }

    /// Whether two words differ by one letter at most: one more, one less, another one, or two that changed places.
    public static func differByOne(_ one: String, _ other: String) -> Bool {
        edits(Array(one.utf8), Array(other.utf8)) <= 1
    }

    /// Levenshtein distance with adjacent transpositions (optimal string alignment), over bytes.
    private static func edits(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for (row, byte) in left.enumerated() {
            var current = [row + 1]
            for (column, other) in right.enumerated() {
                var cost = min(last[column + 1] + 1, current[column] + 1, last[column] + (byte == other ? 0 : 1))
                if row > 0, column > 0, byte == right[column - 1], left[row - 1] == other {
                    cost = min(cost, beforeLast[column - 1] + 1)
                }
                current.append(cost)
            }
            beforeLast = last
            last = current
        }
        return last[right.count]
    }
}
