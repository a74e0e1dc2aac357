import LeadLifecycle
import LeadModel
import Testing

@Suite struct `A record in hindsight` {
    private func asOf(_ record: LeadRecord, _ time: String) -> LeadRecord? { record.asOf(Sketch.at(time)) }

    @Test func `has the versions of its time and none of later ones`() {
        let lead = Sketch.lead(.init("2026-01-01", .assigned), .init("2026-02-01", .discarded, .timing))
        #expect(asOf(lead, "2026-01-15")?.current.observation.fields.stage == .assigned)
        #expect(asOf(lead, "2026-02-01")?.current.observation.fields.stage == .discarded)
    }

    @Test func `that was first seen later is not known, unless its status dates itself`() {
        let late = Sketch.lead(.init("2026-03-01", .working, nil, [.created: .instant(Sketch.at("2026-01-01"))]))
        #expect(asOf(late, "2026-02-01") == nil)
        let dated = Sketch.lead(.init("2026-03-01", .working, nil, [.statusSince: .instant(Sketch.at("2026-01-20"))]))
        #expect(asOf(dated, "2026-02-01")?.current.observation.fields.stage == .working)
        #expect(asOf(dated, "2026-01-19") == nil)
    }

    @Test func `of an activity is there once it has happened`() {
        let call = Sketch.touch(.call, "2026-02-01")
        #expect(asOf(call, "2026-01-31") == nil && asOf(call, "2026-02-01") != nil)
    }

    @Test func `of an opportunity that was first seen lost was open between its days`() throws {
        let deal = Sketch.deal(
            "D", .lost, "2026-05-01",
            [
                .created: .instant(Sketch.at("2026-02-01")), .closed: .instant(Sketch.at("2026-04-01")),
                .lostReason: .text("no-budget"), .name: .text("Malt"),
            ])
        #expect(asOf(deal, "2026-01-01") == nil)
        let open = try #require(asOf(deal, "2026-03-01")?.current.observation.fields)
        #expect(open.text(.opportunityStage) == "open" && open.text(.lostReason) == nil && open.text(.name) == "Malt")
        #expect(open.instant(.closed) == nil)
        #expect(asOf(deal, "2026-04-02")?.current.observation.fields.text(.opportunityStage) == "lost")
    }

    @Test func `gives the decisions of its time`() throws {
        let agreement = try Sketch.plain()
        let lead = Sketch.lead(
            .init("2025-06-01", .working), .init("2025-07-01", .discarded, .timing), .init("2026-01-10", .working))
        func decision(_ time: String) throws -> Decision {
            agreement.decide(Sketch.dossier(try #require(asOf(lead, time))), at: time)
        }
        #expect(try decision("2025-06-15").cause == .notAnExit)
        #expect(try decision("2025-08-01").kind == .hold)
        #expect(try decision("2025-10-01").kind == .recycle)
        #expect(try decision("2026-02-01").cause == .notAnExit)
    }
}
