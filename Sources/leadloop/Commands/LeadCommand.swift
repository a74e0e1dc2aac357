import ArgumentParser
import LeadModel
import LeadStore
import SyncEngine

struct LeadCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lead", abstract: "Find leads, and see what is known of them and why.",
        subcommands: [
            LeadFindCommand.self, LeadShowCommand.self, LeadExplainCommand.self, LeadMergeCommand.self,
            LeadSplitCommand.self, LeadEraseCommand.self,
        ])
}

struct LeadFindCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "find",
        abstract: "Find leads by a part of e-mail address, name, company or phone, or by the id of a record.")

    @Argument(help: "A part of what is looked for; leave it out to list.")
    var text: String?

    @Option(help: ArgumentHelp("Only leads in this stage.", valueName: "stage"))
    var stage: String?

    @Option(help: "At most this many.")
    var limit = 50

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        try ListLimit.check(limit)
        guard let stage, Stage(word: stage) == nil else { return }
        throw ValidationError(
            "'\(stage)' is not a stage. \(Nearest.advice(for: stage, among: Stage.allCases.map(\.word)))")
    }

    func run() throws {
        let workspace = try global.workspaceToLook()
        var filter = LeadFilter(text: text, limit: limit)
        filter.stage = stage.flatMap { Stage(word: $0) }
        let days = ShownDays(workspace)
        try global.perform {
            var table = TextTable(
                ["lead", "name", "email", "company", "stage", "decision", "cause", "track", "due"], spare: ["company"],
                hidden: ["cause", "track", "due"])
            for lead in try Inspector(workspace).search(filter) {
                let decision = lead.decision
                table.add(
                    lead.id.description, LeadText.name(of: lead), lead.text(.email), lead.text(.company),
                    lead.standing.stage.word, Spoken(LeadText.decision(decision, days), for: decision.kind.rawValue),
                    decision.cause.rawValue, decision.track, days.cell(decision.due))
            }
            table.print(global.output)
            days.tell(under: table, global)
            table.tellIfCut(at: limit)
            if table.rows.isEmpty { Terminal.talk("No lead fits.") }
        }
    }
}

/// One of the lists that a lead is shown with.
enum LeadList: String, EnumerableFlag {
    case stages
    case cycles
    case history

    static func help(for value: LeadList) -> ArgumentHelp? {
        switch value {
        case .stages: "Only the stages that it was in, by all records and by each source."
        case .cycles: "Only its passes through sales."
        case .history: "Only what was changed about it, run by run."
        }
    }

    func table(_ lead: LeadExplanation, _ days: ShownDays) -> TextTable {
        switch self {
        case .stages: StoryText.stageRows(lead, days)
        case .cycles: StoryText.cycles(lead, days)
        case .history: ExplanationText.history(lead)
        }
    }
}

struct LeadShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a lead: fields, records, history.",
        discussion: """
            With --output csv the rows are the fields; with --stages, --cycles or --history those of that list, in every form.
            """)

    @Argument(help: LeadArgument.help)
    var lead: String

    @Flag(exclusivity: .exclusive)
    var list: LeadList?

    @OptionGroup var global: GlobalOptions

    func run() throws {
        let workspace = try global.workspaceToLook()
        try global.perform {
            let (inspector, days) = (try Inspector(workspace), ShownDays(workspace))
            let explanation = try inspector.explain(try inspector.lead(lead))
            if let list {
                let table = list.table(explanation, days)
                table.print(global.output)
                if list != .history { days.tell(under: table, global) }
                if table.rows.isEmpty { Terminal.talk("None.") }
                return
            }
            switch global.output {
            case .json, .ndjson: Terminal.say(ExplanationText.json(explanation, days).line)
            case .csv: ExplanationText.fields(explanation).print(.csv)
            case .table:
                for line in ExplanationText.summary(explanation, days, width: Terminal.columns) { Terminal.say(line) }
            }
            days.tell(global)
        }
    }
}

struct LeadExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Why each field has its value, how the records were matched, and why the lead is or is not recycled.")

    @Argument(help: LeadArgument.help)
    var lead: String

    @Flag(help: "List every activity, not only how many there are.")
    var all = false

    @Option(help: LeadArgument.time)
    var at: String?

    @OptionGroup var global: GlobalOptions

    func validate() throws { try CommandTime.check(at) }

    func run() throws {
        let workspace = try global.workspaceToLook()
        let instant = try CommandTime.asOf(at, in: workspace)
        try global.perform {
            let (inspector, days) = (try Inspector(workspace), ShownDays(workspace))
            let explanation = try inspector.explain(try inspector.lead(lead), at: instant)
            switch global.output {
            case .json, .ndjson: Terminal.say(ExplanationText.json(explanation, days).line)
            case .csv: ExplanationText.reasons(explanation).print(.csv)
            case .table:
                let time = instant.map { CommandTime.words(for: $0, of: at) }
                for line in ExplanationText.full(
                    explanation, showsAll: all, asOf: time, days: days, width: Terminal.columns)
                {
                    Terminal.say(line)
                }
            }
            days.tell(global)
        }
    }
}

/// How a lead is named on the command line.
enum LeadArgument {
    static let help: ArgumentHelp =
        "Number (L1042), the id of a record (00Q5f…, or SOURCE:ID), or a text that fits one lead."

    static let time = ArgumentHelp(
        "As of this time or the end of this day, by what had happened by then; as it stands in the store if left out.",
        valueName: "time")
}
