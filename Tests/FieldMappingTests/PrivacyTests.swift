import FieldMapping
import LeadModel
import Testing

@Suite struct `A person in a refused record` {
    /// Every rule that may refuse, fed with a person it cannot read.
    @Test func `is never named by a fault`() throws {
        let canaries = [
            "quetzal.canary", "Quetzalcoatl Canary", "+49 171 5550199 Canary", "canary@quetzal",
            "quetzal.canary@example.com", "Canaryway 17",
        ]
        let rules: [(String, Field)] = [
            ("C", .email), ("C", .phone), ("C", .created), ("{ from: C, format: yyyy-MM-dd XXX }", .created),
            ("C", .score),
            ("{ from: C, currency: EUR }", .revenue),
        ]
        var faults: [Fault] = []
        for canary in canaries {
            for (rule, field) in rules {
                if case .failure(let fault) = try outcome(rule, field, .text(canary)) { faults.append(fault) }
            }
            let long = canary + String(repeating: " x", count: 20_000)
            if case .failure(let fault) = try outcome("C", .note, .text(long)) { faults.append(fault) }
            var mapper = try leadMapping("fields: { title: T }", identity: "{ id: { from: Id, as: salesforce-id } }")
                .mapper(source: "crm", file: "x.json")
            for page in [
                TestPage.json([("Id", .text(canary))]),
                TestPage.json([("Id", "001000000000000"), ("T", .text(canary)), ("T", "x")]),
            ] {
                if let fault = mapper.observe(page, 0).fault { faults.append(fault) }
            }
        }
        #expect(Set(faults.map(\.code)).count == 8)
        for fault in faults {
            let text = fault.description.lowercased()
            #expect(
                !text.contains("canary") && !text.contains("quetzal") && !text.contains("5550199")
                    && !text.contains("555"))
        }
    }

    /// A shifted row puts addresses into columns of words; words are shown, addresses are not.
    @Test func `is not named even where words are expected`() throws {
        let mapping = try leadMapping("fields: { country: C, opted-out: F }\nstatus: { from: S, values: { New: new } }")
        for canary in ["quetzal@canary.org", "+49 171 5550199", "Canary\nQuetzal"] {
            for column in ["C", "F", "S"] {
                var mapper = mapping.mapper(source: "crm", file: "x.json")
                let fault = try #require(
                    mapper.observe(TestPage.json([("Id", "1"), (column, .text(canary))]), 0).fault)
                guard case .shape = fault.seen else { throw fault }
                #expect(!fault.description.contains("anary") && !fault.description.contains("555"))
            }
        }
    }

    /// A shifted row puts names there, too: those of the record itself are told by its other cells.
    @Test func `is not named where a name stands in the place of a word`() throws {
        let mapping = try leadMapping(
            "fields: { first-name: V, last-name: N, country: C, opted-out: F }\nstatus: { from: S, values: { New: new } }"
        )
        func fault(_ column: String, _ word: String) throws -> Fault {
            var mapper = mapping.mapper(source: "crm", file: "x.json")
            let cells: [(column: String, cell: TestCell)] = [
                ("Id", "1"), ("V", "Quetzal"), ("N", "Canary"), (column, .text(word)),
            ]
            return try #require(mapper.observe(TestPage.json(cells), 0).fault)
        }
        for (column, word) in [
            ("S", "Quetzal Canary"), ("S", "canary, quetzal"), ("F", "Quetzal"), ("C", "Quetzal Canary"), ("C", "Gus"),
            ("S", "Quetzal asked"), ("S", "Canaryville Brewery"), ("S", "supercanary"), ("S", "Rosenweg 12"),
        ] {
            let found = try fault(column, word)
            guard case .shape = found.seen else { throw found }
            #expect(!found.description.contains("anary") && !found.description.contains("'\(word)'"), "\(found)")
        }
        #expect(try fault("S", "Nurture Q3").seen == .word("Nurture Q3"))
    }
}
