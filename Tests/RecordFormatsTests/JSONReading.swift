import LeadModel
import RecordFormats

let jsonLines = JSONShape(layout: .lines)
let jsonArray = JSONShape(layout: .array)

func jsonArray(at path: String...) -> JSONShape { JSONShape(layout: .array, recordPath: path) }

func jsonKeyed(at path: String...) -> JSONShape { JSONShape(layout: .keyed, recordPath: path) }

/// Reads a text as JSON.
func readJSON(
    _ text: String, _ shape: JSONShape = jsonArray, step: Int = .max, limits: ReaderLimits = ReaderLimits()
) -> ReadDocument {
    readJSON(Array(text.utf8), shape, step: step, limits: limits)
}

func readJSON(
    _ bytes: [UInt8], _ shape: JSONShape = jsonArray, step: Int = .max, limits: ReaderLimits = ReaderLimits()
) -> ReadDocument {
    ReadDocument.read(
        JSONReader(bytes: MemoryBytes(bytes, step: step), file: "leads.json", shape: shape, limits: limits))
}

/// Every page of an export, the fault that ended it, and what stood around its records.
func pagesOfJSON(
    _ bytes: [UInt8], _ shape: JSONShape, limits: ReaderLimits = ReaderLimits()
) -> (pages: [RecordPage], ending: Fault?, trailer: [String: String]) {
    var reader = JSONReader(bytes: MemoryBytes(bytes), file: "leads.json", shape: shape, limits: limits)
    var pages: [RecordPage] = []
    do throws(Fault) {
        while let page = try reader.nextPage() { pages.append(page) }
    } catch {
        return (pages, error, reader.trailer)
    }
    return (pages, nil, reader.trailer)
}

/// Every fault of an export: those of its records, and the one that ended it.
func faultsOfJSON(_ text: String, _ shape: JSONShape = jsonArray) -> [Fault] {
    let read = pagesOfJSON(Array(text.utf8), shape)
    return read.pages.flatMap { $0.entries.compactMap(\.fault) } + [read.ending].compactMap(\.self)
}
