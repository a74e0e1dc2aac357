import ArgumentParser
import LeadModel
import LeadStore
import SyncEngine

struct SuppressionRemoveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Take back entries that were made by mistake.",
        discussion: """
            What somebody typed wrongly, or a list that was the wrong file: `--batch` takes back what was entered at one go, \
            by its number in `suppression history`; `--source` everything that a source said, or what it said of the people \
            that are named. What another source says of them, or a later list said again, stays. The entries stay in the \
            ledger, taken back by whom, when and why, and forbid nothing any more; the leads are decided about anew at once. \
            Where a person changed her mind, take nothing back: a consent ends an opt-out, see `consent-from` in the \
            agreement. Erasures are for good.
            """)

    @Argument(help: "People, named as in `suppression add`; `-` reads them from standard input, one a line.")
    var people: [String] = []

    @Option(name: .customLong("from-file"), help: ArgumentHelp("Read them from a file, one a line.", valueName: "file"))
    var file: String?

    @Option(
        help: ArgumentHelp("What was entered at one go, by its number in `suppression history`.", valueName: "number"))
    var batch: Int64?

    @Option(help: ArgumentHelp("Whose word is taken back.", valueName: "name"))
    var source: String?

    @Option(help: ArgumentHelp("With --source: only entries for this reason.", valueName: "reason"))
    var reason: SuppressionReason?

    @Option(help: ArgumentHelp("Why; kept with the entries. Name nobody in it.", valueName: "text"))
    var because: String

    @Option(help: ArgumentHelp("Who does so; kept with the entries.", valueName: "name"))
    var by = "operator"

    @OptionGroup var options: LedgerRunOptions

    @OptionGroup var global: GlobalOptions

    private var namesPeople: Bool { !people.isEmpty || file != nil }

    func validate() throws {
        guard (batch == nil) != (source == nil) else {
            throw ValidationError("Say either --batch NUMBER or --source NAME.")
        }
        if batch != nil, namesPeople || reason != nil {
            throw ValidationError("--batch takes back what was entered at one go, all of it.")
        }
        if namesPeople { try named.validate() }
    }

    private var named: NamedPeople {
        var named = NamedPeople()
        named.people = people
        named.file = file
        return named
    }

    func run() throws {
        let workspace = try global.workspaceToEnter()
        let now = try CommandTime.read(options.now)
        try global.perform {
            let scope: SuppressionRemoval.Scope
            if let batch {
                scope = .batch(batch)
            } else if let source {
                scope = namesPeople ? .people(try named.names(), source: source) : .source(source)
            } else {
                throw ValidationError("Say either --batch NUMBER or --source NAME.")
            }
            var removal = SuppressionRemoval(scope, reason: reason, who: by, because: because)
            removal.region = options.region
            let desk = try SuppressionDesk(workspace, at: now, isRehearsal: options.isRehearsal)
            let outcome = try desk.remove(removal, isMeant: global.yes)
            show(outcome)
            if !outcome.faults.isEmpty { throw ExitStatus.doneWithRejects }
        }
    }

    private func show(_ outcome: SuppressionRemoval.Outcome) {
        for fault in outcome.faults { Terminal.complain(fault) }
        if global.output == .table {
            let parts = outcome.counts.map { "\(RunText.grouped($0.entries)) \($0.reason.rawValue)" }
            let verb = options.isRehearsal ? "would be taken back" : "taken back"
            Terminal.sayFolded(
                parts.isEmpty ? "nothing \(verb)" : "\(verb): \(parts.joined(separator: " + "))")
            if outcome.leads > 0 {
                Terminal.sayFolded(
                    "\(RunText.grouped(outcome.leads)) \(outcome.leads == 1 ? "lead" : "leads") decided about anew")
            }
        } else {
            var table = TextTable(["entries", "said elsewhere", "said again", "refused", "leads"])
            table.add(
                outcome.entries, outcome.saidElsewhere, outcome.saidAgain, outcome.faults.count, outcome.leads)
            table.printOne(global.output)
        }
        if outcome.saidElsewhere > 0 {
            Terminal.talk(
                "Of \(RunText.grouped(outcome.saidElsewhere)) of these another entry says something still, and that holds."
            )
        }
        if outcome.saidAgain > 0 {
            Terminal.talk(
                "\(RunText.grouped(outcome.saidAgain)) of the batch stay: what was entered later said them again.")
        }
        if options.isRehearsal { Terminal.talk("Nothing was written.") }
        if outcome.waitsForSync {
            Terminal.talk("A run was interrupted: the next `leadloop sync` decides about the leads that are meant.")
        }
    }
}

struct SuppressionHistoryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history", abstract: "List what was entered into the ledger at one go, and what was taken back.")

    @OptionGroup var global: GlobalOptions

    func run() throws {
        let workspace = try global.workspaceToLook()
        let days = ShownDays(workspace)
        try global.perform {
            var table = TextTable(["batch", "entered", "source", "list", "entries", "hold", "taken back"])
            for batch in try SuppressionDesk.history(workspace) {
                table.add(
                    batch.number, days.cell(batch.entered), batch.source,
                    batch.list, batch.entries, batch.holding,
                    batch.removals.map {
                        "\(days.day($0.removed)) by \($0.who): \($0.because)"
                    })
            }
            table.print(global.output)
            days.tell(under: table, global)
            if table.rows.isEmpty { Terminal.talk("Nothing was entered yet.") }
        }
    }
}
