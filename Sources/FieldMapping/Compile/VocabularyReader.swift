internal import ConfigFiles
internal import LeadModel

/// Reads `status:`, `discard-reason:` and the `values:` of field rules: closed vocabularies, word by word.
extension MappingReader {
    mutating func readVocabularies(_ map: ConfigMap) {
        let status = map.map("status")
        places[.stage] = status?.place
        if let (source, chain, words) = status.flatMap({ vocabularyRule($0, "status") { text, _ in Stage(word: text) } }
        ) {
            plan.steps.append(Step(field: .stage, source: source, rule: transformed(.status(words), chain)))
            if let changed = status?["changed"] { readSince(changed, of: source) }
        }
        let reason = map.map("discard-reason")
        if let (source, chain, words) = reason.flatMap({
            vocabularyRule($0, "discard-reason") { text, _ in DiscardReason(word: text) }
        }) {
            plan.steps.append(Step(field: .discardReason, source: source, rule: transformed(.reason(words), chain)))
        } else if status != nil {
            plan.steps.append(Step(field: .discardReason, source: ColumnSource([]), rule: .reason(nil)))
        }
    }

    /// `changed: COLUMN`, or a rule with `from` and the keys of a point in time: since when the status holds. It has a
    /// column for each of the status' columns, so that the time belongs to the word.
    private mutating func readSince(_ value: ConfigValue, of status: ColumnSource) {
        let columns: ColumnSource?
        var rule = DateRule(formats: [.iso], zone: zone)
        if let map = value.map {
            columns = map["from"].flatMap { source($0) }
            rule = readDateRule(map)
        } else {
            columns = source(value)
        }
        guard let columns else { return }
        guard columns.references.count == status.references.count else {
            findings.add(
                .configWrongType, "'changed' needs a column for each of the status' columns", at: value.place,
                advice: "Name \(status.references.count) under `changed`, in the order of `from`.")
            return
        }
        let each = columns.references.map { ColumnSource([$0]) }
        plan.steps.append(Step(field: .statusSince, source: columns, rule: .since(each, rule)))
    }

    /// `{ from: COLUMN, values: {WORD: MEANING} }`, with transforms before the words are looked up.
    private mutating func vocabularyRule<Meaning: Sendable>(
        _ map: ConfigMap, _ key: String, _ meaning: (String, Origin) -> Meaning?
    ) -> (ColumnSource, Chain?, Vocabulary<Meaning>)? {
        let columns = readSource(map)
        let chain = readChain(map, of: key, .text)
        let words = vocabulary(map, meaning)
        guard let columns, let words else { return nil }
        return (columns, chain, words)
    }

    /// The words of `values:`; `~` says that a word means nothing.
    func vocabulary<Meaning: Sendable>(
        _ map: ConfigMap, _ meaning: (String, Origin) -> Meaning?
    ) -> Vocabulary<Meaning>? {
        // The line that the advice of an unmapped word names.
        map.map("values").map {
            vocabulary(of: $0, place: map.place(of: "values"), meaning)
        }
    }

    func vocabulary<Meaning: Sendable>(
        of values: ConfigMap, place: Origin, _ meaning: (String, Origin) -> Meaning?
    ) -> Vocabulary<Meaning> {
        var vocabulary = Vocabulary<Meaning>(place: place)
        for entry in values.entries {
            let word = trimmed(entry.key)
            checkReach(of: word, entry, vocabulary.table.words)
            if word.isEmpty {
                findings.add(
                    .configWrongType, "an empty cell is blank and never looked up", at: entry.keyPlace,
                    advice: "Take the empty word out of `values:`.")
            } else if entry.value.isNothing {
                vocabulary.table.add(word, nil)
            } else if let text = entry.value.text, let known = meaning(text, entry.value.place) {
                vocabulary.table.add(word, known)
            }
        }
        return vocabulary
    }

    /// Warns of a word that no cell can hold when its turn comes.
    private func checkReach(of word: String, _ entry: ConfigEntryValue, _ known: [String]) {
        if known.contains(word) {
            findings.warn(
                .configUnused,
                "'\(word)' stands here a second time, but for the space around it; only the first counts",
                at: entry.keyPlace, advice: "Cells are trimmed before they are looked up. Keep one of them.")
        }
    }

    private func trimmed(_ word: String) -> String {
        let bytes = Array(word.utf8)
        return String(decoding: bytes[PlainText.trimmed(bytes.span, 0..<bytes.count)], as: UTF8.self)
    }

    /// The `values:` of a field rule, its meanings checked against the field's type.
    func readValues(_ map: ConfigMap, _ field: Field, _ type: FieldType) -> Vocabulary<FieldValue>? {
        vocabulary(map) { text, place in value(text, field, type, at: place) }
    }

    private func value(_ text: String, _ field: Field, _ type: FieldType, at place: Origin) -> FieldValue? {
        switch type {
        case .flag: return .flag(text == "true")
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
        default: return field == .activityType ? kind(text, at: place).map { .text($0) } : .text(text)
        }
    }

    /// A kind of activity: one of ours, or a word of the mapping's own.
    func kind(_ text: String, at place: Origin) -> String? {
        guard ActivityType.isKind(text) else {
            findings.add(
                .configWrongType, "a kind of activity is named in small letters, digits and hyphens", at: place,
                seen: .word(text), advice: "Write one of \(Self.kinds), or a word of your own such as pricing-page.")
            return nil
        }
        if let known = ActivityType.misspelled(text) {
            let says = known.isTouch ? "no touch by sales" : "not '\(known.rawValue)'"
            findings.warn(
                .configUnused, "'\(text)' is a kind of its own, and \(says)", at: place,
                advice: "Did you mean '\(known.rawValue)'? Call what is none otherwise.")
        }
        return text
    }

    private static let kinds = ActivityType.allCases.map(\.rawValue).joined(separator: ", ")

    /// The rule of a confined field without `values:`: the export must use our words.
    func ownWords(_ words: [String], at place: Origin) -> ValueRule {
        var vocabulary = Vocabulary<FieldValue>(place: place, isOwn: true)
        for word in words { vocabulary.table.add(word, .text(word)) }
        return .words(vocabulary)
    }
}
