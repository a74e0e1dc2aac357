import ConfigFiles
import LeadModel
import Testing

@testable import LeadLifecycle

/// A lead that counts as untouched after so much time of work.
@Suite struct `A lead that nobody touches for hours` {
    private func agreement(after span: String, hours: String?, zone: String = "UTC") throws -> Agreement {
        let hours = hours.map { "\n    business-hours: \($0)" } ?? ""
        return try Agreement.compile(
            Sketch.plainText.replacing("untouched after 14d", with: "untouched after \(span)")
                .replacing("zone: UTC", with: "zone: \(zone)\(hours)"), file: "agreement.yaml")
    }

    /// When it counts as untouched, by the decision and by the scorecard alike.
    private func due(
        _ handedOver: String, after span: String = "8h", _ hours: String?, zone: String = "UTC"
    ) throws -> Instant {
        let agreement = try agreement(after: span, hours: hours, zone: zone)
        let dossier = Sketch.dossier(Sketch.lead(.init(handedOver, .assigned)))
        let standing = agreement.standing(of: dossier)
        func kind(at now: Instant) -> Decision {
            agreement.decide(dossier, standing: standing, suppressed: [], at: now)
        }
        let due = try #require(kind(at: Sketch.at(handedOver)).due)
        let before = Instant(milliseconds: due.milliseconds - 1)
        #expect(kind(at: before).trigger == nil && kind(at: due).trigger == .untouched)
        for (time, verdict) in [(before, MeasuredPass.Verdict.pending), (due, .broken)] {
            let measure = ServiceMeasure(agreement, asOf: time)
            let lead = measure.measure(dossier)
            #expect(lead.passes.map(\.followUp) == [verdict])
            #expect(measure.waiting(in: lead, of: dossier) != nil)
            let outlook = try #require(measure.outlook(of: dossier, suppressed: []))
            #expect(outlook.untouched == due && outlook.decision == kind(at: due))
        }
        return due
    }

    private let week = "{ days: mon-fri, from: \"09:00\", to: \"17:30\", holidays: [2026-06-08] }"

    @Test func `waits over the weekend, and over a holiday`() throws {
        // Friday at five: half an hour, and seven and a half on Monday.
        #expect(try due("2026-05-29T17:00:00Z", week) == Sketch.at("2026-06-01T16:30:00Z"))
        #expect(try due("2026-06-05T17:00:00Z", week) == Sketch.at("2026-06-09T16:30:00Z"), "Monday is a holiday")
        #expect(try due("2026-05-30T12:00:00Z", after: "30m", week) == Sketch.at("2026-06-01T09:30:00Z"))
    }

    @Test func `waits in business hours and business days where the agreement says so`() throws {
        // Eighty hours of eight and a half a day are nine days and three and a half hours.
        for (span, handedOver, ends) in [
            ("1 business day", "2026-06-05T17:00:00Z", "2026-06-09T17:00:00Z"),
            ("10 business days", "2026-05-11T10:00:00Z", "2026-05-25T10:00:00Z"),
            ("10 business days", "2026-05-29T17:00:00Z", "2026-06-15T17:00:00Z"),
            ("10 business days", "2026-05-30T12:00:00Z", "2026-06-15T17:30:00Z"),
            ("80 business hours", "2026-05-11T09:00:00Z", "2026-05-22T12:30:00Z"),
            ("1 business hour", "2026-05-11T17:00:00Z", "2026-05-12T09:30:00Z"),
        ] {
            #expect(try due(handedOver, after: span, week) == Sketch.at(ends), "\(span)")
        }
        #expect(
            try due("2026-05-11T17:00:00Z", after: "80h", week)
                == due("2026-05-11T17:00:00Z", after: "80 business hours", week))
        // A night of clocks that go forward has an hour less; a business day has as many hours as are agreed.
        let night = "{ days: mon-sun, from: \"22:00\", to: \"30:00\" }"
        #expect(
            try due("2026-03-28T21:00:00Z", after: "1 business day", night, zone: "Europe/Berlin")
                == Sketch.at("2026-03-29T21:00:00Z"))
    }

    @Test func `cannot wait in business time where nobody said when sales is at work`() throws {
        for span in ["10 business days", "1 business hour"] {
            let faults = try #require(throws: FaultList.self) { try agreement(after: span, hours: nil) }
            #expect(
                faults.faults.map(\.summary) == [
                    "'untouched after \(span)' needs business hours, and this version has none"
                ])
        }
        for span in [
            "0 business days", "ten business days", "10 working days", "10 business weeks", "10 business",
            "9999 business days", "-1 business days", "10d business days",
        ] {
            let faults = try #require(throws: FaultList.self) { try agreement(after: span, hours: week) }
            #expect(
                faults.faults.map(\.summary) == ["'untouched' needs the time after which a lead counts as untouched"],
                "\(span)")
        }
    }

    @Test func `waits by the clock where nobody said when sales is at work, and by the calendar for days and weeks`()
        throws
    {
        #expect(try due("2026-06-05T17:00:00Z", nil) == Sketch.at("2026-06-06T01:00:00Z"))
        #expect(try due("2026-06-05T17:00:00Z", after: "1d", week) == Sketch.at("2026-06-06T17:00:00Z"))
        #expect(try due("2026-06-05T17:00:00Z", after: "1w", week) == Sketch.at("2026-06-12T17:00:00Z"))
    }

    @Test func `waits an hour less of the clock on the night when clocks go forward`() throws {
        let night = "{ days: mon-sun, from: \"22:00\", to: \"30:00\" }"
        // 28 March 2026 at ten in the evening in Berlin; at six it is seven hours later.
        #expect(
            try due("2026-03-28T21:00:00Z", after: "7h", night, zone: "Europe/Berlin")
                == Sketch.at("2026-03-29T04:00:00Z"))
        #expect(
            try due("2026-03-28T21:00:00Z", after: "8h", night, zone: "Europe/Berlin")
                == Sketch.at("2026-03-29T21:00:00Z"))
        // Nine to half past five, whatever the clock of the world says.
        let week = "{ days: mon-fri, from: \"09:00\", to: \"17:30\" }"
        #expect(
            try due("2026-03-27T16:00:00Z", week, zone: "Europe/Berlin") == Sketch.at("2026-03-30T14:30:00Z"))
    }

    @Test func `waits as long where the years are no longer laid out`() throws {
        #expect(try due("2051-06-02T17:00:00Z", week) == Sketch.at("2051-06-05T16:30:00Z"))
        let hours = try #require(agreement(after: "8h", hours: week).versions[0].businessHours)
        let start = Sketch.at("2026-05-29T17:00:00Z")
        let laidOut = WorkingTime(hours, from: start, to: start.adding(days: 400))
        for step in 0..<2_000 {
            let from = Instant(milliseconds: start.milliseconds + Int64(step) * 7_919_000)
            let span = Int64(1 + step % 600) * 60_000
            #expect(hours.instant(span, after: from) == laidOut.instant(span, after: from), "\(from) \(span)")
        }
    }
}
