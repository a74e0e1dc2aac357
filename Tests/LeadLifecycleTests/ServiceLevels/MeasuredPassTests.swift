import LeadLifecycle
import LeadModel
import TestSupport
import Testing

/// Two versions of an agreement: from July on, answers are wanted sooner, and around the clock.
enum Agreed {
    static let text = """
        agreement:
          - effective-from: 2026-01-01
            zone: UTC
            business-hours: { days: mon-fri, from: "09:00", to: "17:00" }
            sales: { first-response: 1h, attempts: 3 within 5d, follow-up-share: 90%, reason-share: 80%, close-rate: 25% }
            marketing: { sales-ready-leads: 10 per month, junk-share: 10% }
            recycling:
              triggers: [discarded, rejected, closed-lost, untouched after 7d]
              never: [spam]
              reasons:
                timing: { track: later, after: 30d, cycles: 3 }
                no-response: { track: again, after: 10d, cycles: 1 }
          - effective-from: 2026-07-01
            zone: UTC
            sales: { first-response: 30m }
            marketing: { sales-ready-leads: 20 per month }
            recycling:
              triggers: [discarded]
              reasons: { timing: { track: later, after: 60d, cycles: 3 } }
        """

    static func agreement() throws -> Agreement { try Agreement.compile(text, file: "agreement.yaml") }

    /// By what was known at that time.
    static func measure(_ dossier: LeadDossier, asOf: String) throws -> MeasuredLead {
        let asOf = Sketch.at(asOf)
        var then = dossier
        then.records = dossier.records.compactMap { $0.asOf(asOf) }
        then.activities = dossier.activities.compactMap { $0.asOf(asOf) }
        then.opportunities = dossier.opportunities.compactMap { $0.asOf(asOf) }
        let measure = ServiceMeasure(try agreement(), asOf: asOf)
        var lead = measure.measure(then)
        lead.futureTouches = measure.futureTouches(of: dossier)
        return lead
    }
}

@Suite struct `A pass through sales` {
    private let monday = "2026-03-02T10:00:00Z"
    private let later = "2026-03-20T12:00:00Z"

    /// A lead that was handed over, what became of it, and when sales touched it.
    private func only(
        _ entered: String, _ versions: [Sketch.Version] = [], touches: [String] = [], asOf: String? = nil,
        _ more: [Field: FieldValue] = [:]
    ) throws -> MeasuredPass {
        let record = Sketch.record(Sketch.crm, "1", [Sketch.Version(entered, .assigned, nil, more)] + versions)
        let dossier = Sketch.dossier(record, activities: touches.map { Sketch.touch(.call, $0) })
        let lead = try Agreed.measure(dossier, asOf: asOf ?? later)
        try #require(lead.passes.count == 1, "\(lead)")
        return lead.passes[0]
    }

    @Test func `is answered after the working minutes from its hand-over to the first touch`() throws {
        let pass = try only(monday, touches: ["2026-03-02T12:00:00Z", "2026-03-02T10:45:00Z"])
        #expect(pass.responseMinutes == 45 && pass.response == .kept && pass.minutesLate == 0)
        #expect(pass.answered == Sketch.at("2026-03-02T10:45:00Z") && pass.followUp == .kept)
    }

    @Test func `is answered in no time before opening`() throws {
        let pass = try only("2026-03-06T18:00:00Z", touches: ["2026-03-07T11:00:00Z"])
        #expect(pass.responseMinutes == 0 && pass.response == .kept)
    }

    @Test func `is answered in time to the very end of the limit, and late by a minute from then on`() throws {
        #expect(try only("2026-03-06T16:30:00Z", touches: ["2026-03-09T09:30:00Z"]).response == .kept)
        let late = try only("2026-03-06T16:30:00Z", touches: ["2026-03-09T09:30:01Z"])
        #expect(late.response == .broken && late.minutesLate == 1 && late.responseMinutes == 61)
        #expect(late.responseDue == Sketch.at("2026-03-09T09:30:00Z"))
    }

    @Test func `that nobody answered is pending until its limit has passed, and a breach from then on`() throws {
        #expect(try only(monday, asOf: "2026-03-02T11:00:00Z").response == .pending)
        let late = try only(monday, asOf: "2026-03-02T11:30:00Z")
        #expect(late.response == .broken && late.minutesLate == 30 && late.responseMinutes == nil)
        #expect(late.isWaiting)
        // The night, and the weekend, are no time.
        #expect(try only("2026-03-06T16:30:00Z", asOf: "2026-03-09T09:00:00Z").response == .pending)
    }

    @Test func `that went on without any touch on record has no time of an answer, and is no breach`() throws {
        let pass = try only(monday, [.init("2026-03-10", .working)])
        #expect(pass.response == .leftOut(.noTime) && pass.followUp == .kept && !pass.isWaiting)
    }

    @Test func `given up as junk counts against marketing alone`() throws {
        let pass = try only(monday, [.init("2026-03-10", .discarded, .badData)])
        #expect(pass.isJunk && pass.outcome == .rejected)
        #expect(
            pass.response == .leftOut(.junk) && pass.followUp == .leftOut(.junk) && pass.attempts == .leftOut(.junk))
    }

    @Test func `given up untouched within the limit owes no answer, and was not followed up`() throws {
        let soon = try only(monday, [.init("2026-03-02T10:30:00Z", .discarded, .noResponse)])
        #expect(soon.response == .leftOut(.ended) && soon.followUp == .broken && soon.attempts == .broken)
        let late = try only(monday, [.init("2026-03-02T12:00:00Z", .discarded, .noBudget)])
        #expect(late.response == .broken && late.minutesLate == 60)
        #expect(late.attempts == .leftOut(.reached), "who knows that there is no budget has reached the lead")
    }

    @Test func `is tried as often as agreed within days, or given up too soon, or reached`() throws {
        let three = ["2026-03-02T11:00:00Z", "2026-03-03T11:00:00Z", "2026-03-07T10:00:00Z"]
        #expect(try only(monday, touches: three).attempts == .kept, "the last on the very end of five days")
        let slow = try only(monday, touches: three.dropLast() + ["2026-03-07T10:00:01Z"])
        #expect(slow.attempts == .broken && slow.attemptsMade == 2)
        let pending = try only(monday, touches: Array(three.prefix(2)), asOf: "2026-03-06T00:00:00Z")
        #expect(pending.attempts == .pending)
        let quit = try only(
            monday, [.init("2026-03-04", .discarded, .noResponse)], touches: Array(three.prefix(2)),
            asOf: "2026-03-05T00:00:00Z")
        #expect(quit.attempts == .broken, "given up after two")
        let accepted = try only(monday, [.init("2026-03-04", .salesAccepted)], touches: Array(three.prefix(1)))
        #expect(accepted.attempts == .leftOut(.reached) && accepted.isAccepted)
    }

    @Test func `owes the attempts still where sales reached or judged the lead only after their time`() throws {
        let given = try only(monday, [.init("2026-03-20", .discarded, .timing)])
        #expect(given.attempts == .broken && given.attemptsMade == 0, "untouched for three weeks, then given up")
        let won = try only(monday, [.init("2026-03-20", .salesAccepted)], touches: ["2026-03-03T11:00:00Z"])
        #expect(won.attempts == .broken && won.isAccepted)
        let back = try only(monday, [.init("2026-03-20", .recycled)])
        #expect(back.outcome == .handedBack && back.attempts == .broken)
        let soon = try only(monday, [.init("2026-03-04", .recycled)])
        #expect(soon.attempts == .leftOut(.ended))
        let spam = try only(monday, [.init("2026-03-20", .discarded, .spam)])
        #expect(spam.attempts == .leftOut(.junk), "that counts against marketing, however late it was said")
    }

    @Test func `is touched as often as there are activities, though several are dated alike`() throws {
        let day = "2026-03-03T00:00:00Z"
        let calls = (1...3).map {
            Sketch.record(
                Sketch.activities, "T\($0)",
                [
                    .init(
                        day, nil, nil,
                        [.activityType: .text(ActivityType.call.rawValue), .at: .instant(Sketch.at(day))])
                ])
        }
        let lead = Sketch.lead(
            .init(monday, .assigned, nil, [.firstResponse: .instant(Sketch.at(day))]))
        let measured = try Agreed.measure(Sketch.dossier(lead, activities: calls), asOf: later)
        let pass = try #require(measured.passes.first)
        // The first answer that the lead's record tells of is one of the calls.
        #expect(pass.attempts == .kept && pass.attemptsMade == 3)
        let story = try Agreed.agreement().story(of: Sketch.dossier(lead, activities: calls))
        #expect(story.cycles.map(\.touches) == [3])
    }

    @Test func `counts attempts without times where there is nothing better, and says so`() throws {
        let counted = try only(monday, [.init("2026-03-05", .assigned, nil, [.callAttempts: .number(ExactNumber(3))])])
        #expect(counted.attempts == .kept && counted.isByCount && counted.attemptsMade == 3)
        #expect(counted.response == .leftOut(.noTime) && counted.followUp == .kept)
        let fewer = try only(monday, [.init("2026-03-05", .assigned, nil, [.callAttempts: .number(ExactNumber(2))])])
        #expect(fewer.attempts == .broken && !fewer.isByCount && fewer.attemptsMade == 2)
    }

    @Test func `is followed up, or waits, or waited for longer than it may`() throws {
        #expect(try only(monday, asOf: "2026-03-09T09:59:59Z").followUp == .pending)
        #expect(try only(monday, asOf: "2026-03-09T10:00:00Z").followUp == .broken)
    }

    @Test func `is never answered by a touch of the future`() throws {
        let dossier = Sketch.dossier(
            Sketch.lead(.init(monday, .assigned)), activities: [Sketch.touch(.call, "2031-01-01")])
        let lead = try Agreed.measure(dossier, asOf: later)
        #expect(lead.futureTouches == 1 && lead.passes[0].answered == nil && lead.passes[0].response == .broken)
    }

    @Test func `is never answered before it began, and no time is below zero`() throws {
        let early = Sketch.dossier(
            Sketch.lead(
                .init(
                    monday, .assigned, nil,
                    [.created: .instant(Sketch.at("2026-02-20")), .assigned: .instant(Sketch.at(monday))])),
            activities: [Sketch.touch(.call, "2026-02-25")])
        let lead = try Agreed.measure(early, asOf: later)
        #expect(lead.strayTouches == [Sketch.at("2026-02-25")])
        #expect(lead.passes[0].response == .leftOut(.noTime) && lead.passes[0].responseMinutes == nil)
        #expect(lead.passes[0].isTouched, "as its standing has it")
        #expect(try Agreed.agreement().standing(of: early).waitingSince == nil)
    }

    @Test func `is not touched by what was before the lead itself`() throws {
        let older = Sketch.dossier(
            Sketch.lead(.init(monday, .assigned, nil, [.created: .instant(Sketch.at(monday))])),
            activities: [Sketch.touch(.call, "1999-01-01")])
        let lead = try Agreed.measure(older, asOf: later)
        #expect(lead.strayTouches.isEmpty && !lead.passes[0].isTouched && lead.passes[0].response == .broken)
        #expect(try Agreed.agreement().standing(of: older).waitingSince != nil)
    }

    @Test func `whose beginning no record shows has no time of an answer`() throws {
        // Discarded a second time for another reason, after more work: the hand-over between was never seen.
        let unseen = Sketch.dossier(
            Sketch.lead(
                .init(monday, .assigned), .init("2026-03-05", .discarded, .timing),
                .init("2026-05-12", .discarded, .noBudget)),
            activities: [Sketch.touch(.call, "2026-05-01")])
        let passes = try Agreed.measure(unseen, asOf: "2026-06-01").passes
        #expect(passes.map(\.response) == [.broken, .leftOut(.noHandOver)])
        // Over when it was seen, and nothing says when it began.
        let over = Sketch.dossier(Sketch.lead(.init("2026-03-05", .discarded, .timing)))
        #expect(try Agreed.measure(over, asOf: later).passes.map(\.response) == [.leftOut(.noHandOver)])
    }

    @Test func `begins with its own assignment, not with the change of the record that shows it`() throws {
        let again: [Field: FieldValue] = [.assigned: .instant(Sketch.at("2026-04-07T10:00:00Z"))]
        let dossier = Sketch.dossier(
            Sketch.lead(
                .init(monday, .assigned, nil, [.assigned: .instant(Sketch.at(monday))]),
                .init("2026-03-05", .discarded, .timing), .init("2026-04-09", .assigned, nil, again)),
            activities: [Sketch.touch(.call, "2026-04-07T10:20:00Z")])
        let pass = try #require(try Agreed.measure(dossier, asOf: "2026-06-01").passes.last)
        #expect(pass.handedOver == Sketch.at("2026-04-07T10:00:00Z") && pass.responseMinutes == 20)
    }

    @Test func `is held against the version that was in force when it was handed over`() throws {
        // 40 minutes: in time in June, late in July; and in July the night counts, too.
        let june = try only("2026-06-30T10:00:00Z", touches: ["2026-06-30T10:40:00Z"], asOf: "2026-08-01")
        let july = try only("2026-07-01T22:00:00Z", touches: ["2026-07-01T22:40:00Z"], asOf: "2026-08-01")
        #expect(june.response == .kept && june.version == 0)
        #expect(july.response == .broken && july.version == 1 && july.minutesLate == 10)
        #expect(july.attempts == .leftOut(.notAgreed))
        // Handed over in June and answered in July: by June's.
        let between = try only("2026-06-30T16:30:00Z", touches: ["2026-07-01T09:20:00Z"], asOf: "2026-08-01")
        #expect(between.response == .kept && between.responseMinutes == 50)
        let before = Sketch.dossier(Sketch.lead(.init("2025-12-31", .assigned)))
        let lead = try Agreed.measure(before, asOf: later)
        #expect(lead.passes.isEmpty && lead.passesBefore.count == 1)
    }

    @Test func `is as it was at the time that is asked about`() throws {
        let versions = [
            Sketch.Version("2026-03-10", .salesAccepted, nil, [.owner: .text("Lee")]),
            Sketch.Version("2026-03-15", .discarded, .timing, [.owner: .text("Lee")]),
        ]
        let touches = ["2026-03-09T10:00:00Z"]
        let owner: [Field: FieldValue] = [.owner: .text("Dana")]
        let early = try only(monday, versions, touches: touches, asOf: "2026-03-03T00:00:00Z", owner)
        #expect(early.outcome == .open && early.reason == nil && early.ended == nil && !early.isAccepted)
        #expect(early.owner == "Dana" && early.answered == nil && early.response == .broken)
        let mid = try only(monday, versions, touches: touches, asOf: "2026-03-12T00:00:00Z", owner)
        #expect(mid.isAccepted && mid.outcome == .open && mid.owner == "Lee")
        let late = try only(monday, versions, touches: touches, asOf: later, owner)
        #expect(late.outcome == .discarded && late.reason == .timing)
        let none = Sketch.dossier(Sketch.lead(.init(monday, .assigned)))
        #expect(try Agreed.measure(none, asOf: "2026-03-01").passes.isEmpty)
    }

    @Test func `of any lead has sound times, in any order of its records`()
        throws
    {
        let seed: UInt64 = 20_261_123
        var dice = Dice(seed: seed)
        let agreement = try Agreed.agreement()
        var measured = 0
        for round in 0..<1_200 {
            let dossier = `Of any lead`.dossier(&dice)
            let asOf = Sketch.at("2026-03-01").adding(days: dice.roll(0..<400))
            let lead = ServiceMeasure(agreement, asOf: asOf).measure(dossier)
            for pass in lead.passes {
                measured += 1
                let what = "seed \(seed), round \(round): \(pass)"
                #expect(pass.responseMinutes ?? 0 >= 0 && pass.minutesLate >= 0 && pass.handedOver <= asOf, "\(what)")
                #expect(pass.ended ?? pass.handedOver >= pass.handedOver && pass.ended ?? asOf <= asOf, "\(what)")
                #expect((pass.minutesLate > 0) == (pass.response == .broken), "\(what)")
                if let answered = pass.answered {
                    #expect(pass.handedOver <= answered && answered <= asOf && pass.isTouched, "\(what)")
                }
            }
            var turned = dossier
            turned.records.reverse()
            turned.activities.reverse()
            turned.opportunities.reverse()
            #expect(ServiceMeasure(agreement, asOf: asOf).measure(turned) == lead, "seed \(seed), round \(round)")
        }
        #expect(measured > 200)
    }
}

@Suite struct `A lead that sales gave up` {
    private func fates(_ versions: Sketch.Version..., asOf: String) throws -> [MeasuredExit.Fate] {
        let dossier = Sketch.dossier(Sketch.record(Sketch.crm, "1", versions))
        return try Agreed.measure(dossier, asOf: asOf).exits.map(\.fate)
    }

    private let start = Sketch.Version("2026-02-01", .working)
    private let timing = Sketch.Version("2026-02-10", .discarded, .timing)

    @Test func `rests, and is released when its rest is over`() throws {
        #expect(try fates(start, timing, asOf: "2026-03-11T23:59:59Z") == [.resting])
        #expect(try fates(start, timing, asOf: "2026-03-12T00:00:00Z") == [.released])
    }

    @Test func `came back too early, or qualified again after its rest`() throws {
        let early = Sketch.Version("2026-03-11T23:59:59Z", .assigned)
        let due = Sketch.Version("2026-03-12T00:00:00Z", .assigned)
        #expect(try fates(start, timing, early, asOf: "2026-05-01") == [.tooEarly])
        #expect(try fates(start, timing, due, asOf: "2026-05-01") == [.requalified])
        #expect(try fates(start, timing, due, asOf: "2026-03-11") == [.resting], "nobody knew then")
    }

    @Test func `stays where no rule takes it, goes on as often as agreed, and is judged by the version of its exit`()
        throws
    {
        #expect(try fates(start, .init("2026-02-10", .discarded, .spam), asOf: "2026-05-01") == [.stays(.neverReason)])
        #expect(try fates(start, .init("2026-02-10", .discarded, .noNeed), asOf: "2026-05-01") == [.stays(.noRule)])
        #expect(try fates(start, .init("2026-02-10", .recycled), asOf: "2026-05-01") == [.handedBack])
        #expect(
            try fates(.init("2025-02-01", .working), .init("2025-03-01", .discarded, .timing), asOf: "2026-05-01") == [
                .notAgreed
            ])
        let silent = Sketch.Version("2026-02-10", .discarded, .noResponse)
        #expect(
            try fates(
                start, silent, .init("2026-03-10", .working), .init("2026-03-20", .discarded, .noResponse),
                asOf: "2026-05-01") == [.requalified, .stays(.cyclesExhausted)])
        #expect(
            try fates(start, .init("2026-07-02", .discarded, .timing), asOf: "2026-08-15") == [.resting],
            "60 days by then, 30 before")
    }
}
