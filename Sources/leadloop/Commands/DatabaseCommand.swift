import ArgumentParser
import LeadModel
import SyncEngine

struct DatabaseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "db", abstract: "The store as a whole.",
        subcommands: [
            DatabaseBackupCommand.self, DatabaseVerifyCommand.self, DatabaseRestoreCommand.self,
            DatabaseDrillCommand.self, DatabaseMigrateCommand.self, DatabaseDumpCommand.self,
            DatabaseRebuildCommand.self,
        ])
}

struct DatabaseDumpCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dump", abstract: "Print the canonical dump: sorted JSON lines, equal for equal stores.",
        discussion:
            "Personal data is in it. Numbers of runs and leads and the clock are not, so that two stores can be compared."
    )

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        if global.output == .csv { throw ValidationError("The dump is JSON; it has no columns for --output csv.") }
    }

    func run() throws {
        let workspace = try global.workspaceToLook()
        try global.perform {
            let lines = try CanonicalDump(workspace.openForReading()).lines()
            if global.output == .json {
                Terminal.say("[" + lines.joined(separator: ",\n") + "]")
            } else {
                for line in lines { Terminal.say(line) }
            }
        }
    }
}
