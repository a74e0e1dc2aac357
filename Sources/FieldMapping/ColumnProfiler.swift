public import LeadModel

/// Counts what the columns of one export hold, page by page, beside the mapping: also of records that are known already
/// and that nobody maps.
///
/// One look at each cell of a record and a count; only cells that the mapping reads are looked into, and what values look
/// like is told by the first records and a sample of the others.
public struct ColumnProfiler {
    private enum Kind {
        /// Nobody reads it: any byte counts.
        case unread
        /// Null words count as nothing.
        case read
        /// The number of a rule that tells who must not be contacted.
        case refusal(Int)
        /// The number of a vocabulary, and of another of the same column: in many systems one word is status and reason.
        case words(Int, also: Int?)
    }

    private struct Counter {
        var kind: Kind
        var filled = 0
        var refusals = 0
        /// The last record that was counted: a column may be there more than once.
        var record = -1
    }

    private let plan: Plan
    /// Names that the mapping gives to columns that it does not read.
    private let ignored: Set<String>
    /// Field, column and words of each vocabulary that is followed.
    private let vocabularies: [(field: String, column: String, words: WordPlaces)]
    /// Columns that tell who must not be contacted, and what their words say.
    private let refusals: [(column: String, says: RefusalRule)]
    /// By column of the page.
    private var counters: [Counter] = []
    /// By column of the page: what its values look like.
    private var looks: [ReadingProfile.Look] = []
    private var isSampled = true
    private var names: [String] = []
    /// By vocabulary, then by word; behind them words that are not listed.
    private var words: [[Int]]
    private var isTable = false
    public private(set) var records = 0

    init(_ mapping: FieldMapping) {
        plan = mapping.plan
        ignored = Set(mapping.ignored)
        var found: [(field: String, column: String, words: WordPlaces)] = []
        for step in plan.steps {
            for reference in step.source.references {
                switch step.rule {
                case .status(let vocabulary):
                    found.append(("status", reference.label, WordPlaces { vocabulary.table.number(of: $0) }))
                case .reason(let vocabulary?):
                    found.append(("discard-reason", reference.label, WordPlaces { vocabulary.table.number(of: $0) }))
                default: continue
                }
            }
        }
        vocabularies = found
        refusals = plan.steps.filter { [.optedOut, .doNotCall, .hardBounced].contains($0.field) }.flatMap { step in
            step.source.references.compactMap { reference in
                RefusalRule(step.rule.last).map { (column: reference.label, says: $0) }
            }
        }
        words = mapping.vocabularyWords.map { Array(repeating: 0, count: $0.count + 1) }
        listed = mapping.vocabularyWords
    }

    private let listed: [[String]]

    /// Finds the place of a word in its table.
    private struct WordPlaces {
        let find: (Span<UInt8>) -> Int?
        init(_ find: @escaping (Span<UInt8>) -> Int?) { self.find = find }
    }

    /// Of so many records everything is looked at; then of every seventh.
    private static let lookedAt = 1_024

    public mutating func add(_ page: RecordPage) {
        if names.count != page.columns.count { bind(page) }
        let allBytes = page.bytes
        let bytes = allBytes.span
        let allCells = page.cells
        let cells = allCells.span
        for entry in page.entries where entry.fault == nil {
            records += 1
            isSampled = records <= Self.lookedAt || records % 7 == 0
            for index in entry.cells {
                let cell = cells[index]
                if cell.value.count == 0 || cell.form == .null || cell.form == .empty { continue }
                let column = Int(cell.column)
                if counters[column].record == records { continue }
                count(cell, at: column, bytes)
            }
        }
    }

    @inline(__always)
    private mutating func count(_ cell: RecordPage.Cell, at column: Int, _ bytes: Span<UInt8>) {
        if case .unread = counters[column].kind {
            if isSampled { look(at: cell, of: column, bytes) }
            counters[column].filled += 1
            counters[column].record = records
            return
        }
        let start = Int(cell.value.start)
        let range = PlainText.trimmed(bytes, start..<start + Int(cell.value.count))
        if range.isEmpty { return }
        let text = bytes.extracting(range)
        if plan.nullWords.contains(text) { return }
        counters[column].filled += 1
        counters[column].record = records
        if isSampled { looks[column].count(text) }
        switch counters[column].kind {
        case .unread, .read: break
        case .refusal(let number): if refusals[number].says.isRefusal(text) { counters[column].refusals += 1 }
        case .words(let number, let other):
            count(text, in: number)
            if let other { count(text, in: other) }
        }
    }

    /// Of a column that nobody reads: it may be one that was renamed.
    private mutating func look(at cell: RecordPage.Cell, of column: Int, _ bytes: Span<UInt8>) {
        let start = Int(cell.value.start)
        let range = PlainText.trimmed(bytes, start..<start + Int(cell.value.count))
        if !range.isEmpty { looks[column].count(bytes.extracting(range)) }
    }

    @inline(__always)
    private mutating func count(_ word: Span<UInt8>, in vocabulary: Int) {
        let place = vocabularies[vocabulary].words.find(word) ?? words[vocabulary].count - 1
        words[vocabulary][place] += 1
    }

    private mutating func bind(_ page: RecordPage) {
        if case .csv = page.frame.format { isTable = true }
        let read = Set(plan.columns)
        for name in page.columns[names.count...] {
            var kind = read.contains(name) ? Kind.read : .unread
            if let number = refusals.firstIndex(where: { $0.column == name }) { kind = .refusal(number) }
            if let number = vocabularies.firstIndex(where: { $0.column == name }) {
                kind = .words(
                    number, also: vocabularies.indices.first { $0 > number && vocabularies[$0].column == name })
            }
            counters.append(Counter(kind: kind))
            looks.append(ReadingProfile.Look())
        }
        names = page.columns
    }

    /// What was counted so far. A profile is kept for years, and nobody is to be found in it: a name that the mapping does
    /// not give stands there only where it is a column's and nobody's, and none at all of a table of which the mapping knows
    /// no column, because its first line may be somebody's record.
    ///
    /// What values look like is told of the columns that are read, and that many records fill: a lone value would fall into
    /// a part of its own.
    public var profile: ReadingProfile { profile(withLooksOfAll: false) }

    /// What was counted so far, for a comparison that keeps nothing: what values look like is told of every column.
    public var passingProfile: ReadingProfile { profile(withLooksOfAll: true) }

    private func profile(withLooksOfAll: Bool) -> ReadingProfile {
        let isHeader = !isTable || plan.mapped.contains(where: names.contains)
        var columns: [ReadingProfile.Column] = []
        var others: [ReadingProfile.Column] = []
        for (number, (name, counter)) in zip(names, counters).enumerated() {
            var column = ReadingProfile.Column(name: name, filled: counter.filled)
            if looks[number].values >= ReadingProfile.looksFrom { column.look = looks[number] }
            switch counter.kind {
            case .unread:
                if !withLooksOfAll { column.look = nil }
                if ignored.contains(name) || isHeader && ColumnWords.isOfNobody(name) { others.append(column) }
            case .refusal:
                column.refusals = counter.refusals
                columns.append(column)
            case .read, .words: columns.append(column)
            }
        }
        let counted = vocabularies.indices.map { number in
            var counts: [String: Int] = [:]
            for (word, count) in zip(listed[number], words[number]) { counts[word] = count }
            return ReadingProfile.Vocabulary(
                field: vocabularies[number].field, column: vocabularies[number].column, counts: counts,
                unknown: words[number].last ?? 0)
        }
        return ReadingProfile(
            records: records, isTable: isTable,
            columns: Array((columns + others).prefix(ReadingProfile.columnLimit)), vocabularies: counted)
    }
}

extension FieldMapping {
    /// Counts what the columns of one export hold.
    public func profiler() -> ColumnProfiler { ColumnProfiler(self) }

    /// Whether the mapping reads a column, or one of its cells.
    public func reads(_ column: String) -> Bool { plan.columns.contains(column) }

    /// The fields that a column fills, alone or with others.
    public func fields(filledBy column: String) -> Set<Field> {
        Set(plan.steps.filter { $0.source.references.contains { $0.label == column } }.map(\.field))
    }

    /// Whether a column holds ids and nothing else that the mapping reads.
    public func holdsIDs(_ column: String) -> Bool {
        let steps = plan.steps.filter { $0.source.references.contains { $0.label == column } }
        return !steps.isEmpty
            && steps.allSatisfy { step in
                switch step.rule {
                case .identifiers(let rules), .references(let rules), .concerns(let rules):
                    rules.contains { rule in
                        rule.form != .email && rule.source.references.contains { $0.label == column }
                    }
                default: [.id, .mergedInto].contains(step.field)
                }
            }
    }

    /// Whether the words of a column are a closed list, so that one of them that nobody knows is refused.
    public func hasClosedWords(_ column: String) -> Bool {
        plan.steps.contains { step in
            guard step.source.references.contains(where: { $0.label == column }) else { return false }
            switch step.rule.last {
            case .flag, .words, .status, .reason: return true
            default: return false
            }
        }
    }

    /// The words of the vocabularies that a profile follows, a list for each column of each.
    fileprivate var vocabularyWords: [[String]] {
        plan.steps.flatMap { step -> [[String]] in
            switch step.rule {
            case .status(let vocabulary): step.source.references.map { _ in vocabulary.table.words }
            case .reason(let vocabulary?): step.source.references.map { _ in vocabulary.table.words }
            default: []
            }
        }
    }
}
