import ArgumentParser
import ConfigFiles
import LeadModel
import SyncEngine

struct RecyclePreviewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "preview",
        abstract: "Say who would move under another agreement, or at another time, without changing anything.",
        discussion: """
            Without --agreement, what is stored is compared with what would be decided now, or at the time of --as-of. With it, \
            the decisions of that file are compared with those of the agreement in force at the same time, so that only what \
            the two differ in shows.
            """)

    @Option(
        help: ArgumentHelp("A file in the form of config/agreement.yaml, to be tried.", valueName: "file"))
    var agreement: String?

    @Option(
        name: .customLong("as-of"),
        help: ArgumentHelp(
            "The time to decide for, or the day at whose end; of a time that is over, only what had happened by then counts. Now if left out.",
            valueName: "time"))
    var asOf: String?

    @Option(help: "List at most this many leads; all are counted.")
    var limit = 100

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        try CommandTime.check(asOf)
        if limit < 0 { throw ValidationError("--limit cannot be negative.") }
    }

    func run() throws {
        let workspace = try global.workspaceToLook()
        let now = try CommandTime.read(nil)
        let instant = try CommandTime.asOf(asOf, in: workspace)
        var tried: TriedAgreement?
        if let agreement {
            let config = global.config
            let read = try global.working { (_) throws(FaultList) in
                try TriedAgreement(file: agreement, config: config, now: instant ?? now)
            }
            for warning in read.warnings { Terminal.complain(warning, severity: "warning") }
            tried = read
        }
        try global.perform {
            let preview = try Inspector(workspace).preview(with: tried, asOf: instant, now: now, limit: limit)
            let days = ShownDays(workspace)
            let text = PreviewText(
                preview, agreement: agreement, asOf: instant,
                named: instant.map { CommandTime.words(for: $0, of: asOf) }, days: days)
            switch global.output {
            case .json: Terminal.say(text.json.line)
            case .ndjson, .csv: text.leads.print(global.output)
            case .table:
                for line in text.lines(width: Terminal.columns) { Terminal.say(line) }
                TextTable.tellLeftOut(text.leads.leftOut(width: Terminal.columns))
                days.tell(under: text.leads, global)
            }
            if preview.leads.count < preview.changed {
                Terminal.talk(
                    "Only the first \(RunText.grouped(preview.leads.count)) leads are listed; --limit N lists more.")
            }
            for fault in try FeedDesk(workspace, isWriter: false).heldBack() {
                Terminal.complain(fault, severity: "warning")
            }
            if preview.changed == 0 { Terminal.talk("Nothing would change.") }
        }
    }
}
