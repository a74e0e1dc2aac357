import ArgumentParser
import LeadModel
import LeadStore
import SyncEngine

struct RecycleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recycle", abstract: "See which leads go back into nurture, which wait, and which never may.",
        subcommands: [RecycleListCommand.self, RecyclePreviewCommand.self, RecycleExplainCommand.self])
}

struct RecycleListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List leads by what was decided of them.")

    @Option(help: "recycle, hold, suppress, leave, return (goes back to sales) or escalate (sales is told).")
    var decision = "recycle"

    @Option(help: "Only leads of this track.")
    var track: String?

    @Option(help: "At most this many.")
    var limit = 1_000

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        try ListLimit.check(limit)
        guard DecisionKind(rawValue: decision) == nil else { return }
        throw ValidationError(
            "'\(decision)' is not a decision. \(Nearest.advice(for: decision, among: DecisionKind.allCases.map(\.rawValue)))"
        )
    }

    func run() throws {
        guard let kind = DecisionKind(rawValue: decision) else { return }
        let workspace = try global.workspaceToLook()
        let days = ShownDays(workspace)
        try global.perform {
            let leads = try Inspector(workspace).find(LeadFilter(decision: kind, track: track, limit: limit))
            var table = TextTable(
                [
                    "lead", "name", "why", "track", "cycle", "since", "due", "returned", "early", "control", "decision",
                    "cause", "trigger", "reason", "suppressed",
                ], spare: kind == .return ? ["since", "cycle", "due", "track"] : ["since", "cycle"],
                hidden: ["decision", "cause", "trigger", "reason", "suppressed"]
                    + (kind == .return ? [] : ["returned", "early"])
                    + (leads.contains { $0.decision.isControl } ? [] : ["control"]))
            for lead in leads {
                let decision = lead.decision
                table.add(
                    lead.id.description, LeadText.name(of: lead), LeadText.why(decision), decision.track,
                    decision.cycle > 0 ? decision.cycle : nil, days.cell(decision.since), days.cell(decision.due),
                    days.cell(decision.returned),
                    decision.kind == .return ? decision.isEarlyReturn : nil,
                    decision.kind == .recycle || decision.kind == .hold ? decision.isControl : nil, kind.rawValue,
                    decision.cause.rawValue, decision.trigger?.rawValue, decision.reason?.word,
                    decision.suppressions.map(\.reason.rawValue))
            }
            table.print(global.output)
            days.tell(under: table, global)
            table.tellIfCut(at: limit)
            if table.rows.isEmpty { Terminal.talk("None.") }
        }
    }
}

struct RecycleExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Every condition of a lead's decision, with values.")

    @Argument(help: LeadArgument.help)
    var lead: String

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
            case .csv: AnswersText.table(explanation).print(.csv)
            case .table:
                let width = Terminal.columns
                for line in ExplanationText.wrapped(explanation.because, to: width) { Terminal.say(line) }
                Terminal.say("")
                for line in AnswersText.lines(explanation, days, width: width) { Terminal.say(line) }
            }
            days.tell(global)
        }
    }
}
