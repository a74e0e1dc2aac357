import ArgumentParser
import ConfigFiles
import SyncEngine

struct ConfigSchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print the JSON Schema of a kind of file, or write those of all kinds.",
        discussion: """
            Editors complete and check a file by it while you type, where the file's first line names it: \
            # yaml-language-server: $schema=../config/schema/mapping.schema.json. \
            Without a kind it lists the kinds. After an update write them anew: leadloop config schema --out config/schema. \
            Those of the events that webhooks get are written beside them, into the folder events.
            """)

    @Argument(help: "A kind of file, such as mapping or feed.")
    var kind: String?

    @Option(help: ArgumentHelp("Write the schemas into this folder.", valueName: "dir"))
    var out: String?

    @Flag(help: "Print the reference of all keys instead, in Markdown.")
    var reference = false

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        if reference, global.output != .table {
            throw ValidationError("The reference is Markdown; leave --output out.")
        }
        if kind != nil, out == nil, global.output == .csv {
            throw ValidationError("A schema is JSON; it has no columns for --output csv.")
        }
    }

    func run() throws {
        try global.perform {
            let kinds = try ConfigurationSchemas.kinds(named: kind)
            if reference {
                Terminal.say(String(ConfigurationSchemas.reference(of: kinds).dropLast()))
            } else if let out {
                var paths = try ConfigurationSchemas.write(kinds, to: out)
                if kind == nil { paths += try ConfigurationSchemas.writeEvents(to: out) }
                if global.output == .table {
                    if !global.quiet { for path in paths { Terminal.talk("wrote \(Terminal.path(path))") } }
                } else {
                    var table = TextTable(["kind", "file"])
                    for (kind, path) in zip(kinds, paths) { table.add(kind.name, Terminal.path(path)) }
                    for path in paths.dropFirst(kinds.count) { table.add("event", Terminal.path(path)) }
                    table.print(global.output)
                }
            } else if kind != nil {
                for kind in kinds {
                    let isLine = global.output == .ndjson
                    Terminal.say(isLine ? kind.jsonSchemaLine : String(kind.jsonSchema.dropLast()))
                }
            } else {
                var table = TextTable(["kind", "files", "purpose"])
                for kind in kinds { table.add(kind.name, kind.path, kind.purpose) }
                table.print(global.output)
            }
        }
    }
}
