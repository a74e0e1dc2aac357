internal import LeadModel

/// A mapping before it is written: what each column became, and what is left open.
struct MappingDraft {
    var name: String
    var kind: RecordKind
    var vendor: VendorKnowledge?
    /// The columns that told the vendor; empty where the user named it.
    var marks: [String] = []
    var profile: ExportProfile
    var identity: [DraftRule] = []
    var concerns: [DraftRule] = []
    var references: DraftRule?
    var fields: [DraftRule] = []
    var status: DraftVocabulary?
    var reason: DraftVocabulary?
    /// Columns that no rule reads, with what they are.
    var ignored: [(column: String, comment: String)] = []
    /// Columns that may say who must not be written to, with what they hold: nobody but the admin can tell.
    var undecidedConsent: [(column: String, comment: String)] = []
    /// Words for nothing, with how often each was seen.
    var nullWords: [(word: String, count: Int)] = []
    /// Columns of a name that the header has several times, of which another is read.
    var doubled: [String] = []
    /// Columns that are statuses by their names, and hold nothing.
    var emptyStatuses: [String] = []
    /// Columns whose cell in the header is blank.
    var withoutName = 0
    /// Lists of which the item that is marked as primary is read.
    var primaryLists: Set<String> = []
    /// Columns of times that leave their zone open.
    var withoutZone: [String] = []
    /// Whether no column tells when the activities happened.
    var hasNoTime = false
    /// The column that is most like a status, where none is one for sure.
    var likeStatus: String?

    /// Which words of the export may be written down.
    let shown: ShownWords

    /// Every rule that counts or could.
    var rules: [DraftRule] { identity + concerns + (references.map { [$0] } ?? []) + fields }
    /// Columns that the mapping will read.
    var columnsRead: Set<String> {
        Set(rules.filter { !$0.isComment }.flatMap(\.columns) + (status?.columns ?? []) + (reason?.columns ?? []))
    }

    init(
        _ profile: ExportProfile, name: String, kind: RecordKind, vendor: VendorKnowledge?, marks: [String],
        showsValues: Bool
    ) {
        shown = ShownWords(profile, showsAll: showsValues)
        self.profile = profile
        self.name = name
        self.kind = kind
        self.vendor = vendor
        self.marks = marks
        fill(ColumnMatcher(kind: kind, vendor: vendor).matches(profile.columns))
    }

    private mutating func fill(_ matches: [ColumnMatch]) {
        var maker = RuleMaker(shown)
        maker.country = best(.country, matches)?.column
        maker.currency = best(.currency, matches)?.column
        readNullWords(&maker)
        readIdentity(matches, &maker)
        readConcerns(matches)
        readReferences(matches)
        if kind == .lead { readVocabularies(matches) }
        readFields(matches, &maker)
        withoutZone = maker.withoutZone
        readRest(matches)
    }

    func best(_ concept: Concept, _ matches: [ColumnMatch]) -> ColumnMatch? {
        matches.first { $0.concept == concept && $0.confidence >= ColumnMatcher.sureEnough }
    }

    private mutating func readNullWords(_ maker: inout RuleMaker) {
        var counts: [String: Int] = [:]
        for column in profile.columns {
            for word in column.nullWords { counts[word.word, default: 0] += word.count }
        }
        nullWords = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { ($0.key, $0.value) }
        maker.nullsFalse = counts["false"] != nil
    }

    // MARK: Identity

    private mutating func readIdentity(_ matches: [ColumnMatch], _ maker: inout RuleMaker) {
        identity.append(idRule(matches))
        if let match = matches.first(where: { $0.concept == .modified }) {
            identity.append(maker.rule(.modified, match))
        }
        if let match = matches.first(where: { $0.concept == .deleted }), case .flag = match.column.guess.kind {
            identity.append(maker.rule(.deleted, match))
        }
        guard kind == .lead else { return }
        for concept in [Concept.mergedInto, .convertedTo] {
            guard let match = best(concept, matches), let field = concept.field(in: kind) else { continue }
            identity.append(
                DraftRule(
                    key: field.word, field: field, columns: [match.column.name], confidence: match.confidence,
                    because: match.because))
        }
    }

    private func idRule(_ matches: [ColumnMatch]) -> DraftRule {
        if let match = best(.id, matches), match.column.baseName != match.column.name,
            let dot = match.column.baseName.lastIndex(of: ".")
        {
            return idOfItems(String(match.column.baseName[..<dot]), upTo: match.column.repeats)
        }
        if let match = best(.id, matches) {
            var rule = DraftRule(
                key: "id", field: .id, columns: [match.column.name], confidence: match.confidence,
                because: match.because)
            if match.column.guess.kind == .salesforceID, match.column.guess.share == 1 {
                rule.set("as", "salesforce-id")
            }
            return rule
        }
        if kind == .lead, let match = best(.email, matches), match.column.isUnique,
            match.column.filled == match.column.records
        {
            return DraftRule(
                key: "id", field: .id, columns: [match.column.name], confidence: 0.6,
                because: ["no column is an id; each address is there once"])
        }
        var rule = DraftRule(
            key: "id", field: .id, columns: [RuleMaker.undecided], confidence: 0,
            because: ["no column holds an id in each record; name the one that tells records apart"])
        rule.questions = ["which column is the record's id"]
        return rule
    }

    /// Where the ids are those of the items of a list within each record, the items are the people, and a rule reads one of them.
    private func idOfItems(_ list: String, upTo count: Int) -> DraftRule {
        let name = ColumnWords.shownName(list)
        var rule = DraftRule(
            key: "id", field: .id, columns: [RuleMaker.undecided], confidence: 0,
            because: [
                "a record holds up to \(count) items of '\(name)', each with an id of its own: they are the people, and all but the first of each record would be lost"
            ])
        rule.questions = [
            "how the items of '\(name)' become records: a record holds up to \(count) of them, and a rule reads one. Have each exported as a record, or take the lists apart before, such as with jq"
        ]
        return rule
    }

    private mutating func readConcerns(_ matches: [ColumnMatch]) {
        guard kind == .activity || kind == .opportunity else { return }
        for match in matches
        where match.concept == .leadID && match.confidence >= ColumnMatcher.sureEnough && concerns.isEmpty {
            var rule = DraftRule(
                key: vendor?.ids ?? "crm", columns: [match.column.name], confidence: match.confidence,
                because: match.because)
            if match.column.guess.kind == .salesforceID, match.column.guess.share == 1 {
                rule.set("as", "salesforce-id")
            }
            concerns.append(rule)
        }
        if let match = best(.email, matches) {
            concerns.append(
                DraftRule(
                    key: "email", columns: [match.column.name], confidence: match.confidence, because: match.because))
        }
        guard concerns.isEmpty else { return }
        var rule = DraftRule(
            key: vendor?.ids ?? "crm", columns: [RuleMaker.undecided], confidence: 0,
            because: [
                "no column tells whom the \(kind.word) concerns; name the one with the lead's id, or write `email:` and the address's"
            ])
        rule.questions = ["which column tells whom the \(kind.word) concerns"]
        concerns.append(rule)
    }

    private mutating func readReferences(_ matches: [ColumnMatch]) {
        let found = matches.filter { $0.concept == .salesforceID && $0.confidence >= ColumnMatcher.sureEnough }
        guard kind == .lead, vendor?.word != "salesforce", let first = found.first else { return }
        var rule = DraftRule(
            key: "salesforce", columns: found.map(\.column.name), confidence: first.confidence, because: first.because)
        if found.allSatisfy({ $0.column.guess.kind == .salesforceID && $0.column.guess.share == 1 }) {
            rule.set("as", "salesforce-id")
        }
        references = rule
    }

    // MARK: Vocabularies

    private mutating func readVocabularies(_ matches: [ColumnMatch]) {
        let isFlag = !(vendor?.statusFlags.isEmpty ?? true)
        if isFlag { return readStatusFlags(matches) }
        let order: [Concept] = [.status, .stage, .lifecycle]
        let statuses = order.compactMap { best($0, matches) }
        if statuses.isEmpty || statuses.allSatisfy({ $0.column.filled == 0 }) {
            let reader = HeaderReader(kind: kind, vendor: vendor)
            emptyStatuses = profile.columns.filter {
                $0.filled == 0 && ColumnWords.isOfNobody($0.name)
                    && reader.meanings(of: $0.name).first.map { $0.score >= 0.75 && order.contains($0.concept) }
                        ?? false
            }.map(\.name)
            likeStatus =
                matches.filter { $0.column.filled > 0 && $0.concept.map(order.contains) ?? false }.max {
                    $0.confidence < $1.confidence
                }?.column
                .name
        }
        status = VocabularyMaker.status(statuses, shown, vendor)
        reason = VocabularyMaker.reasons(
            [Concept.reason, .lostReason].compactMap { best($0, matches) }, shown, vendor)
    }

    /// A status that says whether somebody may be written to.
    private mutating func readStatusFlags(_ matches: [ColumnMatch]) {
        guard let vendor, let match = best(.status, matches) else { return }
        for field in [Field.optedOut, .hardBounced] {
            var rule = DraftRule(
                key: field.word, field: field, columns: [match.column.name], confidence: match.confidence,
                because: ["\(vendor.name)'s status says who may be written to"])
            rule.set("as", "flag")
            var pairs = vendor.statusFlags.map {
                DraftRule.Pair(key: $0.word, value: .word($0.field == field ? "true" : "false"))
            }
            let words = shown.vocabulary(of: [match.column]) { word in
                vendor.statusFlags.contains { $0.word == word } ? "known" : nil
            }
            for word in words.undecided {
                pairs.append(.init(key: word.word, value: .word(RuleMaker.undecided)))
                rule.questions.append("the word '\(word.word)' of '\(match.column.name)'")
            }
            rule.set("values", .map(pairs))
            rule.tell(hidden: words.hidden)
            fields.append(rule)
        }
    }
}
