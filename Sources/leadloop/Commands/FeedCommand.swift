import ArgumentParser
import LeadModel
import SyncEngine

struct FeedCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "feed", abstract: "Feeds of recycled leads, as marketing receives them.",
        subcommands: [FeedListCommand.self, FeedExportCommand.self, FeedVerifyCommand.self])
}

struct FeedListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List feeds, and the files written so far.")

    @OptionGroup var global: GlobalOptions

    func run() throws {
        let workspace = try global.workspace()
        try global.perform {
            var table = TextTable(
                ["feed", "format", "mode", "leads", "waiting", "last file"], spare: ["format", "mode"])
            for feed in try FeedDesk(workspace, isWriter: false).list() {
                table.add(
                    feed.name, feed.format, feed.mode, global.number(feed.members), global.number(feed.waiting),
                    feed.lastFile.map(Terminal.path) ?? "none yet")
            }
            table.print(global.output)
        }
    }
}

struct FeedExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write what is waiting for a feed, and the feedback; `sync` does so by itself."
    )

    @Argument(help: "Feeds; all of them and the feedback if none is named.")
    var feeds: [String] = []

    @Option(help: ArgumentHelp("Generate as of this time, RFC 3339.", valueName: "time"))
    var now: String?

    @OptionGroup var global: GlobalOptions

    func validate() throws { _ = try CommandTime.read(now) }

    func run() throws {
        let workspace = try global.workspace()
        let time = try CommandTime.read(now)
        try global.perform {
            var table = TextTable(["file", "rows", "adds", "changes", "withdrawals"], overflow: .allFold)
            let exported = try FeedDesk(workspace, isWriter: true).export(feeds, now: time)
            for fault in exported.withheld { Terminal.complain(fault) }
            for file in exported.files {
                table.add(
                    Terminal.path(file.path), String(file.rows), String(file.adds), String(file.changes),
                    String(file.withdrawals))
            }
            table.print(global.output)
            if table.rows.isEmpty { Terminal.talk("Nothing is waiting.") }
            if let fault = exported.withheld.first { throw ExitCode(of: fault) }
        }
    }
}

struct FeedVerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Compare the files of feeds with their manifests: bytes and SHA-256.")

    @Argument(help: "Feeds; all of them if none is named.")
    var feeds: [String] = []

    @OptionGroup var global: GlobalOptions

    func run() throws {
        let workspace = try global.workspace()
        try global.perform {
            var table = TextTable(["file", "rows", "verdict"], overflow: .allFold)
            var worst: Fault?
            for verdict in try FeedDesk(workspace, isWriter: false).verify(feeds) {
                table.add(Terminal.path(verdict.path), String(verdict.rows), verdict.fault?.summary ?? "whole")
                worst = worst ?? verdict.fault
            }
            table.print(global.output)
            if let worst { throw worst }
        }
    }
}
