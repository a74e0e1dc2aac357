import ArgumentParser
import LeadLifecycle
import LeadModel
import SyncEngine

/// The forms that a report prints in.
enum ReportForm: String, OutputForm {
    case table
    case json
    case ndjson
    case csv
    case html
}

struct ReportScorecardCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scorecard",
        abstract: "Measure how marketing and sales kept the agreement, from the records alone.")

    @Option(help: ArgumentHelp("Tell figures apart by owner, campaign or source.", valueName: "what"))
    var by = Scorecard.Grouping.owner.rawValue

    @Flag(help: "Hold parts of a week, month, quarter or year against their share of its target.")
    var prorate = false

    @OptionGroup var days: ReportDays
    @OptionGroup var time: ReportTime
    @OptionGroup var global: CommandOptions<ReportForm>

    func validate() throws {
        try ReportWord.check(by, Scorecard.Grouping.self, "Nothing is told apart by '\(by)'.")
    }

    func run() throws {
        guard let grouping = Scorecard.Grouping(rawValue: by) else { return }
        let workspace = try global.workspaceToLook()
        var question = ScorecardQuestion(period: days.period, asOf: try time.instant(in: workspace))
        question.grouping = grouping
        question.limit = ScorecardSections.listed
        try global.perform {
            let report = try Inspector(workspace).scorecard(question)
            switch global.output {
            case .table: ScorecardSections(report, isProrated: prorate, ShownDays(workspace)).print()
            case .json, .ndjson: Terminal.say(ScorecardData(report, isProrated: prorate).json.line)
            case .csv: ScorecardData(report, isProrated: prorate).table.print(.csv)
            case .html:
                let sections = ScorecardSections(report, isProrated: prorate, ShownDays(workspace))
                Terminal.sayWhole(ScorecardPage(sections).html)
            }
        }
    }
}
