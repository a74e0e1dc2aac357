import ArgumentParser
import LeadModel
import LeadStore
import SyncEngine

struct ScheduleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schedule",
        abstract: "When sources are synchronised and feeds are written by themselves.",
        discussion: """
            Schedules stand under `schedule` of sources and feeds; sources without one come when `schedule` of config/leadloop.yaml \
            says. `leadloop serve` goes by them, and so does `leadloop sync --due`, which cron or a systemd timer may start as often as \
            it likes.
            """,
        subcommands: [
            ScheduleListCommand.self, ScheduleNextCommand.self, SchedulePauseCommand.self, ScheduleResumeCommand.self,
        ])
}

struct ScheduleListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List what has a schedule, when it came last and when it comes next.")

    @OptionGroup var global: GlobalOptions

    func run() throws {
        let workspace = try global.workspaceToLook()
        let days = ShownDays(workspace)
        try global.perform {
            let now = Instant.now
            var table = TextTable(
                ["name", "of", "schedule", "last", "next", "paused", "because"], spare: ["because", "last"])
            for entry in try ScheduleDesk(workspace).list(at: now) {
                let next = entry.next.map { $0 <= now ? "now" : days.time($0) } ?? "first run"
                table.add(
                    entry.subject.name, entry.subject.kind, entry.schedule,
                    days.cell(entry.last, shown: entry.last.map(days.time) ?? "never"),
                    days.cell(entry.next, shown: entry.pause == nil ? next : ""),
                    days.cell(entry.pause?.until, shown: shown(entry.pause, days)), entry.pause?.because)
            }
            table.print(global.output)
            days.tell(under: table, global)
            if table.rows.isEmpty { Terminal.talk("Nothing has a schedule.") }
        }
    }
}

extension ScheduleListCommand {
    private func shown(_ pause: SchedulePause?, _ days: ShownDays) -> String {
        pause.map { $0.until.map { "until \(days.time($0))" } ?? "yes" } ?? ""
    }
}

struct ScheduleNextCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "next", abstract: "The times that come next, with jitter and pauses.")

    @Argument(help: "Sources or feeds; all that have a schedule if none is named.")
    var names: [String] = []

    @Option(help: "So many times of each.")
    var count = 3

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        guard (1...1_000).contains(count) else { throw ValidationError("--count is from 1 to 1000.") }
    }

    func run() throws {
        let workspace = try global.workspaceToLook()
        let days = ShownDays(workspace)
        try global.perform {
            var table = TextTable(["at", "name", "of"])
            for time in try ScheduleDesk(workspace).next(names, count: count, at: Instant.now) {
                table.add(days.timeCell(time.at), time.subject.name, time.subject.kind)
            }
            table.print(global.output)
            days.tell(under: table, global)
            if table.rows.isEmpty { Terminal.talk("None of them comes by itself.") }
        }
    }
}

struct SchedulePauseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause", abstract: "Keep a source or a feed from coming by itself.",
        discussion: """
            A paused source is left out by the service, by `sync --due` and by a `sync` that names none; `sync NAME` runs it. Of a \
            paused feed no file is written and nothing is sent, opt-outs included, until it is resumed; what it has to tell waits.
            """)

    @Argument(help: "A source or a feed; feed:NAME where both have the name.")
    var name: String

    @Option(help: ArgumentHelp("Come again at this time or day.", valueName: "time"))
    var until: String?

    @Option(help: "Why; shown by `schedule list`.")
    var because: String?

    @OptionGroup var global: GlobalOptions

    func validate() throws { try CommandTime.check(until) }

    func run() throws {
        let workspace = try global.workspace()
        let now = Instant.now
        let until = try CommandTime.read(until, in: workspace)
        if let until, until <= now { throw ValidationError("--until is over already.") }
        try global.perform {
            let subject = try ScheduleDesk(workspace).pause(name, until: until, because: because, at: now)
            let end =
                until.map { "until \(ShownDays(workspace).time($0))" }
                ?? "until `leadloop schedule resume \(name)`"
            Terminal.talk("The \(subject.kind) '\(subject.name)' is paused \(end).")
        }
    }
}

struct ScheduleResumeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Let a source or a feed that is paused come by itself again.")

    @Argument(help: "A source or a feed; feed:NAME where both have the name.")
    var name: String

    @OptionGroup var global: GlobalOptions

    func run() throws {
        let workspace = try global.workspace()
        try global.perform {
            guard let subject = try ScheduleDesk(workspace).resume(name) else {
                return Terminal.talk("'\(name)' is not paused.")
            }
            Terminal.talk("The \(subject.kind) '\(subject.name)' comes by itself again.")
        }
    }
}
