import ArgumentParser
import LeadModel
import SyncEngine

struct SourceAddCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Add a source that is shipped: a vendor's, with the mappings it needs.",
        discussion: """
            Files that are there already are left as they are; a source of that name is never written over. Without a vendor, lists \
            them.
            """)

    @Argument(help: "The vendor, such as pipedrive.")
    var vendor: String?

    @Option(name: .customLong("as"), help: "What the source is called, if not as the vendor.")
    var name: String?

    @Option(help: "Where your system is, such as https://your-company.example.")
    var address: String?

    @OptionGroup var global: GlobalOptions

    func run() throws {
        try global.perform {
            guard let vendor else {
                var table = TextTable(["vendor", "about"], overflow: .allFold)
                for name in ShippedSources.names { table.add(name, ShippedSources.about(name)) }
                return table.print(global.output)
            }
            var table = TextTable(["file", "is new"])
            for (path, isNew) in try ShippedSources.add(vendor, as: name, address: address, config: global.config) {
                table.add(Terminal.path(path), isNew)
                if global.output == .table { Terminal.say("\(isNew ? "made" : "kept") \(Terminal.path(path))") }
            }
            if global.output != .table { table.print(global.output) }
            if !global.quiet {
                let about = ShippedSources.about(vendor) ?? ""
                let next = "Then: leadloop config check, leadloop sync \(name ?? vendor)."
                for line in ExplanationText.wrapped("\(about) \(next)", to: Terminal.columns) { Terminal.talk(line) }
            }
        }
    }
}
