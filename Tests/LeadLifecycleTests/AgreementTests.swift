import ConfigFiles
import LeadLifecycle
import LeadModel
import Testing

@Suite struct `An agreement` {
    private func faults(_ text: String) -> [Fault] {
        do {
            _ = try Agreement.compile(text, file: "agreement.yaml")
            return []
        } catch {
            return error.faults
        }
    }

    private func replacing(_ old: String, _ new: String) -> String {
        Sketch.plainText.split(separator: "\n", omittingEmptySubsequences: false)
            .map { line in
                guard let range = line.firstRange(of: old) else { return String(line) }
                return String(line[..<range.lowerBound] + new + line[range.upperBound...])
            }
            .joined(separator: "\n")
    }

    @Test func `as shipped compiles without a warning and covers every reason`() throws {
        let agreement = try Sketch.shipped()
        #expect(agreement.warnings.isEmpty)
        #expect(agreement.versions.map(\.effectiveFrom) == ["2025-01-01"])
        let version = agreement.versions[0]
        #expect(version.begins.description == "2025-01-01T05:00:00Z")
        #expect(version.sales.attempts?.count == 5 && version.sales.attempts?.within == AgreedSpan("10d"))
        #expect(version.sales.followUpShare?.description == "95")
        #expect(version.marketing.salesReadyLeads?.per == .quarter)
        #expect(version.recycling.rules(for: .noBudget).first?.coolingOff.description == "180d")
        #expect(agreement.tracks.count == 7)
    }

    @Test func `begins at midnight of its zone, summer or winter`() throws {
        let text = replacing("zone: UTC", "zone: Europe/Berlin")
        #expect(try Agreement.compile(text, file: "a").versions[0].begins.description == "2024-12-31T23:00:00Z")
        let zone = try #require(CivilZone("America/Sao_Paulo"))
        // Clocks there skipped midnight of that day: it began at one.
        let day = Instant.daysFromCivil(year: 2017, month: 10, day: 15)
        #expect(zone.instant(days: day).description == "2017-10-15T03:00:00Z")
        let back = try #require(CivilZone("Europe/Berlin"))
        let night = Instant.daysFromCivil(year: 2026, month: 10, day: 25)
        #expect(
            back.instant(days: night, minutes: 150).description == "2026-10-25T00:30:00Z",
            "the first of two half past twos")
    }

    @Test func `says which team owns a stage, by the version in force`() throws {
        let text = replacing("zone: UTC", "zone: UTC\n    stages: { assigned: inside-sales, new: marketing }")
        let agreement = try Agreement.compile(text, file: "agreement.yaml")
        #expect(agreement.team(of: .assigned, at: Sketch.at("2026-01-01")) == "inside-sales")
        #expect(agreement.team(of: .working, at: Sketch.at("2026-01-01")) == nil)
        #expect(agreement.team(of: .assigned, at: Sketch.at("2024-01-01")) == nil)
        let unknown = faults(replacing("zone: UTC", "zone: UTC\n    stages: { asigned: inside-sales }"))
        #expect(unknown.map(\.code) == [.configUnknownValue])
        #expect(unknown.first?.advice == "Did you mean 'assigned'?")
    }

    @Test func `is decided by the version in force when it happened`() throws {
        let second = """
              - effective-from: 2026-03-01
                zone: UTC
                recycling:
                  triggers: [discarded, rejected]
                  reasons: { timing: { track: new-season, after: 10d, cycles: 9 } }
            """
        let agreement = try Agreement.compile(Sketch.plainText + "\n" + second, file: "agreement.yaml")
        let before = Sketch.dossier(Sketch.lead(.init("2026-02-28T23:59:59Z", .discarded, .timing)))
        let after = Sketch.dossier(Sketch.lead(.init("2026-03-01T00:00:00Z", .discarded, .timing)))
        #expect(agreement.decide(before, at: "2026-04-01").track == "back-in-season")
        #expect(agreement.decide(before, at: "2026-04-01").agreement == "2025-01-01")
        #expect(agreement.decide(after, at: "2026-04-01").track == "new-season")
        #expect(agreement.decide(after, at: "2026-04-01").kind == .recycle)
        let early = Sketch.dossier(Sketch.lead(.init("2024-12-31", .discarded, .timing)))
        #expect(agreement.decide(early, at: "2026-04-01").cause == .noAgreement)
        #expect(agreement.decide(early, at: "2026-04-01").agreement == "none")
    }

    @Test func `refuses two versions of one date and no version at all`() {
        let twice =
            Sketch.plainText + "\n" + Sketch.plainText.split(separator: "\n").dropFirst().joined(separator: "\n")
        #expect(faults(twice).map(\.code) == [.agreementContradiction])
        #expect(faults(twice).first?.origin?.line == 11)
        #expect(faults("agreement: []").map(\.code) == [.configMissingKey])
        #expect(faults("other: 1").map(\.code) == [.configUnknownKey, .configMissingKey])
    }

    @Test func `reports every finding at once, each at its place`() throws {
        let text = """
            agreement:
              - effective-from: 2025-02-30
                zone: EST
                marketing-qualified: { all: [] }
                recycling:
                  triggers: [discraded, untouched, rejected, rejected]
                  never: [spam, timing]
                  reasons:
                    timing: { track: Back in Season, after: 90 days, cycles: 0 }
                    no-respons: { track: re-engage, after: 30d, cycle: 2 }
                    untouched: { track: first-touch, after: 0d, cycles: 1 }
            """
        let found = faults(text)
        #expect(
            found.map { "\($0.origin?.line ?? 0) \($0.code.rawValue)" } == [
                "2 config.wrong-type", "3 config.unknown-value", "4 config.missing-key", "6 config.unknown-value",
                "6 config.wrong-type", "6 agreement.contradiction", "9 agreement.contradiction",
                "9 config.wrong-type", "9 config.wrong-type", "9 config.wrong-type", "10 config.unknown-value",
                "10 config.unknown-key", "11 agreement.contradiction",
            ])
        #expect(found.contains { $0.advice == "Did you mean 'discarded'?" })
        #expect(found.contains { $0.advice == "Did you mean 'no-response'?" })
    }

    @Test func `knows the line of each rule`() throws {
        let policy = try Sketch.plain().versions[0].recycling
        #expect(policy.rules(for: .noResponse).first?.place.line == 9 && policy.neverPlace.line == 6)
        #expect(policy.rules(for: .noResponse).first?.path == "recycling.reasons.no-response")
        #expect(policy.untouchedRules.first?.path == "recycling.reasons.unknown")
    }

    @Test func `warns of reasons without a rule`() throws {
        let agreement = try Sketch.plain()
        #expect(agreement.warnings.count == 1)
        #expect(agreement.warnings[0].summary.contains("no-budget, no-authority, no-need, not-a-fit, other"))
    }

    @Test(arguments: ["90", "d", "-5d", "1.5d", "90D", "4000d", "99999999999999999999d", "٣d", "", "5 d"])
    func `refuses spans it cannot mean`(text: String) { #expect(AgreedSpan(text) == nil) }

    @Test(arguments: [("5m", 300_000), ("8h", 28_800_000), ("2w", 1_209_600_000), ("0d", 0)] as [(String, Int64)])
    func `reads spans`(text: String, milliseconds: Int64) {
        #expect(AgreedSpan(text)?.milliseconds == milliseconds)
        #expect(AgreedSpan(text)?.description == text)
    }

    @Test(arguments: [
        "first-response: soon", "attempts: 5 in 10d", "close-rate: 101%", "close-rate: 20", "reason-share: 1.2.3%",
        "attempt: 1", "attempts: 0 within 10d", "first-response: 0m", "follow-up-share: 0%", "reason-share: 0.0%",
        "close-rate: 0%",
    ])
    func `refuses service levels it cannot read`(line: String) {
        let text = replacing("zone: UTC", "zone: UTC\n    sales: { \(line) }")
        #expect(faults(text).count == 1)
    }

    @Test(arguments: [
        "sales: { close-rate: 0% }", "sales: { reason-share: 0.00% }", "marketing: { junk-share: 100.0% }",
        "marketing: { sales-ready-leads: 0 per quarter }",
    ])
    func `refuses a target that is kept whatever happens`(line: String) {
        let found = faults(replacing("zone: UTC", "zone: UTC\n    \(line)"))
        #expect(found.count == 1 && found.first?.origin?.line == 4, "\(found)")
    }

    @Test(arguments: [
        "sales: { close-rate: 0.001% }", "sales: { reason-share: 100% }", "marketing: { junk-share: 0% }",
    ])
    func `takes targets that are hard, or nearly nothing`(line: String) {
        #expect(faults(replacing("zone: UTC", "zone: UTC\n    \(line)")).isEmpty)
    }
}

@Suite struct `Business hours` {
    private func hours() throws -> WorkingTime {
        WorkingTime(
            try Sketch.shipped().versions[0].businessHours, from: Sketch.at("2026-03-01"), to: Sketch.at("2026-12-01"))
    }

    @Test func `count only while sales is at work`() throws {
        let hours = try hours()
        // Friday 17:00 to Monday 10:00 in New York.
        #expect(
            hours.minutes(from: Sketch.at("2026-06-05T21:00:00Z"), to: Sketch.at("2026-06-08T14:00:00Z")) == 30 + 60)
        // Around Thanksgiving.
        #expect(
            hours.minutes(from: Sketch.at("2026-11-25T22:00:00Z"), to: Sketch.at("2026-11-27T15:00:00Z")) == 30 + 60)
        #expect(hours.minutes(from: Sketch.at("2026-06-08T14:00:00Z"), to: Sketch.at("2026-06-05T21:00:00Z")) == 0)
    }

    @Test func `keep their hours when clocks change`() throws {
        // Monday after clocks went forward: nine o'clock is 13:00 UTC, the Friday before it was 14:00.
        #expect(
            try hours().minutes(from: Sketch.at("2026-03-09T12:00:00Z"), to: Sketch.at("2026-03-09T14:00:00Z")) == 60)
        #expect(
            try hours().minutes(from: Sketch.at("2026-03-06T12:00:00Z"), to: Sketch.at("2026-03-06T15:00:00Z")) == 60)
    }
}
