import LeadLifecycle
import LeadModel
import SyncEngine

/// What became of qualified leads, for programs.
struct QualificationData {
    let report: QualificationReport
    private var review: QualificationReview { report.review }

    init(_ report: QualificationReport) { self.report = report }

    var json: JSONValue {
        .members([
            "period": .text(review.period.name), "first-day": .text(review.period.dates.first),
            "last-day": .text(review.period.dates.last), "zone": .text(review.period.zone.name),
            "as-of": .text(review.asOf.description), "total": json(review.total),
            "without-criterion": .integer(review.passesWithoutCriterion),
            "agreements": .list(
                review.reviewed.map { version, review in
                    .members([
                        "agreement": .text(version.effectiveFrom), "total": json(review.all),
                        "criteria": .list(
                            review.criteria.map { criterion in
                                .object(
                                    [.init(name: "stage", value: .text(criterion.stage.word))]
                                        + members(criterion.split)
                                        + [.init(name: "conditions", value: .list(criterion.conditions.map(json)))])
                            }), "contributions": .list(review.contributions.map(json)),
                    ])
                }),
            "disagreements": .list(
                Disagreement.allCases.map {
                    .members(["kind": .text($0.rawValue), "count": .integer(review.disagreements[$0] ?? 0)])
                }), "by": .text(review.grouping.rawValue),
            "groups": .list(
                review.sortedGroups.map { name, split in
                    .object(
                        [.init(name: "name", value: JSONValue(name.isEmpty ? nil : name))] + members(split))
                }), "passes-of-other-groups": .integer(review.passesOfOtherGroups),
        ])
    }

    private func json(_ predictor: QualificationReview.Predictor) -> JSONValue {
        .object(
            [
                .init(name: "text", value: .text(predictor.text)),
                .init(name: "line", value: predictor.place.line.map { .integer($0) } ?? .null),
            ] + members(predictor.split))
    }

    private func members(_ split: QualificationReview.Split) -> [JSONValue.Member] {
        [
            .init(name: "met", value: json(split.met)), .init(name: "unmet", value: json(split.unmet)),
            .init(
                name: "acceptance",
                value: .text(Prediction(met: split.met.acceptance, unmet: split.unmet.acceptance).rawValue)),
            .init(
                name: "winning", value: .text(Prediction(met: split.met.winning, unmet: split.unmet.winning).rawValue)),
        ]
    }

    private func json(_ figures: VerdictFigures) -> JSONValue {
        .object(
            [.init(name: "leads", value: .integer(figures.leads))]
                + SalesVerdict.allCases.map { .init(name: $0.rawValue, value: .integer(figures.count(of: $0))) } + [
                    .init(name: "won", value: .integer(figures.won)),
                    .init(name: "lost", value: .integer(figures.lost)),
                    .init(
                        name: "rejected-for",
                        value: .object(
                            figures.rejections.map { .init(name: $0.reason.word, value: .integer($0.count)) })),
                ])
    }

    /// A row for each criterion, condition, contribution and group.
    var table: TextTable {
        var table = TextTable(
            [
                "agreement", "kind", "name", "met leads", "met accepted", "met rejected", "met won", "unmet leads",
                "unmet accepted", "unmet rejected", "unmet won", "acceptance", "winning",
            ])
        func add(_ version: String, _ kind: String, _ name: String, _ split: QualificationReview.Split) {
            table.add(
                version, kind, name, split.met.leads, split.met.count(of: .accepted), split.met.count(of: .rejected),
                split.met.won, split.unmet.leads, split.unmet.count(of: .accepted), split.unmet.count(of: .rejected),
                split.unmet.won, Prediction(met: split.met.acceptance, unmet: split.unmet.acceptance).rawValue,
                Prediction(met: split.met.winning, unmet: split.unmet.winning).rawValue)
        }
        for (version, review) in review.reviewed {
            for criterion in review.criteria {
                add(version.effectiveFrom, "criterion", criterion.stage.word, criterion.split)
                for condition in criterion.conditions {
                    add(version.effectiveFrom, "\(criterion.stage.word) condition", condition.text, condition.split)
                }
            }
            for contribution in review.contributions {
                add(version.effectiveFrom, "contribution", contribution.text, contribution.split)
            }
        }
        for (name, split) in review.sortedGroups { add("", review.grouping.rawValue, name, split) }
        return table
    }

    static func leads(_ leads: [DisagreedLead], _ days: ShownDays) -> TextTable {
        var table = TextTable(
            ["lead", "kind", "handed over", "owner", "reason", "unmet", "campaign", "record", "agreement"],
            spare: ["campaign", "owner"], hidden: ["agreement"], overflow: .allFold)
        for lead in leads {
            table.add(
                lead.lead.description, lead.kind.rawValue, days.cell(lead.handedOver),
                Spoken(lead.owner ?? ReportLists.nobody, for: lead.owner), lead.reason?.word,
                lead.unmet.joined(separator: "; "), lead.campaign, lead.record, lead.agreement)
        }
        return table
    }
}
