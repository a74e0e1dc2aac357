import LeadModel

/// Words that stand on every lead, as small numbers in the table and as words in the view `unified_lead`.
///
/// A word's number is its place here. New words go to the end; places are never re-used.
enum StoredCodes {
    static let decisions: [DecisionKind] = [.recycle, .hold, .suppress, .leave, .return, .escalate]
    static let causes: [DecisionCause] = [
        .coolingOffPassed, .coolingOff, .neverReason, .noRule, .triggerNotAgreed, .cyclesExhausted, .suppressed,
        .notAnExit, .deleted,
        .unreachable, .noAgreement, .neverCriterion, .reQualified, .overdue,
    ]
    static let triggers: [RecycleTrigger] = [.discarded, .rejected, .closedLost, .untouched]

    static let reasons: [SuppressionReason] = [
        .erasure, .optOut, .hardBounce, .customer, .openOpportunity, .legal, .complaint, .competitor, .employee,
    ]
    static let actions: [FeedAction] = [.add, .change, .withdraw]
    /// The numbers of deliveries that wait or are dead letters, for SQL.
    static let open = DeliveryState.allCases.filter { $0 == .waiting || $0.isDead }
        .map { String(code($0, in: deliveries)) }.joined(separator: ", ")
    /// What is true of a dead letter, in the words by which its index is found.
    static let isDead = isOne(of: DeliveryState.allCases.filter(\.isDead), in: "state")
    /// What is true of a delivery in one of some states, for SQL: of those of dead letters their index is used.
    static func isOne(of states: [DeliveryState], in column: String) -> String {
        states.map { code($0, in: deliveries) }.sorted().map { "\(column) = \($0)" }.joined(separator: " OR ")
    }
    static let deliveries: [DeliveryState] = DeliveryState.allCases
    static let channels: [Channel] = [.email, .phone, .all]
    static let ledgerKinds: [LedgerKind] = [.id, .email, .phone, .sha256, .md5, .phoneAndName]

    /// What is said of a record within which its file breaks off.
    static let fragments: [FaultCode] = [.csvMissingCell, .csvOpenQuote, .fileTruncated, .jsonTruncated, .xmlTruncated]

    /// The number of `suppress` among the decisions, for SQL.
    static let suppressed = code(DecisionKind.suppress, in: decisions)

    /// SQL that tells whether a lead waits for its time: what is recycled or goes back to sales waits for none.
    static let awaitsItsTime =
        "due IS NOT NULL AND decision <> \(code(DecisionKind.recycle, in: decisions)) AND decision <> \(code(DecisionKind.return, in: decisions))"

    static func code<Word: Equatable>(_ word: Word, in words: [Word]) -> Int64 {
        // Every case is listed; a test goes through them all.
        Int64(words.firstIndex(of: word) ?? words.count)
    }

    static func word<Word>(_ code: Int64?, in words: [Word]) -> Word? {
        guard let code, code >= 0, code < words.count else { return nil }
        return words[Int(code)]
    }

    /// Some words as one number: a bit each, the first word's being the lowest.
    static func codes<Word: Equatable>(_ some: some Sequence<Word>, in words: [Word]) -> Int64 {
        some.reduce(0) { $0 | 1 << code($1, in: words) }
    }

    static func words<Word: Hashable>(_ codes: Int64, in words: [Word]) throws -> Set<Word> {
        try LeadStore.known(codes >> Int64(words.count) == 0 ? () : nil, "words")
        return Set(words.indices.filter { codes & 1 << Int64($0) != 0 }.map { words[$0] })
    }

    /// SQL that turns a column of codes into words.
    static func sql(_ column: String, _ words: [String]) -> String {
        let cases = words.enumerated().map { "WHEN \($0.offset) THEN '\($0.element)'" }
        return "CASE \(column) \(cases.joined(separator: " ")) END"
    }

    /// Columns of the view `unified_lead` that are words.
    static var viewColumns: [String] {
        let stages = Stage.allCases.map(\.word)
        let reasons = DiscardReason.allCases.map(\.word)
        return [
            "\(sql("stage", stages)) AS stage", "\(sql("stage_reason", reasons)) AS stage_reason",
            "strftime('%Y-%m-%dT%H:%M:%SZ', stage_since / 1000, 'unixepoch') AS stage_since",
            "\(sql("furthest", stages)) AS furthest",
            "\(sql("decision", decisions.map(\.rawValue))) AS decision",
            "\(sql("cause", causes.map(\.rawValue))) AS cause",
            "\(sql("trigger", triggers.map(\.rawValue))) AS trigger", "\(sql("reason", reasons)) AS reason", "track",
            "strftime('%Y-%m-%dT%H:%M:%SZ', due / 1000, 'unixepoch') AS due", "cycle",
            "strftime('%Y-%m-%dT%H:%M:%SZ', returned / 1000, 'unixepoch') AS returned", "touches", "won", "agreement",
            "is_control",
        ]
    }
}
