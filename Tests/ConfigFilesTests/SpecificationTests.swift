import ConfigFiles
import LeadModel
import Testing

@Suite struct `A specification of a file` {
    private let kind = ConfigFileKind(
        "order", at: "orders/*.yaml", "What is ordered.",
        .mapping(
            ConfigMapping(
                "an order", exactlyOneOf: ["phone", "email"],
                [
                    .required("number", .wholeNumber(1...99), "Its number."),
                    .optional("gift", .flag, "Whether it is wrapped.", otherwise: "no"),
                    .optional(
                        "size", .word("size", [ConfigWord("small", "One."), ConfigWord("large", "Two.")]), "How big."),
                    .optional("phone", .text("555"), "Who is called."),
                    .optional("email", .oneOrMore(.text("ada@example.com")), "Who is written to."),
                    .optional(
                        "parts",
                        .table(
                            ConfigTable(
                                "the parts", key: "A part", example: "screw",
                                .variants(
                                    ConfigVariants(
                                        "a part", by: "of", noun: "material", otherwise: "steel",
                                        [
                                            (
                                                ConfigWord("steel", "Steel."),
                                                ConfigMapping(
                                                    "a steel part",
                                                    [
                                                        .optional(
                                                            "of", .word("material", [ConfigWord("steel", "Steel.")]),
                                                            "Its material."),
                                                        .required("weight", .wholeNumber(1...9), "In grams."),
                                                    ])
                                            ),
                                            (
                                                ConfigWord("wood", "Wood."),
                                                ConfigMapping(
                                                    "a wooden part",
                                                    [
                                                        .optional(
                                                            "of", .word("material", [ConfigWord("wood", "Wood.")]),
                                                            "Its material."),
                                                        .required("tree", .text("oak"), "From which tree."),
                                                    ])
                                            ),
                                        ])))), "What it is made of."),
                ]))
    ) { document in
        for key in ["number", "gift", "size", "phone", "email"] { _ = document.root?[key] }
        for part in document.root?.map("parts")?.entries ?? [] { _ = part.value.map?.entries }
    }

    private func findings(_ text: String) throws -> [Fault] {
        let document = try ConfigDocument(text, file: "f.yaml", of: kind)
        kind.read(document)
        do {
            return try document.result([Fault]())
        } catch {
            return error.faults
        }
    }

    @Test func `tells as many findings as one can mend, in order, and behind them how many more there are`() throws {
        let found = try findings((1...300).map { "key\($0): 1\n" }.joined() + "number: 5\nphone: 5\n")
        #expect(found.count == 201)
        #expect(found.dropLast().map(\.origin?.line) == (1...200).map { $0 })
        #expect(found.last?.summary == "this file has 100 more findings; the first 200 are told")
        #expect(found.last?.code == .configMoreFindings && found.last?.origin == found[199].origin)
    }

    @Test func `tells every finding at once, in the order of the file, with the nearest name`() throws {
        let found = try findings(
            """
            nummer: 1
            number: 100
            gift: maybe
            size: larg
            email: [~]
            parts: { a: { of: wood, weight: 3 }, b: { weight: 3, tree: oak }, c: { of: iron, height: 1 } }
            """)
        #expect(
            found.map { "\($0.origin?.line ?? 0) \($0.code.rawValue): \($0.advice)" } == [
                "1 config.unknown-key: Did you mean 'number'?", "2 config.wrong-type: Write the number in digits.",
                "3 config.wrong-type: Write true or false.", "4 config.unknown-value: Did you mean 'large'?",
                "5 config.wrong-type: Write such as \"ada@example.com\".",
                "6 config.missing-key: Add `tree: oak` here.",
                "6 config.unknown-key: Known are: of, tree.", "6 config.unknown-key: Known are: of, weight.",
                "6 config.unknown-value: Known are: steel, wood.",
                "6 config.unknown-key: Did you mean 'weight'?",
            ])
        #expect(found.allSatisfy { $0.origin?.column != nil })
    }

    @Test(arguments: [
        ("number: 1", "needs exactly one of 'phone', 'email'"),
        ("number: 1\nphone: 1\nemail: 2", "needs exactly one of 'phone', 'email'"),
        ("phone: ''\nnumber: 1", "'phone' is an empty text"), ("- number: 1", "must be a mapping of keys, not a list"),
        ("number: [1]\nphone: 1", "must be a whole number from 1 to 99, not a list"),
        ("number: 1\nphone: ~", "must be text, not nothing"), ("number: 1\nphone: 1\nparts: [a]", "not a list"),
    ])
    func `refuses what has another shape`(text: String, summary: String) throws {
        let found = try findings(text)
        #expect(found.count == 1 && found[0].summary.contains(summary), "\(found)")
    }

    @Test func `lets no key be read that it does not have, and none be written that nobody reads`() throws {
        let text = "number: 1\nphone: 5\nparts: { a: { weight: 3 } }"
        let unread = try ConfigDocument(text, file: "f.yaml", of: kind)
        _ = unread.root?["number"]
        #expect(throws: FaultList.self) { try unread.result(1) }
        #expect(unread.unread.map(\.summary).count == 4)
        let unspecified = try ConfigDocument(text, file: "f.yaml", of: kind)
        kind.read(unspecified)
        #expect(unspecified.unread.isEmpty && unspecified.findings.faults.isEmpty)
        _ = unspecified.root?["colour"]
        #expect(unspecified.findings.faults.map(\.code) == [.configUnknownKey])
    }

    @Test func `never takes a reader's silence for a file in order`() throws {
        let document = try ConfigDocument("number: 1\nphone: 5", file: "f.yaml", of: kind)
        kind.read(document)
        #expect(throws: FaultList.self) { try document.result(Int?.none) }
    }

    @Test func `has examples that hold every key, and that it accepts`() throws {
        var keys: Set<String> = []
        for example in kind.shape.examples {
            let document = ConfigDocument(example, of: kind)
            kind.read(document)
            #expect(document.findings.faults.isEmpty, "\(FaultList(document.findings.faults))")
            keys.formUnion(document.root?.entries.map(\.key) ?? [])
        }
        #expect(keys == ["number", "gift", "size", "phone", "email", "parts"])
    }
}
