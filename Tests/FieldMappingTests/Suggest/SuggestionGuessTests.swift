import FieldMapping
import Foundation
import LeadModel
import TestSupport
import Testing

/// What new users found wrong in mappings that were suggested for their files.
@Suite struct `A suggestion for somebody's file` {
    private func suggest(_ page: RecordPage, kind: RecordKind? = nil) throws -> MappingSuggestion {
        var profiler = ExportProfiler(sampleRecords: 3)
        profiler.add(page)
        return try MappingSuggestion.suggest(profiler.finish(), .init(name: "leads", kind: kind, file: "leads.csv"))
    }

    private func suggest(_ columns: (String, [String])..., kind: RecordKind? = .lead) throws -> MappingSuggestion {
        try suggest(csv(columns), kind: kind)
    }

    private func csv(_ columns: [(String, [String])]) -> RecordPage {
        TestPage.csv(columns.map(\.0), columns[0].1.indices.map { row in columns.map { $0.1[row] } })
    }

    private func column(_ field: String, _ suggestion: MappingSuggestion) -> String? {
        suggestion.fields.first { $0.field == field }?.column
    }

    private func compiles(_ suggestion: MappingSuggestion) throws {
        let mapping = try FieldMapping.compile(Decisions.made(in: suggestion.text), file: "leads.yaml")
        #expect(mapping.runTests().isEmpty, "\(mapping.runTests())\n\(suggestion.text)")
    }

    @Test func `takes a full name apart`() throws {
        let page = csv([("Id", ["1", "2"]), ("Ansprechpartner", ["Ada van Example", "Bo Sample"])])
        let suggestion = try suggest(page, kind: .lead)
        #expect(suggestion.text.contains("first-name: { from: Ansprechpartner, transform: { name-part: first } }"))
        let mapping = try FieldMapping.compile(suggestion.text, file: "leads.yaml")
        #expect(mapping.runTests().isEmpty, "\(mapping.runTests())")
        var mapper = mapping.mapper(source: "crm", file: "leads.csv")
        #expect(mapper.observe(page, 0).fields?[.lastName] == .text("van Example"))
    }

    private static let calls = [
        ("Id", ["1", "2", "3"]), ("Lead Id", ["100", "101", "100"]), ("Type", ["Call", "Email", "Meeting"]),
    ]
    private static let times = ["2026-03-02T10:00:00Z", "2026-03-03T10:00:00Z", "2026-03-04T11:00:00Z"]

    @Test func `takes At for the time of an activity, and an export with one for activities`() throws {
        let suggestion = try suggest(csv(Self.calls + [("At", Self.times)]))
        #expect(suggestion.kind == .activity && column("at", suggestion) == "At", "\(suggestion.text)")
        #expect(suggestion.open.isEmpty && suggestion.isDecided, "\(suggestion.open)")
        try compiles(suggestion)
    }

    @Test func `takes the only column of times for that of an activity, and asks which where there are several`() throws
    {
        let one = try suggest(csv(Self.calls + [("Zulu", Self.times)]), kind: .activity)
        #expect(column("at", one) == "Zulu" && one.isDecided, "\(one.text)")
        try compiles(one)
        let two = try suggest(csv(Self.calls + [("Zulu", Self.times), ("Yankee", Self.times)]), kind: .activity)
        #expect(two.open == ["which column tells when the activity happened"] && !two.isDecided, "\(two.text)")
        #expect(two.text.contains("at: undecided") && two.text.contains("'Zulu', 'Yankee' hold times"), "\(two.text)")
    }

    private static let people = ["00Q5g000001nSxkEAE", "00Q5g000001nSxlEAE", "00Q5g000001nSxmEAE"]
    private static let tasks = ["00T5g00000AbCdEEAV", "00T5g00000AbCdFEAV", "00T5g00000AbCdGEAV"]

    /// Tasks of Salesforce: as Data Loader writes them, with fewer columns, without any time, and as a report.
    @Test(arguments: [
        ["Id", "WhoId", "ActivityDate", "TaskSubtype", "Subject", "Status"],
        ["Id", "WhoId", "ActivityDate", "Status", "Subject"],
        ["Id", "WhoId", "TaskSubtype", "Status"], ["Id", "WhoId", "Subject", "Status", "Priority"],
        ["Activity ID", "Lead ID", "Subject", "Name", "Due Date", "Assigned", "Status", "Company / Account"],
    ])
    func `takes tasks for activities, whoever they concern and whatever their columns are`(header: [String]) throws {
        let cells = [
            "Id": Self.tasks, "Activity ID": Self.tasks, "WhoId": Self.people, "Lead ID": Self.people,
            "ActivityDate": Self.times, "Due Date": ["2026-03-02", "2026-03-03", "2026-03-04"],
            "TaskSubtype": ["Call", "Email", "Call"], "Subject": ["Call", "Email: Hello", "Call"],
            "Status": ["Completed", "Completed", "Not Started"], "Priority": ["Normal", "High", "Normal"],
            "Name": ["Ada Byron", "Bea Ash", "Cyd Oak"], "Assigned": ["Dana", "Dana", "Lee"],
            "Company / Account": ["Malt", "Hops", "Malt"],
        ]
        let suggestion = try suggest(csv(header.map { ($0, cells[$0] ?? []) }))
        #expect(suggestion.kind == .activity, "\(suggestion.text)")
        #expect(
            suggestion.text.contains("from: \(header[1]), as: salesforce-id"), "whom it concerns: \(suggestion.text)")
        #expect(column("id", suggestion) == header[0], "\(suggestion.text)")
    }

    @Test func `takes no list of leads for activities, though it has a type and no name`() throws {
        let suggestion = try suggest(
            csv([("Lead ID", Self.people), ("Type", ["A", "B", "A"]), ("Status", ["Open", "Closed", "Open"])]))
        #expect(suggestion.kind == .lead && column("id", suggestion) == "Lead ID", "\(suggestion.text)")
    }

    /// Whoever maps the first of them loses all the others.
    @Test func `leaves the id undecided where a record holds several people`() throws {
        let page = TestPage.json(
            [
                ("requestId", "x"), ("result.id", "1"), ("result.email", "ada@example.com"), ("result.id", "2"),
                ("result.email", "bea@example.com"),
            ], [("requestId", "y"), ("result.id", "3"), ("result.email", "cyd@example.com")])
        let suggestion = try suggest(page, kind: .lead)
        #expect(!suggestion.isDecided && suggestion.text.contains("id: undecided"), "\(suggestion.text)")
        #expect(
            suggestion.open.contains {
                $0.hasPrefix("how the items of 'result' become records: a record holds up to 2 of them")
            }, "\(suggestion.open)")
        let single = try suggest(
            TestPage.json(
                [("id", "7"), ("emails.value", "ada@example.com"), ("emails.value", "a@example.com")],
                [("id", "8"), ("emails.value", "bea@example.com")]), kind: .lead)
        #expect(column("id", single) == "id", "\(single.text)")
    }

    @Test func `says of activities without a time that they have none`() throws {
        let suggestion = try suggest(csv(Self.calls), kind: .activity)
        #expect(suggestion.open == ["when the activities happened: no column holds a time"], "\(suggestion.open)")
        #expect(suggestion.text.contains("# No column tells when the activities happened"), "\(suggestion.text)")
        try compiles(suggestion)
    }

    @Test func `takes the name of a firm for no person's`() throws {
        let suggestion = try suggest(
            ("Id", ["1", "2"]), ("Name", ["Acme", "Initech"]), ("Website", ["acme.example", "initech.example"]),
            ("Industry", ["Retail", "Mining"]), ("Number of employees", ["10", "20"]))
        #expect(column("company", suggestion) == "Name", "\(suggestion.text)")
        #expect(column("last-name", suggestion) == nil)
        try compiles(suggestion)
    }

    @Test(arguments: [
        (["3/15/24", "4/16/25", "5/17/26", "6/18/26"], "two digits"),
        (["14. März 2026", "3. Mai 2026", "1. Oktober 2025", "2. Juni 2026"], "names"),
        (["14 février 2026", "3 août 2026", "1 déc. 2025", "2 juin 2026"], "names"),
        (["46095", "46096.5", "46100", "45999"], "spreadsheet"),
    ])
    func `leaves open a time that no format reads, and says why`(values: [String], why: String) throws {
        let suggestion = try suggest(("Id", ["1", "2", "3", "4"]), ("Last Modified", values))
        #expect(column("modified", suggestion) == "Last Modified", "\(suggestion.text)")
        #expect(suggestion.open.contains { $0.contains("Last Modified") && $0.contains(why) }, "\(suggestion.open)")
        let fault = try #require(findings(suggestion.text).first)
        #expect(fault.code == .mappingUndecidedWord && fault.summary.contains("format"))
    }

    @Test func `reads the item of a list that is marked as the first`() throws {
        func person(_ id: String, _ mails: [(String, Bool)]) -> [(column: String, cell: TestCell)] {
            var cells: [(column: String, cell: TestCell)] = [
                ("id", .text(id)), ("name.given", "Ada"), ("name.family", .text("Example\(id)")),
            ]
            for (mail, isFirst) in mails {
                cells += [("emails.value", .text(mail)), ("emails.primary", .flag(isFirst))]
            }
            return cells
        }
        let page = TestPage.json([
            person("1", [("old@example.com", false), ("ada@example.com", true)]),
            person("2", [("bo@example.com", true)]), person("3", [("cy@example.com", true)]),
        ])
        let suggestion = try suggest(page)
        #expect(column("email", suggestion) == "emails[primary=true].value", "\(suggestion.text)")
        #expect(column("first-name", suggestion) == "name.given" && column("last-name", suggestion) == "name.family")
        let mapping = try FieldMapping.compile(Decisions.made(in: suggestion.text), file: "leads.yaml")
        #expect(mapping.unknownColumns(among: page.columns).isEmpty)
    }

    @Test(arguments: ["Lead-Nr.", "Nr", "Kundennummer", "Lfd. Nr.", "Lead Nr"])
    func `knows the number of a record`(header: String) throws {
        let suggestion = try suggest((header, ["10001", "10002", "10003"]), ("Vorname", ["Ada", "Bo", "Cy"]))
        #expect(column("id", suggestion) == header, "\(suggestion.text)")
    }

    @Test func `tells a state of a lead from a state of a country by its words`() throws {
        let sales = try suggest(("Id", ["1", "2", "3", "4"]), ("Estado", ["Nuevo", "Contactado", "Nuevo", "Ganado"]))
        #expect(column("status", sales) == "Estado", "\(sales.text)")
        let place = try suggest(
            ("Id", ["1", "2", "3", "4"]), ("Estado", ["California", "Texas", "Texas", "California"]))
        #expect(column("region", place) == "Estado" && column("status", place) == nil, "\(place.text)")
    }

    @Test func `knows why leads are refused in French`() throws {
        let suggestion = try suggest(
            ("Id", ["1", "2", "3", "4"]), ("Statut", ["Nouveau", "Perdu", "Perdu", "Nouveau"]),
            ("Motif de rejet", ["", "Budget", "Budget", ""]))
        #expect(column("discard-reason", suggestion) == "Motif de rejet", "\(suggestion.text)")
    }

    @Test func `asks for the country of numbers that say none`() throws {
        let national = try suggest(("Id", ["1", "2"]), ("Telefon", ["030 5550142", "030 5550143"]))
        #expect(national.text.contains("region: undecided"), "\(national.text)")
        #expect(findings(national.text).contains { $0.summary.contains("country") })
        let world = try suggest(("Id", ["1", "2"]), ("Telefon", ["+49 30 5550142", "0043 1 5550143"]))
        #expect(!world.text.contains("region:"), "\(world.text)")
        let gaps = try suggest(
            ("Id", ["1", "2"]), ("Telefon", ["030 5550142", "030 5550143"]), ("Country", ["DE", ""]))
        #expect(gaps.text.contains("region: { from: Country, default: undecided }"), "\(gaps.text)")
        try compiles(gaps)
    }

    @Test func `does not call an address an id of the vendor's`() throws {
        let suggestion = try suggest(
            ("Email", ["a@example.com", "b@example.com"]), ("Lead Owner", ["Dana", "Dana"]),
            ("Lead Status", ["New", "New"]), ("Last Modified", ["2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z"]),
            ("Company / Account", ["Acme", "Initech"]))
        #expect(suggestion.vendor == "Salesforce" && column("id", suggestion) == "Email", "\(suggestion.text)")
        #expect(!suggestion.text.contains("ids:"), "\(suggestion.text)")
    }

    @Test func `lists no column without a name, and tells of it`() throws {
        let suggestion = try suggest(("Id", ["1", "2"]), ("", ["x", "y"]), ("First Name", ["Ada", "Bo"]))
        #expect(!suggestion.text.contains("- \"\""), "\(suggestion.text)")
        #expect(suggestion.text.contains("1 column has no name in the header"), "\(suggestion.text)")
        let mapping = try FieldMapping.compile(suggestion.text, file: "leads.yaml")
        #expect(mapping.unknownColumns(among: ["Id", "", "First Name"]).isEmpty)
    }

    @Test func `reads one of two columns of one name`() throws {
        let page = TestPage.csv(
            ["Id", "Phone", "Phone"], [["1", "+49 30 5550142", "+49 30 5550143"], ["2", "+49 30 5550144", ""]])
        let suggestion = try suggest(page, kind: .lead)
        let mapping = try FieldMapping.compile(suggestion.text, file: "leads.yaml")
        var mapper = mapping.mapper(source: "crm", file: "leads.csv")
        #expect(mapper.observe(page, 0).fields?[.phone] == .text("+49305550142"), "\(suggestion.text)")
        #expect(mapping.unknownColumns(among: page.columns).isEmpty, "\(suggestion.text)")
    }

    @Test func `maps an amount once`() throws {
        let suggestion = try suggest(
            ("id", ["1", "2"]), ("email", ["a@example.com", "b@example.com"]),
            ("annualRevenue", ["1000", "2000"]), ("annualrevenue", ["1000", "2000"]))
        #expect(suggestion.text.split(separator: "\n").count { $0.contains("  revenue:") } == 1, "\(suggestion.text)")
    }
}
