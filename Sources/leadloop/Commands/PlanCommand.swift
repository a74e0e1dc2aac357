import ArgumentParser
import ConfigFiles
import LeadModel
import LeadStore
import SyncEngine

struct PlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Say what changed files would do to every lead, without doing it.",
        discussion: """
            Compares the files with those that the leads are by, reads the stored raw records again on a copy of the store, \
            and tells what would come out: values, stages, decisions, merges, quarantine, messages to receivers. Nothing is \
            changed. `--output ndjson` prints every single change.

            Name drafts to plan them without putting them into the configuration yet; `leadloop apply` does that.
            """)

    @Argument(help: "Drafts of configuration files; without any, the configuration as it is.")
    var drafts: [String] = []

    @Option(help: ArgumentHelp("Keep the plan in this file, for `leadloop apply`.", valueName: "file"))
    var out: String?

    @Flag(name: .customLong("show-values"), help: "Print the values of people, too.")
    var showValues = false

    @Flag(
        name: .customLong("detailed-exitcode"),
        help: "End with 2 where anything would change, and 0 where nothing would.")
    var detailedExitCode = false

    @Option(help: ArgumentHelp("Decide as of this time, RFC 3339; for rehearsals.", valueName: "time"))
    var now: String?

    @OptionGroup var global: GlobalOptions

    func validate() throws { _ = try CommandTime.read(now) }

    func run() throws {
        let now = try CommandTime.read(now)
        if let out { try global.perform { try PlanFile.checkPlace(out, replaces: global.yes) } }
        let plan = try global.working { progress throws(FaultList) in
            let files = try Workspace.load(config: global.config)
            let candidate = drafts.isEmpty ? files : try files.with(drafts: drafts)
            try candidate.checkMappingTests()
            return try Planner(now: now, progress: progress).plan(candidate)
        }
        try global.perform {
            for fault in plan.warnings { Terminal.complain(fault, severity: "warning") }
            try PlanText(plan, showsValues: showValues).show(global.output)
            if let out {
                try PlanFile.write(plan, to: out)
                Terminal.talk("The plan is kept in \(out); `leadloop apply \(out)` does exactly that.")
            } else if global.output == .table, !plan.files.isEmpty {
                Terminal.talk("Nothing has been changed. With `--out FILE` the plan can be applied.")
            }
        }
        if detailedExitCode, !plan.effects.isEmpty { throw ExitStatus.pending }
    }
}

struct ApplyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply", abstract: "Do what was planned: exactly that.",
        discussion: """
            Refused where the store or the files have moved since the plan was made. Drafts that were planned are put into \
            the configuration. `leadloop undo` brings all of it back.
            """)

    @Argument(help: "File that `leadloop plan --out` has written.")
    var plan: String

    @OptionGroup var global: GlobalOptions

    func run() throws {
        let outcome = try global.working { progress throws(FaultList) in
            try ChangeDesk(config: global.config, progress: progress, prepare: global.prepared).apply(planAt: plan)
        }
        try ChangeText.show(outcome, global)
    }
}

struct UndoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "undo", abstract: "Bring the configuration back that was in force before.",
        discussion: """
            Brings back the files and the leads; what was delivered since stays and is understood as before. Receivers that \
            were told of the change are told that it is taken back. `undo` once more brings the change in again.
            """)

    @Option(help: ArgumentHelp("Number of the configuration to bring back, of `--list`.", valueName: "number"))
    var to: Int?

    @Flag(help: "List the configurations that were in force.")
    var list = false

    @Flag(name: .customLong("dry-run"), help: "Say what it would do, without doing it.")
    var dryRun = false

    @Flag(name: .customLong("show-values"), help: "With --dry-run, print the values of people, too.")
    var showValues = false

    @Option(help: ArgumentHelp("Decide as of this time, RFC 3339; for rehearsals.", valueName: "time"))
    var now: String?

    @OptionGroup var global: GlobalOptions

    func validate() throws { _ = try CommandTime.read(now) }

    func run() throws {
        if list { return try showList() }
        let now = try CommandTime.read(now)
        guard dryRun else {
            let outcome = try global.working { progress throws(FaultList) in
                try ChangeDesk(config: global.config, progress: progress, prepare: global.prepared).undo(
                    to: to, at: now)
            }
            return try ChangeText.show(outcome, global)
        }
        let plan = try global.working { progress throws(FaultList) in
            let earlier = try ChangeDesk(config: global.config, progress: progress).earlier(to)
            return try Planner(now: now, progress: progress).plan(earlier)
        }
        try global.perform { try PlanText(plan, showsValues: showValues).show(global.output) }
    }

    private func showList() throws {
        let workspace = try global.workspaceToLook()
        let days = ShownDays(workspace)
        try global.perform {
            var table = TextTable(["number", "run", "as of", "by", "files"])
            let all = try workspace.openForReading().configurations()
            for (index, configuration) in all.enumerated() {
                let before = index + 1 < all.count ? all[index + 1].texts : [:]
                let changed = ConfigurationTexts(configuration.texts).names(differingFrom: ConfigurationTexts(before))
                table.add(
                    Int64(configuration.number), configuration.run, days.cell(configuration.asOf),
                    configuration.cause.rawValue,
                    index + 1 < all.count ? changed : ["the first: \(changed.count) files"])
            }
            table.print(global.output)
            days.tell(under: table, global)
        }
    }
}
