import ArgumentParser
import LeadModel
import SyncEngine

struct ReportFeedbackCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "feedback",
        abstract: "Tell what became of each campaign's leads, as the marketing sources are told.",
        discussion:
            "With --month, of the leads that sales got in that month; what they cost is their part of what the campaign spent."
    )

    @Option(help: ArgumentHelp("Only what this source is told.", valueName: "source"))
    var source: String?

    @Option(help: ArgumentHelp("Only leads that sales got in this month, such as 2026-09.", valueName: "month"))
    var month: String?

    @OptionGroup var global: GlobalOptions

    func validate() throws { if let month { try RecycledDays.check(month: month) } }

    func run() throws {
        let workspace = try global.workspaceToLook()
        try global.perform {
            let told = try Inspector(workspace).feedback(to: source, month: month)
            let table =
                global.output == .table
                ? CampaignTables.spoken(told) : CampaignTables.whole(told)
            table.print(global.output)
            guard table.rows.isEmpty else { return }
            Terminal.talk(
                told.isEmpty
                    ? "No source has `role: marketing`." : "No lead of a campaign\(month.map { " of \($0)" } ?? "").")
        }
    }
}
