import ArgumentParser
import LeadModel
import LeadStore
import SyncEngine

struct DatabaseBackupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Copy the store as it stands, while others read and write.",
        discussion: """
            The copy is looked at before it counts: a damaged store is refused. Beside it stand a manifest, and the lists of \
            who was erased, who must not be written to and what was sent. Personal data is in it. `--keep`, or `backup:` in the \
            settings for its own folder, lets older backups of the same store go; never the last one.
            """)

    @Option(
        help: ArgumentHelp(
            "A folder, or a file that is not there yet, in the place of the settings' folder.", valueName: "place"))
    var to: String?

    @Option(
        help: ArgumentHelp(
            "Keep so many backups of this store in the folder, and remove older ones.", valueName: "number"))
    var keep: Int?

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        if let keep, keep < 1 { throw ValidationError("At least one backup is kept: --keep 1 or more.") }
    }

    func run() throws {
        let place = try global.storePlace()
        let printer = ProgressPrinter(isQuiet: global.quiet)
        try global.perform {
            defer { printer.clear() }
            let made = try BackupDesk(place, progress: ProgressReport { printer.show($0) }).make(
                to: to, keep: keep, now: try CommandTime.read(nil))
            printer.clear()
            for warning in made.warnings { Terminal.complain(warning, severity: "warning") }
            let (manifest, counts) = (made.manifest, made.manifest.counts)
            guard global.output == .table else {
                var table = TextTable([
                    "file", "made", "store", "bytes", "sha256", "leads", "runs", "messages", "removed",
                ])
                table.add(
                    Terminal.path(made.path), manifest.made, manifest.store, Int(manifest.bytes), manifest.sha256,
                    Int(counts.leads), Int(counts.runs), Int(counts.messages), made.removed.map { Terminal.path($0) })
                return table.printOne(global.output)
            }
            Terminal.say(Terminal.path(made.path))
            Terminal.sayFolded(
                "\(RunText.grouped(Int(counts.leads))) leads and \(RunText.grouped(Int(counts.runs))) runs in \(RunText.grouped(Int(manifest.bytes))) bytes, found whole."
            )
            if !made.removed.isEmpty {
                Terminal.sayFolded("Removed: \(made.removed.map { Terminal.path($0) }.joined(separator: ", ")).")
            }
        }
    }
}
