import ConfigFiles
import LeadLifecycle
import LeadModel
import Testing

@Suite struct `An opt-out` {
    private static let agreed = Sketch.plainText + "\n    suppression: { consent-from: [hubspot] }\n"

    private func found(
        _ dossier: LeadDossier, ledger: [Suppression] = [], by text: String = agreed, at now: String = "2027-01-01"
    ) throws -> [Suppression] {
        let agreement = try Agreement.compile(text, file: "agreement.yaml")
        return agreement.suppressions(
            of: dossier, standing: agreement.standing(of: dossier), ledger: ledger, at: Sketch.at(now))
    }

    private let out = Sketch.lead(.init("2026-03-01", .discarded, .timing, [.optedOut: .flag(true)]))

    private func contact(_ versions: Sketch.Version...) -> LeadRecord { Sketch.record(Sketch.marketing, "9", versions) }

    private func consented(_ time: String, seen: String = "2026-06-01") -> LeadRecord {
        contact(.init(seen, nil, nil, [.consented: .instant(Sketch.at(time))]))
    }

    @Test func `ends by a later consent of a source that is allowed to give it, and by no other`() throws {
        #expect(try found(Sketch.dossier(out)).map(\.reason) == [.optOut])
        #expect(try found(Sketch.dossier(out, consented("2026-05-01"))).isEmpty)
        #expect(try found(Sketch.dossier(out, consented("2026-02-28"))).count == 1, "an earlier one")
        #expect(try found(Sketch.dossier(out, consented("2026-03-01"))).count == 1, "one of the same time")
        #expect(try found(Sketch.dossier(out, consented("2028-01-01"))).count == 1, "one to come")
        #expect(try found(Sketch.dossier(out, consented("2027-01-01T20:00:00Z"))).isEmpty, "clocks differ")
        let other = Sketch.record(
            Sketch.secondCRM, "9", [.init("2026-06-01", nil, nil, [.consented: .instant(Sketch.at("2026-05-01"))])])
        #expect(try found(Sketch.dossier(out, other)).count == 1, "another source's")
        #expect(try found(Sketch.dossier(out, consented("2026-05-01")), by: Sketch.plainText).count == 1, "not agreed")
    }

    @Test func `ends where an allowed record takes it back, not where another or one that never had it says no`() throws
    {
        let back = contact(
            .init("2026-02-01", nil, nil, [.optedOut: .flag(true)]),
            .init("2026-06-01", nil, nil, [.optedOut: .flag(false)]))
        #expect(try found(Sketch.dossier(out, back)).isEmpty)
        let never = contact(.init("2026-06-01", nil, nil, [.optedOut: .flag(false)]))
        #expect(try found(Sketch.dossier(out, never)).count == 1)
        let own = Sketch.lead(
            .init("2026-03-01", .discarded, .timing, [.optedOut: .flag(true)]),
            .init("2026-04-01", .discarded, .timing, [.optedOut: .flag(false)]))
        #expect(try found(Sketch.dossier(own)).map(\.since) == [Sketch.at("2026-03-01")])
        #expect(try found(Sketch.dossier(own), by: Sketch.plainText).isEmpty)
    }

    @Test func `that comes after the consent holds again`() throws {
        let again = Sketch.lead(
            .init("2026-03-01", .discarded, .timing, [.optedOut: .flag(true)]),
            .init("2026-05-01", .discarded, .timing, [.optedOut: .flag(false)]),
            .init("2026-07-01", .discarded, .timing, [.optedOut: .flag(true)]))
        #expect(try found(Sketch.dossier(again, consented("2026-06-01"))).map(\.since) == [Sketch.at("2026-07-01")])
        #expect(try found(Sketch.dossier(again, consented("2026-07-02"))).isEmpty)
    }

    @Test func `that a record still says is not ended by a consent that it names beside`() throws {
        // Unsubscribed on the first, back on the tenth and out again on the twelfth, between two syncs.
        let again = contact(
            .init("2026-01-01", nil, nil, [.optedOut: .flag(true)]),
            .init(
                "2026-01-12", nil, nil,
                [.optedOut: .flag(true), .consented: .instant(Sketch.at("2026-01-10"))]))
        #expect(try found(Sketch.dossier(again)).map(\.since) == [Sketch.at("2026-01-01")])
        let back = contact(
            .init("2026-01-01", nil, nil, [.optedOut: .flag(true)]),
            .init(
                "2026-01-12", nil, nil,
                [.optedOut: .flag(false), .consented: .instant(Sketch.at("2026-01-10"))]))
        #expect(try found(Sketch.dossier(back)).isEmpty)
    }

    @Test func `of the ledger ends for e-mail alone, and a complaint or a court's word by no consent`() throws {
        func entry(_ reason: SuppressionReason, _ channel: Channel) -> Suppression {
            Suppression(channel: channel, reason: reason, source: "list", since: Sketch.at("2026-03-01"))
        }
        let dossier = Sketch.dossier(consented("2026-05-01"))
        #expect(try found(dossier, ledger: [entry(.optOut, .email)]).isEmpty)
        #expect(try found(dossier, ledger: [entry(.optOut, .all)]).map(\.channel) == [.phone])
        #expect(try found(dossier, ledger: [entry(.optOut, .phone)]).map(\.channel) == [.phone])
        for reason in SuppressionReason.allCases where reason != .optOut {
            #expect(try found(dossier, ledger: [entry(reason, .email)]).map(\.reason) == [reason])
        }
        #expect(try found(dossier, ledger: [entry(.optOut, .email)], by: Sketch.plainText).count == 1)
    }

    @Test func `of calls ends by the word of a record that is allowed to give it`() throws {
        func called(_ stream: StreamInfo) -> LeadRecord {
            Sketch.record(
                stream, "9",
                [
                    .init("2026-03-01", nil, nil, [.doNotCall: .flag(true)]),
                    .init("2026-04-01", nil, nil, [.doNotCall: .flag(false)]),
                ])
        }
        #expect(try found(Sketch.dossier(called(Sketch.marketing))).isEmpty)
        #expect(try found(Sketch.dossier(called(Sketch.crm))).map(\.channel) == [.phone])
    }
}

@Suite struct `A hard bounce` {
    private func found(_ records: LeadRecord..., email: String) throws -> [SuppressionReason] {
        let agreement = try Sketch.plain()
        var dossier = Sketch.dossier(contact: [.email: .text(email)])
        dossier.records = records
        return agreement.suppressions(of: dossier, standing: agreement.standing(of: dossier)).map(\.reason)
    }

    private func bounced(_ email: String, _ later: Sketch.Version...) -> LeadRecord {
        let first = Sketch.Version(
            "2026-01-01", nil, nil, [.email: .text(email), .hardBounced: .flag(true)])
        return Sketch.record(Sketch.marketing, "9", [first] + later)
    }

    @Test func `is of the address: it ends where the lead is written to by another, and an opt-out does not`() throws {
        #expect(try found(bounced("old@example.com"), email: "old@example.com") == [.hardBounce])
        #expect(try found(bounced("old@example.com"), email: "new@example.com") == [])
        let out = Sketch.record(
            Sketch.marketing, "9",
            [.init("2026-01-01", nil, nil, [.email: .text("old@example.com"), .optedOut: .flag(true)])])
        #expect(try found(out, email: "new@example.com") == [.optOut])
    }

    @Test func `of a record that changed its address since is of the old one, unless it says so again`() throws {
        let moved = Sketch.Version("2026-02-01", nil, nil, [.email: .text("new@example.com")])
        #expect(try found(bounced("old@example.com", moved), email: "new@example.com") == [])
        let again = Sketch.Version(
            "2026-02-01", nil, nil, [.email: .text("new@example.com"), .hardBounced: .flag(true)])
        #expect(try found(bounced("old@example.com", again), email: "new@example.com") == [.hardBounce])
    }
}

@Suite struct `A criterion of suppression` {
    private func agreement(_ rules: String) throws -> Agreement {
        try Agreement.compile(Sketch.plainText + "\n    suppression:\n      \(rules)\n", file: "agreement.yaml")
    }

    private func lead(_ email: String) -> LeadDossier {
        Sketch.dossier(
            Sketch.lead(
                .init("2026-02-01", .working), .init("2026-03-01", .discarded, .timing, [.email: .text(email)])))
    }

    @Test(arguments: [
        ("ada@rival.example", true), ("ada@mail.RIVAL.example", true), ("ada@notrival.example", false),
        ("rival.example@ours.test", false),
    ])
    func `finds people by the domain of their address and those below it`(email: String, isRival: Bool) throws {
        let agreement = try agreement("competitor: 'email-domain in rival.example, @rival.test'")
        let decision = agreement.decide(lead(email), at: "2027-01-01")
        #expect(decision.kind == (isRival ? .suppress : .recycle))
        #expect(
            decision.suppressions
                == (isRival
                    ? [
                        Suppression(
                            channel: .all, reason: .competitor, source: "agreement", since: Sketch.at("2025-01-01"))
                    ] : []))
    }

    @Test func `is by the version in force on the day of the decision`() throws {
        let newer = """

              - effective-from: 2026-06-01
                zone: UTC
                recycling: { triggers: [discarded], reasons: { timing: { track: t, after: 1d, cycles: 1 } } }
                suppression: { employee: email-domain = ours.example }
            """
        let agreement = try Agreement.compile(Sketch.plainText + newer, file: "agreement.yaml")
        let dossier = lead("bo@ours.example")
        #expect(agreement.decide(dossier, at: "2026-05-31").kind == .recycle)
        #expect(agreement.decide(dossier, at: "2026-06-01").suppressions.map(\.reason) == [.employee])
    }

    @Test(arguments: ["activity call within 30d", "no activity call", "score >= 3", "created within 30d"])
    func `that passes with time is refused`(condition: String) throws {
        let faults = #expect(throws: FaultList.self) { try agreement("legal: \(condition)") }
        #expect(faults?.faults.map(\.code) == [.agreementContradiction])
    }

    @Test(arguments: [
        ("email-domain not in ours.example", true), ("email is known", true), ("customer is no", true),
        ("{ none: [ country in DE ] }", true), ("{ any: [ country in DE, title != Boss ] }", true),
        ("{ all: [ country in DE, email is known ] }", false), ("email-domain in rival.example", false),
    ])
    func `that would suppress nearly everybody is warned of`(criterion: String, isBroad: Bool) throws {
        let warnings = try agreement("competitor: \(criterion)").warnings.filter {
            $0.summary.contains("nearly everybody")
        }
        #expect(warnings.count == (isBroad ? 1 : 0), "\(warnings)")
    }

    @Test(arguments: [
        "email-domain in", "email-domain in rival", "email-domain contains x", "email-domain in a.b,,c.d",
    ])
    func `with a domain that is none is refused`(condition: String) throws {
        #expect(throws: FaultList.self) { try agreement("competitor: \(condition)") }
    }
}
