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
        let stage = Int.random(in: 0..<8, using: &dice) == 0 ? nil : Stage.allCases.randomElement(using: &dice)
        return Sketch.Version(
            day(&dice), stage, Bool.random(using: &dice) ? DiscardReason.allCases.randomElement(using: &dice) : nil,
            more)
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
        for _ in 0..<Int.random(in: 0...2, using: &dice) { dossier.activities.append(Sketch.touch(.call, day(&dice))) }
        return dossier
    }

    private static let seeds = (0..<40).map { UInt64($0) &* 7_919 &+ 20_260_301 }

    @Test(arguments: seeds) func `time alone never turns recycle back`(seed: UInt64) throws {
        var dice = Dice(seed: seed)
        let agreement = try Sketch.plain()
        for _ in 0..<50 {
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
                isRecycled = decision.kind == .recycle
                last = decision
            }
        }
    }

    /// Most leads are decided anew without a look at their records; that must make no difference.
    @Test(arguments: seeds) func `what follows from the last decision is what the records say`(seed: UInt64) throws {
        var dice = Dice(seed: seed)
        let agreements = try [Sketch.plain(), Sketch.shipped(), Sketch.withCriteria(), Sketch.short()]
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
                guard let decision = after.decide(after: last, standing: standing, at: now) else {
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

    @Test(arguments: seeds) func `a stricter ledger never recycles more`(seed: UInt64) throws {
        var dice = Dice(seed: seed)
        let agreement = try Sketch.plain()
        for _ in 0..<50 {
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
                if after.kind == .recycle || after.kind == .hold { #expect(after.kind == before.kind, "seed \(seed)") }
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
}
