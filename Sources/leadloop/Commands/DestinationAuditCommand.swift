import ArgumentParser
import LeadModel
import SyncEngine

struct DestinationAuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Compare whom a destination holds with what the ledger says it holds.",
        discussion: """
            The list is asked for where `audit` of the destination's file says how, or read from an export: CSV, NDJSON, JSON or XML. \
            Nothing is written, here or there, and no word of a person is printed. Ends with 4 where the two do not agree.
            """)

    @Argument(help: "The destination.")
    var destination: String

    @Option(help: ArgumentHelp("An export of the destination's list.", valueName: "file"))
    var list: String?

    @Option(help: ArgumentHelp("The feed that the list is of; all that go there if none is named.", valueName: "feed"))
    var feed: String?

    @Option(
        help: ArgumentHelp(
            "The list's column of the key, and the feed's: Email=email. Without it, the column that is called as the feed's is.",
            valueName: "column"))
    var key: String?

    @Option(help: ArgumentHelp("The list's column of its own ids.", valueName: "column"))
    var id: String?

    @Option(
        help: ArgumentHelp(
            "A further column of the list, and the feed's that it is: 'First Name=firstname'. Columns that are called alike are compared without.",
            valueName: "column"))
    var column: [String] = []

    @Option(help: ArgumentHelp("Where the records of a JSON or XML file are.", valueName: "path"))
    var records: String?

    @Option(help: "Name at most this many leads of a kind; all are counted.")
    var limit = 5

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        if list == nil, key != nil || id != nil || !column.isEmpty || records != nil {
            throw ValidationError(
                "--key, --id, --column and --records say what a --list is; a system's is described in its file.")
        }
        try ListLimit.check(limit)
    }

    func run() throws {
        let workspace = try global.workspaceToLook()
        try global.perform {
            var question = DestinationAudit.Question()
            (question.feed, question.list, question.key, question.id) = (feed, list, key, id)
            (question.columns, question.records, question.limit) = (column, records, limit)
            let reports = try DestinationAudit(workspace).audit(destination, question)
            AuditText.table(reports, counts: global.output != .table).print(global.output)
            for report in reports {
                for warning in report.warnings { Terminal.complain(warning, severity: "warning") }
                for line in AuditText.lines(report) { Terminal.talk(line) }
            }
            if reports.contains(where: { !$0.findings.isEmpty }) { throw ExitStatus.doneWithRejects }
        }
    }
}
