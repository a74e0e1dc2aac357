import ArgumentParser
import LeadModel
import LeadStore
import SyncEngine

struct DestinationCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "destination", abstract: "Systems that leads, and news of them, are delivered to.",
        subcommands: [
            DestinationAddCommand.self, DestinationListCommand.self, DestinationTestCommand.self,
            DestinationAuditCommand.self,
            DestinationPauseCommand.self,
            DestinationResumeCommand.self, DestinationForgetCommand.self,
        ])
}

struct DestinationListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List destinations, how they are, and what waits for them.")

    @OptionGroup var global: GlobalOptions

    func run() throws {
        let workspace = try global.workspaceToLook()
        try global.perform {
            let standings = try DestinationBoard(workspace).standings()
            DestinationText.table(standings, workspace).print(global.output)
            if global.output == .table {
                for line in DestinationText.lines(standings, workspace) { Terminal.talk(line) }
            }
            if standings.isEmpty { Terminal.talk("No destination is configured. \(ShippedDestinations.ways)") }
        }
    }
}

struct DestinationTestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Try a destination, and print timing and verdict.",
        discussion: """
            A webhook gets a signed sample, which is about nobody. A system that rows are written to is asked who we are to it, by \
            `identity` of its file: nothing is written there.
            """)

    @Argument(help: "The destination.")
    var destination: String

    @OptionGroup var global: GlobalOptions

    func run() throws {
        // What was just edited is what is to be tried, and nothing else.
        let workspace = try global.workspace()
        try global.perform {
            let trial = try DestinationDesk(workspace).test(destination, now: try CommandTime.read(nil))
            var table = TextTable(
                ["destination", "did", "verdict", "status", "milliseconds", "shows", "public key"], overflow: .allFold)
            let shows = trial.identity.map { "\($0.path): \($0.value)" }.joined(separator: "; ")
            let keys = trial.publicKeys.joined(separator: " ")
            func tell(_ verdict: String, _ status: Int?) {
                table.add(
                    destination, trial.did, verdict, status.map(Int64.init), Int(trial.milliseconds.rounded()),
                    shows.isEmpty ? nil : shows, keys.isEmpty ? nil : keys)
                table.printOne(global.output)
            }
            switch trial.verdict {
            case .accepted(let receipt): tell("accepted", receipt.status)
            case .rejected(let refusal):
                tell("refused: \(refusal.text)", refusal.status)
                throw ExitStatus.unavailable
            case .untried: tell("not sent", nil)
            case .failed(let fault, _):
                tell("failed", nil)
                throw DestinationDesk.Trial.told(fault, of: destination)
            }
        }
    }
}

struct DestinationPauseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause", abstract: "Send nothing to a destination until `resume`; messages wait.")

    @Argument(help: "The destination.")
    var destination: String

    @OptionGroup var global: GlobalOptions

    func run() throws {
        let workspace = try global.workspace()
        try global.perform {
            try DestinationDesk(workspace).pause(destination, now: try CommandTime.read(nil))
            Terminal.talk("Nothing is sent to '\(destination)' until `leadloop destination resume \(destination)`.")
        }
    }
}

struct DestinationResumeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Send again to a destination that was stopped, or that is waited for.",
        discussion: """
            What waits goes out with the next `delivery send` or sync. Messages that were given up on meanwhile stay dead letters: \
            `delivery replay --destination NAME` puts them back.
            """)

    @Argument(help: "The destination.")
    var destination: String

    @OptionGroup var global: GlobalOptions

    func run() throws {
        let workspace = try global.workspace()
        try global.perform {
            let before = try DestinationDesk(workspace).resume(destination, now: try CommandTime.read(nil))
            Terminal.talk(
                before.stopped == nil && before.notBefore == nil
                    ? "'\(destination)' was not stopped."
                    : "'\(destination)' goes on: `leadloop delivery send \(destination)` sends what waits.")
        }
    }
}

struct DestinationForgetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "forget",
        abstract: "Say that a destination has deleted what it got of feeds that do not go there any more.",
        discussion: """
            As long as it holds leads and is told nothing of them, each sync warns of it. The ledger keeps what was sent; what a destination \
            holds by feeds that still go there stays known, too.
            """)

    @Argument(help: "The destination; it need not be configured any more.")
    var destination: String

    @OptionGroup var global: GlobalOptions

    func run() throws {
        let workspace = try global.workspace()
        try global.perform {
            let desk = DestinationDesk(workspace)
            let now = try CommandTime.read(nil)
            let meant = try desk.forget(destination, isRehearsal: true, now: now)
            guard !meant.isEmpty else {
                guard global.output == .table else { return forgotten([]).print(global.output) }
                return Terminal.say("'\(destination)' holds nothing of feeds that do not go there any more.")
            }
            let leads = meant.reduce(0) { $0 + $1.leads }
            let feeds = meant.map { "'\($0.feed)'" }.joined(separator: ", ")
            if !global.yes {
                throw ValidationError(
                    "\(LeadText.count(leads, "lead")) of \(feeds) would be forgotten; say --yes where they are deleted there."
                )
            }
            _ = try desk.forget(destination, isRehearsal: false, now: now)
            guard global.output == .table else { return forgotten(meant).print(global.output) }
            Terminal.say("\(LeadText.count(leads, "lead")) of \(feeds) at '\(destination)' forgotten.")
        }
    }

    private func forgotten(_ feeds: [(feed: String, leads: Int)]) -> TextTable {
        var table = TextTable(["destination", "feed", "leads"])
        for feed in feeds { table.add(destination, feed.feed, feed.leads) }
        return table
    }
}
