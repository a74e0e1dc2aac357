import ArgumentParser
import LeadModel
import SyncEngine

struct MappingTestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Run the tests of mappings, and say which fields and words they leave untouched.",
        discussion: """
            Tests stand under `tests:` of a mapping, or beside it in tests/NAME.yaml. Where one fails, what it expects and what \
            came is shown field by field. The exit code is 65 where a test fails, or where --minimum-coverage is missed.
            """)

    @Argument(
        help: ArgumentHelp("Mappings by name, or their files; all of them if none is named.", valueName: "mapping"))
    var mappings: [String] = []

    @Flag(help: "List each field and each word of a vocabulary that no test touches.")
    var coverage = false

    @Option(help: ArgumentHelp("Fail where the tests of a mapping touch less than this share.", valueName: "percent"))
    var minimumCoverage: Int?

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        if let minimumCoverage, !(0...100 ~= minimumCoverage) {
            throw ValidationError("--minimum-coverage is a share from 0 to 100.")
        }
    }

    func run() throws {
        let reports = MappingTester(try global.mappings(mappings)).reports()
        if global.output != .table {
            (coverage ? items(reports) : tests(reports)).print(global.output)
        } else {
            summary(reports).print(.table)
            for report in reports {
                for test in report.failures { MappingText.tell(test, isColoured: Terminal.isColoured(global)) }
                if coverage { MappingText.tellUntouched(report) }
            }
        }
        let failed = reports.reduce(0) { $0 + $1.failures.count }
        let total = reports.reduce(0) { $0 + $1.tests.count }
        if global.output == .table {
            Terminal.talk(
                failed == 0
                    ? "\(LeadText.count(total, "test")) passed."
                    : "\(LeadText.count(failed, "test")) of \(total) failed.")
        }
        let missed = reports.filter { $0.coverage.percent < minimumCoverage ?? 0 }
        for report in missed {
            Terminal.talk(
                "\(Terminal.path(report.file)): the tests touch \(report.coverage.percent) %, less than "
                    + "\(minimumCoverage ?? 0) %. --coverage lists what is missing.")
        }
        if failed > 0 || !missed.isEmpty { throw ExitStatus.badData }
    }

    private func summary(_ reports: [MappingTester.Report]) -> TextTable {
        var table = TextTable(["mapping", "tests", "failed", "fields", "words", "coverage"])
        func add(_ name: String, _ tests: Int, _ failed: Int, _ all: [MappingTester.Coverage], _ percent: Int) {
            table.add(
                name, tests, failed, "\(all.reduce(0) { $0 + $1.touchedFields })/\(all.reduce(0) { $0 + $1.fields })",
                "\(all.reduce(0) { $0 + $1.touchedWords })/\(all.reduce(0) { $0 + $1.words })", "\(percent) %")
        }
        for report in reports {
            add(
                report.mapping, report.tests.count, report.failures.count, [report.coverage],
                report.coverage.percent)
        }
        if reports.count > 1 {
            let all = reports.map(\.coverage)
            let items = all.flatMap(\.items)
            let percent = items.isEmpty ? 100 : items.count(where: \.isTouched) * 100 / items.count
            add(
                "total", reports.reduce(0) { $0 + $1.tests.count }, reports.reduce(0) { $0 + $1.failures.count }, all,
                percent)
        }
        return table
    }

    private func tests(_ reports: [MappingTester.Report]) -> TextTable {
        var table = TextTable(["mapping", "test", "file", "line", "passed", "differences"])
        for report in reports {
            for test in report.tests {
                table.add(
                    report.mapping, test.name, Terminal.path(test.place.file), test.place.line.map(Int64.init),
                    test.isPassed, test.differences.map { "\($0.subject): expected \($0.expected), got \($0.got)" })
            }
        }
        return table
    }

    private func items(_ reports: [MappingTester.Report]) -> TextTable {
        var table = TextTable(["mapping", "field", "word", "file", "line", "touched"])
        for report in reports {
            for item in report.coverage.items {
                table.add(
                    report.mapping, item.field, item.word, Terminal.path(item.place.file),
                    item.place.line.map(Int64.init), item.isTouched)
            }
        }
        return table
    }
}
