import LeadLifecycle
import LeadModel
import SyncEngine

/// A scorecard for programs.
struct ScorecardData {
    let report: ScorecardReport
    let isProrated: Bool
    private var card: Scorecard { report.scorecard }

    init(_ report: ScorecardReport, isProrated: Bool) {
        self.report = report
        self.isProrated = isProrated
    }

    // MARK: JSON

    var json: JSONValue {
        let target = card.delivery(isProrated: isProrated)
        return .members([
            "period": .text(card.period.name), "first-day": .text(card.period.dates.first),
            "last-day": .text(card.period.dates.last), "zone": .text(card.period.zone.name),
            "as-of": .text(card.asOf.description), "is-over": .flag(card.period.isOver(at: card.asOf)),
            "agreements": .list(card.measuredVersions.map(json)),
            "delivery": report.knowsMarketing ? json(target) : .null,
            "total": json(card.total),
            "reasons": .list(
                DiscardReason.allCases.map {
                    .members(["reason": .text($0.word), "leads": .integer(card.total.count(of: $0))])
                }), "recycling": recycling, "by": .text(report.grouping.rawValue),
            "groups": .list(
                card.sortedGroups.map { name, figures in
                    .object(
                        [JSONValue.Member(name: "name", value: JSONValue(name.isEmpty ? nil : name))] + members(figures)
                    )
                }),
            "waiting": .members([
                "leads": .integer(report.waiting.total), "late": .integer(report.waitingLate),
                "recycled-since": .integer(report.recycled.total),
            ]),
            "breaches": .list(
                report.breachCounts.map {
                    .members(["kind": .text($0.kind.rawValue), "count": .integer($0.count)])
                }),
            "not-counted": .members([
                "not-known-then": .integer(card.notKnown),
                "before-agreement": .integer(card.passesBefore), "future-touches": .integer(card.futureTouches),
                "stray-touches": .integer(card.strayTouches),
                "passes-of-other-groups": .integer(card.passesOfOtherGroups),
                "sources-without-touches": .list(
                    report.quietSources.map {
                        .members(["source": .text($0.source), "hand-overs": .integer($0.passes)])
                    }),
            ]),
        ])
    }

    private func json(_ version: AgreementVersion, _ figures: PassFigures) -> JSONValue {
        .members([
            "agreement": .text(version.effectiveFrom), "hand-overs": .integer(figures.handedOver),
            "working-time": .flag(version.businessHours != nil),
            "sales": .list(figures.salesLines(by: version).map(json)),
            "marketing": .list(report.knowsMarketing ? [json(figures.junkLine(by: version))] : []),
        ])
    }

    private func json(_ line: ScorecardLine) -> JSONValue { .object(members(line)) }

    private func members(_ line: ScorecardLine) -> [JSONValue.Member] {
        let leftOut = MeasuredPass.LeftOut.allCases.map { why in
            JSONValue.Member(
                name: why.rawValue, value: .integer(line.leftOut.first { $0.why == why }?.count ?? 0))
        }
        return [
            .init(name: "measure", value: .text(line.measure.rawValue)),
            .init(name: "agreed", value: JSONValue(line.agreed)),
            .init(name: "percent", value: percent(line.permille)),
            .init(name: "numerator", value: .integer(line.share.numerator)),
            .init(name: "denominator", value: .integer(line.share.denominator)),
            .init(name: "verdict", value: .text(line.verdict.rawValue)),
            .init(name: "is-few", value: .flag(line.isFew)), .init(name: "pending", value: .integer(line.pending)),
            .init(name: "left-out", value: .object(leftOut)),
        ]
    }

    private func json(_ target: DeliveryTarget) -> JSONValue {
        let line = target.line(all: card.total.delivered)
        let parts = JSONValue.list(
            target.parts.map {
                .members([
                    "period": .text($0.name), "delivered": .integer($0.delivered), "target": .integer($0.target),
                    "is-whole": .flag($0.isWhole), "is-over": .flag($0.isOver),
                ])
            })
        return .object(
            members(line) + [
                .init(name: "is-prorated", value: .flag(target.prorated != nil)), .init(name: "parts", value: parts),
            ])
    }

    private func json(_ figures: PassFigures) -> JSONValue { .object(members(figures)) }

    private func members(_ figures: PassFigures) -> [JSONValue.Member] {
        func tally(_ tally: PromiseTally) -> JSONValue {
            .members([
                "kept": .integer(tally.kept), "broken": .integer(tally.broken), "pending": .integer(tally.pending),
            ])
        }
        let counts: KeyValuePairs<String, Int?> = [
            "hand-overs": figures.handedOver, "answered": figures.responses.total,
            "median-minutes": figures.responses.median, "p90-minutes": figures.responses.p90,
        ]
        let tallies: KeyValuePairs<String, PromiseTally> = [
            "first-response": figures.response, "attempts": figures.attempts, "follow-up": figures.followUp,
        ]
        let others: KeyValuePairs<String, Int> = [
            "attempts-by-count": figures.attemptsByCount, "accepted": figures.accepted, "won": figures.won,
            "accepted-open": figures.acceptedOpen, "given-up": figures.givenUp,
            "without-reason": figures.count(of: .unknown), "handed-back": figures.handedBack, "open": figures.open,
            "untouched-too-long": figures.expired, "of-marketing": figures.delivered, "junk": figures.junk,
        ]
        return counts.map { JSONValue.Member(name: $0.key, value: $0.value.value) }
            + tallies.map { JSONValue.Member(name: $0.key, value: tally($0.value)) }
            + others.map { JSONValue.Member(name: $0.key, value: .integer($0.value)) }
    }

    private var recycling: JSONValue {
        let exits = card.exits
        return .members([
            "exits": .integer(exits.exits), "resting": .integer(exits.resting), "released": .integer(exits.released),
            "requalified": .integer(exits.requalified), "too-early": .integer(exits.tooEarly),
            "returned": .integer(exits.returned), "staying": .integer(exits.staying),
            "handed-back": .integer(exits.handedBack), "not-agreed": .integer(exits.notAgreed),
            "qualified-again": .integer(exits.qualifiedAgain), "qualified-early": .integer(exits.qualifiedEarly),
        ])
    }

    /// Tenths of a per cent as per cent.
    private func percent(_ permille: Int?) -> JSONValue { permille.map { .number(Double($0) / 10) } ?? .null }

    // MARK: CSV

    /// A row for each promise: of everybody under each version of the agreement, and of each group.
    var table: TextTable {
        var table = TextTable([
            "by", "group", "agreement", "measure", "agreed", "percent", "numerator", "denominator", "verdict",
            "pending",
            "left out", "median minutes", "p90 minutes",
        ])
        for (version, figures) in card.measuredVersions {
            var lines = figures.salesLines(by: version)
            if report.knowsMarketing { lines.append(figures.junkLine(by: version)) }
            for line in lines { add(line, by: nil, nil, version.effectiveFrom, figures, to: &table) }
        }
        if report.knowsMarketing {
            let line = card.delivery(isProrated: isProrated).line(all: card.total.delivered)
            add(line, by: nil, nil, nil, PassFigures(), to: &table)
        }
        // Held against what was agreed only where that was the same for all of them.
        let versions = card.measuredVersions.map(\.version)
        let only = versions.count == 1 ? versions[0] : nil
        for (name, figures) in card.sortedGroups {
            var lines = figures.salesLines(by: only)
            if report.knowsMarketing { lines.append(figures.junkLine(by: only)) }
            for line in lines {
                add(line, by: report.grouping.rawValue, name, only?.effectiveFrom, figures, to: &table)
            }
        }
        return table
    }

    private func add(
        _ line: ScorecardLine, by grouping: String?, _ group: String?, _ agreement: String?, _ figures: PassFigures,
        to table: inout TextTable
    ) {
        let isResponse = line.measure == .firstResponse
        table.add(
            grouping, group, agreement, line.measure.rawValue, line.agreed,
            line.permille.map { "\($0 / 10).\($0 % 10)" }, line.share.numerator, line.share.denominator,
            line.verdict.rawValue, line.pending, line.leftOut.reduce(0) { $0 + $1.count },
            isResponse ? figures.responses.median : nil, isResponse ? figures.responses.p90 : nil)
    }
}
