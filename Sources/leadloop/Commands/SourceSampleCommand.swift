import ArgumentParser
import LeadModel
import SyncEngine

struct SourceSampleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sample", abstract: "Look into an export: its format, its columns, and what they hold.",
        discussion: """
            Works on any file, described or not, and stores nothing. Of a source, the last file of each stream is taken. Types are \
            told by whole columns: what two spellings read is called ambiguous. Values are shown as shapes, letters as a and \
            digits as 9, unless --show-values is given; words are shown where the column's name says that it holds a status, a \
            reason, a source or the like.
            """)

    @Argument(help: "A source, or the path of a file.")
    var export: String

    @Option(help: "How many records the samples come from. Types, fill rates and distinct counts come from 10,000.")
    var rows = 20

    @Option(help: "Only this stream of the source.")
    var stream: String?

    @Option(help: "Where the records are, of JSON or XML: a path of keys, `.` for the document itself, or an element.")
    var records: String?

    @Option(
        help: ArgumentHelp(
            "Keep in this file what comes first: of a system its first answer, of a folder elsewhere its last file, of a tap its first records; for `mapping suggest` and `mapping try`. People's data is in it.",
            valueName: "file"))
    var keep: String?

    @Option(
        help: ArgumentHelp(
            "What a system is asked for whose requests name `{fields}`, parted by commas; otherwise what the mapping reads.",
            valueName: "columns"))
    var fields: String?

    @Flag(name: .customLong("show-values"), help: "Show values of people as they are.")
    var showsValues = false

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        guard 1...10_000 ~= rows else { throw ValidationError("--rows must be between 1 and 10000.") }
        if keep != nil, stream == nil { throw ValidationError("Name the --stream whose answer is kept.") }
    }

    func run() throws {
        try global.perform {
            if let keep { try NewFile.checkPlace(keep, replaces: global.yes) }
            let samples = try SourceSampler(
                config: global.config, rows: rows, records: records, showsValues: showsValues, kept: keep,
                fields: fields?.split(whereSeparator: { $0 == "," || $0 == " " }).map(String.init) ?? []
            ).sample(
                export, stream: stream)
            let text = SampleText(showsValues: showsValues, rows: rows)
            switch global.output {
            case .table:
                for (index, sample) in samples.enumerated() {
                    if index > 0 { Terminal.say("") }
                    text.print(sample)
                }
            case .json: Terminal.say(JSONValue.list(samples.map(text.object)).line)
            case .csv, .ndjson: text.columns(of: samples).print(global.output)
            }
            for sample in samples {
                for fault in sample.faults { Terminal.complain(fault) }
                for fault in sample.warnings { Terminal.complain(fault, severity: "warning") }
            }
            if samples.contains(where: { $0.faults.contains { $0.remedy != .deadLetter } }) {
                throw ExitStatus.badData
            }
        }
    }
}
