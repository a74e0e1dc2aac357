public import ArgumentParser
import Foundation
public import LeadModel
import LeadStore
import SyncEngine

struct SuppressionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "suppression", abstract: "Who must not be sent anything: enter people, import lists, check.",
        discussion:
            "The ledger keeps keyed hashes of addresses, numbers and ids, and nothing else of anybody. What it says is asked "
            + "in each decision, and again before each row that goes out.",
        subcommands: [
            SuppressionAddCommand.self, SuppressionImportCommand.self, SuppressionCheckCommand.self,
            SuppressionListCommand.self, SuppressionHistoryCommand.self, SuppressionRemoveCommand.self,
        ])
}

extension SuppressionReason: ExpressibleByArgument {
    public static var allValueStrings: [String] { enterable.map(\.rawValue) }
}
extension Channel: ExpressibleByArgument {}

/// What an entry says, whoever is meant.
struct SuppressionTerms: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Why.", valueName: "reason"))
    var reason: SuppressionReason

    @Option(
        help: ArgumentHelp(
            "What is closed: email, phone or all. Left out, an opt-out, complaint or bounce closes what the person is named by, and everything else all.",
            valueName: "channel"))
    var channel: Channel?

    @Option(
        help: ArgumentHelp(
            "Since when: a day in the agreement's zone, or a time, RFC 3339; now if left out.", valueName: "time"))
    var since: String?

    @OptionGroup var run: LedgerRunOptions

    func order(source: String, in workspace: Workspace) throws -> SuppressionOrder {
        var order = SuppressionOrder(reason: reason, channel: channel, source: source)
        order.since = try CommandTime.read(since, in: workspace)
        if let since = order.since, try CommandTime.read(run.now) < since {
            throw ValidationError("--since is a time to come.")
        }
        order.region = run.region
        return order
    }
}

struct SuppressionAddCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Enter people who must not be sent anything.",
        discussion: """
            The leads that are meant are decided about anew at once, and their receivers are told with the next sync or \
            `feed export`. An opt-out is of the person, whatever addresses the leads have besides; a hard bounce is of the \
            address, and ends where a lead is written to by another. An opt-out that is entered again holds anew from now, \
            whatever was agreed to in between. For what is meant for good and with the data, there is `lead erase`.
            """)

    @OptionGroup var named: NamedPeople

    @OptionGroup var terms: SuppressionTerms

    @Option(help: ArgumentHelp("Who says so.", valueName: "name"))
    var source = "operator"

    @OptionGroup var global: GlobalOptions

    func run() throws {
        let workspace = try global.workspaceToEnter()
        let now = try CommandTime.read(terms.run.now)
        try global.perform {
            let names = try named.names()
            let order = try terms.order(source: source, in: workspace)
            let desk = try SuppressionDesk(workspace, at: now, isRehearsal: terms.run.isRehearsal)
            try SuppressionText.show(try desk.add(names, order), isRehearsal: terms.run.isRehearsal, global)
        }
    }
}

struct SuppressionImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Enter the people of a list: addresses, numbers or hashes of addresses.",
        discussion: """
            The list has one of them a line, or is a table with a header: a column email, sha256, md5 or phone, and \
            where you like reason, channel and since: a day in the agreement's zone, or a time with its zone. Hashes are those of the address in lower case, as Mailchimp, Meta \
            and Google exchange them; they match leads without anybody knowing the addresses. A row that names nobody who can be read is \
            told with its line, and the others are taken in; where anything else of a row cannot be read, the person is taken by the strictest reading, and that is told, too. Importing a list again changes nothing, so that an old list does \
            not bring back what a consent has ended since; with --since, or a column of that name, it says that it holds anew.
            """)

    @Argument(help: "The file.")
    var file: String

    @OptionGroup var terms: SuppressionTerms

    @Option(help: ArgumentHelp("Who says so; the name of the file if left out.", valueName: "name"))
    var source: String?

    @Option(
        help: ArgumentHelp(
            "The encoding of the list, such as WINDOWS-1252; UTF-8 if left out, or what a byte order mark says.",
            valueName: "name"))
    var encoding: String?

    @OptionGroup var global: GlobalOptions

    func run() throws {
        let workspace = try global.workspaceToEnter()
        let now = try CommandTime.read(terms.run.now)
        let printer = ProgressPrinter(isQuiet: global.quiet)
        try global.perform {
            let order = try terms.order(source: source ?? (file as NSString).lastPathComponent, in: workspace)
            defer { printer.clear() }
            let desk = try SuppressionDesk(
                workspace, at: now, isRehearsal: terms.run.isRehearsal, progress: ProgressReport { printer.show($0) })
            let outcome = try desk.importList(file, order, encoding: encoding)
            printer.clear()
            try SuppressionText.show(outcome, isRehearsal: terms.run.isRehearsal, global)
        }
    }
}

enum SuppressionText {
    /// What came of it; ends the command with 4 where a person could not be entered.
    static func show(_ outcome: SuppressionDesk.Outcome, isRehearsal: Bool, _ global: GlobalOptions) throws {
        for fault in outcome.faults { Terminal.complain(fault) }
        for doubt in outcome.doubts { Terminal.complain(doubt, severity: "warning") }
        if outcome.refused > outcome.faults.count {
            Terminal.talk("… and \(RunText.grouped(outcome.refused - outcome.faults.count)) more like these.")
        }
        if outcome.doubtful > 0 {
            let rows = outcome.doubtful == 1 ? "1 row was" : "\(RunText.grouped(outcome.doubtful)) rows were"
            Terminal.talk(
                "\(rows) taken with a doubt, by the strictest reading: correct and import again, or leave it so.")
        }
        if !outcome.ignored.isEmpty {
            Terminal.talk("Nothing was read from the other columns, \(outcome.ignored.count) of them.")
        }
        if outcome.numbersPassedOver > 0 {
            let numbers =
                outcome.numbersPassedOver == 1
                ? "1 telephone number beside an address was"
                : "\(RunText.grouped(outcome.numbersPassedOver)) telephone numbers beside an address were"
            Terminal.talk(
                "\(numbers) passed over: what was said is about e-mail. To close calls as well, import again with --channel all."
            )
        }
        if outcome.kept > 0 {
            let rows = outcome.kept == 1 ? "1 opt-out" : "\(RunText.grouped(outcome.kept)) opt-outs"
            Terminal.talk(
                "\(rows) of the known keep the earlier time of the ledger: a consent after that ends them. If they hold anew, say since when with --since."
            )
        }
        if global.output == .table {
            let parts = [
                "\(RunText.grouped(outcome.added)) added", "\(RunText.grouped(outcome.renewed)) renewed",
                "\(RunText.grouped(outcome.known)) known", "\(RunText.grouped(outcome.refused)) refused",
            ]
            Terminal.sayFolded("read \(RunText.grouped(outcome.read)) = \(parts.joined(separator: " + "))")
            if isRehearsal {
                Terminal.talk("Nothing was written.")
            } else if outcome.leads > 0 {
                Terminal.sayFolded(
                    "\(RunText.grouped(outcome.leads)) \(outcome.leads == 1 ? "lead" : "leads") decided about anew, \(RunText.grouped(outcome.withdrawals)) taken back from feeds with the next sync or `feed export`"
                )
            }
        } else {
            var table = TextTable([
                "read", "added", "renewed", "known", "refused", "leads", "withdrawals", "doubtful",
                "numbers-passed-over",
            ])
            table.add(
                outcome.read, outcome.added, outcome.renewed, outcome.known, outcome.refused, outcome.leads,
                outcome.withdrawals, outcome.doubtful, outcome.numbersPassedOver)
            table.printOne(global.output)
        }
        if outcome.waitsForSync {
            Terminal.talk("A run was interrupted: the next `leadloop sync` decides about the leads that are meant.")
        }
        if outcome.refused + outcome.doubtful > 0 { throw ExitStatus.doneWithRejects }
    }
}
