import LeadLifecycle
import LeadModel
import Testing

@Suite struct `A decision` {
    /// A lead that left sales by each trigger, for a reason, on 1 March 2026.
    private func gone(_ trigger: RecycleTrigger, _ reason: DiscardReason?) -> LeadDossier {
        switch trigger {
        case .discarded:
            Sketch.dossier(Sketch.lead(.init("2026-02-01", .working), .init("2026-03-01", .discarded, reason)))
        case .rejected:
            Sketch.dossier(Sketch.lead(.init("2026-02-01", .assigned), .init("2026-03-01", .discarded, reason)))
        case .closedLost:
            Sketch.dossier(
                Sketch.lead(.init("2026-02-01", .salesQualified)),
                opportunities: [
                    Sketch.deal("D", .lost, "2026-03-01", reason.map { [.lostReason: .text($0.word)] } ?? [:])
                ])
        case .untouched: Sketch.dossier(Sketch.lead(.init("2026-02-15", .assigned)))
        }
    }

    @Test(arguments: [RecycleTrigger.discarded, .rejected, .closedLost], DiscardReason.allCases)
    func `follows the reason's rule, whatever the trigger`(trigger: RecycleTrigger, reason: DiscardReason) throws {
        let agreement = try Sketch.plain()
        let decision = agreement.decide(gone(trigger, reason), at: "2026-05-30")
        #expect(decision.trigger == trigger && decision.reason == reason && decision.since == Sketch.at("2026-03-01"))
        switch reason {
        case .spam, .badData, .duplicate, .existingCustomer, .competitor: #expect(decision.cause == .neverReason)
        case .timing: #expect(decision.kind == .recycle && decision.track == "back-in-season")
        case .noResponse, .unknown: #expect(decision.kind == .recycle && decision.track == "re-engage")
        case .noBudget, .noAuthority, .noNeed, .notAFit, .other: #expect(decision.cause == .noRule)
        }
        if decision.kind == .leave { #expect(decision.track == nil && decision.due == nil) }
        #expect(decision.cycle == 1)
    }

    @Test func `takes a missing reason as unknown`() throws {
        let decision = try Sketch.plain().decide(gone(.discarded, nil), at: "2026-05-30")
        #expect(decision.reason == .unknown && decision.kind == .recycle)
    }

    @Test func `turns from hold to recycle at the millisecond it is due`() throws {
        let agreement = try Sketch.plain()
        let lead = gone(.discarded, .timing)
        let before = agreement.decide(lead, at: "2026-05-29T23:59:59.999Z")
        #expect(before.kind == .hold && before.cause == .coolingOff && before.due == Sketch.at("2026-05-30"))
        let after = agreement.decide(lead, at: "2026-05-30T00:00:00Z")
        #expect(after.kind == .recycle && after.cause == .coolingOffPassed && after.due == before.due)
    }

    @Test func `lets an untouched lead fall due without anybody speaking of it`() throws {
        let agreement = try Sketch.plain()
        let lead = gone(.untouched, nil)
        let waiting = agreement.decide(lead, at: "2026-02-28")
        #expect(waiting.kind == .leave && waiting.cause == .notAnExit && waiting.due == Sketch.at("2026-03-01"))
        let held = agreement.decide(lead, at: "2026-03-01")
        #expect(
            held.kind == .hold && held.trigger == .untouched && held.due == Sketch.at("2026-04-15")
                && held.track == "re-engage")
        #expect(agreement.decide(lead, at: "2026-04-15").kind == .recycle)
    }

    @Test func `prefers the rule for untouched leads`() throws {
        let decision = try Sketch.shipped().decide(gone(.untouched, nil), at: "2026-03-01")
        #expect(
            decision.kind == .recycle && decision.track == "first-touch" && decision.reason == nil
                && decision.cycle == 1)
    }

    @Test func `stops after the agreed cycles`() throws {
        let agreement = try Sketch.plain()
        var versions: [Sketch.Version] = []
        for (cycle, expected) in [(1, DecisionKind.recycle), (2, .recycle), (3, .leave)] {
            versions.append(.init("2026-0\(cycle)-01", .working))
            versions.append(.init("2026-0\(cycle)-09", .discarded, .timing))
            let decision = agreement.decide(Sketch.dossier(Sketch.record(Sketch.crm, "Q", versions)), at: "2026-12-01")
            #expect(decision.kind == expected && decision.cycle == cycle)
            if expected == .leave { #expect(decision.cause == .cyclesExhausted) }
        }
    }

    @Test func `counts what sales handed back as a pass`() throws {
        let lead = Sketch.lead(
            .init("2025-02-01", .working), .init("2025-03-01", .recycled), .init("2025-06-01", .assigned),
            .init("2025-06-02", .working),
            .init("2025-07-01", .discarded, .noResponse))
        let decision = try Sketch.plain().decide(Sketch.dossier(lead), at: "2026-01-01")
        #expect(decision.cycle == 2 && decision.cause == .cyclesExhausted)
    }

    @Test(arguments: [Stage.nurturing, .recycled, .working, .salesAccepted, .salesQualified, .opportunity, .won])
    func `leaves whoever has not left sales`(stage: Stage) throws {
        let decision = try Sketch.plain().decide(
            Sketch.dossier(Sketch.lead(.init("2026-01-01", stage))), at: "2027-01-01")
        #expect(decision.kind == .leave && decision.cause == .notAnExit && decision.due == nil)
    }

    @Test func `leaves what is not agreed`() throws {
        let text = Sketch.plainText.replacing("rejected, closed-lost, untouched after 14d", with: "closed-lost")
        let agreement = try Agreement.compile(text, file: "agreement.yaml")
        #expect(agreement.decide(gone(.rejected, .timing), at: "2027-01-01").cause == .triggerNotAgreed)
        #expect(agreement.decide(gone(.untouched, nil), at: "2027-01-01").cause == .notAnExit)
        #expect(agreement.decide(gone(.untouched, nil), at: "2027-01-01").due == nil)
    }

    @Test func `leaves the deleted and the unreachable`() throws {
        let agreement = try Sketch.plain()
        let tombstone = Sketch.lead(
            .init("2026-03-01", .discarded, .timing), .init("2026-04-01", nil, nil, [.deleted: .flag(true)]))
        #expect(agreement.decide(Sketch.dossier(tombstone), at: "2027-01-01").cause == .deleted)
        var lead = gone(.discarded, .timing)
        lead.lead.values = Sketch.fields([.email: .null, .company: .text("Birchwood Foods")])
        #expect(agreement.decide(lead, at: "2027-01-01").cause == .unreachable)
        lead.lead.values = Sketch.fields([.phone: .text("+13125550142")])
        #expect(agreement.decide(lead, at: "2027-01-01").kind == .recycle)
        let closed = Suppression(channel: .phone, reason: .optOut, source: "calls.csv", since: Sketch.at("2026-01-01"))
        #expect(agreement.decide(lead, at: "2027-01-01", suppressed: [closed]).cause == .unreachable)
    }

    @Test func `of a lead without any record is to leave it`() throws {
        #expect(try Sketch.plain().decide(Sketch.dossier(), at: "2027-01-01").cause == .notAnExit)
    }
}
