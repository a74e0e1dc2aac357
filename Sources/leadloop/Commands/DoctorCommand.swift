import ArgumentParser
import SyncEngine

struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Look whether everything a run needs is there.")

    @OptionGroup var global: GlobalOptions

    func run() throws {
        var table = TextTable(["verdict", "what", "finding", "to mend"])
        let findings = Doctor(configFolder: global.config, now: try CommandTime.read(nil)).examine()
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
