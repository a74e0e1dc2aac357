import ArgumentParser
import LeadModel
import LeadStore
import SyncEngine

struct QuarantineReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay", abstract: "Read waiting records again by the mappings as they are now.",
        discussion: """
            Takes in those that can be read, and says what became of each group. A sync does so by itself for every stream \
            whose mapping has changed; this does it now, for the records that are chosen, and with --dry-run only says what \
            would come of it.
            """)

    @Argument(help: "Numbers of entries; all that wait if none is named.")
    var entries: [Int64] = []

    @OptionGroup var selection: QuarantineSelection

    @Flag(name: .customLong("dry-run"), help: "Say what would come of it, and change nothing.")
    var isRehearsal = false

    @Option(help: ArgumentHelp("Decide as of this time, RFC 3339; for rehearsals.", valueName: "time"))
    var now: String?

    @OptionGroup var global: GlobalOptions

    func validate() throws { _ = try CommandTime.read(now) }

    func run() throws {
        let workspace = try global.workspace()
        let options = SyncRun.Options(now: try CommandTime.read(now))
        let filter = selection.filter(.waiting, entries: entries)
        var groups: [QuarantineReplay.Group] = []
        let show = {
            var table = TextTable(
                ["source", "stream", "code", "field", "records", "released", "other reason", "waiting"],
                spare: ["stream"])
            for group in groups {
                table.add(
                    group.source, group.stream, group.code, group.field, group.records, group.released, group.reworded,
                    group.waiting)
            }
            table.print(global.output)
        }
        if isRehearsal {
            return try global.perform {
                groups = try SyncRun(workspace, options: options, progress: ProgressReport { _ in })
                    .replayQuarantine(filter, isRehearsal: true).groups
                show()
            }
        }
        try RunReports(global: global, details: show).show { progress in
            let replay = try SyncRun(workspace, options: options, progress: progress)
                .replayQuarantine(filter, isRehearsal: false)
            groups = replay.groups
            return replay.reports
        }
    }
}

struct QuarantineExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write waiting records to a CSV file, to be mended in a spreadsheet.",
        discussion: """
            A row a record, with every column that it was delivered with, behind the number of its entry and what is wrong \
            with it. Mend the cells, leave the first column as it is, save as CSV, and `quarantine import` takes the rows \
            in. Personal data is in the file; it is made for your account alone.
            """)

    @Option(
        name: .customLong("out"),
        help: ArgumentHelp("The file; a folder gets a file for each stream.", valueName: "file"))
    var path: String

    @Option(
        name: .customLong("entry"), parsing: .upToNextOption,
        help: "Numbers of entries; all that wait if none is named.")
    var entries: [Int64] = []

    @OptionGroup var selection: QuarantineSelection

    @OptionGroup var global: GlobalOptions

    func run() throws {
        let workspace = try global.workspaceToLook()
        try global.perform {
            let exports = try QuarantineDesk(workspace).export(
                selection.filter(.waiting, entries: entries), to: path, replaces: global.yes)
            var table = TextTable(
                ["file", "source", "stream", "records", "unreadable", "left out"], overflow: .allFold)
            for export in exports {
                for fault in export.leftOut { Terminal.complain(fault) }
                table.add(
                    Terminal.path(export.path), export.source, export.stream, export.records, export.unreadable,
                    export.leftOut.count)
            }
            table.print(global.output)
            if exports.contains(where: { $0.unreadable > 0 }) {
                Terminal.talk(
                    "Of the unreadable no reader could make a row: fill in their columns by what stands in 'leadloop-raw'."
                )
            }
            if exports.contains(where: { !$0.leftOut.isEmpty }) { throw ExitStatus.doneWithRejects }
        }
    }
}

struct QuarantineImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Take in rows that were mended in a file of `quarantine export`.",
        discussion: """
            Each row is mapped as its stream's records are, and takes the place of what was refused; a row that is still \
            wrong leaves its record waiting, and is reported with its line. The refused bytes do not come back when the \
            source delivers them again; a later change of the record does.
            """)

    @Argument(help: "The file.")
    var file: String

    @Option(help: ArgumentHelp("The source that the rows must be of.", valueName: "source"))
    var source: String?

    @Option(help: ArgumentHelp("The stream that the rows must be of.", valueName: "stream"))
    var stream: String?

    @Option(help: ArgumentHelp("Decide as of this time, RFC 3339; for rehearsals.", valueName: "time"))
    var now: String?

    @OptionGroup var global: GlobalOptions

    func validate() throws { _ = try CommandTime.read(now) }

    func run() throws {
        let workspace = try global.workspace()
        let options = SyncRun.Options(now: try CommandTime.read(now))
        try RunReports(global: global).show {
            try SyncRun(workspace, options: options, progress: $0).importMended(file, source: source, stream: stream)
        }
    }
}
