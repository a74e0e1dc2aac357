import ArgumentParser
import LeadModel
import LeadStore
import SyncEngine

struct LeadEraseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "erase",
        abstract: "Take a person out of the store for good; no later delivery brings the person back.",
        discussion:
            "Leads, records, raw bytes, keys and history go; keyed hashes of ids and personal addresses stay, by which "
            + "later deliveries are refused. Receivers of feeds get a withdrawal that names only the lead's number. Feed "
            + "and feedback files that were written before, and copies of the store, are not touched: delete them yourself."
    )

    @Argument(help: "Number of the lead, as L1042, or the id of one of its records, as SOURCE:ID.")
    var lead: String

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        guard global.yes else { throw ValidationError("This cannot be undone; say so with --yes.") }
    }

    func run() throws {
        let workspace = try global.workspace()
        let now = try CommandTime.read(nil)
        try global.perform {
            let found = try Inspector(workspace).leadByIdentity(lead)
            let receipt = try Eraser(workspace).erase(found.id, at: now)
            guard global.output == .table else {
                var table = TextTable(["lead", "versions", "hashes", "feeds"])
                table.add(receipt.lead.description, receipt.versions, receipt.hashes, receipt.feeds)
                table.printOne(global.output)
                return
            }
            Terminal.sayFolded(
                "\(receipt.lead) is erased: \(receipt.versions) versions of records are gone, \(receipt.hashes) keyed hashes stay."
            )
            if !receipt.feeds.isEmpty {
                Terminal.sayFolded("A withdrawal goes to \(receipt.feeds.joined(separator: ", ")) with the next sync.")
            }
        }
    }
}
