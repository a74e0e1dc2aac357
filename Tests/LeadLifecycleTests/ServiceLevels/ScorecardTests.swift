import LeadLifecycle
import LeadModel
import TestSupport
import Testing

@Suite struct `A scorecard` {
    private let known: [Field: FieldValue] = [.campaign: .text("Spring"), .email: .text("a@example.com")]

    private func lead(
        _ id: String, owner: String, _ versions: [Sketch.Version], touches: [String] = [], isFromMarketing: Bool = true
    ) -> LeadDossier {
        let owned = versions.map { version in
            var version = version
            version.values[.owner] = .text(owner)
            return version
        }
        return Sketch.dossier(
            Sketch.record(Sketch.crm, id, owned), activities: touches.map { Sketch.touch(.call, $0) },
            contact: isFromMarketing ? known : [:])
    }

    private func card(_ period: String, asOf: String, _ leads: [LeadDossier]) throws -> Scorecard {
        let agreement = try Agreed.agreement()
        let zone = try #require(CivilZone("UTC"))
        let measure = ServiceMeasure(agreement, asOf: Sketch.at(asOf))
        var card = Scorecard(agreement, try #require(ReportPeriod(period, zone: zone)), asOf: Sketch.at(asOf))
        for lead in leads { card.add(measure.measure(lead)) { $0.owner ?? "" } }
        return card
    }

    private func text(_ line: ScorecardLine) -> String {
        "\(line.measure.rawValue) \(line.share.numerator)/\(line.share.denominator) \(line.verdict.rawValue)\(line.pending > 0 ? " +\(line.pending)" : "")"
    }

    /// March 2026, by hand:
    /// 1 Dana: answered after 30 minutes, accepted, won. 2 Dana: answered after 2 hours, accepted, lost for no budget.
    /// 3 Lee: nobody came, given up without a reason. 4 Lee: spam. 5 nobody: waits since the day before.
    /// 6 Dana: of sales' own, answered after 10 minutes, accepted, open. 7: handed over in February.
    private var march: [LeadDossier] {
        func assigned(_ day: String) -> Sketch.Version { .init("2026-\(day)T10:00:00Z", .assigned) }
        return [
            lead(
                "1", owner: "Dana",
                [assigned("03-02"), .init("2026-03-04", .salesAccepted), .init("2026-03-20", .won)],
                touches: ["2026-03-02T10:30:00Z"]),
            lead(
                "2", owner: "Dana",
                [
                    assigned("03-03"), .init("2026-03-04", .salesAccepted), .init("2026-03-20", .discarded, .noBudget),
                ], touches: ["2026-03-03T12:00:00Z"]),
            lead("3", owner: "Lee", [assigned("03-04"), .init("2026-03-18", .discarded, .unknown)]),
            lead("4", owner: "Lee", [assigned("03-05"), .init("2026-03-06", .discarded, .spam)]),
            lead("5", owner: "", [assigned("03-30")]),
            lead(
                "6", owner: "Dana", [assigned("03-31"), .init("2026-03-31T11:00:00Z", .salesAccepted)],
                touches: ["2026-03-31T10:10:00Z"], isFromMarketing: false),
            lead("7", owner: "Dana", [assigned("02-27")], touches: ["2026-02-27T11:00:00Z"]),
        ]
    }

    @Test func `of a small world says what one counts by hand`() throws {
        let card = try card("2026-03", asOf: "2026-03-31T12:00:00Z", march)
        let version = try #require(card.measuredVersions.first)
        #expect(
            version.figures.salesLines(by: version.version).map(text) == [
                // 1 and 6 in time; 2, 3 and 5 late; 4 is junk.
                "first-response 2/5 missed",
                // 3 was tried by nobody; 1, 2 and 6 were reached; 5 has time.
                "attempts 0/1 missed +1",
                // 1, 2, 6 of 1, 2, 3, 6; 5 has time, 4 is junk.
                "follow-up-share 3/4 missed +1",
                // 2 and 4 of 2, 3, 4.
                "reason-share 2/3 missed",
                // 1 of 1 and 2; 6 is open.
                "close-rate 1/2 met +1",
            ])
        #expect(text(version.figures.junkLine(by: version.version)) == "junk-share 1/5 missed")
        #expect(version.figures.responses.median == 30 && version.figures.responses.p90 == 120)
        #expect(card.total.handedOver == 6 && card.total.delivered == 5 && card.total.open == 2)
        #expect(card.exits.exits == 3 && card.exits.staying == 3, "won is no exit")
    }

    @Test func `tells owners apart, and together they are all`() throws {
        let card = try card("2026-03", asOf: "2026-03-31T12:00:00Z", march)
        #expect(card.sortedGroups.map(\.name) == ["Dana", "Lee", ""])
        let dana = try #require(card.groups["Dana"])
        #expect(dana.responses.median == 30 && dana.response.share == Share(2, of: 3) && dana.won == 1)
        var sum = PassFigures()
        for group in card.groups.values { sum.add(group) }
        #expect(sum == card.total)
    }

    @Test func `of a period that spans versions holds each hand-over against its own`() throws {
        let leads = [
            lead("1", owner: "Dana", [.init("2026-06-30T10:00:00Z", .assigned)], touches: ["2026-06-30T10:40:00Z"]),
            lead("2", owner: "Dana", [.init("2026-07-01T10:00:00Z", .assigned)], touches: ["2026-07-01T10:40:00Z"]),
        ]
        let card = try card("2026", asOf: "2026-08-01", leads)
        let lines = card.measuredVersions.map {
            "\($0.version.effectiveFrom) \(text($0.figures.salesLines(by: $0.version)[0]))"
        }
        #expect(lines == ["2026-01-01 first-response 1/1 met", "2026-07-01 first-response 0/1 missed"])
        let second = try #require(card.measuredVersions.last)
        let others = second.figures.salesLines(by: second.version).dropFirst()
        #expect(others.allSatisfy { $0.verdict == .notAgreed && $0.agreed == nil })
        #expect(second.figures.salesLines(by: second.version)[2].share == Share(1, of: 1), "measured all the same")
    }

    @Test func `of nothing says that there is nothing`() throws {
        let card = try card("2026-03", asOf: "2026-04-01", [])
        let version = try Agreed.agreement().versions[0]
        let lines = PassFigures().salesLines(by: version) + [PassFigures().junkLine(by: version)]
        #expect(lines.allSatisfy { $0.verdict == .noData && $0.permille == nil })
        #expect(card.measuredVersions.isEmpty && card.total.handedOver == 0)
    }

    // MARK: What marketing delivered

    private func delivery(
        _ period: String, asOf: String, _ days: [String: Int], isProrated: Bool = false
    ) throws -> DeliveryTarget {
        let zone = try #require(CivilZone("UTC"))
        let period = try #require(ReportPeriod(period, zone: zone))
        var delivered = [Int](repeating: 0, count: period.days.count)
        for (day, count) in days {
            delivered[zone.day(of: Sketch.at(day)) - period.days.lowerBound] = count
        }
        return DeliveryTarget(
            try Agreed.agreement(), period, delivered: delivered, asOf: Sketch.at(asOf), isProrated: isProrated)
    }

    @Test func `counts leads by the month where a month is agreed, each by its own version`() throws {
        let quarter = try delivery("2026-05-01..2026-08-31", asOf: "2026-09-01", ["2026-06-03": 12, "2026-07-04": 15])
        #expect(
            quarter.parts.map { "\($0.name) \($0.delivered)/\($0.target)" } == [
                "2026-05 0/10", "2026-06 12/10", "2026-07 15/20", "2026-08 0/20",
            ])
        #expect(text(quarter.line(all: 27)) == "sales-ready-leads 27/60 missed")
        #expect(quarter.line(all: 27).agreed == "10 per month, 20 per month")
    }

    @Test func `compares no part of a month unless it is said so`() throws {
        let part = try delivery("2026-03-01..2026-03-10", asOf: "2026-04-01", ["2026-03-03": 4])
        #expect(part.line(all: 4).verdict == .notComparable)
        let prorated = try delivery("2026-03-01..2026-03-10", asOf: "2026-04-01", ["2026-03-03": 4], isProrated: true)
        // 10 × 10 ⁄ 31 = 3.2…: four are wanted.
        #expect(text(prorated.line(all: 4)) == "sales-ready-leads 4/4 met")
        let leap = try delivery("2026-01-30..2026-03-02", asOf: "2026-04-01", ["2026-02-03": 9], isProrated: true)
        // 10 × 2 ⁄ 31 + 10 + 10 × 2 ⁄ 31 = 11.3.
        #expect(text(leap.line(all: 9)) == "sales-ready-leads 9/12 missed")
    }

    @Test func `says that a month runs until it is over, or reached`() throws {
        let month = try delivery("2026-03", asOf: "2026-03-10", ["2026-03-03": 4])
        #expect(text(month.line(all: 4)) == "sales-ready-leads 4/10 running")
        #expect(
            text(try delivery("2026-03", asOf: "2026-03-10", ["2026-03-03": 10]).line(all: 10))
                == "sales-ready-leads 10/10 met")
        #expect(
            text(try delivery("2026-03", asOf: "2026-04-01", ["2026-03-03": 4]).line(all: 4))
                == "sales-ready-leads 4/10 missed")
        // Ten days of it have passed, today included.
        let sofar = try delivery("2026-03", asOf: "2026-03-10", ["2026-03-03": 4], isProrated: true)
        #expect(text(sofar.line(all: 4)) == "sales-ready-leads 4/4 met")
    }

    @Test func `compares nothing where nothing was agreed`() throws {
        let before = try delivery("2025-11", asOf: "2026-03-10", ["2025-11-03": 4])
        #expect(before.line(all: 4).verdict == .notAgreed && before.parts.isEmpty)
        let straddling = try delivery("2025-12-01..2026-01-31", asOf: "2026-03-10", [:], isProrated: true)
        #expect(straddling.prorated == nil && straddling.parts.map(\.name) == ["2026-01"])
    }
}

@Suite struct `A broken promise` {
    private func breaches(_ dossier: LeadDossier, asOf: String) throws -> [String] {
        let measure = ServiceMeasure(try Agreed.agreement(), asOf: Sketch.at(asOf))
        return measure.breaches(in: measure.measure(dossier), of: dossier, Set(Breach.Kind.allCases)) { _ in true }.map
        {
            "\($0.kind.rawValue), cycle \($0.cycle), \($0.owner ?? "nobody"), due \($0.due?.description ?? "never"), \($0.minutesLate) late: \($0.found); \($0.record ?? "no record")"
        }
    }

    @Test func `names the record that proves it`() throws {
        let late = Sketch.dossier(
            Sketch.lead(
                .init("2026-03-02T10:00:00Z", .assigned, nil, [.owner: .text("Dana")]),
                .init("2026-03-04", .discarded, .timing, [.owner: .text("Dana")]),
                .init("2026-03-20", .assigned, nil, [.owner: .text("Lee")]),
                .init("2026-03-21", .discarded, .unknown, [.owner: .text("Lee")])),
            activities: [Sketch.touch(.call, "2026-03-02T12:30:00Z"), Sketch.touch(.email, "2026-03-20T00:00:00Z")])
        #expect(
            try breaches(late, asOf: "2026-03-28T00:00:00Z") == [
                "first-response, cycle 1, Dana, due 2026-03-02T11:00:00Z, 90 late: answered after 2h 30m; salesforce/tasks T2026-03-02T12:30:00Z",
                "attempts, cycle 2, Lee, due 2026-03-25T00:00:00Z, 4320 late: 1 of 3 attempts, then given up; salesforce/leads 00Q1",
                "no-reason, cycle 2, Lee, due 2026-03-21T00:00:00Z, 10080 late: discarded without a reason; salesforce/leads 00Q1",
                "too-early, cycle 2, Dana, due 2026-04-03T00:00:00Z, 20160 late: back with sales 14d before its rest was over; salesforce/leads 00Q1",
            ])
        let silent = Sketch.dossier(Sketch.lead(.init("2026-03-02T10:00:00Z", .assigned)))
        #expect(
            try breaches(silent, asOf: "2026-03-02T12:00:00Z") == [
                "first-response, cycle 1, nobody, due 2026-03-02T11:00:00Z, 60 late: not answered; salesforce/leads 00Q1"
            ])
    }

    @Test func `is proved by the lead's own record where that says when it was answered`() throws {
        let record = Sketch.lead(
            .init(
                "2026-03-02T10:00:00Z", .assigned, nil,
                [.firstResponse: .instant(Sketch.at("2026-03-02T12:00:00Z"))]), id: "00Q9")
        #expect(
            try breaches(Sketch.dossier(record), asOf: "2026-03-02T13:00:00Z").first?.hasSuffix("salesforce/leads 00Q9")
                == true)
    }

    @Test func `is proved by a record that comes in two streams of its source`() throws {
        var record = Sketch.lead(.init("2026-03-02T10:00:00Z", .assigned))
        record.versions[0].version = VersionID(stream: 9, sequence: 4)
        // A decision names it, too.
        let (dossier, agreement) = (Sketch.dossier(record), try Agreed.agreement())
        let because = Because(
            agreement.decide(dossier, at: "2026-04-01"), standing: agreement.standing(of: dossier), dossier: dossier,
            agreement: agreement)
        #expect(because.paragraph.contains("as salesforce/leads 00Q1 shows"), "\(because.paragraph)")
        #expect(
            try breaches(Sketch.dossier(record), asOf: "2026-03-02T13:00:00Z").first?.hasSuffix("salesforce/leads 00Q1")
                == true)
    }

    @Test func `of a lead that was handed back when it was first seen names its record, and how it ended`() throws {
        let since: [Field: FieldValue] = [.assigned: .instant(Sketch.at("2026-03-02T10:00:00Z"))]
        let found = try breaches(
            Sketch.dossier(Sketch.lead(.init("2026-03-20", .recycled, nil, since))), asOf: "2026-03-28")
        #expect(
            found.map { $0.split(separator: "late: ").last } == [
                "handed back unanswered; salesforce/leads 00Q1",
                "0 of 3 attempts, then handed back; salesforce/leads 00Q1",
            ])
    }

    @Test(arguments: (0..<20).map { UInt64($0) &* 104_729 &+ 7 }) func `always has a record that proves it`(
        seed: UInt64
    )
        throws
    {
        var dice = Dice(seed: seed)
        let measure = ServiceMeasure(try Agreed.agreement(), asOf: Sketch.at("2027-01-01"))
        var found = 0
        for _ in 0..<200 {
            var dossier = `Of any lead`.dossier(&dice)
            // Into the time of the agreement.
            for index in dossier.records.indices {
                for version in dossier.records[index].versions.indices {
                    let evidence = dossier.records[index].versions[version].evidence
                    dossier.records[index].versions[version].evidence = Evidence(
                        time: evidence.time.adding(days: 365), grade: evidence.grade)
                }
            }
            let breaches = measure.breaches(
                in: measure.measure(dossier), of: dossier, Set(Breach.Kind.allCases)
            ) { _ in true }
            found += breaches.count
            #expect(breaches.allSatisfy { $0.record != nil }, "seed \(seed)")
        }
        #expect(found > 10, "seed \(seed): \(found)")
    }

    @Test func `is not due to who was deleted: nobody can act`() throws {
        let gone = Sketch.dossier(
            Sketch.lead(
                .init("2026-03-02T10:00:00Z", .assigned), .init("2026-03-03", .assigned, nil, [.deleted: .flag(true)])))
        let measure = ServiceMeasure(try Agreed.agreement(), asOf: Sketch.at("2026-03-20"))
        let lead = measure.measure(gone)
        #expect(lead.passes.count == 1)
        #expect((measure.waiting(in: lead, of: gone) == nil) == lead.isDeleted)
        let here = Sketch.dossier(Sketch.lead(.init("2026-03-02T10:00:00Z", .assigned)))
        let waiting = try #require(measure.waiting(in: measure.measure(here), of: here))
        #expect(
            waiting.owner == nil && waiting.minutesWaited == 14 * 480 - 60)
    }
}
