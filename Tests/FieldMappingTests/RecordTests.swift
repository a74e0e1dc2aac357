import FieldMapping
import LeadModel
import Testing

@Suite struct `A source record` {
    @Test func `keeps absent, null and value apart`() throws {
        let mapping = try leadMapping(
            "null-words: ['#N/A']\nfields: { email: E, title: T, company: C, city: [A, B], street: { from: S, absent-is-null: true } }"
        )
        var mapper = mapping.mapper(source: "crm", file: "x.json")
        let page = TestPage.json(
            [("Id", "1"), ("E", .null), ("T", "  "), ("A", "#N/A"), ("B", "Bonn")],
            [("Id", "2"), ("E", "a@b.de"), ("C", .empty), ("A", "")])
        let first = try #require(mapper.observe(page, 0).fields)
        #expect(first[.email] == .null)
        #expect(first[.title] == .null)
        #expect(first[.company] == nil)
        #expect(first[.city] == .text("Bonn"))
        #expect(first[.street] == .null)
        let second = try #require(mapper.observe(page, 1).fields)
        #expect(second[.email] == .text("a@b.de"))
        #expect(second[.title] == nil)
        #expect(second[.company] == .null)
        #expect(second[.city] == .null)
    }

    @Test func `without an id is refused and hurts no neighbour`() throws {
        var mapper = try leadMapping("").mapper(source: "crm", file: "x.json")
        let page = TestPage.json([("Id", " ")], [("Id", "2")], [("Other", "x")])
        #expect(mapper.observe(page, 0).fault?.code == .mappingIdentityMissing)
        #expect(mapper.observe(page, 1).fields?.text(.id) == "2")
        let fault = try #require(mapper.observe(page, 2).fault)
        #expect(fault.origin == Origin(file: "x.json", line: 4, record: 3))
        #expect(fault.remedy == .deadLetter)
        #expect(fault.field == "Id")
    }

    @Test func `may name its values by an attribute, as Zoho does, in any order`() throws {
        let mapping = try leadMapping(
            """
            fields: { email: 'FL[val=Email]', owner: 'FL[val=Lead Owner]', title: 'FL[val=Title]', company: 'FL[val=Company]',
                city: ['FL[val=None]', 'FL[val=City]'], interests: 'FL[val=Tag]', region: 'FL[val=Twice]' }
            """, identity: "{ id: 'FL[val=LEADID]' }")
        func record(_ pairs: [(String, TestCell?)]) -> [(column: String, cell: TestCell)] {
            pairs.flatMap { key, cell in
                [(column: "FL.@val", cell: .text(key))] + (cell.map { [(column: "FL", cell: $0)] } ?? [])
            }
        }
        var mapper = mapping.mapper(source: "crm", file: "x.xml")
        let page = TestPage.json([
            record([
                ("LEADID", "1"), ("Email", "ada@example.com"), ("Lead Owner", "Dana"), ("Title", .null),
                ("City", "Oslo"),
            ]),
            record([
                ("City", "Rome"), ("Tag", "a"), ("Email", ""), ("Company", nil), ("LEADID", "2"), ("Tag", "b"),
                ("Twice", "x"), ("Twice", "x"),
            ]),
            record([("Twice", "x"), ("LEADID", "3"), ("Twice", "y")]), record([("Email", "nobody@example.com")]),
        ])
        let first = try #require(mapper.observe(page, 0).fields)
        #expect(first.text(.id) == "1" && first.text(.email) == "ada@example.com" && first.text(.owner) == "Dana")
        #expect(first[.title] == .null && first[.company] == nil && first.text(.city) == "Oslo")
        let second = try #require(mapper.observe(page, 1).fields)
        #expect(second.text(.id) == "2" && second[.email] == .null && second.text(.city) == "Rome")
        #expect(second[.company] == nil && second[.interests] == .list(["a", "b"]) && second.text(.region) == "x")
        let twice = try #require(mapper.observe(page, 2).fault)
        #expect(twice.code == .mappingAmbiguousCell)
        #expect(mapper.observe(page, 3).fault?.code == .mappingIdentityMissing)
    }

    @Test func `may repeat a cell if it says the same`() throws {
        let mapping = try leadMapping(
            "fields: { title: T, city: 'C[1]', region: 'C[2]', company: 'L[0]', interests: I, country: 'P[1]' }")
        var mapper = mapping.mapper(source: "crm", file: "x.json")
        let good = TestPage.json(
            [
                ("Id", "1"), ("Id", "1"), ("T", ""), ("T", "CEO"), ("C", "5"), ("C", "Köln"), ("P", .null), ("I", "a"),
                ("I", ""), ("I", "b"),
            ])
        let fields = try #require(mapper.observe(good, 0).fields)
        #expect(fields[.title] == .text("CEO"))
        #expect(fields[.city] == .text("Köln"))
        #expect(fields[.region] == nil)
        #expect(fields[.company] == nil)
        #expect(fields[.country] == .null)
        #expect(fields[.interests] == .list(["a", "b"]))
        var second = mapping.mapper(source: "crm", file: "x.json")
        let fault = second.observe(TestPage.json([("Id", "1"), ("T", "CEO"), ("T", "CTO")]), 0).fault
        #expect(fault?.code == .mappingAmbiguousCell)
        #expect(fault?.field == "T")
        #expect(fault?.advice.contains("`T[1]` the second") == true)
    }

    @Test func `has nothing below an object that is null`() throws {
        let mapping = try leadMapping("fields: { owner: Owner.Name, city: Address.Home.City }")
        var mapper = mapping.mapper(source: "crm", file: "x.json")
        let page = TestPage.json(
            [("Id", "1"), ("Owner", .null), ("Owner.Name", "Ada")],
            [("Id", "2"), ("Owner", .null), ("Address", .empty)])
        #expect(mapper.observe(page, 0).fields?[.owner] == .text("Ada"))
        #expect(mapper.observe(page, 1).fields?[.owner] == .null)
        #expect(mapper.observe(page, 1).fields?[.city] == .null)
    }

    @Test func `is found in columns that a later page adds`() throws {
        var mapper = try leadMapping("fields: { email: E, title: T }").mapper(source: "crm", file: "x.json")
        let first = TestPage.json([("Id", "1"), ("E", "a@b.de")])
        #expect(mapper.observe(first, 0).fields?[.title] == nil)
        let second = TestPage.json([[("T", "CEO"), ("Id", "2")]], columns: first.columns)
        #expect(mapper.observe(second, 0).fields?[.title] == .text("CEO"))
        #expect(mapper.observe(second, 0).fields?[.email] == nil)
    }

    @Test func `passes on the fault of its reader`() throws {
        var mapper = try leadMapping("").mapper(source: "crm", file: "x.csv")
        let broken = Fault(.csvSurplusCell, .deadLetter, "a surplus cell", advice: "Look.")
        let entry = RecordPage.Entry(cells: 0..<0, raw: .init(start: 0, count: 0), number: 1, line: 2, fault: broken)
        let page = RecordPage(
            columns: ["Id"], bytes: [], cells: [], entries: [entry], frame: RawFrame(format: .csv(CSVDialect())))
        #expect(mapper.observe(page, 0).fault == broken)
    }
}

@Suite struct `A CSV header` {
    @Test func `must have every mapped column`() throws {
        var mapper = try leadMapping("fields: { email: E-Mail, title: [Title, Position] }").mapper(
            source: "crm", file: "x.csv")
        let page = TestPage.csv(["Id", "EMail", "Position"], [["1", "a@b.de", "CEO"]])
        let fault = try #require(mapper.observe(page, 0).fault)
        #expect(fault.code == .mappingUnknownColumn)
        #expect(fault.remedy == .stopStream)
        #expect(fault.field == "E-Mail")
        #expect(fault.advice.hasPrefix("Did you mean 'EMail'?"))
    }

    @Test func `may name a column twice only if nobody needs it, or says which`() throws {
        let page = TestPage.csv(["Id", "Mail", "Mail", "Note", "Note"], [["1", "a@b.de", "c@d.de", "x", "y"]])
        var plain = try leadMapping("fields: { email: Mail }").mapper(source: "crm", file: "x.csv")
        #expect(plain.observe(page, 0).fault?.code == .mappingDuplicateColumn)
        var numbered = try leadMapping("fields: { email: 'Mail[1]' }").mapper(source: "crm", file: "x.csv")
        #expect(numbered.observe(page, 0).fields?[.email] == .text("c@d.de"))
    }

    @Test func `may itself contain brackets and dots`() throws {
        var mapper = try leadMapping("fields: { title: 'Role[1]', employees: No. of Employees }").mapper(
            source: "crm", file: "x.csv")
        let page = TestPage.csv(["Id", "Role[1]", "No. of Employees"], [["1", "CEO", "5"]])
        #expect(mapper.observe(page, 0).fields?[.title] == .text("CEO"))
        #expect(mapper.observe(page, 0).fields?[.employees] == .number(ExactNumber(5)))
    }
}

@Suite struct `A status word` {
    private func mapping() throws -> FieldMapping {
        try leadMapping(
            """
            status:
              from: [Status, Fallback]
              values:
                Open - Not Contacted: assigned
                Closed: discarded
                Imported: ~
            discard-reason:
              from: Reason
              values: { Bad Timing: timing, None: ~ }
            """)
    }

    private func observe(_ cells: [(column: String, cell: TestCell)]) throws -> Result<Observation, Fault> {
        var mapper = try mapping().mapper(source: "crm", file: "x.json")
        return mapper.observe(TestPage.json([("Id", "1")] + cells), 0)
    }

    @Test func `becomes a stage and stays readable`() throws {
        let fields = try #require(try observe([("Status", " Open - Not Contacted "), ("Reason", "")]).fields)
        #expect(fields.stage == .assigned)
        #expect(fields[.statusWord] == .text("Open - Not Contacted"))
        #expect(fields[.discardReason] == .null)
        #expect(fields[.discardReasonWord] == .null)
    }

    @Test func `that is not mapped is a fault which names the line and the nearest word`() throws {
        let fault = try #require(try observe([("Status", "Open - Not Contactd")]).fault)
        #expect(fault.code == .mappingUnmappedStatus)
        #expect(fault.remedy == .deadLetter)
        #expect(fault.seen == .word("Open - Not Contactd"))
        #expect(fault.field == "Status")
        #expect(
            fault.advice
                == "Add it under `values:` at mappings/m.yaml:6. The nearest known word is 'Open - Not Contacted'.")
        let reason = try #require(try observe([("Status", "Closed"), ("Reason", "bad timing")]).fault)
        #expect(reason.code == .mappingUnmappedReason)
        #expect(reason.advice.contains("mappings/m.yaml:12"))
    }

    @Test func `that discards without a reason gives reason unknown`() throws {
        #expect(try observe([("Status", "Closed"), ("Reason", "")]).fields?.discardReason == .unknown)
        #expect(try observe([("Status", "Closed")]).fields?.discardReason == .unknown)
        #expect(try observe([("Status", "Closed"), ("Reason", "None")]).fields?.discardReason == .unknown)
        #expect(try observe([("Status", "Closed"), ("Reason", "Bad Timing")]).fields?.discardReason == .timing)
    }

    @Test func `that is blank leaves the stage absent`() throws {
        for status in ["", " ", "Imported"] {
            let fields = try #require(try observe([("Status", .text(status)), ("Fallback", .null)]).fields)
            #expect(fields[.stage] == nil)
            #expect(fields[.statusWord] == nil)
        }
        #expect(try observe([("Status", ""), ("Fallback", "Closed")]).fields?.stage == .discarded)
    }
}
