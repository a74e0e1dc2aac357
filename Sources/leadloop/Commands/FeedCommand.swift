import ArgumentParser
import Foundation
import LeadModel
import SyncEngine

struct FeedCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "feed", abstract: "Feeds of recycled leads, as marketing receives them.",
        subcommands: [
            FeedListCommand.self, FeedPreviewCommand.self, FeedExportCommand.self, FeedVerifyCommand.self,
            FeedServeCommand.self, FeedCloseCommand.self,
        ])
}

struct FeedListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List feeds, and the files written so far.")

    @OptionGroup var global: GlobalOptions

    func run() throws {
        let workspace = try global.workspaceToLook()
        try global.perform {
            var table = TextTable(
                [
                    "feed", "format", "mode", "leads", "waiting", "held back", "left out", "next file", "fetched",
                    "last file",
                ],
                spare: ["mode", "format", "last file", "held back", "left out"], overflow: .allFold)
            let days = ShownDays(workspace)
            let desk = try FeedDesk(workspace, isWriter: false)
            let feeds = try desk.list()
            for feed in feeds {
                table.add(
                    feed.name, feed.format, feed.mode, feed.members, feed.waiting,
                    Spoken(feed.heldBack == 0 ? "" : RunText.grouped(feed.heldBack), for: feed.heldBack),
                    Spoken(leftOut(feed), for: feed.leftOut), feed.next.map(days.timeCell),
                    Spoken(fetched(feed), for: fetchedForPrograms(feed)),
                    Spoken(lastFile(feed, workspace), for: feed.lastFile.map(Terminal.path)))
            }
            table.print(global.output)
            for feed in feeds where !feed.isConfigured {
                Terminal.talk(
                    "'\(feed.name)' is not configured any more; `leadloop feed close \(feed.name)` takes its leads back."
                )
            }
            for fault in try desk.heldBack() { Terminal.complain(fault, severity: "warning") }
            if feeds.isEmpty { Terminal.talk("No feed is configured.") }
        }
    }
}

extension FeedListCommand {
    /// `12 without email`; nothing where nobody is left out.
    private func leftOut(_ feed: FeedDesk.Listing) -> String {
        feed.lacking.map { "\(RunText.grouped($0.leads)) without \($0.field.word)" }.joined(separator: ", ")
    }

    /// The name of its newest file, of a feed that has some: its folder stands in the feed's file.
    private func lastFile(_ feed: FeedDesk.Listing, _ workspace: Workspace) -> String {
        guard let path = feed.lastFile else { return feed.writesFiles ? "none yet" : "" }
        return path.split(separator: "/").last.map(String.init) ?? path
    }

    /// `warehouse up to 42, 3 h ago`; nothing where nobody may fetch the feed.
    private func fetched(_ feed: FeedDesk.Listing) -> String {
        feed.fetched.map { fetched in
            guard let cursor = fetched.cursor, let at = fetched.at else { return "\(fetched.receiver) nothing yet" }
            return "\(fetched.receiver) up to \(cursor), \(FeedListCommand.ago(at))"
        }.joined(separator: "; ")
    }

    /// `warehouse 42 2026-10-01T06:00:00Z`, one a receiver.
    private func fetchedForPrograms(_ feed: FeedDesk.Listing) -> [String] {
        feed.fetched.map { fetched in
            guard let cursor = fetched.cursor, let at = fetched.at else { return fetched.receiver }
            return "\(fetched.receiver) \(cursor) \(at)"
        }
    }

    /// `3 h ago`.
    private static func ago(_ time: Instant) -> String {
        let seconds = max(0, Instant.now.seconds(since: time))
        return switch seconds {
        case ..<60: "\(seconds) s ago"
        case ..<3_600: "\(seconds / 60) min ago"
        case ..<172_800: "\(seconds / 3_600) h ago"
        default: "\(seconds / 86_400) days ago"
        }
    }
}

struct FeedExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write what is waiting for a feed, and the feedback; `sync` does so by itself.",
        discussion: """
            With --again, a file that was lost is written once more under its name, byte for byte; only who must not be sent \
            any more is left out of it. The file of a `full` feed holds who is in the feed now. `feed verify` names the files that are missing, and their cursors.

            With --since and --out, one file is written for a receiver that lost more than that: a row for each lead that something \
            was told of after the cursor, so that it holds what it would hold with all files. The feed goes on as if nothing had \
            been written, and the file is yours to hand over and to delete.

            What destinations have not got of the feeds' files is sent, whenever its next try would be.
            """)

    @Argument(help: "Feeds; all of them and the feedback if none is named.")
    var feeds: [String] = []

    @Flag(help: "Write the last file of the feeds named again, or with --since several.")
    var again = false

    @Option(
        help: ArgumentHelp(
            "With --again: every file from this cursor on. With --out: everything after it.", valueName: "cursor"))
    var since: Int64?

    @Option(
        help: ArgumentHelp(
            "With --since: write one file with everything after the cursor, `-` to print it.", valueName: "file"))
    var out: String?

    @Option(help: ArgumentHelp("Generate as of this time, RFC 3339.", valueName: "time"))
    var now: String?

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        _ = try CommandTime.read(now)
        if since != nil, !again, out == nil { throw ValidationError("--since goes with --again, or with --out.") }
        if out != nil, since == nil || again || feeds.count != 1 {
            throw ValidationError("--out goes with --since and one feed.")
        }
        if again, feeds.isEmpty { throw ValidationError("Name the feed whose file is to be written again.") }
    }

    func run() throws {
        let workspace = try global.workspace()
        let time = try CommandTime.read(now)
        try global.perform {
            let desk = try FeedDesk(workspace, isWriter: true)
            if let out, let since {
                let exported = try desk.exportSince(
                    since, of: feeds[0], to: out == "-" ? nil : out, replaces: global.yes, now: time
                ) { FileHandle.standardOutput.write(Data($0)) }
                for fault in exported.withheld { Terminal.complain(fault) }
                if out != "-" { TextTable(of: exported.files).print(global.output) }
                if let fault = exported.withheld.first { throw ExitCode(of: fault) }
                return
            }
            let exported = try again ? desk.exportAgain(feeds, since: since, now: time) : desk.export(feeds, now: time)
            for fault in exported.withheld + exported.unsent { Terminal.complain(fault) }
            for fault in exported.warnings { Terminal.complain(fault, severity: "warning") }
            show(exported)
            if let fault = (exported.withheld + exported.unsent).first { throw ExitCode(of: fault) }
        }
    }

    private func show(_ exported: FeedDesk.Exported) {
        let files = exported.files
        TextTable(of: files).print(global.output)
        for copy in exported.uploads { Terminal.talkLine("Sent: \(Terminal.path(copy.place))") }
        if files.isEmpty, exported.uploads.isEmpty {
            Terminal.talk(again ? "No file has been written yet that this asks for." : "Nothing is waiting.")
        }
        let other = files.filter { $0.isSame == false }.map { Terminal.path($0.path) }
        guard !other.isEmpty else { return }
        Terminal.talk(
            "Not as at first: \(other.joined(separator: ", ")). Somebody in it must not be sent any more, the feed's columns "
                + "have changed, or it is a full feed that has other leads by now; the manifest is new, too.")
    }
}

struct FeedPreviewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "preview", abstract: "Show the rows that the next file of a feed would hold; nothing is written.",
        discussion: """
            Names, addresses, numbers and ids of people are described by their shape, such as `9 letters`, unless --show-values \
            is given.
            """)

    @Argument(help: "The feed.")
    var feed: String

    @Option(help: "Show at most this many rows; all are counted.")
    var limit = 20

    @Flag(name: .customLong("show-values"), help: "Print the values of people, too.")
    var showValues = false

    @Option(help: ArgumentHelp("Look as of this time, RFC 3339.", valueName: "time"))
    var now: String?

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        _ = try CommandTime.read(now)
        if limit < 0 { throw ValidationError("--limit cannot be negative.") }
    }

    func run() throws {
        let workspace = try global.workspaceToLook()
        let time = try CommandTime.read(now)
        try global.perform {
            let preview = try FeedDesk(workspace, isWriter: false).preview(feed, limit: limit, now: time)
            var table = TextTable(preview.columns, overflow: .allFold)
            for row in preview.rows {
                table.add(
                    row.cells.indices.map { index in
                        guard let text = row.cells[index], !text.isEmpty else { return "" }
                        return showValues || row.isPlain[index] ? text : Seen.shape(of: text.utf8).description
                    })
            }
            table.print(global.output)
            for fault in preview.withheld + preview.warnings { Terminal.complain(fault, severity: "warning") }
            let rows = preview.adds + preview.changes + preview.withdrawals
            Terminal.talk(
                rows == 0
                    ? "Nothing is waiting."
                    : "\(RunText.grouped(rows)) in all: \(RunText.grouped(preview.adds)) added, \(RunText.grouped(preview.changes)) changed, \(RunText.grouped(preview.withdrawals)) withdrawn."
            )
        }
    }
}

struct FeedVerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Compare the files of feeds and of the feedback with their manifests: bytes and SHA-256.")

    @Argument(help: "Feeds; all of them and the feedback if none is named.")
    var feeds: [String] = []

    @Flag(help: "Look at the copies at destinations, too: that they are there, and their bytes.")
    var copies = false

    @Flag(name: .customLong("read-copies"), help: "Read the copies at destinations back: their SHA-256, too.")
    var readsCopies = false

    @OptionGroup var global: GlobalOptions

    func run() throws {
        let workspace = try global.workspaceToLook()
        try global.perform {
            var table = TextTable(["file", "rows", "verdict"], overflow: .allFold)
            var worst: Fault?
            let extent = readsCopies ? FeedDesk.Copies.readBack : copies ? .lookedAt : .passedOver
            for verdict in try FeedDesk(workspace, isWriter: false).verify(feeds, copies: extent) {
                table.add(
                    Terminal.path(verdict.path), verdict.rows, verdict.fault?.summary ?? verdict.note ?? "whole")
                worst = worst ?? verdict.fault
            }
            table.print(global.output)
            if let worst { throw worst }
        }
    }
}

struct FeedCloseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "close", abstract: "Take every lead back from a feed that no file describes any more.",
        discussion: """
            A feed that `leadloop apply` or `leadloop undo` takes away is closed by it. One whose file was deleted is not: that \
            may be a slip. Its receiver is told nothing any more, and each sync warns of it until this command writes it a last \
            file, with a withdrawal of every lead. A destination that got its leads as rows is told by the next delivery.
            """)

    @Argument(help: "The feed.")
    var feed: String

    @Option(help: ArgumentHelp("Generate as of this time, RFC 3339.", valueName: "time"))
    var now: String?

    @OptionGroup var global: GlobalOptions

    func validate() throws { _ = try CommandTime.read(now) }

    func run() throws {
        let workspace = try global.workspace()
        let time = try CommandTime.read(now)
        try global.perform {
            let closed = try FeedDesk(workspace, isWriter: true).close(feed, now: time)
            let faults = closed.exported.withheld + closed.exported.unsent
            for fault in faults { Terminal.complain(fault) }
            table(closed).print(global.output)
            for copy in closed.exported.uploads { Terminal.talkLine("Sent: \(Terminal.path(copy.place))") }
            for holder in closed.holders { Terminal.talk(line(holder, workspace)) }
            if closed.leads == 0, closed.holders.isEmpty { Terminal.talk("Its receiver holds no lead.") }
            if let fault = faults.first { throw ExitCode(of: fault) }
        }
    }
}

extension FeedCloseCommand {
    /// The last file, and for each destination that holds leads how many it is told to let go of.
    private func table(_ closed: FeedDesk.Closed) -> TextTable {
        var table = TextTable(["file", "destination", "rows", "adds", "changes", "withdrawals"], overflow: .allFold)
        for file in closed.exported.files {
            table.add(
                Terminal.path(file.path), String?.none, file.rows, file.adds, file.changes, file.withdrawals)
        }
        for holder in closed.holders where holder.isTold {
            table.add(String?.none, holder.destination, holder.leads, 0, 0, holder.leads)
        }
        return table
    }

    private func line(_ holder: FeedDesk.Holder, _ workspace: Workspace) -> String {
        let holds = "'\(holder.destination)' holds \(LeadText.count(holder.leads, "lead"))"
        let them = holder.leads == 1 ? "it" : "each of them"
        let send = "`leadloop delivery send \(holder.destination)`"
        if holder.isTold {
            return
                "\(holds), and is told to let go of \(them) \(workspace.deliversEachSync ? "by the next sync, or now by" : "by") \(send)."
        }
        return
            "\(holds), and is not told: have its operator delete what it got, and say so with `leadloop destination forget \(holder.destination)`."
    }
}

extension TextTable {
    /// Files of feeds with what is in them.
    fileprivate init(of files: [FeedDesk.Export]) {
        self.init(["file", "rows", "adds", "changes", "withdrawals"], overflow: .allFold)
        for file in files {
            add(Terminal.path(file.path), file.rows, file.adds, file.changes, file.withdrawals)
        }
    }
}
