import ArgumentParser
import LeadLifecycle
import LeadModel
import SyncEngine

struct ReportQualificationCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "qualification",
        abstract: "Hold what sales made of leads against what both agreed to call qualified.")

    @Option(help: ArgumentHelp("Tell leads apart by campaign, owner or month.", valueName: "what"))
    var by = QualificationReview.Grouping.campaign.rawValue

    @OptionGroup var days: ReportDays
    @OptionGroup var time: ReportTime
    @OptionGroup var global: CommandOptions<ReportForm>

    func validate() throws {
        try ReportWord.check(by, QualificationReview.Grouping.self, "Nothing is told apart by '\(by)'.")
    }

    func run() throws {
        guard let grouping = QualificationReview.Grouping(rawValue: by) else { return }
        let workspace = try global.workspaceToLook()
        var question = QualificationQuestion(
            ScorecardQuestion(period: days.period, asOf: try time.instant(in: workspace)))
        question.grouping = grouping
        try global.perform {
            let report = try Inspector(workspace).qualification(question)
            switch global.output {
            case .table: QualificationSections(report).sections.print()
            case .json, .ndjson: Terminal.say(QualificationData(report).json.line)
            case .csv: QualificationData(report).table.print(.csv)
            case .html: Terminal.sayWhole(ScorecardPage(QualificationSections(report).sections).html)
            }
        }
    }
}

struct ReportDisagreementsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "disagreements",
        abstract: "List leads that sales gave up though they were qualified, or took though they were not.")

    @Option(
        help: ArgumentHelp(
            "Only this kind: rejected-though-qualified or accepted-though-unqualified.", valueName: "kind"))
    var kind: String?

    @Option(help: "At most this many.")
    var limit = 1_000

    @OptionGroup var days: ReportDays
    @OptionGroup var time: ReportTime
    @OptionGroup var global: GlobalOptions

    func validate() throws {
        try ListLimit.check(limit)
        if let kind { try ReportWord.check(kind, Disagreement.self, "'\(kind)' is not a kind of disagreement.") }
    }

    func run() throws {
        let workspace = try global.workspaceToLook()
        var question = QualificationQuestion(
            ScorecardQuestion(period: days.period, asOf: try time.instant(in: workspace)))
        question.limit = limit
        if let kind = kind.flatMap(Disagreement.init(rawValue:)) { question.kinds = [kind] }
        try global.perform {
            let report = try Inspector(workspace).qualification(question)
            let listed = report.disagreements
            let days = ShownDays(workspace)
            let table = QualificationData.leads(listed.elements, days)
            table.print(global.output)
            days.tell(under: table, global)
            ListLimit.tell(
                shown: listed.elements.count, omitted: listed.omitted, "lead was judged otherwise",
                "leads were judged otherwise")
            if let word = QualificationSections.whyNothing(report.review) {
                Terminal.talk(word)
            } else if listed.total == 0 {
                Terminal.talk("Sales and the agreement contradict each other about no lead.")
            }
        }
    }
}
