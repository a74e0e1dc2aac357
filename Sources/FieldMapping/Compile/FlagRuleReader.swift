internal import ConfigFiles
internal import LeadModel

/// Reads the rules of flags: words for yes and no, or that there is any word.
extension MappingReader {
    mutating func readFlagRule(_ map: ConfigMap, _ field: Field) -> ValueRule {
        _ = map.text("suppresses")
        let trueWords = map.texts("true-words")
        let falseWords = map.texts("false-words")
        let isPresence = map.flag("present") ?? false
        let asksEach = map.flag("any") ?? false
        for (key, others) in [("present", ["values", "true-words"]), ("any", ["values"])] where map.flag(key) == true {
            for other in others where map[other] != nil {
                findings.add(
                    .configWrongType, "'\(key)' and '\(other)' both say what a word means", at: map.place(of: other),
                    advice: "Keep one of them; `false-words:` says what means no.")
            }
        }
        if let values = readValues(map, field, .flag) { return .words(values) }
        for word in trueWords ?? [] where (falseWords ?? []).contains(where: { $0.lowercased() == word.lowercased() }) {
            findings.add(
                .configWrongType, "a word says yes and no", at: map.place, seen: .word(word),
                advice: "Keep it under `true-words:` or under `false-words:`.")
        }
        var rule = flagRule(trueWords: trueWords, falseWords: falseWords)
        rule.isPresence = isPresence
        rule.asksEach = asksEach
        if isPresence { rule.blank = rule.blank ?? false }
        return .flag(rule)
    }

    func flagRule(trueWords: [String]?, falseWords: [String]?) -> FlagRule {
        var rule = FlagRule(words: WordTable(), blank: nil, declared: (trueWords ?? []) + (falseWords ?? []))
        for (words, meaning) in [(trueWords, true), (falseWords, false)] {
            for word in words ?? [] {
                if word.isEmpty { rule.blank = meaning } else { rule.words.add(asciiLowerCased(word), meaning) }
            }
        }
        if trueWords == nil { for word in ["true", "1", "yes"] { rule.words.add(word, true) } }
        if falseWords == nil { for word in ["false", "0", "no"] { rule.words.add(word, false) } }
        return rule
    }

    /// A column of `any: true` that an export lacks would be a no that nobody said: each has to be there.
    mutating func askEach(_ columns: ColumnSource, _ chain: Chain?, _ map: ConfigMap) {
        if chain != nil || columns.references.count < 2 {
            findings.add(
                .configWrongType, "'any' asks several columns for their own words", at: map.place(of: "any"),
                advice: "Name them as a list under `from:`, without `transform`, `when` and `constant`; or take it out."
            )
        }
        plan.sources.removeAll { $0 === columns }
        plan.sources += columns.references.map { ColumnSource([$0]) }
    }

    private func asciiLowerCased(_ text: String) -> String {
        String(decoding: text.utf8.map(\.lowerCased), as: UTF8.self)
    }
}
