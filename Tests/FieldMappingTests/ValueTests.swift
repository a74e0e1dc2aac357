import FieldMapping
import LeadModel
import Testing

@Suite struct `Text` {
    @Test(arguments: [
        ("  Ada ", "Ada"), ("\u{FEFF}Ada\u{200B}", "Ada"), ("\u{A0}Ada\u{2003}\u{3000}", "Ada"),
        ("Ada\u{0B}Lovelace", "Ada Lovelace"),
        ("a\nb\tc", "a\nb\tc"), ("Zoe\u{308}", "Zo\u{EB}"), ("Nguyễn", "Nguyễn"), ("株式会社ガ", "株式会社ガ"),
        ("\u{85}x\u{1}", "x"), ("🚀 €5", "🚀 €5"),
    ])
    func `is trimmed, composed and without control characters`(cell: String, text: String) throws {
        let found = try value("C", .title, .text(cell))
        #expect(found == .text(text))
        #expect(found.map { Array($0.description.utf8) } == Array(text.utf8))
    }

    @Test func `has a limit`() throws {
        #expect(try code("C", .note, .text(String(repeating: "x", count: 32 << 10))) == nil)
        #expect(try code("C", .note, .text(String(repeating: "x", count: 32 << 10 + 1))) == .mappingValueTooLong)
    }

    @Test func `is not true or false`() throws {
        #expect(try code("C", .company, .flag(false)) == .mappingNotText)
        #expect(try value("C", .company, .flag(false), zone: "null-words: ['false']") == .null)
        #expect(try value("C", .company, .number("42")) == .text("42"))
    }
}

@Suite struct `An e-mail address` {
    @Test(arguments: [
        ("Ada@Example.COM", "ada@example.com"), (" <ada@example.com> ", "ada@example.com"),
        ("Ada L. <ada@example.com>", "ada@example.com"),
        ("mailto:ada@example.com?subject=x", "ada@example.com"),
        ("a.b+c_d'e@sub.example.co.uk", "a.b+c_d'e@sub.example.co.uk"),
        ("\"a b\"@example.com", "\"a b\"@example.com"), ("ada@MÜNCHEN.de", "ada@xn--mnchen-3ya.de"),
        ("ada@faß.example", "ada@xn--fa-hia.example"),
        ("JÜRGEN@example.de", "jürgen@example.de"),
        ("ada@xn--mnchen-3ya.de", "ada@xn--mnchen-3ya.de"), ("x@1and1.com", "x@1and1.com"),
        ("ada@example.com\u{A0}", "ada@example.com"),
    ])
    func `is kept in lower case and bare`(cell: String, address: String) throws {
        #expect(try value("C", .email, .text(cell)) == .text(address))
    }

    @Test(arguments: [
        "ada", "ada@", "@example.com", "ada@example", "a@b@c.de", "a..b@c.de", ".a@c.de", "a.@c.de", "a b@c.de",
        "a@-c.de", "a@c-.de", "a@c..de",
        "a@c.de.", "a@[127.0.0.1]", "a@1.2.3.4", "a@b.c", "a,b@c.de", "\"a@c.de", "mailto:", "<>", "a@c.de; b@c.de",
    ])
    func `that is none is a fault, or left out where the rule says so`(cell: String) throws {
        #expect(try code("C", .email, .text(cell)) == .mappingInvalidEmail)
        #expect(try outcome("{ from: C, invalid: blank }", .email, .text(cell)).get() == nil)
    }
}

@Suite struct `A telephone number` {
    private let german = "{ from: C, region: DE }"

    @Test(arguments: [
        ("+49 (0)30 1234-567", "+49301234567"), ("030/1234567", "+49301234567"), ("0049 30 1234567", "+49301234567"),
        ("+49 30 1234567 ext. 12", "+49301234567"), ("Tel.: 030 1234567 Dw 3", "+49301234567"),
        ("49 30 1234567", "+49301234567"),
        ("0043 1 5123456", "+4315123456"), ("+1 (312) 555-0142", "+13125550142"),
        ("030 1234567 / 0171 7654321", "+49301234567"),
        ("\u{FF10}30 1234567", "+49301234567"), ("+44 020 7946 0018", "+442079460018"),
        ("+39 06 698 12345", "+390669812345"),
    ])
    func `becomes E.164 with the help of its region`(cell: String, number: String) throws {
        #expect(try value(german, .phone, .text(cell)) == .text(number))
    }

    @Test(arguments: [
        ("(312) 555-0142", "+13125550142"), ("1-312-555-0142", "+13125550142"), ("312.555.0142 x77", "+13125550142"),
        ("011 49 30 1234567", "+49301234567"), ("1-800-FLOWERS", "+18003569377"), ("555-0142", "15550142"),
    ])
    func `of America is recognised`(cell: String, number: String) throws {
        #expect(try value("{ from: C, region: US }", .mobilePhone, .text(cell)) == .text(number))
    }

    @Test(arguments: ["C", "{ from: C, region: US }"])
    func `behind 00 is from abroad where nobody dials otherwise`(rule: String) throws {
        #expect(try value(rule, .phone, "0049 30 1234567") == .text("+49301234567"))
        #expect(try value("{ from: C, region: JP }", .phone, "010 49 30 1234567") == .text("+49301234567"))
    }

    @Test func `that fits no plan keeps its digits, the same for each spelling`() throws {
        #expect(try value("C", .phone, "030 1234567") == .text("0301234567"))
        for spelling in ["+33 123 4567890", "0033 1234567890", "0123/4567890"] {
            #expect(try value("{ from: C, region: FR }", .phone, .text(spelling)) == .text("331234567890"))
        }
    }

    @Test func `from abroad that is too short keeps its calling code`() throws {
        #expect(try value(german, .phone, "00 3442") == .text("3442"))
    }

    @Test func `without digits is a fault`() throws {
        #expect(try code(german, .phone, "unknown") == .mappingInvalidPhone)
        #expect(try value("{ from: C, region: DE, invalid: blank }", .phone, "unknown") == nil)
    }

    @Test func `takes its region from a column, and none from a country that nobody knows`() throws {
        let mapping = try leadMapping("fields: { phone: { from: P, region: { from: Land, default: CH } } }")
        func number(_ country: TestCell) throws -> FieldValue? {
            var mapper = mapping.mapper(source: "crm", file: "x")
            return mapper.observe(TestPage.json([("Id", "1"), ("P", "044 668 18 00"), ("Land", country)]), 0).fields?[
                .phone]
        }
        #expect(try number("Österreich") == .text("+43446681800"))
        #expect(try number("") == .text("+41446681800"))
        #expect(try number("Ruritania") == .text("0446681800"))
    }
}

@Suite struct `A number` {
    @Test(
        arguments: [
            ("0", 0, 0), ("-12", -12, 0), ("+7", 7, 0), ("1,234,567", 1_234_567, 0), ("12,34,567", 1_234_567, 0),
            ("1.50", 150, 2),
            ("1 234", 1234, 0), ("1'234.5", 12_345, 1), ("1.5e3", 1500, 0), ("2E-2", 2, 2), (".5", 5, 1), ("007", 7, 0),
        ] as [(String, Int64, UInt8)])
    func `keeps what was written`(cell: String, mantissa: Int64, scale: UInt8) throws {
        #expect(try value("C", .score, .text(cell)) == .number(ExactNumber(mantissa: mantissa, scale: scale)))
    }

    @Test(arguments: [
        "1,5", "1.234.5", "12a", "--1", "1-10", "1,23,45", "e5", "1e", ".", "99999999999999999999", "1 2345",
        "1,234 567", "0x10", "5%",
    ])
    func `is not guessed`(cell: String) throws {
        #expect(try code("C", .score, .text(cell)) == .mappingInvalidNumber)
    }

    @Test func `may have a decimal comma`() throws {
        let rule = "{ from: C, decimal: comma }"
        #expect(try value(rule, .employees, "1.234,5") == .number(ExactNumber(mantissa: 12_345, scale: 1)))
        #expect(try value(rule, .employees, "1\u{202F}234,5") == .number(ExactNumber(mantissa: 12_345, scale: 1)))
        #expect(try code(rule, .employees, "1,234.5") == .mappingInvalidNumber)
    }

    @Test func `may stand for a word`() throws {
        #expect(try value("{ from: C, values: { A: 100, B: 50 } }", .score, "B") == .number(ExactNumber(50)))
        #expect(try code("{ from: C, values: { A: 100 } }", .score, "C") == .mappingUnmappedValue)
    }
}

@Suite struct `An amount` {
    @Test(
        arguments: [
            ("1234.5", 123_450, "EUR"), ("$1,234.50", 123_450, "USD"), ("US$ 5", 500, "USD"),
            ("(GBP 500)", -50_000, "GBP"), ("-3.00", -300, "EUR"),
            ("CHF 1'200.-", 120_000, "CHF"), ("12 €", 1200, "EUR"), ("0.005", 1, "EUR"), ("-£2", -200, "GBP"),
            ("100 kr.", 10_000, "EUR?"),
        ] as [(String, Int64, String)])
    func `has a currency and hundredths`(cell: String, hundredths: Int64, currency: String) throws {
        let rule = "{ from: C, currency: EUR }"
        if currency == "EUR?" {
            #expect(try code(rule, .revenue, .text(cell)) == .mappingInvalidMoney)
        } else {
            #expect(try value(rule, .revenue, .text(cell)) == .money(Money(hundredths: hundredths, currency: currency)))
        }
    }

    @Test(arguments: ["5 XYZ", "ten", "1,5", "5--", "(-5)", "92233720368547758.08"])
    func `is not guessed`(cell: String) throws {
        #expect(try code("{ from: C, currency: EUR }", .revenue, .text(cell)) == .mappingInvalidMoney)
    }

    @Test func `takes its currency from a column`() throws {
        let mapping = try leadMapping("fields: { revenue: { from: R, currency: { from: Cur, default: CAD } } }")
        func money(_ amount: TestCell, _ currency: TestCell) -> FieldValue? {
            var mapper = mapping.mapper(source: "crm", file: "x")
            return mapper.observe(TestPage.json([("Id", "1"), ("R", amount), ("Cur", currency)]), 0).fields?[.revenue]
        }
        #expect(money("5", "usd") == .money(Money(hundredths: 500, currency: "USD")))
        #expect(money("$5", "") == .money(Money(hundredths: 500, currency: "CAD")))
        #expect(money("5", "dollars") == nil)
    }
}

@Suite struct `A flag` {
    @Test(arguments: [
        ("true", true), ("TRUE", true), ("1", true), ("Yes", true), ("false", false), ("0", false), ("no", false),
    ])
    func `is read from the usual words`(cell: String, flag: Bool) throws {
        #expect(try value("C", .optedOut, .text(cell)) == .flag(flag))
    }

    @Test func `is null where blank, unless a blank is declared`() throws {
        #expect(try value("C", .optedOut, "") == .null)
        #expect(try value("{ from: C, true-words: ['1'], false-words: [''] }", .optedOut, "") == .flag(false))
        #expect(try value("{ from: C, true-words: ['1'], false-words: [''] }", .optedOut, .null) == .flag(false))
    }

    @Test func `that says neither yes nor no is a fault`() throws {
        #expect(try code("C", .optedOut, "maybe") == .mappingInvalidFlag)
        #expect(try code("{ from: C, true-words: [ja] }", .optedOut, "yes") == .mappingInvalidFlag)
        #expect(try code("{ from: C, values: { weg: true } }", .optedOut, "da") == .mappingUnmappedValue)
    }
}

@Suite struct `A flag of words that nobody can list` {
    private static let rule = "{ from: C, as: flag, present: true }"

    @Test(arguments: [
        ("552 5.2.2 Mailbox full", true), ("UNKNOWN_USER", true), ("4", true), ("0", false), ("no", false), ("", false),
        ("  ", false),
    ])
    func `is yes for every word that does not say no`(cell: String, flag: Bool) throws {
        #expect(try value(Self.rule, .hardBounced, .text(cell)) == .flag(flag))
    }

    @Test func `is no where it is null, and nothing where the column is absent`() throws {
        #expect(try value(Self.rule, .hardBounced, .null) == .flag(false))
        let mapping = try leadMapping("fields: { hard-bounced: \(Self.rule) }")
        var mapper = mapping.mapper(source: "crm", file: "leads.json")
        let observation = try mapper.observe(TestPage.json([("Id", "1")]), 0).get()
        #expect(observation.fields[.hardBounced] == nil)
    }

    @Test func `knows the words for no that it is given`() throws {
        let rule = "{ from: C, as: flag, present: true, false-words: [none, '0'] }"
        #expect(try value(rule, .hardBounced, "None") == .flag(false))
        #expect(try value(rule, .hardBounced, "no") == .flag(true))
    }

    @Test func `has no words for yes beside them`() throws {
        for other in ["true-words: [x]", "values: { x: true }"] {
            let found = findings(
                "mapping: m\nrecord: lead\nidentity: { id: Id }\nfields:\n  hard-bounced: { from: C, as: flag, present: true, \(other) }\n"
            )
            #expect(found.map(\.code) == [.configWrongType], "\(other)")
        }
    }
}

@Suite struct `A flag of several columns` {
    private static let mapping = "fields: { opted-out: { from: [A, B], as: flag, any: true } }"

    private func flag(_ cells: [(column: String, cell: TestCell)]) throws -> Result<FieldValue?, Fault> {
        var mapper = try leadMapping(Self.mapping).mapper(source: "crm", file: "leads.json")
        return mapper.observe(TestPage.json([("Id", "1")] + cells), 0).map { $0.fields[.optedOut] }
    }

    private func fault<Value>(of outcome: Result<Value, Fault>) -> Fault? {
        if case .failure(let fault) = outcome { fault } else { nil }
    }

    @Test(arguments: ["true", "false", "", "maybe"])
    func `is yes where any of them says yes`(other: String) throws {
        #expect(try flag([("A", "true"), ("B", .text(other))]).get() == .flag(true))
        #expect(try flag([("A", .text(other)), ("B", "true")]).get() == .flag(true))
        #expect(try flag([("B", "true")]).get() == .flag(true))
        #expect(try flag([("A", .null), ("B", "true")]).get() == .flag(true))
    }

    @Test func `is no where one says no and none says yes`() throws {
        #expect(try flag([("A", "false"), ("B", "false")]).get() == .flag(false))
        #expect(try flag([("A", "false"), ("B", "")]).get() == .flag(false))
        #expect(try flag([("B", "false")]).get() == .flag(false))
    }

    @Test func `is null where all are blank, and nothing where none is there`() throws {
        #expect(try flag([("A", ""), ("B", .null)]).get() == .null)
        #expect(try flag([]).get() == nil)
    }

    @Test func `is refused where a word says neither, and no other says yes`() throws {
        for cells: [(column: String, cell: TestCell)] in [
            [("A", "maybe"), ("B", "false")], [("A", "false"), ("B", "maybe")],
        ] {
            #expect(try fault(of: flag(cells))?.code == .mappingInvalidFlag)
        }
    }

    @Test func `needs all of them in the header of a CSV`() throws {
        var mapper = try leadMapping(Self.mapping).mapper(source: "crm", file: "leads.csv")
        let page = TestPage.csv(["Id", "A"], [["1", "false"]])
        let fault = fault(of: mapper.observe(page, 0))
        #expect(fault?.code == .mappingUnknownColumn && fault?.field == "B")
    }

    @Test(arguments: ["from: A", "from: [A, B], transform: [trim]", "from: [A, B], values: { x: true }"])
    func `is a rule of several columns and plain words`(rest: String) {
        let found = findings(
            "mapping: m\nrecord: lead\nidentity: { id: Id }\nfields:\n  opted-out: { \(rest), as: flag, any: true }\n")
        #expect(found.map(\.code) == [.configWrongType])
    }
}

@Suite struct `A country` {
    @Test(arguments: [
        ("DE", "DE"), ("de", "DE"), ("Germany", "DE"), ("Deutschland", "DE"), ("DEU", "DE"), ("U.S.A.", "US"),
        ("United States of America", "US"),
        ("Österreich", "AT"), ("OSTERREICH", "AT"), ("Côte d’Ivoire", "CI"), ("日本", "JP"), ("Россия", "RU"),
        ("UK", "GB"), ("España", "ES"),
        ("Korea, Republic of", "KR"), ("Trinidad & Tobago", "TT"), ("China", "CN"), ("Türkiye", "TR"),
        ("Vietnam", "VN"),
    ])
    func `is known by code and by name`(cell: String, code: String) throws {
        #expect(try value("C", .country, .text(cell)) == .text(code))
    }

    @Test func `that nobody knows is a fault, unless it is mapped`() throws {
        #expect(try code("C", .country, "Ruritania") == .mappingInvalidCountry)
        #expect(try value("{ from: C, values: { Bayern: Germany } }", .country, "Bayern") == .text("DE"))
    }
}

@Suite struct `A list` {
    @Test func `is split, trimmed and free of blanks`() throws {
        #expect(
            try value("{ from: C, separator: ';' }", .interests, " a ;; b;Zoe\u{308} ")
                == .list(["a", "b", "Zo\u{EB}"]))
        #expect(try value("{ from: C, separator: ', ' }", .interests, "a, b") == .list(["a", "b"]))
        #expect(try value("C", .interests, "a;b") == .list(["a;b"]))
        #expect(try value("{ from: C, separator: ';' }", .interests, " ; ") == .null)
        #expect(try value("C", .interests, .empty) == .null)
    }

    @Test func `may have a closed vocabulary`() throws {
        let rule = "{ from: C, separator: ';', values: { a: Apples, b: ~ } }"
        #expect(try value(rule, .interests, "a;b") == .list(["Apples"]))
        #expect(try code(rule, .interests, "a;c") == .mappingUnmappedValue)
    }
}
