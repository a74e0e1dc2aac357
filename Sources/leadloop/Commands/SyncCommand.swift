import ArgumentParser
import Foundation
import LeadModel
import SyncEngine

struct SyncCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync", abstract: "Pull exports, reconcile, decide, and publish feeds and feedback.",
        discussion: """
            Reads every file that the sources' folders hold; what was read before and has not changed costs next to nothing. \
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

    @OptionGroup var global: GlobalOptions

    func validate() throws { _ = try CommandTime.read(now) }

    func run() throws {
        let workspace = try global.workspace()
        var options = SyncRun.Options(now: try CommandTime.read(now))
        options.sources = sources
        options.acceptsDrift = acceptsDrift
        options.acceptsUnread = acceptsUnread
        try RunReports(global: global).show { try SyncRun(workspace, options: options, progress: $0).run() }
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
