import ArgumentParser
import LeadModel
import LeadStore
import SyncEngine

struct RunsApproveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve", abstract: "Take in what a run held.",
        discussion: """
            Takes in exactly the exports that `runs show` lists, in a run of its own: a file whose bytes are others by now is \
            refused. A system is asked again, and what comes is taken in where it differs in no other way than was shown; else \
            it is held once more. Where records would be gone by it, --count has to be their number, so that nobody approves of \
            what they have not read; --without-absences takes in what the exports have, and nobody is gone by them.
            """)

    @Argument(help: "Number of the run.")
    var number: Int64

    @Option(help: ArgumentHelp("So many records may be gone: the number that `runs show` shows.", valueName: "number"))
    var count: Int?

    @Flag(name: .customLong("without-absences"), help: "Take in what the exports have; nobody is gone by them.")
    var withoutAbsences = false

    @Option(help: ArgumentHelp("Decide as of this time, RFC 3339; for rehearsals.", valueName: "time"))
    var now: String?

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        _ = try CommandTime.read(now)
        if count != nil, withoutAbsences { throw ValidationError("--count and --without-absences exclude each other.") }
        if let count, count < 0 { throw ValidationError("--count is a number of records.") }
    }

    func run() throws {
        let workspace = try global.workspace()
        var request = HeldDesk.Request(run: number, now: try CommandTime.read(now))
        request.count = count
        request.withoutAbsences = withoutAbsences
        try RunReports(global: global).show { try HeldDesk(workspace).approve(request, progress: $0) }
    }
}

struct RunsDiscardCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "discard", abstract: "Leave out for good what a run held.",
        discussion: """
            The same bytes are not read again, and what they may say holds nobody back any more. It stands in the list of runs, \
            with when and why; `runs approve` takes it back. Of what a system was asked for no bytes are kept: what it answers \
            next is judged anew.
            """)

    @Argument(help: "Number of the run.")
    var number: Int64

    @Option(help: ArgumentHelp("Why. It is kept and shown, so leave out whose records they are.", valueName: "text"))
    var because: String?

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        if let because, because.allSatisfy(\.isWhitespace) { throw ValidationError("--because needs a reason.") }
    }

    func run() throws {
        let workspace = try global.workspace()
        let now = try CommandTime.read(nil)
        try global.perform {
            let (run, exports) = try HeldDesk(workspace).discard(run: number, because: because, at: now)
            switch global.output {
            case .json, .ndjson, .csv:
                var table = TextTable(["run", "file", "read"])
                for export in exports { table.add(run, Terminal.path(export.path), export.read) }
                table.print(global.output)
            case .table:
                for export in exports {
                    Terminal.sayFolded(
                        "\(Terminal.path(export.path)), \(HeldText.count(export.read, "record")): left out; run \(run) stands for it. `leadloop runs approve \(number)` takes it back."
                    )
                }
            }
        }
    }
}
