internal import ConfigFiles
internal import LeadModel

/// Reads `status:`, `discard-reason:` and the `values:` of field rules: closed vocabularies, word by word.
extension MappingReader {
    mutating func readVocabularies(status: ConfigNode?, reason: ConfigNode?, _ kind: RecordKind) {
        for (key, node) in [("status", status), ("discard-reason", reason)] where kind != .lead {
            guard let node else { continue }
            let advice = kind == .opportunity ? "Map `stage` and `lost-reason` under `fields:`." : "Take it out."
            findings.add(.configUnknownKey, "'\(key)' is for leads", at: node.place, advice: advice)
        }
        guard kind == .lead else { return }
        if let status {
            let stages = Stage.allCases.map { ($0.word, $0) }
            if let (source, words) = vocabularyRule(status, of: "status", stages) {
                plan.steps.append(Step(field: .stage, source: source, rule: .status(words)))
            }
        }
        if let reason {
            let reasons = DiscardReason.allCases.map { ($0.word, $0) }
            if let (source, words) = vocabularyRule(reason, of: "discard-reason", reasons) {
                plan.steps.append(Step(field: .discardReason, source: source, rule: .reason(words)))
            }
        } else if status != nil {
            plan.steps.append(Step(field: .discardReason, source: ColumnSource([]), rule: .reason(nil)))
        }
    }

    /// `{ from: COLUMN, values: {WORD: MEANING} }`.
    private mutating func vocabularyRule<Meaning: Sendable>(
        _ node: ConfigNode, of key: String, _ words: [(String, Meaning)]
    ) -> (ColumnSource, Vocabulary<Meaning>)? {
        var map = ConfigMap(node, of: "'\(key)'", into: findings)
        let columns = map.required("from").flatMap { source($0, of: "from") }
        let values = map.required("values")
        map.refuseUnknownKeys()
        guard let columns, let values else { return nil }
        let noun = key == "status" ? "stage" : "discard reason"
        let vocabulary = vocabulary(values, place: keyPlace("values", in: map)) { text, place in
            choice(text, at: place, of: words, called: noun)
        }
        return (columns, vocabulary)
    }

    /// Where a key of a map stands; the line that the advice of an unmapped word names.
    func keyPlace(_ key: String, in map: ConfigMap) -> Origin {
        map.all.first { $0.key == key }?.keyPlace ?? map.node.place
    }

    /// The words of `values:`; `~` says that a word means nothing.
    func vocabulary<Meaning: Sendable>(
        _ node: ConfigNode, place: Origin, _ meaning: (String, Origin) -> Meaning?
    ) -> Vocabulary<Meaning> {
        var vocabulary = Vocabulary<Meaning>(place: place)
        for entry in ConfigMap(node, of: "'values'", into: findings).all {
            let word = trimmed(entry.key)
            if word.isEmpty {
                findings.add(
                    .configWrongType, "an empty cell is blank and never looked up", at: entry.keyPlace,
                    advice: "Take the empty word out of `values:`.")
            } else if case .null = entry.value.content {
                vocabulary.table.add(word, nil)
            } else if let text = findings.text(entry.value, of: entry.key), let known = meaning(text, entry.value.place)
            {
                vocabulary.table.add(word, known)
            }
        }
        return vocabulary
    }

    private func trimmed(_ word: String) -> String {
        let bytes = Array(word.utf8)
        return String(decoding: bytes[PlainText.trimmed(bytes.span, 0..<bytes.count)], as: UTF8.self)
    }

    /// The `values:` of a field rule, its meanings checked against the field's type.
    func readValues(_ map: inout ConfigMap, _ field: Field, _ type: FieldType) -> Vocabulary<FieldValue>? {
        guard let node = map.optional("values") else { return nil }
        return vocabulary(node, place: keyPlace("values", in: map)) { text, place in
            value(text, field, type, at: place)
        }
    }

    private func value(_ text: String, _ field: Field, _ type: FieldType, at place: Origin) -> FieldValue? {
        switch type {
        case .flag:
            return choice(text, at: place, of: [("true", true), ("false", false)], called: "flag").map {
                .flag($0)
            }
        case .number:
            let bytes = Array(text.utf8)
            if let number = DecimalNumber.number(in: bytes.span, .point) { return .number(number) }
            findings.add(
                .configWrongType, "'\(field.word)' needs a number for each word", at: place, seen: .word(text),
                advice: "Write the number in digits.")
            return nil
        case .country:
            if let code = CountryName.known.code(of: text) { return .text(code.text) }
            findings.add(
                .configUnknownValue, "'\(text)' is not a country", at: place,
                advice: "Write an ISO 3166 code, such as US.")
            return nil
        default:
            guard let words = closedWords(field) ?? (field == .lostReason ? DiscardReason.allCases.map(\.word) : nil)
            else {
                return .text(text)
            }
            return choice(text, at: place, of: words.map { ($0, $0) }, called: field.word).map { .text($0) }
        }
    }

    /// The words that a text field is confined to.
    func closedWords(_ field: Field) -> [String]? {
        switch field {
        case .activityType: ActivityType.allCases.map(\.rawValue)
        case .opportunityStage: OpportunityStage.allCases.map(\.rawValue)
        default: nil
        }
    }

    /// The rule of a confined field without `values:`: the export must use our words.
    func ownWords(_ words: [String], at place: Origin) -> ValueRule {
        var vocabulary = Vocabulary<FieldValue>(place: place)
        for word in words { vocabulary.table.add(word, .text(word)) }
        return .words(vocabulary)
    }
}
