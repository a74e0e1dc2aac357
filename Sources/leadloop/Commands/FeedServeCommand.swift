import ArgumentParser
import ConfigFiles
import Console
import Foundation
import LeadModel
import SyncEngine

struct FeedServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Let receivers fetch the files of feeds over HTTP, until it is stopped.",
        discussion: """
            Receivers are those that feeds name under `pull`, each with a token of its own. SIGTERM and SIGINT end it: what is being \
            sent has 30 seconds to its end. SIGHUP has feeds and tokens read anew.

            It speaks no TLS and listens on this machine alone: a proxy in front of it speaks TLS. Syncs run beside it; it writes \
            nothing but how far each receiver has fetched, which `feed list` shows.
            """)

    @Option(help: ArgumentHelp("Where it listens; port 0 takes a free one.", valueName: "host:port"))
    var listen = "127.0.0.1:8420"

    @Flag(
        name: .customLong("behind-proxy"),
        help:
            "A proxy that speaks TLS stands in front, also where that is on another machine; it names who asks by X-Forwarded-For."
    )
    var isBehindProxy = false

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        guard ListenAddress(listen) != nil else {
            throw ValidationError("--listen takes a host and a port, such as 127.0.0.1:8420 or [::1]:8420.")
        }
    }

    func run() throws {
        let workspace = try global.workspaceToLook()
        try global.perform {
            guard let address = ListenAddress(listen) else { return }
            try address.requirePrivate(isBehindProxy: isBehindProxy)
            let config = global.config
            let server = FeedServer(
                try FeedDownloads(workspace, complain: Self.warn), at: address, isBehindProxy: isBehindProxy,
                renew: { () throws(Fault) in try Self.downloads(config) }, hear: hear)
            try ServiceThread.wait { () throws(Fault) in try await server.run() }
        }
    }

    /// Feeds and tokens as they are now.
    private static func downloads(_ config: String) throws(Fault) -> FeedDownloads {
        let read: (workspace: Workspace, warning: Fault?)
        do {
            read = try Workspace.toLook(config: config)
        } catch {
            for fault in error.faults.dropFirst() { warn(fault) }
            throw error.faults.first
                ?? Fault(.configMissing, .stopRun, "there is no configuration", advice: "Put it back.")
        }
        if let warning = read.warning { warn(warning) }
        return try FeedDownloads(read.workspace, complain: warn)
    }

    private static func warn(_ fault: Fault) { Terminal.complain(fault, severity: "warning") }

    private func hear(_ event: ServerEvent) {
        switch event {
        case .listening(let address): if !global.quiet { Terminal.talkLine("Listening on \(address)") }
        case .answered(let line): if !global.quiet { Terminal.talkLine(line.description) }
        case .fault(let fault): Terminal.complain(fault)
        case .renewed: if !global.quiet { Terminal.talkLine("Feeds and tokens were read anew.") }
        case .stopping: if !global.quiet { Terminal.talkLine("Stopping: what is being sent comes to its end.") }
        }
    }
}
