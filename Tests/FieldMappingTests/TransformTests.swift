import FieldMapping
import Foundation
import LeadModel
import Testing

@Suite struct `A transform` {
    /// What a rule makes of a record of these columns.
    private func result(_ example: RuleExample) throws -> Result<FieldValue?, Fault> {
        let field = try #require(Field.allCases.first { $0.word == example.field })
        let mapping = try leadMapping("fields:\n  \(example.field): \(example.rule)\n")
        var mapper = mapping.mapper(source: "crm", file: "export.json")
        let page = TestPage.json([("Id", "1")] + example.record.map { ($0.column, TestCell.text($0.cell)) })
        return mapper.observe(page, 0).map { $0.fields[field] }
    }

    @Test(arguments: TransformKind.allCases)
    func `does what its example in the reference says`(kind: TransformKind) throws {
        let description = TransformCatalog.description(of: kind)
        let expected = description.example.becomes.map { FieldValue.text($0) } ?? .null
        #expect(try result(description.example).get() == expected)
        #expect(description.example.rule.contains(kind.rawValue))
    }

    @Test(arguments: RuleForm.all.map(\.name))
    func `stands among rules whose examples hold`(name: String) throws {
        let form = try #require(RuleForm.all.first { $0.name == name })
        #expect(try result(form.example).get()?.description == form.example.becomes)
    }

    @Test func `is described on a reference page that is current`() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let file = root.appendingPathComponent("Sources/leadloop/Documentation.docc/TransformReference.md")
        if ProcessInfo.processInfo.environment["LEADLOOP_WRITE_REFERENCE"] != nil {
            try TransformReference.page.write(to: file, atomically: true, encoding: .utf8)
        }
        #expect(try String(contentsOf: file, encoding: .utf8) == TransformReference.page)
    }

    @Test(
        arguments: [
            ("trim", " x ", "x"), ("{ trim: '\"' }", "\"quoted\"", "quoted"), ("{ case: upper }", "straße", "STRASSE"),
            ("{ case: title }", "anne-marie d'angelo", "Anne-Marie D'Angelo"),
            ("{ case: title }", "it's me", "It's Me"),
            ("[{ split: ';' }, { part: -1 }]", "a; b;c ", "c"), ("[{ split: ';' }, { part: 3 }]", "a;b", nil),
            ("[{ split: ';' }, { case: upper }, { part: 2 }]", "a; ;b", nil),
            ("[{ split: ';' }, { join: '+' }]", "a;; b ", "a+b"),
            ("[{ split: ';' }, { case: upper }, { part: 2 }]", "a;b", "B"),
            ("{ name-part: first }", "Beethoven, Ludwig van", "Ludwig van"), ("{ name-part: last }", "Ada", "Ada"),
            ("{ name-part: first }", "Ada", nil), ("{ name-part: last }", "Ludwig van Beethoven", "van Beethoven"),
            ("{ name-part: last }", "Oscar de la Hoya Jr.", "de la Hoya"),
            ("{ name-part: first }", "Mary Ann Smith", "Mary Ann"),
            ("{ name-part: last }", "John Smith, PhD", "Smith"), ("{ name-part: first }", "Mr John Smith", "John"),
            ("{ name-part: last }", "Vincent Van Gogh", "Van Gogh"), ("{ name-part: last }", "van Dyke", "Dyke"),
            ("{ name-part: first }", "Dr. med. Anna Maria von der Heide", "Anna Maria"),
            ("{ name-part: last }", "Dr. med. Anna Maria von der Heide", "von der Heide"),
            ("{ name-part: first }", "Prof. Dr. Dr. h.c. mult. Hans Müller", "Hans"),
            ("{ name-part: first }", "Dipl.-Ing. (FH) Max Weber, MBA", "Max"),
            ("{ name-part: last }", "Max Weber Jr., MBA", "Weber"),
            ("{ name-part: last }", "Weber, Max, Ph.D.", "Weber"),
            ("{ name-part: first }", "Weber, Prof. Dr. Max, Ph.D.", "Max"), ("{ name-part: last }", "Jack Ma", "Ma"),
            ("{ name-part: last }", "John Smith MA", "Smith"), ("{ name-part: last }", "JACK MA", "MA"),
            ("{ name-part: last }", "John Smith M.A.", "Smith"), ("{ name-part: first }", "Don Johnson", "Don"),
            ("{ name-part: first }", "Ing. Karel Novák, CSc.", "Karel"),
            ("{ name-part: first }", "Ing Wen Tsai", "Ing Wen"),
            ("{ name-part: first }", "Mme Jeanne d'Arc", "Jeanne"), ("{ name-part: first }", "Sra. Ana García", "Ana"),
            ("{ name-part: first }", "Dott.ssa Maria Rossi", "Maria"),
            ("{ name-part: first }", "mgr inż. Jan Kowalski", "Jan"),
            ("{ name-part: first }", "Drs. P.C. Hooft", "P.C."), ("{ name-part: first }", "Mag. Eva Huber", "Eva"),
            ("{ name-part: last }", "Sammy Davis, Jr.", "Davis"), ("{ name-part: first }", "Sammy Davis, Jr.", "Sammy"),
            ("{ name-part: last }", "Dr. Strange", "Strange"), ("{ name-part: first }", "Dr. Strange", nil),
            ("{ name-part: last }", "Thurston Howell III", "Howell"),
            ("{ capture: '(\\d+)-(?P<b>\\d+)' }", "x 12-34", "12"),
            ("{ capture: { pattern: '(\\d+)-(?P<b>\\d+)', group: b } }", "x 12-34", "34"),
            ("{ capture: { pattern: '(\\d+)-(\\d+)', group: 0 } }", "x 12-34", "12-34"),
            ("{ capture: '\\d' }", "a1", "1"),
            ("{ capture: '(x)?y' }", "y", nil), ("{ capture: x, otherwise: blank }", "y", nil),
            ("strip-html", "a<br>b<script>alert(1)</script>&nbsp;&eacute;<style>p{}</style>", "a\nb é"),
            ("strip-html", "3 < 4 & 5", "3 < 4 & 5"), ("strip-html", "<p></p>", nil),
            ("strip-html", "<meta charset=\"iso-8859-1\"><p>né</p>", "né"),
            ("strip-html", "<?xml version=\"1.0\" encoding=\"utf-16\"?><b>né</b>", "né"),
            ("strip-html", "<!DOCTYPE html [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><p>a&x;b</p>", "]>\na&x;b"),

            ("{ region: US }", "N.Y.", "US-NY"), ("{ region: { country: DE, as: name } }", "Bavaria", "Bayern"),
            ("{ region: { country: AU, as: short } }", "new south wales", "NSW"), ("{ region: IN }", "Orissa", "IN-OD"),
            ("{ region: US }", "us-ca", "US-CA"), ("{ region: FR }", "Bretagne", "Bretagne"),
            ("{ values: { a: b, c: ~ } }", "c", nil), ("{ email: ~, otherwise: keep }", "nobody", "nobody"),
        ] as [(String, String, String?)])
    func `makes of a text`(transform: String, cell: String, expected: String?) throws {
        let found = try value("{ from: C, transform: \(transform) }", .title, .text(cell))
        #expect(found == expected.map { .text($0) } ?? .null, "\(transform)")
    }

    @Test func `tells absent, blank and text apart to the end of a chain`() throws {
        let rule = "{ from: C, transform: [{ case: lower }, { default: none }, { trim: . }] }"
        let mapping = try leadMapping("fields: { title: \(rule), city: { from: C, transform: { case: lower } } }")
        var mapper = mapping.mapper(source: "crm", file: "x")
        let page = TestPage.json([("Id", "1")], [("Id", "2"), ("C", .null)], [("Id", "3"), ("C", "X")])
        let absent = try #require(mapper.observe(page, 0).fields)
        #expect(absent[.title] == nil && absent[.city] == nil)
        let blank = try #require(mapper.observe(page, 1).fields)
        #expect(blank[.title] == .text("none") && blank[.city] == .null)
        #expect(mapper.observe(page, 2).fields?[.title] == .text("x"))
        #expect(
            try leadMapping("fields: { title: { from: C, absent-is-null: true, transform: { default: none } } }")
                .mapper(source: "crm", file: "x").observing(page, 0)?[.title] == .text("none"))
    }

    @Test func `hands its text to the type of the field`() throws {
        #expect(
            try value(
                "{ from: C, transform: { capture: 'on (.*)' }, format: d.M.yyyy, zone: UTC }", .created,
                "sent on 1.3.2026")
                == .instant(try #require(Instant(rfc3339: "2026-03-01T00:00:00Z"))))
        #expect(
            try value("{ from: C, transform: { case: upper }, separator: ',' }", .interests, "a, b")
                == .list(["A", "B"]))
        #expect(
            try value("{ from: C, transform: { capture: '\\d+' } }", .score, "about 7 of 9") == .number(ExactNumber(7)))
        #expect(try value("{ from: C, transform: strip-html, invalid: blank }", .email, "<b>no</b>") == nil)
    }

    @Test func `works on status words and reasons before they are looked up`() throws {
        let mapping = try leadMapping(
            """
            status: { from: S, transform: { case: lower }, values: { closed: discarded } }
            discard-reason: { from: R, transform: { capture: 'because of (.*)', otherwise: blank }, values: { time: timing } }
            """)
        var mapper = mapping.mapper(source: "crm", file: "x")
        let page = TestPage.json(
            [("Id", "1"), ("S", "CLOSED"), ("R", "given up because of time")], [("Id", "2"), ("S", "Parked")],
            [("Id", "3"), ("S", "Closed"), ("R", "?")])
        let fields = try #require(mapper.observe(page, 0).fields)
        #expect(fields.stage == .discarded && fields.discardReason == .timing)
        let fault = try #require(mapper.observe(page, 1).fault)
        #expect(fault.code == .mappingUnmappedStatus && fault.seen == .word("parked"))
        #expect(mapper.observe(page, 2).fields?.discardReason == .unknown)
    }

    @Test func `that refuses a text is named, and its neighbour is mapped`() throws {
        let mapping = try leadMapping(
            "fields: { title: { from: C, transform: [trim, { capture: '^(\\d+)$' }, hash] } }")
        var mapper = mapping.mapper(source: "crm", file: "x.csv")
        let page = TestPage.csv(["Id", "C"], [["1", "Ada Example"], ["2", "7"]])
        let fault = try #require(mapper.observe(page, 0).fault)
        #expect(fault.code == .mappingNoMatch && fault.remedy == .deadLetter && fault.field == "C")
        #expect(fault.summary == "transform 'capture': the pattern finds nothing")
        #expect(fault.seen == .shape("10 letters, 1 other character"))
        #expect(fault.advice.contains("`otherwise: keep`"))
        #expect(mapper.observe(page, 1).fields?.text(.title)?.count == 64)
    }

    @Test func `acts only where its condition holds`() throws {
        let mapping = try leadMapping(
            """
            fields:
              title: { from: T, transform: { constant: Partner, when: { column: K, is: [A, B] } } }
              city: { from: T, when: { column: K, is-not: [A] } }
              note: { constant: known, when: { column: K, is-blank: false } }
              street: { from: T, when: { column: K, is: [A] } }
              company: { from: T, transform: { case: upper, when: { column: K, is-not: [A, B] } } }
              industry: { from: T, transform: { blank: ~, when: { column: K, is-blank: true } } }
            """)
        func fields(_ kind: String) throws -> FieldValues {
            var mapper = mapping.mapper(source: "crm", file: "x")
            return try #require(
                mapper.observe(TestPage.csv(["Id", "T", "K"], [["1", "Boss", kind]]), 0).fields)
        }
        #expect(try fields("A")[.title] == .text("Partner") && fields("C")[.title] == .text("Boss"))
        #expect(try fields("A")[.city] == .null && fields("")[.city] == .text("Boss"))
        #expect(
            try fields("A")[.street] == .text("Boss") && fields("B")[.street] == .null && fields("")[.street] == .null)
        #expect(try fields("A")[.company] == .text("Boss") && fields("")[.company] == .text("BOSS"))
        #expect(try fields("A")[.industry] == .text("Boss") && fields("")[.industry] == .null)
        #expect(try fields("A")[.note] == .text("known") && fields("")[.note] == .null)
    }

    @Test func `joins all cells of its columns, and leaves out what is blank`() throws {
        let mapping = try leadMapping(
            "null-words: [n/a]\nfields: { street: { from: [A, B, D], transform: { join: ', ' } } }")
        var mapper = mapping.mapper(source: "crm", file: "x")
        let page = TestPage.json(
            [("Id", "1"), ("A", "1 Mill Lane"), ("B", "n/a"), ("D", "Top"), ("D", "Left")], [("Id", "2"), ("A", "")],
            [("Id", "3")])
        #expect(mapper.observe(page, 0).fields?[.street] == .text("1 Mill Lane, Top, Left"))
        #expect(mapper.observe(page, 1).fields?[.street] == .null)
        #expect(mapper.observe(page, 2).fields.map { $0[.street] == nil } == true)
    }
}

@Suite struct `A chain of transforms` {
    private func found(_ rule: String, field: String = "title") -> [Fault] {
        findings("mapping: m\nrecord: lead\nidentity: { id: Id }\nfields:\n  \(field): \(rule)\n")
    }

    @Test(arguments: [
        ("{ from: C, transform: { join: x } }", 0), ("{ from: C, transform: [trim, { join: x }] }", 1),
        ("{ from: C, transform: { split: x } }", 1), ("{ from: C, transform: [{ split: x }, { default: y }] }", 1),
        ("{ from: C, transform: [{ split: x }, { split: y }] }", 1), ("{ from: C, transform: { cse: upper } }", 1),
        ("{ from: C, transform: { case: uper } }", 1), ("{ from: C, transform: case }", 1),
        ("{ from: C, transform: { hash: x } }", 1), ("{ from: C, transform: [] }", 1), ("{ from: C, transform: ~ }", 1),
        ("{ from: C, transform: { case: lower, hash: ~ } }", 1),
        ("{ from: C, transform: { when: { column: X, is: y } } }", 1),
        ("{ from: C, transform: { hash: ~, otherwise: keep } }", 1), ("{ from: C, constant: x }", 1),
        ("{ constant: ~ }", 1), ("{ from: C, transform: { part: 0 } }", 1), ("{ from: C, when: { column: X } }", 1),
        ("{ from: C, transform: { capture: { pattern: a, group: 2 } } }", 1),
        ("{ from: C, transform: { values: x } }", 1),
        ("{ from: C, transform: { region: Ruritania } }", 1), ("{ from: C, transform: { capture: { group: 1 } } }", 1),
        ("{ from: C, transform: { capture: { pattern: a, flags: i } } }", 1), ("{ from: C, transform: [[trim]] }", 1),
    ])
    func `is checked as it is compiled`(rule: String, count: Int) {
        let faults = found(rule)
        #expect(faults.count == count, "\(rule): \(faults)")
        for fault in faults { #expect(fault.origin?.line == 5 && fault.origin?.column != nil && !fault.advice.isEmpty) }
    }

    @Test func `has its place and a remedy where it does not fit`() {
        let fault = found("{ from: C, transform: [{ split: x }, { default: y }] }").first
        #expect(fault?.code == .mappingInvalidTransform)
        #expect(fault?.summary == "'default' takes one text, and several arrive here")
        #expect(fault?.origin?.column == 47)
        #expect(fault?.advice.contains("{ part: first }") == true)
    }

    @Test(arguments: ["(", "a(?=b)", #"(a)\1"#, "a{1001}", "((a{100}){100}){100}", "[", "*", #"\p{Nope}"#])
    func `with a pattern that RE2 refuses says why`(pattern: String) {
        let faults = found("{ from: C, transform: { capture: '\(pattern)' } }")
        #expect(faults.map(\.code) == [.mappingPatternRefused], "\(pattern)")
        #expect(faults.first?.origin?.line == 5)
    }

    @Test func `that is hostile is refused at once`() {
        let began = ContinuousClock.now
        let pattern = String(repeating: "(a|b)*", count: 150_000)
        #expect(found("{ from: C, transform: { capture: '\(pattern)' } }").map(\.code) == [.mappingPatternRefused])
        let chain = Array(repeating: "trim", count: 10_000).joined(separator: ", ")
        let faults = found("{ from: C, transform: [\(chain)] }")
        #expect(faults.map(\.summary) == ["'transform' has 10000 transforms, and at most 16 are read"])
        #expect(ContinuousClock.now - began < .seconds(20))
    }

    @Test func `takes time in proportion to the text`() throws {
        let rule = "{ from: C, transform: { capture: '^(a+)+$', otherwise: keep } }"
        let long = String(repeating: "a", count: 30_000) + "!"
        let html = "{ from: C, transform: { strip-html: ~, otherwise: blank } }"
        let began = ContinuousClock.now
        #expect(try value(rule, .note, .text(long)) == .text(long))
        #expect(try value(html, .note, .text(String(repeating: "<a><b", count: 40_000))) == .null)
        #expect(try value(html, .note, .text(String(repeating: "<div>", count: 500) + "x")) == .text("x"))
        #expect(
            try code("{ from: C, transform: strip-html }", .note, .text(String(repeating: "<i>", count: 600)))
                == .mappingInvalidMarkup)
        #expect(
            try code("{ from: C, transform: strip-html }", .note, .text(String(repeating: "x", count: 300 << 10)))
                == .mappingValueTooLong)
        #expect(ContinuousClock.now - began < .seconds(20))
    }

    @Test func `does not change what a mapping without transforms means`() throws {
        let plain = try leadMapping("fields: { title: C }").fingerprint
        let chained = try leadMapping("fields: { title: { from: C, transform: trim } }").fingerprint
        #expect(plain != chained && plain.hasPrefix("mapping edition 2 {"))
    }
}

extension RecordMapper {
    /// The fields of one record, by a mapper that serves no other.
    fileprivate func observing(_ page: RecordPage, _ entry: Int) -> FieldValues? {
        var mapper = self
        return mapper.observe(page, entry).fields
    }
}
