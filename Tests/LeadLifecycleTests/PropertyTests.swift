import LeadLifecycle
import LeadModel
import TestSupport
import Testing

@Suite struct `Of any lead` {
    private static func day(_ dice: inout Dice) -> String {
        Sketch.at("2025-01-01").adding(days: .random(in: 0..<600, using: &dice)).description
    }

    private static func version(_ dice: inout Dice) -> Sketch.Version {
        var more: [Field: FieldValue] = [:]
        if Int.random(in: 0..<6, using: &dice) == 0 {
            more[.callAttempts] = .number(ExactNumber(.random(in: 0..<4, using: &dice)))
        }
        if Int.random(in: 0..<9, using: &dice) == 0 { more[.optedOut] = .flag(.random(using: &dice)) }
        if Int.random(in: 0..<12, using: &dice) == 0 { more[.deleted] = .flag(true) }
        if Bool.random(using: &dice) { more[.created] = .instant(Sketch.at(day(&dice))) }
        if Int.random(in: 0..<4, using: &dice) == 0 { more[.assigned] = .instant(Sketch.at(day(&dice))) }
        let stage = Int.random(in: 0..<8, using: &dice) == 0 ? nil : Stage.allCases.randomElement(using: &dice)
        let version = Sketch.Version(
            day(&dice), stage, Bool.random(using: &dice) ? DiscardReason.allCases.randomElement(using: &dice) : nil,
            more)
        return Bool.random(using: &dice) ? version : version.byDay(.modified, .created, .assigned)
    }

    static func dossier(_ dice: inout Dice) -> LeadDossier {
        let streams = [Sketch.crm, Sketch.secondCRM, Sketch.marketing]
        var dossier = Sketch.dossier()
        for number in 0..<Int.random(in: 0...4, using: &dice) {
            let versions = (0..<Int.random(in: 1...5, using: &dice)).map { _ in version(&dice) }
            dossier.records.append(
                Sketch.record(streams.randomElement(using: &dice) ?? Sketch.crm, "R\(number)", versions))
        }
        for number in 0..<Int.random(in: 0...2, using: &dice) {
            let versions = (0..<Int.random(in: 1...3, using: &dice)).map { _ in
                let stage = OpportunityStage.allCases.randomElement(using: &dice) ?? .open
                return Sketch.Version(
                    day(&dice), nil, nil,
                    [
                        .opportunityStage: .text(stage.rawValue),
                        .lostReason: .text(Bool.random(using: &dice) ? "timing" : "unknown"),
                    ])
            }
            dossier.opportunities.append(Sketch.record(Sketch.opportunities, "D\(number)", versions))
        }
        for _ in 0..<Int.random(in: 0...2, using: &dice) {
            let day = day(&dice)
            let isDay = Bool.random(using: &dice)
            dossier.activities.append(isDay ? Sketch.call(on: String(day.prefix(10))) : Sketch.touch(.call, day))
        }
        return dossier
    }

    private static let seeds = (0..<40).map { UInt64($0) &* 7_919 &+ 20_260_301 }

    @Test(arguments: seeds) func `time alone never turns recycle back`(seed: UInt64) throws {
        var dice = Dice(seed: seed)
        let agreements = try [Sketch.plain(), Sketch.short()]
        for number in 0..<50 {
            let agreement = agreements[number % 2]
            let dossier = Self.dossier(&dice)
            let standing = agreement.standing(of: dossier)
            var isRecycled = false
            var last: Decision?
            for step in 0..<40 {
                let now = Sketch.at("2025-01-01").adding(days: step * 30)
                let decision = agreement.decide(dossier, standing: standing, suppressed: [], at: now)
                if isRecycled { #expect(decision == last, "seed \(seed)") }
                if let due = last?.due, last?.kind == .hold, now < due {
                    #expect(decision.kind == .hold, "seed \(seed)")
                }
                if decision.kind == .hold, let due = decision.due { #expect(now < due, "seed \(seed)") }
                // Whoever is told of a lead is told until somebody else is, or it counts as untouched.
                if last?.kind == .escalate, decision != last {
                    #expect(now >= last?.due ?? now, "seed \(seed)")
                    let isTaken = decision.kind == .hold || decision.kind == .recycle
                    #expect(decision.kind == .escalate || isTaken && decision.trigger == .untouched, "seed \(seed)")
                }
                isRecycled = decision.kind == .recycle
                last = decision
            }
        }
    }

    /// Most leads are decided anew without a look at their records; that must make no difference.
    @Test(arguments: seeds) func `what follows from the last decision is what the records say`(seed: UInt64) throws {
        var dice = Dice(seed: seed)
        let agreements = try [
            Sketch.plain(), Sketch.shipped(), Sketch.withCriteria(), Sketch.short(), Sketch.inBusinessDays(),
        ]
        var (followed, asked) = (0, 0)
        for _ in 0..<100 {
            let dossier = Self.dossier(&dice)
            let standing = agreements[0].standing(of: dossier)
            let ledger: [Suppression] =
                Int.random(in: 0..<5, using: &dice) > 0
                ? []
                : [
                    Suppression(
                        channel: Channel.allCases.randomElement(using: &dice) ?? .all,
                        reason: SuppressionReason.allCases.randomElement(using: &dice) ?? .optOut, source: "list",
                        since: Sketch.at("2025-01-01"))
                ]
            for _ in 0..<10 {
                let earlier = Sketch.at(Self.day(&dice))
                let now = earlier.adding(days: .random(in: 0..<400, using: &dice))
                let before = try #require(agreements.randomElement(using: &dice))
                let after = try #require(agreements.randomElement(using: &dice))
                let last = before.decide(dossier, standing: standing, suppressed: ledger, at: earlier)
                let asRecordsSay = after.decide(dossier, standing: standing, suppressed: ledger, at: now)
                guard let decision = after.decide(after: last, of: dossier.id, standing: standing, at: now) else {
                    asked += 1
                    continue
                }
                followed += 1
                #expect(decision == asRecordsSay, "seed \(seed)")
            }
        }
        #expect(followed > 500, "seed \(seed): \(followed) of \(followed + asked)")
        #expect(asked > 0, "seed \(seed)")
    }

    @Test(arguments: seeds) func `the order of records never matters`(seed: UInt64) throws {
        var dice = Dice(seed: seed)
        let agreement = try Sketch.plain()
        for _ in 0..<50 {
            let dossier = Self.dossier(&dice)
            var shuffled = dossier
            shuffled.records.shuffle(using: &dice)
            shuffled.opportunities.shuffle(using: &dice)
            shuffled.activities.shuffle(using: &dice)
            let now = Sketch.at(Self.day(&dice))
            let (one, other) = (agreement.standing(of: dossier), agreement.standing(of: shuffled))
            #expect(one == other, "seed \(seed)")
            #expect(
                agreement.decide(dossier, standing: one, suppressed: [], at: now)
                    == agreement.decide(shuffled, standing: other, suppressed: [], at: now), "seed \(seed)")
        }
    }

    @Test(arguments: seeds) func `a stricter ledger never sends more`(seed: UInt64) throws {
        var dice = Dice(seed: seed)
        let agreements = try [Sketch.plain(), Sketch.short()]
        for number in 0..<50 {
            let agreement = agreements[number % 2]
            let dossier = Self.dossier(&dice)
            let standing = agreement.standing(of: dossier)
            let now = Sketch.at(Self.day(&dice)).adding(days: 200)
            var ledger: [Suppression] = []
            var before = agreement.decide(dossier, standing: standing, suppressed: ledger, at: now)
            for reason in SuppressionReason.allCases.shuffled(using: &dice) {
                let channel = Channel.allCases.randomElement(using: &dice) ?? .all
                ledger.append(
                    Suppression(channel: channel, reason: reason, source: "list", since: Sketch.at("2025-01-01")))
                let after = agreement.decide(dossier, standing: standing, suppressed: ledger, at: now)
                if after.kind.isSent || after.kind == .hold { #expect(after.kind == before.kind, "seed \(seed)") }
                if channel != .phone { #expect(after.kind != .recycle && after.kind != .hold, "seed \(seed)") }
                before = after
            }
        }
    }

    @Test(arguments: seeds) func `the explanation decides at most one condition`(seed: UInt64) throws {
        var dice = Dice(seed: seed)
        let agreement = try Sketch.plain()
        for _ in 0..<20 {
            let dossier = Self.dossier(&dice)
            let standing = agreement.standing(of: dossier)
            let decision = agreement.decide(dossier, standing: standing, suppressed: [], at: Sketch.at("2026-12-01"))
            let because = Because(decision, standing: standing, dossier: dossier, agreement: agreement)
            let deciding = because.conditions.filter { $0.verdict == .decided }
            #expect(deciding.count == (decision.kind == .recycle ? 0 : 1), "seed \(seed)")
            #expect(!because.paragraph.contains("ada@"), "seed \(seed)")
        }
    }

    /// Several rules for a reason, a score that fades, and who never comes back.
    private static func rich() throws -> Agreement {
        try Agreement.compile(richText(), file: "agreement.yaml")
    }

    private static func richText() -> String {
        let rules = """
            timing:
                      - { track: hot, after: 10d, cycles: 3, when: score >= 10 }
                      - { track: lost-deals, after: 20d, cycles: 2, triggers: closed-lost }
                      - { track: back-in-season, after: 90d, cycles: 2 }
            """
        return Sketch.plainText.replacing(
            "timing: { track: back-in-season, after: 90d, cycles: 2 }", with: rules
        ).replacing("never: [spam,", with: "never: [spam, { when: no activity call within 400d },")
            .replacing(
                "    zone: UTC",
                with:
                    "    zone: UTC\n    score: { contributions: { calls: { points: 20, for-each: call, half-life: 60d } } }"
            )
    }

    @Test(arguments: seeds) func `time alone never turns recycle back, whatever the rules ask for`(seed: UInt64) throws
    {
        var dice = Dice(seed: seed)
        let agreement = try Self.rich()
        for _ in 0..<30 {
            let dossier = Self.dossier(&dice)
            let standing = agreement.standing(of: dossier)
            var last: Decision?
            for step in 0..<30 {
                let now = Sketch.at("2025-01-01").adding(days: step * 40)
                let decision = agreement.decide(dossier, standing: standing, suppressed: [], at: now)
                if last?.kind == .recycle { #expect(decision == last, "seed \(seed)") }
                last = decision
            }
        }
    }

    @Test(arguments: seeds) func `a later version changes nothing about an exit before its day`(seed: UInt64) throws {
        var dice = Dice(seed: seed)
        let old = try Self.rich()
        let day = Sketch.at("2025-01-01").adding(days: .random(in: 200..<700, using: &dice))
        let later = """

              - effective-from: \(day.description.prefix(10))
                zone: UTC
                recycling:
                  triggers: [discarded, rejected, untouched after 3d]
                  never: [timing]
                  reasons: { spam: { track: spam, after: 1d, cycles: 99 }, unknown: { track: other, after: 2d, cycles: 9 } }
            """
        let new = try Agreement.compile(Self.richText() + later, file: "agreement.yaml")
        var compared = 0
        for _ in 0..<240 {
            let dossier = Self.dossier(&dice)
            let standing = old.standing(of: dossier)
            let now = day.adding(days: .random(in: 0..<300, using: &dice))
            let before = old.decide(dossier, standing: standing, suppressed: [], at: now)
            let agreedAt = standing.exit == nil ? standing.waitingSince : standing.since
            guard before.trigger != nil, let agreedAt, agreedAt < day else { continue }
            compared += 1
            #expect(new.decide(dossier, standing: standing, suppressed: [], at: now) == before, "seed \(seed)")
        }
        #expect(compared > 0, "seed \(seed)")
    }

    @Test(arguments: seeds) func `a decision in hindsight is the one that was made then`(seed: UInt64) throws {
        var dice = Dice(seed: seed)
        let agreement = try Self.rich()
        for _ in 0..<30 {
            let dossier = Self.dossier(&dice)
            let time = Sketch.at(Self.day(&dice))
            // What a store held at that time: versions as they had arrived by then, in the order of arrival.
            func known(_ records: [LeadRecord]) -> [LeadRecord] {
                records.compactMap { record in
                    let versions = record.versions.filter { $0.evidence.time <= time }
                    return versions.isEmpty
                        ? nil
                        : LeadRecord(
                            stream: record.stream, id: record.id,
                            versions: versions.shuffled(using: &dice).sorted(by: RecordVersion.isEarlier))
                }.shuffled(using: &dice)
            }
            func decide(_ part: ([LeadRecord]) -> [LeadRecord]) -> Decision {
                var then = dossier
                then.records = part(dossier.records)
                then.activities = part(dossier.activities)
                then.opportunities = part(dossier.opportunities)
                return agreement.decide(
                    then, standing: agreement.standing(of: then), suppressed: [], at: time)
            }
            #expect(decide { $0.compactMap { $0.asOf(time) } } == decide(known), "seed \(seed)")
        }
    }
}
