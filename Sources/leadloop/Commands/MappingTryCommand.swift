import ArgumentParser
import LeadModel
import SyncEngine

struct MappingTryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "try", abstract: "Put records of a file through a mapping, and see what becomes of each field.",
        discussion: """
            Shows of each field the cells it is made of, what each transform makes of them, and the value in the end, or why there \
            is none. Nothing is stored. The exit code is 4 where a record would be refused.
            """)

    @Argument(help: ArgumentHelp("A mapping by name, or its file.", valueName: "mapping"))
    var mapping: String

    @Argument(help: ArgumentHelp("An export.", valueName: "file"))
    var file: String

    @Option(help: ArgumentHelp("How many records from the front of the file.", valueName: "n"))
    var rows = 3

    @Option(help: ArgumentHelp("Only the record with this id.", valueName: "id"))
    var record: String?

    @Flag(help: "Show what stands in the cells, not only its shape.")
    var showValues = false

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        if rows < 1 { throw ValidationError("--rows is a number from 1 on.") }
    }

    func run() throws {
        let book = try global.mappings([mapping])
        try global.perform {
            let trial = MappingTrial(book, showsValues: showValues, now: try CommandTime.read(nil))
            let report = try trial.run(file, count: rows, id: record)
            if global.output == .table {
                for record in report.records { MappingText.tell(record, of: report) }
                MappingText.tellColumns(report)
            } else {
                table(report).print(global.output)
            }
            let refused = report.records.count { !$0.faults.isEmpty }
            if global.output == .table {
                Terminal.talk(
                    "\(LeadText.count(report.records.count, "record")), \(refused) refused; \(report.detected)."
                        + (showValues ? "" : " --show-values shows what stands in the cells."))
            }
            if refused > 0 { throw ExitStatus.doneWithRejects }
        }
    }

    private func table(_ report: MappingTrial.Report) -> TextTable {
        var table = TextTable(["record", "line", "field", "kind", "name", "text"])
        for record in report.records {
            for entry in record.entries {
                for step in entry.steps {
                    table.add(
                        Int64(record.number), Int64(record.line), entry.field, step.kind.rawValue, step.name, step.text)
                }
            }
            // What stops the whole record belongs to no field.
            if record.entries.isEmpty {
                for fault in record.faults {
                    table.add(
                        Int64(record.number), Int64(record.line), String?.none, MappingTrial.Step.Kind.fault.rawValue,
                        fault.code.rawValue, fault.summary)
                }
            }
        }
        for (kind, columns) in [("ignored", report.ignoredColumns), ("unmapped", report.unmappedColumns)] {
            for column in columns { table.add(Int64?.none, Int64?.none, String?.none, kind, column, "") }
        }
        return table
    }
}
