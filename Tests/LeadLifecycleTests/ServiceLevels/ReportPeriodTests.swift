import LeadLifecycle
import LeadModel
import TestSupport
import Testing

@Suite struct `A period of a report` {
    private func period(_ text: String, _ zone: String = "UTC") -> ReportPeriod? {
        CivilZone(zone).flatMap { ReportPeriod(text, zone: $0) }
    }

    @Test(arguments: [
        ("2026-Q3", "2026-07-01", "2026-09-30"), ("2026-09", "2026-09-01", "2026-09-30"),
        ("2028-02", "2028-02-01", "2028-02-29"), ("2026", "2026-01-01", "2026-12-31"),
        ("2026-W37", "2026-09-07", "2026-09-13"), ("2026-W01", "2025-12-29", "2026-01-04"),
        ("2026-W53", "2026-12-28", "2027-01-03"), ("2026-07-01..2026-08-15", "2026-07-01", "2026-08-15"),
        ("2026-07-01..2026-07-01", "2026-07-01", "2026-07-01"),
    ])
    func `is read as it is written, its last day included`(text: String, first: String, last: String) throws {
        let period = try #require(self.period(text))
        #expect(period.dates == (first, last) && period.name == text)
    }

    @Test(arguments: [
        "", "2026-Q5", "2026-Q0", "2026-q3", "2026-Q03", "2026-13", "2026-9", "2026-00", "2027-W53", "2026-W54",
        "2026-W00",
        "2026-W9", "26", "02026", "2026-Q3-1", "2026-02-30..2026-03-01", "2026-08-15..2026-07-01", "2026-07-01..",
        "2026-07-01", "0000", "٢٠٢٦", "2026-999999999999999999", "2026-01-01..2036-02-01", "2026..2027",
    ])
    func `that is none is refused`(text: String) { #expect(period(text) == nil) }

    @Test func `of a kind has each day once, and the name by which it is found`() throws {
        for kind in MarketingServiceLevels.Period.allCases {
            let zone = try #require(CivilZone("Europe/Berlin"))
            var day = Instant.daysFromCivil(year: 1999, month: 12, day: 20)
            let end = Instant.daysFromCivil(year: 2037, month: 1, day: 10)
            var before: ReportPeriod?
            while day < end {
                let period = ReportPeriod(kind, containing: zone.instant(days: day, minutes: 30), zone: zone)
                #expect(period.days.contains(day))
                #expect(ReportPeriod(period.name, zone: zone) == period, "\(period.name)")
                if let before { #expect(before.days.upperBound == period.days.lowerBound) }
                before = period
                day = period.days.upperBound
            }
        }
    }

    @Test func `begins and ends at midnight of its zone, though clocks change within it`() throws {
        let october = try #require(self.period("2026-10", "Europe/Berlin"))
        #expect(october.start.description == "2026-09-30T22:00:00Z")
        #expect(october.end.description == "2026-10-31T23:00:00Z")
        #expect(october.contains(Sketch.at("2026-10-31T22:59:59Z")) && !october.contains(october.end))
    }
}

@Suite struct `A share` {
    @Test func `of nothing is none, and never a number that is not one`() {
        let nothing = Share(0, of: 0)
        #expect(nothing.permilleDown == nil && nothing.permilleUp == nil)
        #expect(nothing.reaches(ExactNumber(0)) == nil && nothing.staysWithin(ExactNumber(0)) == nil)
    }

    @Test func `is compared exactly, whatever it is rounded to`() {
        // 94.999… per cent is shown as 94.9, and is no 95.
        let almost = Share(94_999_999, of: 100_000_000)
        #expect(almost.permilleDown == 949 && almost.permilleUp == 950)
        #expect(almost.reaches(ExactNumber(95)) == false)
        #expect(Share(19, of: 20).reaches(ExactNumber(95)) == true)
        #expect(Share(1, of: 8).reaches(ExactNumber(mantissa: 125, scale: 1)) == true)
        #expect(Share(1, of: 8).staysWithin(ExactNumber(mantissa: 12_499, scale: 3)) == false)
        #expect(Share(1, of: 3).reaches(ExactNumber(mantissa: 33_334, scale: 3)) == false)
    }
}

@Suite struct `Percentiles` {
    @Test func `are numbers that were measured, by their rank`() {
        var counts = MinuteCounts()
        #expect(counts.median == nil)
        for minutes in [9, 1, 5, 3] { counts.add(minutes) }
        #expect(counts.median == 3 && counts.p90 == 9 && counts.percentile(100) == 9 && counts.percentile(0) == 1)
        var other = MinuteCounts()
        for minutes in [0, 5, 5, 400_000_000_000] { other.add(minutes) }
        counts.add(other)
        #expect(counts.total == 8 && counts.median == 5)
    }

    @Test func `are those of the sorted list, whatever is measured`() {
        var dice = Dice(seed: 7)
        for size in 1...200 {
            var counts = MinuteCounts()
            var list: [Int] = []
            for _ in 0..<size {
                let minutes = dice.roll(0..<50)
                counts.add(minutes)
                list.append(minutes)
            }
            list.sort()
            for percent in [1, 10, 50, 90, 99, 100] {
                // The smallest of which at least so many per cent are no greater.
                let wanted = list.first { value in list.count { $0 <= value } * 100 >= percent * size }
                #expect(counts.percentile(percent) == wanted)
            }
        }
    }
}
