import ArgumentParser
import ConfigFiles
import LeadModel
import SyncEngine

struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "Check the configuration, compare it with what is in force, and write the schemas for editors.",
        subcommands: [
            ConfigCheckCommand.self, ConfigShowCommand.self, ConfigDiffCommand.self, ConfigSchemaCommand.self,
        ])
}

struct ConfigCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check every file of the configuration; all findings at once, each with file, line and column.",
        discussion: """
            Checks settings, sources, mappings with their tests, matching, survivorship, agreement and feeds, each by itself and \
            all together. Errors end with exit code 78; warnings, such as a match key that no mapping fills, do not.
            """)

    @OptionGroup var global: GlobalOptions

    func run() throws { try ConfigurationFindings.tell(global) }
}

/// What `config check` and `mapping check` do: it is one check.
enum ConfigurationFindings {
    static func tell(_ global: GlobalOptions) throws {
        let check = ConfigurationCheck(config: global.config, now: try CommandTime.read(nil))
        let (errors, warnings) = (check.errors, check.warnings)
        if global.output == .table {
            for fault in errors { Terminal.say(Terminal.text(of: fault)) }
            for fault in warnings { Terminal.say(Terminal.text(of: fault, severity: "warning")) }
            Terminal.talk(sum(errors, warnings))
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

    /// `1 error and 4 warnings.`
    private static func sum(_ errors: [Fault], _ warnings: [Fault]) -> String {
        let warned = LeadText.count(warnings.count, "warning")
        if errors.isEmpty { return "The configuration is in order\(warnings.isEmpty ? "" : ", with \(warned)")." }
        let more = errors.contains { $0.code == .configMoreFindings } ? ", and more" : ""
        let found = LeadText.count(errors.count { $0.code != .configMoreFindings }, "error") + more
        return "\(found)\(warnings.isEmpty ? "" : " and \(warned)")."
    }
}
