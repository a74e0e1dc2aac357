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
        let behind = Self.bare(Self.words(parts.dropFirst().first ?? ""), isBehindComma: true)
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

    /// Takes off titles and suffixes; something is always left, unless all stands behind a comma and is no name.
    private static func bare(_ words: [String], isBehindComma: Bool = false) -> [String] {
        var words = words[...]
        var isAcademic = false
        while words.count > 1, let word = words.first, isTitle(word, afterAcademic: isAcademic) {
            isAcademic = isAcademic || NameTitles.academic.contains(stem(word))
            words = words.dropFirst()
        }
        while let word = words.last, words.count > 1 || isBehindComma,
            isSuffix(word, of: words.dropLast(), isBehindComma)
        {
            words = words.dropLast()
        }
        return words.map(\.trimmedOfComma).filter { !$0.isEmpty }
    }

    private static func isTitle(_ word: String, afterAcademic: Bool) -> Bool {
        let plain = plain(word)
        // "Dipl.-Ing. (FH)"
        if afterAcademic, plain.hasPrefix("("), plain.hasSuffix(")") { return true }
        // A faculty is written with a dot, or small.
        if afterAcademic, NameTitles.faculties.contains(plain), word.contains(".") || word == word.lowercased() {
            return true
        }
        // An engineer by one dot; without it, it is a name.
        if ["ing", "arch", "gen", "col", "doc"].contains(plain) { return word.hasSuffix(".") }
        if NameTitles.dotted.contains(plain) { return word.hasSuffix(".") || afterAcademic }
        return NameTitles.before.contains(plain) || plain.hasPrefix("dipl-")
    }

    private static func isSuffix(_ word: String, of name: ArraySlice<String>, _ isBehindComma: Bool) -> Bool {
        let bare = word.trimmedOfComma
        let plain = plain(bare)
        guard NameTitles.behind.contains(plain) || NameTitles.behindOrSurname.contains(plain) else { return false }
        guard NameTitles.behindOrSurname.contains(plain), !isBehindComma, !bare.contains(".") else { return true }
        // "John Smith MA", and not "Jack Ma" or "JACK MA".
        return name.count > 1 && bare == bare.uppercased() && name.contains { $0 != $0.uppercased() }
            || name.last?.hasSuffix(",") == true
    }

    private static func plain(_ word: String) -> String { word.lowercased().filter { $0 != "." } }

    /// `dipl` of `Dipl.-Ing.`
    private static func stem(_ word: String) -> String {
        let plain = plain(word)
        return plain.hasPrefix("dipl") ? "dipl" : plain
    }

    /// Written small, or one of those that English-speaking countries write with a capital.
    private static func isParticle(_ word: String) -> Bool {
        word == word.lowercased() || ["Van", "Von", "De", "Del", "Della", "Di"].contains(word)
    }

    private static let particles: Set<String> = [
        "van", "von", "de", "der", "den", "del", "della", "di", "da", "dal", "das", "do", "dos", "du", "des", "la",
        "le",
        "ten", "ter", "te", "'t", "zu", "zum", "zur", "vom", "af", "av", "bin", "bint", "ibn", "al", "el", "y", "e",
    ]
}

extension String {
    fileprivate var trimmedOfComma: String {
        var text = self[...]
        while text.last == "," { text = text.dropLast() }
        return String(text)
    }
}
