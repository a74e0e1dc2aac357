import LeadLifecycle
public import LeadModel

extension LeadExplanation {
    /// One condition of a criterion, or a group of them, with what was found.
    public struct Answer: Sendable {
        /// How deep it stands in its criterion, from 0.
        public var depth: Int
        /// As the agreement writes it.
        public var text: String
        public var isMet: Bool
        /// Empty of a group.
        public var found: String

        static func lines(_ judgement: Judgement?) -> [Answer] {
            (judgement?.lines ?? []).map { line in
                Answer(
                    depth: line.depth, text: line.judgement.text, isMet: line.judgement.isMet,
                    found: line.judgement.found)
            }
        }
    }

    /// A rule for the lead's reason, and why it fits or not.
    public struct RuleRow: Sendable {
        /// `config/agreement.yaml:14 recycling.reasons.timing[2]`
        public var place: String
        public var track: String
        public var after: String
        public var cycles: Int
        /// Which ways out of sales it is for; empty: any.
        public var triggers: [RecycleTrigger]
        public var isOfTrigger: Bool
        public var conditions: [Answer]
        public var fits: Bool
        /// Whether it is asked: neither another rule nor anything before the rules decided.
        public var isAsked: Bool
        /// Whether it is the first that fits.
        public var isFirst: Bool
        /// Whether the decision is by it.
        public var decides: Bool { isAsked && isFirst }
    }

    /// Whether the lead was qualified at a time.
    public struct QualifiedRow: Sendable {
        /// When it entered sales the last time; or else as of the time that is asked about.
        public var isEntry: Bool
        public var at: Instant
        public var agreement: String
        public var score: ExactNumber?
        public var points: [(name: String, points: ExactNumber, count: Int)]
        public var criteria: [(stage: Stage, answers: [Answer])]
    }
}

extension LeadExplanation.RuleRow {
    init(_ answer: Because.RuleAnswer) {
        self.init(
            place: answer.place, track: answer.rule.track, after: answer.rule.coolingOff.description,
            cycles: answer.rule.cycles,
            triggers: RecycleTrigger.allCases.filter { answer.rule.triggers?.contains($0) ?? false },
            isOfTrigger: answer.isOfTrigger, conditions: LeadExplanation.Answer.lines(answer.judgement),
            fits: answer.fits, isAsked: answer.isAsked, isFirst: answer.isFirst)
    }
}

extension LeadExplanation.QualifiedRow {
    init(_ answer: QualificationAnswer, isEntry: Bool) {
        self.init(
            isEntry: isEntry, at: answer.at, agreement: answer.agreement, score: answer.score?.total,
            points: (answer.score?.points ?? []).map {
                let isWhole = $0.hundredths % 100 == 0
                let points =
                    isWhole
                    ? ExactNumber(mantissa: $0.hundredths / 100) : ExactNumber(mantissa: $0.hundredths, scale: 2)
                return (name: $0.name, points: points, count: $0.count)
            },
            criteria: answer.criteria.map {
                (stage: $0.stage, answers: LeadExplanation.Answer.lines($0.judgement))
            })
    }
}
