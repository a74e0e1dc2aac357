internal import LeadModel

/// A line of a mapping that is being written.
struct DraftRule: Sendable {
    /// What stands behind a key of a rule.
    indirect enum Value: Sendable, Hashable {
        case word(String)
        case list([String])
        case map([Pair])
    }

    struct Pair: Sendable, Hashable {
        var key: String
        var value: Value
    }

    /// The word on the left.
    var key: String
    /// The field it fills; `nil` for `references` and the like.
    var field: Field?
    var columns: [String]
    /// What stands behind `from`.
    var options: [Pair] = []
    var confidence: Double
    var because: [String]
    /// A line that only tells what could be: it does not count.
    var isComment = false
    /// Lines of comment above an undecided key, such as the formats to choose from.
    var choices: [String] = []
    /// What is to be decided, for people.
    var questions: [String] = []

    /// The option of a key.
    subscript(key: String) -> Value? { options.first { $0.key == key }?.value }

    mutating func set(_ key: String, _ value: Value) { options.append(Pair(key: key, value: value)) }
    mutating func set(_ key: String, _ word: String) { set(key, .word(word)) }

    /// Says in the comment how many values are not among the rule's words, because they may be somebody's data.
    mutating func tell(hidden: Int) {
        guard hidden > 0 else { return }
        let values = hidden == 1 ? "1 value may be somebody's, and is" : "\(hidden) values may be somebody's, and are"
        because.append("\(values) not shown without --show-values; such records will be refused")
    }
}

/// A closed vocabulary that is being written.
struct DraftVocabulary: Sendable {
    /// A word of the export, and what it may mean.
    struct Word: Sendable {
        var word: String
        /// As mappings write it; `nil` where nobody but the admin can tell.
        var meaning: String?
        /// How many records have it.
        var count: Int
        /// Why it means that.
        var because: String
    }

    var columns: [String]
    var words: [Word]
    /// Values that look like no words, and are not written down.
    var hidden: Int
    var confidence: Double
    var because: [String]

    var undecided: [Word] { words.filter { $0.meaning == nil } }
}
