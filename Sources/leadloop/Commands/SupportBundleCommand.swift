import ArgumentParser
import LeadModel
import SyncEngine

struct SupportBundleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "support-bundle",
        abstract: "Write what somebody who helps you needs to know, without people and secrets.",
        discussion: """
            A folder of a few text files: the program and its system, what the doctor finds, how the configuration is built, sizes of the \
            store, and counts of the last runs. No record, no person, no secret, no text of your own. Look at it before you send it.
            """)

    @Option(help: ArgumentHelp("The folder to make.", valueName: "folder"))
    var out: String?

    @OptionGroup var global: GlobalOptions

    func run() throws {
        try global.perform {
            let now = try CommandTime.read(nil)
            let folder = out ?? "leadloop-support-\(now.description.prefix(19).filter { $0.isNumber })"
            let files = try SupportBundle(configFolder: global.config, version: ProgramVersion.text, now: now).write(
                to: folder)
            var table = TextTable(["file", "what it tells"])
            for file in files { table.add("\(folder)/\(file.name)", file.meaning) }
            table.print(global.output)
            if global.output == .table {
                Terminal.talk("Look at them before you send them: tar czf \(folder).tar.gz \(folder)")
            }
        }
    }
}
