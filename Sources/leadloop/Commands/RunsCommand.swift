import ArgumentParser
import LeadModel
import LeadStore
import SyncEngine

struct RunsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs", abstract: "What runs did, and what becomes of exports that they held or took in.",
        subcommands: [
            RunsListCommand.self, RunsShowCommand.self, RunsApproveCommand.self, RunsDiscardCommand.self,
            RunsUndoCommand.self,
        ])
}

struct RunsListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List runs, newest first.")

    @Option(help: "At most this many.")
    var limit = 20

    @OptionGroup var global: GlobalOptions

    func validate() throws { try ListLimit.check(limit) }

    func run() throws {
        let workspace = try global.workspaceToLook()
        let days = ShownDays(workspace)
        try global.perform {
            var table = TextTable(
                [
                    "run", "source", "started", "read", "inserted", "updated", "unchanged", "rejected", "held",
                    "recycled", "returned", "escalated", "outcome", "waits",
                ], spare: ["held", "unchanged", "started"],
                hidden: ["returned", "escalated"],
                headings: ["inserted": "ins.", "updated": "upd.", "unchanged": "unch.", "rejected": "rej."])
            let store = try workspace.openForReading()
            let waiting = try store.runsThatWait()
            for run in try store.runs(limit: limit) {
                let counts = run.counts
                table.add(
                    run.number, run.source, days.timeCell(run.started),
                    counts.read, counts.inserted, counts.updated, counts.unchanged, counts.rejected, counts.held,
                    run.moved.recycled, run.moved.returned, run.moved.escalated, RunText.outcome(of: run),
                    waiting.contains(run.number) ? "for you" : "")
            }
            table.print(global.output)
            days.tell(under: table, global)
            if let last = waiting.max(), global.output == .table {
                Terminal.talk(
                    waiting.count == 1
                        ? "Run \(last) holds what waits for somebody: `leadloop runs show \(last)` shows it."
                        : "\(waiting.count) runs hold what waits for somebody: `leadloop runs show \(last)` shows the last of it."
                )
            }
            if table.rows.isEmpty { Terminal.talk("No run yet.") }
        }
    }
}

struct RunsShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show a run with its files.")

    @Argument(help: "Number of the run.")
    var number: Int64

    @OptionGroup var global: GlobalOptions

    func run() throws {
        let workspace = try global.workspaceToLook()
        try global.perform {
            let store = try workspace.openForReading()
            guard let run = try store.run(number) else { throw HeldDesk.noRun(number) }
            let held = try HeldDesk.held(by: number, in: store)
            let seconds = run.finished.map { Double($0.milliseconds - run.started.milliseconds) / 1_000 } ?? 0
            let files = try store.files(ofRun: number)
            let warnings = try store.warnings(of: number)
            var table = TextTable(["file", "format", "read", "rejected"], overflow: .allFold)
            for file in files { table.add(Terminal.path(file.path), file.detected, file.read, file.rejected) }
            switch global.output {
            case .csv: return table.print(.csv)
            case .json, .ndjson: return Terminal.say(RunText.json(run, files, warnings, held, seconds: seconds).line)
            case .table: break
            }
            Terminal.sayFolded(
                "run \(run.number) of \(run.source): \(RunText.outcome(of: run)), started \(run.started), as of \(run.asOf)"
            )
            for line in RunText.lines(run.counts, moved: run.moved, seconds: seconds) { Terminal.say(line) }
            if let undo = run.undoneBy {
                Terminal.sayFolded("Run \(undo) took back what it read: none of it counts any more.")
            }
            if let message = run.message { Terminal.sayFolded("note: \(message)") }
            if !table.rows.isEmpty { table.print(.table) }
            for warning in warnings { Terminal.say(Terminal.text(of: warning, severity: "warning")) }
            HeldText.show(held, ofRun: number)
        }
    }
}
