import ConfigFiles
import LeadLifecycle
import LeadModel
import Testing

extension Sketch {
    /// The plain agreement, by which leads go back to sales.
    static func returning(_ criterion: String, early: String? = nil, keys: String = "") throws(FaultList) -> Agreement {
        let more =
            "      return-to-sales: \(criterion)\n" + (early.map { "      return-to-sales-early: \($0)\n" } ?? "")
        let text = plainText.replacing("    recycling:\n", with: keys + "    recycling:\n" + more)
        return try Agreement.compile(text, file: "agreement.yaml")
    }

    /// Discarded for timing on the first of February, after work.
    static func givenUp(_ more: [Field: FieldValue] = [:], then: Version...) -> LeadRecord {
        record(
            crm, "00Q1",
            [Version("2026-01-01", .working, nil, more), Version("2026-02-01", .discarded, .timing, more)] + then)
    }

    static func score(_ points: Int) -> [Field: FieldValue] { [.score: .number(ExactNumber(points))] }
}

@Suite struct `A lead that qualifies again` {
    private static let usual = "{ any: [ score >= 60, activity demo-request within 7d ] }"

    private func agreement() throws -> Agreement { try Sketch.returning(Self.usual) }

    private func asked(_ activities: LeadRecord..., of lead: LeadRecord = Sketch.givenUp()) -> LeadDossier {
        Sketch.dossier(lead, activities: activities)
    }

    @Test func `goes back to sales from the time on at which it did what is asked`() throws {
        let decision = try agreement().decide(asked(Sketch.deed("demo-request", "2026-05-20")), at: "2026-05-21")
        #expect(decision.kind == .return && decision.cause == .reQualified)
        #expect(decision.returned == Sketch.at("2026-05-20") && decision.since == Sketch.at("2026-02-01"))
        #expect(decision.track == "back-in-season" && decision.cycle == 1 && decision.reason == .timing)
        #expect(!decision.isEarlyReturn)
    }

    @Test func `stays so whatever time passes`() throws {
        let dossier = asked(Sketch.deed("demo-request", "2026-02-20"))
        let first = try agreement().decide(dossier, at: "2026-02-20")
        #expect(first.kind == .return)
        for day in ["2026-02-28", "2026-05-02", "2026-05-03", "2030-01-01"] {
            #expect(try agreement().decide(dossier, at: day) == first)
        }
    }

    @Test func `comes back early where its cooling-off is not over, and is told apart by that`() throws {
        let early = try agreement().decide(asked(Sketch.deed("demo-request", "2026-05-01")), at: "2026-06-01")
        #expect(early.kind == .return && early.isEarlyReturn && early.due == Sketch.at("2026-05-02"))
        let late = try agreement().decide(asked(Sketch.deed("demo-request", "2026-05-02")), at: "2026-06-01")
        #expect(late.kind == .return && !late.isEarlyReturn)
    }

    @Test func `waits for the end of its cooling-off where early returns are not agreed`() throws {
        let agreement = try Sketch.returning("activity demo-request within 7d", early: "no")
        func decision(_ deed: String, _ now: String) -> Decision {
            agreement.decide(asked(Sketch.deed("demo-request", deed)), at: now)
        }
        // Forgotten by then, still fresh by then, and done after it.
        #expect(decision("2026-03-01", "2026-04-01").kind == .hold)
        #expect(decision("2026-03-01", "2026-06-01").kind == .recycle)
        #expect(decision("2026-04-28", "2026-05-01").kind == .hold)
        let fresh = decision("2026-04-28", "2026-05-02")
        #expect(fresh.kind == .return && fresh.returned == Sketch.at("2026-05-02") && !fresh.isEarlyReturn)
        #expect(decision("2026-04-28", "2027-01-01") == fresh)
        #expect(decision("2026-05-09", "2026-06-01").returned == Sketch.at("2026-05-09"))
    }

    @Test func `did nothing for it by what it did before its exit`() throws {
        let before = asked(
            Sketch.deed("demo-request", "2026-01-31"), Sketch.deed("demo-request", "2026-02-01"),
            Sketch.deed("newsletter-click", "2026-02-03"))
        #expect(try agreement().decide(before, at: "2026-02-04").kind == .hold)
        let twice = try Sketch.returning("activity demo-request at least 2 within 30d")
        let one = asked(Sketch.deed("demo-request", "2026-01-31"), Sketch.deed("demo-request", "2026-02-02"))
        #expect(twice.decide(one, at: "2026-02-04").kind == .hold)
        let two = asked(Sketch.deed("demo-request", "2026-02-03"), Sketch.deed("demo-request", "2026-02-02"))
        #expect(twice.decide(two, at: "2026-02-04").returned == Sketch.at("2026-02-03"))
    }

    @Test func `is not sent back for a score that it had when sales gave it up`() throws {
        let high = Sketch.score(75)
        let same = Sketch.givenUp(high, then: .init("2026-03-01", .discarded, .timing, Sketch.score(80)))
        #expect(try agreement().decide(asked(of: same), at: "2026-03-02").kind == .hold)
        // What is told at the same time as the exit was known to who gave it up.
        let told = Sketch.dossier(
            Sketch.lead(
                .init("2026-01-01", .working, nil, Sketch.score(10)),
                .init(
                    "2026-02-03", .discarded, .timing,
                    high.merging([.statusSince: .instant(Sketch.at("2026-02-01"))]) { $1 })))
        #expect(try agreement().decide(told, at: "2026-03-02").kind == .hold)
        let fell = Sketch.givenUp(
            high, then: .init("2026-03-01", .discarded, .timing, Sketch.score(20)),
            .init("2026-04-01", .discarded, .timing, Sketch.score(60)))
        let decision = try agreement().decide(asked(of: fell), at: "2026-04-02")
        #expect(decision.kind == .return && decision.returned == Sketch.at("2026-04-01"))
    }

    @Test func `needs all that is asked, of which one thing must be new`() throws {
        let agreement = try Sketch.returning("{ all: [ score >= 50, activity demo-request within 7d ] }")
        let deed = Sketch.deed("demo-request", "2026-03-01")
        #expect(agreement.decide(asked(deed, of: Sketch.givenUp(Sketch.score(75))), at: "2026-03-02").kind == .return)
        #expect(agreement.decide(asked(deed, of: Sketch.givenUp(Sketch.score(40))), at: "2026-03-02").kind == .hold)
        let later = Sketch.givenUp(Sketch.score(40), then: .init("2026-03-05", .discarded, .timing, Sketch.score(55)))
        #expect(agreement.decide(asked(deed, of: later), at: "2026-04-02").returned == Sketch.at("2026-03-05"))
        let tooLate = Sketch.givenUp(Sketch.score(40), then: .init("2026-03-09", .discarded, .timing, Sketch.score(55)))
        #expect(agreement.decide(asked(deed, of: tooLate), at: "2026-04-02").kind == .hold)
    }

    @Test func `is not brought back by the silence of others`() throws {
        let agreement = try Sketch.returning(
            "{ all: [ no activity call within 30d, { any: [ no activity email, title contains head ] } ] }")
        let head = Sketch.givenUp(
            [.title: .text("Head")], then: .init("2026-04-01", .discarded, .timing, [.title: .text("Head of it")]))
        #expect(agreement.decide(asked(of: head), at: "2026-12-01").kind == .recycle)
        let promoted = Sketch.givenUp(
            [.title: .text("Clerk")], then: .init("2026-04-01", .discarded, .timing, [.title: .text("Head of it")]))
        #expect(agreement.decide(asked(of: promoted), at: "2026-12-01").returned == Sketch.at("2026-04-01"))
    }

    @Test func `is asked by the agreement's own score, which must rise by something new`() throws {
        let keys =
            "    score: { contributions: { page: { points: 30, for-each: pricing-page, half-life: 30d }, idle: { points: -100, when: activity call within 20d } } }\n"
        let agreement = try Sketch.returning("score >= 60", keys: keys)
        let old = [
            Sketch.deed("pricing-page", "2026-01-30"), Sketch.deed("pricing-page", "2026-01-31"),
            Sketch.deed("pricing-page", "2026-01-31T10:00:00Z"),
        ]
        func decision(_ deeds: [LeadRecord], _ now: String = "2026-12-01") -> Decision {
            agreement.decide(Sketch.dossier(Sketch.givenUp(), activities: deeds), at: now)
        }
        #expect(decision(old).kind == .recycle)
        #expect(decision(old + [Sketch.deed("pricing-page", "2026-02-02")]).kind == .recycle)
        let fresh = decision(
            old + [Sketch.deed("pricing-page", "2026-04-01"), Sketch.deed("pricing-page", "2026-04-02")])
        #expect(fresh.kind == .return && fresh.returned == Sketch.at("2026-04-02"))
        // What stood against it is over by itself, long before the next page: that is no deed.
        let called =
            old + ["2026-01-31T11:00:00Z", "2026-01-31T12:00:00Z"].map { Sketch.deed("pricing-page", $0) }
            + [Sketch.deed("call", "2026-01-31"), Sketch.deed("pricing-page", "2026-02-22")]
        #expect(decision(called).kind == .recycle)
    }

    @Test func `does not count what was only announced`() throws {
        let announced = Sketch.record(
            Sketch.deed("demo-request", "2026-03-01").stream, "E9",
            [
                .init(
                    "2026-02-10", nil, nil,
                    [.activityType: .text("demo-request"), .at: .instant(Sketch.at("2026-03-01"))])
            ])
        #expect(try agreement().decide(asked(announced), at: "2026-04-01").kind == .hold)
        // Nor where something else becomes known after its time, nor in a score.
        let spoken = Sketch.givenUp(then: .init("2026-03-02", .discarded, .timing, Sketch.score(5)))
        #expect(try agreement().decide(asked(announced, of: spoken), at: "2026-04-01").kind == .hold)
        let scored = try Sketch.returning(
            "score >= 60", keys: "    score: { contributions: { demo: { points: 70, for-each: demo-request } } }\n")
        #expect(scored.decide(asked(announced, of: spoken), at: "2026-04-01").kind == .hold)
        let held = Sketch.record(
            announced.stream, "E9",
            [
                .init(
                    "2026-03-02", nil, nil,
                    [.activityType: .text("demo-request"), .at: .instant(Sketch.at("2026-03-01"))])
            ])
        #expect(try agreement().decide(asked(held), at: "2026-04-01").returned == Sketch.at("2026-03-01"))
    }

    @Test func `stays with sales once it is there, and the next exit begins another cycle`() throws {
        let deed = Sketch.deed("demo-request", "2026-03-01")
        let taken = Sketch.givenUp(then: .init("2026-03-03", .working))
        #expect(try agreement().decide(asked(deed, of: taken), at: "2026-03-04").cause == .notAnExit)
        let again = Sketch.givenUp(then: .init("2026-03-03", .working), .init("2026-03-20", .discarded, .timing))
        let hold = try agreement().decide(asked(deed, of: again), at: "2026-03-21")
        #expect(hold.kind == .hold && hold.cycle == 2)
        let back = try agreement().decide(
            asked(deed, Sketch.deed("demo-request", "2026-04-01"), of: again), at: "2026-04-02")
        #expect(back.kind == .return && back.cycle == 2 && back.returned == Sketch.at("2026-04-01"))
    }

    @Test func `is known to have come back after each pass, early or not, whatever became of it`() throws {
        let lead = Sketch.givenUp(
            [.owner: .text("Dana")], then: .init("2026-03-03", .working), .init("2026-03-20", .discarded, .timing),
            .init("2026-08-01", .working), .init("2026-08-20", .discarded, .spam))
        let deeds = ["2026-01-15", "2026-03-01", "2026-03-10", "2026-07-30", "2026-09-01"].map {
            Sketch.deed("demo-request", $0)
        }
        let dossier = Sketch.dossier(lead, activities: deeds)
        let agreement = try agreement()
        let comebacks = agreement.comebacks(
            of: dossier, cycles: agreement.story(of: dossier).cycles, at: Sketch.at("2026-12-01"))
        #expect(comebacks.map(\.cycle) == [1, 2] && comebacks.map(\.isEarly) == [true, false])
        #expect(comebacks.map(\.returned) == [Sketch.at("2026-03-01"), Sketch.at("2026-07-30")])
        #expect(comebacks.map(\.taken) == [Sketch.at("2026-03-03"), Sketch.at("2026-08-01")])
        #expect(comebacks[0].owner == "Dana" && comebacks[0].due == Sketch.at("2026-05-02"))
        let plain = try Sketch.plain()
        let asOf = Sketch.at("2026-12-01")
        #expect(plain.comebacks(of: dossier, cycles: plain.story(of: dossier).cycles, at: asOf).isEmpty)
        // The scorecard counts them by the day on which sales gave the lead up.
        let period = try #require(ReportPeriod("2026", zone: agreement.versions[0].zone))
        var card = Scorecard(agreement, period, asOf: asOf)
        card.add(ServiceMeasure(agreement, asOf: asOf).measure(dossier)) { _ in "" }
        #expect(card.exits.exits == 3 && card.exits.qualifiedAgain == 2 && card.exits.qualifiedEarly == 1)
    }

    @Test func `of a corrected reason is still back`() throws {
        let corrected = Sketch.givenUp(
            Sketch.score(10), then: .init("2026-02-10", .discarded, .timing, Sketch.score(70)),
            .init("2026-02-20", .discarded, .noResponse, Sketch.score(70)))
        let decision = try agreement().decide(asked(of: corrected), at: "2026-02-21")
        #expect(decision.returned == Sketch.at("2026-02-10") && decision.track == "re-engage")
    }

    @Test(arguments: [
        [Field.optedOut: FieldValue.flag(true)], [.customer: .flag(true)], [.hardBounced: .flag(true)],
    ]) func `does not come back where it is suppressed`(more: [Field: FieldValue]) throws {
        let lead = Sketch.givenUp(then: .init("2026-03-02", .discarded, .timing, more))
        let decision = try agreement().decide(
            asked(Sketch.deed("demo-request", "2026-03-01"), of: lead), at: "2026-03-03")
        #expect(decision.kind == .suppress && decision.returned == nil)
    }

    @Test func `does not come back where the policy would not nurture it`() throws {
        let spam = Sketch.lead(.init("2026-01-01", .working), .init("2026-02-01", .discarded, .spam))
        let deed = Sketch.deed("demo-request", "2026-03-01")
        #expect(try agreement().decide(asked(deed, of: spam), at: "2026-03-02").cause == .neverReason)
        var nameless = asked(deed)
        nameless.lead = UnifiedLead(values: Sketch.fields([:]), winners: [])
        #expect(try agreement().decide(nameless, at: "2026-03-02").cause == .unreachable)
    }

    @Test func `comes back to sales that never touched it`() throws {
        let waiting = Sketch.lead(.init("2026-01-01", .assigned))
        let deed = Sketch.deed("demo-request", "2026-02-01")
        let decision = try agreement().decide(asked(deed, of: waiting), at: "2026-02-02")
        #expect(decision.kind == .return && decision.trigger == .untouched)
        let before = asked(Sketch.deed("demo-request", "2026-01-10"), of: waiting)
        #expect(try agreement().decide(before, at: "2026-02-02").kind != .return)
    }

    @Test(arguments: [Stage.recycled, .nurturing])
    func `comes back from a nurture that a record itself tells of`(stage: Stage) throws {
        let nurtured = Sketch.givenUp(then: .init("2026-02-10", stage))
        let deed = Sketch.deed("demo-request", "2026-03-01")
        let decision = try agreement().decide(asked(deed, of: nurtured), at: "2026-03-02")
        #expect(decision.kind == .return && decision.trigger == .discarded && decision.reason == .timing)
        #expect(decision.since == Sketch.at("2026-02-01") && decision.cycle == 1 && !decision.isEarlyReturn)
        let known = asked(Sketch.deed("demo-request", "2026-02-09"), of: nurtured)
        #expect(try agreement().decide(known, at: "2026-03-02").kind == .leave)
        let spam = Sketch.lead(
            .init("2026-01-01", .working), .init("2026-02-01", .discarded, .spam), .init("2026-02-10", stage))
        #expect(try agreement().decide(asked(deed, of: spam), at: "2026-03-02").kind == .leave)
        let fresh = Sketch.lead(.init("2026-01-01", .nurturing))
        #expect(try agreement().decide(asked(deed, of: fresh), at: "2026-03-02").kind == .leave)
    }

    @Test func `is decided by the version in force when it qualified`() throws {
        let text = try #require(Sketch.plainText.split(separator: "recycling:", maxSplits: 1).last)
        let agreement = try Agreement.compile(
            Sketch.plainText
                + "\n  - effective-from: 2026-04-01\n    zone: UTC\n    recycling:\n      return-to-sales: activity demo-request\(text)\n",
            file: "agreement.yaml")
        let early = agreement.decide(asked(Sketch.deed("demo-request", "2026-03-31")), at: "2026-04-20")
        #expect(early.kind == .hold && early.agreement == "2025-01-01")
        let late = agreement.decide(asked(Sketch.deed("demo-request", "2026-04-01")), at: "2026-04-20")
        #expect(late.kind == .return && late.agreement == "2026-04-01" && late.track == "back-in-season")
        let dossier = asked(Sketch.deed("demo-request", "2026-04-01"))
        let because = Because(late, standing: agreement.standing(of: dossier), dossier: dossier, agreement: agreement)
        #expect(because.paragraph.contains("agreement.yaml:8 recycling.reasons.timing"))
        #expect(
            because.paragraph.hasSuffix(
                "The agreement of 2026-04-01 decides, agreement.yaml:14 recycling.return-to-sales."))
    }

    @Test func `is explained by what it did and when, and by the cooling-off`() throws {
        let dossier = asked(Sketch.deed("demo-request", "2026-03-01"))
        let agreement = try agreement()
        let decision = agreement.decide(dossier, at: "2026-03-02")
        let because = Because(
            decision, standing: agreement.standing(of: dossier), dossier: dossier, agreement: agreement)
        #expect(
            because.paragraph == """
                L7 goes back to sales, out of track 'back-in-season' (cycle 1 of 2). It was discarded on 2026-02-01 for \
                timing after sales had worked on it, as salesforce/leads 00Q1 shows. It qualified again on 2026-03-01 by \
                'activity demo-request within 7d'. That was early: the cooling-off of agreement.yaml:9 \
                recycling.reasons.timing ends on 2026-05-02. The agreement of 2025-01-01 decides, agreement.yaml:5 \
                recycling.return-to-sales.
                """)
        #expect(because.conditions.filter { $0.verdict == .decided }.map(\.name) == ["stays away from sales"])
    }

    @Test func `needs a criterion that something new can fulfil`() {
        func findings(_ criterion: String, early: String? = nil) -> [String] {
            do {
                _ = try Sketch.returning(criterion, early: early)
                return []
            } catch {
                return error.faults.map(\.summary)
            }
        }
        #expect(findings("no activity call") == ["no lead ever fulfils it by what it does"])
        #expect(findings("{ none: [ title contains head ] }") == ["no lead ever fulfils it by what it does"])
        #expect(findings("{ all: [ no activity call, title contains head ] }").isEmpty)
        #expect(
            findings("activity demo-request", early: "perhaps") == ["'return-to-sales-early' must be true or false"])
        do {
            _ = try Agreement.compile(
                Sketch.plainText.replacing(
                    "    recycling:\n", with: "    recycling:\n      return-to-sales-early: no\n"),
                file: "a")
            Issue.record("taken")
        } catch {
            #expect(
                error.faults.map(\.summary) == ["'return-to-sales-early' is agreed, and not what brings a lead back"])
        }
    }
}
