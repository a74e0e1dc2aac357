internal import LeadModel

/// Which words of an export may be shown: one rule for samples, suggestions and the texts of faults.
///
/// A word is shown where it is known to be one, such as a country in a column of countries, or a word that statuses have
/// everywhere. Any other has to come more than once, and must not be what people of the same export are called.
public struct ShownWords: Sendable {
    /// What people of the export are called, whole names and their parts, in small letters.
    private let names: Set<String>
    private let showsAll: Bool

    /// - Parameter showsAll: somebody asked for the values as they are.
    public init(_ profile: ExportProfile, showsAll: Bool = false) {
        names = profile.columns.reduce(into: []) { $0.formUnion($1.nameWords) }
        self.showsAll = showsAll
    }

    /// The words of one record's names.
    init(names: [String]) {
        self.names = names.reduce(into: []) { $0.formUnion(Self.parts(of: $1)) }
        showsAll = false
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
            guard VocabularyLook.isWord(bytes) || word.count > 1 && VocabularyLook.isNumbered(bytes, areNumbers) else {
                return false
            }
            if isPlace { return Self.isPlaceName(word.word) }
            if isKnown(word.word) || Self.isKnown(word.word) { return true }
            return word.count > 1 && !holdsNames && !isOfSomebody(word.word)
        }
        return (shown, column.words.count - shown.count)
    }

    /// Whether one word of a record may stand in the text of a fault.
    func allows(_ bytes: [UInt8]) -> Bool {
        VocabularyLook.isWord(bytes) && !isOfSomebody(String(decoding: bytes, as: UTF8.self))
    }

    /// Whether people are called so: the whole of it, or each of its words.
    private func isOfSomebody(_ word: String) -> Bool {
        guard !names.isEmpty else { return false }
        let parts = Self.parts(of: word)
        guard let whole = parts.first else { return false }
        return names.contains(whole) || parts.count > 1 && parts.dropFirst().allSatisfy(names.contains)
    }

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
