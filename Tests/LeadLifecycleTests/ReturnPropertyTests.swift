import LeadLifecycle
import LeadModel
import TestSupport
import Testing

@Suite struct `Of any lead that may go back to sales` {
    private static let seeds = (0..<30).map { UInt64($0) &* 104_729 &+ 20_261_122 }

    private static let criteria = [
        "{ any: [ score >= 60, activity demo-request within 7d ] }",
        "{ all: [ score >= 40, { any: [ activity pricing-page at least 2 within 30d, title contains head ] } ] }",
        "{ any: [ last-activity within 14d, { all: [ no activity call within 20d, score > 30 ] } ] }",
    ]

    private static let model =
        "    score: { contributions: { page: { points: 25, for-each: pricing-page, half-life: 40d }, demo: { points: 30, when: activity demo-request within 60d }, call: { points: -20, when: activity call within 30d } } }\n"

    private static func agreement(_ dice: inout Dice, early: String? = nil) throws -> Agreement {
        try Sketch.returning(
            criteria.randomElement(using: &dice) ?? criteria[0],
            early: early ?? (Bool.random(using: &dice) ? "no" : "yes"),
            keys: Bool.random(using: &dice) ? model : "")
    }

    /// A lead with a past before and after its exit, most of it told by the first of 2027.
    private static func dossier(_ dice: inout Dice) -> LeadDossier {
        func day() -> String { Sketch.at("2026-01-01").adding(days: .random(in: 0..<360, using: &dice)).description }
        func said() -> [Field: FieldValue] {
            var more = Sketch.score(.random(in: 0..<100, using: &dice))
            if Bool.random(using: &dice) { more[.title] = .text(Bool.random(using: &dice) ? "Head" : "Clerk") }
            if Bool.random(using: &dice) { more[.lastActivity] = .instant(Sketch.at(day())) }
            return more
        }
        let stages: [Stage] = [.assigned, .working, .discarded, .discarded, .discarded, .recycled]
        let lead = (0..<Int.random(in: 1...5, using: &dice)).map { _ in
            let stage = stages.randomElement(using: &dice) ?? .discarded
            return Sketch.Version(day(), stage, stage == .discarded ? .timing : nil, said())
        }
        let contact = (0..<Int.random(in: 1...4, using: &dice)).map { _ in Sketch.Version(day(), nil, nil, said()) }
        let kinds = ["demo-request", "pricing-page", "call", "webinar"]
        let deeds = (0..<Int.random(in: 0...8, using: &dice)).map { _ in
            Sketch.deed(kinds.randomElement(using: &dice) ?? "", day())
        }
        return Sketch.dossier(
            Sketch.record(Sketch.crm, "00Q1", lead), Sketch.record(Sketch.marketing, "51", contact), activities: deeds)
    }

    private func forEach(_ seed: UInt64, _ body: (inout Dice, LeadDossier) throws -> Void) rethrows {
        var dice = Dice(seed: seed)
        for _ in 0..<40 {
            let dossier = Self.dossier(&dice)
            try body(&dice, dossier)
        }
    }

    @Test func `both outcomes are among the leads that are drawn`() throws {
        var kinds: [DecisionKind: Int] = [:]
        for seed in Self.seeds {
            try forEach(seed) { dice, dossier in
                let decision = try Self.agreement(&dice).decide(dossier, at: "2027-06-01")
                kinds[decision.kind, default: 0] += 1
            }
        }
        #expect(kinds[.return, default: 0] > 100 && kinds[.recycle, default: 0] > 100, "\(kinds)")
    }

    @Test(arguments: seeds) func `time alone never turns return back`(seed: UInt64) throws {
        try forEach(seed) { dice, dossier in
            let agreement = try Self.agreement(&dice)
            var returned: Decision?
            for step in 0..<30 {
                let decision = agreement.decide(
                    dossier, at: Sketch.at("2026-01-01").adding(days: step * 20).description)
                if let returned { #expect(decision == returned, "seed \(seed)") }
                returned = decision.kind == .return ? decision : nil
            }
        }
    }

    @Test(arguments: seeds) func `time alone makes nobody return but at the end of a cooling-off that must be kept`(
        seed: UInt64
    ) throws {
        try forEach(seed) { dice, dossier in
            let agreement = try Self.agreement(&dice)
            // All that is known is of the past by then.
            let first = agreement.decide(dossier, at: "2027-01-01")
            let later = agreement.decide(dossier, at: "2028-01-01")
            guard later.kind == .return, first.kind != .return else { return }
            let isUntouched =
                later.trigger == .untouched && first.due ?? Sketch.at("2026-01-01") > Sketch.at("2027-01-01")
            #expect(later.returned == later.due || isUntouched, "seed \(seed)")
        }
    }

    @Test(arguments: seeds) func `a return that is decided is the comeback of its pass`(seed: UInt64) throws {
        try forEach(seed) { dice, dossier in
            let agreement = try Self.agreement(&dice)
            let decision = agreement.decide(dossier, at: "2027-01-01")
            guard decision.trigger != .untouched, agreement.standing(of: dossier).stage == .discarded else { return }
            let last = agreement.comebacks(
                of: dossier, cycles: agreement.story(of: dossier).cycles, at: Sketch.at("2027-01-01")
            )
            .first { $0.cycle == decision.cycle && $0.exited == decision.since }
            guard decision.since == agreement.story(of: dossier).cycles.last?.exited else { return }
            #expect(
                last?.returned == decision.returned && last?.isEarly ?? false == decision.isEarlyReturn, "seed \(seed)")
        }
    }

    @Test(arguments: seeds) func `the order of records does not matter`(seed: UInt64) throws {
        try forEach(seed) { dice, dossier in
            let agreement = try Self.agreement(&dice)
            var shuffled = dossier
            shuffled.records.shuffle(using: &dice)
            shuffled.activities.shuffle(using: &dice)
            #expect(
                agreement.decide(dossier, at: "2027-01-01") == agreement.decide(shuffled, at: "2027-01-01"),
                "seed \(seed)")
        }
    }

    @Test(arguments: seeds) func `nothing else changes by what brings leads back`(seed: UInt64) throws {
        let plain = try Sketch.plain()
        try forEach(seed) { dice, dossier in
            let before = plain.decide(dossier, at: "2027-01-01")
            var after = try Self.agreement(&dice).decide(dossier, at: "2027-01-01")
            guard after.kind == .return else {
                #expect(before == after, "seed \(seed)")
                return
            }
            let isNurtured = before.cause == .notAnExit && before.due == nil
            #expect(before.kind == .hold || before.kind == .recycle || isNurtured, "seed \(seed)")
            #expect(try #require(after.returned) > (isNurtured ? Sketch.at("2026-01-01") : try #require(after.since)))
            guard !isNurtured else { return }
            (after.kind, after.cause, after.returned) = (before.kind, before.cause, nil)
            #expect(before == after, "seed \(seed)")
        }
    }

    @Test(arguments: seeds) func `what is known before the exit, and nothing since, brings nobody back`(seed: UInt64)
        throws
    {
        try forEach(seed) { dice, dossier in
            let agreement = try Self.agreement(&dice)
            var past = dossier
            // The exit is the last that anybody tells of.
            let end = Sketch.at("2026-12-31")
            past.records.append(Sketch.record(Sketch.crm, "00Q2", [.init(end.description, .discarded, .timing)]))
            let decision = agreement.decide(past, at: "2027-02-01")
            #expect(decision.since != end || decision.kind == .hold || decision.kind == .leave, "seed \(seed)")
        }
    }

    @Test(arguments: seeds) func `a stricter ledger never returns more`(seed: UInt64) throws {
        try forEach(seed) { dice, dossier in
            let agreement = try Self.agreement(&dice)
            let reason = SuppressionReason.allCases.randomElement(using: &dice) ?? .optOut
            let entry = Suppression(channel: .email, reason: reason, source: "list", since: Sketch.at("2026-01-01"))
            let decision = agreement.decide(dossier, at: "2027-01-01", suppressed: [entry])
            #expect(decision.kind != .return, "seed \(seed)")
        }
    }

    @Test(arguments: seeds) func `what follows from its last decision is what its records say`(seed: UInt64) throws {
        let plain = try Sketch.plain()
        try forEach(seed) { dice, dossier in
            let agreements = [plain, try Self.agreement(&dice), try Self.agreement(&dice)].shuffled(using: &dice)
            let standing = agreements[0].standing(of: dossier)
            let before = agreements[0].decide(dossier, at: "2026-12-01")
            let after = agreements[1].decide(
                after: before, of: LeadID(number: 7), standing: standing, at: Sketch.at("2027-03-01"))
            if let after { #expect(after == agreements[1].decide(dossier, at: "2027-03-01"), "seed \(seed)") }
        }
    }
}
