internal import LeadModel

/// What was seen of one column of an export.
public struct ColumnProfile: Sendable, Hashable {
    /// A word and how many records have it.
    public struct WordCount: Sendable, Hashable {
        public var word: String
        public var count: Int
    }

    /// As a mapping writes it: a header, a path, `FL[val=Email]` or `tags[0]`.
    public var name: String
    /// How many records were looked at.
    public var records: Int
    public var filled: Int
    /// Records in which the column is there without a value.
    public var blank: Int
    /// Words for nothing, such as `null`.
    public var nullWords: [WordCount]
    public var distinct: Int
    /// Whether there are just so many distinct values, or more.
    public var isDistinctExact: Bool
    public var guess: TypeGuess
    /// The first three different values; a person's, so they are shown by their shapes unless somebody asks for them.
    public var samples: [String]
    /// All values with their counts, where they are few; the most frequent first.
    public var words: [WordCount]
    /// What else is to be known, in short sentences.
    public var notes: [String]
    /// Of a column that stands several times in a record: how often at most.
    public var repeats = 1
    /// Some values are JSON's `false` and the others are not flags, as Odoo writes what is empty.
    public var hasFalseForNull = false
    /// A spelling of time that reads nearly all values, and how many it does not.
    var nearTime: NearTime?
    /// The epoch format that would read all values, which are otherwise plain numbers.
    var epoch: String?
    /// Why values that look like days are read by no format; `nil` where they are none, or some format reads them.
    var unreadDates: String?
    /// Of a column of people's names: what stands in it, whole and word by word, in small letters.
    var nameWords: Set<String> = []
    /// Telephone numbers without calling code: which country they are of is not said.
    var nationalPhones = 0
    /// Values with a digit in them.
    var withDigit = 0
    /// The mark between the items of a cell, where many cells have it.
    var separator: String?

    struct NearTime: Sendable, Hashable {
        var format: String
        var missing: Int
        var needsZone: Bool
    }

    /// The name without the number of a repeated cell.
    var baseName: String {
        guard name.hasSuffix("]"), let open = name.lastIndex(of: "["),
            Int(name[name.index(after: open)...].dropLast()) != nil, repeats > 1
        else { return name }
        return String(name[..<open])
    }

    /// Whether every value is there once.
    public var isUnique: Bool { isDistinctExact ? distinct == filled : distinct == ColumnTally.distinctLimit }

    public var fillShare: Double { records == 0 ? 0 : Double(filled) / Double(records) }
    /// The samples as shapes.
    public var shapes: [String] { samples.map(ValueShape.mask) }
}

extension ColumnTally {
    /// What the values say together.
    func profile(records: Int, repeats: Int) -> ColumnProfile {
        let distinct = distinctCount
        var profile = ColumnProfile(
            name: name, records: records, filled: filled, blank: blank + nulls,
            nullWords: nullWords.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map {
                .init(word: $0.key, count: $0.value)
            },
            distinct: distinct.count, isDistinctExact: distinct.isExact, guess: TypeGuess(.empty), samples: samples,
            words: sortedWords(without: nil), notes: [], repeats: repeats)
        let falses = shapes.flagForms > 0 ? words.first { $0.word == "false" }?.count ?? 0 : 0
        if falses > 0, shapes.flagForms == falses, falses < filled || hasTooManyWords,
            !words.contains(where: { $0.word == "true" })
        {
            profile.hasFalseForNull = true
            profile.words = sortedWords(without: "false")
            profile.nullWords.append(.init(word: "false", count: falses))
            profile.notes.append("false stands for nothing")
        }
        profile.withDigit = shapes.withDigit
        profile.nameWords = nameWords
        profile.nationalPhones = shapes.nationalPhones
        profile.separator = shapes.separator(of: filled)
        TypeJudge(tally: self).judge(&profile)
        return profile
    }

    private func sortedWords(without left: String?) -> [ColumnProfile.WordCount] {
        words.filter { $0.word != left }.sorted { ($1.count, $0.word) < ($0.count, $1.word) }
            .map { .init(word: $0.word, count: $0.count) }
    }
}
