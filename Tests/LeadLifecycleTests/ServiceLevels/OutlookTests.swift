import LeadLifecycle
import LeadModel
import Testing

/// What `report untouched` says of a lead's way back is what will be decided.
@Suite struct `A lead that waits for sales` {
    private static let text = """
        agreement:
          - effective-from: 2026-01-01
            zone: UTC
            recycling:
              triggers: [discarded, untouched after 14d]
              never: [spam, { when: country in KP }]
              reasons:
                timing: { track: later, after: 30d, cycles: 1 }
                untouched: { track: first-touch, after: 7d, cycles: 1 }
          - effective-from: 2026-06-01
            zone: UTC
            recycling:
              triggers: [discarded]
              never: [spam]
              reasons: { timing: { track: later, after: 30d, cycles: 1 } }
        """

    /// What becomes of it by the measure, which has to be what is decided when it counts as untouched.
    private func outlook(
        _ dossier: LeadDossier, _ ledger: [Suppression] = [], asOf: String = "2026-03-05"
    ) throws -> String {
        let agreement = try Agreement.compile(Self.text, file: "agreement.yaml")
        let measure = ServiceMeasure(agreement, asOf: Sketch.at(asOf))
        #expect(measure.waiting(in: measure.measure(dossier), of: dossier) != nil)
        let outlook = measure.outlook(of: dossier, suppressed: ledger)
        let standing = agreement.standing(of: dossier)
        let waiting = agreement.decide(dossier, standing: standing, suppressed: ledger, at: Sketch.at(asOf))
        guard let outlook else {
            #expect(waiting.trigger != .untouched && waiting.due == nil)
            return "never untouched"
        }
        let then = max(outlook.untouched, Sketch.at(asOf))
        #expect(outlook.decision == agreement.decide(dossier, standing: standing, suppressed: ledger, at: then))
        return outlook.goesBack.map { String($0.description.prefix(10)) }
            ?? "\(outlook.decision.kind.rawValue): \(outlook.decision.cause.rawValue)"
    }

    private func assigned(_ more: [Field: FieldValue] = [:], _ day: String = "2026-03-02") -> LeadRecord {
        Sketch.lead(.init(day, .assigned, nil, more))
    }

    @Test func `goes back when its rest is over, counted from the last time it was assigned`() throws {
        #expect(try outlook(Sketch.dossier(assigned())) == "2026-03-23")
        let again = Sketch.lead(
            .init("2026-03-02", .assigned, nil, [.assigned: .instant(Sketch.at("2026-03-02"))]),
            .init("2026-03-10", .assigned, nil, [.assigned: .instant(Sketch.at("2026-03-10"))]))
        #expect(try outlook(Sketch.dossier(again), asOf: "2026-03-12") == "2026-03-31")
        #expect(try outlook(Sketch.dossier(assigned()), asOf: "2026-03-20") == "2026-03-23", "it rests")
        #expect(try outlook(Sketch.dossier(assigned()), asOf: "2026-05-20") == "2026-03-23", "it went back")
    }

    @Test func `goes nowhere where what decides would not let it`() throws {
        let optedOut = Suppression(
            channel: .all, reason: .optOut, source: "list", since: Sketch.at("2026-01-01"))
        #expect(try outlook(Sketch.dossier(assigned()), [optedOut]) == "suppress: suppressed")
        #expect(try outlook(Sketch.dossier(assigned([.optedOut: .flag(true)]))) == "suppress: suppressed")
        #expect(
            try outlook(Sketch.dossier(assigned([.country: .text("KP")]))) == "leave: never-criterion")
        #expect(try outlook(Sketch.dossier(assigned(), contact: [:])) == "leave: unreachable")
        let second = Sketch.lead(
            .init("2026-02-01", .discarded, .timing, [.created: .instant(Sketch.at("2026-01-20"))]),
            .init("2026-03-02", .assigned))
        #expect(try outlook(Sketch.dossier(second)) == "leave: cycles-exhausted")
        #expect(
            try outlook(Sketch.dossier(assigned([:], "2026-06-02")), asOf: "2026-06-05") == "never untouched")
    }
}
