import FieldMapping
import LeadModel
import TestSupport
import Testing

@Suite struct `A mapping of which some rules have changed` {
    private static let rules = [
        "  email: { from: Email, as: email, invalid: blank }", "  first-name: First", "  company: [Company, First]",
        "  phone: { from: Phone, as: phone, region: { from: Country, default: US }, invalid: blank }",
        "  country: { from: Country, as: country, invalid: blank }",
        "  title: { from: Title, transform: { case: upper } }",
        "  score: { from: Score, as: number, invalid: blank }",
        "  opted-out: { from: Out, as: flag, invalid: blank }",
        "  interests: { from: Title, as: list, separator: \" \" }",
        "  created: { from: Changed, as: date-time, invalid: blank }",
    ]
    private static let heads = [
        "identity: { id: Id, modified: { from: Changed, as: date-time } }",
        "identity: { id: Id, modified: { from: Changed, as: date-time }, deleted: { from: Out, as: flag } }",
    ]
    private static let verdicts = [
        "status: { from: Status, values: { Open: assigned, Gone: discarded } }",
        "status: { from: Status, changed: Changed, values: { Open: working, Gone: discarded } }",
        """
        status: { from: Status, values: { Open: assigned, Gone: discarded } }
        discard-reason: { from: Title, values: { Chief Boss: timing, Boss: spam } }
        """, "",
    ]

    private func mapping(_ dice: inout Dice, _ shared: String) throws -> FieldMapping {
        let fields = Self.rules.filter { _ in dice.hits(oneIn: 2) } + ["  city: City"]
        let text = """
            mapping: m
            record: lead
            \(shared)
            \(dice.pick(Self.heads))
            fields:
            \(fields.joined(separator: "\n"))
            \(dice.pick(Self.verdicts))
            """
        return try FieldMapping.compile(text, file: "m.yaml")
    }

    private func record(_ dice: inout Dice) -> [(column: String, cell: TestCell)] {
        let cells: [(String, [String])] = [
            ("Id", ["1", "2"]), ("Changed", ["2026-03-01T10:00:00Z"]),
            ("Email", ["ada@example.com", "no address", ""]),
            ("First", ["Ada", ""]), ("Company", ["Engines", ""]), ("Phone", ["202 555 0100", "+44 20 7946 0000", ""]),
            ("Country", ["US", "GB", "Nowhere", ""]), ("Title", ["Boss", "Chief Boss", ""]), ("Score", ["5", "x", ""]),
            ("Out", ["yes", "0", "", "?"]), ("City", ["Oslo", ""]), ("Status", ["Open", "Gone", "Odd", ""]),
        ]
        return cells.map { (column: $0.0, cell: TestCell(stringLiteral: dice.pick($0.1))) }
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `says of a record that was understood what it says of one that is new`(seed: UInt64) throws {
        var dice = Dice(seed: seed)
        var partial = 0
        for round in 0..<400 {
            let shared = dice.pick(["", "null-words: [\"\", \"Boss\"]"])
            let before = try mapping(&dice, dice.hits(oneIn: 6) ? "zone: UTC" : shared)
            let after = try mapping(&dice, shared)
            let page = TestPage.json([record(&dice)])
            var reader = before.mapper(source: "s", file: "f")
            guard case .success(let known) = reader.observe(page, 0) else { continue }
            guard let changed = ChangedRules(after, since: before) else { continue }
            partial += 1
            var one = after.mapper(source: "s", file: "f")
            var other = after.mapper(source: "s", file: "f")
            #expect(
                one.observe(page, 0, changed, known: known.fields) == other.observe(page, 0), "seed \(seed), \(round)")
        }
        #expect(partial > 100)
    }

    @Test func `reads all of a record that is not the one that was known`() throws {
        let text = "mapping: m\nrecord: lead\nidentity: { id: Id }\nfields: { city: City, TITLE }\n"
        let before = try FieldMapping.compile(text.replacing("TITLE", with: "title: A"), file: "m.yaml")
        let after = try FieldMapping.compile(text.replacing("TITLE", with: "title: B"), file: "m.yaml")
        let changed = try #require(ChangedRules(after, since: before))
        let first = TestPage.json([[("Id", "1"), ("City", "Oslo"), ("A", "x"), ("B", "y")]])
        let second = TestPage.json([[("Id", "2"), ("City", "Rome"), ("A", "x"), ("B", "y")]])
        var reader = before.mapper(source: "s", file: "f")
        let known = try reader.observe(first, 0).get()
        var mapper = after.mapper(source: "s", file: "f")
        #expect(try mapper.observe(second, 0, changed, known: known.fields).get().fields.text(.city) == "Rome")
        #expect(try mapper.observe(first, 0, changed, known: known.fields).get().fields.text(.title) == "y")
    }
}
