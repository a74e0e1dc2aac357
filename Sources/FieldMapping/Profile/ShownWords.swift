internal import LeadModel

/// Which words of an export may be shown: one rule for samples, suggestions and the texts of faults.
///
/// A word is shown where it is known to be one, such as a country in a column of countries, or a word that statuses have
/// everywhere. Any other has to come more than once, must not hold what people of the same export are called, and must not look
/// like a street.
public struct ShownWords: Sendable {
    /// What people of the export are called, whole names and their parts, in small letters.
    private let names: Set<String>
    private let showsAll: Bool
    /// Of one record all names are known to be somebody's, wherever they stand inside a word. Names of a whole export are parts
    /// of too many words, as `Vorlage` of `Wiedervorlage`; they count where they are words, or begin one: `Tannhubers`.
    private let isOfOneRecord: Bool

    /// - Parameter showsAll: somebody asked for the values as they are.
    public init(_ profile: ExportProfile, showsAll: Bool = false) {
        names = profile.columns.reduce(into: []) { $0.formUnion($1.nameWords) }
        self.showsAll = showsAll
        isOfOneRecord = false
    }

    /// The words of one record's names.
    init(names: [String]) {
        self.names = names.reduce(into: []) { $0.formUnion(Self.parts(of: $1)) }
        showsAll = false
        isOfOneRecord = true
    }

    /// The words of a column that may be shown, and how many may not.
    func words(
        of column: ColumnProfile, isKnown: (String) -> Bool
    ) -> (shown: [ColumnProfile.WordCount], hidden: Int) {
        if showsAll { return (column.words, 0) }
        let isPlace = Self.isPlace(column)
        let areNumbers = column.words.allSatisfy { $0.word.utf8.allSatisfy(\.isDigit) }
        let unknown = column.words.filter { !isKnown($0.word) && !Self.isKnown($0.word) }
        let personal = unknown.count { isOfSomebody($0.word) }
        // A column with names in it is one of names, whatever it is called.
        let holdsNames = personal > 0 && personal * 2 >= unknown.count
        let shown = column.words.filter { word in
            let bytes = Array(word.word.utf8)
            guard VocabularyLook.isWord(bytes) || word.count > 1 && VocabularyLook.isNumbered(bytes, areNumbers),
                !StreetLook.isStreet(word.word)
            else { return false }
            if isPlace { return Self.isPlaceName(word.word) }
            if isKnown(word.word) || Self.isKnown(word.word) { return true }
            return word.count > 1 && !holdsNames && !isOfSomebody(word.word)
        }
        return (shown, column.words.count - shown.count)
    }

    /// Whether one word of a record may stand in the text of a fault.
    func allows(_ bytes: [UInt8]) -> Bool {
        let word = String(decoding: bytes, as: UTF8.self)
        return VocabularyLook.isWord(bytes) && !StreetLook.isStreet(word) && !isOfSomebody(word)
    }

    /// Whether somebody's name stands in it: as one of its words, or inside a longer one.
    private func isOfSomebody(_ word: String) -> Bool {
        guard !names.isEmpty else { return false }
        let parts = Self.parts(of: word) + word.lowercased().split { !$0.isLetter }.map(String.init)
        return parts.contains { !Self.particles.contains($0) && (names.contains($0) || holdsName(Array($0))) }
    }

    private func holdsName(_ letters: [Character]) -> Bool {
        let least = isOfOneRecord ? 3 : 6
        guard letters.count > least else { return false }
        return (0...(isOfOneRecord ? letters.count - least : 0)).contains { start in
            (start + least...letters.count).contains { names.contains(String(letters[start..<$0])) }
        }
    }

    /// Parts of names that are words of their own.
    private static let particles: Set<String> = [
        "de", "del", "della", "den", "der", "des", "di", "da", "das", "do", "dos", "du", "el", "la", "las", "le", "les",
        "los", "and", "und", "the", "ten", "ter", "van", "von", "vom", "zu", "zum", "zur", "af", "av", "al", "in", "op",
        "of", "no", "not", "e", "y", "et",
    ]

    /// The name itself and its words, in small letters, without initials.
    static func parts(of name: String) -> [String] {
        let whole = name.lowercased()
        let words = whole.split { !$0.isLetter && $0 != "'" && $0 != "-" }.map(String.init).filter { $0.count > 1 }
        return words.count > 1 ? [whole] + words : [words.first ?? whole]
    }

    // MARK: What is known

    /// Whether a word of a status, a reason or a type means one thing everywhere, or is a vendor's own.
    private static func isKnown(_ word: String) -> Bool {
        [StatusWords.stages, .reasons, .dealStages, .activities].contains { $0.meaning(of: word) != nil }
            || vendors.contains(word.lowercased())
    }

    private static let vendors: Set<String> = Set(
        VendorKnowledge.all.flatMap { vendor in
            vendor.stages.map { $0.word.lowercased() } + vendor.reasons.map { $0.word.lowercased() }
                + vendor.statusFlags.map { $0.word.lowercased() }
        })

    private static func isPlace(_ column: ColumnProfile) -> Bool {
        switch column.guess.kind {
        case .country, .countryOrState: return true
        default: break
        }
        let meanings = HeaderReader(kind: .lead, vendor: nil).meanings(of: column.name)
        let best = meanings.filter { $0.score == meanings.first?.score }.map(\.concept)
        // `Estado` is a status as well as a region.
        return best.contains { $0 == .country || $0 == .region } && !best.contains(where: \.isOfSales)
    }

    /// A country or a region that is known by its name or code.
    static func isPlaceName(_ word: String) -> Bool {
        CountryName.known.code(of: word) != nil || RegionName.known.isKnown(word)
    }
}

extension ColumnProfile {
    /// Whether a column of this name holds what people are called.
    static func holdsNames(_ name: String) -> Bool {
        switch HeaderReader(kind: .lead, vendor: nil).meanings(of: name).first?.concept {
        case .firstName, .lastName, .fullName, .owner: true
        default: false
        }
    }
}
