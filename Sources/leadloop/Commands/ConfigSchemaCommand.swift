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
            Without a kind it lists the kinds. After an update write them anew: leadloop config schema --out config/schema
            """)

    @Argument(help: "A kind of file, such as mapping or feed.")
    var kind: String?

    @Option(help: ArgumentHelp("Write the schemas into this folder.", valueName: "dir"))
    var out: String?

    @Flag(help: "Print the reference of all keys instead, in Markdown.")
    var reference = false

    @OptionGroup var global: GlobalOptions

    func run() throws {
        try global.perform {
            let kinds = try ConfigurationSchemas.kinds(named: kind)
            if reference {
                Terminal.say(String(ConfigurationSchemas.reference(of: kinds).dropLast()))
            } else if let out {
                for path in try ConfigurationSchemas.write(kinds, to: out) {
                    if !global.quiet { Terminal.talk("wrote \(Terminal.path(path))") }
                }
            } else if kind != nil {
                for kind in kinds { Terminal.say(String(kind.jsonSchema.dropLast())) }
            } else {
                var table = TextTable(["kind", "files", "purpose"])
                for kind in kinds { table.add(kind.name, kind.path, kind.purpose) }
                table.print(global.output)
            }
        }
    }
}
