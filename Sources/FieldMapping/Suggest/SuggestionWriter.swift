internal import ConfigFiles
internal import LeadModel

/// Writes a draft as the text of a mapping file.
struct SuggestionWriter {
    let draft: MappingDraft
    /// The export's name, for the first comment.
    let file: String
    /// Whether samples of a person's data may stand in comments.
    let showsValues: Bool
    private var lines: [String] = []

    /// A comment goes above its line where both together would be longer.
    private static let width = 118

    init(_ draft: MappingDraft, file: String, showsValues: Bool) {
        self.draft = draft
        self.file = file
        self.showsValues = showsValues
    }

    /// The whole text.
    mutating func text() -> String {
        lines = []
        writeHead()
        writeIdentity()
        writeFields()
        if let status = draft.status { write(status, as: "status", noun: "stage") }
        if draft.kind == .lead, draft.status == nil, draft.vendor?.statusFlags.isEmpty ?? true {
            writeWithoutStatus()
        }
        if draft.kind == .lead, !draft.rules.contains(where: { $0.field == .optedOut && !$0.isComment }) {
            lines.append(
                "# No column is mapped as `opted-out`: whoever wants no mail is not known from here. If the export has")
            lines.append(
                "# no such column, say so with `opt-out: none-in-this-export`; `mapping check` warns until then.")
        }
        if draft.hasNoTime {
            lines.append(
                "# No column tells when the activities happened: they count as of when their records were changed, or read."
            )
        }
        if let reason = draft.reason { write(reason, as: "discard-reason", noun: "reason") }
        writeIgnored()
        writeTests()
        return lines.joined(separator: "\n") + "\n"
    }

    private mutating func writeWithoutStatus() {
        lines.append(
            "# No column of a status was recognised: without `status:` no lead has a stage, and none is brought back.")
        for column in draft.emptyStatuses {
            lines.append(YAMLText.comment("'\(column)' is a status by its name, and empty in every record looked at."))
        }
        if let nearest = draft.likeStatus {
            lines.append(YAMLText.comment("Most like one is '\(ColumnWords.shownName(nearest))'."))
        }
        lines.append("# Where the list was handed over to sales as a whole, say so:")
        lines.append("#   status: { constant: handed over, values: { handed over: assigned } }")
    }

    // MARK: Head

    private mutating func writeHead() {
        lines.append("# yaml-language-server: $schema=../config/schema/mapping.schema.json")
        let count = draft.profile.records
        lines.append(
            YAMLText.comment(
                "Suggested from \(file), after \(count) record\(count == 1 ? "" : "s") in \(draft.profile.columns.count) columns."
            ))
        if let vendor = draft.vendor {
            let told = draft.marks.isEmpty ? "as was said" : "told by \(draft.marks.prefix(4).joined(separator: ", "))"
            lines.append(YAMLText.comment("The export is \(vendor.name)'s, \(told)."))
        }
        lines.append("# Behind each line stand its confidence and the reasons. What is `undecided` is left to you:")
        lines.append("# `leadloop mapping check` names each such line until it is decided.")
        lines.append("mapping: \(YAMLText.scalar(draft.name))")
        lines.append("record: \(draft.kind.word)")
        // An address is no id of the vendor's.
        let isAddress = draft.fields.contains { $0.field == .email && $0.columns == draft.identity[0].columns }
        if let vendor = draft.vendor, !isAddress { lines.append("ids: \(vendor.ids)") }
        if !draft.withoutZone.isEmpty {
            let columns = draft.withoutZone.prefix(4).map { "'\(ColumnWords.shownName($0))'" }.joined(separator: ", ")
            let more = draft.withoutZone.count > 4 ? " and \(draft.withoutZone.count - 4) more" : ""
            add(
                "zone: \(RuleMaker.undecided)",
                "times in \(columns)\(more) say no offset: write the zone they are meant in, such as Europe/Berlin")
        }
        if !draft.nullWords.isEmpty {
            let seen = draft.nullWords.map { "\($0.word) \($0.count)×" }.joined(separator: ", ")
            add("null-words: \(YAMLText.list(draft.nullWords.map(\.word)))", "seen for nothing: \(seen)")
        }
    }

    // MARK: Rules

    private mutating func writeIdentity() {
        lines.append("identity:")
        for rule in draft.identity { write(rule) }
        if let references = draft.references {
            lines.append("references:")
            write(references)
        }
        guard !draft.concerns.isEmpty else { return }
        lines.append("lead:")
        for rule in draft.concerns { write(rule) }
    }

    private mutating func writeFields() {
        guard draft.fields.contains(where: { !$0.isComment }) else {
            for rule in draft.fields { write(rule) }
            return
        }
        lines.append("fields:")
        for rule in draft.fields { write(rule) }
    }

    private mutating func write(_ rule: DraftRule) {
        let front = rule.isComment ? "  # " : "  "
        var because = rule.because
        if showsValues, let column = rule.columns.first.flatMap({ draft.profile.column($0) }), !column.samples.isEmpty {
            because.append("such as \(column.samples.map { "'\($0)'" }.joined(separator: ", "))")
        }
        let comment = (rule.confidence > 0 ? [Self.number(rule.confidence)] : []) + [because.joined(separator: "; ")]
        let source = rule.columns.count == 1 ? YAMLText.scalar(rule.columns[0]) : YAMLText.list(rule.columns)
        if rule.options.isEmpty { return add("\(front)\(rule.key): \(source)", comment.joined(separator: " ")) }
        let isLong = rule.options.contains { if case .map(let pairs) = $0.value { pairs.count > 2 } else { false } }
        guard !rule.choices.isEmpty && !rule.isComment || isLong && !rule.isComment else {
            let options = rule.options.map { "\($0.key): \(Self.flow($0.value))" }
            return add(
                "\(front)\(rule.key): { \((["from: \(source)"] + options).joined(separator: ", ")) }",
                comment.joined(separator: " "))
        }
        add("  \(rule.key):", comment.joined(separator: " "))
        lines.append("    from: \(source)")
        for (index, option) in rule.options.enumerated() {
            if index == rule.options.lastIndex(where: { Self.isOpen($0.value) }) {
                lines += rule.choices.map { "    " + YAMLText.comment($0) }
            }
            guard case .map(let pairs) = option.value, pairs.count > 2 else {
                lines.append("    \(option.key): \(Self.flow(option.value))")
                continue
            }
            lines.append("    \(option.key):")
            for pair in pairs { lines.append("      \(YAMLText.scalar(pair.key)): \(Self.flow(pair.value))") }
        }
        if !rule.options.contains(where: { Self.isOpen($0.value) }) {
            lines += rule.choices.map { "    " + YAMLText.comment($0) }
        }
    }

    private static func isOpen(_ value: DraftRule.Value) -> Bool {
        switch value {
        case .word(let word): word == RuleMaker.undecided
        case .list: false
        case .map(let pairs): pairs.contains { isOpen($0.value) }
        }
    }

    private static func flow(_ value: DraftRule.Value) -> String {
        switch value {
        // Yes and no of a flag; what a cell holds stands in lists and keys.
        case .word("true"), .word("false"): value == .word("true") ? "true" : "false"
        case .word(let word): YAMLText.scalar(word)
        case .list(let items): YAMLText.list(items)
        case .map(let pairs):
            "{ \(pairs.map { "\(YAMLText.scalar($0.key)): \(flow($0.value))" }.joined(separator: ", ")) }"
        }
    }

    private static func number(_ confidence: Double) -> String {
        let hundredths = Int((confidence * 100).rounded())
        return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
    }

    /// A line and its comment, behind it where there is room.
    private mutating func add(_ line: String, _ comment: String) {
        guard !comment.isEmpty else { return lines.append(line) }
        let written = YAMLText.comment(comment)
        if line.hasPrefix("  # ") || line.count + written.count + 3 <= Self.width {
            lines.append("\(line)   \(written)")
        } else {
            lines.append("\(line.prefix { $0 == " " })\(written)")
            lines.append(line)
        }
    }

    // MARK: Vocabularies

    private mutating func write(_ vocabulary: DraftVocabulary, as key: String, noun: String) {
        add("\(key):", "\(Self.number(vocabulary.confidence)) \(vocabulary.because.joined(separator: "; "))")
        let columns = vocabulary.columns
        lines.append("  from: \(columns.count == 1 ? YAMLText.scalar(columns[0]) : YAMLText.list(columns))")
        lines.append("  values:")
        for word in vocabulary.words {
            let count = word.count == 0 ? "" : "\(word.count)×"
            let because = word.meaning == nil ? "choose a \(noun), or ~ for none" : word.because
            add(
                "    \(YAMLText.scalar(word.word)): \(word.meaning ?? RuleMaker.undecided)",
                [count, because].filter { !$0.isEmpty }.joined(separator: ", "))
        }
        if vocabulary.hidden > 0 {
            lines.append(
                "    # \(vocabulary.hidden) more, seen once or like people's names: --show-values writes them; until then their records are refused."
            )
        }
    }

    // MARK: The rest

    private mutating func writeIgnored() {
        if draft.withoutName > 0 {
            lines.append(
                "# \(draft.withoutName) column\(draft.withoutName == 1 ? " has" : "s have") no name in the header, and cannot be mapped."
            )
        }
        guard !draft.ignored.isEmpty || !draft.undecidedConsent.isEmpty else { return }
        // A column may be named after somebody: `tags.ada@example.com`.
        let shown = draft.ignored.filter { showsValues || ColumnWords.shownName($0.column) == $0.column }
        if !shown.isEmpty || !draft.undecidedConsent.isEmpty { lines.append("ignore:") }
        if !draft.undecidedConsent.isEmpty {
            lines.append(
                "  # May say who must not be written to: map it as `opted-out`, `do-not-call` or `hard-bounced`,")
            lines.append("  # or take `: undecided` away where it says nothing of that.")
        }
        for (column, comment) in draft.undecidedConsent {
            add("  - \(YAMLText.scalar(column)): \(RuleMaker.undecided)", comment)
        }
        for (column, comment) in shown { add("  - \(YAMLText.scalar(column))", comment) }
        let hidden = draft.ignored.count - shown.count
        if hidden > 0 { lines.append("  # Columns that are named after somebody's address: \(hidden).") }
    }

    private mutating func writeTests() {
        guard draft.identity[0].columns != [RuleMaker.undecided] else {
            lines.append("# There is no test yet: each would need the record's id.")
            return
        }
        lines.append("tests:   # their record is made up")
        let words = draft.status?.words ?? []
        let status = words.first { $0.meaning == "discarded" } ?? words.first { $0.meaning != nil }
        let reason = status?.meaning == "discarded" ? draft.reason?.words.first { $0.meaning != nil } : nil
        let record = SyntheticRecord(draft, status: status, reason: reason)
        let name =
            status?.meaning.map { "a record with the status '\(status?.word ?? "")' is \($0)" }
            ?? "a record is understood"
        write(record.cells, name: name)
        lines.append("    expect:")
        for field in record.expected { lines.append("      \(field.field): \(YAMLText.scalar(field.text))") }
        guard let column = draft.status?.columns.first else { return }
        var cells = SyntheticRecord(draft, status: nil, reason: nil).cells.filter {
            $0.column == draft.identity[0].columns[0]
        }
        cells.append((column, "A word that nobody mapped"))
        write(cells, name: "a status that nobody mapped is refused")
        lines.append("    expect-fault: mapping.unmapped-status")
    }

    private mutating func write(_ cells: [(column: String, text: String)], name: String) {
        lines.append("  - name: \(YAMLText.scalar(name))")
        lines.append("    record:")
        for cell in cells { lines.append("      \(YAMLText.scalar(cell.column)): \(YAMLText.scalar(cell.text))") }
    }
}
