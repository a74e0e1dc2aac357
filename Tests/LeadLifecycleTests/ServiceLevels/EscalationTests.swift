import ConfigFiles
import LeadModel
import Testing

@testable import LeadLifecycle

/// Leads that nobody touches, and who in sales is told of them.
@Suite struct `A lead that waits too long` {
    private static let steps = "[{ after: 4h, track: team-lead }, { after: 2d, track: head-of-sales }]"

    private static func text(_ steps: String, more: String = "") -> String {
        Sketch.plainText.replacing(
            "zone: UTC",
            with: """
                zone: UTC
                    business-hours: { days: mon-fri, from: "09:00", to: "17:00" }
                    sales: { \(more)escalate: \(steps) }
                """)
    }

    private static func agreement(_ steps: String = steps) throws -> Agreement {
        try Agreement.compile(text(steps), file: "agreement.yaml")
    }

    /// Handed over on a Friday at three in the afternoon: two hours of work, and two more on Monday.
    private static let handedOver = "2026-05-29T15:00:00Z"
    private static let waiting = Sketch.lead(.init(handedOver, .assigned))

    @Test func `is told of step by step, until it counts as untouched`() throws {
        let agreement = try Self.agreement()
        let dossier = Sketch.dossier(Self.waiting)
        /// Kind, track, since when, and when it becomes something else.
        func told(_ now: String) -> [String] {
            let decision = agreement.decide(dossier, at: now)
            return [
                decision.kind.rawValue, decision.track ?? "", decision.since.map { "\($0)" } ?? "",
                decision.due.map { "\($0)" } ?? "",
            ]
        }
        // Two days of the calendar are over before four hours of work are.
        #expect(told("2026-05-29T15:00:00Z") == ["leave", "", "2026-05-29T15:00:00Z", "2026-05-31T15:00:00Z"])
        #expect(
            told("2026-05-31T15:00:00Z")
                == ["escalate", "head-of-sales", "2026-05-31T15:00:00Z", "2026-06-01T11:00:00Z"])
        #expect(
            told("2026-06-01T11:00:00Z")
                == ["escalate", "head-of-sales", "2026-05-31T15:00:00Z", "2026-06-12T15:00:00Z"])
        #expect(told("2026-06-12T15:00:00Z")[0] == "hold" || told("2026-06-12T15:00:00Z")[0] == "recycle")
        let monday = Sketch.dossier(Sketch.lead(.init("2026-06-01T15:00:00Z", .assigned)))
        #expect(agreement.decide(monday, at: "2026-06-02T10:59:59Z").kind == .leave)
        #expect(agreement.decide(monday, at: "2026-06-02T11:00:00Z").track == "team-lead")
        #expect(agreement.decide(monday, at: "2026-06-03T14:59:59Z").track == "team-lead")
        #expect(agreement.decide(monday, at: "2026-06-03T15:00:00Z").track == "head-of-sales")
    }

    @Test func `is told of no more once sales touches it, and again when it waits in another pass`() throws {
        let agreement = try Self.agreement()
        let touched = Sketch.dossier(Self.waiting, activities: [Sketch.touch(.call, "2026-06-03T09:00:00Z")])
        #expect(agreement.decide(touched, at: "2026-06-04").kind == .leave)
        #expect(agreement.decide(touched, at: "2026-06-04").due == nil)
        let again = Sketch.dossier(
            Sketch.lead(
                .init(Self.handedOver, .assigned), .init("2026-06-02T10:00:00Z", .discarded, .timing),
                .init("2026-06-20T10:00:00Z", .assigned)))
        let second = agreement.decide(again, at: "2026-06-23")
        #expect(second.kind == .escalate && second.since == Sketch.at("2026-06-22T10:00:00Z"))
    }

    @Test func `is not told of where its person must not be sent anywhere, or no record is left`() throws {
        let agreement = try Self.agreement()
        let optedOut = Sketch.lead(.init(Self.handedOver, .assigned, nil, [.optedOut: .flag(true)]))
        #expect(agreement.decide(Sketch.dossier(optedOut), at: "2026-06-03").kind == .suppress)
        let deleted = Sketch.lead(.init(Self.handedOver, .assigned, nil, [.deleted: .flag(true)]))
        #expect(agreement.decide(Sketch.dossier(deleted), at: "2026-06-03").cause == .deleted)
        // A customer who asks again is sales' to answer.
        let customer = Sketch.lead(.init(Self.handedOver, .assigned, nil, [.customer: .flag(true)]))
        #expect(agreement.decide(Sketch.dossier(customer), at: "2026-06-03").kind == .escalate)
    }

    @Test func `is warned of where a month lies behind some days of work`() throws {
        let text = Self.text("[{ after: 8h, track: a }, { after: 30d, track: b }]").replacing(
            "untouched after 14d", with: "untouched after 10 business days")
        let warnings = try Agreement.compile(text, file: "agreement.yaml").warnings.map(\.summary)
        #expect(
            warnings.contains(
                "'b' is told only of what marketing will not take: leads count as untouched after 10 business days"),
            "\(warnings)")
        #expect(!warnings.contains { $0.hasPrefix("'a' is told") })
    }

    @Test func `is told of in business days, from any hour`() throws {
        let agreement = try Self.agreement("{ after: 2 business days, track: head-of-sales }")
        // Two hours of Friday's eight, all of Monday, and six of Tuesday.
        let decision = agreement.decide(Sketch.dossier(Self.waiting), at: "2026-05-30")
        #expect(decision.kind == .leave && decision.due == Sketch.at("2026-06-02T15:00:00Z"))
        let none = #expect(throws: FaultList.self) {
            try Agreement.compile(
                Self.text("{ after: 2 business days, track: a }").replacing(#/ +business-hours:.*\n/#, with: ""),
                file: "agreement.yaml")
        }
        #expect(
            none?.faults.map(\.summary) == ["'2 business days' needs business hours, and this version has none"])
    }

    /// Untouched for the third time, where marketing takes it twice.
    @Test func `is told of still where it counts as untouched and marketing will not take it`() throws {
        let text = Self.text(Self.steps).replacing(
            "unknown: { track: re-engage, after: 45d, cycles: 1 }",
            with:
                "untouched: { track: first-touch, after: 0d, cycles: 1 }\n        unknown: { track: re-engage, after: 45d, cycles: 1 }"
        )
        let agreement = try Agreement.compile(text, file: "agreement.yaml")
        let again = Sketch.dossier(
            Sketch.lead(
                .init("2026-04-01T15:00:00Z", .assigned), .init("2026-04-20T10:00:00Z", .recycled),
                .init(Self.handedOver, .assigned)))
        let decision = agreement.decide(again, at: "2026-07-01")
        #expect(decision.kind == .escalate && decision.track == "head-of-sales" && decision.due == nil)
        #expect(decision.cause == .cyclesExhausted && decision.trigger == .untouched && decision.cycle == 2)
        let standing = agreement.standing(of: again)
        let because = Because(decision, standing: standing, dossier: again, agreement: agreement)
        #expect(because.paragraph.contains("Marketing will not take it: it was not touched"), "\(because.paragraph)")
        #expect(because.conditions.filter { $0.verdict == .decided }.map(\.name) == ["cycle"])
        // Nobody can be reached by a telephone that is closed, and nobody is told.
        let closed = Sketch.dossier(
            Sketch.lead(.init(Self.handedOver, .assigned, nil, [.doNotCall: .flag(true)])),
            contact: [.phone: .text("+13125550100")])
        #expect(agreement.decide(closed, at: "2026-07-01").cause == .unreachable)
        #expect(agreement.decide(closed, at: "2026-07-01").kind == .leave)
    }

    @Test func `is told of by the version in force at the hand-over`() throws {
        let text = Self.text("{ after: 1d, track: team-lead }")
        let later = text.replacing("agreement:\n", with: "").replacing("2025-01-01", with: "2026-05-30")
            .replacing("track: team-lead", with: "track: head-of-sales")
        let agreement = try Agreement.compile("\(text)\n\(later)", file: "agreement.yaml")
        let before = agreement.decide(Sketch.dossier(Self.waiting), at: "2026-06-03")
        #expect(before.track == "team-lead" && before.agreement == "2025-01-01")
        let after = Sketch.dossier(Sketch.lead(.init("2026-06-01T15:00:00Z", .assigned)))
        #expect(agreement.decide(after, at: "2026-06-03").track == "head-of-sales")
        #expect(agreement.escalationTracks == ["team-lead", "head-of-sales"])
    }

    @Test func `is explained with the step and its place`() throws {
        let agreement = try Self.agreement()
        let dossier = Sketch.dossier(Self.waiting)
        func because(_ now: String) -> Because {
            let standing = agreement.standing(of: dossier)
            return Because(
                agreement.decide(dossier, at: now), standing: standing, dossier: dossier, agreement: agreement)
        }
        #expect(
            because("2026-06-03").paragraph
                == "L7 waits for sales since 2026-05-29, for longer than agreed since 2026-05-31. By agreement.yaml:5 "
                + "sales.escalate, 'head-of-sales' is told after 2d. Untouched, it counts as such on 2026-06-12. "
                + "The agreement of 2025-01-01 decides.")
        #expect(
            because("2026-05-30").paragraph
                == "L7 stays where it is: it waits for sales since 2026-05-29; 'team-lead' is told after 4h; "
                + "untouched, it counts as such on 2026-06-12.")
        let decided = because("2026-06-03").conditions.filter { $0.verdict == .decided }
        #expect(decided.map(\.name) == ["left sales"])
    }

    // MARK: What is refused, and what is odd

    @Test(arguments: [
        ("[{ after: 0h, track: a }]", "'after' must be a length of time"),
        ("[{ after: 4h, track: a }, { after: 4h, track: b }]", "after 4h it is too late for 'b': 'a' comes after 4h"),
        ("[{ after: 2d, track: a }, { after: 1d, track: b }]", "after 1d it is too late for 'b': 'a' comes after 2d"),
        ("[{ after: 30h, track: a }, { after: 1d, track: b }]", "after 1d it is too late for 'b': 'a' comes after 30h"),
        ("[{ after: 4h, track: a }, { after: 2d, track: a }]", "'a' is told already after 4h"),
        (
            "[{ after: 20 business days, track: a }, { after: 14d, track: b }]",
            "after 14d it is too late for 'b': 'a' comes after 20 business days"
        ),
        ("[{ after: soon, track: a }]", "'after' must be a length of time"),
    ]) func `is refused where a step can never be taken`(steps: String, summary: String) throws {
        let refused = #expect(throws: FaultList.self) { try Self.agreement(steps) }
        #expect(refused?.faults.map(\.summary) == [summary])
    }

    @Test(arguments: [
        // Eight hours of work take longer than a day where there are not so many in one.
        ("[{ after: 1d, track: a }, { after: 9h, track: b }]", "", [String]()),
        (
            "[{ after: 14d, track: a }]", "",
            ["'a' is told only of what marketing will not take: leads count as untouched after 14d"]
        ),
        (
            "[{ after: 400h, track: a }]", "",
            ["'a' is told only of what marketing will not take: leads count as untouched after 14d"]
        ),
        (
            "[{ after: 4h, track: a }, { after: 2d, track: b }]", "",
            ["where a weekend lies between, 'b' is told after 2d, before 'a' is after 4h"]
        ),
        ("[{ after: 4h, track: a }, { after: 2 business days, track: b }]", "", []),
        ("[{ after: 13d, track: a }]", "", []),
        // Four weeks of work, and never less than 25 days; two weeks may be over after eleven.
        (
            "[{ after: 20 business days, track: a }]", "",
            ["'a' is told only of what marketing will not take: leads count as untouched after 14d"]
        ),
        ("[{ after: 10 business days, track: a }]", "", []),
        (
            "[{ after: 30m, track: a }]", "first-response: 1h, ",
            ["'a' is told after 30m, and sales has 1h for the first response"]
        ),
        ("[{ after: 1h, track: a }]", "first-response: 1h, ", []),
    ]) func `is warned of where a step is probably not meant`(
        steps: String, more: String, warnings: [String]
    ) throws {
        let agreement = try Agreement.compile(Self.text(steps, more: more), file: "agreement.yaml")
        let own = agreement.warnings.filter { $0.summary.contains("told") }
        #expect(own.map(\.summary) == warnings)
        #expect(own.allSatisfy { $0.origin?.line == 5 })
    }
}
