import ArgumentParser
import LeadModel
import SyncEngine

struct DestinationAddCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Add a destination that is shipped: a vendor's.",
        discussion: "A destination of that name is never written over. Without a vendor, lists them.")

    @Argument(help: "The vendor, such as marketo.")
    var vendor: String?

    @Option(name: .customLong("as"), help: "What the destination is called, if not as the vendor.")
    var name: String?

    @Option(help: "Where your system is, such as https://123-abc-456.mktorest.com.")
    var address: String?

    @OptionGroup var global: GlobalOptions

    func run() throws {
        try global.perform {
            guard let vendor else {
                var table = TextTable(["vendor", "about"], overflow: .allFold)
                for name in ShippedDestinations.names { table.add(name, ShippedDestinations.about(name)) }
                table.print(global.output)
                return Terminal.talk(ShippedDestinations.own)
            }
            let path = try ShippedDestinations.add(vendor, as: name, address: address, config: global.config)
            if global.output == .table {
                Terminal.say("made \(Terminal.path(path))")
            } else {
                var table = TextTable(["file", "is new"])
                table.add(Terminal.path(path), true)
                table.print(global.output)
            }
            guard !global.quiet else { return }
            let next =
                "Then: a feed with `to: { destination: \(name ?? vendor) }`, leadloop config check, leadloop sync."
            for line in ExplanationText.wrapped(
                "\(ShippedDestinations.about(vendor) ?? "") \(next)", to: Terminal.columns)
            {
                Terminal.talk(line)
            }
        }
    }
}
