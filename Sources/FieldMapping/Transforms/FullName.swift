/// The first and the last name in a full one.
///
/// `Last, First` is told by its comma. Elsewhere the last word is the last name, with the particles before it; a name of one
/// word is a last name. Titles before a name and suffixes behind it belong to neither.
struct FullName {
    enum Part: String, Sendable, CaseIterable {
        case first
        case last
    }

    let first: String
    let last: String

    init(_ text: String) {
        let parts = text.split(separator: ",", maxSplits: 1)
        let words = Self.bare(Self.words(parts.first ?? ""))
        let behind = Self.bare(Self.words(parts.dropFirst().first ?? ""))
        if !behind.isEmpty {
            last = words.joined(separator: " ")
            first = behind.joined(separator: " ")
            return
        }
        var start = max(0, words.count - 1)
        // A particle at the very front is no particle: something has to be the first name.
        while start > 1, Self.particles.contains(words[start - 1].lowercased()), Self.isParticle(words[start - 1]) {
            start -= 1
        }
        first = words[..<start].joined(separator: " ")
        last = words[start...].joined(separator: " ")
    }

    func part(_ part: Part) -> String { part == .first ? first : last }

    private static func words(_ text: Substring) -> [String] {
        text.split(whereSeparator: { $0.isWhitespace }).map(String.init)
    }

    private static func bare(_ words: [String]) -> [String] {
        var words = words[...]
        while words.count > 1, let word = words.first, titles.contains(plain(word)) { words = words.dropFirst() }
        while words.count > 1 || words.count == 1 && suffixes.contains(plain(words[words.startIndex])),
            let word = words.last, suffixes.contains(plain(word.trimmedOfComma))
        {
            words = words.dropLast()
        }
        return words.map(\.trimmedOfComma)
    }

    private static func plain(_ word: String) -> String { word.lowercased().filter { $0 != "." } }

    /// Written small, or one of those that English-speaking countries write with a capital.
    private static func isParticle(_ word: String) -> Bool {
        word == word.lowercased() || ["Van", "Von", "De", "Del", "Della", "Di"].contains(word)
    }

    private static let particles: Set<String> = [
        "van", "von", "de", "der", "den", "del", "della", "di", "da", "dal", "das", "do", "dos", "du", "des", "la",
        "le",
        "ten", "ter", "te", "'t", "zu", "zum", "zur", "vom", "af", "av", "bin", "bint", "ibn", "al", "el", "y", "e",
    ]
    private static let titles: Set<String> = [
        "mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "sir", "dame", "herr", "frau", "dipl-ing", "ing",
        "mag", "monsieur", "madame", "mme", "mlle", "sr", "sra", "srta", "señor", "señora", "don", "doña", "dott",
    ]
    private static let suffixes: Set<String> = [
        "jr", "sr", "ii", "iii", "iv", "phd", "md", "mba", "esq", "cpa", "msc", "bsc", "ma", "ba",
    ]
}

extension String {
    fileprivate var trimmedOfComma: String {
        var text = self[...]
        while text.last == "," { text = text.dropLast() }
        return String(text)
    }
}
