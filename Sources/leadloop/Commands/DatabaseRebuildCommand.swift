import ArgumentParser
import LeadModel
import SyncEngine

struct DatabaseRebuildCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rebuild", abstract: "Make all leads anew from the raw records that the store keeps.",
        discussion: """
            Reads every raw record by the mappings as they are now, finds out anew who is who, and decides anew, without \
            asking a source. Leads keep their numbers; verdicts and erasures stand; feeds tell what changes. A sync does the \
            same by itself for what a changed mapping or changed matching rules concern.
            """)

    @Option(help: ArgumentHelp("Decide as of this time, RFC 3339; for rehearsals.", valueName: "time"))
    var now: String?

    @Flag(
        name: .customLong("accept-refusals"),
        help: "Let records go into quarantine that the mappings cannot read any more, however many.")
    var acceptsRefusals = false

    @OptionGroup var global: GlobalOptions

    func validate() throws { _ = try CommandTime.read(now) }

    func run() throws {
        let workspace = try global.workspace()
        var options = SyncRun.Options(now: try CommandTime.read(now))
        options.acceptsRefusals = acceptsRefusals
        try RunReports(global: global).show { try SyncRun(workspace, options: options, progress: $0).rebuild() }
    }
}
