import ArgumentParser
import ConfigFiles
import LeadModel
import LeadStore
import SyncEngine

struct ConfigShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Print a file as it is in force, or list the files and how they stand to what is in force.",
        discussion: """
            The store keeps the text of every file that leads were brought to. To write a file as it is in force, whatever \
            it has become: leadloop config show mappings/crm.yaml > crm.yaml && mv crm.yaml mappings/
            """)

    @Argument(help: "A file of the configuration, such as mappings/crm.yaml; without it, all are listed.")
    var file: String?

    @OptionGroup var configuration: NumberedConfiguration

    @OptionGroup var global: GlobalOptions

    func run() throws {
        let inForce = try configuration.read(global)
        try global.perform {
            guard let file else {
                var table = TextTable(["file", "state", "lines gone", "lines new"])
                for file in inForce.all() {
                    table.add(Terminal.path(file.path), file.state.rawValue, file.gone, file.new)
                }
                return table.print(global.output)
            }
            let text = try inForce.text(file)
            guard global.output != .table else { return Terminal.sayWhole(text) }
            var table = TextTable(["file", "number", "run", "text"])
            let found = try inForce.file(named: file)
            table.add(Terminal.path(found.path), Int64(inForce.stored.number), inForce.stored.run, text)
            table.printOne(global.output)
        }
    }
}

struct ConfigDiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Show what was edited in the files since they came into force, line by line.",
        discussion: """
            The form is that of `diff -u`, with control characters spelled out. What the edits would do to leads says \
            `leadloop plan`.
            """)

    @Argument(help: "Files of the configuration; all of them if none is named.")
    var files: [String] = []

    @OptionGroup var configuration: NumberedConfiguration

    @OptionGroup var global: GlobalOptions

    func run() throws {
        let inForce = try configuration.read(global)
        try global.perform {
            let named = try files.isEmpty ? inForce.all() : files.map { try inForce.file(named: $0) }
            let changed = named.filter { $0.state != .same }
            if global.output == .table {
                for file in changed {
                    let path = Terminal.path(file.path)
                    Terminal.say(
                        "--- \(file.state == .added ? "/dev/null" : "\(path)\tin force, run \(inForce.stored.run)")")
                    Terminal.say("+++ \(file.state == .removed ? "/dev/null" : "\(path)\tthe file")")
                    for line in file.difference.flatMap({ $0.split(separator: "\n", omittingEmptySubsequences: false) })
                    {
                        Terminal.say(String(line).spelledOut)
                    }
                }
                if changed.isEmpty { Terminal.talk("The files are those in force.") }
            } else {
                var table = TextTable(["file", "state", "lines gone", "lines new", "difference"])
                for file in changed {
                    table.add(
                        Terminal.path(file.path), file.state.rawValue, file.gone, file.new,
                        file.difference.joined(separator: "\n"))
                }
                table.print(global.output)
            }
        }
    }
}

/// Which configuration of the past a command compares with.
struct NumberedConfiguration: ParsableArguments {
    @Option(
        help: ArgumentHelp("An earlier configuration, by its number in `leadloop undo --list`.", valueName: "number"))
    var number: Int?

    func read(_ global: GlobalOptions) throws -> ConfigurationInForce {
        try global.working { _ throws(FaultList) in try ConfigurationInForce(config: global.config, number: number) }
    }
}
