import ArgumentParser
import SyncEngine

struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Look whether everything a run needs is there.",
        discussion: """
            Machine, configuration, sources, destinations, store, backups and schedules, each with ✓, ! or ✗ and what mends it. Nothing is \
            changed. Ends with 1 where something is ✗. With --ask, sources and destinations are asked over the network, too: each system \
            counts that, and a webhook is sent a signed sample.
            """)

    @Flag(help: "Ask sources and destinations whether they answer.")
    var ask = false

    @OptionGroup var global: GlobalOptions

    func run() throws {
        var table = TextTable(["verdict", "what", "finding", "to mend"])
        let findings = Doctor(configFolder: global.config, now: try CommandTime.read(nil), isAsking: ask).examine()
        for finding in findings {
            table.add("\(finding.verdict)", finding.subject, finding.detail, finding.advice)
        }
        if global.output == .table {
            for finding in findings {
                Terminal.sayFolded("\(finding.verdict.rawValue) \(finding.subject): \(finding.detail)")
                if let advice = finding.advice { Terminal.sayFolded("    \(advice)", hang: 0) }
            }
        } else {
            table.print(global.output)
        }
        if findings.contains(where: { $0.verdict == .bad }) { throw ExitStatus.failed }
    }
}
