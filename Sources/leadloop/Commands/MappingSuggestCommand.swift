import ArgumentParser
import Foundation
import LeadModel
import SyncEngine

struct MappingSuggestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "suggest", abstract: "Write a mapping for an export that nobody has described yet.",
        discussion: """
            Prints a complete, commented mapping, with the confidence of each line and what it rests on. What only you can know \
            is `undecided` in it: unknown words of a status, dates that two formats read, the zone of times. No value of a person \
            is written, unless --show-values is given.
            """)

    @Argument(help: "The path of an export.")
    var file: String

    @Option(
        help:
            "Whose export it is (\(MappingSuggester.vendors.joined(separator: ", ")), none); told by its columns otherwise."
    )
    var vendor: String?

    @Option(help: "What its records speak of: lead, activity, opportunity or campaign; told by its columns otherwise.")
    var record: String?

    @Option(help: "The mapping's name; taken from the file's otherwise.")
    var name: String?

    @Option(help: ArgumentHelp("Write the mapping here instead of printing it.", valueName: "path"))
    var out: String?

    @Option(help: ArgumentHelp("Write a source that reads such files here, too.", valueName: "path"))
    var source: String?

    @Option(help: "Where the records are, of JSON or XML: a path of keys, `.` for the document itself, or an element.")
    var records: String?

    @Flag(name: .customLong("show-values"), help: "Show samples of each column, which are people's data, in comments.")
    var showsValues = false

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        if source != nil, out == nil {
            throw ValidationError("--source names the mapping that --out writes: give --out, too.")
        }
        if let record, RecordKind(word: record) == nil {
            throw ValidationError("--record is one of lead, activity, opportunity and campaign.")
        }
        if let name,
            !name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }) || name.isEmpty
        {
            throw ValidationError("--name is a word of letters, digits and hyphens.")
        }
    }

    func run() throws {
        try global.perform {
            let named = name ?? out.map { (($0 as NSString).lastPathComponent as NSString).deletingPathExtension }
            let suggested = try MappingSuggester(records: records).suggest(
                file, name: named, kind: record.flatMap { RecordKind(word: $0) }, vendor: vendor,
                showsValues: showsValues)
            let files = [(out, suggested.text), (source, suggested.source)].compactMap { path, text in
                path.map { (path: $0, text: text) }
            }
            try NewFile.write(files, replaces: global.yes)
            if out == nil { Terminal.say(String(suggested.text.dropLast())) }
            for fault in suggested.faults { Terminal.complain(fault, severity: "warning") }
            if !global.quiet { SuggestionTalk(suggested: suggested, file: file, out: out, source: source).say() }
        }
    }
}

/// What is said beside a suggested mapping: what is sure, what is open, and what to type next.
private struct SuggestionTalk {
    let suggested: MappingSuggester.Suggested
    let file: String
    let out: String?
    let source: String?

    func say() {
        let sure = suggested.fields.filter { $0.confidence >= 0.85 }
        let likely = suggested.fields.filter { $0.confidence < 0.85 }
        let whose = suggested.vendor.map { ", \($0)'s" } ?? ""
        talk("\(LeadText.count(suggested.count, "record")) looked at: \(suggested.records)\(whose)")
        if !sure.isEmpty { talk("sure:    \(list(sure.map { "\($0.field) (\($0.column))" }))") }
        if !likely.isEmpty { talk("likely:  \(list(likely.map { "\($0.field) (\($0.column))" }))") }
        if !suggested.offered.isEmpty {
            talk("offered: \(list(suggested.offered.map { "\($0.field) (\($0.column))" })), as comments")
        }
        if suggested.open.isEmpty {
            talk("open:    nothing; read it through all the same")
        } else {
            talk("open:    \(suggested.open.joined(separator: "; "))")
        }
        let path = out ?? "mappings/\(suggested.name).yaml"
        Terminal.talk("next:")
        if out == nil { Terminal.talkLine("  leadloop mapping suggest \(file) --out \(path)") }
        Terminal.talk("  leadloop mapping check")
        // Nothing can be tried with a mapping that does not compile yet.
        if suggested.isDecided { Terminal.talkLine("  leadloop mapping try \(suggested.name) \(file)") }
        guard source == nil else { return }
        Terminal.talk("and a source that reads such files, config/sources/\(suggested.name).yaml (--source writes it):")
        for line in suggested.source.split(separator: "\n") { Terminal.talkLine("  \(line)") }
    }

    private func list(_ items: [String]) -> String { items.joined(separator: ", ") }

    private func talk(_ text: String) {
        let label = text.prefix(9)
        let isLabelled = label.contains(":") && text.count > 9
        let lines = TextTable.folded(isLabelled ? String(text.dropFirst(9)) : text, to: max(20, Terminal.columns - 9))
        for (index, line) in lines.enumerated() {
            Terminal.talk(isLabelled ? (index == 0 ? label : "         ") + line : line)
        }
    }
}
