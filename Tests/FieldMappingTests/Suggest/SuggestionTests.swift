import ConfigFiles
import FieldMapping
import Foundation
import LeadModel
import TestSupport
import Testing

@Suite struct `A suggested mapping` {
    private func suggest(_ columns: [HeaderCorpus.Column], kind: RecordKind? = nil, vendor: String? = nil) throws
        -> MappingSuggestion
    {
        try suggest(page(columns), kind: kind, vendor: vendor)
    }

    private func page(_ columns: [HeaderCorpus.Column]) -> RecordPage {
        let rows = columns.map(\.values.count).max() ?? 0
        return TestPage.csv(columns.map(\.header), (0..<rows).map { row in columns.map { $0.values[row] } })
    }

    private func suggest(_ pages: RecordPage..., kind: RecordKind? = nil, vendor: String? = nil) throws
        -> MappingSuggestion
    {
        var profiler = ExportProfiler(sampleRecords: 3)
        for page in pages { profiler.add(page) }
        return try MappingSuggestion.suggest(
            profiler.finish(), .init(name: "leads", kind: kind, vendor: vendor, file: "leads.csv"))
    }

    private func column(_ header: String, _ values: String...) -> HeaderCorpus.Column {
        HeaderCorpus.Column(header: header, values: values)
    }

    /// The scored corpus: of what is written, nearly all is right; of what is there, nearly all is found.
    @Test func `finds the fields of headers in ten languages`() throws {
        var right = 0
        var wrong: [String] = []
        var missed: [String] = []
        for name in HeaderCorpus.names {
            let columns = HeaderCorpus.columns(name)
            let found = try suggest(columns).fields
            for column in columns {
                let given = found.first { $0.column == column.header }?.field
                if let given, given == column.field {
                    right += 1
                } else if let given {
                    wrong.append("\(name): \(column.header) is taken for \(given), is \(column.field ?? "nothing")")
                } else if let field = column.field {
                    missed.append("\(name): \(column.header) is \(field)")
                }
            }
        }
        let precision = Double(right) / Double(right + wrong.count)
        let recall = Double(right) / Double(right + wrong.count(where: { !$0.hasSuffix("is nothing") }) + missed.count)
        print("suggested: \(right) right, \(wrong.count) wrong, \(missed.count) missed")
        #expect(right > 200)
        #expect(precision >= 0.98, "\(precision): \(wrong)")
        #expect(recall >= 0.97, "\(recall): \(wrong) \(missed)")
    }

    /// Whatever is written compiles once it is decided, understands the export it was written from, and passes its own tests.
    @Test(arguments: HeaderCorpus.names)
    func `compiles once it is decided, and reads every record`(name: String) throws {
        let columns = HeaderCorpus.columns(name)
        let suggestion = try suggest(columns)
        let mapping = try FieldMapping.compile(Decisions.made(in: suggestion.text), file: "leads.yaml")
        #expect(mapping.runTests().isEmpty, "\(mapping.runTests())")
        #expect(!mapping.tests.isEmpty)
        let page = page(columns)
        var mapper = mapping.mapper(source: "crm", file: "leads.csv")
        for entry in page.entries.indices {
            if case .failure(let fault) = mapper.observe(page, entry) { Issue.record("\(name): \(fault)") }
        }
        #expect(mapping.unknownColumns(among: page.columns).isEmpty || !suggestion.offered.isEmpty)
    }

    @Test func `leaves open what nobody else can know, and compiling it names each such line`() throws {
        let suggestion = try suggest([
            column("Kennung", "1", "2", "3", "4", "5", "6"),
            column("E-Mail", "a@example.com", "b@example.com", "c@example.com", "", "", ""),
            column("Geändert am", "03/04/2026", "05/06/2026", "07/08/2026", "01/02/2026", "01/02/2026", "01/02/2026"),
            column("Status", "Neu", "Neu", "Wiedervorlage", "Kalt", "Wiedervorlage", "Kalt"),
            column("Umsatz", "1.234", "5.678", "9.012", "1.111", "1.111", "1.111"),
        ])
        let faults = findings(suggestion.text)
        #expect(faults.allSatisfy { $0.code == .mappingUndecidedWord }, "\(faults)\(suggestion.text)")
        #expect(
            Set(faults.compactMap(\.origin?.line)) == Set(Decisions.open(in: suggestion.text)),
            "\(faults)\(suggestion.text)")
        #expect(faults.count == 6)  // zone, format, decimal, currency, two words
        #expect(suggestion.open.count == 5, "\(suggestion.open)")
        let stages = try #require(faults.first { $0.summary.contains("stage") })
        #expect(stages.advice.contains("marketing-qualified") && stages.origin?.column != nil)
        #expect(
            suggestion.text.contains("Neu: new   # 2×") && suggestion.text.contains("Wiedervorlage: undecided   # 2×"))
        // Both candidates are there to choose from.
        #expect(suggestion.text.contains("# format: dd/MM/yyyy") && suggestion.text.contains("# format: MM/dd/yyyy"))
        _ = try FieldMapping.compile(Decisions.made(in: suggestion.text), file: "leads.yaml")
    }

    @Test func `takes no column for the id that does not tell records apart`() throws {
        let suggestion = try suggest([column("Id", "1", "1", "2"), column("Name", "x", "y", "z")])
        #expect(suggestion.open.contains("which column is the record's id"))
        let fault = try #require(findings(suggestion.text).first)
        #expect(fault.code == .mappingUndecidedWord && fault.summary.contains("column of 'id'"))
    }

    @Test func `takes the address for the id where there is no other`() throws {
        let suggestion = try suggest([
            column("E-mail", "a@example.com", "b@example.com"), column("Vorname", "Ada", "Bo"),
        ])
        #expect(suggestion.fields.contains { $0.field == "id" && $0.column == "E-mail" })
        #expect(try FieldMapping.compile(suggestion.text, file: "leads.yaml").runTests().isEmpty)
    }

    @Test func `keeps what only looks like a number as text`() throws {
        let suggestion = try suggest([
            column("Id", "231200000000321003", "231200000000321004"), column("Zip", "01067", "80331"),
            column("Telefon", "0301234567", "0307654321"), column("Country", "DE", "DE"),
        ])
        #expect(suggestion.text.contains("postal-code: Zip"))
        #expect(suggestion.text.contains("phone: { from: Telefon, as: phone, region: { from: Country } }"))
        #expect(suggestion.text.contains("id: Id "))
    }

    @Test func `never holds a person's data`() throws {
        let canary = [
            column("Id", "1", "2", "3", "4", "5"), column("Vorname", "Quetzal", "Quetzal", "Quetzal", "Quetzal", "Bo"),
            column("Owner", "Canary Boss", "Canary Boss", "Canary Boss", "Canary Boss", "Canary Boss"),
            column("E-Mail", "quetzal@canary.org", "", "", "", ""),
            column("Telefon", "+49 171 5550199", "", "", "", ""),
            column("Status", "New", "quetzal@canary.org", "New", "+49 171 5550199", "New"),
            column("Notiz", "Quetzal Canary rang", "", "", "", ""),
            column("Irgendwas", "Quetzal", "Quetzal", "Quetzal", "Canary", "Canary"),
            column("Grund", "Budget", "Budget", "Timing", "Timing", ""),
        ]
        let suggestion = try suggest(canary)
        let said = suggestion.text + suggestion.open.joined()
        for word in ["Quetzal", "Canary", "quetzal", "canary", "5550199"] {
            #expect(!said.contains(word), "\(word)\n\(said)")
        }
        #expect(said.contains("Budget: no-budget"))
        var profiler = ExportProfiler(sampleRecords: 3)
        profiler.add(page(canary))
        let shown = try MappingSuggestion.suggest(
            profiler.finish(), .init(name: "leads", file: "leads.csv", showsValues: true))
        #expect(shown.text.contains("Quetzal"))
        _ = try FieldMapping.compile(Decisions.made(in: shown.text), file: "leads.yaml")
    }

    @Test func `does not name columns that are named after somebody`() throws {
        let suggestion = try suggest(
            TestPage.json(
                [("id", "1"), ("tags.quetzal@canary.org", "x")], [("id", "2"), ("tags.quetzal@canary.org", "y")]))
        #expect(!suggestion.text.contains("canary") && suggestion.text.contains("named after somebody's address: 1"))
        _ = try FieldMapping.compile(suggestion.text, file: "leads.yaml")
    }

    @Test(arguments: [("Vorname", "Name"), ("Voornaam", "Naam"), ("Förnamn", "Namn"), ("First Name", "Name")])
    func `takes the name beside a first name for the last one`(first: String, last: String) throws {
        func suggested(_ names: String...) throws -> MappingSuggestion {
            try suggest([
                column("Id", "1", "2", "3"), column(first, "Ada", "Bo", "Cy"),
                HeaderCorpus.Column(header: last, values: names),
                column("E-Mail", "a@example.com", "b@example.com", ""),
            ])
        }
        let plain = try suggested("Beispiel", "Muster", "Probe")
        #expect(plain.text.contains("  last-name: \(last) "), "\(plain.text)")
        #expect(plain.fields.contains { $0.field == "first-name" && $0.column == first })
        // A whole name says the first ones again.
        let whole = try suggested("Ada Beispiel", "Bo Muster", "Cy Probe").text
        #expect(whole.contains("last-name: { from: \(last), transform: { name-part: last } }"), "\(whole)")
    }

    @Test func `tells of columns of one name of which only one is read`() throws {
        let suggestion = try suggest(
            TestPage.csv(
                ["Id", "Status", "Email", "Status", "Email"],
                [
                    ["1", "New", "a@example.com", "Lost", "x@example.com"],
                    ["2", "Lost", "b@example.com", "New", "y@example.com"],
                    ["3", "New", "c@example.com", "New", "z@example.com"],
                ]))
        for name in ["Status[1]", "Email[1]"] {
            #expect(suggestion.open.contains { $0.contains("'\(name)' is not read") }, "\(suggestion.open)")
        }
        #expect(suggestion.text.contains("of columns of one name, another is read"), "\(suggestion.text)")
        #expect(suggestion.isDecided, "\(suggestion.text)")
    }

    @Test(arguments: ["leadStatus", "Lead Status"])
    func `says of a status that is empty what it is, and what to write for a list that was handed over`(name: String)
        throws
    {
        let columns = [
            column("Id", "1", "2"), column("E-Mail", "a@example.com", "b@example.com"), column(name, "", ""),
        ]
        let text = try suggest(columns).text
        #expect(text.contains("# '\(name)' is a status by its name, and empty in every record looked at."), "\(text)")
        let remedy = "status: { constant: handed over, values: { handed over: assigned } }"
        #expect(text.contains("#   \(remedy)\n"), "\(text)")
        let mapping = try FieldMapping.compile("\(text)\n\(remedy)\n", file: "leads.yaml")
        var mapper = mapping.mapper(source: "crm", file: "leads.csv")
        #expect(mapper.observe(page(columns), 0).fields?[.stage] != nil, "\(text)")
    }

    @Test func `is refused where the first line is a record`() throws {
        #expect(throws: Fault.self) { try suggest([column("ada@example.com", "bo@example.com"), column("Ada", "Bo")]) }
    }

    @Test func `says which vendors there are`() throws {
        do {
            _ = try suggest([column("Id", "1")], vendor: "salesfroce")
            Issue.record("an unknown vendor was taken")
        } catch let fault as Fault {
            #expect(fault.advice == "Did you mean 'salesforce'?")
        }
    }
}

@Suite struct `A vendor's export` {
    private func suggest(_ records: [[(column: String, cell: TestCell)]], vendor: String? = nil) throws -> (
        MappingSuggestion, RecordPage
    ) {
        let page = TestPage.json(records)
        var profiler = ExportProfiler(sampleRecords: 3)
        profiler.add(page)
        return (
            try MappingSuggestion.suggest(profiler.finish(), .init(name: "leads", vendor: vendor, file: "leads.json")),
            page
        )
    }

    private func check(_ suggestion: MappingSuggestion, reads page: RecordPage) throws {
        let mapping = try FieldMapping.compile(Decisions.made(in: suggestion.text), file: "leads.yaml")
        #expect(mapping.runTests().isEmpty, "\(mapping.runTests())\n\(suggestion.text)")
        var mapper = mapping.mapper(source: "crm", file: "leads.json")
        for entry in page.entries.indices {
            if case .failure(let fault) = mapper.observe(page, entry) { Issue.record("\(fault)\n\(suggestion.text)") }
        }
    }

    private func column(_ field: String, _ suggestion: MappingSuggestion) -> String? {
        suggestion.fields.first { $0.field == field }?.column
    }

    @Test func `of Odoo has false for nothing and pairs for references`() throws {
        typealias Record = [(column: String, cell: TestCell)]
        func record(_ number: Int, email: TestCell, stage: String) -> Record {
            [
                ("id", .number("\(number)")), ("write_date", .text("2026-02-0\(number) 10:00:00")),
                ("email_from", email),
                ("partner_name", .text("Firm \(number)")), ("country_id", .number("1")), ("country_id", "India"),
                ("stage_id", .number("2")), ("stage_id", .text(stage)), ("lost_reason_id", .flag(false)),
            ]
        }
        let lost: Record = [
            ("id", .number("9")), ("write_date", "2026-02-09 10:00:00"), ("email_from", .flag(false)),
            ("partner_name", .flag(false)), ("country_id", .flag(false)), ("stage_id", .number("2")),
            ("stage_id", "New"),
            ("lost_reason_id", .number("5")), ("lost_reason_id", "Too expensive"),
        ]
        let records: [Record] = [
            record(1, email: .flag(false), stage: "Qualified"), record(2, email: "b@example.com", stage: "New"),
            record(3, email: "c@example.com", stage: "Qualified"), lost,
        ]
        let (suggestion, page) = try suggest(records)
        #expect(suggestion.vendor == "Odoo")
        #expect(suggestion.text.contains("null-words: [\"false\"]"), "\(suggestion.text)")
        #expect(column("country", suggestion) == "country_id[1]" && column("status", suggestion) == "stage_id[1]")
        #expect(column("discard-reason", suggestion) == "lost_reason_id[1]", "\(suggestion.text)")
        try check(suggestion, reads: page)
    }

    @Test func `of Zoho's XML is read by its keys`() throws {
        let record: [(column: String, cell: TestCell)] = [
            ("FL.@val", "LEADID"), ("FL", "231200000000321003"), ("FL.@val", "Email"), ("FL", "ada@example.com"),
            ("FL.@val", "Lead Status"), ("FL", "Contact in Future"), ("FL.@val", "SMOWNERID"),
            ("FL", "231200000000321001"),
            ("FL.@val", "Modified Time"), ("FL", "2026-01-28 15:40:42"),
        ]
        var profiler = ExportProfiler(sampleRecords: 3)
        let page = TestPage.xml([record])
        profiler.add(page)
        let suggestion = try MappingSuggestion.suggest(profiler.finish(), .init(name: "leads", file: "leads.xml"))
        #expect(suggestion.vendor == "Zoho" && column("id", suggestion) == "FL[val=LEADID]")
        #expect(suggestion.text.contains("Contact in Future: discarded"))
        try check(suggestion, reads: page)
    }

    @Test func `of Mailchimp says by its status who may be written to`() throws {
        var records: [[(column: String, cell: TestCell)]] = []
        for (number, status) in ["subscribed", "unsubscribed", "cleaned", "pending"].enumerated() {
            records.append([
                ("id", .text("62eeb292278cc15f5817cb78f7790b0\(number)")),
                ("email_address", .text("p\(number)@example.com")),
                ("unique_email_id", .text("a\(number)")), ("status", .text(status)), ("merge_fields.FNAME", "Ada"),
                ("last_changed", "2026-01-28T15:40:42+00:00"),
            ])
        }
        let (suggestion, page) = try suggest(records)
        #expect(suggestion.vendor == "Mailchimp")
        let mapping = try FieldMapping.compile(suggestion.text, file: "leads.yaml")
        var mapper = mapping.mapper(source: "crm", file: "leads.json")
        let optedOut = (0..<4).map { mapper.observe(page, $0).fields?[.optedOut] }
        #expect(optedOut == [.flag(false), .flag(true), .flag(false), .flag(false)], "\(suggestion.text)")
        #expect(mapper.observe(page, 2).fields?[.hardBounced] == .flag(true))
    }

    @Test(arguments: [
        (["hs_object_id", "hs_lead_status", "email"], "HubSpot"),
        (["leadid", "statuscode", "emailaddress1"], "Dynamics 365"),
        (["id", "add_time", "update_time", "org_id.name"], "Pipedrive"),
        (["id", "fields.all.email", "dateModified"], "Mautic"),
        (["id", "cdate", "udate", "orgname"], "ActiveCampaign"),
        (["id", "date_entered", "date_modified", "phone_work"], "SuiteCRM"),
        (["Id", "SystemModstamp", "Email"], "Salesforce"), (["id", "crm_lead_fid", "opted_out"], "Pardot"),
        (["id", "mktoName", "leadScore"], "Marketo"), (["id", "emailAddressIsOptedOut", "accountName"], "EspoCRM"),
    ])
    func `is told by its columns`(columns: [String], vendor: String) throws {
        let (suggestion, _) = try suggest([columns.map { ($0, "x") }])
        #expect(suggestion.vendor == vendor)
    }

    @Test func `without columns of a vendor has none, and may be told to be one's`() throws {
        let time: TestCell = "2026-01-01T00:00:00Z"
        let records: [[(column: String, cell: TestCell)]] = [
            [("id", "1"), ("email", "a@example.com"), ("updatedAt", time), ("createdAt", time)]
        ]
        #expect(try suggest(records).0.vendor == nil)
        #expect(try suggest(records, vendor: "marketo").0.vendor == "Marketo")
        #expect(try suggest([[("SystemModstamp", "x")]], vendor: "none").0.vendor == nil)
    }
}

@Suite struct `A word that is written into YAML` {
    @Test func `is read as it was`() throws {
        var dice = Dice(seed: 7)
        let letters = Array("ab:#-,[]{}&*!|>'\"%@`\\ \t~?0159.é€ß\u{A0}\u{2028}\u{1}=+/()")
        var words = [
            "NO", "yes", "null", "~", "012", "1.10", "2026-01-01", "12:30", " a", "a ", "- a", "a: b", "a #b", "=",
            "<<",
            "Open - Not Contacted", "On/Off", "0x1F", "1e3", ".5", "…",
        ]
        for _ in 0..<1_500 {
            var word = ""
            for _ in 0..<dice.roll(1..<8) { word.append(dice.pick(letters)) }
            words.append(word)
        }
        var seen: Set<String> = []
        var read = 0
        for word in words where seen.insert(word).inserted {
            var profiler = ExportProfiler(sampleRecords: 3)
            profiler.add(TestPage.csv(["Id", word], [["1", "x"], ["2", "y"]]))
            let profile = profiler.finish()
            guard profile.hasHeader else { continue }
            let suggestion = try MappingSuggestion.suggest(
                profile, .init(name: "leads", vendor: "none", file: "leads.csv"))
            guard suggestion.ignored.contains(word), word != "undecided" else { continue }
            let mapping = try FieldMapping.compile(Decisions.made(in: suggestion.text), file: "m.yaml")
            #expect(mapping.ignored.contains(word), "\(word.debugDescription) of seed 7\n\(suggestion.text)")
            read += 1
        }
        #expect(read > 1_000)
    }
}
