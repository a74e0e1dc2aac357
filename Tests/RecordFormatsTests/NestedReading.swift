import LeadModel
import RecordFormats

/// What an export of nested records came to: named cells, so that a test says what it expects in one line a record.
struct ReadDocument: Equatable {
    struct Record: Equatable {
        /// `path=text`, `path=~` for null, `path!form` for the other forms.
        var cells: [String]
        var raw: String
        var number: Int
        var line: Int
        var code: FaultCode?
    }

    var columns: [String] = []
    var records: [Record] = []
    var frames: [RawFrame] = []
    var pageCount = 0
    var ending: Fault?

    var cells: [[String]] { records.map(\.cells) }
    /// Of the records that were read.
    var good: [[String]] { records.filter { $0.code == nil }.map(\.cells) }
    var codes: [FaultCode?] { records.map(\.code) }

    static func read(_ reader: any RecordReader) -> ReadDocument {
        var reader = reader
        var document = ReadDocument()
        do throws(Fault) {
            while let page = try reader.nextPage() {
                precondition(!page.entries.isEmpty, "a page has records")
                precondition(page.columns.starts(with: document.columns), "columns stay what they were")
                document.columns = page.columns
                document.pageCount += 1
                if document.frames.last != page.frame { document.frames.append(page.frame) }
                for entry in page.entries { document.records.append(record(entry, of: page)) }
            }
        } catch {
            document.ending = error
        }
        do throws(Fault) {
            let more = try reader.nextPage()
            precondition(more == nil, "a reader that ended stays ended")
        } catch {
            preconditionFailure("a reader that ended throws no more")
        }
        return document
    }

    private static func record(_ entry: RecordPage.Entry, of page: RecordPage) -> Record {
        let cells = page.cells[entry.cells].map { cell in
            let column = page.columns[Int(cell.column)]
            return switch cell.form {
            case .text: "\(column)=\(page.text(of: cell))"
            case .null: "\(column)=~"
            default: "\(column)!\(page.text(of: cell))"
            }
        }
        precondition(entry.fault == nil || cells.isEmpty, "a refused record has no cells")
        return Record(
            cells: cells, raw: String(decoding: page.raw(of: entry), as: UTF8.self), number: entry.number,
            line: entry.line, code: entry.fault?.code)
    }
}

/// Reads a text as XML.
func readXML(
    _ text: String, _ element: String = "record", step: Int = .max, limits: ReaderLimits = ReaderLimits()
) -> ReadDocument {
    readXML(Array(text.utf8), element, step: step, limits: limits)
}

func readXML(
    _ bytes: [UInt8], _ element: String = "record", step: Int = .max, limits: ReaderLimits = ReaderLimits()
) -> ReadDocument {
    ReadDocument.read(
        XMLReader(
            bytes: MemoryBytes(bytes, step: step), file: "leads.xml", shape: XMLShape(recordElement: element),
            limits: limits))
}
