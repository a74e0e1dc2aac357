import ArgumentParser
import LeadModel
import SyncEngine

struct MappingListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "The mappings, what reads by them, and how far their tests reach.")

    @OptionGroup var global: GlobalOptions

    func run() throws {
        let book = try global.mappings([])
        var table = TextTable(
            ["mapping", "record", "used by", "columns", "tests", "failed", "coverage", "file"], spare: ["columns"],
            hidden: ["file"], overflow: .allFold)
        for report in MappingTester(book).reports() {
            let coverage = Spoken("\(report.coverage.percent) %", for: report.coverage.percent)
            table.add(
                report.mapping, report.kind.word, report.usedBy, report.columns, report.tests.count,
                report.failures.count, coverage, Terminal.path(report.file))
        }
        table.print(global.output)
    }
}
