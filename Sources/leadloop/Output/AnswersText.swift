import LeadModel
import SyncEngine

/// Every condition of a decision and of being qualified, with ✓ or ✗ and what was found.
enum AnswersText {
    /// One line under a heading of an explanation.
    private struct Line {
        var part: String
        var text: String
        /// `nil`: not asked.
        var isMet: Bool?
        var found: String
    }

    /// All of it in one table, for programs.
    static func table(_ lead: LeadExplanation) -> TextTable { table(all(lead)) }

    /// Under their headings, for people.
    static func lines(_ lead: LeadExplanation, _ days: ShownDays, width: Int) -> [String] {
        var lines = ExplanationText.wrapped(times(lead, days), to: width)
        lines += ["", "Conditions of the decision, in the order they are asked"]
        lines += table(conditions(lead)).lines(width: width)
        if lead.feeds.contains(where: { !$0.lacking.isEmpty }) {
            lines += ["", "Feeds that such leads go into"] + table(feeds(lead)).lines(width: width)
        }
        // One rule without conditions is told by the condition `a rule says where to`.
        if lead.rules.count > 1 || lead.rules.contains(where: { !$0.conditions.isEmpty || !$0.triggers.isEmpty }) {
            lines += ["", "Rules, in the order they are asked"] + table(rules(lead)).lines(width: width)
        }
        if !lead.nevers.isEmpty {
            lines += ["", "Whoever fulfils one of these never comes back"] + table(nevers(lead)).lines(width: width)
        }
        for row in lead.qualified {
            lines +=
                [""] + ExplanationText.wrapped(heading(row, days), to: width) + table(criteria(row)).lines(width: width)
            lines += score(row).lines(width: width)
        }
        return lines
    }

    /// As of when it was decided, and as of when the rest is asked, which may be days later.
    private static func times(_ lead: LeadExplanation, _ days: ShownDays) -> String {
        guard let decided = lead.decided else { return "No run has come to its end yet." }
        guard let run = decided.run else { return "All of it as of \(days.time(decided.asOf))." }
        let rest =
            lead.qualified.contains { !$0.isEntry }
            ? "; whether it is qualified now is asked as of \(days.time(lead.askedAsOf))" : ""
        return "Decided as of \(days.time(decided.asOf)), by run \(run)\(rest)."
    }

    private static func heading(_ row: LeadExplanation.QualifiedRow, _ days: ShownDays) -> String {
        let day = days.day(row.at)
        let when = row.isEntry ? "when it entered sales, \(day)" : "on \(day)"
        let score = row.score.map { ": its score \(row.isEntry ? "was" : "is") \($0)" } ?? ""
        return "The criteria \(when), by the agreement of \(row.agreement)\(score)"
    }

    // MARK: The parts

    private static func all(_ lead: LeadExplanation) -> [Line] {
        conditions(lead) + feeds(lead) + rules(lead) + nevers(lead)
            + lead.qualified.flatMap { row in
                criteria(row)
                    + row.points.map {
                        Line(
                            part: "\(part(row)): score", text: $0.name, isMet: $0.count > 0,
                            found: "\($0.points)")
                    }
            }
    }

    private static func conditions(_ lead: LeadExplanation) -> [Line] {
        lead.conditions.map { condition in
            Line(
                part: "decision", text: ExplanationText.question(condition.name),
                isMet: condition.verdict == "passed" ? true : condition.verdict == "decided" ? false : nil,
                found: ["yes", "none"].contains(condition.value) ? "" : condition.value)
        }
    }

    private static func feeds(_ lead: LeadExplanation) -> [Line] {
        lead.feeds.map { feed in
            let lacking = feed.lacking.map { "no \($0.word)" }.joined(separator: ", ")
            return Line(
                part: "feed", text: feed.name, isMet: feed.lacking.isEmpty,
                found: lacking.isEmpty ? "" : "left out as long as it has \(lacking)")
        }
    }

    private static func rules(_ lead: LeadExplanation) -> [Line] {
        // Where something before the rules decided, none of them is asked.
        let isReached = lead.rules.first?.isAsked ?? false
        return lead.rules.flatMap { rule in
            let cycles = LeadText.count(rule.cycles, "cycle")
            var lines = [
                Line(
                    part: "rule", text: "\(rule.place): \(rule.track) after \(rule.after), \(cycles)",
                    isMet: rule.isAsked ? rule.fits : nil, found: said(rule, isReached: isReached))
            ]
            if !rule.triggers.isEmpty {
                let words = rule.triggers.map(\.rawValue).joined(separator: " or ")
                lines.append(
                    Line(
                        part: "rule", text: "  left sales: \(words)", isMet: rule.isOfTrigger,
                        found: lead.decision.trigger?.rawValue ?? ""))
            }
            return lines + answered(rule.conditions, of: "rule", under: 1)
        }
    }

    private static func said(_ rule: LeadExplanation.RuleRow, isReached: Bool) -> String {
        if rule.decides { return "decides" }
        if rule.isAsked { return "does not fit" }
        if isReached { return "not asked: one before it decides" }
        return rule.isFirst ? "not asked; would decide" : "not asked"
    }

    private static func nevers(_ lead: LeadExplanation) -> [Line] {
        lead.nevers.flatMap { answered($0, of: "never", under: 0) }
    }

    private static func criteria(_ row: LeadExplanation.QualifiedRow) -> [Line] {
        row.criteria.flatMap { stage, answers in
            [Line(part: part(row), text: stage.word, isMet: answers.first?.isMet, found: "")]
                + answered(answers, of: part(row), under: 1)
        }
    }

    private static func part(_ row: LeadExplanation.QualifiedRow) -> String {
        row.isEntry ? "qualified at entry" : "qualified now"
    }

    private static func answered(_ answers: [LeadExplanation.Answer], of part: String, under depth: Int) -> [Line] {
        answers.map { answer in
            Line(
                part: part, text: String(repeating: "  ", count: depth + answer.depth) + answer.text,
                isMet: answer.isMet, found: answer.found)
        }
    }

    private static func score(_ row: LeadExplanation.QualifiedRow) -> TextTable {
        var table = TextTable(["points", "for", "times"], overflow: .allFold)
        for point in row.points {
            table.add(point.points.description, point.name, Spoken(String(point.count), for: point.count))
        }
        return table
    }

    private static func table(_ lines: [Line]) -> TextTable {
        var table = TextTable(
            ["met", "condition", "what was found", "part"], hidden: ["part"], headings: ["met": ""], overflow: .allFold)
        for line in lines {
            let word = line.isMet.map { $0 ? "yes" : "no" }
            let mark = line.isMet.map { $0 ? "✓" : "✗" }
            table.add(
                Spoken(mark ?? "-", for: word), Spoken(line.text, for: String(line.text.drop { $0 == " " })),
                line.found, line.part)
        }
        return table
    }

    // MARK: For programs

    static func json(_ lead: LeadExplanation) -> (rules: JSONValue, never: JSONValue, qualified: JSONValue) {
        let rules = lead.rules.map { rule in
            JSONValue.members([
                "rule": .text(rule.place), "track": .text(rule.track), "after": .text(rule.after),
                "cycles": .integer(rule.cycles), "triggers": .list(rule.triggers.map { .text($0.rawValue) }),
                "trigger-fits": word(rule.isOfTrigger), "fits": word(rule.fits), "decides": word(rule.decides),
                "conditions": answers(rule.conditions),
            ])
        }
        let qualified = lead.qualified.map { row in
            JSONValue.members([
                "when": .text(row.isEntry ? "entry" : "now"), "at": .text(row.at.description),
                "agreement": .text(row.agreement), "score": JSONValue(row.score?.description),
                "contributions": .list(
                    row.points.map {
                        .members([
                            "name": .text($0.name), "points": .text($0.points.description), "times": .integer($0.count),
                        ])
                    }),
                "criteria": .list(
                    row.criteria.map {
                        .members([
                            "stage": .text($0.stage.word), "met": word($0.answers.first?.isMet ?? false),
                            "conditions": answers($0.answers),
                        ])
                    }),
            ])
        }
        return (rules: .list(rules), never: .list(lead.nevers.map(answers)), qualified: .list(qualified))
    }

    private static func word(_ isMet: Bool) -> JSONValue { .text(isMet ? "yes" : "no") }

    private static func answers(_ answers: [LeadExplanation.Answer]) -> JSONValue {
        .list(
            answers.map {
                .members([
                    "depth": .integer($0.depth), "condition": .text($0.text), "met": word($0.isMet),
                    "found": .text($0.found),
                ])
            })
    }
}
