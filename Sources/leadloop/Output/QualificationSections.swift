import LeadLifecycle
import LeadModel
import SyncEngine

/// What became of qualified leads, for people, section by section.
struct QualificationSections {
    let report: QualificationReport
    private var review: QualificationReview { report.review }

    init(_ report: QualificationReport) { self.report = report }

    private static let mostGroups = 25
    private static let mostReasons = 3

    var sections: ScorecardSections {
        ScorecardSections(
            title: "Qualified leads \(review.period.name)", summary: summary,
            sections: review.reviewed.flatMap { version, review in
                sections(of: review, named: self.review.reviewed.count == 1 ? nil : version.effectiveFrom)
            } + [contradictions, groups].compactMap(\.self))
    }

    /// Why there is nothing to hold leads against; `nil` where there is something.
    static func whyNothing(_ review: QualificationReview) -> String? {
        guard review.total.leads > 0, review.passesWithoutCriterion == review.total.leads else { return nil }
        return
            "The agreement does not say what is marketing-qualified: write `marketing-qualified:` into \(review.agreement.file)."
    }

    private var summary: [String] {
        let dates = review.period.dates
        let total = review.total
        var lines = [
            "\(dates.first) to \(dates.last) in \(review.period.zone.name), as of \(review.period.zone.date(of: review.asOf))."
        ]
        guard total.leads > 0 else { return lines + ["No lead was handed over to sales in it."] }
        let verb = total.leads == 1 ? "lead was" : "leads were"
        lines.append(
            "\(RunText.grouped(total.leads)) \(verb) handed over: \(RunText.grouped(total.count(of: .accepted))) accepted, \(RunText.grouped(total.count(of: .rejected))) rejected, \(RunText.grouped(total.count(of: .pending))) not judged yet, \(RunText.grouped(total.count(of: .handedBack))) handed back; \(RunText.grouped(total.won)) won."
        )
        if let word = QualificationSections.whyNothing(review) { lines.append(word) }
        return lines
    }

    // MARK: What was agreed

    private func sections(
        of review: QualificationReview.VersionReview, named version: String?
    ) -> [ScorecardSections.Section] {
        let suffix = version.map { ", by the agreement of \($0)" } ?? ""
        var sections = review.criteria.map { criterion in
            var table = splitTable("lead")
            add("all that is agreed", criterion.split, to: &table)
            for condition in criterion.conditions { add(condition.text, condition.split, to: &table) }
            return ScorecardSections.Section(
                title: criterion.stage.word + suffix,
                lead: [
                    "\(ScorecardWords.leads(criterion.split.met.leads)) fulfilled it at the hand-over, \(RunText.grouped(criterion.split.unmet.leads)) did not."
                ], table: table,
                words: rejections(criterion.split.met))
        }
        if !review.contributions.isEmpty {
            var table = splitTable("contribution")
            for contribution in review.contributions { add(contribution.text, contribution.split, to: &table) }
            sections.append(ScorecardSections.Section(title: "score" + suffix, table: table))
        }
        return sections
    }

    private func splitTable(_ what: String) -> TextTable {
        TextTable(
            [what == "lead" ? "condition" : what, "met", "accepted", "else", "says", "won", "else won", "says of won"],
            spare: ["says of won"], headings: ["else": "if not", "else won": "if not"], overflow: .allFold)
    }

    private func add(_ name: String, _ split: QualificationReview.Split, to table: inout TextTable) {
        table.add(
            name, split.met.leads, percent(split.met.acceptance), percent(split.unmet.acceptance),
            word(Prediction(met: split.met.acceptance, unmet: split.unmet.acceptance)), percent(split.met.winning),
            percent(split.unmet.winning), word(Prediction(met: split.met.winning, unmet: split.unmet.winning)))
    }

    private func word(_ prediction: Prediction) -> String {
        switch prediction {
        case .speaksFor: "for"
        case .speaksAgainst: "against"
        case .none: "nothing"
        case .tooFew: "too few"
        }
    }

    private func percent(_ share: Share) -> String { ScorecardWords.percent(share.permilleDown) }

    /// `Rejected all the same: 12, for not-a-fit 7, timing 5.`
    private func rejections(_ figures: VerdictFigures) -> [String] {
        let rejected = figures.count(of: .rejected)
        guard rejected > 0 else { return [] }
        let reasons = figures.rejections.map { "\($0.reason.word) \(RunText.grouped($0.count))" }
        return [
            "Fulfilled and rejected all the same: \(RunText.grouped(rejected)), for \(reasons.joined(separator: ", "))."
        ]
    }

    // MARK: Where sales contradicts it

    private var contradictions: ScorecardSections.Section? {
        let counts = Disagreement.allCases.map { (kind: $0, count: review.disagreements[$0] ?? 0) }.filter {
            $0.count > 0
        }
        guard !counts.isEmpty else { return nil }
        var table = TextTable(["sales against what was agreed", "leads"])
        for (kind, count) in counts {
            table.add(
                kind == .rejectedThoughQualified
                    ? "gave up leads that were marketing-qualified" : "took leads that were not", count)
        }
        return ScorecardSections.Section(
            title: "Contradictions", table: table,
            words: ["`leadloop report disagreements --period \(review.period.name)` names each lead and the record."])
    }

    private var groups: ScorecardSections.Section? {
        let groups = review.sortedGroups
        guard !groups.isEmpty else { return nil }
        var table = TextTable(
            [
                review.grouping.rawValue, "qualified", "accepted", "won", "rejected for", "not qualified",
                "accepted then",
            ],
            spare: ["accepted then"], headings: ["not qualified": "not", "accepted then": "accepted"],
            overflow: .allFold)
        for (name, split) in groups.prefix(QualificationSections.mostGroups) {
            let reasons = split.met.rejections.prefix(QualificationSections.mostReasons)
            table.add(
                name.isEmpty ? "(none)" : name, split.met.leads, percent(split.met.acceptance),
                percent(split.met.winning),
                reasons.map { "\($0.reason.word) \($0.count)" }.joined(separator: ", "), split.unmet.leads,
                percent(split.unmet.acceptance))
        }
        let omitted = groups.count - min(groups.count, QualificationSections.mostGroups)
        var words = omitted > 0 ? ["… and \(RunText.grouped(omitted)) more; --output csv has all."] : []
        if review.passesOfOtherGroups > 0 {
            words.append("\(ScorecardWords.leads(review.passesOfOtherGroups)) of more groups than are told apart.")
        }
        return ScorecardSections.Section(title: "By \(review.grouping.rawValue)", table: table, words: words)
    }
}
