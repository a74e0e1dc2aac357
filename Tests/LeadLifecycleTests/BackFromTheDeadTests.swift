import LeadLifecycle
import LeadModel
import Testing

/// The story that the product exists for, told by one lead over a year and a half.
@Suite struct `Back from the dead` {
    private let history: [Sketch.Version] = [
        .init("2025-03-03", .assigned, nil, [.created: .instant(Sketch.at("2025-03-03")), .optedOut: .flag(false)]),
        .init("2025-03-05", .working, nil, [.callAttempts: .number(ExactNumber(1)), .optedOut: .flag(false)]),
        .init("2025-03-20", .discarded, .timing, [.callAttempts: .number(ExactNumber(2)), .optedOut: .flag(false)]),
        .init("2025-06-25", .recycled, nil, [.callAttempts: .number(ExactNumber(2)), .optedOut: .flag(false)]),
        .init("2025-09-01", .assigned, nil, [.callAttempts: .number(ExactNumber(2)), .optedOut: .flag(false)]),
        .init("2025-09-02", .salesQualified, nil, [.callAttempts: .number(ExactNumber(3)), .optedOut: .flag(false)]),
        .init("2026-08-01", .salesQualified, nil, [.callAttempts: .number(ExactNumber(3)), .optedOut: .flag(true)]),
    ]
    private let deal: [Sketch.Version] = [
        .init("2025-09-02", nil, nil, [.opportunityStage: .text("open")]),
        .init("2025-11-10", nil, nil, [.opportunityStage: .text("lost"), .lostReason: .text("no-budget")]),
    ]

    /// The lead as it was known at a time.
    private func known(_ now: String) -> LeadDossier {
        func until(_ versions: [Sketch.Version]) -> [Sketch.Version] {
            versions.filter { Sketch.at($0.time) <= Sketch.at(now) }
        }
        let deals = until(deal)
        return Sketch.dossier(
            Sketch.record(Sketch.crm, "00Q1", until(history)),
            opportunities: deals.isEmpty ? [] : [Sketch.record(Sketch.opportunities, "0061", deals)])
    }

    private func told(_ now: String) throws -> String {
        let agreement = try Sketch.shipped()
        let dossier = known(now)
        let standing = agreement.standing(of: dossier)
        let decision = agreement.decide(dossier, standing: standing, suppressed: [], at: Sketch.at(now))
        let because = Because(decision, standing: standing, dossier: dossier, agreement: agreement)
        return because.paragraph
            .replacing(":\(try place("timing"))", with: ":#").replacing(":\(try place("no-budget"))", with: ":#")
    }

    /// The line of a reason's rule in the shipped file, which may be commented anew at any time.
    private func place(_ reason: String) throws -> String {
        let word = try #require(DiscardReason(word: reason))
        let rule = try #require(Sketch.shipped().versions[0].recycling.rules(for: word).first)
        return String(try #require(rule.place.line))
    }

    @Test(arguments: [
        (
            "2025-03-04",
            "L7 stays where it is: it waits for sales since 2025-03-02; untouched, it counts as such on 2025-03-16."
        ),
        (
            "2025-03-06",
            "L7 stays where it is: it is in stage working since 2025-03-04, which is not an exit from sales."
        ),
        (
            "2025-04-01",
            "L7 waits to go back to marketing, into track 'back-in-season' (cycle 1 of 3). It was discarded on 2025-03-19 for timing after sales had worked on it, as salesforce/leads 00Q1 shows. By config/agreement.yaml:# recycling.reasons.timing it rests for 90d; that ends on 2025-06-17. The agreement of 2025-01-01 decides."
        ),
        (
            "2025-06-20",
            "L7 goes back to marketing, into track 'back-in-season' (cycle 1 of 3). It was discarded on 2025-03-19 for timing after sales had worked on it, as salesforce/leads 00Q1 shows. By config/agreement.yaml:# recycling.reasons.timing it rests for 90d; that ended on 2025-06-17. The agreement of 2025-01-01 decides."
        ),
        (
            "2025-07-01",
            "L7 stays where it is: it is in stage recycled since 2025-06-24, which is not an exit from sales."
        ),
        (
            "2025-09-01",
            "L7 stays where it is: it waits for sales since 2025-08-31; untouched, it counts as such on 2025-09-14."
        ),
        (
            "2025-10-01",
            "L7 stays where it is: it is in stage opportunity since 2025-09-01, which is not an exit from sales."
        ),
        (
            "2026-06-01",
            "L7 goes back to marketing, into track 'next-budget' (cycle 2 of 3). It was lost on 2025-11-09 for no-budget, as salesforce/deals 0061 shows. By config/agreement.yaml:# recycling.reasons.no-budget it rests for 180d; that ended on 2026-05-08. The agreement of 2025-01-01 decides."
        ),
        ("2026-08-02", "L7 must not be sent anywhere: opt-out (email) by salesforce since 2026-07-31."),
    ])
    func `a lead is told as it happened`(now: String, story: String) throws { #expect(try told(now) == story) }

    @Test func `the table names each condition`() throws {
        let agreement = try Sketch.shipped()
        let dossier = known("2026-06-01")
        let standing = agreement.standing(of: dossier)
        let decision = agreement.decide(dossier, standing: standing, suppressed: [], at: Sketch.at("2026-01-01"))
        let because = Because(decision, standing: standing, dossier: dossier, agreement: agreement)
        let line = try place("no-budget")
        #expect(
            because.conditions.map {
                "\($0.name) | \($0.value.replacing(":\(line)", with: ":#")) | \($0.verdict.rawValue)"
            } == [
                "may be sent to | nothing forbids it | passed",
                "has a record | yes | passed",
                "left sales | was lost on 2025-11-09 for no-budget, as salesforce/deals 0061 shows | passed",
                "agreement in force | 2025-01-01 | passed",
                "trigger is agreed | closed-lost | passed",
                "reason may come back | no-budget | passed",
                "lead may come back | no criterion forbids it | passed",
                "rule | config/agreement.yaml:# recycling.reasons.no-budget: next-budget after 180d | passed",
                "cycle | cycle 2 of 3 | passed",
                "has an address | yes | passed",
                "stays away from sales | nothing new since it left | passed",
                "cooling-off | until 2026-05-08 | decided",
            ])
    }
}
