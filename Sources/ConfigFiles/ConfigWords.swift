public import LeadModel

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
    /// What is said where keys stand in its place; `nil`: that it must be text.
    public var insteadOfKeys: ConfigHint?
}

/// A closed set of words.
public struct ConfigWords: Sendable {
    /// What each of them is, for messages: `stage`, `discard reason`.
    public var noun: String
    public var words: [ConfigWord]
    /// What to say to some words that are not among them.
    public var hints: [String: ConfigHint]
    /// What to say to all others, in the place of the nearest word.
    public var advice: String?
    /// What to say to one of the others, where something better than `advice` can be said.
    public var suggest: (@Sendable (String) -> String?)?

    public init(
        noun: String, words: [ConfigWord], hints: [String: ConfigHint] = [:], advice: String? = nil,
        suggest: (@Sendable (String) -> String?)? = nil
    ) {
        self.advice = advice
        self.suggest = suggest
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

/// How many items a list may have at most, and what to say to more.
public struct ConfigMost: Sendable {
    public var count: Int
    public var code: FaultCode
    /// What the items are, for messages: `transforms`.
    public var noun: String
    public var advice: String

    public init(_ count: Int, _ noun: String, _ code: FaultCode, advice: String) {
        self.count = count
        self.code = code
        self.noun = noun
        self.advice = advice
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
