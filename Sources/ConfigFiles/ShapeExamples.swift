import LeadModel

extension ConfigShape {
    /// One value that fits, on one line, for messages.
    var exampleLine: String { SchemaText.flow(shortExample) }

    /// A value with no more than what must be there.
    fileprivate var shortExample: ConfigNode {
        switch self {
        case .named(_, let shape): return shape.shortExample
        case .either(let shapes): return shapes.first?.shortExample ?? .example(.null)
        case .list(let item, _, _): return .example(.list([item.shortExample]))
        case .table(let table): return .example(.map([.example(table.keyExample, table.value.shortExample)]))
        case .mapping(let mapping): return mapping.shortExample(with: "", as: "")
        case .variants(let variants):
            let first = variants.variants[0]
            return first.mapping.shortExample(with: variants.tag, as: first.word.word)
        case .text, .wholeNumber, .flag, .word, .nothing: return examples[0]
        }
    }

    /// Values that fit; together they hold every key, every word of a tag and every form that the shape allows. A shape that
    /// has a name is shown in all its forms where it stands for the first time, and in its shortest elsewhere.
    public var examples: [ConfigNode] {
        var told: Set<String> = []
        return examples(&told)
    }

    fileprivate func examples(_ told: inout Set<String>) -> [ConfigNode] {
        switch self {
        case .named(let name, let shape):
            return told.insert(name).inserted ? shape.examples(&told) : [shape.shortExample]
        case .text(let text): return [.example(.text(text.example))]
        case .wholeNumber(let range):
            return [.example(.text(String(range.contains(3) ? 3 : range.lowerBound)))]
        case .flag: return [.example(.text("true"))]
        case .word(let words): return words.words.prefix(1).map { .example(.text($0.word)) }
        case .nothing: return [.example(.null)]
        case .list(let item, _, _): return item.examples(&told).map { .example(.list([$0])) }
        case .either(let shapes): return shapes.flatMap { $0.examples(&told) }
        case .table(let table):
            return table.value.examples(&told).map { .example(.map([.example(table.keyExample, $0)])) }
        case .mapping(let mapping): return mapping.examples(with: "", as: "", &told)
        case .variants(let variants):
            return variants.variants.flatMap { variant in
                variant.mapping.examples(with: variants.tag, as: variant.word.word, &told)
            }
        }
    }
}

extension ConfigMapping {
    fileprivate func shortExample(with tag: String, as word: String) -> ConfigNode {
        var wanted = keys.filter { $0.isRequired || $0.name == choice.first }
        if wanted.isEmpty { wanted = Array(keys.prefix(1)) }
        return .example(
            .map(
                wanted.map { key in
                    .example(key.name, key.name == tag ? .example(.text(word)) : key.shape.shortExample)
                }))
    }

    /// Documents that together hold every example of every key; of keys that exclude each other one at a time.
    fileprivate func examples(with tag: String, as word: String, _ told: inout Set<String>) -> [ConfigNode] {
        let all = keys.map { key in
            (key: key, examples: key.name == tag ? [ConfigNode.example(.text(word))] : key.shape.examples(&told))
        }
        let most = all.map(\.examples.count).max() ?? 0
        let rounds = most * max(choice.count, atMostOne.count, 1)
        return (0..<max(rounds, 1)).map { round in
            let left = choice.isEmpty ? nil : choice[round % choice.count]
            let kept = atMostOne.isEmpty ? nil : atMostOne[round % atMostOne.count]
            let number = round / max(choice.count, atMostOne.count, 1)
            let entries = all.compactMap { key, examples -> ConfigEntry? in
                if choice.contains(key.name), key.name != left { return nil }
                if atMostOne.contains(key.name), key.name != kept { return nil }
                guard !examples.isEmpty else { return nil }
                return .example(key.name, examples[number % examples.count])
            }
            return .example(.map(entries))
        }
    }
}

extension ConfigNode {
    fileprivate static func example(_ content: Content) -> ConfigNode {
        ConfigNode(content, at: Origin(file: "example"))
    }
}

extension ConfigEntry {
    fileprivate static func example(_ key: String, _ value: ConfigNode) -> ConfigEntry {
        ConfigEntry(key: key, keyPlace: Origin(file: "example"), value: value)
    }
}
