import FieldMapping
import LeadModel
import Testing

@Suite struct `A status` {
    private let history = """
        null-words: [""]
        status:
          from: [Status, Stage]
          values: { Open: assigned, Bad: discarded, Silent: ~, lead: new }
          changed: ['StatusHistory.at[0]', 'StageHistory.at[0]']
        """

    private func observe(_ mapping: String, _ record: [(column: String, cell: TestCell)]) throws -> Result<
        Observation, Fault
    > {
        var mapper = try leadMapping(mapping).mapper(source: "crm", file: "x.json")
        return mapper.observe(TestPage.json([[("Id", "1")] + record]), 0)
    }

    @Test func `says since when it holds by the history of the column it was read from`() throws {
        let times: [(column: String, cell: TestCell)] = [
            ("StatusHistory.at", "2026-05-02T08:00:00Z"), ("StatusHistory.at", "2026-01-01T08:00:00Z"),
            ("StageHistory.at", "2026-03-01T08:00:00Z"),
        ]
        let own = try #require(try observe(history, [("Status", "Bad"), ("Stage", "lead")] + times).fields)
        #expect(own.stage == .discarded && own.instant(.statusSince) == Instant(rfc3339: "2026-05-02T08:00:00Z"))
        let other = try #require(try observe(history, [("Status", ""), ("Stage", "lead")] + times).fields)
        #expect(other.stage == .new && other.instant(.statusSince) == Instant(rfc3339: "2026-03-01T08:00:00Z"))
        let none = try #require(try observe(history, [("Status", "Open")]).fields)
        #expect(none.stage == .assigned && none[.statusSince] == nil)
        let silent = try #require(try observe(history, times).fields)
        #expect(silent[.stage] == nil && silent[.statusSince] == nil, "a time without a status is no status")
        let broken = try observe(history, [("Status", "Open"), ("StatusHistory.at", "soon")])
        #expect(broken.fault?.code == .mappingInvalidDate && broken.fault?.field == "StatusHistory.at")
    }

    @Test func `of a word that means nothing is told by the next column`() throws {
        #expect(try observe(history, [("Status", "Silent"), ("Stage", "lead")]).fields?.stage == .new)
        #expect(try observe(history, [("Status", "Silent")]).fields?[.stage] == nil)
        #expect(try observe(history, [("Status", "Else"), ("Stage", "lead")]).fault?.code == .mappingUnmappedStatus)
        #expect(try observe(history, [("Status", "Silent"), ("Stage", "Else")]).fault?.code == .mappingUnmappedStatus)
    }

    @Test func `has a time for each of its columns, or it is a finding`() {
        let few = findings(
            "mapping: m\nrecord: lead\nidentity: { id: Id }\nstatus: { from: [A, B], values: { x: new }, changed: C }\n"
        )
        #expect(few.map(\.code) == [.configWrongType] && few[0].advice.contains("Name 2"))
        let zone = findings(
            """
            mapping: m
            record: lead
            identity: { id: Id }
            status: { from: A, values: { x: new }, changed: { from: C, format: "yyyy-MM-dd HH:mm" } }
            """)
        #expect(zone.map(\.code) == [.mappingZoneMissing])
        let reason = findings(
            "mapping: m\nrecord: lead\nidentity: { id: Id }\ndiscard-reason: { from: A, values: { x: timing }, changed: C }\n"
        )
        #expect(reason.map(\.code) == [.configUnknownKey])
    }

    @Test func `may be false where false means nothing elsewhere`() throws {
        let odoo = """
            null-words: ["false"]
            fields:
              title: function
              opted-out: { from: blacklisted, as: flag, true-words: ["true"], false-words: ["false"] }
              do-not-call: { from: blacklisted, as: flag }
              city: { from: [place, town], values: { "false": ~, Oslo: Oslo } }
            status: { from: [active, stage], values: { "false": lost, "true": ~, New: new } }
            """
        let lost = try #require(
            try observe(odoo, [("active", .flag(false)), ("stage", "New"), ("function", .flag(false))]).fields)
        #expect(lost.stage == .lost && lost[.title] == .null)
        let live = try #require(
            try observe(
                odoo,
                [
                    ("active", .flag(true)), ("stage", "New"), ("blacklisted", .flag(false)), ("place", .flag(false)),
                    ("town", "Oslo"),
                ]
            ).fields)
        #expect(live.stage == .new && live[.optedOut] == .flag(false) && live.text(.city) == "Oslo")
        #expect(live[.doNotCall] == .null, "a flag that names no words takes the mapping's null words")
        let nowhere = try #require(try observe(odoo, [("place", .flag(false))]).fields)
        #expect(nowhere[.city] == .null)
    }

    @Test func `that was never given keeps its reason's word to itself`() throws {
        let zoho = """
            status: { from: S, values: { Junk: discarded, Lost: discarded, Open: assigned } }
            discard-reason: { from: [R, S], values: { Junk: spam, Lost: ~, Open: ~, Price: no-budget } }
            """
        let junk = try #require(try observe(zoho, [("S", "Junk")]).fields)
        #expect(junk.discardReason == .spam && junk.text(.discardReasonWord) == "Junk")
        let price = try #require(try observe(zoho, [("S", "Lost"), ("R", "Price")]).fields)
        #expect(price.discardReason == .noBudget && price.text(.discardReasonWord) == "Price")
        let lost = try #require(try observe(zoho, [("S", "Lost")]).fields)
        #expect(lost.discardReason == .unknown && lost[.discardReasonWord] == .null)
        let open = try #require(try observe(zoho, [("S", "Open")]).fields)
        #expect(open[.discardReason] == .null && open[.discardReasonWord] == .null)
    }
}

@Suite struct `What a mapping says of all its fields` {
    @Test func `is that absent is null, unless a rule says otherwise, and not of the record's identity`() throws {
        let text = """
            absent-is-null: true
            fields: { title: T, city: { from: C }, company: { from: F, absent-is-null: false } }
            """
        var mapper = try leadMapping(text, identity: "{ id: Id, modified: M, deleted: D }").mapper(
            source: "crm", file: "x.json")
        let fields = try #require(mapper.observe(TestPage.json([("Id", "1")]), 0).fields)
        #expect(fields[.title] == .null && fields[.city] == .null && fields[.company] == nil)
        #expect(fields[.modified] == nil && fields[.deleted] == nil)
    }
}

@Suite struct `References` {
    @Test func `of several ids in a cell are each one, and addresses are addresses`() throws {
        let mapping = try leadMapping(
            """
            references: { hubspot: { from: Merged, separator: ";" }, email: { from: More, separator: ";" }, crm: Crm }
            """)
        var mapper = mapping.mapper(source: "crm", file: "x.json")
        let page = TestPage.json(
            [("Id", "1"), ("Merged", "7; 8;;7"), ("More", "Ada@Home.Example; "), ("Crm", "a;b")],
            [("Id", "2"), ("More", "ada@home.example;nonsense")], [("Id", "3"), ("Merged", " ; ")])
        #expect(
            mapper.observe(page, 0).fields?[.references]
                == .list(["hubspot:7", "hubspot:8", "email:ada@home.example", "crm:a;b"]))
        #expect(mapper.observe(page, 1).fault?.code == .mappingInvalidEmail)
        #expect(mapper.observe(page, 2).fields?[.references] == .null)
    }
}

@Suite struct `Columns that are ignored` {
    @Test func `may be all that begin with a word`() throws {
        let mapping = try leadMapping(
            """
            fields: { email: properties.email }
            ignore: ["properties.*", "merged-*", other]
            tests:
              - name: an ignored column may stand in a record
                record: { Id: "1", properties.anything: x, other: y }
                expect: { id: "1" }
            """)
        let unknown = mapping.unknownColumns(
            among: ["Id", "properties.email", "properties.x.y", "merged-vids", "merged", "other", "others"])
        #expect(unknown == ["merged", "others"] && mapping.runTests() == [])
    }

    @Test func `warns of an export without the column, and not where the status is a constant`() throws {
        let read = try leadMapping("status: { from: Status, values: { Open: new } }\n")
        #expect(read.statusWarning(among: ["Id"], file: "x.json")?.code == .mappingUnknownColumn)
        #expect(read.statusWarning(among: ["Id", "Status"], file: "x.json") == nil)
        let constant = try leadMapping("status: { constant: Open, values: { Open: new } }\n")
        #expect(constant.statusWarning(among: ["Id"], file: "x.json") == nil)
    }
}
