import ArgumentParser
import SyncEngine

struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Make a configuration to start from, with one source, one mapping, an agreement and a feed.",
        discussion: "Files that are there already are left as they are.")

    @OptionGroup var global: GlobalOptions

    func run() throws {
        try global.perform {
            var table = TextTable(["file", "is new"])
            for (path, isNew) in try StarterWorkspace.write(config: global.config) {
                table.add(Terminal.path(path), isNew)
                if global.output == .table { Terminal.say("\(isNew ? "made" : "kept") \(Terminal.path(path))") }
            }
            if global.output != .table { table.print(global.output) }
            if !global.quiet {
                Terminal.talk(
                    "Put a lead export into 'inbox', then: leadloop source check, leadloop sync, leadloop recycle list."
                )
            }
        }
    }
}
