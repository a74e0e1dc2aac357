public import LeadModel

/// What may stand at one place of a configuration file.
///
/// The shape of a whole file is one value. The check of what is written, the JSON Schema that editors complete from, the
/// reference of all keys and the examples in it come from that value, so that none of them can tell another story.
public indirect enum ConfigShape: Sendable {
    /// Any text; numbers and dates are texts, too.
    case text(ConfigText)
    /// A whole number in a range.
    case wholeNumber(ClosedRange<Int>)
    /// `true` or `false`, `yes` or `no`.
    case flag
    /// One word of a closed set.
    case word(ConfigWords)
    /// Items of one shape.
    case list(ConfigShape, least: Int = 0)
    /// A mapping whose keys are known.
    case mapping(ConfigMapping)
    /// A mapping whose keys are the user's own.
    case table(ConfigTable)
    /// A mapping whose keys depend on the word under one of them.
    case variants(ConfigVariants)
    /// One of several shapes, which are told apart by what stands there: text, a list, a mapping or nothing.
    case either([ConfigShape])
    /// Nothing, `~` or `null`.
    case nothing
    /// A shape that has a name of its own in the JSON Schema, because it stands in many places.
    case named(String, ConfigShape)

    /// Text with an example.
    /// - Parameters:
    ///   - pattern: for editors, which say so while one types; the reader of the file refuses what does not match it.
    ///   - mayBeNumber: whether something that matches it may look like a number or a truth value, as editors see it.
    ///   - suggestions: words that may stand there, among others.
    public static func text(
        _ example: String, mayBeEmpty: Bool = false, pattern: String? = nil, mayBeNumber: Bool = false,
        suggestions: [String] = []
    ) -> ConfigShape {
        .text(
            ConfigText(
                example: example, mayBeEmpty: mayBeEmpty, pattern: pattern, mayBeNumber: mayBeNumber,
                suggestions: suggestions))
    }

    /// One of some words.
    public static func word(_ noun: String, _ words: [ConfigWord], hints: [String: ConfigHint] = [:]) -> ConfigShape {
        .word(ConfigWords(noun: noun, words: words, hints: hints))
    }

    /// One value, or a list of such values.
    public static func oneOrMore(_ shape: ConfigShape) -> ConfigShape { .either([shape, .list(shape)]) }
}

/// A text that the user writes.
public struct ConfigText: Sendable {
    public var example: String
    public var mayBeEmpty: Bool
    /// What the text looks like, as ECMA-262 spells it. The check of structure does not run it: the reader refuses what is
    /// no date, with a message of its own, and a test holds that whatever the reader takes matches.
    public var pattern: String?
    /// Whether something that matches the pattern may look like a number or a truth value, as editors see it.
    public var mayBeNumber: Bool
    /// Words that may stand there, among others.
    public var suggestions: [String]
}

/// A closed set of words.
public struct ConfigWords: Sendable {
    /// What each of them is, for messages: `stage`, `discard reason`.
    public var noun: String
    public var words: [ConfigWord]
    /// What to say to some words that are not among them.
    public var hints: [String: ConfigHint]

    public init(noun: String, words: [ConfigWord], hints: [String: ConfigHint] = [:]) {
        self.noun = noun
        self.words = words
        self.hints = hints
    }
}

/// One word of a closed set, with what it means.
public struct ConfigWord: Sendable, Hashable {
    public var word: String
    public var meaning: String

    public init(_ word: String, _ meaning: String) {
        self.word = word
        self.meaning = meaning
    }
}

/// What to say to a word or a key that is known to be written in the wrong place.
public struct ConfigHint: Sendable {
    public var advice: String
    /// In the place of the common message.
    public var summary: String?
    public var code: FaultCode?

    public init(_ advice: String, summary: String? = nil, code: FaultCode? = nil) {
        self.advice = advice
        self.summary = summary
        self.code = code
    }
}

/// A mapping whose keys are known.
public struct ConfigMapping: Sendable {
    /// What the mapping describes, for messages: `a feed`, `a stream`.
    public var subject: String
    public var keys: [ConfigKey]
    /// Of these keys exactly one must be there.
    public var choice: [String]
    /// What an unknown key is not, and with which code it is refused.
    public var unknown: (noun: String, code: FaultCode)?
    /// What to say to some keys that stand elsewhere.
    public var hints: [String: ConfigHint]

    public init(
        _ subject: String, exactlyOneOf choice: [String] = [], unknown: (noun: String, code: FaultCode)? = nil,
        hints: [String: ConfigHint] = [:], _ keys: [ConfigKey]
    ) {
        self.subject = subject
        self.keys = keys
        self.choice = choice
        self.unknown = unknown
        self.hints = hints
    }

    func key(_ name: String) -> ConfigKey? { keys.first { $0.name == name } }
}

/// One key of a mapping.
public struct ConfigKey: Sendable {
    public var name: String
    public var shape: ConfigShape
    public var isRequired: Bool
    /// What it says, in one sentence.
    public var meaning: String
    /// What holds where it is left out, as the file would say it.
    public var otherwise: String?
    /// What to say where it is missing, in the place of the common message.
    public var missing: (code: FaultCode, summary: String, advice: String)?

    /// A key that must be there.
    public static func required(
        _ name: String, _ shape: ConfigShape, _ meaning: String,
        missing: (code: FaultCode, summary: String, advice: String)? = nil
    ) -> ConfigKey {
        ConfigKey(
            name: name, shape: shape, isRequired: true, meaning: meaning, otherwise: nil, missing: missing)
    }

    /// A key that may be left out.
    public static func optional(
        _ name: String, _ shape: ConfigShape, _ meaning: String, otherwise: String? = nil
    ) -> ConfigKey {
        ConfigKey(
            name: name, shape: shape, isRequired: false, meaning: meaning, otherwise: otherwise, missing: nil)
    }
}

/// A mapping whose keys are the user's own.
public struct ConfigTable: Sendable {
    /// What the mapping describes, for messages: `the fields of a feed`.
    public var subject: String
    /// What a key is: `the column's name, as the receiver spells it`.
    public var keyMeaning: String
    public var keyExample: String
    public var value: ConfigShape
    /// What to say where no key is there; `nil` where that is allowed.
    public var empty: (code: FaultCode, summary: String, advice: String)?

    public init(
        _ subject: String, key: String, example: String, _ value: ConfigShape,
        empty: (code: FaultCode, summary: String, advice: String)? = nil
    ) {
        self.subject = subject
        keyMeaning = key
        keyExample = example
        self.value = value
        self.empty = empty
    }
}

/// A mapping whose keys depend on the word under one of them.
public struct ConfigVariants: Sendable {
    public var subject: String
    /// The key whose word tells; each variant has it.
    public var tag: String
    public var noun: String
    public var variants: [(word: ConfigWord, mapping: ConfigMapping)]
    /// The word that holds where the tag is left out; `nil` where it must be there.
    public var otherwise: String?
    /// What to say to some words that are not among the tag's.
    public var hints: [String: ConfigHint]

    public init(
        _ subject: String, by tag: String, noun: String, otherwise: String? = nil, hints: [String: ConfigHint] = [:],
        _ variants: [(word: ConfigWord, mapping: ConfigMapping)]
    ) {
        self.subject = subject
        self.tag = tag
        self.noun = noun
        self.variants = variants
        self.otherwise = otherwise
        self.hints = hints
    }

    /// The tag's words.
    public var words: [ConfigWord] { variants.map(\.word) }

    /// The shape of the tag's key; the variant's own key may leave it to this.
    public var tagShape: ConfigShape { .word(noun, words, hints: hints) }

    func mapping(_ word: String) -> ConfigMapping? { variants.first { $0.word.word == word }?.mapping }
}

extension ConfigShape {
    /// The shape without its names.
    var plain: ConfigShape {
        if case .named(_, let shape) = self { shape.plain } else { self }
    }

    /// Whether what stands there is of this kind; nothing is said yet about what it holds.
    func fits(_ content: ConfigNode.Content) -> Bool {
        switch (plain, content) {
        case (.text, .text), (.wholeNumber, .text), (.flag, .text), (.word, .text), (.list, .list), (.mapping, .map),
            (.table, .map), (.variants, .map), (.nothing, .null):
            true
        case (.either(let shapes), _): shapes.contains { $0.fits(content) }
        default: false
        }
    }

    /// What it is, for messages.
    var kindWords: [String] {
        switch plain {
        case .text: ["text"]
        case .wholeNumber(let range): ["a whole number from \(range.lowerBound) to \(range.upperBound)"]
        case .flag: ["true or false"]
        case .word(let words): words.words.count <= 4 ? [words.words.map(\.word).joined(separator: " or ")] : ["a word"]
        case .list: ["a list"]
        case .mapping, .table, .variants: ["a mapping of keys"]
        case .nothing: ["nothing"]
        case .either(let shapes): shapes.flatMap(\.kindWords)
        case .named: []
        }
    }
}

extension ConfigShape {
    /// Whether keys stand somewhere in it.
    var hasKeys: Bool {
        switch self {
        case .named(_, let shape): shape.hasKeys
        case .either(let shapes): shapes.contains(where: \.hasKeys)
        case .list(let item, _): item.hasKeys
        case .table(let table): table.value.hasKeys
        case .mapping, .variants: true
        default: false
        }
    }
}
