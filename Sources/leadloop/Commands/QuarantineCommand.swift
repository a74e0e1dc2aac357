import ArgumentParser
import LeadModel
import LeadStore
import SyncEngine

struct QuarantineCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quarantine", abstract: "Records that could not be read or mapped, kept whole with the reason.",
        subcommands: [QuarantineListCommand.self, QuarantineShowCommand.self])
}

struct QuarantineListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List waiting records, newest first.")

    @Option(help: "At most this many.")
    var limit = 100

    @OptionGroup var global: GlobalOptions

    func run() throws {
        let workspace = try global.workspace()
        try global.perform {
            let store = try workspace.openForReading()
            var table = TextTable(
                [
                    "entry", "where", "field", "code", "what", "source", "stream", "file", "line", "record", "advice",
                ], hidden: ["source", "stream", "file", "line", "record", "advice"], overflow: .allFold)
            for entry in try store.quarantined(limit: limit) {
                let file = entry.fault.origin?.file.split(separator: "/").last.map(String.init) ?? ""
                let place = entry.fault.origin?.line.map { "\(file):\($0)" } ?? file
                let seen = entry.fault.seen.map { "; saw \($0)" } ?? ""
                table.add(
                    entry.number, place, entry.fault.field, entry.fault.code.rawValue, entry.fault.summary + seen,
                    entry.stream.source, entry.stream.stream, entry.fault.origin.map { Terminal.path($0.file) },
                    entry.fault.origin?.line.map(Int64.init), entry.fault.origin?.record.map(Int64.init),
                    entry.fault.advice)
            }
            table.print(global.output)
            table.tellIfCut(at: limit)
            let counts = try store.quarantineCounts()
            let total = counts.reduce(0) { $0 + $1.count }
            Terminal.talk(
                total == 0
                    ? "Nothing waits."
                    : "\(total) waiting: " + counts.map { "\($0.count) × \($0.code)" }.joined(separator: ", "))
        }
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
        let workspace = try global.workspace()
        try global.perform {
            let store = try workspace.openForReading()
            guard let found = try store.quarantined(entry) else {
                throw Fault(
                    .quarantineNotFound, .stopRun, "there is no quarantine entry \(entry)",
                    advice: "See `leadloop quarantine list`.")
            }
            let raw = showValues ? try store.rawRecord(page: found.page, slot: found.slot) : nil
            guard global.output == .table else {
                var table = TextTable([
                    "entry", "source", "stream", "code", "summary", "advice", "field", "seen", "file", "line", "record",
                    "first run", "last run", "released run", "raw",
                ])
                table.add(
                    found.number, found.stream.source, found.stream.stream, found.fault.code.rawValue,
                    found.fault.summary, found.fault.advice, found.fault.field, found.fault.seen?.description,
                    found.fault.origin.map { Terminal.path($0.file) }, found.fault.origin?.line.map(Int64.init),
                    found.fault.origin?.record.map(Int64.init), found.firstRun, found.lastRun, found.releasedRun,
                    raw.map { String(decoding: $0, as: UTF8.self) })
                return table.printOne(global.output)
            }
            Terminal.say(Terminal.text(of: found.fault))
            Terminal.say(
                "source \(found.stream.source), stream \(found.stream.stream), first seen in run \(found.firstRun), last in run \(found.lastRun)"
            )
            if let released = found.releasedRun { Terminal.say("read after all in run \(released)") }
            if let raw {
                Terminal.say(TextTable.flat(String(decoding: raw, as: UTF8.self)))
            } else if !showValues {
                Terminal.say("The record is kept whole; `--show-values` prints it.")
            }
        }
    }
}
