public import ArgumentParser
import LeadModel
public import LeadStore
import SyncEngine

struct QuarantineCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quarantine", abstract: "Records that could not be read or mapped, kept whole with the reason.",
        subcommands: [
            QuarantineListCommand.self, QuarantineShowCommand.self, QuarantineReplayCommand.self,
            QuarantineExportCommand.self, QuarantineImportCommand.self, QuarantineDismissCommand.self,
            QuarantineReopenCommand.self,
        ])
}

/// Which entries a command is about.
struct QuarantineSelection: ParsableArguments {
    @Option(help: ArgumentHelp("Only those refused for this reason.", valueName: "code"))
    var code: String?

    @Option(help: ArgumentHelp("Only those of this source.", valueName: "source"))
    var source: String?

    @Option(help: ArgumentHelp("Only those of this stream.", valueName: "stream"))
    var stream: String?

    @Option(help: ArgumentHelp("Only those refused because of this column.", valueName: "column"))
    var field: String?

    func validate() throws {
        guard let code, FaultCode(rawValue: code) == nil else { return }
        let advice = Nearest.advice(for: code, among: FaultCode.allCases.map(\.rawValue))
        throw ValidationError("'\(code)' is not a reason for quarantine. \(advice)")
    }

    func filter(_ state: QuarantineState?, entries: [Int64] = []) -> QuarantineFilter {
        var filter = QuarantineFilter(state: state)
        filter.entries = entries
        filter.code = code
        filter.source = source
        filter.stream = stream
        filter.field = field
        return filter
    }
}

extension QuarantineGrouping: ExpressibleByArgument {}
extension QuarantineState: ExpressibleByArgument {}

struct QuarantineListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List waiting records, newest first, or how many wait for what.",
        discussion: "Start with `--group-by code`: it says what to do about each group, the largest first.")

    @Option(name: .customLong("group-by"), help: "Put together by code, field, source, stream, file or run.")
    var grouping: QuarantineGrouping?

    @Option(help: "Which to list: waiting, released or dismissed.")
    var state = QuarantineState.waiting

    @OptionGroup var selection: QuarantineSelection

    @Option(help: "At most this many.")
    var limit = 100

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        guard limit > 0 else { throw ValidationError("--limit is a number from 1 up.") }
    }

    func run() throws {
        let workspace = try global.workspace()
        try global.perform {
            let store = try workspace.openForReading()
            var filter = selection.filter(state)
            filter.limit = limit
            if let grouping {
                try show(store.quarantineGroups(by: grouping, filter), by: grouping)
            } else {
                show(try store.quarantined(filter))
            }
            let summary = try store.quarantineSummary()
            Terminal.talk(summary.waiting == 0 && summary.dismissed == 0 ? "Nothing waits." : "\(summary).")
        }
    }

    private func show(_ entries: [QuarantineEntry]) {
        var table = TextTable(
            [
                "entry", "where", "field", "code", "what", "source", "stream", "file", "line", "record", "advice",
                "state", "first run", "last run",
            ],
            hidden: ["source", "stream", "file", "line", "record", "advice", "state", "first run", "last run"],
            overflow: .allFold)
        for entry in entries {
            let file = entry.fault.origin?.file.split(separator: "/").last.map(String.init) ?? ""
            let place = entry.fault.origin?.line.map { "\(file):\($0)" } ?? file
            table.add(
                entry.number, place, entry.fault.field, entry.fault.code.rawValue, QuarantineText.what(entry.fault),
                entry.stream.source, entry.stream.stream, entry.fault.origin.map { Terminal.path($0.file) },
                entry.fault.origin?.line.map(Int64.init), entry.fault.origin?.record.map(Int64.init),
                entry.fault.advice, entry.state.rawValue, entry.firstRun, entry.lastRun)
        }
        table.print(global.output)
        table.tellIfCut(at: limit)
    }

    private func show(_ groups: [QuarantineGroup], by grouping: QuarantineGrouping) throws {
        var table = TextTable(
            ["group", "records", "oldest run", "newest run", "example", "what", "advice"],
            headings: [
                "group": grouping.rawValue, "oldest run": "from run", "newest run": "to run", "advice": "to do",
            ],
            overflow: .allFold)
        for group in groups {
            let key = grouping == .file ? Terminal.path(group.key) : group.key
            table.add(
                key.isEmpty ? "-" : key, group.count, group.oldestRun, group.newestRun, group.example.number,
                QuarantineText.what(group.example.fault), group.example.fault.advice)
        }
        table.print(global.output)
        table.tellIfCut(at: limit)
    }
}

/// A refused record in words.
enum QuarantineText {
    static func what(_ fault: Fault) -> String { fault.summary + (fault.seen.map { "; saw \($0)" } ?? "") }
}

struct QuarantineShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show one waiting record: the reason and what to do.")

    @Argument(help: "Number of the entry.")
    var entry: Int64

    @Flag(name: .customLong("show-values"), help: "Print the record as it was delivered, personal data included.")
    var showValues = false

    @OptionGroup var global: GlobalOptions

    func run() throws {
        let workspace = try global.workspace()
        try global.perform {
            let store = try workspace.openForReading()
            guard let found = try store.quarantined(entry) else {
                throw Fault(
                    .quarantineNotFound, .stopRun, "there is no quarantine entry \(entry)",
                    advice: "See `leadloop quarantine list`.")
            }
            let raw = showValues ? try store.rawRecord(page: found.page, slot: found.slot) : nil
            guard global.output == .table else { return tell(found, raw) }
            Terminal.say(Terminal.text(of: found.fault))
            Terminal.say(
                "source \(found.stream.source), stream \(found.stream.stream), first seen in run \(found.firstRun), last in run \(found.lastRun)"
            )
            if let released = found.releasedRun {
                Terminal.say("\(found.mendedBy == nil ? "read after all" : "mended by a person") in run \(released)")
            }
            if let dismissal = found.dismissal {
                Terminal.say(
                    "dismissed by a person on \(LeadText.date(dismissal.at)), run \(dismissal.run): \(TextTable.flat(dismissal.because))"
                )
            }
            if let attempt = found.attempt { Terminal.say("the last row that was to mend it: \(attempt)") }
            guard showValues else {
                return Terminal.say("The record is kept whole; `--show-values` prints it.")
            }
            var table = TextTable(["column", "value", "read as"], overflow: .allFold)
            for cell in try QuarantineDesk(workspace).cells(of: found) {
                let mark = cell.column == found.fault.field ? " <- here" : ""
                table.add(cell.column, TextTable.flat(cell.value), cell.fields.joined(separator: ", ") + mark)
            }
            table.print(.table)
            if let raw { Terminal.say(TextTable.flat(String(decoding: raw, as: UTF8.self))) }
        }
    }

    private func tell(_ found: QuarantineEntry, _ raw: [UInt8]?) {
        var table = TextTable([
            "entry", "source", "stream", "code", "summary", "advice", "field", "seen", "file", "line", "record",
            "first run", "last run", "released run", "raw", "state", "dismissed run", "because", "attempt",
        ])
        table.add(
            found.number, found.stream.source, found.stream.stream, found.fault.code.rawValue,
            found.fault.summary, found.fault.advice, found.fault.field, found.fault.seen?.description,
            found.fault.origin.map { Terminal.path($0.file) }, found.fault.origin?.line.map(Int64.init),
            found.fault.origin?.record.map(Int64.init), found.firstRun, found.lastRun, found.releasedRun,
            raw.map { String(decoding: $0, as: UTF8.self) }, found.state.rawValue, found.dismissal?.run,
            found.dismissal?.because, found.attempt)
        table.printOne(global.output)
    }
}
