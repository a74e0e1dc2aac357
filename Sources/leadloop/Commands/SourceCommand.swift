import ArgumentParser
import LeadModel
import SyncEngine

struct SourceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "source", abstract: "Sources that leads are pulled from.", subcommands: [SourceCheckCommand.self])
}

struct SourceCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Open a source's files and say what is in them, without storing anything.")

    @Argument(help: "Sources; all of them if none is named.")
    var sources: [String] = []

    @OptionGroup var global: GlobalOptions

    func run() throws {
        let workspace = try global.workspace()
        try global.perform {
            var table = TextTable(["source", "stream", "file", "format", "records", "unreadable", "unmapped columns"])
            var worst: Fault?
            for check in try SourceChecker(workspace).check(sources) {
                table.add(
                    check.source, check.stream, check.file, check.detected, RunText.grouped(check.records), RunText.grouped(check.rejected),
                    check.unmappedColumns.joined(separator: ", "))
                for fault in check.faults { Terminal.talk(fault.description) }
                worst = worst ?? check.faults.first
            }
            table.print(global.output)
            if let worst { throw ExitCode(of: worst) == ExitStatus.inputOutput ? ExitStatus.inputOutput : ExitStatus.badData }
        }
    }
}
