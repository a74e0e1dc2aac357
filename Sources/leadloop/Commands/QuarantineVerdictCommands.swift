import ArgumentParser
import LeadModel
import LeadStore
import SyncEngine

struct QuarantineDismissCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dismiss", abstract: "Say that waiting records need no work.",
        discussion: """
            For what nobody will mend: the broken end of a file that came again whole, a test record. A dismissed record that \
            is delivered again as it is stays dismissed; refused for another reason, it waits anew. Nothing is deleted: \
            `quarantine list --state dismissed` lists them with `quarantine reopen` to put them back. A record that says, or \
            may say, that its person wants no messages forbids them as long as it waits: dismissing one takes --even-opt-outs.
            """)

    @Argument(help: "Numbers of the entries.")
    var entries: [Int64] = []

    @OptionGroup var selection: QuarantineSelection

    @Option(help: ArgumentHelp("Why. It is kept and shown, so leave out whose record it is.", valueName: "text"))
    var because: String

    @Flag(
        name: .customLong("even-opt-outs"),
        help: "Those, too, by which somebody is not written to. They forbid nothing any more.")
    var evenOptOuts = false

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        guard selection.filter(nil, entries: entries).isSelective else {
            throw ValidationError("Name entries by their numbers, or choose some with --code, --source or --stream.")
        }
        guard !because.allSatisfy(\.isWhitespace) else { throw ValidationError("--because needs a reason.") }
        if entries.isEmpty, !global.yes {
            throw ValidationError(
                "This may be many: look at `quarantine list` with the same options, then say it again with --yes.")
        }
    }

    func run() throws {
        let workspace = try global.workspace()
        let now = try CommandTime.read(nil)
        try global.perform {
            let filter = selection.filter(.waiting, entries: entries)
            let (run, dismissed) = try QuarantineDesk(workspace).dismiss(
                filter, because: because, isMeant: evenOptOuts, at: now)
            show(dismissed, run: run, "dismissed", global.output)
        }
    }
}

struct QuarantineReopenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reopen", abstract: "Put dismissed records back on the list of what waits.")

    @Argument(help: "Numbers of the entries.")
    var entries: [Int64]

    @OptionGroup var global: GlobalOptions

    func run() throws {
        let workspace = try global.workspace()
        let now = try CommandTime.read(nil)
        try global.perform {
            var filter = QuarantineFilter(state: .dismissed)
            filter.entries = entries
            let (run, reopened) = try QuarantineDesk(workspace).reopen(filter, at: now)
            show(reopened, run: run, "waiting again", global.output)
        }
    }
}

private func show(_ entries: [QuarantineEntry], run: Int64, _ what: String, _ output: GlobalOptions.Output) {
    guard output == .table else {
        var table = TextTable(["entry", "run", "source", "stream", "code"])
        for entry in entries {
            table.add(entry.number, run, entry.stream.source, entry.stream.stream, entry.fault.code.rawValue)
        }
        return table.print(output)
    }
    Terminal.sayFolded("\(LeadText.count(entries.count, "record")) \(what), in run \(run).")
}
