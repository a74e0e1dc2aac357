import FieldMapping
import LeadModel
import Testing

@Suite struct `An item that is told by another member` {
    /// Cells in items, as a reader numbers them.
    private func page(_ records: [[(column: String, text: String?, item: UInt16)]]) -> RecordPage {
        var columns: [String] = []
        var bytes: [UInt8] = []
        var cells: [RecordPage.Cell] = []
        var entries: [RecordPage.Entry] = []
        for (number, record) in records.enumerated() {
            let first = cells.count
            for cell in record {
                if !columns.contains(cell.column) { columns.append(cell.column) }
                let text = Array((cell.text ?? "").utf8)
                let slice = RecordPage.Slice(start: UInt32(bytes.count), count: UInt32(text.count))
                bytes += text
                cells.append(
                    RecordPage.Cell(
                        column: UInt32(columns.firstIndex(of: cell.column) ?? 0), value: slice,
                        form: cell.text == nil ? .null : .text, item: cell.item))
            }
            entries.append(
                RecordPage.Entry(
                    cells: first..<cells.count, raw: RecordPage.Slice(start: 0, count: 0), number: number + 1,
                    line: number + 1))
        }
        return RecordPage(
            columns: columns, bytes: bytes, cells: cells, entries: entries,
            frame: RawFrame(format: .json(JSONShape(layout: .lines))))
    }

    private let mapping = """
        fields: { first-name: 'fields[name=firstName].newValue', title: 'fields[name=title].newValue',
            city: ['fields[name=a.city].newValue', 'fields[name=town].new.value'], company: 'p[k=c].v.x' }
        """

    private func observe(_ cells: [(column: String, text: String?, item: UInt16)]) throws -> Result<Observation, Fault>
    {
        var mapper = try leadMapping(mapping).mapper(source: "crm", file: "x.json")
        return mapper.observe(page([[("Id", "1", 0)] + cells]), 0)
    }

    @Test func `is found whatever order its members have, and its neighbour is not mixed up with it`() throws {
        let fields = try #require(
            try observe([
                ("fields.newValue", "Ada", 1), ("fields.name", "firstName", 1), ("fields.name", "title", 2),
                ("fields.name", "other", 3), ("fields.newValue", "CTO", 3), ("fields.name", "a.city", 4),
                ("fields.newValue", "Oslo", 4),
            ]).fields)
        #expect(fields.text(.firstName) == "Ada" && fields.text(.city) == "Oslo")
        #expect(fields[.title] == nil, "it has no value, and the next one's is not its own")
    }

    @Test func `keeps absent, null and value apart`() throws {
        let null = try #require(try observe([("fields.name", "title", 1), ("fields.newValue", nil, 1)]).fields)
        #expect(null[.title] == .null && null[.firstName] == nil)
        let none = try #require(try observe([("fields", nil, 0)]).fields)
        #expect(none[.title] == .null && none[.firstName] == .null, "a list that is null has no item")
    }

    @Test func `may hold its value deeper, and be told by an attribute`() throws {
        let deeper = try #require(
            try observe([
                ("fields.name", "town", 1), ("fields.new.value", "Rome", 1), ("p.@k", "c", 0), ("p.v.x", "Example", 0),
                ("p.@k", "d", 2), ("p.v.x", "Other", 2),
            ]).fields)
        #expect(deeper.text(.city) == "Rome" && deeper.text(.company) == "Example")
    }

    @Test func `is refused where two have the word and differ`() throws {
        let twice = try observe([
            ("fields.name", "title", 1), ("fields.newValue", "CTO", 1), ("fields.name", "title", 2),
            ("fields.newValue", "CEO", 2),
        ])
        #expect(twice.fault?.code == .mappingAmbiguousCell)
        let same = try observe([
            ("fields.name", "title", 1), ("fields.newValue", "CTO", 1), ("fields.name", "title", 2),
            ("fields.newValue", "CTO", 2),
        ])
        #expect(same.fields?.text(.title) == "CTO")
    }

    @Test func `beyond those that can be told apart is not found`() throws {
        let last = RecordPage.Cell.lastItem
        let lost = try observe([("fields.name", "title", last), ("fields.newValue", "CTO", last)])
        #expect(lost.fields?[.title] == nil)
    }

    @Test func `makes no column of its export unknown, and others stay so`() throws {
        let known = try leadMapping(mapping)
        #expect(known.unknownColumns(among: ["Id", "fields.name", "fields.newValue", "fields.id"]) == ["fields.id"])
        #expect(known.statusWarning(among: ["Id"], file: "x.json") == nil)
    }

    @Test func `is written in tests by its path, or item by item`() throws {
        let text = """
            tests:
              - name: item by item
                record: { Id: "1", fields.name: [title, firstName], fields.newValue: [~, Ada] }
                expect: { title: ~, first-name: Ada }
              - name: by its path
                record: { Id: "1", 'fields[name=title].newValue': CTO }
                expect: { title: CTO }
            """
        #expect(try leadMapping(mapping + "\n" + text).runTests() == [])
    }
}
