import LeadModel

/// Checks the structure of a document, and hands what is in order to the readers: unknown and missing keys, what is no text,
/// list or mapping where one is wanted, words that are not known.
struct ShapeCheck {
    let findings = Findings()
    /// Every mapping that was handed out.
    private(set) var maps: [ConfigMap] = []

    /// - Parameter name: the key that the value stands under, for messages.
    mutating func value(_ node: ConfigNode, _ shape: ConfigShape, called name: String) -> ConfigValue? {
        switch shape {
        case .named(_, let shape): return value(node, shape, called: name)
        case .either(let shapes):
            let fitting = shapes.filter { $0.fits(node.content) }
            guard let first = fitting.first else { return wrongType(node, shape, called: name) }
            guard fitting.count > 1, case .text(let text) = node.content else {
                return value(node, first, called: name)
            }
            if let taking = fitting.first(where: { $0.takes(text) }) { return value(node, taking, called: name) }
            findings.add(
                .configWrongType, "'\(name)' must be \(ShapeCheck.alternatives(fitting.flatMap(\.kindWords)))",
                at: node.place, seen: .word(text), advice: "Write such as \(shape.exampleLine).")
            return nil
        case .nothing:
            guard case .null = node.content else { return wrongType(node, shape, called: name) }
            return ConfigValue(place: node.place, content: .nothing)
        case .text, .wholeNumber, .flag, .word:
            if case .text(let wanted) = shape, let hint = wanted.insteadOfKeys, case .map = node.content {
                findings.add(
                    hint.code ?? .configWrongType, hint.summary ?? "'\(name)' must be text, not \(node.kindWord)",
                    at: node.place, advice: hint.advice)
                return nil
            }
            guard case .text(let text) = node.content else { return wrongType(node, shape, called: name) }
            return check(text, shape, called: name, at: node.place)
                ? ConfigValue(place: node.place, content: .text(text)) : nil
        case .list(let item, let least, let most):
            guard case .list(let items) = node.content else { return wrongType(node, shape, called: name) }
            if items.count < least {
                findings.add(
                    .configMissingKey, "'\(name)' is an empty list", at: node.place,
                    advice: "Write at least one item, such as \(item.exampleLine).")
            }
            if let most, items.count > most.count {
                findings.add(
                    most.code, "'\(name)' has \(items.count) \(most.noun), and at most \(most.count) are read",
                    at: node.place, advice: most.advice)
                return nil
            }
            return ConfigValue(
                place: node.place, content: .list(items.compactMap { value($0, item, called: name) }))
        case .mapping(let mapping):
            guard let entries = entries(node, mapping.subject) else { return nil }
            return self.mapping(entries, mapping, at: node.place)
        case .table(let table): return self.table(node, table)
        case .variants(let variants): return self.variant(node, variants)
        }
    }

    /// `a text or a list`; of more than two, `first or last, a list, or a mapping of keys`.
    private static func alternatives(_ kinds: [String]) -> String {
        guard kinds.count > 2, let last = kinds.last else { return kinds.joined(separator: " or ") }
        return kinds.dropLast().joined(separator: ", ") + ", or " + last
    }

    private func wrongType(_ node: ConfigNode, _ shape: ConfigShape, called name: String) -> ConfigValue? {
        let kinds = shape.kindWords
        findings.add(
            .configWrongType, "'\(name)' must be \(ShapeCheck.alternatives(kinds)), not \(node.kindWord)",
            at: node.place, advice: "Write such as \(shape.exampleLine).")
        return nil
    }

    private func check(_ text: String, _ shape: ConfigShape, called name: String, at place: Origin) -> Bool {
        switch shape {
        case .text(let wanted):
            if !text.isEmpty || wanted.mayBeEmpty { return true }
            findings.add(
                .configWrongType, "'\(name)' is an empty text", at: place,
                advice: "Write such as \(shape.exampleLine), or take the key out.")
        case .wholeNumber(let range):
            if let number = Int(text), range.contains(number) { return true }
            findings.add(
                .configWrongType, "'\(name)' must be a whole number from \(range.lowerBound) to \(range.upperBound)",
                at: place, seen: .word(text), advice: "Write the number in digits.")
        case .flag:
            if ["true", "yes", "false", "no"].contains(text) { return true }
            findings.add(
                .configWrongType, "'\(name)' must be true or false", at: place, seen: .word(text),
                advice: "Write true or false.")
        case .word(let words):
            if words.words.contains(where: { $0.word == text }) { return true }
            guard !findings.isFull else {
                findings.passOver()
                return false
            }
            let hint = words.hints[text]
            findings.add(
                hint?.code ?? .configUnknownValue, hint?.summary ?? "'\(text)' is not a known \(words.noun)", at: place,
                advice: hint?.advice ?? words.suggest?(text) ?? words.advice
                    ?? Nearest.advice(for: text, among: words.words.map(\.word)))
        default: break
        }
        return false
    }

    private func entries(_ node: ConfigNode, _ subject: String) -> [ConfigEntry]? {
        if case .map(let entries) = node.content { return entries }
        findings.add(
            .configWrongType, "\(subject) must be a mapping of keys, not \(node.kindWord)", at: node.place,
            advice: "Write `key: value` lines.")
        return nil
    }

    // MARK: Mappings

    private mutating func mapping(_ entries: [ConfigEntry], _ mapping: ConfigMapping, at place: Origin) -> ConfigValue {
        var values: [ConfigEntryValue] = []
        for entry in entries {
            guard let key = mapping.key(entry.key) else {
                let names = mapping.keys.map(\.name)
                unknown(entry, mapping, among: names)
                // What stands under a misspelled key is told at once, too.
                if !findings.isFull, mapping.hints[entry.key] == nil,
                    let near = Nearest.name(for: entry.key, among: names),
                    let meant = mapping.key(near)
                {
                    _ = value(entry.value, meant.shape, called: near)
                }
                continue
            }
            if let value = value(entry.value, key.shape, called: key.name) {
                values.append(ConfigEntryValue(key: entry.key, keyPlace: entry.keyPlace, value: value))
            }
        }
        // A key that is there under a misspelled name is told by that name.
        let meant = entries.filter { mapping.key($0.key) == nil && mapping.hints[$0.key] == nil }.compactMap {
            Nearest.name(for: $0.key, among: mapping.keys.map(\.name))
        }
        for key in mapping.keys
        where key.isRequired && !entries.contains(where: { $0.key == key.name }) && !meant.contains(key.name) {
            missing(key, mapping.subject, at: place)
        }
        let chosen = entries.filter { mapping.choice.contains($0.key) }
        // Where none is there and some key is unknown, that one was meant.
        let isMisspelled = chosen.isEmpty && entries.contains { mapping.key($0.key) == nil }
        if !mapping.choice.isEmpty, chosen.count != 1, !isMisspelled {
            findings.add(
                chosen.isEmpty ? .configMissingKey : .configWrongType,
                "\(mapping.subject) needs exactly one of \(mapping.choice.map { "'\($0)'" }.joined(separator: ", "))",
                at: chosen.last?.keyPlace ?? place,
                advice: chosen.isEmpty ? "Add one of them." : "Keep one of them.")
        }
        excluded(entries, mapping)
        return hand(values, given: entries, at: place, of: mapping.subject, mapping)
    }

    /// Keys of which at most one may be there.
    private func excluded(_ entries: [ConfigEntry], _ mapping: ConfigMapping) {
        let found = entries.filter { mapping.atMostOne.contains($0.key) }
        guard found.count > 1, let last = found.last else { return }
        findings.add(
            .configWrongType,
            "\(mapping.subject) has \(found.map { "'\($0.key)'" }.joined(separator: " and ")), which exclude each other",
            at: last.keyPlace, advice: "Keep one of them.")
    }

    private mutating func hand(
        _ values: [ConfigEntryValue], given: [ConfigEntry], at place: Origin, of subject: String,
        _ mapping: ConfigMapping?
    ) -> ConfigValue {
        let map = ConfigMap(
            values, given: Set(given.map(\.key)), at: place, of: subject, specification: mapping, findings)
        maps.append(map)
        return ConfigValue(place: place, content: .map(map))
    }

    private func unknown(_ entry: ConfigEntry, _ mapping: ConfigMapping, among names: [String]) {
        guard !findings.isFull else { return findings.passOver() }
        let (noun, code) = mapping.unknown ?? (noun: "a key of \(mapping.subject)", code: .configUnknownKey)
        let hint = mapping.hints[entry.key]
        findings.add(
            hint?.code ?? code, hint?.summary ?? "'\(entry.key)' is not \(noun)", at: entry.keyPlace,
            advice: hint?.advice ?? Nearest.advice(for: entry.key, among: names))
    }

    private func missing(_ key: ConfigKey, _ subject: String, at place: Origin) {
        if let missing = key.missing {
            findings.add(missing.code, missing.summary, at: place, advice: missing.advice)
        } else {
            findings.add(
                .configMissingKey, "\(subject) needs the key '\(key.name)'", at: place,
                advice: "Add `\(key.name): \(key.shape.exampleLine)` here.")
        }
    }

    private mutating func table(_ node: ConfigNode, _ table: ConfigTable) -> ConfigValue? {
        guard let entries = entries(node, table.subject) else { return nil }
        if entries.isEmpty, let empty = table.empty {
            findings.add(empty.code, empty.summary, at: node.place, advice: empty.advice)
        }
        let values = entries.compactMap { entry in
            value(entry.value, table.value, called: entry.key).map {
                ConfigEntryValue(key: entry.key, keyPlace: entry.keyPlace, value: $0)
            }
        }
        return hand(values, given: entries, at: node.place, of: table.subject, nil)
    }

    private mutating func variant(_ node: ConfigNode, _ variants: ConfigVariants) -> ConfigValue? {
        guard let entries = entries(node, variants.subject) else { return nil }
        var word = variants.otherwise
        if let tag = entries.first(where: { $0.key == variants.tag }) {
            if let known = value(tag.value, variants.tagShape, called: variants.tag)?.text {
                return mapping(entries, variants.mapping(known)!, at: node.place)
            }
            word = nil
        } else if word == nil {
            findings.add(
                .configMissingKey, "\(variants.subject) needs the key '\(variants.tag)'", at: node.place,
                advice: "Add `\(variants.tag): \(variants.words.map(\.word).joined(separator: " | "))` here.")
        }
        if let word, let mapping = variants.mapping(word) { return self.mapping(entries, mapping, at: node.place) }
        // Which keys are right is not known; only those that never are can be named.
        let names = variants.variants.flatMap(\.mapping.keys).map(\.name)
        for entry in entries where !names.contains(entry.key) {
            unknown(entry, variants.variants[0].mapping, among: names)
        }
        return nil
    }
}
