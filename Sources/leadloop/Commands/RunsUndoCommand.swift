import ArgumentParser
import ConfigFiles
import LeadModel
import LeadStore
import SyncEngine

struct RunsUndoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "undo", abstract: "Take back what a run read, also at receivers who were told of it.",
        discussion: """
            Leads are settled anew by what is left, as if the run had not been, and receivers get the messages that bring them to the \
            same. Its files are left out from then on; `runs approve RUN` takes them in again. A system is asked once more for \
            what it has said since, with the next sync. Verdicts, erasures and suppressions that people entered stay. \
            Later runs of the same streams kept nothing of what they found known: they go with it (--with-later), or it stays.
            """)

    @Argument(help: "Number of the run.")
    var number: Int64

    @Flag(name: .customLong("with-later"), help: "Take back later runs, too, that read the same streams.")
    var withLater = false

    @Option(help: ArgumentHelp("Why. It is kept and shown, so leave out whose records they are.", valueName: "text"))
    var because: String?

    @Flag(name: .customLong("dry-run"), help: "Say what it would do, without doing it.")
    var dryRun = false

    @Option(help: ArgumentHelp("Decide as of this time, RFC 3339; for rehearsals.", valueName: "time"))
    var now: String?

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        _ = try CommandTime.read(now)
        if let because, because.allSatisfy(\.isWhitespace) { throw ValidationError("--because needs a reason.") }
    }

    func run() throws {
        let workspace = try dryRun ? global.workspaceToLook() : global.workspace()
        var request = RunUndoDesk.Request(run: number, now: try CommandTime.read(now))
        request.isWithLater = withLater
        request.because = because
        let outcome = try global.working { progress throws(FaultList) in
            let desk = RunUndoDesk(workspace, progress: progress)
            do throws(Fault) {
                return try dryRun ? desk.preview(request) : desk.undo(request)
            } catch {
                throw FaultList(error)
            }
        }
        show(outcome)
        if let fault = outcome.report?.notes.first { throw ExitCode(of: fault) }
    }

    private func show(_ outcome: RunUndoDesk.Outcome) {
        for fault in outcome.report?.notes ?? [] { Terminal.complain(fault) }
        for fault in outcome.report?.warnings ?? [] { Terminal.complain(fault, severity: "warning") }
        switch global.output {
        case .json, .ndjson: Terminal.say(json(outcome).line)
        case .csv: EffectsText(outcome.effects).table.print(.csv)
        case .table: tell(outcome)
        }
    }

    private func tell(_ outcome: RunUndoDesk.Outcome) {
        var table = TextTable(["run", "stream", "export", "read"], overflow: .allFold)
        for reading in outcome.readings {
            table.add(reading.run, reading.stream, Terminal.path(reading.path), reading.read)
        }
        table.print(.table)
        EffectsText(outcome.effects).showTables()
        let sent = outcome.report?.deliveries ?? []
        if !sent.isEmpty {
            Terminal.say("")
            DeliveryText.table(sent).print(.table)
        }
        Terminal.say("")
        let changed = "\(LeadText.count(outcome.effects.leads, "lead")) changed"
        let ended = outcome.ended == 0 ? "" : " · nothing is left of \(LeadText.count(outcome.ended, "lead"))"
        let runs = "run\(outcome.runs.count == 1 ? "" : "s") \(outcome.runs.map(String.init).joined(separator: ", "))"
        guard let report = outcome.report else {
            return Terminal.sayFolded("Would take back \(runs): \(changed)\(ended). Nothing was done.")
        }
        Terminal.sayFolded("Took back \(runs) in run \(report.run): \(changed)\(ended).")
        let files = Set(outcome.readings.filter { !$0.isAsked }.map(\.run)).sorted()
        for run in files {
            Terminal.talk(
                "The files of run \(run) are left out from now on; `leadloop runs approve \(run)` takes them in again.")
        }
        let asked = Set(outcome.readings.filter(\.isAsked).map(\.stream)).sorted()
        if !asked.isEmpty {
            Terminal.talk(
                "The next sync asks once more for what \(asked.joined(separator: ", ")) said since; until then nobody new is recycled of whom it may have said more."
            )
        }
    }

    private func json(_ outcome: RunUndoDesk.Outcome) -> JSONValue {
        .members([
            "run": outcome.report.map { .integer($0.run) },
            "outcome": outcome.report.map { .text($0.outcome.rawValue) },
            "taken-back": .list(outcome.runs.map { .integer($0) }), "ended": .integer(outcome.ended),
            "exports": .list(
                outcome.readings.map {
                    .members([
                        "run": .integer($0.run), "stream": .text($0.stream), "file": .text(Terminal.path($0.path)),
                        "read": .integer($0.read), "asked": .flag($0.isAsked),
                    ])
                }),
            "effects": EffectsText(outcome.effects).json,
            "deliveries": .list(DeliveryText.table(outcome.report?.deliveries ?? []).objects),
        ])
    }
}
