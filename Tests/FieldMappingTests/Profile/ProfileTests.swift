import FieldMapping
import LeadModel
import Testing

/// What is seen of one column with these values.
func profile(_ values: [String], named name: String = "C") throws -> ColumnProfile {
    var profiler = ExportProfiler(sampleRecords: 20)
    profiler.add(TestPage.csv([name], values.map { [$0] }))
    return try #require(profiler.finish().columns.first)
}

@Suite struct `A column of times` {
    private func guess(_ values: [String]) throws -> TypeGuess.Kind { try profile(values).guess.kind }

    @Test func `is read by one spelling as a whole, which one later value may decide`() throws {
        let open = (1...12).map { "0\($0 % 9 + 1)/0\($0 % 7 + 1)/2026" }
        #expect(
            try guess(open) == .ambiguousTime(formats: ["MM/dd/yyyy", "dd/MM/yyyy"], needsZone: true))
        #expect(try guess(open + ["25/03/2026"]) == .time(format: "dd/MM/yyyy", needsZone: true))
        #expect(try guess(open + ["03/25/2026"]) == .time(format: "MM/dd/yyyy", needsZone: true))
        // What no spelling reads as a whole is none: never a day first here and a month first there.
        #expect(try guess(open + ["25/03/2026", "03/25/2026"]) == .text)
    }

    @Test(arguments: [
        (["2026-03-01T10:00:00Z", "2026-03-02T11:00:00.123+01:00"], "iso", false),
        (["2026-03-01T10:00:00.000+0000", "2026-03-02T11:00:00.000+0000"], "iso", false),
        (["2026-03-01 10:00:00", "2026-03-02 11:30:00"], "iso", true), (["2026-03-01"], "iso", true),
        (["3/15/2024 2:30 PM", "12/1/2024 11:05 AM"], "M/d/yyyy h:mm a", true),
        (["15.03.2024 14:30", "01.12.2024 09:05"], "dd.MM.yyyy HH:mm", true),
        (["5.3.2024", "11.12.2024"], "d.M.yyyy", true), (["2024-03-12 09:14"], "yyyy-MM-dd HH:mm", true),
        (["Mar 5, 2024", "Dec 24, 2025"], "MMM d, yyyy", true), (["05-Mar-2024", "24-Dec-2025"], "dd-MMM-yyyy", true),
        (["15.03.2024 14:30 +01:00"], "dd.MM.yyyy HH:mm XXX", false),
    ])
    func `is recognised, and whether it says its zone`(values: [String], format: String, needsZone: Bool) throws {
        #expect(try guess(values) == .time(format: format, needsZone: needsZone), "\(values)")
    }

    @Test func `with dots has the day in front unless there is no such day`() throws {
        #expect(try guess(["01.02.2026", "03.04.2026"]) == .time(format: "dd.MM.yyyy", needsZone: true))
        #expect(try guess(["01.25.2026", "03.04.2026"]) == .time(format: "MM.dd.yyyy", needsZone: true))
    }

    @Test func `with years of two digits says no century`() throws {
        #expect(try guess(["3/15/24", "12/1/25"]) == .shortYear)
    }

    @Test func `in seconds or milliseconds since 1970 is told by its size, if there are enough of them`() throws {
        let seconds = (0..<20).map { String(1_767_225_600 + $0 * 86_400) }
        #expect(try guess(seconds) == .time(format: "epoch-seconds", needsZone: false))
        #expect(try guess(seconds.map { $0 + "000" }) == .time(format: "epoch-milliseconds", needsZone: false))
        #expect(try guess(["1767225600", "1767312000"]) == .digitsOrPhone)
    }

    @Test func `of which some are mistyped is text, and it is told how many`() throws {
        let column = try profile((1...28).map { "2026-02-\($0 < 10 ? "0" : "")\($0)" } + ["soon"])
        #expect(column.guess.kind == .text)
        #expect(column.notes == ["1 value is not iso"])
    }

    @Test func `that do not exist are none`() throws {
        #expect(try guess(["2026-02-30", "2026-02-31"]) == .text)
        #expect(try guess(["31/31/2026"]) == .text)
    }
}

@Suite struct `A column` {
    @Test(arguments: [
        (["ada@example.com", "bo@example.org"], "email"), (["(312) 555-0142", "+49 30 1234567"], "phone"),
        (["https://example.com", "www.example.org/a"], "link"), (["example.com", "shop.example.de"], "domain"),
        (["Germany", "France", "US"], "country"), (["CA", "IL", "DE"], "country-or-state"),
        (["EUR", "USD"], "currency"),
        (["yes", "no", "yes"], "flag"), (["ja", "nein"], "flag"), (["1", "0", "1"], "flag"), (["true"], "flag"),
        (["1", ""], "flag"), (["12", "7", "1904"], "whole-number"), (["1.5", "2.25"], "number"),
        (["1,5", "2,25"], "number"), (["1.234", "5.678"], "ambiguous-number"), (["1,234.50", "12.00"], "number"),
        (["$1,234.50", "$12.00"], "money"), (["1.234,50 €", "12,00 €"], "money"), (["€1.234", "€5.678"], "money"),
        (["007", "012"], "digits"), (["231200000000321003", "231200000000321004"], "digits"),
        (["0301234567", "0307654321"], "digits-or-phone"), (["3125550142", "3125550143"], "digits-or-phone"),
        (["00Q5g000002ZabcEAC", "0055g00000ABCDEAA5"], "salesforce-id"),
        (["ed705f70-88ab-4c49-8771-e014a8763d46"], "guid"), (["62eeb292278cc15f5817cb78f7790b08"], "hash"),
        (["rec-1-org", "rec-2-org", "rec-3-dup"], "code"), (["192.168.1.1", "10.0.0.1"], "network-address"),
        (["New", "Open", "New", "Open", "New"], "words"), (["Ada Example", "Bo Sample"], "text"), (["", " "], "empty"),
    ])
    func `is guessed by all of its values`(values: [String], word: String) throws {
        #expect(try profile(values).guess.word == word, "\(values)")
    }

    @Test func `of numbers is ambiguous only while a point and a comma read it differently`() throws {
        #expect(try profile(["1.234", "5.678"]).guess.isAmbiguous)
        #expect(try profile(["1.234", "5.678", "0.5"]).guess.kind == .number(mark: "point"))
        #expect(try profile(["1.234", "5.678,5"]).guess.kind == .number(mark: "comma"))
        #expect(try profile(["€1.234", "€5.678"]).guess.isAmbiguous)
        #expect(try profile(["€1.234", "€5.678,00"]).guess.kind == .money(mark: "comma", currencies: ["EUR"]))
    }

    @Test func `counts distinct values up to a bound, and says when there are more`() throws {
        let column = try profile((0..<1_000).map { "v\($0)" })
        #expect(column.distinct == 1_000 && column.isDistinctExact)
        let more = try profile((0..<1_001).map { "v\($0)" })
        #expect(more.distinct == 1_000 && !more.isDistinctExact)
    }

    @Test func `tells words for nothing from values`() throws {
        let column = try profile(["null", "#N/A", "2026-01-01", "0000-00-00", "null", ""])
        #expect(column.filled == 1 && column.blank == 1)
        #expect(column.nullWords.map(\.word) == ["null", "#N/A", "0000-00-00"])
        #expect(column.guess.word == "date-time")
    }

    @Test func `in which false stands for nothing is no flag`() throws {
        var profiler = ExportProfiler(sampleRecords: 20)
        profiler.add(
            TestPage.json(
                [("state_id", .flag(false)), ("active", .flag(true))],
                [("state_id", "Bavaria"), ("active", .flag(false))]))
        let columns = profiler.finish().columns
        #expect(columns[0].guess.word == "text" && columns[0].nullWords.map(\.word) == ["false"])
        #expect(columns[1].guess.word == "flag" && columns[1].nullWords.isEmpty)
    }

    @Test func `that stands several times in a record is several, unless its cells are equal`() throws {
        var profiler = ExportProfiler(sampleRecords: 20)
        profiler.add(
            TestPage.json(
                [("Id", "1"), ("Id", "1"), ("email", "a@example.com"), ("email", "b@example.com")],
                [("Id", "2"), ("Id", "2"), ("email", "c@example.com")]))
        let columns = profiler.finish().columns
        #expect(columns.map(\.name) == ["Id", "email[0]", "email[1]"])
        #expect(columns.map(\.filled) == [2, 2, 1])
    }

    @Test func `of elements that differ by an attribute is many`() throws {
        let record: [(column: String, cell: TestCell)] = [
            ("FL.@val", "LEADID"), ("FL", "9001"), ("FL.@val", "Email"), ("FL", "ada@example.com"),
        ]
        var profiler = ExportProfiler(sampleRecords: 20)
        profiler.add(TestPage.xml([record, record]))
        #expect(profiler.finish().columns.map(\.name) == ["FL[val=LEADID]", "FL[val=Email]"])
    }

    @Test func `of records that could not be read counts the others only`() throws {
        var profiler = ExportProfiler(sampleRecords: 20)
        let page = TestPage.csv(["C"], [["a"], ["b"]])
        var entries = page.entries
        entries[0].cells = 0..<0
        entries[0].fault = Fault(.csvOpenQuote, .deadLetter, "broken", advice: "Mend it.")
        profiler.add(
            RecordPage(columns: page.columns, bytes: page.bytes, cells: page.cells, entries: entries, frame: page.frame)
        )
        let profile = profiler.finish()
        #expect(profile.records == 2 && profile.refused == 1 && profile.columns[0].records == 1)
    }
}

@Suite struct `A shape` {
    @Test(arguments: [
        ("(312) 555-0142", "(999) 999-9999"), ("Ada", "Aaa"), ("Weatherington", "Aa…(13)"), ("a1-B2", "a9-A9"),
        ("Ada.Example@example.com", "Aaa.Aa…@aa….aaa(23)"), ("2026-03-01T10:00:00Z", "9999-99-99A99:99:99A"),
        ("Müller", "Aa…(6)"), ("1.234,50 €", "9.999,99 €"), ("231200000000321003", "999999999999999999"), ("", ""),
    ])
    func `tells how a value is written, not what it says`(value: String, shape: String) {
        #expect(ValueShape.mask(value) == shape)
    }

    @Test func `of a long text is short`() {
        let shape = ValueShape.mask(String(repeating: "Ab 1, ", count: 400))
        #expect(shape.count < 60 && shape.hasSuffix("(2400)"))
    }
}

@Suite struct `The first line of a file` {
    private func hasHeader(_ columns: [String]) -> Bool {
        var profiler = ExportProfiler(sampleRecords: 20)
        profiler.add(TestPage.csv(columns, [columns]))
        return profiler.finish().hasHeader
    }

    @Test func `is a header where it holds names`() {
        #expect(hasHeader(["Id", "First Name", "E-Mail", "Address 1", "2026 Revenue"]))
    }

    @Test func `is a record where it holds somebody's data`() {
        #expect(!hasHeader(["1001", "Ada", "ada@example.com"]))
        #expect(!hasHeader(["Ada", "Example", "(312) 555-0142"]))
        #expect(!hasHeader(["Ada", "Example", "2026-01-31"]))
        #expect(!hasHeader(["Ada", "Example", "Oslo"]))
    }

    @Test func `is a header where programs have made its names`() {
        #expect(hasHeader(["column1", "column2"]) && hasHeader(["f_01", "f_02"]) && hasHeader(["a", "b", "c"]))
    }
}

@Suite struct `Words of a column` {
    private func shown(_ columns: [(name: String, values: [String])]) throws -> [String] {
        let rows = columns.map(\.values.count).max() ?? 0
        var profiler = ExportProfiler(sampleRecords: 3)
        profiler.add(TestPage.csv(columns.map(\.name), (0..<rows).map { row in columns.map { $0.values[row] } }))
        let profile = profiler.finish()
        let words = ColumnWords.vocabulary(profile.columns[0], ShownWords(profile))?.words ?? []
        return words.map(\.word)
    }

    private func shown(_ name: String, _ values: [String]) throws -> [String] { try shown([(name, values)]) }

    @Test(arguments: ["Lead Status", "Status", "Stage", "Lost Reason", "Lead Source", "Verlustgrund", "Statut", "Bron"])
    func `are shown where its name says that they are a vocabulary`(name: String) throws {
        #expect(try shown(name, ["New", "Open", "New", "Open", "New"]) == ["New", "Open"])
    }

    /// A team has few owners, and a small file few first names.
    @Test(arguments: [
        "Owner", "Lead Owner", "First Name", "Assigned To", "Created By", "Kontakt", "Name", "City", "Column 7",
    ])
    func `are not shown where they may be people`(name: String) throws {
        #expect(try shown(name, ["Ada", "Bo", "Ada", "Bo", "Ada"]).isEmpty)
    }

    @Test func `are shown without an address or a number among them`() throws {
        #expect(try shown("Status", ["New", "ada@example.com", "New", "New"]) == ["New"])
        #expect(try shown("Status", ["New", "+49 171 5550199", "New", "New"]) == ["New"])
        #expect(try shown("Status", ["New", "+49 171 5550199", "New", "+49 171 5550199"]) == ["New"])
    }

    @Test func `are not shown where they are notes`() throws {
        let notes = (0..<40).map { "Spoke to Quetzal Canary, call \($0)" }
        #expect(try shown("Reason", notes).isEmpty)
    }

    @Test func `are shown once they come twice, unless everybody knows them`() throws {
        #expect(try shown("Status", ["Lost", "Quetzal Canary", "Parked", "Parked"]) == ["Parked", "Lost"])
    }

    /// Somebody's columns slipped by one: what stands under the status are names.
    @Test func `are not shown where people of the file are called so`() throws {
        let first = ["Quetzal", "Bo", "Quetzal", "Bo"]
        let last = ["Canary", "Sample", "Canary", "Sample"]
        let names = ["Quetzal Canary", "Bo Sample", "Quetzal Canary", "Bo Sample"]
        #expect(try shown([("Status", names), ("First Name", first), ("Last Name", last)]).isEmpty)
        #expect(try shown([("Status", first), ("Ansprechpartner", names)]).isEmpty)
        #expect(try shown([("Status", ["Won", "Bo", "Won", "Bo"]), ("First Name", first)]) == ["Won"])
        // One name among words: only it is left out.
        let mixed = ["Parked", "Cold", "Warm", "Bo"]
        let twice = mixed + mixed
        #expect(try shown([("Status", twice), ("First Name", first + first)]) == ["Cold", "Parked", "Warm"])
    }

    @Test(arguments: ["Country", "Land", "Bundesland", "State/Province", "Region"])
    func `of places are shown where such a place is known`(name: String) throws {
        let values = ["DE", "Quetzal", "Quetzal", "California", "DE", "DE"]
        #expect(try shown(name, values).allSatisfy { ["DE", "California"].contains($0) })
        #expect(try shown("Country", Array(repeating: "FR", count: 30) + ["Quetzal"]) == ["FR"])
    }

    @Test func `may have a long number where they come more than once`() throws {
        let codes = ["100000001", "100000002", "100000001", "100000002"]
        #expect(try shown("Status", codes) == ["100000001", "100000002"])
        #expect(try shown("Status", ["Stufe 10001", "Stufe 10001", "New", "New"]) == ["New", "Stufe 10001"])
    }
}
