import LeadLifecycle
import LeadModel
import Testing

@Suite struct `A suppression` {
    private let discarded = Sketch.lead(.init("2026-02-01", .working), .init("2026-03-01", .discarded, .timing))

    private func found(_ dossier: LeadDossier) throws -> [Suppression] {
        let agreement = try Sketch.plain()
        return agreement.suppressions(of: dossier, standing: agreement.standing(of: dossier))
    }

    private func contact(_ versions: Sketch.Version...) -> LeadRecord { Sketch.record(Sketch.marketing, "9", versions) }

    @Test(arguments: [Field.optedOut, .hardBounced, .customer])
    func `forbids what would have been recycled`(flag: Field) throws {
        let dossier = Sketch.dossier(discarded, contact(.init("2026-01-01", nil, nil, [flag: .flag(true)])))
        let decision = try Sketch.plain().decide(dossier, at: "2027-01-01")
        #expect(decision.kind == .suppress && decision.suppressions.count == 1)
        #expect(
            decision.suppressions.first?.source == "hubspot"
                && decision.suppressions.first?.since == Sketch.at("2026-01-01"))
        #expect(decision.trigger == .discarded && decision.track == nil)
    }

    @Test func `of the telephone does not touch feeds`() throws {
        let dossier = Sketch.dossier(discarded, contact(.init("2026-01-01", nil, nil, [.doNotCall: .flag(true)])))
        #expect(try found(dossier).map(\.channel) == [.phone])
        #expect(try Sketch.plain().decide(dossier, at: "2027-01-01").kind == .recycle)
    }

    @Test func `by opt-out ends only by the same record's word`() throws {
        let out: [Field: FieldValue] = [.optedOut: .flag(true)]
        let taken: [Field: FieldValue] = [.optedOut: .flag(false)]
        #expect(
            try found(Sketch.dossier(contact(.init("2026-01-01", nil, nil, out), .init("2026-02-01", nil, nil, taken))))
                .isEmpty)
        #expect(
            try found(Sketch.dossier(contact(.init("2026-01-01", nil, nil, out), .init("2026-02-01")))).count == 1,
            "silence")
        #expect(
            try found(
                Sketch.dossier(
                    contact(.init("2026-01-01", nil, nil, out), .init("2026-02-01", nil, nil, [.optedOut: .null])))
            ).count
                == 1, "a blank")
        let other = Sketch.lead(.init("2026-05-01", .discarded, .timing, taken))
        #expect(
            try found(Sketch.dossier(contact(.init("2026-01-01", nil, nil, out)), other)).count == 1,
            "another record's word")
        let deleted = contact(
            .init("2026-01-01", nil, nil, out), .init("2026-02-01", nil, nil, [.deleted: .flag(true)]))
        #expect(try found(Sketch.dossier(deleted, other)).map(\.since) == [Sketch.at("2026-01-01")], "deletion")
        let again = contact(
            .init("2026-01-01", nil, nil, out), .init("2026-02-01", nil, nil, taken),
            .init("2026-03-01", nil, nil, out),
            .init("2026-04-01", nil, nil, out))
        #expect(try found(Sketch.dossier(again)).map(\.since) == [Sketch.at("2026-03-01")])
    }

    @Test func `by business holds for exits only, by a person's will everywhere`() throws {
        let agreement = try Sketch.plain()
        let won = Sketch.deal("D", .won, "2026-04-01")
        #expect(agreement.decide(Sketch.dossier(discarded, opportunities: [won]), at: "2027-01-01").cause == .notAnExit)
        #expect(try found(Sketch.dossier(discarded, opportunities: [won])).map(\.reason) == [.customer])
        let open = Sketch.deal("D", .open, "2026-04-01")
        #expect(try found(Sketch.dossier(discarded, opportunities: [open])).map(\.reason) == [.openOpportunity])
        let status = Sketch.dossier(Sketch.lead(.init("2026-01-01", .won)))
        #expect(try found(status).map(\.source) == ["salesforce"])
        let working = Sketch.dossier(Sketch.lead(.init("2026-01-01", .working, nil, [.optedOut: .flag(true)])))
        #expect(agreement.decide(working, at: "2027-01-01").kind == .suppress)
        let customers = Suppression(
            channel: .all, reason: .customer, source: "customers.csv", since: Sketch.at("2026-01-01"))
        #expect(
            agreement.decide(Sketch.dossier(discarded), at: "2027-01-01", suppressed: [customers]).kind == .suppress)
    }

    @Test func `is listed strictest first, each once`() throws {
        let erased = Suppression(channel: .all, reason: .erasure, source: "operator", since: Sketch.at("2026-06-01"))
        let flags: [Field: FieldValue] = [
            .optedOut: .flag(true), .hardBounced: .flag(true), .doNotCall: .flag(true), .customer: .flag(true),
        ]
        let dossier = Sketch.dossier(
            discarded, contact(.init("2026-01-01", nil, nil, flags)),
            Sketch.record(Sketch.marketing, "8", [.init("2025-12-01", nil, nil, [.optedOut: .flag(true)])]))
        let decision = try Sketch.plain().decide(dossier, at: "2027-01-01", suppressed: [erased, erased])
        #expect(
            decision.suppressions.map { "\($0.reason.rawValue) \($0.channel.rawValue)" } == [
                "erasure all", "opt-out email", "opt-out phone", "hard-bounce email", "customer all",
            ])
        #expect(decision.suppressions[1].since == Sketch.at("2025-12-01"))
    }
}
