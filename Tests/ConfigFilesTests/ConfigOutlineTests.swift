import ConfigFiles
import LeadModel
import Testing

@Suite struct `An outline of a configuration file` {
    private let shape = ConfigShape.mapping(
        ConfigMapping(
            "an order",
            [
                .required("order", .text("spring"), "Its name."),
                .optional("size", .word("size", [ConfigWord("small", "One.")]), "How big."),
                .optional("count", .wholeNumber(1...99), "How many."),
                .optional("when", Schedule.shape("0 6 * * *"), "When."),
                .optional("after", .text("1d"), "How much later."),
                .optional("secret", SecretReference.shape("env:KEY"), "What nobody knows."),
                .optional("color", .text("red", suggestions: ["red", "blue"]), "Its color."),
                .optional(
                    "parts", .table(ConfigTable("the parts", key: "A part", example: "screw", .text("12"))), "Of what."),
                .optional("tests", .list(.text("any")), "Whether it is right."),
            ]))

    private func lines(_ text: String, showing names: Set<String> = []) throws -> [String] {
        var outline = ConfigOutline(showing: names)
        return outline.lines(of: try ConfigNode.parse(text, file: "x.yaml"), shape, leavingOut: ["tests"]).map {
            $0.replacing("\t", with: "|")
        }
    }

    @Test func `shows what is the program's own`() throws {
        let shown = try lines(
            """
            order: spring
            size: small
            count: 7
            when: "0 6 * * mon-fri"
            after: 10m
            secret: env:API_KEY
            color: blue
            tests: [a, b, c]
            """, showing: ["spring"])
        #expect(
            shown == [
                "1|order|spring", "2|size|small", "3|count|7", "4|when|0 6 * * mon-fri", "5|after|10m",
                "6|secret|env:API_KEY", "7|color|blue", "8|tests|3 left out",
            ])
    }

    @Test func `shows of everything else its shape, and where it stands again`() throws {
        let shown = try lines(
            """
            order: Ada Lovelace
            size: Ada Lovelace
            count: "020 555"
            secret: file:/home/ada/token
            color: green
            parts: { ada@example.com: 12, screw: Ada Lovelace }
            wish: [Ada Lovelace, small]
            """)
        #expect(
            shown == [
                "1|order|text 1 (11 letters, 1 other character)", "2|size|text 1 (11 letters, 1 other character)",
                "3|count|text 2 (6 digits, 1 other character)",
                "4|secret|text 3 (16 letters, 4 other characters)", "5|color|text 4 (5 letters)",
                "6|parts.text 5 (13 letters, 2 other characters)|text 6 (2 digits)",
                "6|parts.text 7 (5 letters)|text 1 (11 letters, 1 other character)",
                "7|text 8 (4 letters)[1]|text 1 (11 letters, 1 other character)",
                "7|text 8 (4 letters)[2]|text 9 (5 letters)",
            ])
    }
}
