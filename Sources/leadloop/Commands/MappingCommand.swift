import ArgumentParser

struct MappingCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mapping", abstract: "Field mappings: what the records of an export become.",
        subcommands: [
            MappingSuggestCommand.self, MappingListCommand.self, MappingCheckCommand.self, MappingTestCommand.self,
            MappingTryCommand.self,
        ])
}

struct MappingCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check all mappings, together with the sources, rules and feeds that rely on them.",
        discussion: """
            The same check as `leadloop config check`: a mapping is in order only with the files around it. All findings at once, \
            each with file, line and column.
            """)

    @OptionGroup var global: GlobalOptions

    func run() throws { try ConfigurationFindings.tell(global) }
}
