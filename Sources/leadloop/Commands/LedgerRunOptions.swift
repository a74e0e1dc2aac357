import ArgumentParser

/// How something is written into the ledger, or taken back from it.
struct LedgerRunOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The country of telephone numbers without one, such as DE.", valueName: "code"))
    var region: String?

    @Option(help: ArgumentHelp("Decide as of this time, RFC 3339; for rehearsals.", valueName: "time"))
    var now: String?

    @Flag(name: .customLong("dry-run"), help: "Say what would come of it, and change nothing.")
    var isRehearsal = false

    func validate() throws { _ = try CommandTime.read(now) }
}
