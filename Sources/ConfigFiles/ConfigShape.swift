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
    case list(ConfigShape, least: Int = 0, most: ConfigMost? = nil)
    /// A mapping whose keys are known.
    case mapping(ConfigMapping)
    /// A mapping whose keys are the user's own.
    case table(ConfigTable)
    /// A mapping whose keys depend on the word under one of them.
    case variants(ConfigVariants)
    /// One of several shapes, which are told apart by what stands there: text, a list, a mapping or nothing. Of several
    /// that are text, the first one holds that takes it.
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
    ///   - insteadOfKeys: what is said where keys stand in its place.
    public static func text(
        _ example: String, mayBeEmpty: Bool = false, pattern: String? = nil, mayBeNumber: Bool = false,
        suggestions: [String] = [], insteadOfKeys: ConfigHint? = nil
    ) -> ConfigShape {
        .text(
            ConfigText(
                example: example, mayBeEmpty: mayBeEmpty, pattern: pattern, mayBeNumber: mayBeNumber,
                suggestions: suggestions, insteadOfKeys: insteadOfKeys))
    }

    /// One of some words.
    public static func word(_ noun: String, _ words: [ConfigWord], hints: [String: ConfigHint] = [:]) -> ConfigShape {
        .word(ConfigWords(noun: noun, words: words, hints: hints))
    }

    /// One value, or a list of such values.
    /// - Parameter least: how many items a list must have.
    public static func oneOrMore(_ shape: ConfigShape, least: Int = 0) -> ConfigShape {
        .either([shape, .list(shape, least: least)])
    }
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

    /// Whether a text is one that may stand there.
    func takes(_ text: String) -> Bool {
        switch plain {
        case .text(let wanted): wanted.mayBeEmpty || !text.isEmpty
        case .wholeNumber(let range): Int(text).map(range.contains) ?? false
        case .flag: ["true", "yes", "false", "no"].contains(text)
        case .word(let words): words.words.contains { $0.word == text }
        case .either(let shapes): shapes.contains { $0.takes(text) }
        case .list, .mapping, .table, .variants, .nothing, .named: false
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
        case .list(let item, _, _): item.hasKeys
        case .table(let table): table.value.hasKeys
        case .mapping, .variants: true
        default: false
        }
    }
}
