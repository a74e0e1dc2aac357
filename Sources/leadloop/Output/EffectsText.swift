import ArgumentParser
import LeadModel
import SyncEngine

/// What a change of the rules does, in tables and as JSON.
struct EffectsText {
    private let effects: ChangeEffects

    init(_ effects: ChangeEffects) { self.effects = effects }

    func showTables() {
        var fields = TextTable(["field", "set", "emptied", "changed"])
        for (word, count) in effects.fields.sorted(by: { $0.key < $1.key }) {
            fields.add(word, count.filled, count.cleared, count.changed)
        }
        show("Values of leads", fields)
        show("Stages, from row to column", matrix(effects.stages, order: Stage.allCases.map(\.word)))
        if effects.stageDetails > 0 {
            Terminal.sayFolded(
                "\(LeadText.count(effects.stageDetails, "lead")) in the same stage for another reason or since another time"
            )
        }
        show("Decisions, from row to column", matrix(effects.decisions, order: DecisionKind.allCases.map(\.rawValue)))
        if effects.decisionDetails > 0 {
            Terminal.sayFolded(
                "\(LeadText.count(effects.decisionDetails, "lead")) decided the same with another track, time, cycle or cause"
            )
        }
        var recycling = TextTable(["what", "which", "leads"])
        for row in recyclingRows { recycling.add(row.what, row.which, row.count) }
        show("Recycling", recycling)
        var quarantine = TextTable(["stream", "reason", "waiting now", "readable now"])
        for move in effects.quarantine {
            quarantine.add("\(move.source)/\(move.stream)", move.code, move.entered, move.released)
        }
        show("Quarantine", quarantine)
        var messages = TextTable(["feed", "add", "change", "withdraw"])
        for (feed, actions) in effects.messages.sorted(by: { $0.key < $1.key }) {
            messages.add(feed, actions["add"] ?? 0, actions["change"] ?? 0, actions["withdraw"] ?? 0)
        }
        show("Messages to receivers", messages)
        for (feed, count) in effects.heldBack.sorted(by: { $0.key < $1.key }) {
            Terminal.sayFolded(
                "\(RunText.grouped(count)) of those that \(feed) adds wait: an export was not read to its end that may close them"
            )
        }
    }

    /// What time alone changes about leads, with or without a change of the rules, and what receivers are told of that.
    func due(isDone: Bool) -> [String] {
        guard effects.leads > 0 else { return [] }
        let leads = LeadText.count(effects.leads, "lead")
        let one = effects.leads == 1
        var lines = [
            isDone
                ? "Besides, \(leads) changed because \(one ? "its" : "their") time had come, with or without this change."
                : "Besides, \(leads) \(one ? "changes" : "change") because \(one ? "its" : "their") time has come: with the next sync, or when this is applied. Not counted here."
        ]
        for (feed, actions) in effects.messages.sorted(by: { $0.key < $1.key }) {
            let words = [("add", "added"), ("change", "changed"), ("withdraw", "withdrawn")]
            let said = words.compactMap { action, word in
                actions[action].map { "\(RunText.grouped($0)) \(word)" }
            }
            let held = effects.heldBack[feed].map { "; \(RunText.grouped($0)) of the added wait" } ?? ""
            lines.append("  In feed \(feed) \(isDone ? "were" : "will be"): \(said.joined(separator: ", "))\(held).")
        }
        return lines
    }

    private func show(_ title: String, _ table: TextTable) {
        guard !table.rows.isEmpty else { return }
        Terminal.say("")
        Terminal.say(title)
        table.print(.table)
    }

    /// Rows and columns that are not empty, in the order of their words.
    private func matrix(_ moves: [ChangeEffects.Move: Int], order: [String]) -> TextTable {
        let rows = (order + [ChangeEffects.nothing]).filter { word in moves.keys.contains { $0.from == word } }
        let columns = order.filter { word in moves.keys.contains { $0.to == word } }
        var table = TextTable([""] + columns, overflow: .allFold)
        for row in rows {
            table.rows.append(
                [row] + columns.map { column in moves[ChangeEffects.Move(from: row, to: column)] as Int? })
        }
        return table
    }

    private var recyclingRows: [(what: String, which: String?, count: Int)] {
        var rows: [(what: String, which: String?, count: Int)] = []
        for (track, count) in effects.recycled.sorted(by: { $0.key < $1.key }) {
            rows.append((what: "newly recycled", which: "into \(track)", count: count))
        }
        for (track, count) in effects.unrecycled.sorted(by: { $0.key < $1.key }) {
            rows.append((what: "no longer recycled", which: "out of \(track)", count: count))
        }
        for (move, count) in effects.tracks.sorted(by: { $0.key < $1.key }) {
            rows.append((what: "moved", which: "from \(move.from) to \(move.to)", count: count))
        }
        for (reason, count) in effects.suppressed.sorted(by: { $0.key < $1.key }) {
            rows.append((what: "newly suppressed", which: "for \(reason)", count: count))
        }
        if effects.unsuppressed > 0 {
            rows.append((what: "no longer suppressed", which: nil, count: effects.unsuppressed))
        }
        return rows
    }

    /// Everything in rows of one form.
    var table: TextTable {
        var table = TextTable(["section", "what", "from", "to", "count"])
        table.add("leads", "changed", "", "", effects.leads)
        for (word, count) in effects.fields.sorted(by: { $0.key < $1.key }) {
            table.add("field", word, "", "set", count.filled)
            table.add("field", word, "", "emptied", count.cleared)
            table.add("field", word, "", "changed", count.changed)
        }
        for (move, count) in effects.stages.sorted(by: { $0.key < $1.key }) {
            table.add("stage", "", move.from, move.to, count)
        }
        for (move, count) in effects.decisions.sorted(by: { $0.key < $1.key }) {
            table.add("decision", "", move.from, move.to, count)
        }
        for row in recyclingRows { table.add("recycling", row.what, "", row.which ?? "", row.count) }
        table.add("people", "merged", "", "", effects.merges)
        table.add("people", "begun", "", "", effects.begun)
        for move in effects.quarantine {
            table.add("quarantine", "\(move.source)/\(move.stream) \(move.code)", "", "waiting", move.entered)
            table.add("quarantine", "\(move.source)/\(move.stream) \(move.code)", "", "readable", move.released)
        }
        for (feed, actions) in effects.messages.sorted(by: { $0.key < $1.key }) {
            for (action, count) in actions.sorted(by: { $0.key < $1.key }) {
                table.add("message", feed, "", action, count)
            }
            if let count = effects.heldBack[feed] { table.add("message", feed, "", "held-back", count) }
        }
        return table
    }

    var json: JSONValue {
        .members([
            "leads": .integer(effects.leads),
            "fields": .object(
                effects.fields.sorted { $0.key < $1.key }.map { word, count in
                    JSONValue.Member(
                        name: word,
                        value: .members([
                            "set": .integer(count.filled), "emptied": .integer(count.cleared),
                            "changed": .integer(count.changed),
                        ]))
                }),
            "stages": json(effects.stages), "stage-details": .integer(effects.stageDetails),
            "decisions": json(effects.decisions), "decision-details": .integer(effects.decisionDetails),
            "recycled": json(effects.recycled), "no-longer-recycled": json(effects.unrecycled),
            "tracks": json(effects.tracks), "suppressed": json(effects.suppressed),
            "no-longer-suppressed": .integer(effects.unsuppressed),
            "merged": .integer(effects.merges), "begun": .integer(effects.begun),
            "quarantine": .list(
                effects.quarantine.map { move in
                    .members([
                        "stream": .text("\(move.source)/\(move.stream)"), "code": .text(move.code),
                        "waiting": .integer(move.entered), "readable": .integer(move.released),
                    ])
                }),
            "messages": .object(
                effects.messages.sorted { $0.key < $1.key }.map {
                    JSONValue.Member(name: $0.key, value: json($0.value))
                }), "held-back": json(effects.heldBack),
        ])
    }

    private func json(_ moves: [ChangeEffects.Move: Int]) -> JSONValue {
        .list(
            moves.sorted { $0.key < $1.key }.map { move, count in
                .members(["from": .text(move.from), "to": .text(move.to), "leads": .integer(count)])
            })
    }

    private func json(_ counts: [String: Int]) -> JSONValue {
        .object(counts.sorted { $0.key < $1.key }.map { JSONValue.Member(name: $0.key, value: .integer($0.value)) })
    }
}

/// What became of an application or an undo.
enum ChangeText {
    static func show(_ outcome: ChangeDesk.Outcome, _ global: GlobalOptions) throws {
        for fault in outcome.report.notes { Terminal.complain(fault) }
        for fault in outcome.report.warnings { Terminal.complain(fault, severity: "warning") }
        switch global.output {
        case .json, .ndjson:
            Terminal.say(
                JSONValue.members([
                    "run": .integer(outcome.report.run), "outcome": .text(outcome.report.outcome.rawValue),
                    "restored": outcome.restored.map { .integer($0) },
                    "files": .list(
                        outcome.files.map { .members(["name": .text($0.name), "change": .text($0.change.rawValue)]) }),
                    "effects": EffectsText(outcome.effects).json, "due-anyway": EffectsText(outcome.due).json,
                    "deliveries": .list(DeliveryText.table(outcome.report.deliveries).objects),
                ]).line)
        case .csv: EffectsText(outcome.effects).table.print(.csv)
        case .table:
            for (name, change) in outcome.files { Terminal.sayFolded("\(change.rawValue) \(name)") }
            EffectsText(outcome.effects).showTables()
            Terminal.say("")
            let due = EffectsText(outcome.due).due(isDone: true)
            for line in due { Terminal.sayFolded(line) }
            if !due.isEmpty { Terminal.say("") }
            let sent = outcome.report.deliveries
            if !sent.isEmpty {
                DeliveryText.table(sent).print(global.output)
                Terminal.say("")
            }
            let done = outcome.restored.map { "Brought back configuration \($0)" } ?? "Applied"
            Terminal.sayFolded(
                "\(done) in run \(outcome.report.run): \(LeadText.count(outcome.effects.leads, "lead")) changed · \(RunText.text(outcome.report.moved)) · \(RunText.tenths(outcome.report.seconds)) s"
            )
        }
        if let first = outcome.report.notes.first { throw ExitCode(of: first) }
    }
}
