import LeadLifecycle
import LeadModel
import SyncEngine

/// A scorecard for people, section by section: what the terminal and the page both show.
struct ScorecardSections {
    struct Section {
        var title: String
        /// Sentences before the table.
        var lead: [String] = []
        var table: TextTable?
        /// Sentences behind it.
        var words: [String] = []
    }

    /// At most so many leads, and groups, are listed; the lists of their own have all.
    static let listed = 10
    static let mostGroups = 25

    let title: String
    let summary: [String]
    let sections: [Section]

    /// Where all columns are to be had: where rows for programs hold figures and no lists of leads, only the page has them.
    private var whole = "--output html"

    init(title: String, summary: [String], sections: [Section], whole: String = "--output html") {
        self.title = title
        self.summary = summary
        self.sections = sections
        self.whole = whole
    }

    init(_ report: ScorecardReport, isProrated: Bool, _ days: ShownDays) {
        let card = report.scorecard
        let writer = ScorecardWriter(report: report, isProrated: isProrated, days: days)
        title = "Scorecard \(card.period.name)"
        summary = writer.summary
        sections =
            (writer.sales + [
                writer.marketing, writer.reasons, writer.recycling, writer.groups, writer.waiting, writer.breaches,
                writer.notes,
            ]).compactMap(\.self)
    }

    func print() {
        var leftOut: [String] = []
        Terminal.say(title)
        for line in summary { Terminal.sayFolded(line, hang: 0) }
        for section in sections {
            Terminal.say("")
            Terminal.say(section.title.uppercased())
            for line in section.lead { Terminal.sayFolded(line, hang: 0) }
            leftOut += section.table?.sayLines() ?? []
            for line in section.words { Terminal.sayFolded(line, hang: 2) }
        }
        TextTable.tellLeftOut(leftOut, whole: whole)
    }
}

/// Writes the sections of a scorecard.
private struct ScorecardWriter {
    typealias Section = ScorecardSections.Section

    let report: ScorecardReport
    let isProrated: Bool
    let days: ShownDays
    private var card: Scorecard { report.scorecard }

    var summary: [String] {
        let dates = card.period.dates
        let asOf = card.period.zone.date(of: card.asOf)
        var lines = [
            "\(dates.first) to \(dates.last) in \(card.period.zone.name), as of \(asOf)."
        ]
        if !card.period.isOver(at: card.asOf) { lines[0] += " The period is not over." }
        let total = card.total
        guard total.handedOver > 0 else { return lines + ["No lead was handed over to sales in it."] }
        let versions = card.measuredVersions.map(\.version.effectiveFrom).joined(separator: ", ")
        let verb = total.handedOver == 1 ? "lead was" : "leads were"
        lines.append(
            "\(RunText.grouped(total.handedOver)) \(verb) handed over to sales, under the agreement of \(versions): \(RunText.grouped(total.accepted)) accepted, \(RunText.grouped(total.won)) won, \(RunText.grouped(total.givenUp)) given up, \(RunText.grouped(total.handedBack)) handed back, \(RunText.grouped(total.open)) with sales still."
        )
        return lines
    }

    var sales: [Section] {
        let measured = card.measuredVersions
        return measured.map { version, figures in
            var section = Section(
                title: measured.count == 1 ? "Sales" : "Sales, by the agreement of \(version.effectiveFrom)",
                table: promises(figures.salesLines(by: version)))
            section.words = [response(figures, version)] + besides(figures.salesLines(by: version))
            return section
        }
    }

    private func response(_ figures: PassFigures, _ version: AgreementVersion) -> String {
        let kind = version.businessHours == nil ? "minutes" : "working minutes"
        guard let median = figures.responses.median, let p90 = figures.responses.p90 else {
            return "No first response has a time."
        }
        let few = figures.responses.total < Share.fewest ? " That is too few to say much." : ""
        return
            "Of \(RunText.grouped(figures.responses.total)) answered, half were within \(MinuteText(median)) and nine of ten within \(MinuteText(p90)), in \(kind) from the hand-over (nearest rank).\(few)"
    }

    var marketing: Section? {
        guard report.knowsMarketing, card.total.handedOver > 0 else { return nil }
        let target = card.delivery(isProrated: isProrated)
        let measured = card.measuredVersions
        let line = target.line(all: card.total.delivered)
        var table = promises([line])
        for (version, figures) in measured {
            add(
                figures.junkLine(by: version), to: &table,
                named: measured.count == 1 ? nil : "junk (\(version.effectiveFrom))")
        }
        var section = Section(title: "Marketing", table: table)
        if isProrated, target.prorated != nil {
            section.words.append("The target is shared out among the days that have passed.")
        } else if line.verdict == .notComparable {
            section.words.append(
                "\(ScorecardWords.leads(card.total.delivered)) of marketing; the period holds no whole \(target.parts.first.map(\.name) ?? "period") of the target. --prorate holds them against their share."
            )
        }
        if target.parts.count > 1 { section.words.append(contentsOf: parts(target)) }
        return section
    }

    private func parts(_ target: DeliveryTarget) -> [String] {
        let words = target.parts.suffix(14).map { part in
            let state = !part.isWhole ? " in part" : part.isOver ? "" : " so far"
            return "\(part.name): \(RunText.grouped(part.delivered)) of \(RunText.grouped(part.target))\(state)"
        }
        let omitted = target.parts.count - words.count
        return [(omitted > 0 ? "… " : "") + words.joined(separator: "; ") + "."]
    }

    private func promises(_ lines: [ScorecardLine]) -> TextTable {
        var table = TextTable(["promise", "agreed", "share", "of", "verdict"])
        for line in lines { add(line, to: &table) }
        return table
    }

    private func add(_ line: ScorecardLine, to table: inout TextTable, named name: String? = nil) {
        table.add(
            name ?? ScorecardWords.name(line.measure), ScorecardWords.agreed(line), ScorecardWords.result(line),
            line.share.denominator > 0 ? ScorecardWords.of(line.share) : "", ScorecardWords.verdict(line))
    }

    /// What is in none of the shares, promise by promise.
    private func besides(_ lines: [ScorecardLine]) -> [String] {
        let parts = lines.compactMap { line -> String? in
            let besides = ScorecardWords.besides(line)
            return besides.isEmpty ? nil : "\(ScorecardWords.name(line.measure)), \(besides)"
        }
        return parts.isEmpty ? [] : ["Not in the shares: \(parts.joined(separator: "; "))."]
    }

    var reasons: Section? {
        let total = card.total
        guard total.givenUp > 0 else { return nil }
        var table = TextTable(["reason", "leads", "share", "besides"])
        let reasons = DiscardReason.allCases.map { (reason: $0, count: total.count(of: $0)) }.filter { $0.count > 0 }
        for (reason, count) in reasons.sorted(by: { $0.count > $1.count }) {
            table.add(
                reason.word, count, ScorecardWords.percent(Share(count, of: total.givenUp).permilleDown),
                reason.isJunk ? "junk" : reason == .unknown ? "no reason given" : "")
        }
        return Section(title: "Given up, why", table: table)
    }

    var recycling: Section? {
        let exits = card.exits
        guard exits.exits > 0 else { return nil }
        var table = TextTable(["what became of them", "leads"])
        for (words, count) in [
            ("rest still", exits.resting), ("with marketing, their rest is over", exits.released),
            ("back with sales after their rest", exits.requalified),
            ("back with sales before their rest was over", exits.tooEarly),
            ("back with sales, nobody knows since when", exits.returned),
            ("stay: no rule takes them back, or they may not", exits.staying),
            ("handed back without being given up", exits.handedBack),
            ("given up when no agreement was in force", exits.notAgreed),
        ] where count > 0 { table.add(words, count) }
        var lead = ["\(ScorecardWords.leads(exits.exits)) left sales in the period, whenever they were handed over."]
        if exits.qualifiedAgain > 0 {
            lead.append(
                "\(exits.qualifiedAgain) of them qualified again and were to go back to sales; \(exits.qualifiedEarly) too early, before their rest was over."
            )
        }
        return Section(title: "Recycling", lead: lead, table: table)
    }

    var groups: Section? {
        let groups = card.sortedGroups
        guard !groups.isEmpty else { return nil }
        var table = TextTable(
            [
                report.grouping.rawValue, "leads", "median", "9 of 10", "in time", "followed up", "accepted", "won",
                "junk",
            ], spare: ["9 of 10", "junk"])
        for (name, figures) in groups.prefix(ScorecardSections.mostGroups) {
            table.add(
                name.isEmpty ? "(none)" : name, figures.handedOver,
                figures.responses.median.map { MinuteText($0).description },
                figures.responses.p90.map { MinuteText($0).description }, share(figures.response.share),
                share(figures.followUp.share), figures.accepted, figures.won, figures.junk)
        }
        let omitted = groups.count - min(groups.count, ScorecardSections.mostGroups)
        return Section(
            title: "By \(report.grouping.rawValue)", table: table,
            words: omitted > 0 ? ["… and \(RunText.grouped(omitted)) more; --output csv has all."] : [])
    }

    private func share(_ share: Share) -> String { ScorecardWords.percent(share.permilleDown) }

    var waiting: Section? {
        let recycled = report.recycled.total
        guard report.waiting.total > 0 || recycled > 0 else { return nil }
        let verb = report.waiting.total == 1 ? "waits" : "wait"
        return Section(
            title: "Untouched now",
            lead: [
                "\(ScorecardWords.leads(report.waiting.total)) \(verb) for a first touch, whenever handed over; the first response to \(RunText.grouped(report.waitingLate)) is late."
            ]
                + ReportLists.recycledSince(recycled).map {
                    "\($0): `leadloop report untouched --recycled`. What was promised counts as broken all the same."
                },
            table: ReportLists.waiting(report.waiting.elements, days),
            words: more(report.waiting.omitted, "report untouched"))
    }

    var breaches: Section? {
        guard report.breaches.total > 0 else { return nil }
        var table = TextTable(["broken promise", "times"])
        for (kind, count) in report.breachCounts where count > 0 { table.add(ScorecardWords.kind(kind), count) }
        return Section(
            title: "Broken promises", table: table,
            words: ["`leadloop report breaches --period \(card.period.name)` names each lead and the record."])
    }

    private func more(_ omitted: Int, _ command: String) -> [String] {
        omitted > 0 ? ["… and \(RunText.grouped(omitted)) more: `leadloop \(command)`"] : []
    }

    var notes: Section? {
        let notes = ScorecardWords.notes(report)
        return notes.isEmpty ? nil : Section(title: "To know", words: notes)
    }
}
