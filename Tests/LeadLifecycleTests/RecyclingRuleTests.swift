import ConfigFiles
import LeadLifecycle
import LeadModel
import Testing

@Suite struct `Rules for one reason` {
    private static func text(_ reasons: String, never: String = "[spam]", score: String = "") -> String {
        """
        agreement:
          - effective-from: 2025-01-01
            zone: UTC
        \(score.isEmpty ? "" : "    score: " + score + "\n")    recycling:
              triggers: [discarded, rejected, closed-lost]
              never: \(never)
              reasons:
                timing: \(reasons)
        """
    }

    private static func agreement(_ reasons: String, never: String = "[spam]", score: String = "") throws -> Agreement {
        try Agreement.compile(text(reasons, never: never, score: score), file: "agreement.yaml")
    }

    private static func faults(_ text: String) -> [String] {
        do {
            return try Agreement.compile(text, file: "a").warnings.map { "warning: \($0.summary)" }
        } catch {
            return error.faults.map { "\($0.origin?.line ?? 0) \($0.summary)" }
        }
    }

    private static let tiers = [
        "{ when: score >= 50, track: hot, after: 10d, cycles: 5 }",
        "{ triggers: rejected, track: hand-over, after: 20d, cycles: 1 }",
        "{ when: owner = Dana, track: of-dana, after: 40d, cycles: 1 }",
        "{ track: back-in-season, after: 90d, cycles: 2 }",
    ].map { "\n          - \($0)" }.joined()

    private func decision(
        _ more: [Field: FieldValue] = [:], from stage: Stage = .working, agreement: Agreement? = nil
    ) throws -> Decision {
        let dossier = Sketch.dossier(
            Sketch.lead(.init("2026-01-01", stage, nil, more), .init("2026-02-01", .discarded, .timing, more)))
        return try (agreement ?? Self.agreement(Self.tiers)).decide(dossier, at: "2026-02-02")
    }

    @Test func `are asked in their order, and the first that fits decides`() throws {
        #expect(try decision().track == "back-in-season")
        #expect(try decision([.score: .number(ExactNumber(50))]).track == "hot")
        #expect(try decision([.score: .number(ExactNumber(50))], from: .assigned).track == "hot")
        #expect(try decision([.owner: .text("Dana")], from: .assigned).track == "hand-over")
        let dana = try decision([.owner: .text("dana")])
        #expect(dana.track == "of-dana" && dana.due == Sketch.at("2026-03-13"))
    }

    @Test func `ask for what was true when the lead left sales, and not for what came later`() throws {
        let dossier = Sketch.dossier(
            Sketch.lead(
                .init("2026-01-01", .working, nil, [.score: .number(ExactNumber(10))]),
                .init("2026-02-01", .discarded, .timing, [.score: .number(ExactNumber(10))]),
                .init("2026-02-20", .discarded, .timing, [.score: .number(ExactNumber(90))])))
        #expect(try Self.agreement(Self.tiers).decide(dossier, at: "2026-03-01").track == "back-in-season")
    }

    @Test func `fade with time only until the exit, so that waiting changes nothing`() throws {
        let agreement = try Self.agreement(
            Self.tiers, score: "{ contributions: { demo: { points: 60, for-each: demo-request, half-life: 5d } } }")
        let dossier = Sketch.dossier(
            Sketch.lead(.init("2026-01-01", .working), .init("2026-02-01", .discarded, .timing)),
            activities: [Sketch.deed("demo-request", "2026-02-01")])
        for day in ["2026-02-02", "2026-02-11", "2026-06-01", "2028-01-01"] {
            #expect(agreement.decide(dossier, at: day).track == "hot")
        }
    }

    @Test func `are named by the explanation, with the place of the one that decided`() throws {
        let agreement = try Self.agreement(Self.tiers)
        let dossier = Sketch.dossier(
            Sketch.lead(
                .init("2026-01-01", .working, nil, [.owner: .text("Dana")]),
                .init("2026-02-01", .discarded, .timing, [.owner: .text("Dana")])))
        let standing = agreement.standing(of: dossier)
        let because = Because(
            agreement.decide(dossier, at: "2026-02-02"), standing: standing, dossier: dossier, agreement: agreement)
        #expect(because.paragraph.contains("By agreement.yaml:11 recycling.reasons.timing[3] it rests for 40d"))
    }

    @Test func `that nobody fits leave the lead where it is, which the check warns of`() throws {
        let text = "[{ when: score >= 50, track: hot, after: 10d, cycles: 5 }]"
        #expect(try decision(agreement: Self.agreement(text)).cause == .noRule)
        #expect(
            Self.faults(Self.text(text)).contains(
                "warning: leads that fit none of the conditions are left where they are"))
    }

    @Test(arguments: [
        (
            "[{ track: a, after: 1d, cycles: 1 }, { track: b, after: 1d, cycles: 1 }]",
            "8 no lead ever comes to this rule: the one at line 8 decides before"
        ),
        (
            "[{ when: title is known, track: a, after: 1d, cycles: 1 }, { when: title is known, track: b, after: 1d, cycles: 1 }]",
            "8 no lead ever comes to this rule: the one at line 8 decides before"
        ),
        (
            "[{ triggers: [discarded, rejected], track: a, after: 1d, cycles: 1 }, { triggers: rejected, when: title is known, track: b, after: 1d, cycles: 1 }]",
            "8 no lead ever comes to this rule: the one at line 8 decides before"
        ),
        (
            "{ triggers: untouched, track: a, after: 1d, cycles: 1 }",
            "8 this rule fits nobody: none of its triggers is agreed"
        ),
        (
            "{ when: { all: [ employees > 5, employees < 3 ] }, track: a, after: 1d, cycles: 1 }",
            "8 'employees < 3' can never hold together with 'employees > 5'"
        ),
    ])
    func `of which one is never come to are a finding`(rules: String, finding: String) {
        #expect(Self.faults(Self.text(rules)) == [finding])
    }

    @Test func `count for nobody who never comes back`() throws {
        let agreement = try Self.agreement(Self.tiers, never: "[spam, { when: title contains student }]")
        let student = try decision([.title: .text("Student")], agreement: agreement)
        #expect(student.kind == .leave && student.cause == .neverCriterion)
        #expect(try decision([.title: .text("Buyer")], agreement: agreement).track == "back-in-season")
        let dossier = Sketch.dossier(
            Sketch.lead(
                .init("2026-01-01", .working, nil, [.title: .text("Student")]),
                .init("2026-02-01", .discarded, .timing, [.title: .text("Student")])))
        let because = Because(
            student, standing: agreement.standing(of: dossier), dossier: dossier, agreement: agreement)
        #expect(because.paragraph.hasSuffix("and agreement.yaml:6 recycling.never lists 'title contains student'."))
        #expect(because.conditions.first { $0.verdict == .decided }?.name == "lead may come back")
    }

    @Test func `for everybody, with nobody left out, are worth a warning`() {
        let all = DiscardReason.allCases.map { "\($0.word): { track: a, after: 1d, cycles: 1 }" }.joined(
            separator: ", ")
        let text = """
            agreement:
              - effective-from: 2025-01-01
                zone: UTC
                recycling: { triggers: [discarded], reasons: { \(all) } }
            """
        #expect(Self.faults(text) == ["warning: the policy brings everybody back, spam and bad data, too"])
    }
}
