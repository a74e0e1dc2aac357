import LeadModel
import RecordFormats

/// What an export came to: the records in order, and the fault that ended it.
struct ReadExport: Equatable {
    struct Record: Equatable {
        /// Column and value of each cell.
        var cells: [String]
        var raw: String
        var number: Int
        var line: Int
        var code: FaultCode?
    }

    var columns: [String] = []
    var records: [Record] = []
    var ending: FaultCode?
    var frame: RawFrame?

    var good: [[String]] { records.filter { $0.code == nil }.map(\.cells) }
    var codes: [FaultCode?] { records.map(\.code) }

    static func read(_ reader: any RecordReader) -> ReadExport {
        var reader = reader
        var export = ReadExport()
        do throws(Fault) {
            while let page = try reader.nextPage() {
                precondition(page.columns.starts(with: export.columns))
                export.columns = page.columns
                export.frame = page.frame
                for entry in page.entries {
                    export.records.append(
                        Record(
                            cells: page.cells[entry.cells].map(page.text(of:)),
                            raw: String(decoding: page.raw(of: entry), as: UTF8.self), number: entry.number,
                            line: entry.line, code: entry.fault?.code))
                }
            }
        } catch {
            export.ending = error.code
        }
        do throws(Fault) {
            let more = try reader.nextPage()
            precondition(more == nil, "a reader that ended stays ended")
        } catch {
            preconditionFailure("a reader that ended throws no more")
        }
        return export
    }
}

/// Reads a text as CSV.
func readCSV(
    _ text: String, _ dialect: CSVDialect = CSVDialect(), step: Int = .max, limits: ReaderLimits = ReaderLimits()
) -> ReadExport {
    readCSV(Array(text.utf8), dialect, step: step, limits: limits)
}

func readCSV(
    _ bytes: [UInt8], _ dialect: CSVDialect = CSVDialect(), step: Int = .max, limits: ReaderLimits = ReaderLimits()
) -> ReadExport {
    ReadExport.read(
        CSVReader(bytes: MemoryBytes(bytes, step: step), file: "leads.csv", dialect: dialect, limits: limits))
}
