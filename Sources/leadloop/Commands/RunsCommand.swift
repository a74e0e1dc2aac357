import ArgumentParser
import LeadModel
import LeadStore
import SyncEngine

struct RunsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs", abstract: "What runs did.", subcommands: [RunsListCommand.self, RunsShowCommand.self])
}

struct RunsListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List runs, newest first.")

    @Option(help: "At most this many.")
    var limit = 20

    @OptionGroup var global: GlobalOptions

    func run() throws {
        let workspace = try global.workspace()
        try global.perform {
            let counted =
                global.output == .table
                ? ["ins.", "upd.", "unch.", "rej."] : ["inserted", "updated", "unchanged", "rejected"]
            var table = TextTable(
                ["run", "source", "started", "read"] + counted + ["recycled", "outcome"], spare: ["unch.", "started"])
            for run in try workspace.openForReading().runs(limit: limit) {
                let counts = run.counts
                table.add(
                    String(run.number), run.source, String(run.started.description.prefix(16)),
                    global.number(counts.read), global.number(counts.inserted), global.number(counts.updated),
                    global.number(counts.unchanged), global.number(counts.rejected), global.number(run.recycled),
                    run.outcome?.rawValue ?? "interrupted")
            }
            table.print(global.output)
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
        let workspace = try global.workspace()
        try global.perform {
            let store = try workspace.openForReading()
            guard let run = try store.run(number) else {
                throw Fault(.leadNotFound, .stopRun, "there is no run \(number)", advice: "See `leadloop runs list`.")
            }
            let seconds = run.finished.map { Double($0.milliseconds - run.started.milliseconds) / 1_000 } ?? 0
            let files = try store.files(ofRun: number)
            guard global.output == .table else {
                Terminal.say(
                    JSONValue.members([
                        "run": .integer(run.number), "source": .text(run.source),
                        "started": .text(run.started.description),
                        "as-of": .text(run.asOf.description), "finished": JSONValue(run.finished?.description),
                        "outcome": JSONValue(run.outcome?.rawValue), "read": .integer(run.counts.read),
                        "inserted": .integer(run.counts.inserted),
                        "updated": .integer(run.counts.updated), "unchanged": .integer(run.counts.unchanged),
                        "rejected": .integer(run.counts.rejected), "held": .integer(run.counts.held),
                        "recycled": .integer(run.recycled),
                        "files": .list(
                            files.map {
                                .members([
                                    "path": .text($0.path), "detected": .text($0.detected), "read": .integer($0.read),
                                ])
                            }),
                    ]).line)
                return
            }
            Terminal.say(
                "run \(run.number) of \(run.source): \(run.outcome?.rawValue ?? "interrupted"), started \(run.started), as of \(run.asOf)"
            )
            Terminal.say(RunText.line(run.counts, recycled: run.recycled, seconds: seconds))
            if let message = run.message { Terminal.say("note: \(message)") }
            var table = TextTable(["file", "format", "read", "rejected"], overflow: .allFold)
            for file in files {
                table.add(
                    Terminal.path(file.path), file.detected, global.number(file.read), global.number(file.rejected))
            }
            if !table.rows.isEmpty { table.print(.table) }
        }
    }
}
