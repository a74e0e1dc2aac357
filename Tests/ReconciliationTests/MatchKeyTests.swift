import LeadModel
import Reconciliation
import TestSupport
import Testing

/// What a record says, for its keys.
enum Person {
    static func fields(_ values: [Field: FieldValue]) -> FieldValues {
        var builder = FieldValuesBuilder()
        for (field, value) in values.sorted(by: { $0.key.rawValue < $1.key.rawValue }) { builder.append(field, value) }
        return builder.finish()
    }

    static func text(_ values: [Field: String]) -> [Field: FieldValue] { values.mapValues { .text($0) } }
}

@Suite struct `Match keys` {
    private static let rulesText = """
        keys:
          - email
          - shared-email + last-name
          - phone + first-name + last-name
          - first-name + last-name + company + city
          - first-initial + phone + last-name-start
        role-accounts: [Info, sales]
        """

    private func rules(_ text: String = rulesText) throws -> MatchingRules {
        try MatchingRules.compile(text, file: "matching.yaml")
    }

    private func derive(
        _ values: [Field: FieldValue], kind: RecordKind = .lead, space: String = "crm", rules text: String = rulesText
    ) throws
        -> [MatchKeys.Derived]
    {
        var keys = MatchKeys(rules: try rules(text), hashKey: KeyHasher.Key(k0: 1, k1: 2))
        var derived: [MatchKeys.Derived] = []
        keys.append(of: Observation(kind: kind, fields: Person.fields(values)), space: space, to: &derived)
        return derived
    }

    /// Whether two people have a key in common, and by which rules.
    private func common(_ left: [Field: String], _ right: [Field: String]) throws -> Set<Int> {
        let first = Dictionary(grouping: try derive(Person.text(left)), by: \.key)
        return Set(try derive(Person.text(right)).filter { first[$0.key] != nil }.map(\.rule))
    }

    @Test func `join spellings of one address, plus-tag and letter case aside`() throws {
        #expect(try common([.email: "Ada@Example.com"], [.email: "ada+news@example.COM"]) == [0])
        #expect(try common([.email: "ada@example.com"], [.email: "ada@example.org"]) == [])
        // A plus behind the @ is no tag.
        #expect(try common([.email: "ada@ex+ample.com"], [.email: "ada@ex.com"]) == [])
    }

    @Test func `never take a desk's address alone`() throws {
        #expect(try common([.email: "info@example.com"], [.email: "INFO@example.com"]) == [])
        #expect(try derive(Person.text([.email: "Sales+x@example.com"])).isEmpty)
        #expect(
            try common(
                [.email: "info@example.com", .lastName: "Stone"], [.email: "info@example.com", .lastName: "stone"]) == [
                    1
                ])
        #expect(
            try common(
                [.email: "info@example.com", .lastName: "Stone"], [.email: "info@example.com", .lastName: "Byron"])
                == [])
    }

    @Test func `take a telephone only with the names, by its last ten digits, mobile or not`() throws {
        let ada: [Field: String] = [.firstName: "Ada", .lastName: "Byron", .phone: "+13125550142"]
        #expect(try common(ada, [.firstName: "ADA", .lastName: "byron", .mobilePhone: "312-555-0142"]).contains(2))
        #expect(try common(ada, [.firstName: "Bob", .lastName: "Stone", .phone: "+13125550142"]) == [])
        #expect(try common(ada, [.lastName: "Byron", .phone: "+13125550142"]) == [])
        // An extension is no telephone.
        #expect(
            try common(
                [.firstName: "Ada", .lastName: "Byron", .phone: "555"],
                [.firstName: "Ada", .lastName: "Byron", .phone: "555"]) == [])
    }

    @Test func `make two keys of two numbers and one of the same number twice`() throws {
        func count(_ phone: String, _ mobile: String) throws -> Int {
            try derive(Person.text([.firstName: "Ada", .lastName: "Byron", .phone: phone, .mobilePhone: mobile])).count
            { $0.rule == 2 }
        }
        #expect(try count("+13125550142", "+13125550199") == 2)
        #expect(try count("+13125550142", "312 555 0142") == 1)
    }

    @Test(arguments: [
        ("Acme Data, Inc.", "ACME Data"), ("Müller GmbH & Co. KG", "Mueller"), ("Sable S.A.", "Sable SA"),
        ("Example Ltd", "Example Limited"),
        ("Nordic Sp. z o.o.", "Nordic Sp. z o.o."),
    ])
    func `know a firm without its legal form`(left: String, right: String) throws {
        func person(_ company: String) -> [Field: String] {
            [.firstName: "Ada", .lastName: "Byron", .city: "Oslo", .company: company]
        }
        #expect(try common(person(left), person(right)) == [3])
    }

    @Test func `leave a firm its name where it looks like a legal form`() throws {
        func person(_ company: String) -> [Field: String] {
            [.firstName: "Ada", .lastName: "Byron", .city: "Oslo", .company: company]
        }
        #expect(try common(person("Inc."), person("Inc")) == [3])
        #expect(try common(person("Co"), person("AG")) == [])
        #expect(try common(person("Acme One"), person("Acme Two")) == [])
    }

    @Test func `know short forms of first names`() throws {
        let bob: [Field: String] = [.firstName: "Bob", .lastName: "Stone", .phone: "+13125550142"]
        #expect(try common(bob, [.firstName: "Robert", .lastName: "Stone", .phone: "+13125550142"]).contains(2))
    }

    @Test func `need a name of more than an initial`() throws {
        #expect(
            try common(
                [.firstName: "A", .lastName: "Byron", .phone: "+13125550142"],
                [.firstName: "A", .lastName: "Byron", .phone: "+13125550142"]) == [4])
    }

    @Test(arguments: [21, 22, 23, 24] as [UInt64])
    func `of different rules are never equal, whatever the values`(seed: UInt64) throws {
        var dice = Dice(seed: seed)
        var owner: [MatchKey: Int] = [:]
        let words = ["ada", "Ada", "adab", "yron", "3125550142", "info@example.com", "ada@example.com", "crm", "", "a"]
        let fields: [Field] = [
            .id, .email, .firstName, .lastName, .company, .phone, .mobilePhone, .city, .postalCode, .country,
        ]
        for _ in 0..<300 {
            var values: [Field: FieldValue] = [:]
            for field in fields where dice.hits(oneIn: 2) { values[field] = .text(dice.pick(words)) }
            for derived in try derive(values) {
                #expect(owner[derived.key, default: derived.rule] == derived.rule, "seed \(seed)")
                owner[derived.key] = derived.rule
            }
        }
    }

    @Test func `name a record by its id in its own space`() throws {
        let one = try derive([.id: .text("1")])
        #expect(one.map(\.rule) == [MatchKeys.Derived.ownID])
        #expect(try derive([.id: .text("1")], space: "web").map(\.key) != one.map(\.key))
        #expect(try derive([.id: .text("1")], space: "crm").map(\.key) == one.map(\.key))
    }

    @Test func `follow references, conversions and merges to the id they name`() throws {
        let target = try derive([.id: .text("7")])[0].key
        for values: [Field: FieldValue] in [
            [.mergedInto: .text("7")], [.convertedTo: .list(["7", ""])], [.references: .list(["crm:7"])],
            [.concerns: .text("crm:7")],
        ] {
            let keys = try derive(values)
            #expect(keys.map(\.key) == [target] && keys.map(\.rule) == [MatchKeys.Derived.reference], "\(values)")
        }
    }

    @Test func `follow further addresses to those who have one of them as theirs, and no desk`() throws {
        let person = try derive([.email: .text("ada@home.example")])
        let further = try derive([.references: .list(["email:Ada@Home.example", "email:info@example.com"])])
        #expect(further == person)
        let own = try derive([.email: .text("ada@home.example"), .references: .list(["email:ada@home.example"])])
        #expect(own == person, "its own address is one key")
    }

    @Test func `of a call, an opportunity or a campaign never meet those of a lead that is numbered alike`() throws {
        let keys = try RecordKind.allCases.map { try derive([.id: .text("7")], kind: $0).map(\.key) }
        #expect(keys.allSatisfy { $0.count == 1 } && Set(keys).count == RecordKind.allCases.count)
    }

    @Test func `of an activity are its own id and one more, so that it never joins two people`() throws {
        for concerned in ["crm:7", "email:Ada+x@example.com"] {
            let keys = try derive(
                [
                    .id: .text("A1"), .concerns: .text(concerned), .email: .text("bob@example.com"),
                    .firstName: .text("Ada"), .lastName: .text("Byron"),
                    .phone: .text("+13125550142"),
                ], kind: .activity)
            #expect(keys.map(\.rule).count == 2 && keys[0].rule == MatchKeys.Derived.ownID, "\(concerned)")
        }
        let person = try derive([.email: .text("ada@example.com")])[0].key
        #expect(try derive([.concerns: .text("email:ADA@example.com")], kind: .activity).map(\.key) == [person])
        let desk = try derive([.concerns: .text("email:info@example.com")], kind: .activity).map(\.key)
        let staff = try derive(Person.text([.email: "info@example.com", .firstName: "Ada", .lastName: "Byron"])).map(
            \.key)
        #expect(Set(desk).isDisjoint(with: staff), "whoever wrote from a desk's address is nobody in particular")
    }

    @Test func `are kept by a deleted record`() throws {
        #expect(
            try derive([.deleted: .flag(true), .email: .text("ada@example.com")])
                == derive([.email: .text("ada@example.com")]))
    }
}
