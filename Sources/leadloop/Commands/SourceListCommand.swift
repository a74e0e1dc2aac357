import ArgumentParser
import LeadModel
import LeadStore
import SyncEngine

struct SourceListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the streams of all sources, and how far each was read.")

    @OptionGroup var global: GlobalOptions

    func run() throws {
        let workspace = try global.files()
        let days = ShownDays(workspace)
        try global.perform {
            var table = TextTable(
                [
                    "source", "connector", "role", "stream", "mapping", "read-up-to", "is", "calls", "last-run",
                    "outcome",
                ],
                spare: ["role", "mapping"])
            for row in try SourceList(workspace).rows() {
                table.add(
                    row.source, row.connector, row.role.rawValue, row.stream, row.mapping,
                    days.cell(row.readUpTo, shown: row.readUpTo.map(days.time) ?? ""),
                    row.isInMiddle ? "in its middle" : "",
                    row.calls,
                    days.cell(row.lastRun?.ended, shown: row.lastRun?.ended.map(days.time) ?? ""),
                    row.lastRun.map { $0.outcome?.rawValue ?? "interrupted" } ?? "never")
            }
            table.print(global.output)
            days.tell(under: table, global)
        }
    }
}
