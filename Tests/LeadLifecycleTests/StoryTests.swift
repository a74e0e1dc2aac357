import LeadLifecycle
import LeadModel
import TestSupport
import Testing

@Suite struct `The story of a lead` {
    private func story(_ dossier: LeadDossier) throws -> LifeStory { try Sketch.plain().story(of: dossier) }

    private func lines(_ story: LifeStory) -> [String] {
        story.cycles.map { cycle in
            let exit = cycle.exited.map { String($0.description.prefix(10)) } ?? "-"
            let reason = cycle.reason.map { " (\($0.word))" } ?? ""
            return
                "\(cycle.number) \(cycle.entered.description.prefix(10)) to \(exit) \(cycle.outcome.rawValue)\(reason), \(cycle.furthest.word), \(cycle.touches) touches, \(cycle.owner ?? "nobody")"
        }
    }

    private func owner(_ name: String) -> [Field: FieldValue] { [.owner: .text(name)] }

    @Test func `tells each pass through sales with its own dates, owner and reason`() throws {
        let dossier = Sketch.dossier(
            Sketch.lead(
                .init("2026-01-01", .assigned, nil, owner("Dana")), .init("2026-01-05", .working, nil, owner("Dana")),
                .init("2026-01-20", .discarded, .timing, owner("Dana")),
                .init("2026-06-01", .assigned, nil, owner("Lee")),
                .init("2026-06-03", .salesQualified, nil, owner("Lee")),
                .init("2026-06-20", .discarded, .noBudget, owner("Lee"))),
            activities: [
                Sketch.touch(.call, "2026-01-04"), Sketch.touch(.email, "2026-06-02"),
                Sketch.touch(.call, "2026-06-05"),
            ])
        let story = try story(dossier)
        #expect(
            lines(story) == [
                "1 2026-01-01 to 2026-01-20 discarded (timing), working, 1 touches, Dana",
                "2 2026-06-01 to 2026-06-20 discarded (no-budget), sales-qualified, 2 touches, Lee",
            ])
        #expect(
            story.stages.map { "\($0.since.description.prefix(10)) \($0.stage.word)" } == [
                "2026-01-01 assigned", "2026-01-05 working", "2026-01-20 discarded", "2026-06-01 assigned",
                "2026-06-03 sales-qualified", "2026-06-20 discarded",
            ])
        #expect(story.cycles[1].firstTouch == Sketch.at("2026-06-02"))
    }

    @Test func `tells rejection, loss, handing back, winning and what is open apart`() throws {
        func outcome(_ versions: Sketch.Version..., deals: [LeadRecord] = [], touched: Bool = false) throws -> String {
            let record = Sketch.record(Sketch.crm, "1", versions)
            let touches = touched ? [Sketch.touch(.call, "2026-01-02")] : []
            return try lines(story(Sketch.dossier(record, activities: touches, opportunities: deals))).joined(
                separator: "; ")
        }
        let assigned = Sketch.Version("2026-01-01", .assigned)
        #expect(
            try outcome(assigned, .init("2026-01-05", .discarded, .spam))
                == "1 2026-01-01 to 2026-01-05 rejected (spam), assigned, 0 touches, nobody")
        #expect(
            try outcome(assigned, .init("2026-01-05", .recycled), touched: true)
                == "1 2026-01-01 to 2026-01-05 handed-back, assigned, 1 touches, nobody")
        #expect(
            try outcome(assigned, touched: true) == "1 2026-01-01 to - open, assigned, 1 touches, nobody")
        #expect(
            try outcome(
                assigned, deals: [Sketch.deal("D", .won, "2026-02-01", [.created: .instant(Sketch.at("2026-01-10"))])])
                == "1 2026-01-01 to 2026-02-01 won, won, 0 touches, nobody")
        #expect(
            try outcome(assigned, deals: [Sketch.deal("D", .lost, "2026-02-01", [.lostReason: .text("no-budget")])])
                == "1 2026-01-01 to 2026-02-01 closed-lost (no-budget), opportunity, 0 touches, nobody")
    }

    @Test func `of a lead that only marketing had is no pass`() throws {
        let lead = Sketch.record(
            Sketch.marketing, "9", [.init("2026-01-01", .nurturing), .init("2026-02-01", .marketingQualified)])
        let story = try story(Sketch.dossier(lead))
        #expect(story.cycles.isEmpty)
        #expect(story.stages.map(\.stage) == [.nurturing, .marketingQualified])
    }

    @Test func `corrects a reason without another pass, and counts a pass that no export shows`() throws {
        let corrected = Sketch.dossier(
            Sketch.lead(
                .init("2026-01-01", .working), .init("2026-01-10", .discarded, .unknown),
                .init("2026-01-12", .discarded, .timing)))
        #expect(
            lines(try story(corrected)) == ["1 2026-01-01 to 2026-01-10 discarded (timing), working, 0 touches, nobody"]
        )
        let unseen = Sketch.dossier(
            Sketch.lead(
                .init("2026-01-01", .working), .init("2026-01-10", .discarded, .timing),
                .init("2026-05-12", .discarded, .noBudget)),
            activities: [Sketch.touch(.call, "2026-05-01")])
        #expect(
            lines(try story(unseen)) == [
                "1 2026-01-01 to 2026-01-10 discarded (timing), working, 0 touches, nobody",
                "2 2026-01-10 to 2026-05-12 discarded (no-budget), assigned, 1 touches, nobody",
            ])
    }

    @Test func `of a lead first seen when it was over begins at its hand-over`() throws {
        let late = Sketch.dossier(
            Sketch.lead(
                .init(
                    "2026-03-01", .discarded, .timing,
                    [.created: .instant(Sketch.at("2026-01-15")), .callAttempts: .number(ExactNumber(3))])))
        #expect(
            lines(try story(late)) == ["1 2026-01-15 to 2026-03-01 discarded (timing), assigned, 0 touches, nobody"])
    }

    @Test func `that is handed back is a pass, where sales had it, with the record that shows its end`() throws {
        let assigned: [Field: FieldValue] = [
            .created: .instant(Sketch.at("2026-01-02")), .assigned: .instant(Sketch.at("2026-01-15")),
        ]
        let seen = Sketch.dossier(Sketch.lead(.init("2026-03-01", .recycled, nil, assigned)))
        let told = try story(seen)
        #expect(lines(told) == ["1 2026-01-15 to 2026-03-01 handed-back, assigned, 0 touches, nobody"])
        #expect(told.cycles.map(\.evidence) == seen.records.map(\.current.version))
        #expect(try Sketch.plain().standing(of: seen).exits == 1)
        // Marketing's systems give an owner to everybody; its form is no way back to sales.
        let nurtured = Sketch.dossier(Sketch.lead(.init("2026-03-01", .nurturing, nil, assigned)))
        #expect(try story(nurtured).cycles.isEmpty && Sketch.plain().standing(of: nurtured).exits == 0)
        // Marketing nurtures before the hand-over, too: only `recycled` says that sales had it.
        let unassigned = Sketch.Version("2026-03-01", .nurturing, nil, [.created: .instant(Sketch.at("2026-01-02"))])
        #expect(try story(Sketch.dossier(Sketch.lead(unassigned))).cycles.isEmpty)
        let later = Sketch.Version("2026-04-01", .nurturing, nil, [.assigned: .instant(Sketch.at("2026-03-20"))])
        #expect(
            try story(Sketch.dossier(Sketch.lead(unassigned, later))).cycles.isEmpty, "assigned when it was nurtured")
        // New in the CRM, it waited for sales.
        let back = Sketch.dossier(Sketch.lead(.init("2026-01-01", .new), .init("2026-02-01", .nurturing)))
        #expect(lines(try story(back)) == ["1 2026-01-01 to 2026-02-01 handed-back, new, 0 touches, nobody"])
        #expect(try story(back).cycles.map(\.evidence) == back.records.map(\.current.version))
    }

    @Test func `has as many closed passes as its standing counts, over random lives in any order`() throws {
        let agreement = try Sketch.plain()
        var dice = Dice(seed: 20_261_122)
        for round in 0..<2_000 {
            let dossier = `Of any lead`.dossier(&dice)
            let story = agreement.story(of: dossier)
            let standing = agreement.standing(of: dossier)
            let closed = story.cycles.filter { $0.exited != nil && $0.outcome != .won }.count
            #expect(closed == standing.exits, "round \(round)")
            #expect(story.cycles.map(\.number) == story.cycles.indices.map { $0 + 1 })
            #expect(story.stages.last?.stage ?? .new == standing.stage, "round \(round)")
            var turned = dossier
            turned.records.reverse()
            turned.activities.reverse()
            turned.opportunities.reverse()
            #expect(agreement.story(of: turned) == story, "round \(round)")
        }
    }
}
