import ArgumentParser
import LeadModel
import LeadStore
import SyncEngine

struct SuppressionCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Say whether people may be sent anything, and why not.",
        discussion:
            "Asks the ledger, the records of the leads that are found, and the agreement. Leads are found by an address, "
            + "their number or a record's id; of telephone numbers and hashes the ledger alone is asked. People are told by "
            + "where they were named; nothing of them is printed.")

    @OptionGroup var named: NamedPeople

    @Option(help: ArgumentHelp("The country of telephone numbers without one, such as DE.", valueName: "code"))
    var region: String?

    @Option(help: ArgumentHelp("Decide as of this time, RFC 3339; for rehearsals.", valueName: "time"))
    var now: String?

    @OptionGroup var global: GlobalOptions

    func validate() throws { _ = try CommandTime.read(now) }

    func run() throws {
        let workspace = try global.workspaceToLook()
        let time = try CommandTime.read(now)
        let days = ShownDays(workspace)
        try global.perform {
            var table = TextTable(
                ["named at", "kind", "leads", "email", "phone", "because", "reasons"], hidden: ["reasons"])
            var book = try SuppressionBook(workspace, at: time)
            var isUnread = false
            var unasked = 0
            for name in try named.names() {
                let verdict = try book.check(name, region: region)
                if let fault = verdict.fault {
                    isUnread = true
                    Terminal.complain(fault)
                    continue
                }
                if !verdict.areRecordsAsked { unasked += 1 }
                table.add(
                    verdict.place.description, verdict.kind?.rawValue, verdict.leads.map(\.description),
                    Spoken(verdict.isOpen(.email) ? "open" : "closed", for: verdict.isOpen(.email)),
                    Spoken(verdict.isOpen(.phone) ? "open" : "closed", for: verdict.isOpen(.phone)),
                    verdict.suppressions.map {
                        "\($0.reason.rawValue) (\($0.channel.rawValue)) by \($0.source) since \(days.day($0.since))"
                    }.joined(separator: "; "), verdict.suppressions.map(\.reason.rawValue))
            }
            table.print(global.output)
            days.tell(under: table, global)
            if unasked > 0 {
                Terminal.talk(
                    "Of \(RunText.grouped(unasked)) the ledger alone was asked: no lead is found by what they are named by, so records and agreement may still forbid them."
                )
            }
            if isUnread { throw ExitStatus.doneWithRejects }
        }
    }
}

struct SuppressionListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Count the entries of the ledger by source and reason.")

    @Option(help: ArgumentHelp("Only entries for this reason.", valueName: "reason"))
    var reason: SuppressionReason?

    @Option(help: ArgumentHelp("Only entries by this source.", valueName: "name"))
    var source: String?

    @OptionGroup var global: GlobalOptions

    func run() throws {
        let workspace = try global.workspaceToLook()
        let days = ShownDays(workspace)
        try global.perform {
            var table = TextTable(["source", "reason", "channel", "kind", "entries", "since", "until"])
            for count in try SuppressionBook(workspace, at: Instant.now).counts()
            where reason ?? count.reason == count.reason && source ?? count.source == count.source {
                table.add(
                    count.source, count.reason.rawValue, count.channel.rawValue, count.kind.rawValue, count.entries,
                    days.cell(count.first),
                    days.cell(count.last))
            }
            table.print(global.output)
            days.tell(under: table, global)
            if table.rows.isEmpty { Terminal.talk("The ledger has no such entry.") }
        }
    }
}
