import LeadLifecycle
import LeadModel
import Testing

@Suite struct `Where a lead stands` {
    private func standing(_ dossier: LeadDossier) throws -> Standing { try Sketch.plain().standing(of: dossier) }

    @Test func `is the CRM's word before marketing's`() throws {
        let both = Sketch.dossier(
            Sketch.lead(.init("2026-05-01", .nurturing), id: "9", in: Sketch.marketing),
            Sketch.lead(.init("2026-03-01", .working)))
        #expect(try standing(both).stage == .working)
        let alone = Sketch.dossier(Sketch.lead(.init("2026-05-01", .marketingQualified), id: "9", in: Sketch.marketing))
        #expect(try standing(alone).stage == .marketingQualified)
        let silent = Sketch.dossier(
            Sketch.lead(.init("2026-05-01", .nurturing), id: "9", in: Sketch.marketing),
            Sketch.lead(.init("2026-03-01")))
        #expect(try standing(silent).stage == .nurturing, "a CRM record without a status says nothing about it")
    }

    @Test func `is the newest change where records disagree`() throws {
        let discarded = Sketch.lead(
            .init("2026-03-01", .discarded, .timing), .init("2026-09-01", .discarded, .timing), id: "A")
        let working = Sketch.lead(.init("2026-05-01", .working), id: "B", in: Sketch.secondCRM)
        #expect(try standing(Sketch.dossier(discarded, working)).stage == .working)
        let late = Sketch.lead(.init("2026-06-01", .discarded, .noBudget), id: "C")
        #expect(try standing(Sketch.dossier(discarded, working, late)).reason == .noBudget)
    }

    @Test func `is the lower stream's and id's word at the same time`() throws {
        let first = Sketch.lead(.init("2026-03-01", .working), id: "A")
        let second = Sketch.lead(.init("2026-03-01", .assigned), id: "B")
        let other = Sketch.lead(.init("2026-03-01", .salesAccepted), id: "0", in: Sketch.secondCRM)
        #expect(try standing(Sketch.dossier(other, second, first)).stage == .working)
        #expect(try standing(Sketch.dossier(second, other)).stage == .assigned)
    }

    @Test func `is not said by a deleted record`() throws {
        let gone = Sketch.lead(
            .init("2026-05-01", .discarded, .spam), .init("2026-06-01", nil, nil, [.deleted: .flag(true)]), id: "A")
        let live = Sketch.lead(.init("2026-03-01", .working), id: "B")
        #expect(try standing(Sketch.dossier(gone, live)).stage == .working)
        let all = try standing(Sketch.dossier(gone))
        #expect(all.isDeleted && all.stage == .discarded, "what was last known is kept")
    }

    @Test func `began when the history of its status says, not when the record was changed or first seen`() throws {
        func said(_ since: String) -> [Field: FieldValue] {
            [.statusSince: .instant(Sketch.at(since)), .created: .instant(Sketch.at("2026-01-01"))]
        }
        let first = Sketch.dossier(Sketch.lead(.init("2026-09-01", .discarded, .timing, said("2026-05-02"))))
        #expect(try standing(first).since == Sketch.at("2026-05-02"))
        let waiting = Sketch.dossier(Sketch.lead(.init("2026-09-01", .assigned, nil, said("2026-05-02"))))
        #expect(try standing(waiting).waitingSince == Sketch.at("2026-05-02"), "and not when it was created")
        let later = Sketch.dossier(
            Sketch.lead(
                .init("2026-03-01", .assigned, nil, said("2026-02-01")),
                .init("2026-09-01", .discarded, .timing, said("2026-05-02")),
                .init("2026-09-09", .discarded, .noBudget, said("2026-05-02"))))
        #expect(try standing(later).since == Sketch.at("2026-05-02") && standing(later).reason == .noBudget)
        let other = Sketch.lead(.init("2026-06-01", .working), id: "B", in: Sketch.secondCRM)
        let known = Sketch.lead(.init("2026-09-01", .discarded, .timing, said("2026-05-02")), id: "A")
        #expect(try standing(Sketch.dossier(known, other)).stage == .working, "who worked later has the later word")
        let ahead = Sketch.dossier(Sketch.lead(.init("2026-03-01", .discarded, .timing, said("2026-05-02"))))
        #expect(try standing(ahead).since == Sketch.at("2026-03-01"), "a time behind the record's own is none")
    }

    @Test
    func `waits for sales, in a pass after the first too, since it was handed over and not since the export shows it`()
        throws
    {
        let assigned: [Field: FieldValue] = [.assigned: .instant(Sketch.at("2026-03-04T20:00:00Z"))]
        let lead = Sketch.lead(
            .init("2026-02-01", .assigned), .init("2026-02-10", .discarded, .timing),
            .init("2026-03-06", .assigned, nil, assigned))
        #expect(try standing(Sketch.dossier(lead)).waitingSince == Sketch.at("2026-03-04T20:00:00Z"))
        // Called an hour after that, and before the record was changed.
        let called = Sketch.dossier(lead, activities: [Sketch.touch(.call, "2026-03-04T21:00:00Z")])
        #expect(try standing(called).waitingSince == nil)
        let pass = try #require(try Agreed.measure(called, asOf: "2026-03-20T12:00:00Z").passes.last)
        #expect(pass.isTouched && pass.handedOver == Sketch.at("2026-03-04T20:00:00Z"))
        // A call before the hand-over was another pass's.
        let early = Sketch.dossier(lead, activities: [Sketch.touch(.call, "2026-03-04T19:00:00Z")])
        #expect(try standing(early).waitingSince == Sketch.at("2026-03-04T20:00:00Z"))
    }

    @Test func `follows its opportunities over its status`() throws {
        let lead = Sketch.lead(.init("2026-03-01", .salesQualified, nil, [.created: .instant(Sketch.at("2026-01-01"))]))
        let open = Sketch.deal("D1", .open, "2026-03-02")
        let lost = Sketch.deal(
            "D2", .lost, "2026-04-02", [.lostReason: .text("timing"), .closed: .instant(Sketch.at("2026-04-01"))])
        let won = Sketch.deal("D3", .won, "2026-05-02", [.amount: .money(Money(hundredths: 990_000, currency: "EUR"))])
        #expect(try standing(Sketch.dossier(lead, opportunities: [open])).stage == .opportunity)
        #expect(try standing(Sketch.dossier(lead, opportunities: [open, lost])).stage == .opportunity)
        let ended = try standing(Sketch.dossier(lead, opportunities: [lost]))
        #expect(ended.stage == .lost && ended.reason == .timing && ended.exit == .closedLost)
        #expect(ended.since == Sketch.at("2026-04-01") && ended.furthest == .opportunity)
        let both = try standing(Sketch.dossier(lead, opportunities: [won, open, lost]))
        #expect(both.stage == .won && both.won == [Money(hundredths: 990_000, currency: "EUR")])
    }

    @Test func `stays lost until a record says later that somebody is at it again`() throws {
        let lost = Sketch.deal("D2", .lost, "2026-04-01", [.lostReason: .text("no-budget")])
        let created: [Field: FieldValue] = [.created: .instant(Sketch.at("2026-01-01"))]
        // First seen after the loss, because somebody corrected the phone number: no re-engagement.
        let edited = Sketch.lead(.init("2026-06-01", .salesQualified, nil, created))
        #expect(try standing(Sketch.dossier(edited, opportunities: [lost])).stage == .lost)
        let again = Sketch.lead(.init("2026-03-01", .salesQualified, nil, created), .init("2026-06-01", .working))
        #expect(try standing(Sketch.dossier(again, opportunities: [lost])).stage == .working)
        let closed = Sketch.lead(
            .init("2026-03-01", .salesQualified, nil, created), .init("2026-06-01", .discarded, .spam))
        let standing = try standing(Sketch.dossier(closed, opportunities: [lost]))
        #expect(standing.stage == .lost && standing.reason == .noBudget)
    }

    @Test func `takes sales' own words for a loss as a reason outside the taxonomy`() throws {
        let lead = Sketch.lead(.init("2026-03-01", .salesQualified))
        let lost = Sketch.deal("D", .lost, "2026-04-01", [.lostReason: .text("They painted the office instead")])
        #expect(try standing(Sketch.dossier(lead, opportunities: [lost])).reason == .other)
        let silent = Sketch.deal("D", .lost, "2026-04-01")
        #expect(try standing(Sketch.dossier(lead, opportunities: [silent])).reason == .unknown)
    }

    @Test func `tells discarded after work from rejected at hand-over`() throws {
        let straight = Sketch.lead(.init("2026-03-01", .assigned), .init("2026-03-02", .discarded, .noNeed))
        #expect(try standing(Sketch.dossier(straight)).exit == .rejected)
        let worked = Sketch.lead(
            .init("2026-03-01", .assigned), .init("2026-03-02", .working), .init("2026-03-09", .discarded))
        #expect(try standing(Sketch.dossier(worked)).exit == .discarded)
        #expect(
            try standing(Sketch.dossier(straight, activities: [Sketch.touch(.call, "2026-03-01")])).exit == .discarded)
        #expect(
            try standing(Sketch.dossier(straight, activities: [Sketch.touch(.formFill, "2026-03-01")])).exit
                == .rejected)
        let counted = Sketch.lead(.init("2026-03-02", .discarded, .noNeed, [.callAttempts: .number(ExactNumber(3))]))
        #expect(try standing(Sketch.dossier(counted)).exit == .discarded)
        #expect(try standing(Sketch.dossier(counted)).touches == 3)
    }

    @Test func `judges each pass by its own work`() throws {
        let calls: [Field: FieldValue] = [.callAttempts: .number(ExactNumber(3))]
        let lead = Sketch.lead(
            .init("2026-01-01", .assigned), .init("2026-01-05", .discarded, .timing, calls),
            .init("2026-05-01", .assigned, nil, calls), .init("2026-05-02", .discarded, .noNeed, calls))
        let standing = try standing(Sketch.dossier(lead, activities: [Sketch.touch(.email, "2026-01-03")]))
        #expect(standing.exit == .rejected && standing.exits == 2)
    }

    @Test func `counts a pass once, however often its reason is corrected`() throws {
        let lead = Sketch.lead(
            .init("2026-01-01", .working), .init("2026-01-05", .discarded), .init("2026-01-06", .discarded, .timing),
            .init("2026-02-01", .recycled), .init("2026-03-01", .working), .init("2026-04-01", .discarded, .noResponse),
            .init("2026-04-03", .discarded, .timing))
        let standing = try standing(Sketch.dossier(lead))
        #expect(standing.exits == 2 && standing.since == Sketch.at("2026-04-01") && standing.reason == .timing)
    }

    @Test func `waits only while nobody of sales touched it`() throws {
        let assigned: [Field: FieldValue] = [.assigned: .instant(Sketch.at("2026-02-20"))]
        let lead = Sketch.lead(.init("2026-03-01", .assigned, nil, assigned))
        #expect(try standing(Sketch.dossier(lead)).waitingSince == Sketch.at("2026-02-20"))
        #expect(
            try standing(Sketch.dossier(lead, activities: [Sketch.touch(.meeting, "2026-02-21")])).waitingSince == nil)
        let marketingMail = Sketch.touch(.email, "2026-02-21", in: Sketch.marketing)
        #expect(try standing(Sketch.dossier(lead, activities: [marketingMail])).waitingSince != nil)
        let answered = Sketch.lead(
            .init("2026-03-01", .assigned, nil, [.firstResponse: .instant(Sketch.at("2026-02-21"))]))
        #expect(try standing(Sketch.dossier(answered)).waitingSince == nil)
        let own = Sketch.lead(.init("2026-03-01", .new), id: "9", in: Sketch.marketing)
        #expect(
            try standing(Sketch.dossier(own)).waitingSince == nil, "marketing's own new leads were never handed over")
    }

    @Test func `knows hand-over and first answer`() throws {
        let lead = Sketch.lead(
            .init(
                "2026-03-01", .assigned, nil,
                [.created: .instant(Sketch.at("2026-01-01")), .assigned: .instant(Sketch.at("2026-02-01"))]),
            .init(
                "2026-03-05", .working, nil,
                [.firstResponse: .instant(Sketch.at("2026-03-04")), .assigned: .instant(Sketch.at("2026-03-02"))]))
        let standing = try standing(Sketch.dossier(lead, activities: [Sketch.touch(.call, "2026-03-03")]))
        #expect(standing.handedOver == Sketch.at("2026-02-01") && standing.firstResponse == Sketch.at("2026-03-03"))
    }

    @Test func `sees a pass that no export showed by the touches in it`() throws {
        let lead = Sketch.lead(
            .init("2026-08-19", .discarded, .timing, [.callAttempts: .number(ExactNumber(1))]),
            .init("2026-11-03", .discarded, .noResponse, [.callAttempts: .number(ExactNumber(1))]))
        let corrected = try standing(Sketch.dossier(lead, activities: [Sketch.touch(.call, "2026-08-19T10:00:00Z")]))
        #expect(corrected.exits == 1 && corrected.since == Sketch.at("2026-08-19") && corrected.reason == .noResponse)
        let again = try standing(Sketch.dossier(lead, activities: [Sketch.touch(.call, "2026-10-08")]))
        #expect(again.exits == 2 && again.since == Sketch.at("2026-11-03") && again.exit == .discarded)
        let counted = Sketch.lead(
            .init("2026-08-19", .discarded, .timing, [.callAttempts: .number(ExactNumber(1))]),
            .init("2026-11-03", .discarded, .noResponse, [.callAttempts: .number(ExactNumber(4))]))
        #expect(try standing(Sketch.dossier(counted)).exits == 2)
    }

    @Test func `is not said by a record closed as a duplicate of another`() throws {
        let real = Sketch.lead(.init("2026-08-14", .assigned), .init("2026-08-17", .working), id: "A")
        let double = Sketch.lead(.init("2026-09-03", .assigned), .init("2026-09-04", .discarded, .duplicate), id: "B")
        #expect(try standing(Sketch.dossier(real, double)).stage == .working)
        #expect(try standing(Sketch.dossier(double)).reason == .duplicate, "alone, it is all that is known")
        let silent = Sketch.lead(.init("2026-08-14"), id: "A")
        #expect(try standing(Sketch.dossier(silent, double)).stage == .discarded)
    }

    @Test func `counts the pass that is running`() throws {
        var versions: [Sketch.Version] = []
        func passes(_ next: Sketch.Version, in stream: StreamInfo = Sketch.crm) throws -> Int {
            versions.append(next)
            return try standing(Sketch.dossier(Sketch.record(stream, "Q", versions))).passes
        }
        #expect(try passes(.init("2026-01-01", .nurturing)) == 0)
        #expect(try passes(.init("2026-02-01", .assigned)) == 1)
        #expect(try passes(.init("2026-03-01", .discarded, .timing)) == 1)
        #expect(try passes(.init("2026-04-01", .recycled)) == 1)
        #expect(try passes(.init("2026-05-01", .working)) == 2)
        versions = []
        #expect(try passes(.init("2026-01-01", .marketingQualified), in: Sketch.marketing) == 0)
        #expect(try passes(.init("2026-02-01", .assigned), in: Sketch.marketing) == 1)
    }
}
