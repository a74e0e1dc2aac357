import LeadLifecycle
import LeadModel
import Testing

@Suite struct `A time that a lead was recycled` {
    private static func agreement(control: String = "10%") throws -> Agreement {
        try Agreement.compile(
            Sketch.plainText.replacing(
                "      never:",
                with:
                    "      control: { share: \(control) }\n      return-to-sales: activity demo-request within 30d\n      never:"
            ), file: "agreement.yaml")
    }

    private func passes(
        _ dossier: LeadDossier, at now: String, control: String = "10%", suppressed: [Suppression] = []
    ) throws -> [RecycledPass] {
        try Self.agreement(control: control).recycledPasses(of: dossier, suppressed: suppressed, at: Sketch.at(now))
    }

    /// Given up on 1 February for timing: rests until 2 May.
    private static let discarded: [Sketch.Version] = [
        .init("2026-01-01", .working), .init("2026-02-01", .discarded, .timing),
    ]

    private func lead(_ more: Sketch.Version...) -> LeadRecord {
        Sketch.record(Sketch.crm, "00Q1", Self.discarded + more)
    }

    @Test func `begins when its rest is over, and not before`() throws {
        #expect(try passes(Sketch.dossier(lead()), at: "2026-05-01").isEmpty)
        let pass = try #require(try passes(Sketch.dossier(lead()), at: "2026-06-01").first)
        #expect(pass.recycled == Sketch.at("2026-05-02") && pass.track == "back-in-season" && pass.cycle == 1)
        #expect(pass.reason == .timing && pass.until == nil && pass.isMeasured)
        #expect(!pass.isReengaged && !pass.isRequalified && !pass.hasOpportunity && !pass.isWon)
    }

    @Test func `is none where sales or the lead itself came first, or it was suppressed by then`() throws {
        #expect(try passes(Sketch.dossier(lead(.init("2026-04-01", .working))), at: "2027-01-01").isEmpty)
        let early = Sketch.dossier(lead(), activities: [Sketch.deed("demo-request", "2026-03-01")])
        #expect(try passes(early, at: "2027-01-01").isEmpty)
        func optOut(_ day: String) -> [Suppression] {
            [Suppression(channel: .email, reason: .optOut, source: "ledger", since: Sketch.at(day))]
        }
        #expect(try passes(Sketch.dossier(lead()), at: "2027-01-01", suppressed: optOut("2026-05-01")).isEmpty)
        #expect(try passes(Sketch.dossier(lead()), at: "2027-01-01", suppressed: optOut("2026-05-03")).count == 1)
    }

    @Test func `is followed by what it did, what sales made of it, and what was earned`() throws {
        let dossier = Sketch.dossier(
            lead(.init("2026-06-10", .working)),
            activities: [
                Sketch.deed("page-visit", "2026-04-30"), Sketch.touch(.call, "2026-06-11"),
                Sketch.deed("demo-request", "2026-06-01"),
            ],
            opportunities: [
                Sketch.deal(
                    "D1", .won, "2026-07-01",
                    [
                        .created: .instant(Sketch.at("2026-06-12")), .closed: .instant(Sketch.at("2026-07-01")),
                        .amount: .money(Money(hundredths: 900, currency: "EUR")),
                    ])
            ])
        func pass(_ day: String) throws -> RecycledPass { try #require(try passes(dossier, at: day).first) }
        #expect(try !pass("2026-05-20").isReengaged)
        let back = try pass("2026-06-05")
        #expect(back.isReengaged && back.isRequalified && !back.hasOpportunity)
        let won = try pass("2026-08-01")
        #expect(won.isWon && won.hasOpportunity && won.earned == [Money(hundredths: 900, currency: "EUR")])
    }

    @Test func `ends with the next one, which counts what comes then`() throws {
        let dossier = Sketch.dossier(
            lead(.init("2026-06-10", .working), .init("2026-07-01", .discarded, .timing)),
            activities: [Sketch.deed("page-visit", "2026-10-01")])
        let found = try passes(dossier, at: "2027-01-01")
        #expect(found.map(\.cycle) == [1, 2])
        #expect(found[0].until == found[1].recycled && found[0].isRequalified && !found[0].isReengaged)
        #expect(found[1].isReengaged && !found[1].isRequalified)
    }

    @Test func `is one of a lead that nobody touched, though somebody came later`() throws {
        let waiting = Sketch.dossier(Sketch.lead(.init("2026-01-01", .assigned)))
        let pass = try #require(try passes(waiting, at: "2026-06-01").first)
        let decision = try Self.agreement().decide(waiting, at: "2026-06-01")
        #expect(decision.kind == .recycle && decision.due == pass.recycled && decision.track == pass.track)
        #expect(pass.trigger == .untouched && pass.reason == nil && decision.cycle == pass.cycle)
        let late = Sketch.dossier(
            Sketch.lead(.init("2026-01-01", .assigned), .init("2026-05-01", .working)),
            activities: [Sketch.touch(.call, "2026-05-01")])
        let found = try passes(late, at: "2026-06-01")
        #expect(found.map(\.recycled) == [pass.recycled] && found[0].isRequalified)
        let inTime = Sketch.dossier(
            Sketch.lead(.init("2026-01-01", .assigned)), activities: [Sketch.touch(.call, "2026-01-05")])
        #expect(try passes(inTime, at: "2026-06-01").isEmpty)
    }

    @Test func `is held out where the decision was, and compared only where anybody was`() throws {
        for number in 1...300 {
            var dossier = Sketch.dossier(lead())
            dossier = LeadDossier(
                id: LeadID(number: Int64(number)), lead: dossier.lead, records: dossier.records, activities: [],
                opportunities: [])
            let decision = try Self.agreement(control: "30%").decide(dossier, at: "2026-06-01")
            let pass = try #require(try passes(dossier, at: "2026-06-01", control: "30%").first)
            #expect(pass.isControl == decision.isControl)
        }
        #expect(try passes(Sketch.dossier(lead()), at: "2026-06-01", control: "0%").first?.isMeasured == false)
    }
}
