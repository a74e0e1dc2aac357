import ArgumentParser
import Foundation
import LeadModel
import SyncEngine

struct SyncCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync", abstract: "Pull records, reconcile, decide, and publish feeds and feedback.",
        discussion: """
            Reads every file that the sources' folders hold, and asks systems for what has changed since the last pull; what was \
            read before and has not changed costs next to nothing. \
            A record that cannot be read or mapped waits in quarantine, the others go on.
            """)

    @Argument(help: "Sources to run; all of them if none is named.")
    var sources: [String] = []

    @Option(help: ArgumentHelp("Decide as of this time, RFC 3339; for rehearsals.", valueName: "time"))
    var now: String?

    @Flag(
        name: .customLong("accept-drift"),
        help: "Take in files that differ from those before them in a way that is held otherwise.")
    var acceptsDrift = false

    @Flag(
        name: .customLong("accept-unread"),
        help: "Hold nobody back any more for exports that were not read to their end, of these sources.")
    var acceptsUnread = false

    @Flag(
        name: .customLong("due"),
        help: "Only what is due by schedules, and leads whose time has come; for cron and systemd timers.")
    var isDueOnly = false

    @Flag(help: "Ask systems for all that they have, as if nothing had been read yet. Files are read as ever.")
    var full = false

    @Option(
        help: ArgumentHelp("Ask systems again for what has changed since this time or day.", valueName: "time"))
    var since: String?

    @Option(
        help: ArgumentHelp(
            "Ask a system for this one record, by the id that it has there; the source has to be named.",
            valueName: "id"))
    var record: String?

    @Flag(
        name: .customLong("dry-run"),
        help: "Say what would come of it, on a copy of the store, and keep nothing.")
    var isRehearsal = false

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        _ = try CommandTime.read(now)
        try CommandTime.check(since)
        if (full ? 1 : 0) + (since == nil ? 0 : 1) + (record == nil ? 0 : 1) > 1 {
            throw ValidationError("--full, --since and --record exclude each other.")
        }
        if record != nil, sources.count != 1 { throw ValidationError("Name the one source that --record asks.") }
        if isDueOnly, !sources.isEmpty || isRehearsal || full || since != nil || record != nil {
            throw ValidationError(
                "--due goes by the schedules, and takes neither sources nor --full, --since, --record or --dry-run.")
        }
        if isRehearsal, acceptsUnread {
            throw ValidationError("--accept-unread is remembered, and nothing of a --dry-run is.")
        }
    }

    func run() throws {
        let workspace = try global.workspace(lockSeconds: 0)
        var options = SyncRun.Options(now: try CommandTime.read(now))
        options.sources = sources
        options.isDueOnly = isDueOnly
        options.acceptsDrift = acceptsDrift
        options.acceptsUnread = acceptsUnread
        if full { options.extent = .all }
        if let time = try CommandTime.read(since, in: workspace) { options.extent = .since(time) }
        if let record { options.extent = .record(record) }
        if isDueOnly, try isNothingDue(workspace, at: options.now) { return }
        guard isRehearsal else {
            return try RunReports(global: global).show { try SyncRun(workspace, options: options, progress: $0).run() }
        }
        var effects: ChangeEffects?
        try RunReports(global: global, outcome: { RehearsalText(reports: $0, effects: effects).show(global.output) })
            .show {
                let outcome = try SyncRehearsal(workspace, options: options, progress: $0).run()
                effects = outcome.effects
                return outcome.reports
            }
    }
}

extension SyncCommand {
    /// Looks without the lock of a writer, which another sync may hold: a clock asks often, and mostly in vain.
    private func isNothingDue(_ workspace: Workspace, at now: Instant) throws -> Bool {
        var work = DueWork()
        try global.perform { work = try DueWork.now(in: workspace, at: now) }
        guard work.isEmpty else { return false }
        if !global.quiet {
            let next = work.next.map { "; the next is at \(ShownDays(workspace).time($0))" } ?? ""
            Terminal.talk("Nothing is due\(next).")
        }
        return true
    }
}

/// The time a command works for.
enum CommandTime {
    static func read(_ text: String?) throws -> Instant {
        guard let text else { return Instant.now }
        guard let instant = Instant(rfc3339: text) else {
            try refuseNoDay(String(text.prefix(10)))
            throw ValidationError("'\(text)' is not a time; write it as 2026-10-01T06:00:00Z.")
        }
        return instant
    }

    /// A time from which on something holds, or a day in the zone of the agreement then: its beginning.
    static func read(_ text: String?, in workspace: Workspace) throws -> Instant? {
        try text.flatMap { text in
            try check(text)
            return Instant(rfc3339: text) ?? workspace.beginning(ofDay: text)
        }
    }

    /// A time to look from, or a day in the zone of the agreement then: its end, so that all that happened on it is known.
    static func asOf(_ text: String?, in workspace: Workspace) throws -> Instant? {
        try text.flatMap { text in
            try check(text)
            return Instant(rfc3339: text) ?? workspace.end(ofDay: text)
        }
    }

    /// A time to look from as people read it: `the end of 2026-10-01`; of what is no day, the time.
    static func words(for instant: Instant, of text: String?) -> String {
        text.flatMap { Workspace.isDay($0) ? "the end of \($0)" : nil } ?? instant.description
    }

    /// Refuses a day that there is not, such as 2027-02-29.
    static func refuseNoDay(_ text: String) throws {
        guard let nearest = Workspace.nearestDay(to: text) else { return }
        throw ValidationError("There is no day \(text). The nearest one that there is: \(nearest).")
    }

    /// Refuses what is neither a time nor a day.
    static func check(_ text: String?) throws {
        guard let text, Instant(rfc3339: text) == nil, !Workspace.isDay(text) else { return }
        try refuseNoDay(String(text.prefix(10)))
        throw ValidationError("'\(text)' is not a time; write it as 2026-10-01 or 2026-10-01T06:00:00Z.")
    }
}
