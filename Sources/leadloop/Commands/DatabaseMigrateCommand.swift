import ArgumentParser
import LeadModel
import SyncEngine

struct DatabaseMigrateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate", abstract: "Bring the store to this version's schema, as the next sync would.",
        discussion: """
            A copy of the store is kept beside it first, as STORE.schema-NAME. Each migration is one transaction: interrupted, it goes on \
            when it is said again. An older leadloop refuses the store from then on; `leadloop db restore` puts the copy back for it.
            """)

    @OptionGroup var global: GlobalOptions

    func run() throws {
        let place = try global.storePlace()
        try global.perform {
            let outcome = try StoreUpgrade(place, lockSeconds: global.lockSeconds()) {
                Terminal.complain($0, severity: "warning")
            }.carryOut()
            guard global.output == .table else {
                var table = TextTable(["store", "migrations", "copy"])
                table.add(Terminal.path(place.storePath), outcome.migrations, outcome.copy.map { Terminal.path($0) })
                return table.printOne(global.output)
            }
            guard outcome.migrations > 0 else {
                return Terminal.sayFolded("\(Terminal.path(place.storePath)) has this version's schema already.")
            }
            Terminal.sayFolded(
                "\(Terminal.path(place.storePath)) has this version's schema now: \(LeadText.count(outcome.migrations, "migration"))."
            )
            if let copy = outcome.copy {
                Terminal.sayFolded(
                    "As it was, it is kept in \(Terminal.path(copy)). Delete that once you do not want to go back: it holds personal data."
                )
            }
        }
    }
}
