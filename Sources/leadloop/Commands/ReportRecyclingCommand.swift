import ArgumentParser
import LeadModel
import SyncEngine

/// The days in which leads were recycled that a report is about.
struct RecycledDays: ParsableArguments {
    @Option(help: ArgumentHelp("Only leads that were recycled in this month, such as 2026-09.", valueName: "month"))
    var month: String?

    @Option(help: ArgumentHelp("Only leads that were recycled on this day or later.", valueName: "day"))
    var from: String?

    @Option(help: ArgumentHelp("With --from: on this day or before; today if left out.", valueName: "day"))
    var to: String?

    func validate() throws {
        if month != nil, from != nil || to != nil { throw ValidationError("Write --month, or --from and --to.") }
        if from == nil, to != nil { throw ValidationError("--to needs --from.") }
        if let month { try RecycledDays.check(month: month) }
        for day in [from, to].compactMap(\.self) where !Workspace.isDay(day) {
            try CommandTime.refuseNoDay(day)
            throw ValidationError("'\(day)' is not a day; write it as 2026-10-01.")
        }
        if let from, let to, !ScorecardQuestion.isPeriod("\(from)..\(to)") {
            throw ValidationError("--to is before --from, or more than ten years later.")
        }
    }

    /// Refuses what is no month of the calendar.
    static func check(month: String) throws {
        let isMonth = month.utf8.count == 7 && !month.contains("W") && !month.contains("Q")
        guard isMonth, ScorecardQuestion.isPeriod(month) else {
            throw ValidationError("'\(month)' is not a month; write it as 2026-09.")
        }
    }

    /// - Parameter last: the day that is looked from.
    func period(until last: String) -> String? { month ?? from.map { "\($0)..\(to ?? max($0, last))" } }
}

struct ReportRecyclingCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recycling",
        abstract: "Tell what became of recycled leads, by reason and track, beside those who were held out.",
        discussion:
            "A lead counts in the month in which its cooling-off was over, with what it did from then until it was recycled again. "
            + "What is won is never added up across currencies.")

    @Flag(name: .customLong("by-month"), help: "Tell the months apart in which leads were recycled.")
    var byMonth = false

    @OptionGroup var days: RecycledDays
    @OptionGroup var time: ReportTime
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let workspace = try global.workspaceToLook()
        let asOf = try time.instant(in: workspace)
        var question = RecyclingQuestion(period: days.period(until: workspace.day(of: asOf)), asOf: asOf)
        question.byMonth = byMonth
        try global.perform {
            let report = try Inspector(workspace).recycling(question)
            switch global.output {
            case .table: RecyclingSections(report, ShownDays(workspace)).sections.print()
            case .json, .ndjson, .csv: RecyclingData.table(report.cohorts).print(global.output)
            }
        }
    }
}
