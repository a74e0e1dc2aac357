import ConfigFiles
import FieldMapping
import LeadModel

/// One cell of a record that a test writes by hand.
enum TestCell {
    case text(String)
    case null
    case empty
    case flag(Bool)
    case number(String)

    fileprivate var form: RecordPage.Form {
        switch self {
        case .text: .text
        case .null: .null
        case .empty: .empty
        case .flag: .flag
        case .number: .number
        }
    }

    fileprivate var bytes: [UInt8] {
        switch self {
        case .text(let text), .number(let text): Array(text.utf8)
        case .null, .empty: []
        case .flag(let flag): Array("\(flag)".utf8)
        }
    }
}

extension TestCell: ExpressibleByStringLiteral {
    init(stringLiteral value: String) { self = .text(value) }
}

/// Pages as the readers make them.
enum TestPage {
    /// Records of a JSON export: cells in any order, columns as they come.
    static func json(_ records: [(column: String, cell: TestCell)]...) -> RecordPage { json(records) }

    static func json(_ records: [[(column: String, cell: TestCell)]], columns known: [String] = []) -> RecordPage {
        var columns = known
        var numbered: [[(Int, TestCell)]] = []
        for record in records {
            numbered.append(
                record.map { cell in
                    if !columns.contains(cell.column) { columns.append(cell.column) }
                    return (columns.firstIndex(of: cell.column) ?? 0, cell.cell)
                })
        }
        return page(columns, numbered, .json(JSONShape(layout: .lines)))
    }

    /// Rows under a CSV header.
    static func csv(_ columns: [String], _ rows: [[String]]) -> RecordPage {
        page(columns, rows.map { row in row.enumerated().map { ($0.offset, .text($0.element)) } }, .csv(CSVDialect()))
    }

    /// Records of an XML export.
    static func xml(_ records: [[(column: String, cell: TestCell)]]) -> RecordPage {
        let json = json(records)
        return RecordPage(
            columns: json.columns, bytes: json.bytes, cells: json.cells, entries: json.entries,
            frame: RawFrame(format: .xml(XMLShape(recordElement: "row"))))
    }

    private static func page(_ columns: [String], _ records: [[(Int, TestCell)]], _ format: RecordFormat) -> RecordPage
    {
        var bytes: [UInt8] = []
        var cells: [RecordPage.Cell] = []
        var entries: [RecordPage.Entry] = []
        for (number, record) in records.enumerated() {
            let first = cells.count
            for (column, cell) in record {
                let slice = RecordPage.Slice(start: UInt32(bytes.count), count: UInt32(cell.bytes.count))
                cells.append(RecordPage.Cell(column: UInt32(column), value: slice, form: cell.form))
                bytes += cell.bytes
            }
            entries.append(
                RecordPage.Entry(
                    cells: first..<cells.count, raw: RecordPage.Slice(start: 0, count: 0), number: number + 1,
                    line: number + 2))
        }
        return RecordPage(
            columns: columns, bytes: bytes, cells: cells, entries: entries, frame: RawFrame(format: format))
    }
}

/// A lead mapping with some rules, compiled.
func leadMapping(_ rules: String, identity: String = "{ id: Id }") throws -> FieldMapping {
    try FieldMapping.compile("mapping: m\nrecord: lead\nidentity: \(identity)\n" + rules, file: "mappings/m.yaml")
}

/// What one rule for one field makes of one cell.
func outcome(_ rule: String, _ field: Field, _ cell: TestCell, zone: String = "") throws -> Result<FieldValue?, Fault> {
    let mapping = try leadMapping("\(zone)\nfields:\n  \(field.word): \(rule)\n")
    var mapper = mapping.mapper(source: "crm", file: "export.json")
    return mapper.observe(TestPage.json([("Id", "1"), ("C", cell)]), 0).map { $0.fields[field] }
}

/// The value of one cell, `nil` where it is absent.
func value(_ rule: String, _ field: Field, _ cell: TestCell, zone: String = "") throws -> FieldValue? {
    try outcome(rule, field, cell, zone: zone).get()
}

/// The code of the fault that one cell causes, `nil` where it causes none.
func code(_ rule: String, _ field: Field, _ cell: TestCell, zone: String = "") throws -> FaultCode? {
    switch try outcome(rule, field, cell, zone: zone) {
    case .success: nil
    case .failure(let fault): fault.code
    }
}

/// The findings of a mapping text.
func findings(_ text: String) -> [Fault] {
    do {
        _ = try FieldMapping.compile(text, file: "m.yaml")
        return []
    } catch {
        return error.faults
    }
}

extension Result where Success == Observation, Failure == Fault {
    var fields: FieldValues? {
        guard case .success(let observation) = self else { return nil }
        return observation.fields
    }

    var fault: Fault? {
        guard case .failure(let fault) = self else { return nil }
        return fault
    }
}
