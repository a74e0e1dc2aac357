import ArgumentParser
import ConfigFiles
import LeadModel
import SyncEngine

struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Check the configuration.", subcommands: [ConfigCheckCommand.self])
}

struct ConfigCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check every file of the configuration; all findings at once, each with file, line and column.")

    @OptionGroup var global: GlobalOptions

    func run() throws {
        var errors: [Fault] = []
        var warnings: [Fault] = []
        do {
            let workspace = try Workspace.load(config: global.config)
            warnings = workspace.warnings(at: try CommandTime.read(nil))
            errors = workspace.failedMappingTests()
        } catch let list as FaultList {
            errors = list.faults
        }
        if global.output == .table {
            for fault in errors { Terminal.say(Terminal.text(of: fault)) }
            for fault in warnings { Terminal.say(Terminal.text(of: fault, severity: "warning")) }
            Terminal.talk(
                errors.isEmpty
                    ? "The configuration is in order\(warnings.isEmpty ? "" : ", with \(LeadText.count(warnings.count, "warning"))")."
                    : "\(LeadText.count(errors.count, "finding")).")
        } else {
            var table = TextTable(["severity", "code", "file", "line", "column", "summary", "advice"])
            for (severity, fault) in errors.map({ ("error", $0) }) + warnings.map({ ("warning", $0) }) {
                let place = fault.origin
                table.add(
                    severity, fault.code.rawValue, place.map { Terminal.path($0.file) }, place?.line.map(Int64.init),
                    place?.column.map(Int64.init), fault.summary, fault.advice)
            }
            table.print(global.output)
        }
        if !errors.isEmpty { throw ExitStatus.configuration }
    }
}
