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

    func validate() throws { try ListLimit.check(limit) }

    func run() throws {
        let workspace = try global.workspaceToLook()
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
                "state", "first run", "last run", "forbids",
            ],
            hidden: [
                "source", "stream", "file", "line", "record", "advice", "state", "first run", "last run", "forbids",
            ],
            overflow: .allFold)
        for entry in entries {
            let file = entry.fault.origin?.file.split(separator: "/").last.map(String.init) ?? ""
            let place = entry.fault.origin?.line.map { "\(file):\($0)" } ?? file
            table.add(
                entry.number, place, entry.fault.field, entry.fault.code.rawValue, QuarantineText.what(entry.fault),
                entry.stream.source, entry.stream.stream, entry.fault.origin.map { Terminal.path($0.file) },
                entry.fault.origin?.line.map(Int64.init), entry.fault.origin?.record.map(Int64.init),
                entry.fault.advice, entry.state.rawValue, entry.firstRun, entry.lastRun, entry.forbids.map(\.rawValue))
        }
        table.print(global.output)
        table.tellIfCut(at: limit)
    }

    private func show(_ groups: [QuarantineGroup], by grouping: QuarantineGrouping) throws {
        var table = TextTable(
            ["group", "records", "oldest run", "newest run", "example", "what", "advice", "kinds", "codes"],
            hidden: ["kinds", "codes"],
            headings: [
                "group": grouping.rawValue, "oldest run": "from run", "newest run": "to run", "advice": "to do",
            ],
            overflow: .allFold)
        for group in groups {
            let key = grouping == .file ? Terminal.path(group.key) : group.key
            let fault = group.example.fault
            table.add(
                key.isEmpty ? "-" : key, group.count, group.oldestRun, group.newestRun, group.example.number,
                Spoken(QuarantineText.what(group), for: QuarantineText.what(fault)),
                Spoken(QuarantineText.advice(group, selection, grouping), for: fault.advice), group.kinds,
                group.codes.map { "\($0.count) \($0.code)" })
        }
        table.print(global.output)
        table.tellIfCut(at: limit)
    }
}

/// A refused record in words.
enum QuarantineText {
    static func what(_ fault: Fault) -> String { fault.summary + (fault.seen.map { "; saw \($0)" } ?? "") }

    /// What an entry does while it waits.
    static func forbids(_ entry: QuarantineEntry) -> String {
        let reasons = entry.forbids.map(\.rawValue).joined(separator: ", ")
        return "it says, or may say: \(reasons). While it waits, whom it names is sent nothing that this forbids."
    }

    /// What is said of all records of a group; of several reasons, how many there are of each.
    static func what(_ group: QuarantineGroup) -> String {
        guard group.codes.count > 1 else { return (group.kinds > 1 ? "such as: " : "") + what(group.example.fault) }
        let told = group.codes.prefix(3).map { "\(RunText.grouped($0.count)) × \($0.code)" }.joined(separator: ", ")
        return group.codes.count > 3 ? told + ", and \(group.codes.count - 3) reasons more" : told
    }

    /// What to do about all records of a group; where that is not one thing, the command that tells them apart.
    static func advice(
        _ group: QuarantineGroup, _ selection: QuarantineSelection, _ grouping: QuarantineGrouping
    ) -> String {
        let fault = group.example.fault
        guard group.kinds > 1 else { return fault.advice }
        guard group.codes.count > 1 else { return "such as: \(fault.advice)" }
        let stream = group.example.stream
        var options: [(String, String?)] = [
            ("code", selection.code), ("source", selection.source), ("stream", selection.stream),
            ("field", selection.field),
        ]
        switch grouping {
        case .source: options[1].1 = stream.source
        case .stream: (options[1].1, options[2].1) = (stream.source, stream.stream)
        case .field: options[3].1 = group.key.isEmpty ? nil : group.key
        case .code, .file, .run: break
        }
        let said = options.compactMap { name, value in
            value.map { " --\(name) \($0.contains(" ") ? "\"\($0)\"" : $0)" }
        }
        return "`leadloop quarantine list --group-by code\(said.joined())` says it for each reason."
    }
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
        let workspace = try global.workspaceToLook()
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
            Terminal.sayFolded(
                "source \(found.stream.source), stream \(found.stream.stream), first seen in run \(found.firstRun), last in run \(found.lastRun)"
            )
            if let released = found.releasedRun {
                Terminal.sayFolded(
                    "\(found.mendedBy == nil ? "read after all" : "mended by a person") in run \(released)")
            }
            if let dismissal = found.dismissal {
                Terminal.sayFolded(
                    "dismissed by a person on \(ShownDays(workspace).day(dismissal.at)), run \(dismissal.run): \(TextTable.flat(dismissal.because))"
                )
            }
            if !found.forbids.isEmpty, found.state == .waiting { Terminal.sayFolded(QuarantineText.forbids(found)) }
            if let attempt = found.attempt { Terminal.sayFolded("the last row that was to mend it: \(attempt)") }
            guard showValues else {
                return Terminal.sayFolded("The record is kept whole; `--show-values` prints it.")
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
            "forbids",
        ])
        table.add(
            found.number, found.stream.source, found.stream.stream, found.fault.code.rawValue,
            found.fault.summary, found.fault.advice, found.fault.field, found.fault.seen?.description,
            found.fault.origin.map { Terminal.path($0.file) }, found.fault.origin?.line.map(Int64.init),
            found.fault.origin?.record.map(Int64.init), found.firstRun, found.lastRun, found.releasedRun,
            raw.map { String(decoding: $0, as: UTF8.self) }, found.state.rawValue, found.dismissal?.run,
            found.dismissal?.because, found.attempt, found.forbids.map(\.rawValue))
        table.printOne(global.output)
    }
}
