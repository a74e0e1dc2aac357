import LeadModel
import TestSupport
import Testing

@testable import LeadLifecycle

@Suite struct `A change that is dated by the day alone` {
    private let later = "2026-03-20T12:00:00Z"

    private func calls(_ times: String...) -> [LeadRecord] {
        times.map { $0.utf8.count == 10 ? Sketch.call(on: $0) : Sketch.touch(.call, $0) }
    }

    private func standing(_ dossier: LeadDossier) throws -> Standing { try Agreed.agreement().standing(of: dossier) }

    @Test func `ends a pass with its day: a call on it was before`() throws {
        let lead = Sketch.lead(
            .init("2026-02-20T10:00:00Z", .assigned),
            Sketch.Version("2026-03-05", .discarded, .timing).byDay(.modified))
        let dossier = Sketch.dossier(lead, activities: calls("2026-03-05T10:00:00Z"))
        let measured = try Agreed.measure(dossier, asOf: later)
        let pass = try #require(measured.passes.first)
        #expect(pass.outcome == .discarded && pass.isTouched && measured.strayTouches.isEmpty)
        #expect(pass.ended == Sketch.at("2026-03-05") && pass.answered == Sketch.at("2026-03-05T10:00:00Z"))
        #expect(try standing(dossier).exit == .discarded && standing(dossier).since == Sketch.at("2026-03-05"))
        let next = Sketch.dossier(lead, activities: calls("2026-03-06T10:00:00Z"))
        #expect(try standing(next).exit == .rejected)
        #expect(try Agreed.measure(next, asOf: later).strayTouches.count == 1)
    }

    @Test func `is a hand-over without an hour, where nothing else dates it`() throws {
        for version in [
            Sketch.Version("2026-03-02", .assigned).byDay(.modified),
            Sketch.Version(
                "2026-03-04T10:00:00Z", .assigned, nil, [.statusSince: .instant(Sketch.at("2026-03-02"))]
            ).byDay(.statusSince),
        ] {
            let lead = Sketch.lead(version)
            let called = Sketch.dossier(lead, activities: calls("2026-03-02T10:20:00Z"))
            let pass = try #require(try Agreed.measure(called, asOf: later).passes.first)
            #expect(pass.responseMinutes == nil && pass.response == .leftOut(.noTime) && pass.minutesLate == 0)
            #expect(try standing(Sketch.dossier(lead)).waitingSince == Sketch.day("2026-03-02").ends)
        }
    }

    @Test func `leaves the hour to the assignment, where that has one`() throws {
        let assigned: [Field: FieldValue] = [.assigned: .instant(Sketch.at("2026-03-02T10:00:00Z"))]
        for version in [
            Sketch.Version("2026-03-02", .assigned, nil, assigned).byDay(.modified),
            Sketch.Version(
                "2026-03-04T10:00:00Z", .assigned, nil,
                assigned.merging([.statusSince: .instant(Sketch.at("2026-03-02"))]) { old, _ in old }
            ).byDay(.statusSince),
        ] {
            let lead = Sketch.lead(version)
            let called = Sketch.dossier(lead, activities: calls("2026-03-02T10:20:00Z"))
            let pass = try #require(try Agreed.measure(called, asOf: later).passes.first)
            #expect(pass.responseMinutes == 20 && pass.response == .kept)
            #expect(try standing(Sketch.dossier(lead)).waitingSince == Sketch.at("2026-03-02T10:00:00Z"))
        }
    }

    @Test func `ends a pass before the next begins at an hour of that day`() throws {
        let again: [Field: FieldValue] = [.assigned: .instant(Sketch.at("2026-03-05T15:00:00Z"))]
        for next in [
            Sketch.Version("2026-03-05T15:00:00Z", .assigned),
            Sketch.Version("2026-03-05T15:00:00Z", .assigned, nil, again),
            Sketch.Version("2026-03-06", .assigned, nil, again).byDay(.modified),
            Sketch.Version(
                "2026-03-06T15:00:00Z", .assigned, nil,
                again.merging([.statusSince: .instant(Sketch.at("2026-03-05"))]) { old, _ in old }
            ).byDay(.statusSince),
        ] {
            let lead = Sketch.lead(
                .init("2026-03-02T10:00:00Z", .assigned),
                Sketch.Version("2026-03-05", .discarded, .noResponse).byDay(.modified), next)
            let dossier = Sketch.dossier(
                lead, activities: calls("2026-03-05T10:00:00Z", "2026-03-05", "2026-03-05T16:00:00Z"))
            let story = try Agreed.agreement().story(of: dossier)
            #expect(story.cycles.map(\.touches) == [2, 1], "\(next)")
            #expect(story.cycles.map(\.entered).last == Sketch.at("2026-03-05T15:00:00Z"))
            let measured = try Agreed.measure(dossier, asOf: later)
            #expect(measured.passes.map(\.attemptsMade) == [2, 1] && measured.strayTouches.isEmpty)
            #expect(measured.passes.last?.responseMinutes == 60)
            // A record of the day after shows the lead waiting from then on.
            guard next.time != "2026-03-06" else { continue }
            #expect(try standing(dossier).waitingSince == nil)
            let early = Sketch.dossier(lead, activities: calls("2026-03-05T10:00:00Z"))
            #expect(try standing(early).waitingSince == Sketch.at("2026-03-05T15:00:00Z"))
        }
    }

    @Test func `gives the touches of its day to the pass that ended, where the next began on it at no hour`() throws {
        let lead = Sketch.lead(
            .init("2026-03-02T10:00:00Z", .assigned),
            Sketch.Version("2026-03-05", .discarded, .noResponse).byDay(.modified),
            Sketch.Version("2026-03-05", .assigned).byDay(.modified))
        let dossier = Sketch.dossier(lead, activities: calls("2026-03-05T10:00:00Z", "2026-03-05"))
        #expect(try Agreed.agreement().story(of: dossier).cycles.map(\.touches) == [2, 0])
        #expect(try Agreed.measure(dossier, asOf: later).passes.map(\.attemptsMade) == [2, 0])
        #expect(try standing(dossier).waitingSince == Sketch.day("2026-03-05").ends)
    }

    @Test func `closes an opportunity with its day, and not before it was opened`() throws {
        for stage in [OpportunityStage.lost, .won] {
            let deal = Sketch.record(
                Sketch.opportunities, "O",
                [
                    Sketch.Version(
                        "2026-03-09T10:00:00Z", nil, nil,
                        [
                            .opportunityStage: .text(stage.rawValue),
                            .created: .instant(Sketch.at("2026-03-05T09:00:00Z")),
                            .closed: .instant(Sketch.at("2026-03-05")),
                        ]
                    ).byDay(.closed)
                ])
            let dossier = Sketch.dossier(
                Sketch.lead(.init("2026-03-02T10:00:00Z", .assigned)), activities: calls("2026-03-05T11:00:00Z"),
                opportunities: [deal])
            let cycle = try #require(try Agreed.agreement().story(of: dossier).cycles.first)
            #expect(cycle.touches == 1 && cycle.exited == Sketch.at("2026-03-05T09:00:00Z"))
            #expect(try Agreed.measure(dossier, asOf: later).strayTouches.isEmpty)
        }
    }

    @Test func `has had no touch that is dated later than the time that is asked about`() throws {
        let lead = Sketch.lead(
            .init("2026-03-02T10:00:00Z", .assigned),
            Sketch.Version("2026-03-05", .discarded, .noResponse).byDay(.modified))
        let dossier = Sketch.dossier(lead, activities: calls("2026-03-05T16:00:00Z"))
        let measured = ServiceMeasure(try Agreed.agreement(), asOf: Sketch.at("2026-03-05T12:00:00Z")).measure(dossier)
        #expect(measured.passes[0].attemptsMade == 0 && measured.futureTouches == 1)
    }

    @Test func `dates an activity that says nothing of its time`() throws {
        let call = Sketch.record(
            Sketch.activities, "T",
            [Sketch.Version("2026-03-02", nil, nil, [.activityType: .text("call")]).byDay(.modified)])
        let dossier = Sketch.dossier(Sketch.lead(.init("2026-03-02T10:00:00Z", .assigned)), activities: [call])
        let pass = try #require(try Agreed.measure(dossier, asOf: later).passes.first)
        #expect(pass.answeredDay?.description == "2026-03-02" && pass.responseMinutes == nil)
    }

    /// Of lives that are known to the minute, and of the same where only the days of all changes are.
    @Test func `says nothing else than is so, for less knowledge`() throws {
        var dice = Dice(seed: 20_261_124)
        var said = (same: 0, open: 0)
        for _ in 0..<400 {
            var exact: [Sketch.Version] = []
            var blurred: [Sketch.Version] = []
            var touches: [LeadRecord] = []
            var day = Sketch.at("2026-02-02")
            for stage in [Stage.assigned, .discarded, .assigned, .discarded] {
                day = day.adding(days: .random(in: 1...4, using: &dice))
                let time = day.adding(seconds: .random(in: 0..<86_400, using: &dice))
                // A call of the pass, before it ends.
                if stage == .discarded, let from = exact.last.map({ Sketch.at($0.time) }), Bool.random(using: &dice) {
                    let at = from.adding(seconds: .random(in: 0..<Int(time.seconds(since: from)), using: &dice))
                    // On the day of a hand-over on which no pass ended: every day has one change.
                    touches.append(Sketch.touch(.call, at.description))
                }
                exact.append(.init(time.description, stage, stage == .discarded ? .noResponse : nil))
                blurred.append(
                    Sketch.Version(
                        String(day.description.prefix(10)), stage, stage == .discarded ? .noResponse : nil
                    ).byDay(.modified))
            }
            func measure(_ versions: [Sketch.Version]) throws -> MeasuredLead {
                try Agreed.measure(
                    Sketch.dossier(Sketch.record(Sketch.crm, "1", versions), activities: touches), asOf: later)
            }
            let (known, byDay) = (try measure(exact), try measure(blurred))
            #expect(byDay.strayTouches.isEmpty && byDay.passes.count == 2)
            for (left, right) in zip(known.passes, byDay.passes) {
                #expect(left.outcome == right.outcome && left.isTouched == right.isTouched)
                #expect(left.attemptsMade == right.attemptsMade && left.followUp == right.followUp)
                #expect(right.responseMinutes == nil && right.minutesLate <= left.minutesLate)
                if right.response == .leftOut(.noTime) || right.response == .leftOut(.ended) {
                    said.open += 1
                } else {
                    said.same += 1
                    #expect(left.response == right.response, "\(exact) \(touches)")
                }
            }
        }
        #expect(said.same > 50 && said.open > 50, "\(said)")
    }
}
