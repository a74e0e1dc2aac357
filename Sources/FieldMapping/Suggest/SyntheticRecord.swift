internal import LeadModel

/// A record of nobody, for the tests that a written mapping carries: its values are made up, none comes from the export.
struct SyntheticRecord {
    private(set) var cells: [(column: String, text: String)] = []
    private(set) var expected: [(field: String, text: String)] = []

    private static let texts: [Field: String] = [
        .firstName: "Ada", .lastName: "Example", .company: "Example Ltd", .title: "Buyer", .city: "Springfield",
        .name: "Example Ltd - Planning", .subject: "A call", .channel: "Fair",
    ]

    /// - Parameter word: the words of status and reason that the record has, if any.
    init(_ draft: MappingDraft, status: DraftVocabulary.Word?, reason: DraftVocabulary.Word?) {
        let addresses = draft.fields.filter { $0.field == .email && !$0.isComment }.flatMap(\.columns)
        for rule in draft.identity + draft.fields where !rule.isComment { add(rule, addresses) }
        for rule in draft.concerns where rule.columns != [RuleMaker.undecided] {
            guard let column = rule.columns.first else { continue }
            add(
                column,
                rule.key == "email"
                    ? "ada@example.com" : rule["as"] == .word("salesforce-id") ? Self.salesforceID : "2001")
        }
        if let vocabulary = draft.status, let status, let meaning = status.meaning {
            add(vocabulary.columns[0], status.word)
            expected.append(("status", meaning))
        }
        if let vocabulary = draft.reason, let reason, let meaning = reason.meaning {
            add(vocabulary.columns[0], reason.word)
            expected.append(("discard-reason", meaning))
        }
    }

    private static let salesforceID = "00Q5g000002ZabcEAC"

    private mutating func add(_ column: String, _ text: String) {
        if !cells.contains(where: { $0.column == column }) { cells.append((column, text)) }
    }

    private mutating func add(_ rule: DraftRule, _ addresses: [String]) {
        guard let field = rule.field, let column = rule.columns.first, column != RuleMaker.undecided,
            !cells.contains(where: { $0.column == column })
        else { return }
        switch (field, field.type) {
        case (.id, _) where addresses.contains(column):
            add(column, "ada.example@example.com")
            expected.append((Field.email.word, "ada.example@example.com"))
        case (.id, _):
            let id = rule["as"] == .word("salesforce-id") ? Self.salesforceID : "1001"
            add(column, id)
            expected.append((field.word, id))
        case (.modified, _), (_, .dateTime): addTime(rule, field, column)
        // The cell of an item needs its mark beside it.
        case _ where column.contains("[primary=true]"): return
        case (_, .email):
            add(column, "Ada.Example@Example.com")
            expected.append((field.word, "ada.example@example.com"))
        case (.optedOut, .flag), (.doNotCall, .flag): addFlag(rule, field, column)
        case (_, .text):
            guard rule["values"] == nil else { return addWord(rule, field, column) }
            if rule["transform"] != nil {
                add(column, "Ada Example")
                expected += [(Field.firstName.word, "Ada"), (Field.lastName.word, "Example")]
                return
            }
            guard let text = Self.texts[field] else { return }
            add(column, text)
            expected.append((field.word, text))
        default: break
        }
    }

    private mutating func addFlag(_ rule: DraftRule, _ field: Field, _ column: String) {
        if rule["values"] != nil { return addWord(rule, field, column) }
        var word = "true"
        if case .list(let words) = rule["true-words"], let first = words.first { word = first }
        add(column, word)
        expected.append((field.word, "true"))
    }

    private mutating func addWord(_ rule: DraftRule, _ field: Field, _ column: String) {
        guard case .map(let pairs) = rule["values"] else { return }
        for pair in pairs {
            guard case .word(let meaning) = pair.value, meaning != RuleMaker.undecided else { continue }
            add(column, pair.key)
            expected.append((field.word, meaning))
            return
        }
    }

    /// Only times that say their offset: of the others nobody knows yet what they mean.
    private mutating func addTime(_ rule: DraftRule, _ field: Field, _ column: String) {
        guard case .word(let format) = rule["format"] else { return }
        switch format {
        case "iso": add(column, "2026-03-01T10:00:00Z")
        case "epoch-seconds": add(column, "1772359200")
        case "epoch-milliseconds": add(column, "1772359200000")
        default: return
        }
        expected.append((field.word, "2026-03-01T10:00:00Z"))
    }
}
