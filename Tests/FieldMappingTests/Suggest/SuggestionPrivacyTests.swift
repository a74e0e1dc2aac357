import LeadModel
import Testing

@testable import FieldMapping

@Suite struct `A mapping suggested for a vendor's export` {
    /// What the cells of a column hold.
    struct Filling: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var cells: [TestCell]

        static let canaries = ["quetzal@canary.org", "+49 171 5550199", "Quetzal Canary"]

        static let all =
            canaries.map { Filling(testDescription: "\($0) only", cells: Array(repeating: .text($0), count: 4)) }
            + canaries.map { Filling(testDescription: "\($0) once", cells: [.text($0), .null, .null, .null]) } + [
                Filling(testDescription: "all three", cells: canaries.map { .text($0) }),
                Filling(
                    testDescription: "all three among words",
                    cells: canaries.map { .text($0) } + ["New", "New", "Lost", "Lost", "Wiedervorlage"]),
            ]
    }

    /// Every column that the vendor's table names, and names of people beside them.
    private func columns(_ vendor: VendorKnowledge) -> [String] {
        vendor.columns.keys.sorted() + vendor.fronts.map { "\($0.front)x" } + ["First Name", "Last Name", "E-mail"]
    }

    @Test(arguments: VendorKnowledge.all.map(\.word), Filling.all)
    func `never holds an address, a number or a name, whatever column it stands in`(word: String, filling: Filling)
        throws
    {
        let vendor = try #require(VendorKnowledge.named(word))
        let columns = columns(vendor)
        var profiler = ExportProfiler(sampleRecords: 3)
        profiler.add(TestPage.json(filling.cells.map { cell in columns.map { ($0, cell) } }))
        let profile = profiler.finish()
        for kind in RecordKind.allCases {
            let suggestion = try MappingSuggestion.suggest(
                profile, .init(name: "leads", kind: kind, vendor: word, file: "leads.json"))
            let said = suggestion.text + suggestion.open.joined(separator: "\n")
            for canary in ["uetzal", "anary", "5550199"] {
                #expect(!said.contains(canary), "\(kind), \(canary)\n\(said)")
            }
        }
    }

    @Test func `counts what it hides of a status that says who may be written to`() throws {
        var profiler = ExportProfiler(sampleRecords: 3)
        let words: [TestCell] = [
            "subscribed", "subscribed", "unsubscribed", "cleaned", "canary@secret.org", "+1 555 555 0142", "paused",
            "paused",
        ]
        profiler.add(
            TestPage.json(
                words.enumerated().map { number, word in
                    [("id", .text("a\(number)")), ("email_address", .text("p\(number)@example.com")), ("status", word)]
                }))
        let suggestion = try MappingSuggestion.suggest(
            profiler.finish(), .init(name: "people", vendor: "mailchimp", file: "people.json"))
        let said = suggestion.text + suggestion.open.joined(separator: "\n")
        #expect(!said.contains("canary") && !said.contains("0142"), "\(said)")
        #expect(said.contains("2 values may be somebody's, and are not shown"), "\(said)")
        #expect(said.contains("paused: undecided") && said.contains("the word 'paused' of 'status'"), "\(said)")
    }

    @Test func `takes for the default of a currency nothing that is no code`() throws {
        for (cell, isWritten) in [("EUR", true), ("Quetzal", false)] {
            var profiler = ExportProfiler(sampleRecords: 3)
            let records = (1...4).map { number -> [(column: String, cell: TestCell)] in
                [
                    ("id", .text("a\(number)")), ("Annual Revenue", .text("\(number)000.50")),
                    ("Currency", number == 4 ? .null : .text(cell)),
                ]
            }
            profiler.add(TestPage.json(records))
            let text = try MappingSuggestion.suggest(
                profiler.finish(), .init(name: "firms", kind: .lead, file: "firms.json")
            ).text
            #expect(text.contains("default: \(cell)") == isWritten && text.contains("Currency"), "\(text)")
        }
    }

    @Test func `shows no words that hold a name of the file, and no streets`() throws {
        let words = [
            "Karl Kater asked", "Tannhuber Brewery", "Tannhubers Wunsch", "Rosenweg 12", "12 Rosen Street", "Phase 2",
            "Wiedervorlage",
        ]
        let names = [("Karl", "Kater"), ("Vera", "Tannhuber"), ("Di", "Vorlage")]
        var profiler = ExportProfiler(sampleRecords: 3)
        profiler.add(
            TestPage.csv(
                ["Id", "Vorname", "Nachname", "Status"],
                (0..<28).map { number in
                    let name = names[number % 3]
                    return ["\(number)", name.0, name.1, words[number % 7]]
                }))
        let profile = profiler.finish()
        let text = try MappingSuggestion.suggest(profile, .init(name: "leads", kind: .lead, file: "leads.csv")).text
        #expect(text.contains("Phase 2: undecided") && text.contains("Wiedervorlage: undecided"), "\(text)")
        for word in words[..<5] { #expect(!text.contains(word), "\(word)\n\(text)") }
        let status = try #require(profile.columns.first { $0.name == "Status" })
        let sampled = try #require(ColumnWords.vocabulary(status, ShownWords(profile)))
        #expect(Set(sampled.words.map(\.word)) == ["Phase 2", "Wiedervorlage"] && sampled.hidden == 5)
    }

    @Test(arguments: [
        "wilma0@steinbruch.example.n", "contacts.wilma0@steinbruch.example.status", "a@b.c", "x.wilma@steinbruch.n",
    ])
    func `takes a key that is an address for one, however short what lies below it is called`(name: String) {
        #expect(ColumnWords.shownName(name) != name && !ColumnWords.isOfNobody(name))
    }

    @Test(arguments: [
        "@odata.etag", "lead.@id", "statuscode@OData.Community.Display.V1.FormattedValue", "FL[val=E-Mail]", "@no",
    ])
    func `shows keys that only have the sign of addresses`(name: String) {
        #expect(ColumnWords.isOfNobody(name))
    }
}
