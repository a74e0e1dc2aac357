import ArgumentParser

struct MappingCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mapping", abstract: "Field mappings: what the records of an export become.",
        subcommands: [MappingListCommand.self, MappingTestCommand.self, MappingTryCommand.self])
}
