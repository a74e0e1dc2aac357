import ArgumentParser

struct MappingCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mapping", abstract: "Field mappings: how records become leads.",
        subcommands: [MappingSuggestCommand.self])
}
