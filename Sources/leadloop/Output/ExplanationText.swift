import LeadModel
import LeadStore
import SyncEngine

/// An explanation in sentences and tables.
enum ExplanationText {
    static func full(_ lead: LeadExplanation, width: Int) -> [String] {
        var lines = wrapped(opening(lead), to: width)
        lines.append("")
        lines += wrapped(lead.because, to: width)
        lines.append("")
        lines.append("Records, and how they were matched")
        var records = TextTable(["source", "kind", "id", "modified", "matched by", "with"])
        for record in lead.records {
            records.add(
                record.source, record.kind.word, record.id, record.modified.map(LeadText.date) ?? "-",
                record.matched?.key ?? "first", record.matched?.with ?? "")
        }
        lines += records.lines(width: width)
        lines += ["", "Fields, and why they have their value"]
        var fields = TextTable(["field", "value", "from", "rule", "instead of"])
        for field in lead.fields {
            fields.add(
                field.field.word, field.value, field.winner, field.rule,
                field.losers.map { "\($0.value) (\($0.record))" }.joined(separator: "; "))
        }
        lines += fields.lines(width: width)
        lines += ["", "Conditions of the decision, in the order they are asked"]
        var conditions = TextTable(["", "condition", "value"])
        for condition in lead.conditions { conditions.add(mark(condition.verdict), condition.name, condition.value) }
        lines += conditions.lines(width: width)
        lines += history(lead, width: width)
        return lines
    }

    static func summary(_ lead: LeadExplanation) -> [String] {
        var table = TextTable(["field", "value", "from"])
        for field in lead.fields { table.add(field.field.word, field.value, field.winner) }
        return wrapped(opening(lead), to: Terminal.columns) + [""] + table.lines(width: Terminal.columns) + history(lead, width: Terminal.columns)
    }

    private static func opening(_ lead: LeadExplanation) -> String {
        let sources = Set(lead.records.map(\.source)).count
        var text = "\(lead.id) is made of \(count(lead.records.count, "record")) of \(count(sources, "source"))."
        text += " It is in stage \(lead.standing.stage.word)"
        if let reason = lead.standing.reason { text += " (\(reason.word))" }
        if let since = lead.standing.since { text += " since \(LeadText.date(since))" }
        text += "; the furthest it came is \(lead.standing.furthest.word)."
        if lead.standing.touches > 0 { text += " Sales touched it \(count(lead.standing.touches, "time"))." }
        if !lead.absorbed.isEmpty { text += " It absorbed \(lead.absorbed.map(\.description).joined(separator: ", "))." }
        return text
    }

    private static func history(_ lead: LeadExplanation, width: Int) -> [String] {
        guard !lead.changes.isEmpty else { return [] }
        var table = TextTable(["revision", "run", "field", "from", "to"])
        for (revision, run, change) in lead.changes {
            table.add(String(revision), String(run), change.field, change.old ?? "-", change.new ?? "-")
        }
        return ["", "History"] + table.lines(width: width)
    }

    static func json(_ lead: LeadExplanation) -> JSONValue {
        .members([
            "lead": .text(lead.id.description), "stage": .text(lead.standing.stage.word), "reason": JSONValue(lead.standing.reason?.word),
            "decision": .text(lead.decision.kind.rawValue), "cause": .text(lead.decision.cause.rawValue),
            "trigger": JSONValue(lead.decision.trigger?.rawValue), "track": JSONValue(lead.decision.track),
            "due": JSONValue(lead.decision.due?.description), "cycle": .integer(lead.decision.cycle), "because": .text(lead.because),
            "conditions": .list(
                lead.conditions.map { .members(["condition": .text($0.name), "value": .text($0.value), "verdict": .text($0.verdict)]) }),
            "records": .list(
                lead.records.map {
                    .members([
                        "source": .text($0.source), "stream": .text($0.stream), "id": .text($0.id), "kind": .text($0.kind.word),
                        "versions": .integer($0.versions), "modified": JSONValue($0.modified?.description), "deleted": .flag($0.isDeleted),
                        "matched-by": JSONValue($0.matched?.key), "matched-with": JSONValue($0.matched?.with),
                    ])
                }),
            "fields": .list(
                lead.fields.map { field in
                    .members([
                        "field": .text(field.field.word), "value": .text(field.value), "from": .text(field.winner), "rule": .text(field.rule),
                        "modified": JSONValue(field.modified?.description),
                        "instead-of": .list(field.losers.map { .members(["value": .text($0.value), "from": .text($0.record)]) }),
                    ])
                }),
            "absorbed": .list(lead.absorbed.map { .text($0.description) }),
        ])
    }

    private static func mark(_ verdict: String) -> String { verdict == "passed" ? "✓" : verdict == "decided" ? "✗" : "·" }

    private static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

    /// Breaks a paragraph at spaces.
    static func wrapped(_ text: String, to width: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in TextTable.flat(text).split(separator: " ") {
            if !line.isEmpty, TextTable.width(line) + 1 + TextTable.width(String(word)) > width {
                lines.append(line)
                line = ""
            }
            line += line.isEmpty ? String(word) : " \(word)"
        }
        return line.isEmpty ? lines : lines + [line]
    }
}
