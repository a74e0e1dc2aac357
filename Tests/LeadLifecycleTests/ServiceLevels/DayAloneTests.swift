import LeadLifecycle
import LeadModel
import TestSupport
import Testing

extension Sketch {
    /// A day of UTC.
    static func day(_ text: String) -> ZonedDay { ZonedDay(begins: at(text), length: 86_400, offset: 0) }

    /// A call of which the record knows the day.
    static func call(on day: String, _ id: String = "D") -> LeadRecord {
        var builder = FieldValuesBuilder()
        builder.append(.id, text: id + day)
        builder.append(.activityType, text: "call")
        builder.append(.at, day: Sketch.day(day))
        return with(record(activities, id + day, [Version(day)]), builder.finish())
    }

    /// A lead in a stage since a time, assigned on a day, or answered at a time or on a day.
    static func lead(
        _ time: String, _ stage: Stage = .assigned, createdOn created: String? = nil,
        assignedOn assigned: String? = nil, answered: Instant? = nil,
        answeredOn day: String? = nil
    ) -> LeadRecord {
        var builder = FieldValuesBuilder()
        builder.append(.id, text: "1")
        builder.append(stage: stage)
        if let created { builder.append(.created, day: Sketch.day(created)) }
        if let assigned { builder.append(.assigned, day: Sketch.day(assigned)) }
        if let answered { builder.append(.firstResponse, instant: answered) }
        if let day { builder.append(.firstResponse, day: Sketch.day(day)) }
        return with(record(crm, "1", [Version(time)]), builder.finish())
    }

    private static func with(_ record: LeadRecord, _ fields: FieldValues) -> LeadRecord {
        var record = record
        record.versions[0].observation.fields = fields
        return record
    }
}

@Suite struct `A touch that is dated by the day alone` {
    private let monday = "2026-03-02T10:00:00Z"
    private let later = "2026-03-20T12:00:00Z"

    private func pass(_ lead: LeadRecord, _ calls: [LeadRecord], asOf: String? = nil) throws -> MeasuredPass {
        let measured = try Agreed.measure(Sketch.dossier(lead, activities: calls), asOf: asOf ?? later)
        try #require(measured.passes.count == 1, "\(measured)")
        #expect(measured.strayTouches.isEmpty)
        return measured.passes[0]
    }

    @Test func `counts on the day of the hand-over, and nobody says after how many minutes`() throws {
        let pass = try pass(Sketch.lead(monday), [Sketch.call(on: "2026-03-02")])
        #expect(pass.isTouched && pass.attemptsMade == 1 && pass.followUp == .kept)
        #expect(pass.responseMinutes == nil && pass.response == .leftOut(.noTime))
        #expect(pass.answeredDay?.description == "2026-03-02" && pass.minutesLate == 0)
        let dossier = Sketch.dossier(Sketch.lead(monday), activities: [Sketch.call(on: "2026-03-02")])
        let cycle = try #require(try Agreed.agreement().story(of: dossier).cycles.first)
        #expect(cycle.touches == 1 && cycle.firstTouchDay?.description == "2026-03-02")
        let standing = try Agreed.agreement().standing(of: dossier)
        #expect(standing.waitingSince == nil && standing.firstResponse == nil && standing.touches == 1)
    }

    @Test func `counts on the day before the hand-over as one of before`() throws {
        let dossier = Sketch.dossier(Sketch.lead(monday), activities: [Sketch.call(on: "2026-03-01")])
        let measured = try Agreed.measure(dossier, asOf: later)
        #expect(measured.strayTouches == [Sketch.at("2026-03-01")] && measured.passes[0].attemptsMade == 0)
    }

    @Test func `was too late where the whole day was, by what is sure`() throws {
        let pass = try pass(Sketch.lead(monday), [Sketch.call(on: "2026-03-04")])
        // From ten on Monday to the end of Tuesday it is fifteen hours of work, one of which was in time.
        #expect(pass.response == .broken && pass.minutesLate == 14 * 60 && pass.responseMinutes == nil)
    }

    @Test func `was in time where the whole day was`() throws {
        // Handed over on Friday after closing, called on a Sunday.
        let pass = try pass(Sketch.lead("2026-03-06T18:00:00Z"), [Sketch.call(on: "2026-03-08")])
        #expect(pass.response == .kept && pass.responseMinutes == nil)
    }

    @Test func `leaves open what another touch with a time does not settle`() throws {
        let call = Sketch.call(on: "2026-03-02")
        let late = try pass(Sketch.lead(monday), [call, Sketch.touch(.call, "2026-03-02T15:00:00Z")])
        #expect(late.response == .leftOut(.noTime) && late.responseMinutes == nil && late.attemptsMade == 2)
        let soon = try pass(Sketch.lead(monday), [call, Sketch.touch(.call, "2026-03-02T10:30:00Z")])
        #expect(soon.response == .kept && soon.responseMinutes == nil)
    }

    @Test func `is the first answer that the lead's record gives with its hour`() throws {
        let at = Sketch.at("2026-03-02T10:20:00Z")
        let pass = try pass(Sketch.lead(monday, answered: at), [Sketch.call(on: "2026-03-02")])
        #expect(pass.responseMinutes == 20 && pass.response == .kept && pass.attemptsMade == 1)
        let dossier = Sketch.dossier(Sketch.lead(monday, answered: at), activities: [Sketch.call(on: "2026-03-02")])
        #expect(try Agreed.agreement().standing(of: dossier).firstResponse == at)
        let byDay = try self.pass(
            Sketch.lead(monday, answeredOn: "2026-03-02"), [Sketch.touch(.call, "2026-03-02T10:45:00Z")])
        #expect(byDay.responseMinutes == 45 && byDay.attemptsMade == 1)
    }

    @Test func `is open until its day would be too late`() throws {
        let lead = Sketch.lead("2026-03-02T10:00:00Z", assignedOn: "2026-03-02")
        #expect(try pass(lead, [], asOf: "2026-03-02T16:00:00Z").response == .pending)
        #expect(try pass(lead, [], asOf: "2026-03-03T10:00:00Z").response == .pending)
        #expect(try pass(lead, [], asOf: "2026-03-03T10:00:01Z").response == .broken)
    }

    @Test func `has no minutes after a hand-over that is known by the day alone, either`() throws {
        let lead = Sketch.lead("2026-03-02T10:00:00Z", assignedOn: "2026-03-02")
        let sameDay = try pass(lead, [Sketch.touch(.call, "2026-03-02T15:00:00Z")])
        #expect(sameDay.response == .leftOut(.noTime) && sameDay.responseMinutes == nil)
        let created = try pass(
            Sketch.lead("2026-03-02T10:00:00Z", createdOn: "2026-03-02"), [Sketch.touch(.call, "2026-03-02T15:00:00Z")])
        #expect(created.response == .leftOut(.noTime) && created.responseMinutes == nil)
        let opening = try pass(lead, [Sketch.touch(.call, "2026-03-02T09:45:00Z")])
        #expect(opening.response == .kept && opening.responseMinutes == nil, "there was no hour of work before it")
        let next = try pass(lead, [Sketch.touch(.call, "2026-03-03T11:00:00Z")])
        #expect(next.response == .broken && next.minutesLate == 60)
    }

    @Test func `waits from the end of the day on which it was handed over`() throws {
        let steps = "[{ after: 4h, track: team-lead }, { after: 2d, track: head-of-sales }]"
        let agreement = try Agreement.compile(
            Sketch.plainText.replacing("zone: UTC", with: "zone: UTC\n    sales: { escalate: \(steps) }"),
            file: "agreement.yaml")
        for lead in [
            Sketch.lead("2026-03-02T10:00:00Z", assignedOn: "2026-03-02"),
            Sketch.lead("2026-03-02T10:00:00Z", createdOn: "2026-03-02"),
        ] {
            let dossier = Sketch.dossier(lead)
            let standing = agreement.standing(of: dossier)
            #expect(standing.waitingSince == Sketch.day("2026-03-02").ends)
            func kind(_ now: String) -> DecisionKind { agreement.decide(dossier, at: now).kind }
            #expect(kind("2026-03-03T03:59:59Z") == .leave && kind("2026-03-03T04:00:00Z") == .escalate)
            #expect(kind("2026-03-16T23:59:59Z") == .escalate && kind("2026-03-17") == .hold)
            let before = agreement.decide(dossier, standing: standing, suppressed: [], at: Sketch.at("2026-03-02"))
            for now in ["2026-03-02", "2026-03-03", "2026-03-03T04:00:00Z", "2026-03-16", "2026-03-17"] {
                let quick = agreement.decide(
                    after: before, of: LeadID(number: 7), standing: standing, at: Sketch.at(now))
                #expect(quick == nil || quick == agreement.decide(dossier, at: now), "\(now)")
            }
        }
        let waiting = try #require(
            try Agreed.measure(
                Sketch.dossier(Sketch.lead(monday, assignedOn: "2026-03-02")), asOf: "2026-03-09T12:00:00Z"
            ).passes.first)
        #expect(waiting.followUp == .pending, "the week is over at midnight")
        #expect(try pass(Sketch.lead(monday, assignedOn: "2026-03-02"), [], asOf: "2026-03-10").followUp == .broken)
    }

    @Test func `is often enough in time, or not, where each hour of the days says so`() throws {
        let lead = Sketch.lead(monday, assignedOn: "2026-03-02")
        func attempts(_ times: String...) throws -> MeasuredPass {
            try pass(lead, times.map { $0.utf8.count == 10 ? Sketch.call(on: $0) : Sketch.touch(.call, $0) })
        }
        // Three within five days: until some time on Saturday.
        #expect(try attempts("2026-03-03", "2026-03-04", "2026-03-06").attempts == .kept)
        let open = try attempts("2026-03-03", "2026-03-04", "2026-03-07T12:00:00Z")
        #expect(open.attempts == .leftOut(.noTime) && open.attemptsMade == 3)
        let late = try attempts("2026-03-03", "2026-03-04", "2026-03-08T12:00:00Z")
        #expect(late.attempts == .broken && late.attemptsMade == 2)
        #expect(late.attemptsDue == Sketch.day("2026-03-07").ends)
        let hour = Sketch.lead(monday)
        let days = ["2026-03-03", "2026-03-04", "2026-03-07"].map { Sketch.call(on: $0) }
        #expect(try pass(hour, days).attempts == .leftOut(.noTime))
        #expect(try pass(hour, days, asOf: "2026-03-07T09:00:00Z").attempts == .kept, "it was before now")
    }

    @Test func `belongs to the pass that ended on its day, not to the one that began on it, too`() throws {
        let lead = Sketch.lead(
            .init("2026-03-02T10:00:00Z", .assigned), .init("2026-03-05T09:00:00Z", .discarded, .noResponse),
            .init("2026-03-05T15:00:00Z", .assigned))
        let dossier = Sketch.dossier(lead, activities: [Sketch.call(on: "2026-03-05")])
        #expect(try Agreed.agreement().story(of: dossier).cycles.map(\.touches) == [1, 0])
        #expect(try Agreed.agreement().standing(of: dossier).waitingSince == Sketch.at("2026-03-05T15:00:00Z"))
        let measured = try Agreed.measure(dossier, asOf: "2026-03-05T20:00:00Z")
        #expect(measured.passes.map(\.attemptsMade) == [1, 0] && measured.strayTouches.isEmpty)
    }

    @Test func `makes no other hour likelier: whatever it was, what is said holds`() throws {
        var dice = Dice(seed: 20_261_122)
        for _ in 0..<300 {
            let handOver = Sketch.at("2026-03-02").adding(seconds: .random(in: 0..<4 * 86_400, using: &dice))
            let day = Sketch.at("2026-03-02").adding(days: .random(in: 0..<6, using: &dice))
            guard day.adding(days: 1) > handOver else { continue }
            let lead = Sketch.lead(handOver.description)
            let date = String(day.description.prefix(10))
            let said = try pass(lead, [Sketch.call(on: date)]).response
            let times = (0..<48).map { day.adding(seconds: $0 * 1_800) } + [Sketch.day(date).ends]
            let hours = try ([max(day, handOver)] + times.filter { $0 >= handOver }).map { time in
                try pass(lead, [Sketch.touch(.call, time.description)]).response
            }
            let isOpen = hours.first != hours.last
            #expect((said == .leftOut(.noTime)) == isOpen, "\(handOver) \(date) \(said)")
            if !isOpen { #expect(hours.allSatisfy { $0 == said }, "\(handOver) \(date) \(said)") }
        }
    }

    @Test func `says of attempts, too, only what holds whatever the hours were`() throws {
        var dice = Dice(seed: 20_261_123)
        var seen: Set<MeasuredPass.Verdict> = []
        for _ in 0..<60 {
            let days = (0..<3).map { _ in Sketch.at("2026-03-02").adding(days: .random(in: 0..<8, using: &dice)) }
            func date(_ day: Instant) -> String { String(day.description.prefix(10)) }
            let calls = days.enumerated().map { Sketch.call(on: date($1), "D\($0)") }
            let said = try pass(Sketch.lead("2026-03-02", assignedOn: "2026-03-02"), calls).attempts
            seen.insert(said)
            for hour in [0, 9, 23] {
                let exact = try (0..<8).map { _ in
                    let touches = days.map { day in
                        Sketch.touch(.call, day.adding(seconds: .random(in: 0..<86_400, using: &dice)).description)
                    }
                    let handedOver = Sketch.at("2026-03-02").adding(seconds: hour * 3_600).description
                    return try Agreed.measure(Sketch.dossier(Sketch.lead(handedOver), activities: touches), asOf: later)
                        .passes[0].attempts
                }
                // A call before the hand-over is none; that one on its day counts is agreed.
                guard days.allSatisfy({ $0 > Sketch.at("2026-03-02") }) else { continue }
                if said != .leftOut(.noTime) { #expect(exact.allSatisfy { $0 == said }, "\(days) \(said) \(exact)") }
            }
        }
        #expect(seen == [.kept, .broken, .leftOut(.noTime)])
    }
}
