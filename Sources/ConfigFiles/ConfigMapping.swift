public import LeadModel

/// A mapping whose keys are known.
public struct ConfigMapping: Sendable {
    /// What the mapping describes, for messages: `a feed`, `a stream`.
    public var subject: String
    public var keys: [ConfigKey]
    /// Of these keys exactly one must be there.
    public var choice: [String]
    /// Of these keys at most one may be there.
    public var atMostOne: [String]
    /// What an unknown key is not, and with which code it is refused.
    public var unknown: (noun: String, code: FaultCode)?
    /// What to say to some keys that stand elsewhere.
    public var hints: [String: ConfigHint]

    public init(
        _ subject: String, exactlyOneOf choice: [String] = [], atMostOneOf atMostOne: [String] = [],
        unknown: (noun: String, code: FaultCode)? = nil,
        hints: [String: ConfigHint] = [:], _ keys: [ConfigKey]
    ) {
        self.subject = subject
        self.keys = keys
        self.choice = choice
        self.atMostOne = atMostOne
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
