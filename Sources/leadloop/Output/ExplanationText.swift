import LeadModel
import LeadStore
import SyncEngine

/// An explanation in sentences and tables.
enum ExplanationText {
    /// - Parameters:
    ///   - showsAll: a row for each activity, not one line for all of them.
    ///   - time: what people read for `asOf` of the explanation, where it has one.
    static func full(
        _ lead: LeadExplanation, showsAll: Bool, asOf time: String?, days: ShownDays, width: Int
    ) -> [String] {
        var lines = wrapped((time.map { "As of \($0): " } ?? "") + opening(lead, days), to: width)
        lines.append("")
        lines += wrapped(lead.because, to: width)
        lines += ["", "Records, and how they were matched"] + records(lead, showsAll: showsAll, days, width: width)
        lines += ["", "Fields, and why they have their value"]
        lines += reasons(lead).lines(width: width)
        lines += StoryText.lines(lead, days, width: width)
        lines += [""] + AnswersText.lines(lead, days, width: width)
        lines += history(lead, width: width)
        return lines
    }

    static func summary(_ lead: LeadExplanation, _ days: ShownDays, width: Int) -> [String] {
        wrapped(opening(lead, days), to: width) + [""] + fields(lead).lines(width: width)
            + StoryText.lines(lead, days, width: width) + history(lead, width: width)
    }

    /// Each field with its value and the record it is from.
    static func fields(_ lead: LeadExplanation) -> TextTable {
        var table = TextTable(["field", "value", "from"], overflow: .allFold)
        for field in lead.fields {
            table.add(field.field.word, Spoken(readable(field.value), for: field.value), field.winner)
        }
        return table
    }

    /// Each field with why it has its value.
    static func reasons(_ lead: LeadExplanation) -> TextTable {
        var table = TextTable(["field", "value", "from", "rule", "instead of"], overflow: .allFold)
        for field in lead.fields {
            let losers = field.losers.map { "\(readable($0.value)) (\(short($0.record, lead)))" }
            table.add(
                field.field.word, Spoken(readable(field.value), for: field.value),
                Spoken(short(field.winner, lead), for: field.winner), field.rule,
                Spoken(
                    losers.joined(separator: "; "),
                    for: field.losers.map { "\($0.value) (\($0.record))" }.joined(separator: "; ")))
        }
        return table
    }

    /// A condition as something that is met or not.
    static func question(_ name: String) -> String {
        switch name {
        case "rule": "a rule says where to"
        case "cycle": "a cycle is left"
        case "cooling-off": "cooling-off is over"
        case "not held out": "is not held out as control"
        default: name
        }
    }

    private static func records(
        _ lead: LeadExplanation, showsAll: Bool, _ days: ShownDays, width: Int
    ) -> [String] {
        var table = TextTable(["no.", "source", "kind", "id", "modified", "matched by", "with"], overflow: .allFold)
        for (index, record) in lead.records.enumerated() where showsAll || record.activity == nil {
            let time = record.modified ?? record.activity?.at
            table.add(
                String(index + 1), record.source, record.activity?.type ?? record.kind.word, record.id,
                time.map(days.day) ?? "-",
                record.matched?.key ?? "first", record.matched.map { short($0.with, lead) } ?? "")
        }
        let activities = lead.records.compactMap(\.activity)
        var lines = table.lines(width: width)
        if !showsAll, !activities.isEmpty {
            lines += wrapped("\(said(activities, days)); `--all` lists them.", to: width)
        }
        for record in lead.records {
            guard let file = record.mendedIn else { continue }
            lines += wrapped(
                "\(short("\(record.source) \(record.id)", lead)) stands as a person mended it, in \(Terminal.path(file)).",
                to: width)
        }
        for record in lead.records {
            guard let absence = record.absence else { continue }
            lines += wrapped(
                "\(short("\(record.source) \(record.id)", lead)) is gone: it is absent from \(Terminal.path(absence.path)), all of \(record.source)/\(record.stream) as run \(absence.run) read it.",
                to: width)
        }
        for record in lead.records where record.echoes > 0 {
            let times = record.echoes == 1 ? "once" : "\(record.echoes) times"
            lines += wrapped(
                "\(short("\(record.source) \(record.id)", lead)) came back \(times) with nothing but what was written there, which counts for nothing.",
                to: width)
        }
        for verdict in lead.verdicts {
            let said = verdict.kind == .same ? "are one person" : "are never one person"
            lines += wrapped("Somebody said: \(verdict.left) and \(verdict.right) \(said).", to: width)
        }
        return lines
    }

    /// `and 3 calls, 1 e-mail, 2026-05-07 to 2026-07-30`
    private static func said(_ activities: [(type: String, at: Instant?)], _ days: ShownDays) -> String {
        var names: [(type: String, one: String, many: String)] = [
            ("call", "call", "calls"), ("email", "e-mail", "e-mails"), ("meeting", "meeting", "meetings"),
            ("form-fill", "form fill", "form fills"),
        ]
        // Kinds of a mapping's own are told by their words.
        let own = Set(activities.map(\.type)).subtracting(names.map(\.type) + ["other"]).sorted()
        names += own.map { ($0, $0, $0) } + [("other", "other activity", "other activities")]
        let counts = names.compactMap { name -> String? in
            let number = activities.count { $0.type == name.type }
            return number == 0 ? nil : "\(number) \(number == 1 ? name.one : name.many)"
        }
        let times = activities.compactMap(\.at).sorted().map(days.day)
        var text = "and \(counts.joined(separator: ", "))"
        if let first = times.first, let last = times.last {
            text +=
                first == last ? " on \(first)" : ", \(first) to \(last)"
        }
        return text
    }

    /// `2 salesforce` for the second record of the list; the id stands there.
    private static func short(_ name: String, _ lead: LeadExplanation) -> String {
        guard let index = lead.records.firstIndex(where: { "\($0.source) \($0.id)" == name }) else { return name }
        return "\(index + 1) \(lead.records[index].source)"
    }

    /// Times with a space in them, where a narrow column can break them.
    private static func readable(_ value: String) -> String {
        value.replacing(#/(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})/#) { "\($0.1) \($0.2)" }
    }

    private static func opening(_ lead: LeadExplanation, _ days: ShownDays) -> String {
        func value(_ field: Field) -> String? { lead.fields.first { $0.field == field }?.value }
        let name = [value(.firstName), value(.lastName)].compactMap(\.self).joined(separator: " ")
        let person = [name.isEmpty ? value(.email) : name, value(.company)].compactMap(\.self).joined(separator: ", ")
        let sources = Set(lead.records.map(\.source)).count
        var text =
            "\(lead.id)\(person.isEmpty ? "" : ", \(person),") is made of \(LeadText.count(lead.records.count, "record")) of \(LeadText.count(sources, "source"))."
        text += " It is in stage \(lead.standing.stage.word)"
        if let reason = lead.standing.reason { text += " (\(reason.word))" }
        if let since = lead.standing.since { text += " since \(days.day(since))" }
        // One that is known by its end alone may have come anywhere before.
        let furthest = lead.standing.furthest
        text +=
            [.discarded, .lost, .recycled].contains(furthest)
            ? "; no record shows how far it came before." : "; the furthest it came is \(furthest.word)."
        if lead.standing.touches > 0 {
            text += " Sales touched it \(lead.standing.touches == 1 ? "once" : "\(lead.standing.touches) times")."
        }
        if !lead.absorbed.isEmpty {
            text += " It absorbed \(lead.absorbed.map(\.description).joined(separator: ", "))."
        }
        return text
    }

    /// What was changed about it, run by run.
    static func history(_ lead: LeadExplanation) -> TextTable {
        var table = TextTable(["revision", "run", "field", "from", "to"], overflow: .allFold)
        for (revision, run, change) in lead.changes {
            table.add(
                Spoken(String(revision), for: revision), Spoken(String(run), for: run), change.field,
                Spoken(readable(change.old ?? "-"), for: change.old),
                Spoken(readable(change.new ?? "-"), for: change.new))
        }
        return table
    }

    private static func history(_ lead: LeadExplanation, width: Int) -> [String] {
        let table = history(lead)
        return table.rows.isEmpty ? [] : ["", "History"] + table.lines(width: width)
    }

    static func json(_ lead: LeadExplanation, _ days: ShownDays) -> JSONValue {
        let (stages, cycles) = StoryText.json(lead, days)
        let (rules, never, qualified) = AnswersText.json(lead)
        return .members([
            "lead": .text(lead.id.description), "as-of": lead.asOf.map { .text($0.description) },
            "decided-as-of": JSONValue(lead.decided?.asOf.description),
            "decided-by-run": lead.decided?.run.map { .integer($0) }, "asked-as-of": .text(lead.askedAsOf.description),
            "stage": .text(lead.standing.stage.word),
            "reason": JSONValue(lead.standing.reason?.word),
            "decision": .text(lead.decision.kind.rawValue), "cause": .text(lead.decision.cause.rawValue),
            "trigger": JSONValue(lead.decision.trigger?.rawValue), "track": JSONValue(lead.decision.track),
            "due": JSONValue(lead.decision.due?.description), "cycle": .integer(lead.decision.cycle),
            "returned": JSONValue(lead.decision.returned?.description), "early": .flag(lead.decision.isEarlyReturn),
            "control": .flag(lead.decision.isControl),
            "because": .text(lead.because),
            "held-back": .list(lead.heldBack.map { .text($0) }),
            "conditions": .list(
                lead.conditions.map {
                    .members([
                        "condition": .text($0.name), "value": .text($0.value), "verdict": .text($0.verdict),
                        "met": JSONValue($0.verdict == "passed" ? "yes" : $0.verdict == "decided" ? "no" : nil),
                    ])
                }),
            "feeds": .list(
                lead.feeds.map {
                    .members([
                        "feed": .text($0.name), "carries": .text($0.lacking.isEmpty ? "yes" : "no"),
                        "lacks": .list($0.lacking.map { .text($0.word) }),
                    ])
                }),
            "rules": rules, "never": never, "qualified": qualified, "stages": stages, "cycles": cycles,
            "records": .list(
                lead.records.map {
                    .members([
                        "source": .text($0.source), "stream": .text($0.stream), "id": .text($0.id),
                        "kind": .text($0.kind.word),
                        "versions": .integer($0.versions), "modified": JSONValue($0.modified?.description),
                        "deleted": .flag($0.isDeleted),
                        "absent-from": $0.absence.map { .text(Terminal.path($0.path)) },
                        "absent-since-run": $0.absence.map { .integer($0.run) },
                        "mended-in": JSONValue($0.mendedIn.map(Terminal.path)),
                        "echoes": .integer($0.echoes),
                        "matched-by": JSONValue($0.matched?.key), "matched-with": JSONValue($0.matched?.with),
                    ])
                }),
            "fields": .list(
                lead.fields.map { field in
                    .members([
                        "field": .text(field.field.word), "value": .text(field.value), "from": .text(field.winner),
                        "rule": .text(field.rule),
                        "modified": JSONValue(field.modified?.description),
                        "instead-of": .list(
                            field.losers.map { .members(["value": .text($0.value), "from": .text($0.record)]) }),
                    ])
                }),
            "absorbed": .list(lead.absorbed.map { .text($0.description) }),
            "verdicts": .list(
                lead.verdicts.map {
                    .members(["said": .text($0.kind.rawValue), "left": .text($0.left), "right": .text($0.right)])
                }),
            "history": .list(history(lead).objects),
        ])
    }

    /// Breaks a paragraph at spaces.
    static func wrapped(_ text: String, to width: Int) -> [String] { TextTable.folded(TextTable.flat(text), to: width) }
}
