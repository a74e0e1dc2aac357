import ArgumentParser
import Console
import Foundation
import LeadModel
import SyncEngine

struct ServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Do by itself what is due, until it is stopped.",
        discussion: """
            Synchronises sources by their schedules, decides leads whose time has come, sends what waits for destinations, and lets \
            receivers fetch feeds that have `pull` under `to`. /healthz, /readyz and /metrics tell how it is.

            SIGTERM and SIGINT end it: what is under way has 30 seconds to its end; what takes longer is left as it is, and the next \
            start goes on with it. SIGHUP has the configuration read anew; one that has findings is not used. Other commands run \
            beside it: those that write wait for their turn (--lock-timeout).
            """)

    @Option(help: ArgumentHelp("Where receivers fetch feeds; port 0 takes a free one.", valueName: "host:port"))
    var listen = "127.0.0.1:8420"

    @Flag(
        name: .customLong("behind-proxy"),
        help:
            "A proxy that speaks TLS stands in front, also where that is on another machine; it names who asks by X-Forwarded-For."
    )
    var isBehindProxy = false

    @Option(
        help: ArgumentHelp(
            "Where /healthz, /readyz and /metrics are asked for; `none`: nowhere.", valueName: "host:port"))
    var status = "127.0.0.1:8421"

    @Option(help: "How lines of the log look, on standard error: text on a terminal, json elsewhere.")
    var log: LogForm?

    enum LogForm: String, ExpressibleByArgument, CaseIterable {
        case json
        case text
    }

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        for (name, text) in [("--listen", listen), ("--status", status == "none" ? listen : status)]
        where ListenAddress(text) == nil {
            throw ValidationError("\(name) takes a host and a port, such as 127.0.0.1:8420 or [::1]:8420.")
        }
    }

    func run() throws {
        let workspace = try global.workspace()
        try global.perform {
            guard let address = ListenAddress(listen) else { return }
            var options = LeadloopService.Options(listen: address)
            options.isBehindProxy = isBehindProxy
            options.status = status == "none" ? nil : ListenAddress(status)
            options.logsJSON = log.map { $0 == .json } ?? !Terminal.isInteractive
            let service = try LeadloopService(
                config: global.config, workspace: workspace, options: options, version: ProgramVersion.text,
                logTo: FileHandle.standardError.fileDescriptor)
            try ServiceThread.wait { () throws(Fault) in try await service.run() }
        }
    }
}
