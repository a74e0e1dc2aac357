import FieldMapping
import LeadModel
import Testing

@Suite struct `An id` {
    @Test(arguments: [
        ("00Q5g000002Zabc", "00Q5g000002ZabcEAC"), ("00Q5g000002ZabcEAC", "00Q5g000002ZabcEAC"),
        ("001000000000000", "001000000000000AAA"),
        ("0055g00000ABCDE", "0055g00000ABCDEAA5"), ("0055g00000ABCDEaa5", "0055g00000ABCDEAA5"),
    ])
    func `of Salesforce gets its checksum`(short: String, long: String) throws {
        var mapper = try leadMapping("", identity: "{ id: { from: Id, as: salesforce-id } }").mapper(
            source: "crm", file: "x.json")
        #expect(mapper.observe(TestPage.json([("Id", .text(short))]), 0).fields?.text(.id) == long)
    }

    @Test(arguments: [
        "00Q5g000002ZabcAAB", "00q5g000002zabcEAE", "00Q5g000002Zab", "00Q5g00000-Zabc", "00Q5g000002Zabcü",
    ])
    func `of Salesforce with a wrong checksum or length is refused`(text: String) throws {
        var mapper = try leadMapping("", identity: "{ id: { from: Id, as: salesforce-id } }").mapper(
            source: "crm", file: "x.json")
        #expect(mapper.observe(TestPage.json([("Id", .text(text))]), 0).fault?.code == .mappingInvalidIdentifier)
    }

    @Test(arguments: ["9.01E+10", "9,01E+10", "1e+5", "\u{80}", "1\u{0}2"])
    func `that a spreadsheet rounded, or with control characters, is refused`(text: String) throws {
        var mapper = try leadMapping("").mapper(source: "crm", file: "x.json")
        #expect(mapper.observe(TestPage.json([("Id", .text(text))]), 0).fault?.code == .mappingInvalidIdentifier)
    }

    @Test func `of a merged or converted record is spelled like the record's own`() throws {
        let mapping = try leadMapping(
            "", identity: "{ id: { from: Id, as: salesforce-id }, merged-into: M, converted-to: [A, B] }")
        var mapper = mapping.mapper(source: "crm", file: "x.json")
        let id = TestCell.text("00Q5g000002Zabc")
        let page = TestPage.json(
            [("Id", id), ("M", id), ("A", ""), ("B", "0035g000001Zabc")], [("Id", id), ("A", ""), ("B", .null)])
        let fields = try #require(mapper.observe(page, 0).fields)
        #expect(fields[.mergedInto] == .text("00Q5g000002ZabcEAC"))
        #expect(fields[.convertedTo] == .list(["0035g000001ZabcAAC"]))
        #expect(mapper.observe(page, 1).fields?[.convertedTo] == .null)
        #expect(mapper.observe(page, 1).fields?[.mergedInto] == nil)
    }

    @Test func `belongs to the declared space, else to the source`() throws {
        #expect(try leadMapping("ids: hubspot").mapper(source: "crm", file: "x").idSpace == "hubspot")
        #expect(try leadMapping("").mapper(source: "crm", file: "x").idSpace == "crm")
    }
}

@Suite struct `A reference` {
    @Test func `names the id space of each id that is there`() throws {
        let mapping = try leadMapping("references: { salesforce: { from: SF, as: salesforce-id }, hubspot: HS }")
        var mapper = mapping.mapper(source: "crm", file: "x.json")
        let page = TestPage.json(
            [("Id", "1"), ("SF", "00Q5g000002Zabc"), ("HS", .number("42"))], [("Id", "2"), ("SF", "")], [("Id", "3")])
        #expect(mapper.observe(page, 0).fields?[.references] == .list(["salesforce:00Q5g000002ZabcEAC", "hubspot:42"]))
        #expect(mapper.observe(page, 1).fields?[.references] == .null)
        #expect(mapper.observe(page, 2).fields?[.references] == nil)
    }

    @Test func `of an activity is the first id or address that is there`() throws {
        let mapping = try FieldMapping.compile(
            "mapping: a\nrecord: activity\nidentity: { id: Id }\nlead: { salesforce: Who, email: Mail }\nfields: { type: Type }",
            file: "a.yaml")
        var mapper = mapping.mapper(source: "crm", file: "x.json")
        let page = TestPage.json(
            [("Id", "1"), ("Who", "00Q1"), ("Mail", "a@b.de"), ("Type", "call")],
            [("Id", "2"), ("Who", ""), ("Mail", " Ada@Example.COM "), ("Type", "form-fill")],
            [("Id", "3"), ("Who", ""), ("Type", "seance")])
        #expect(mapper.observe(page, 0).fields?[.concerns] == .text("salesforce:00Q1"))
        #expect(mapper.observe(page, 1).fields?[.concerns] == .text("email:ada@example.com"))
        #expect(mapper.observe(page, 2).fault?.code == .mappingUnmappedValue)
    }
}
