public import ArgumentParser
import LeadModel
public import LeadStore
import SyncEngine

struct DeliveryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delivery",
        abstract: "Messages to destinations: what waits, what became of each, and dead letters.",
        subcommands: [
            DeliverySendCommand.self, DeliveryListCommand.self, DeliveryLedgerCommand.self, DeliveryShowCommand.self,
            DeliveryReplayCommand.self, DeliveryDiscardCommand.self,
        ])
}

extension DeliveryState: ExpressibleByArgument {}

/// Which messages a command is about.
struct DeliverySelection: ParsableArguments {
    @Option(help: ArgumentHelp("Only those to this destination.", valueName: "destination"))
    var destination: String?

    @Option(help: ArgumentHelp("Only those of this feed.", valueName: "feed"))
    var feed: String?

    @Option(help: ArgumentHelp("Only those about this lead, such as L1042.", valueName: "lead"))
    var lead: String?

    @Option(help: ArgumentHelp("Only those with this code of why.", valueName: "code"))
    var code: String?

    @Option(help: ArgumentHelp("Only those of this time or day and later.", valueName: "time"))
    var since: String?

    @Option(
        parsing: .upToNextOption,
        help: "Only those in these states: \(DeliveryState.allCases.map(\.rawValue).joined(separator: ", ")).")
    var state: [DeliveryState] = []

    func validate() throws {
        if let lead, LeadID(lead) == nil { throw ValidationError("'\(lead)' is no lead; write it as L1042.") }
        try CommandTime.check(since)
    }

    func filter(_ workspace: Workspace, states usual: [DeliveryState] = [], message: Int64? = nil) throws
        -> DeliveryFilter
    {
        var filter = DeliveryFilter()
        filter.destination = destination
        filter.feed = feed
        filter.lead = lead.flatMap { LeadID($0) }
        filter.code = code
        filter.message = message
        filter.since = try CommandTime.read(since, in: workspace)
        filter.states = state.isEmpty ? usual : state
        return filter
    }

    /// Whether it means all that there is.
    var isEverything: Bool {
        destination == nil && feed == nil && lead == nil && code == nil && since == nil && state.isEmpty
    }
}

struct DeliverySendCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "send", abstract: "Send what is due; `sync` does so by itself.",
        discussion: """
            What a destination does not take is tried again by its pace: with the next `delivery send` or sync, or within this one \
            as far as --wait allows. Each destination is on its own: one that hangs delays no other.
            """)

    @Argument(help: "Destinations; all of them if none is named.")
    var destinations: [String] = []

    @Option(help: ArgumentHelp("Wait so many seconds at most for what is to be tried again.", valueName: "seconds"))
    var wait = 10

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        guard (0...86_400).contains(wait) else { throw ValidationError("--wait is from 0 to 86400 seconds.") }
    }

    func run() throws {
        let workspace = try global.workspace(lockSeconds: 0)
        try global.perform {
            let sent = try DeliveryDesk(workspace).send(
                to: destinations, patience: wait, now: try CommandTime.read(nil))
            for fault in sent.faults { Terminal.complain(fault) }
            DeliveryText.table(sent.tallies).print(global.output)
            if global.output == .table, sent.tallies.contains(where: { $0.waiting > 0 }) {
                let waiting = Set(sent.tallies.filter { $0.waiting > 0 }.map(\.destination))
                let standings = try DestinationBoard(workspace).standings().filter { waiting.contains($0.name) }
                for line in DestinationText.lines(standings, workspace) { Terminal.talk(line) }
            }
            if sent.tallies.isEmpty { Terminal.talk("No feed goes to a destination that takes rows.") }
            for note in sent.tallies.flatMap(\.notes) { Terminal.complain(note, severity: "warning") }
            for fault in sent.tallies.compactMap(DeliveryText.fault) { Terminal.complain(fault) }
            if let fault = sent.faults.first { throw ExitCode(of: fault) }
            if sent.tallies.contains(where: { $0.fault != nil }) { throw ExitStatus.unavailable }
            if sent.tallies.contains(where: { $0.rejected + $0.dead > 0 }) { throw ExitStatus.doneWithRejects }
        }
    }
}

struct DeliveryListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List messages that wait, and dead letters; others with --state.")

    @OptionGroup var selection: DeliverySelection

    @Option(help: "At most this many.")
    var limit = 100

    @OptionGroup var global: GlobalOptions

    func validate() throws { try ListLimit.check(limit) }

    func run() throws {
        let workspace = try global.workspaceToLook()
        try global.perform {
            let filter = try selection.filter(workspace, states: [.waiting, .rejected, .exhausted, .late])
            let desk = DeliveryDesk(workspace)
            let entries = try desk.list(filter, limit: limit)
            let untaken = try desk.untaken(filter)
            let table = DeliveryText.table(entries, untaken: global.output == .table ? [] : untaken, workspace)
            table.print(global.output)
            if entries.count >= limit { table.tellIfCut(at: limit) }
            for some in untaken { Terminal.talk(DeliveryText.line(some, eachSync: workspace.deliversEachSync)) }
            let waiting = Set(entries.filter { $0.state == .waiting }.map(\.destination))
            if global.output == .table, !waiting.isEmpty {
                let standings = try DestinationBoard(workspace).standings().filter { waiting.contains($0.name) }
                for line in DestinationText.lines(standings, workspace) { Terminal.talk(line) }
            }
            guard entries.isEmpty, untaken.isEmpty else { return }
            Terminal.talk(
                selection.isEverything ? "Nothing waits, and there is no dead letter." : "There is no such message.")
        }
    }
}

struct DeliveryLedgerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger", abstract: "What was sent to whom, when, and what was answered.")

    @OptionGroup var selection: DeliverySelection

    @Option(help: "At most this many.")
    var limit = 100

    @OptionGroup var global: GlobalOptions

    func validate() throws { try ListLimit.check(limit) }

    func run() throws {
        let workspace = try global.workspaceToLook()
        try global.perform {
            let entries = try DeliveryDesk(workspace).list(selection.filter(workspace), limit: limit)
            let table = DeliveryText.table(entries, workspace)
            table.print(global.output)
            table.tellIfCut(at: limit)
            if entries.isEmpty { Terminal.talk("The ledger has no such entry.") }
        }
    }
}

struct DeliveryShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show one message: what it says, and what became of it.")

    @Argument(help: "The message's number, as `delivery list` has it.")
    var message: Int64

    @Flag(name: .customLong("show-values"), help: "Print the values of people, too.")
    var showValues = false

    @OptionGroup var global: GlobalOptions

    func run() throws {
        let workspace = try global.workspaceToLook()
        try global.perform {
            var filter = DeliveryFilter()
            filter.message = message
            let entries = try DeliveryDesk(workspace).show(filter, limit: 20)
            guard !entries.isEmpty else {
                Terminal.talk("The ledger has no message \(message).")
                throw ExitStatus.failed
            }
            switch global.output {
            case .json, .ndjson:
                // First that of the destination which the feed goes to now; it may have gone elsewhere before.
                let all = entries.filter(\.isCurrent) + entries.filter { !$0.isCurrent }
                let others = all.dropFirst().map { DeliveryText.json($0, workspace, showsValues: showValues) }
                Terminal.say(
                    DeliveryText.json(all[0], workspace, showsValues: showValues, elsewhere: others).line)
            case .table, .csv:
                var table = TextTable(["what", "is"], overflow: .allFold)
                for entry in entries { DeliveryText.show(entry, in: &table, workspace, showsValues: showValues) }
                table.print(global.output)
            }
        }
    }
}

struct DeliveryReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay", abstract: "Put messages back into the queue, as if they had never been tried.",
        discussion: """
            Dead letters, unless --state says otherwise. A message in whose place a later one about the same lead went stays as it is. \
            Who must not be sent any more is not sent either. A dead letter keeps its id: a receiver that drops known ids gets none twice. \
            What was accepted goes out under another id, and is taken once more.
            """)

    @Argument(help: "One message; without it those that the options mean.")
    var message: Int64?

    @OptionGroup var selection: DeliverySelection

    @Flag(name: .customLong("dry-run"), help: "Say how many are meant, and do nothing.")
    var isRehearsal = false

    @Option(help: ArgumentHelp("Send so many a second at most.", valueName: "messages"))
    var rate: Double?

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        if let rate, rate <= 0 || rate > 100_000 { throw ValidationError("--rate is above 0.") }
        if message == nil, selection.isEverything {
            throw ValidationError(
                "Say which messages are meant: one by its number, or some by --destination, --since and so on.")
        }
    }

    func run() throws {
        let workspace = try global.workspace()
        try global.perform {
            let usual: [DeliveryState] = message == nil ? [.rejected, .exhausted, .late] : []
            let desk = DeliveryDesk(workspace)
            let count = try desk.replay(
                selection.filter(workspace, states: usual, message: message), rate: rate, isRehearsal: isRehearsal,
                now: try CommandTime.read(nil))
            if count == 0 {
                var whole = try selection.filter(workspace, message: message)
                whole.states = []
                Terminal.talk(UnmetText.replay(try desk.unmet(whole), message: message))
                if message != nil { throw ExitStatus.failed }
            }
            if global.output != .table { return DoneText.print(count, isRehearsal: isRehearsal, global.output) }
            let noun = count == 1 ? "message" : "messages"
            Terminal.say(
                isRehearsal
                    ? "\(RunText.grouped(count)) \(noun) would wait again."
                    : "\(RunText.grouped(count)) \(noun) \(count == 1 ? "waits" : "wait") again.")
            if !isRehearsal, count > 0 { Terminal.talk("`leadloop delivery send` sends what is due.") }
        }
    }
}

struct DeliveryDiscardCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "discard", abstract: "Let go of messages that wait or are dead letters; they are never sent.",
        discussion:
            "Dead letters, unless --state says otherwise; --state waiting means those that wait. The ledger keeps that they were let go of. The receiver is told nothing, of withdrawals neither."
    )

    @Argument(help: "One message; without it those that the options mean.")
    var message: Int64?

    @OptionGroup var selection: DeliverySelection

    @Flag(name: .customLong("dry-run"), help: "Say how many are meant, and do nothing.")
    var isRehearsal = false

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        if message == nil, selection.isEverything {
            throw ValidationError(
                "Say which messages are meant: one by its number, or some by --destination, --since and so on.")
        }
    }

    func run() throws {
        let workspace = try global.workspace()
        try global.perform {
            let usual: [DeliveryState] = message == nil ? [.rejected, .exhausted, .late] : []
            let filter = try selection.filter(workspace, states: usual, message: message)
            let desk = DeliveryDesk(workspace)
            let now = try CommandTime.read(nil)
            let meant = try desk.discard(filter, isRehearsal: true, now: now)
            if meant == 0 {
                var whole = filter
                whole.states = []
                Terminal.talk(UnmetText.discard(try desk.unmet(whole), message: message))
                if message != nil { throw ExitStatus.failed }
            }
            if meant > 1, !global.yes, !isRehearsal {
                throw ValidationError("\(meant) messages are meant; say --yes to let go of them all.")
            }
            let done = isRehearsal ? meant : try desk.discard(filter, isRehearsal: false, now: now)
            if global.output != .table { return DoneText.print(done, isRehearsal: isRehearsal, global.output) }
            Terminal.say(
                isRehearsal ? "\(RunText.grouped(done)) would be let go of." : "\(RunText.grouped(done)) let go of.")
        }
    }
}

/// What programs get of commands that do something to messages.
private enum DoneText {
    static func print(_ messages: Int, isRehearsal: Bool, _ output: GlobalOptions.Output) {
        var table = TextTable(["messages", "is rehearsal"])
        table.add(messages, isRehearsal)
        table.printOne(output)
    }
}
