import ConfigFiles
import LeadLifecycle
import LeadModel
import Testing

/// Agreements that state criteria.
extension Sketch {
    static func agreement(_ keys: String) throws(FaultList) -> Agreement {
        let indented = keys.split(separator: "\n").map { "    " + $0 }.joined(separator: "\n")
        return try Agreement.compile(
            plainText.replacing("    zone: UTC", with: "    zone: UTC\n" + indented), file: "agreement.yaml")
    }

    static func criterion(_ text: String, score: String = "") throws -> Criterion {
        let agreement = try agreement("\(score)\nmarketing-qualified: \(text)")
        return try #require(agreement.versions[0].qualification.marketingQualified)
    }

    static func findings(_ keys: String) -> [String] {
        do {
            _ = try agreement(keys)
            return []
        } catch {
            return error.faults.map(\.summary)
        }
    }

    /// Something that the lead did, as marketing's system tells it.
    static func deed(_ kind: String, _ time: String) -> LeadRecord {
        let stream = StreamInfo(number: 6, source: "hubspot", stream: "events", kind: .activity, role: .marketing)
        return record(
            stream, "E\(kind)\(time)", [Version(time, nil, nil, [.activityType: .text(kind), .at: .instant(at(time))])])
    }
}

@Suite struct `A criterion` {
    private static let ada = Sketch.dossier(
        Sketch.lead(
            .init(
                "2026-01-10", .new, nil,
                [
                    .country: .text("DE"), .title: .text("Head of Sales"), .employees: .number(ExactNumber(120)),
                    .revenue: .money(Money(hundredths: 250_000_000, currency: "EUR")), .customer: .flag(false),
                    .created: .instant(Sketch.at("2026-01-10")), .interests: .list(["Brewing", "Malt"]),
                ])),
        activities: [
            Sketch.deed("pricing-page", "2026-02-01"), Sketch.deed("pricing-page", "2026-02-10"),
            Sketch.deed("demo-request", "2026-03-01"),
        ])

    @Test(arguments: [
        ("country in US, DE", true), ("country in US, CA", false), ("country = DE", true), ("country != DE", false),
        ("country not in US, CA", true), ("title contains HEAD of", true), ("title contains intern", false),
        ("industry = Brewing", false), ("industry != Brewing", false), ("industry is unknown", true),
        ("title is known", true), ("employees >= 120", true), ("employees > 120", false), ("employees < 120.5", true),
        ("employees = 120.0", true), ("revenue >= 2500000 EUR", true), ("revenue >= 1 USD", false),
        ("customer is no", true), ("customer is yes", false), ("opted-out is no", false),
        ("interests in malt", true), ("created within 90d", true), ("created within 10d", false),
        ("activity pricing-page", true), ("activity pricing-page at least 2 within 30d", true),
        ("activity pricing-page at least 2 within 20d", false), ("activity demo-request within 1d", true),
        ("no activity demo-request within 14d", false), ("no activity webinar", true),
        ("activity demo-request at least 2", false),
    ])
    func `asks for what was known and done`(text: String, isMet: Bool) throws {
        let criterion = try Sketch.criterion("'\(text)'")
        let circumstances = Circumstances(Self.ada, at: Sketch.at("2026-03-02"))
        #expect(criterion.judge(circumstances).isMet == isMet)
        #expect(criterion.isMet(in: circumstances) == isMet)
    }

    @Test func `is of all, any or none of its parts, and says what was found of each`() throws {
        let criterion = try Sketch.criterion(
            "{ all: [ country = DE, { any: [ employees >= 500, activity demo-request within 7d ] }, { none: [ title contains intern ] } ] }"
        )
        let judgement = criterion.judge(Circumstances(Self.ada, at: Sketch.at("2026-03-02")))
        #expect(judgement.isMet)
        #expect(
            judgement.lines.map { "\($0.depth) \($0.judgement.text): \($0.judgement.isMet) \($0.judgement.found)" } == [
                "0 all of: true ", "1 country = DE: true DE", "1 any of: true ", "2 employees >= 500: false 120",
                "2 activity demo-request within 7d: true 1, the last on 2026-03-01", "1 none of: true ",
                "2 title contains intern: false Head of Sales",
            ])
    }

    @Test func `is judged by what was known at the time, and by nothing that came later`() throws {
        let lead = Sketch.dossier(
            Sketch.lead(
                .init("2026-01-01", .new, nil, [.employees: .number(ExactNumber(10))]),
                .init("2026-02-01", .assigned, nil, [.employees: .number(ExactNumber(900))])),
            activities: [Sketch.deed("demo-request", "2026-02-15")])
        let criterion = try Sketch.criterion("{ any: [ employees >= 500, activity demo-request ] }")
        #expect(!criterion.isMet(in: Circumstances(lead, at: Sketch.at("2026-01-15"))))
        #expect(criterion.isMet(in: Circumstances(lead, at: Sketch.at("2026-02-01"))))
        // An export of the present leaves out the past: a record first seen later counts as it was then.
        #expect(!criterion.isMet(in: Circumstances(lead, at: Sketch.at("2025-06-01"))))
    }

    @Test(arguments: [
        ("emplyees >= 5", "'emplyees' is not a known field of a lead"),
        ("employees", "'employees' is asked nothing"), ("employees about 5", "'employees' cannot be asked 'about'"),
        ("employees >= many", "'many' is no number"), ("employees >= 1e9", "'1e9' is no number"),
        ("country in Germany", "'Germany' is no country's code"),
        ("country in US,, CA", "between two commas stands nothing"),
        ("revenue >= 5", "'5' is no amount"), ("created within soon", "'soon' is no length of time"),
        ("activity", "an activity is named by its kind"), ("activity Demo Request", "'Demo' is no kind of activity"),
        ("activity demo at least 0", "'at least' needs a number from 1"),
        ("activity demo at most 3", "'at' is not understood here"),
        ("activity demo within", "'within' needs a length of time"),
        ("score 50", "the score is compared with a number"), ("customer is true", "'true' is neither yes nor no"),
        ("customer = yes", "'customer' cannot be asked '='"), ("customer is maybe", "'maybe' is neither yes nor no"),
        ("title is head", "after 'title is' stands known or unknown, and not 'head'"),
        ("no activty call", "after 'no' stands 'activity'"),
        ("activty call", "'activty' is not a known field of a lead"),
    ])
    func `that is not understood is a finding`(text: String, summary: String) {
        #expect(Sketch.findings("marketing-qualified: '\(text)'") == [summary])
    }

    @Test(arguments: [
        ("customer is maybe", "Write 'customer is yes' or 'customer is no', or 'customer is known' for either."),
        ("title is head", "Write 'title is known', or such as 'title = Brewing'."),
        ("employees is 5", "Write 'employees is known', or such as 'employees >= 50'."),
        ("activty call within 30d", "Did you mean 'activity'?"),
        ("no activty call", "Write such as 'no activity call within 30d'."),
        (
            "activity Demo-Request",
            "Write 'demo-request': kinds are of small letters, digits and hyphens, as the mapping of activities calls them."
        ),
        (
            "{ all: [ { any: [ { none: [ { all: [ title = x, title = y ] } ] } ] } ] }",
            "Take a level out: a group of 'all' within 'all', or of 'any' within 'any', can be one with it."
        ),
    ])
    func `that is not understood says what to write`(text: String, advice: String) throws {
        let line = text.hasPrefix("{") ? text : "'\(text)'"
        let found = #expect(throws: FaultList.self) {
            try Agreement.compile(
                Sketch.plainText.replacing("zone: UTC", with: "zone: UTC\n    marketing-qualified: \(line)"), file: "a")
        }
        #expect(found?.faults.map(\.advice) == [advice], "\(String(describing: found))")
    }

    @Test(arguments: [
        "{ all: [ employees >= 50, employees < 10 ] }", "{ all: [ employees > 10, employees <= 10 ] }",
        "{ all: [ country in US, country in DE, CA ] }", "{ all: [ country = US, country != US ] }",
        "{ all: [ country not in US, DE, country in DE ] }", "{ all: [ title is unknown, title contains head ] }",
        "{ all: [ customer is yes, customer is no ] }", "{ all: [ revenue > 5 EUR, revenue > 5 USD ] }",
        "{ all: [ activity demo within 7d, no activity demo within 30d ] }",
        "{ all: [ country = US, { any: [ country = DE, employees > 5 ] } ] }",
        "{ all: [ { all: [ employees = 5 ] }, { all: [ employees = 6 ] } ] }",
    ])
    func `that can never be fulfilled is a finding`(text: String) {
        let split = text.replacing("country in US, country", with: "'country in US', country")
            .replacing("in DE, CA", with: "in DE").replacing(
                "'country in US', country in DE", with: "'country in US', 'country in DE'"
            )
            .replacing("country not in US, DE, country in DE", with: "'country not in US, DE', country in DE")
        let found = Sketch.findings("marketing-qualified: \(split)")
        #expect(found.count == 1 && found[0].contains("can never hold together"), "\(found)")
    }

    @Test(arguments: [
        (
            "{ all: [ employees >= 10, { none: [ employees >= 5 ] } ] }",
            "'employees >= 10' never holds without 'employees >= 5', which is forbidden"
        ),
        (
            "{ all: [ activity demo at least 3 within 7d, { none: [ activity demo at least 2 within 30d ] } ] }",
            "'activity demo at least 3 within 7d' never holds without 'activity demo at least 2 within 30d', which is forbidden"
        ),
        (
            "{ all: [ no activity demo within 30d, { none: [ no activity demo within 7d ] } ] }",
            "'no activity demo within 30d' never holds without 'no activity demo within 7d', which is forbidden"
        ),
        (
            "{ all: [ created within 30d, { none: [ created within 90d ] } ] }",
            "'created within 30d' never holds without 'created within 90d', which is forbidden"
        ),
        (
            "{ all: [ created within 30d, { none: [ created is known ] } ] }",
            "'created within 30d' never holds without 'created is known', which is forbidden"
        ),
        (
            "{ all: [ country = US, { none: [ 'country in US, CA' ] } ] }",
            "'country = US' never holds without 'country in US, CA', which is forbidden"
        ),
        (
            "{ all: [ revenue > 9 EUR, { none: [ { any: [ revenue > 5 EUR, title is known ] } ] } ] }",
            "'revenue > 9 EUR' never holds without 'revenue > 5 EUR', which is forbidden"
        ),
        (
            "{ all: [ email-domain = a.rival.example, { none: [ email-domain = rival.example ] } ] }",
            "'email-domain = a.rival.example' never holds without 'email-domain = rival.example', which is forbidden"
        ),
        (
            "{ all: [ title = ceo, title contains head ] }",
            "'title contains head' can never hold together with 'title = ceo'"
        ),
        (
            "{ all: [ title contains head of, { none: [ title contains head ] } ] }",
            "'title contains head of' never holds without 'title contains head', which is forbidden"
        ),
        (
            "{ all: [ employees is known, { none: [ employees < 5, employees >= 5 ] } ] }",
            "neither 'employees >= 5' nor 'employees < 5' may hold"
        ),
        (
            "{ none: [ activity demo within 7d, no activity demo within 7d ] }",
            "neither 'no activity demo within 7d' nor 'activity demo within 7d' may hold"
        ),
        (
            "{ all: [ employees is known, { none: [ employees >= 0 ] } ] }",
            "'employees >= 0' is forbidden and always holds: nothing is below 0"
        ),
        ("{ all: [ 'country in US, CA', 'country in CA, DE', 'country in DE, US' ] }", Self.atOnce),
        ("{ all: [ 'title in head of sales, ceo', title != ceo, { none: [ title contains head ] } ] }", Self.atOnce),
        ("{ all: [ { any: [ country = US, country = CA ] }, { any: [ country = DE, country = FR ] } ] }", Self.atOnce),
        (
            "{ all: [ phone is known, title is known, { none: [ { all: [ phone is known, title is known ] } ] } ] }",
            Self.atOnce
        ),
    ])
    func `that forbids what it asks for is a finding, in whatever words`(text: String, summary: String) {
        #expect(Sketch.findings("marketing-qualified: \(text)") == [summary])
    }

    private static let atOnce = "no lead can ever fulfil all of it at once"

    @Test func `of those who come back knows that what is not done again may have been done before`() {
        let line = "return-to-sales: { all: [ title is known, { none: [ activity demo, no activity demo ] } ] }"
        let text = Sketch.plainText.replacing("reasons:", with: "\(line)\n      reasons:")
        #expect(throws: Never.self) { try Agreement.compile(text, file: "agreement.yaml") }
    }

    @Test(arguments: [
        "{ all: [ title contains head, { none: [ title contains head of ] } ] }",
        "{ all: [ interests = malt, interests contains hops ] }",
        "{ all: [ employees >= 5, { none: [ employees >= 10 ] } ] }",
        "{ none: [ employees < 5, employees >= 5 ] }",
        "{ all: [ revenue is known, { none: [ revenue < 5 EUR, revenue >= 5 EUR ] } ] }",
        "{ all: [ created is known, { none: [ created within 90d ] } ] }",
        "{ all: [ activity demo, { none: [ activity demo within 30d ] } ] }",
        "{ all: [ activity demo, { none: [ activity demo at least 2 ] } ] }",
        "{ all: [ phone is known, { none: [ { all: [ phone is known, title is known ] } ] } ] }",
        "{ all: [ 'country in US, CA', 'country in CA, DE', 'country not in DE, US' ] }",
        "{ all: [ email-domain = rival.example, { none: [ email-domain = a.rival.example ] } ] }",
        "{ all: [ email-domain = a.example, email-domain = b.example ] }",
        "{ all: [ employees >= 50, employees <= 50 ] }", "{ any: [ employees >= 50, employees < 10 ] }",
        "{ all: [ interests in malt, interests in hops ] }", "{ all: [ 'country in US, DE', 'country not in US' ] }",
        "{ all: [ activity demo within 30d, no activity demo within 7d ] }",
        "{ all: [ title is known, title contains x ] }",
        "{ all: [ country != US, country != DE ] }", "{ none: [ employees >= 50, employees < 10 ] }",
    ])
    func `that can be fulfilled is none`(text: String) {
        #expect(Sketch.findings("marketing-qualified: \(text)") == [])
    }
}

@Suite struct `A score` {
    private static let keys = """
        score:
          at-most: 60
          contributions:
            demo: { points: 30, when: activity demo-request within 90d }
            pricing: { points: 8, for-each: pricing-page, at-most: 20, half-life: 30d }
            student: { points: -25, when: title contains student }
        """

    private func points(_ dossier: LeadDossier, at time: String) throws -> ([String], String) {
        let model = try #require(try Sketch.agreement(Self.keys).versions[0].qualification.score)
        let points = model.points(in: Circumstances(dossier, at: Sketch.at(time)))
        return (points.map { "\($0.name) \($0.hundredths) \($0.count)" }, model.total(points).description)
    }

    @Test func `adds contributions, each capped and fading by halves`() throws {
        let one = Sketch.dossier(
            Sketch.lead(.init("2026-01-01", .new)),
            activities: [Sketch.deed("pricing-page", "2026-01-01"), Sketch.deed("pricing-page", "2026-01-31")])
        #expect(try points(one, at: "2026-01-31") == (["demo 0 0", "pricing 1200 2", "student 0 0"], "12"))
        #expect(try points(one, at: "2026-03-02") == (["demo 0 0", "pricing 600 2", "student 0 0"], "6"))
        #expect(try points(one, at: "2026-01-16").1 == "5.66")
        let many = Sketch.dossier(
            Sketch.lead(.init("2026-01-01", .new)),
            activities: (1...9).map { Sketch.deed("pricing-page", "2026-01-0\($0)") } + [
                Sketch.deed("demo-request", "2026-01-09")
            ])
        #expect(try points(many, at: "2026-01-09") == (["demo 3000 1", "pricing 2000 9", "student 0 0"], "50"))
    }

    @Test func `is never below nothing`() throws {
        let student = Sketch.dossier(Sketch.lead(.init("2026-01-01", .new, nil, [.title: .text("Student")])))
        #expect(try points(student, at: "2026-01-02") == (["demo 0 0", "pricing 0 0", "student -2500 1"], "0"))
    }

    @Test func `of the agreement counts before that of the sources`() throws {
        let lead = Sketch.dossier(Sketch.lead(.init("2026-01-01", .new, nil, [.score: .number(ExactNumber(55))])))
        let criterion = try Sketch.criterion("score >= 50")
        let circumstances = Circumstances(lead, at: Sketch.at("2026-01-02"))
        #expect(criterion.isMet(in: circumstances))
        let model = try Sketch.agreement(Self.keys).versions[0].qualification.score
        #expect(!criterion.isMet(in: circumstances.scored(by: model)))
    }

    @Test(arguments: [
        ("{ contributions: { a: { points: 0, when: title is known } } }", "the contribution 'a' gives no points"),
        (
            "{ contributions: { a: { points: 5, when: score >= 5 } } }",
            "the contribution 'a' depends on the score that it is part of"
        ),
        (
            "{ contributions: { a: { points: 5, when: title is known, half-life: 3d } } }",
            "'half-life' is for what is given for each activity"
        ),
        ("{ contributions: { a: { points: 5, for-each: Demo Page } } }", "'Demo Page' is no kind of activity"),
    ])
    func `that makes no sense is a finding`(score: String, summary: String) {
        #expect(Sketch.findings("score: \(score)") == [summary])
    }

    @Test func `that nobody can reach is a finding where it is asked for`() {
        let score =
            "score: { contributions: { a: { points: 20, when: title is known }, b: { points: 5, for-each: demo, at-most: 10 } } }\n"
        #expect(Sketch.findings(score + "marketing-qualified: score >= 30") == [])
        #expect(
            Sketch.findings(score + "marketing-qualified: score >= 31") == [
                "no lead ever reaches it: the score is at most 30"
            ])
        #expect(
            Sketch.findings(score.replacing(", at-most: 10", with: "") + "marketing-qualified: score >= 3100") == [])
    }

    @Test(arguments: [
        ("{ all: [ score >= 60, no activity demo ] }", "20"),
        ("{ all: [ score > 20, { none: [ activity demo ] } ] }", "20"),
        ("{ all: [ score >= 31, { none: [ activity demo at least 2 ] } ] }", "30"),
        ("{ any: [ title is known, { all: [ score >= 101, title is unknown ] } ] }", "100"),
        ("{ all: [ title = clerk, no activity demo, { none: [ score < 1 ] } ] }", "0"),
    ])
    func `that nobody can reach beside what else is asked is a finding`(criterion: String, highest: String) {
        let score = """
            score:
              at-most: 120
              contributions:
                a: { points: 20, when: title contains head }
                b: { points: 10, for-each: demo, at-most: 100 }
            marketing-qualified:
            """
        #expect(
            Sketch.findings("\(score) \(criterion)") == [
                "no lead ever reaches it: beside what else is asked here, the score is at most \(highest)"
            ])
    }

    @Test(arguments: [
        "{ all: [ score >= 60, no activity demo within 30d ] }",
        "{ all: [ score >= 60, { none: [ activity demo within 9d ] } ] }",
        "{ all: [ score >= 120, title contains head ] }",
        "{ all: [ score >= 30, { none: [ activity demo at least 2 ] } ] }",
        "{ all: [ score < 1, no activity demo ] }",
    ])
    func `that somebody can reach beside what else is asked is none`(criterion: String) {
        let score =
            "score: { contributions: { a: { points: 20, when: title contains head }, b: { points: 10, for-each: demo } } }"
        #expect(Sketch.findings("\(score)\nmarketing-qualified: \(criterion)") == [])
    }
}
