import ArgumentParser
import LeadModel
import LeadStore
import SyncEngine

struct DatabaseVerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Look whether the store, or a backup of it, is whole.",
        discussion: """
            Of a backup its manifest and digest are looked at, too. Then the database itself, and what always holds between its \
            rows: leads name versions that are there, receivers were told last what they are to hold, no number would be given \
            twice. Nothing is changed. Ends with 74 where something is wrong.
            """)

    @Argument(help: "A backup; without it the store.")
    var file: String?

    @OptionGroup var global: GlobalOptions

    func run() throws {
        let place = try global.storePlace()
        let printer = ProgressPrinter(isQuiet: global.quiet)
        try global.perform {
            defer { printer.clear() }
            let progress = ProgressReport { printer.show($0) }
            let check =
                try file.map { try BackupCheck($0, progress: progress) }
                ?? BackupCheck(storeOf: place, progress: progress)
            printer.clear()
            CheckText.print(check.outcomes, global.output)
            if !check.isWhole { throw ExitStatus.inputOutput }
        }
    }
}

struct DatabaseDrillCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drill",
        abstract: "Try a backup: restore it elsewhere, open it, and compare it with its manifest.",
        discussion: """
            The copy is made in the folder of the backups and goes again. Nothing is done to the store. When it came out well is \
            noted, and `leadloop doctor` says how long ago that was. Ends with 74 where it did not.
            """)

    @Argument(help: "A backup; without it the newest one in the settings' folder.")
    var file: String?

    @OptionGroup var global: GlobalOptions

    func run() throws {
        let place = try global.storePlace()
        let printer = ProgressPrinter(isQuiet: global.quiet)
        try global.perform {
            defer { printer.clear() }
            let drill = try RestoreDrill(place, progress: ProgressReport { printer.show($0) }).carryOut(
                file, now: try CommandTime.read(nil))
            printer.clear()
            for warning in drill.warnings { Terminal.complain(warning, severity: "warning") }
            if global.output == .table { Terminal.say(Terminal.path(drill.path)) }
            CheckText.print(drill.outcomes, global.output)
            if !drill.isGood { throw ExitStatus.inputOutput }
        }
    }
}

/// What was looked at, a line each.
enum CheckText {
    static func print(_ outcomes: [StoreCheck.Outcome], _ output: GlobalOptions.Output) {
        guard output == .table else {
            var table = TextTable(["verdict", "what", "finding"])
            for outcome in outcomes {
                table.add(outcome.fault == nil ? "good" : "bad", outcome.subject, outcome.detail)
            }
            return table.print(output)
        }
        for outcome in outcomes {
            Terminal.sayFolded("\(outcome.fault == nil ? "✓" : "✗") \(outcome.subject): \(outcome.detail)")
        }
    }
}
