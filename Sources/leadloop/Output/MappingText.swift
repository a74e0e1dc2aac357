import LeadModel
import SyncEngine

/// Tests of mappings in words.
enum MappingText {
    /// A failing test: what was expected over what came, field by field.
    static func tell(_ test: MappingTester.Test, isColoured: Bool) {
        let place = test.place
        let line = place.line.map { ":\($0)" } ?? ""
        Terminal.say("")
        for line in ExplanationText.wrapped(
            "\(Terminal.path(place.file))\(line): '\(test.name)' fails", to: Terminal.columns)
        {
            Terminal.say(line)
        }
        for line in lines(of: test.differences, width: Terminal.columns, isColoured: isColoured) { Terminal.say(line) }
    }

    static func lines(of differences: [MappingTester.Difference], width: Int, isColoured: Bool) -> [String] {
        let subjects = min(24, differences.map { TextTable.width($0.subject) }.max() ?? 0)
        let room = max(20, width - subjects - 6)
        return differences.flatMap { difference in
            let both = [("-", "31", difference.expected), ("+", "32", difference.got)]
            return both.enumerated().flatMap { number, side in
                TextTable.folded(TextTable.flat(side.2), to: room).enumerated().map { part, text in
                    let head = number == 0 && part == 0 ? difference.subject : ""
                    let gap = String(repeating: " ", count: max(0, subjects - TextTable.width(head)))
                    let said = "\(part == 0 ? side.0 : " ") \(text)"
                    return "  \(head)\(gap)  " + (isColoured ? "\u{1B}[\(side.1)m\(said)\u{1B}[0m" : said)
                }
            }
        }
    }

    /// What no test of a mapping touches.
    static func tellUntouched(_ report: MappingTester.Report) {
        let untouched = report.coverage.items.filter { !$0.isTouched }
        guard !untouched.isEmpty else { return }
        Terminal.say("")
        Terminal.say("\(Terminal.path(report.file)): no test touches")
        let fields = untouched.filter { $0.word == nil }.map(\.field)
        var said: [String] = []
        if !fields.isEmpty { said.append("the fields \(fields.joined(separator: ", "))") }
        var told: Set<String> = []
        for item in untouched where item.word != nil && told.insert(item.field).inserted {
            let words = untouched.filter { $0.field == item.field }.compactMap(\.word)
            let line = item.place.line.map { " (line \($0))" } ?? ""
            said.append("of '\(item.field)'\(line) the words \(words.map { "'\($0)'" }.joined(separator: ", "))")
        }
        for text in said {
            for (number, line) in ExplanationText.wrapped(text, to: Terminal.columns - 4).enumerated() {
                Terminal.say((number == 0 ? "  " : "    ") + line)
            }
        }
    }
}

// MARK: Trials

extension MappingText {
    /// What became of one record: the cells, each transform, and behind `=` the value.
    static func tell(_ record: MappingTrial.Record, of report: MappingTrial.Report) {
        let verdict = record.faults.isEmpty ? "is mapped" : "is refused"
        Terminal.say("\(Terminal.path(report.file)):\(record.line): record \(record.number) \(verdict)")
        var table = TextTable(["field", "step", "text"], overflow: .allFold)
        for entry in record.entries where entry.isTold || entry.steps.contains(where: { $0.kind == .fault }) {
            for (number, step) in entry.steps.enumerated() {
                let name =
                    switch step.kind {
                    case .cell: step.name
                    case .transform: "> \(step.name)"
                    case .value: "= \(step.name)"
                    case .fault: "! \(step.name)"
                    }
                table.add(number == 0 ? entry.field : "", name, step.text)
            }
        }
        for line in table.lines(width: Terminal.columns - 2).dropFirst() { Terminal.say("  \(line)") }
        // A fault with its field has been shown there.
        for fault in record.faults where record.entries.isEmpty { Terminal.say(Terminal.text(of: fault)) }
        let silent = record.entries.filter { !$0.isTold && !$0.steps.contains { $0.kind == .fault } }.map(\.field)
        tell("not told by this record", silent)
        Terminal.say("")
    }

    static func tellColumns(_ report: MappingTrial.Report) {
        tell("columns under `ignore:`", report.ignoredColumns)
        tell("columns that the mapping neither reads nor ignores", report.unmappedColumns)
    }

    private static func tell(_ subject: String, _ names: [String]) {
        guard !names.isEmpty else { return }
        let text = "\(subject): \(names.joined(separator: ", "))"
        for (number, line) in ExplanationText.wrapped(text, to: Terminal.columns - 4).enumerated() {
            Terminal.say((number == 0 ? "  " : "    ") + line)
        }
    }
}
