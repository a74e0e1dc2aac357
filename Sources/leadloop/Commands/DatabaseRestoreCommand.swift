import ArgumentParser
import LeadModel
import LeadStore
import SyncEngine

struct DatabaseRestoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Put a backup in the place of the store; the store that is there is kept.",
        discussion: """
            The backup is looked at first. Then it takes the store's place, whole or not at all, and what the lists beside the store \
            know is carried out again: who was erased since stays erased, who was entered into the ledger stays entered, and \
            destinations are told anew what the backup does not know that they were told. Interrupted, it goes on when it is said \
            again. Without --yes it says what it would do, and what the backup lacks.
            """)

    @Argument(help: "A backup, or a store that a restore has put aside.")
    var file: String

    @Flag(name: .customLong("other-store"), help: "Take a backup of another store, with its own numbers and secrets.")
    var takesOther = false

    @OptionGroup var global: GlobalOptions

    func run() throws {
        let place = try global.storePlace()
        let printer = ProgressPrinter(isQuiet: global.quiet)
        try global.perform {
            defer { printer.clear() }
            let desk = RestoreDesk(
                place, lockSeconds: global.lockSeconds(), progress: ProgressReport { printer.show($0) }
            ) {
                Terminal.complain($0, severity: "warning")
            }
            guard global.yes else {
                let prospect = try desk.look(at: file, takesOther: takesOther)
                printer.clear()
                tell(prospect, of: place)
                Terminal.talk("Nothing was changed; say it with --yes.")
                throw ExitCode.validationFailure
            }
            let done = try desk.restore(file, takesOther: takesOther, now: try CommandTime.read(nil))
            printer.clear()
            tell(done, of: place)
        }
    }

    private func tell(_ prospect: RestoreDesk.Prospect, of place: StorePlace) {
        guard global.output == .table else { return table(prospect, aside: nil) }
        for line in words(prospect) { Terminal.sayFolded(line) }
        if prospect.isStoreThere {
            Terminal.sayFolded("\(Terminal.path(place.storePath)) would be kept beside it, under a name with the time.")
        }
    }

    private func tell(_ done: RestoreDesk.Done, of place: StorePlace) {
        for fault in done.unopened { Terminal.complain(fault, severity: "warning") }
        guard global.output == .table else { return table(done.prospect, aside: done.aside) }
        Terminal.sayFolded("\(Terminal.path(place.storePath)) is the backup now.")
        for line in words(done.prospect) { Terminal.sayFolded(line) }
        if let aside = done.aside {
            Terminal.sayFolded("What was there is kept in \(Terminal.path(aside)). To go back to it:")
            Terminal.say("    leadloop db restore \(Terminal.path(aside)) --yes")
        }
        if !done.unopened.isEmpty {
            Terminal.sayFolded(
                "What the lists beside the store know was not carried out, for the reason above: the next command that writes does so first."
            )
        }
        Terminal.sayFolded(
            "Put the exports that were delivered since back into their inbox, and run `leadloop sync`.")
    }

    /// What the backup is and lacks, in sentences.
    private func words(_ prospect: RestoreDesk.Prospect) -> [String] {
        let counts = prospect.facts.counts
        var lines: [String] = []
        let made = prospect.check.manifest.map { "made \($0.made)" } ?? "without a manifest, looked at by itself"
        lines.append(
            "The backup was \(made): \(RunText.grouped(Int(counts.leads))) leads, \(RunText.grouped(Int(counts.runs))) runs."
        )
        guard let lack = prospect.lack else {
            if prospect.isStoreThere {
                lines.append("What it lacks nobody can tell: the store that is there cannot be read, or is another.")
            }
            return lines
        }
        guard lack.runs + lack.messages + lack.delivered > 0 || lack.leads != 0 else {
            return lines + ["It lacks no run and no delivery."]
        }
        let runs =
            lack.runs == 0
            ? "no run"
            : lack.runs == 1 ? "run \(lack.lastRun)" : "runs \(lack.lastRun - lack.runs + 1) to \(lack.lastRun)"
        lines.append(
            "It lacks \(runs), \(count(lack.messages, "message")) to receivers, of which \(count(lack.delivered, "delivery", "deliveries")) \(lack.delivered == 1 ? "was" : "were") accepted, and \(count(max(0, lack.leads), "lead"))."
        )
        return lines
    }

    private func count(_ number: Int64, _ one: String, _ many: String? = nil) -> String {
        "\(RunText.grouped(Int(number))) \(number == 1 ? one : many ?? one + "s")"
    }

    private func table(_ prospect: RestoreDesk.Prospect, aside: String?) {
        var table = TextTable([
            "file", "made", "leads", "runs", "runs lacking", "messages lacking", "deliveries lacking", "aside",
        ])
        table.add(
            Terminal.path(file), prospect.check.manifest?.made ?? "", Int(prospect.facts.counts.leads),
            Int(prospect.facts.counts.runs), Int(prospect.lack?.runs ?? 0), Int(prospect.lack?.messages ?? 0),
            Int(prospect.lack?.delivered ?? 0), aside.map { Terminal.path($0) } ?? "")
        table.printOne(global.output)
    }
}
