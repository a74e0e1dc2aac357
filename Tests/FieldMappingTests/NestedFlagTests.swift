import FieldMapping
import LeadModel
import Testing

@Suite struct `A flag that forbids, of which a record has parts and no word` {
    private typealias Cells = [(column: String, cell: TestCell)]

    private func observed(
        _ cells: Cells, rule: String = "{ from: Out, as: flag }", field: String = "opted-out", more: String = "",
        isXML: Bool = false
    ) throws -> (outcome: Result<Observation, Fault>, forbids: [Field]) {
        let mapping = try leadMapping("\(more)\nfields:\n  \(field): \(rule)\n")
        var mapper = mapping.mapper(source: "crm", file: "export")
        let records = [[("Id", TestCell.text("0"))], [("Id", TestCell.text("1"))] + cells]
        let page = isXML ? TestPage.xml(records) : TestPage.json(records)
        // Its neighbour, which says nothing, is none of it.
        #expect(throws: Never.self) { try mapper.observe(page, 0).get() }
        return (mapper.observe(page, 1), mapper.forbiddingFlags(page, 1))
    }

    @Test(arguments: ["Out.value", "Out.v.w", "Out[0].value", "Out.@val"])
    func `is refused, and forbids until somebody knows what it says`(column: String) throws {
        for cell in [TestCell.flag(true), .flag(false), "whatever"] {
            for field in [Field.optedOut, .hardBounced, .doNotCall, .customer] {
                let said = try observed([(column, cell)], field: field.word)
                let fault = try #require(throws: Fault.self) { try said.outcome.get() }
                #expect(fault.code == .mappingInvalidFlag && fault.field == column, "\(fault)")
                #expect(fault.advice.contains("Map '\(column)' to '\(field.word)'"), "\(fault)")
                #expect(said.forbids == [field])
            }
        }
    }

    @Test func `is refused in an empty element with an attribute, too`() throws {
        let said = try observed([("Out.@val", "true"), ("Out", "")], isXML: true)
        #expect(throws: Fault.self) { try said.outcome.get() }
        #expect(said.forbids == [.optedOut])
    }

    @Test func `is asked for in every column that is asked`() throws {
        let cells: Cells = [("A", .flag(false)), ("B.value", .flag(true))]
        #expect(throws: Fault.self) {
            try observed(cells, rule: "{ from: [A, B], as: flag, any: true }").outcome.get()
        }
        #expect(throws: Fault.self) { try observed(cells, rule: "{ from: [B, A], as: flag }").outcome.get() }
        #expect(throws: Fault.self) {
            try observed([("B.value", .flag(true))], rule: "{ from: B, values: { out: true } }").outcome.get()
        }
        // The first that has a word is enough where one is.
        #expect(throws: Never.self) { try observed(cells, rule: "{ from: [A, B], as: flag }").outcome.get() }
    }

    @Test func `is one that the mapping reads, ignores, or has a word for, and no other`() throws {
        let parts: [(Cells, String, String)] = [
            ([("Out.value", .flag(true))], "{ from: Out, as: flag }", "ignore: [Out.value]"),
            ([("Out.at", .flag(true))], "{ from: Out, as: flag }", "ignore: [\"Out.*\"]"),
            ([("Out.value", .null), ("Out.x", .empty), ("Out.y", "")], "{ from: Out, as: flag }", ""),
            ([("Out", .flag(false)), ("Out.value", .flag(true))], "{ from: Out, as: flag }", ""),
            ([("Out", .null), ("Out.value", .flag(true))], "{ from: Out, as: flag }", ""),
            ([("Out", ""), ("Out.@type", "boolean"), ("Out.@nil", "true")], "{ from: Out, as: flag }", ""),
            ([("Outer.value", .flag(true))], "{ from: Out, as: flag }", ""),
            ([("Out.value", .flag(true))], "{ from: Out, as: flag, invalid: blank }", ""),
            ([("Out.value", .flag(false)), ("Out.at", .flag(true))], "{ from: Out.value, as: flag }", ""),
        ]
        for (cells, rule, more) in parts {
            let said = try observed(cells, rule: rule, more: more)
            #expect(throws: Never.self, "\(cells) \(rule) \(more)") { try said.outcome.get() }
        }
    }

    @Test func `is none in a table, where a dot is a letter`() throws {
        let mapping = try leadMapping("fields:\n  opted-out: { from: Out, as: flag }\n")
        var mapper = mapping.mapper(source: "crm", file: "export.csv")
        let page = TestPage.csv(["Id", "Out", "Out.at"], [["1", "", "2026-01-01"]])
        #expect(throws: Never.self) { try mapper.observe(page, 0).get() }
    }
}
