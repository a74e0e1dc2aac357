public import LeadModel

/// What the tests of a mapping touch: each field that a rule fills, and each word of its vocabularies.
public struct MappingCoverage: Sendable {
    /// A field or a word that a test should touch.
    public struct Item: Sendable, Hashable {
        public let field: Field
        /// A word of the field's vocabulary; `nil`: the field itself.
        public let word: String?
        /// Where the vocabulary stands.
        public let place: Origin?
        public internal(set) var isTouched: Bool

        public var description: String { word.map { "\(field.word): \($0)" } ?? field.word }
    }

    public internal(set) var items: [Item] = []

    public var fields: [Item] { items.filter { $0.word == nil } }
    public var words: [Item] { items.filter { $0.word != nil } }
    public var untouched: [Item] { items.filter { !$0.isTouched } }

    /// Hundredths of all items, rounded down, so that 100 means all.
    public var percent: Int { items.isEmpty ? 100 : (items.count - untouched.count) * 100 / items.count }
}

extension FieldMapping {
    /// What the tests touch. A field is touched by a test that expects a value of it; a word by a test that has it looked up
    /// and expects the field, or any test where the word means nothing. Tests that fail touch nothing.
    public func coverage(of results: [MappingTest.Result]) -> MappingCoverage {
        var coverage = MappingCoverage()
        for step in plan.steps {
            // Without `discard-reason:` the reason is what the stage implies: nobody wrote a rule that could be wrong.
            if case .reason(nil) = step.rule { continue }
            coverage.items.append(
                MappingCoverage.Item(field: step.field, word: nil, place: nil, isTouched: false))
            coverage.items += vocabulary(of: step)
        }
        for result in results where result.isPassed { touch(&coverage, by: result.test) }
        return coverage
    }

    private func vocabulary(of step: Step) -> [MappingCoverage.Item] {
        var found: [(place: Origin, words: [String])] = []
        for link in step.rule.chain?.links ?? [] {
            if case .values(let vocabulary) = link.transform {
                found.append((vocabulary.place, vocabulary.table.words))
            }
        }
        switch step.rule.last {
        // Our own words under which nothing was written are nobody's rule.
        case .words(let vocabulary) where !vocabulary.isOwn: found.append((vocabulary.place, vocabulary.table.words))
        case .status(let vocabulary): found.append((vocabulary.place, vocabulary.table.words))
        case .reason(let vocabulary?): found.append((vocabulary.place, vocabulary.table.words))
        case .list(let rule):
            if let vocabulary = rule.vocabulary { found.append((vocabulary.place, vocabulary.table.words)) }
        default: break
        }
        return found.flatMap { place, words in
            words.map { MappingCoverage.Item(field: step.field, word: $0, place: place, isTouched: false) }
        }
    }

    private func touch(_ coverage: inout MappingCoverage, by test: MappingTest) {
        var expected: Set<Field> = []
        if case .fields(let fields) = test.outcome { expected = Set(fields.map(\.field)) }
        var mapper = mapper(source: name, file: file)
        let trace = mapper.trace(test.page, 0)
        for (step, entry) in zip(plan.steps, trace.entries) {
            let isExpected =
                expected.contains(step.field) || (step.field == .stage && expected.contains(.statusWord))
                || (step.field == .discardReason && expected.contains(.discardReasonWord))
            var words = Set(entry.wordsOfStages.flatMap(\.words))
            words.formUnion(entry.words)
            for index in coverage.items.indices where coverage.items[index].field == step.field {
                guard let word = coverage.items[index].word else {
                    coverage.items[index].isTouched = coverage.items[index].isTouched || isExpected
                    continue
                }
                if words.contains(word), isExpected || meansNothing(word, step) {
                    coverage.items[index].isTouched = true
                }
            }
        }
    }

    private func meansNothing(_ word: String, _ step: Step) -> Bool {
        let bytes = Array(word.utf8)
        switch step.rule.last {
        case .words(let vocabulary): return vocabulary.table.meaning(of: bytes.span).map { $0 == nil } ?? false
        case .status(let vocabulary): return vocabulary.table.meaning(of: bytes.span).map { $0 == nil } ?? false
        case .reason(let vocabulary?): return vocabulary.table.meaning(of: bytes.span).map { $0 == nil } ?? false
        default: return false
        }
    }
}
