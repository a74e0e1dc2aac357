public import LeadModel

/// How one record became an observation, field by field and transform by transform.
public struct RecordTrace: Sendable {
    /// A cell that a field is made of, as it stood in the export.
    public struct Cell: Sendable {
        public let column: String
        /// `nil` where the export said null, or nothing at all.
        public let text: String?
        /// Whether the record has such a cell.
        public let isPresent: Bool
    }

    /// What one transform made of what arrived.
    public struct Stage: Sendable {
        public let transform: TransformKind
        /// Whether its condition held; where not, the text passed by.
        public let isApplied: Bool
        public let result: Value
    }

    /// What travels along a chain.
    public enum Value: Sendable, Hashable {
        case absent
        case blank
        case text(String)
        case texts([String])

        init(_ value: ChainValue) {
            switch value {
            case .absent: self = .absent
            case .blank: self = .blank
            case .text(let text): self = .text(text)
            case .texts(let texts): self = .texts(texts)
            }
        }
    }

    /// What became of one rule.
    public struct Entry: Sendable {
        public let field: Field
        /// What the rule reads the text as: `email`, `date-time`, `values`.
        public let type: String
        /// Whether the values are words of a vocabulary that the mapping holds, so that they are nobody's data.
        public let isVocabulary: Bool
        public let cells: [Cell]
        public let stages: [Stage]
        /// What the observation gets: the field, of a status and a reason its word, too; empty where the record says nothing.
        public let values: FieldValues
        public let fault: Fault?
        /// The words of the vocabularies, as the mapping writes them.
        public let knownWords: Set<String>
        /// The words that were looked up in a vocabulary of the rule.
        let words: [String]
        /// What arrived at each transform that looks words up.
        let wordsOfStages: [(number: Int, words: [String])]
    }

    public let entries: [Entry]
    /// Why nothing of the record could be mapped: it was not read, or the export lacks a column.
    public let fault: Fault?
}

extension RecordMapper {
    /// Maps a record as `observe` does, and tells of every rule what it made of which cells.
    ///
    /// Goes on where a rule refuses the record, so that all faults are seen; `observe` ends with the first.
    public mutating func trace(_ page: RecordPage, _ entry: Int) -> RecordTrace {
        if let fault = open(page, entry) { return RecordTrace(entries: [], fault: fault) }
        defer { notes = nil }
        var entries: [RecordTrace.Entry] = []
        for step in plan.steps { entries.append(trace(step, page, entry)) }
        return RecordTrace(entries: entries, fault: nil)
    }

    private mutating func trace(_ step: Step, _ page: RecordPage, _ entry: Int) -> RecordTrace.Entry {
        notes = step.rule.chain.map { _ in ChainNotes() }
        var fault: Fault?
        let allBytes = page.bytes
        do {
            try fill(step, page, allBytes.span)
        } catch {
            builder.reset()
            fault = takeFault(error, of: step, in: page, entry)
        }
        let stages = notes?.stages ?? []
        var incoming = notes?.source ?? .absent
        var wordsOfStages: [(number: Int, words: [String])] = []
        for (number, stage) in stages.enumerated() {
            if stage.kind == .values, stage.isApplied { wordsOfStages.append((number, Self.words(of: incoming))) }
            incoming = stage.value
        }
        return RecordTrace.Entry(
            field: step.field, type: step.rule.last.word, isVocabulary: step.rule.last.isVocabulary,
            cells: rawCells(step, page, entry),
            stages: stages.map {
                RecordTrace.Stage(transform: $0.kind, isApplied: $0.isApplied, result: RecordTrace.Value($0.value))
            },
            values: builder.finish(), fault: fault, knownWords: Set(step.rule.knownWords),
            words: notes == nil ? looked(step, page) : Self.words(of: incoming), wordsOfStages: wordsOfStages)
    }

    private func rawCells(_ step: Step, _ page: RecordPage, _ entry: Int) -> [RecordTrace.Cell] {
        step.source.references.flatMap { reference in
            let indices = cells.indices(of: reference, in: page)
            guard indices.isEmpty, let repeated = reference.repeated else {
                return indices.isEmpty
                    ? [RecordTrace.Cell(column: reference.label, text: nil, isPresent: false)]
                    : indices.map { rawCell(reference.label, page.cells[$0], page) }
            }
            let numbered = cells.indices(ofSlot: repeated.slot, in: page)
            guard numbered.indices.contains(repeated.number) else {
                return [RecordTrace.Cell(column: reference.label, text: nil, isPresent: false)]
            }
            return [rawCell(reference.label, page.cells[numbered[repeated.number]], page)]
        }
    }

    private func rawCell(_ label: String, _ cell: RecordPage.Cell, _ page: RecordPage) -> RecordTrace.Cell {
        RecordTrace.Cell(column: label, text: cell.form == .null ? nil : page.text(of: cell), isPresent: true)
    }

    private static func words(of value: ChainValue) -> [String] {
        switch value {
        case .absent, .blank: []
        case .text(let text): [text]
        case .texts(let texts): texts
        }
    }

    /// What a rule without transforms looks up in its vocabulary.
    private mutating func looked(_ step: Step, _ page: RecordPage) -> [String] {
        let allBytes = page.bytes
        let bytes = allBytes.span
        var words: [String] = []
        do {
            switch step.rule {
            case .list(let rule):
                for reference in step.source.references where words.isEmpty {
                    for index in cells.indices(of: reference, in: page) {
                        let choice = cells.read(index, in: page, bytes, plan.nullWords)
                        guard choice.presence == .value else { continue }
                        try split(
                            bytes.extracting(choice.range), ListRule(separator: rule.separator, vocabulary: nil),
                            into: &words)
                    }
                }
            case .words(let vocabulary): words = try looked(step.source, vocabulary, page, bytes)
            case .status(let vocabulary): words = try looked(step.source, vocabulary, page, bytes)
            case .reason(let vocabulary?): words = try looked(step.source, vocabulary, page, bytes)
            default: break
            }
        } catch {
            return []  // the rule itself has refused it
        }
        return words
    }

    /// The words of the columns up to the first that means something.
    private func looked<Meaning>(
        _ source: ColumnSource, _ vocabulary: Vocabulary<Meaning>, _ page: RecordPage, _ bytes: Span<UInt8>
    ) throws(Refusal) -> [String] {
        var words: [String] = []
        for reference in source.references {
            let choice = try cells.choose(reference, in: page, bytes, source.nullWords ?? plan.nullWords)
            guard choice.presence == .value else { continue }
            words.append(PlainText.decoded(bytes.extracting(choice.range)))
            if case .some(nil) = vocabulary.table.meaning(of: bytes.extracting(choice.range)) { continue }
            break
        }
        return words
    }
}

extension ValueRule {
    /// Whether what it makes are words that the mapping or the product holds.
    fileprivate var isVocabulary: Bool {
        switch self {
        case .words, .status, .reason: true
        case .flag(let rule): !rule.isPresence
        case .list(let rule): rule.vocabulary != nil
        default: false
        }
    }

    /// Every word that the rule and its transforms look up.
    fileprivate var knownWords: [String] {
        var words: [String] = []
        for link in chain?.links ?? [] {
            switch link.transform {
            case .values(let vocabulary): words += vocabulary.table.words + vocabulary.table.meanings.compactMap(\.self)
            case .constant(let text), .fallback(let text): words.append(text)
            default: break
            }
        }
        switch last {
        case .words(let vocabulary): words += vocabulary.table.words
        case .status(let vocabulary): words += vocabulary.table.words
        case .reason(let vocabulary?): words += vocabulary.table.words
        case .flag(let rule): words += rule.words.words
        case .list(let rule): words += rule.vocabulary?.table.words ?? []
        default: break
        }
        return words
    }

    /// What a rule reads a text as, for people.
    var word: String {
        switch self {
        case .text: "text"
        case .identifier: "id"
        case .salesforceID: "salesforce-id"
        case .email: "email"
        case .phone: "phone"
        case .dateTime, .since: "date-time"
        case .number: "number"
        case .money: "money"
        case .flag: "flag"
        case .country: "country"
        case .list: "list"
        case .words, .status, .reason: "values"
        case .identifiers, .references, .concerns: "ids"
        case .transformed(let transformed): transformed.rule.word
        }
    }
}
