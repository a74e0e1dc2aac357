import ConfigFiles
import Foundation
import LeadLifecycle
import LeadModel
import TestSupport
import Testing

/// Business hours as an agreement would write them.
struct Hours {
    var days = "mon-fri"
    var from = "09:00"
    var to = "17:30"
    var holidays: [String] = []
    var zone = "America/New_York"

    func compiled() throws -> BusinessHours {
        let text = """
            agreement:
              - effective-from: 2000-01-01
                zone: \(zone)
                business-hours: { days: \(days), from: "\(from)", to: "\(to)", holidays: [\(holidays.joined(separator: ", "))] }
                recycling: { triggers: [discarded], reasons: { timing: { track: t, after: 1d, cycles: 1 } } }
            """
        return try #require(try Agreement.compile(text, file: "agreement.yaml").versions[0].businessHours)
    }

    func minutes(_ start: String, _ end: String) throws -> Int {
        let hours = try compiled()
        let (from, to) = (Sketch.at(start), Sketch.at(end))
        return WorkingTime(hours, from: from, to: to).minutes(from: from, to: to)
    }
}

@Suite struct `Working time` {
    @Test func `is whole where clocks skip an hour of it, and longer where they show one twice`() throws {
        var night = Hours(days: "mon-sun", from: "00:00", to: "06:00", zone: "Europe/Berlin")
        // 29 March 2026, 2:00 to 3:00 is skipped; 25 October, 2:00 to 3:00 comes twice.
        #expect(try night.minutes("2026-03-28T22:00:00Z", "2026-03-29T12:00:00Z") == 300)
        #expect(try night.minutes("2026-10-24T20:00:00Z", "2026-10-25T12:00:00Z") == 420)
        // All of it is skipped.
        night.from = "02:00"
        night.to = "03:00"
        #expect(try night.minutes("2026-03-28T22:00:00Z", "2026-03-29T12:00:00Z") == 0)
        // A begin that is skipped is when clocks skip it.
        night.from = "02:30"
        night.to = "04:00"
        #expect(try night.minutes("2026-03-28T22:00:00Z", "2026-03-29T12:00:00Z") == 60)
    }

    @Test func `knows the leap day`() throws {
        let hours = Hours(days: "mon-sun", from: "10:00", to: "11:00", zone: "UTC")
        #expect(try hours.minutes("2028-02-28T12:00:00Z", "2028-03-01T09:00:00Z") == 60, "29 February 2028")
        #expect(try hours.minutes("2027-02-28T12:00:00Z", "2027-03-01T09:00:00Z") == 0)
        #expect(try hours.minutes("2100-02-28T12:00:00Z", "2100-03-01T09:00:00Z") == 0, "2100 is no leap year")
    }

    @Test func `takes nothing off for a holiday on a weekend`() throws {
        // 4 July 2026 is a Saturday.
        let with = Hours(holidays: ["2026-07-04"])
        let without = Hours()
        #expect(try with.minutes("2026-07-02T13:00:00Z", "2026-07-07T21:30:00Z") == 4 * 510)
        #expect(try without.minutes("2026-07-02T13:00:00Z", "2026-07-07T21:30:00Z") == 4 * 510)
        let friday = Hours(holidays: ["2026-07-03"])
        #expect(try friday.minutes("2026-07-02T13:00:00Z", "2026-07-07T21:30:00Z") == 3 * 510)
    }

    @Test func `past midnight belongs to the day on which it began`() throws {
        let shift = Hours(days: "mon-fri", from: "22:00", to: "30:00", holidays: ["2026-06-09"], zone: "UTC")
        // Friday night goes on to Saturday at six; Sunday night does not begin.
        #expect(try shift.minutes("2026-06-05T21:00:00Z", "2026-06-08T07:00:00Z") == 480)
        #expect(try shift.minutes("2026-06-06T01:00:00Z", "2026-06-06T05:00:00Z") == 240, "on Saturday, of Friday's")
        // Tuesday is a holiday: the night that began on Monday ends on it, its own does not begin.
        #expect(try shift.minutes("2026-06-08T21:00:00Z", "2026-06-10T07:00:00Z") == 480)
        #expect(try shift.minutes("2026-06-08T02:00:00Z", "2026-06-08T21:00:00Z") == 0, "of Sunday's, which is none")
    }

    @Test func `of hours that cannot be meant is refused, and says how to write those past midnight`() {
        func advice(_ hours: Hours) -> String {
            do {
                _ = try hours.compiled()
                return ""
            } catch {
                return (error as? FaultList)?.faults.first.map { "\($0.code.rawValue) \($0.advice)" } ?? "\(error)"
            }
        }
        #expect(advice(Hours(from: "22:00", to: "06:00")).contains("\"30:00\" is six in the morning after"))
        #expect(advice(Hours(from: "08:00", to: "33:00")).hasPrefix("agreement.contradiction"))
        #expect(advice(Hours(from: "25:00", to: "30:00")).hasPrefix("agreement.contradiction"))
        #expect(advice(Hours(from: "09:00", to: "49:00")).hasPrefix("config.wrong-type"))
        #expect(advice(Hours(from: "00:00", to: "24:00")).isEmpty)
    }

    @Test func `begins with opening for what comes in the evening, and counts a minute that has begun`() throws {
        let hours = try Hours().compiled()
        let friday = Sketch.at("2026-06-05T23:00:00Z")
        let clock = WorkingTime(hours, from: friday, to: friday.adding(days: 9))
        #expect(clock.minutes(from: friday, to: Sketch.at("2026-06-06T15:00:00Z")) == 0, "answered on Saturday")
        #expect(clock.minutes(from: friday, to: Sketch.at("2026-06-08T13:00:01Z")) == 1)
        #expect(clock.instant(300_000, after: friday) == Sketch.at("2026-06-08T13:05:00Z"))
        #expect(clock.instant(0, after: friday).map { $0 >= friday } == true)
        #expect(clock.instant(1 << 50, after: friday) == nil, "later than what is laid out")
        let always = WorkingTime(nil, from: friday, to: friday)
        #expect(always.minutes(from: friday, to: friday.adding(days: 2)) == 2_880)
        #expect(always.minutes(from: friday.adding(days: 2), to: friday) == 0)
    }

    /// Minute by minute, by what clocks show: work begins at the first minute at which they show its begin or later, and
    /// ends at the first at which they show its end or later.
    private struct Oracle {
        let zone: TimeZone
        let days: ClosedRange<Int>
        let hours: Range<Int>
        let holidays: Set<Int>

        func shown(_ minute: Int) -> Int {
            minute + zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(minute * 60))) / 60
        }

        func minutes(_ range: Range<Int>) -> Int {
            let clocks = (range.lowerBound - 4_320..<range.upperBound).map(shown)
            var working = Set<Int>()
            guard let first = clocks.first, let last = clocks.last else { return 0 }
            for day in first / 1_440...last / 1_440 where isWorking(day) {
                guard let begin = clocks.firstIndex(where: { $0 >= day * 1_440 + hours.lowerBound }) else { continue }
                let end = clocks.firstIndex { $0 >= day * 1_440 + hours.upperBound } ?? clocks.count
                // Cut off by the beginning of the walk: too early to matter.
                if begin > 0, begin < end { working.formUnion(begin..<end) }
            }
            return working.count { $0 >= 4_320 }
        }

        private func isWorking(_ day: Int) -> Bool {
            var calendar = Calendar(identifier: .gregorian)
            calendar.timeZone = TimeZone(identifier: "UTC") ?? zone
            let date = Date(timeIntervalSince1970: Double(day * 86_400))
            // 1 is Sunday.
            let weekday = (calendar.component(.weekday, from: date) + 5) % 7
            return days.contains(weekday) && !holidays.contains(day)
        }
    }

    @Test func `is what one counts minute by minute, wherever clocks change`() throws {
        let seed: UInt64 = 20_261_122
        var dice = Dice(seed: seed)
        let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
        let zones = [
            "America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "America/Sao_Paulo", "Pacific/Apia",
            "Asia/Kolkata",
            "Africa/Casablanca",
        ]
        var worked = 0
        for round in 0..<150 {
            let name = try #require(zones.randomElement(using: &dice))
            let zone = try #require(TimeZone(identifier: name))
            let year = Date(timeIntervalSince1970: Double(Int.random(in: 1_200_000_000..<1_800_000_000, using: &dice)))
            let change = zone.nextDaylightSavingTimeTransition(after: year) ?? year
            let near = Int(change.timeIntervalSince1970) / 60
            let start = near + Int.random(in: -3_000..<1_500, using: &dice)
            let end = start + Int.random(in: 1..<7_000, using: &dice)
            let firstDay = Int.random(in: 0..<7, using: &dice)
            let lastDay = Int.random(in: firstDay..<7, using: &dice)
            let from = Int.random(in: 0..<288, using: &dice) * 5
            let to = from + Int.random(in: 1...288, using: &dice) * 5
            let holiday = near / 1_440 + Int.random(in: -2...2, using: &dice)
            func clock(_ minutes: Int) -> String { String(format: "%02d:%02d", minutes / 60, minutes % 60) }
            let date = Instant.civil(fromDays: holiday)
            let hours = try Hours(
                days: "\(names[firstDay])-\(names[lastDay])", from: clock(from), to: clock(to),
                holidays: [String(format: "%04d-%02d-%02d", date.year, date.month, date.day)], zone: name
            ).compiled()
            let oracle = Oracle(zone: zone, days: firstDay...lastDay, hours: from..<to, holidays: [holiday])
            let wanted = oracle.minutes(start..<end)
            func instant(_ minute: Int) -> Instant { Instant(milliseconds: Int64(minute) * 60_000) }
            let what =
                "seed \(seed), round \(round): \(name), \(clock(from))-\(clock(to)), \(instant(start)) to \(instant(end))"
            let laidOut = WorkingTime(hours, from: instant(start - 50_000), to: instant(end))
            #expect(laidOut.minutes(from: instant(start), to: instant(end)) == wanted, "\(what)")
            if wanted > 1, let due = laidOut.instant(Int64(wanted - 1) * 60_000, after: instant(start)) {
                #expect(laidOut.minutes(from: instant(start), to: due) == wanted - 1, "\(what), due \(due)")
            }
            worked += wanted > 0 ? 1 : 0
        }
        #expect(worked > 75)
    }
}
