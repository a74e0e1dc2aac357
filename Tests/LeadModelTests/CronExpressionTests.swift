import LeadModel
import TestSupport
import Testing

@Suite struct `A schedule of five fields` {
    private func next(_ text: String, after: String, _ zone: String = "UTC") throws -> String {
        try CronExpression(text).next(after: #require(Instant(rfc3339: after)), in: #require(CivilZone(zone)))
            .description
    }

    @Test(arguments: [
        ("* * * * *", "2026-10-01T06:00:30Z", "2026-10-01T06:01:00Z"),
        ("0 6 * * *", "2026-10-01T06:00:00Z", "2026-10-02T06:00:00Z"),
        ("0 6 * * mon-fri", "2026-10-02T06:00:00Z", "2026-10-05T06:00:00Z"),
        ("*/15 8-18/5 * * *", "2026-10-01T08:50:00Z", "2026-10-01T13:00:00Z"),
        ("5/20 * * * *", "2026-10-01T08:06:00Z", "2026-10-01T08:25:00Z"),
        ("30 4 1,15 * fri", "2026-10-01T05:00:00Z", "2026-10-02T04:30:00Z"),
        ("0 0 29 2 *", "2026-10-01T05:00:00Z", "2028-02-29T00:00:00Z"),
        ("0 0 * * 7", "2026-10-01T05:00:00Z", "2026-10-04T00:00:00Z"),
        ("0 0 * JAN,jul SUN", "2026-10-01T05:00:00Z", "2027-01-03T00:00:00Z"),
        ("@daily", "2026-10-01T00:00:00Z", "2026-10-02T00:00:00Z"),
        ("@hourly", "2026-10-01T00:59:59Z", "2026-10-01T01:00:00Z"),
        ("@weekly", "2026-10-01T00:00:00Z", "2026-10-04T00:00:00Z"),
        ("@monthly", "2026-10-01T00:00:00Z", "2026-11-01T00:00:00Z"),
        ("@Yearly", "2026-10-01T00:00:00Z", "2027-01-01T00:00:00Z"),
    ])
    func `is due when crontab says so`(text: String, after: String, due: String) throws {
        #expect(try next(text, after: after) == due)
    }

    /// Amsterdam's clocks go from 2 to 3 on 29 March 2026, and from 3 back to 2 on 25 October.
    @Test func `is due once where clocks skip its time or show it twice`() throws {
        let zone = "Europe/Amsterdam"
        #expect(try next("30 2 * * *", after: "2026-03-28T12:00:00Z", zone) == "2026-03-29T01:00:00Z")
        #expect(try next("30 2 * * *", after: "2026-03-29T01:00:00Z", zone) == "2026-03-30T00:30:00Z")
        #expect(try next("10,30,50 2 * * *", after: "2026-03-29T01:00:00Z", zone) == "2026-03-30T00:10:00Z")
        #expect(try next("30 2 * * *", after: "2026-10-24T12:00:00Z", zone) == "2026-10-25T00:30:00Z")
        #expect(try next("30 2 * * *", after: "2026-10-25T00:30:00Z", zone) == "2026-10-26T01:30:00Z")
        #expect(try next("0 6 * * *", after: "2026-03-28T12:00:00Z", zone) == "2026-03-29T04:00:00Z")
    }

    @Test func `goes on every quarter of an hour through the hour that clocks show twice`() throws {
        let zone = "Europe/Amsterdam"
        var time = "2026-10-24T23:45:00Z"
        var times: [String] = []
        for _ in 0..<9 {
            time = try next("*/15 * * * *", after: time, zone)
            times.append(String(time.dropFirst(11).prefix(5)))
        }
        // From 2:00 summer time, which is 0:00, to 2:00 winter time, which is 1:00.
        #expect(times == ["00:00", "00:15", "00:30", "00:45", "01:00", "01:15", "01:30", "01:45", "02:00"])
        #expect(try next("30 * * * *", after: "2026-10-25T00:30:00Z", zone) == "2026-10-25T01:30:00Z")
        #expect(try next("*/15 * * * *", after: "2026-03-29T00:45:00Z", zone) == "2026-03-29T01:00:00Z")
        #expect(try next("*/15 * * * *", after: "2026-03-29T01:00:00Z", zone) == "2026-03-29T01:15:00Z")
    }

    /// Each minute of the days around a change of clocks, looked at on its own.
    @Test(arguments: [
        ("America/New_York", "2026-11-01"), ("America/New_York", "2026-03-08"), ("Australia/Lord_Howe", "2026-04-05"),
        ("Australia/Lord_Howe", "2026-10-04"), ("America/Havana", "2026-11-01"), ("Asia/Kathmandu", "2026-05-01"),
    ])
    func `with every hour is due whenever clocks show its minutes`(zone: String, date: String) throws {
        let civil = try #require(CivilZone(zone))
        let day = try #require(CivilZone.day(ofDate: date))
        let expression = try CronExpression("7,22,52 * * * *")
        let start = civil.instant(days: day - 1)
        let end = civil.instant(days: day + 2)
        var expected: [Instant] = []
        for time in stride(from: start.milliseconds, to: end.milliseconds, by: 60_000) {
            let shown = civil.time(of: Instant(milliseconds: time))
            if ["07", "22", "52"].contains(shown.suffix(2)) { expected.append(Instant(milliseconds: time)) }
        }
        var found: [Instant] = []
        var time = Instant(milliseconds: start.milliseconds - 1)
        while true {
            time = expression.next(after: time, in: civil)
            if time >= end { break }
            found.append(time)
        }
        // Minutes that clocks skip are made up for when they do.
        let made = found.filter { !expected.contains($0) }
        #expect(expected.allSatisfy(found.contains), "\(Set(expected).subtracting(found))")
        #expect(made.count <= 1, "\(made)")
    }

    @Test(arguments: 1...40 as ClosedRange<UInt64>)
    func `is due at the minutes that its fields name, and at no others`(seed: UInt64) throws {
        var dice = Dice(seed: seed)
        func field(_ range: ClosedRange<Int>, _ dice: inout Dice) -> (text: String, values: Set<Int>) {
            switch dice.roll(0..<4) {
            case 0: return ("*", Set(range))
            case 1:
                let step = dice.roll(1..<7)
                return ("*/\(step)", Set(stride(from: range.lowerBound, through: range.upperBound, by: step)))
            case 2:
                let first = dice.roll(range.lowerBound..<range.upperBound + 1)
                let last = dice.roll(first..<range.upperBound + 1)
                return ("\(first)-\(last)", Set(first...last))
            default:
                let all = (0..<3).map { _ in dice.roll(range.lowerBound..<range.upperBound + 1) }
                return (all.map(String.init).joined(separator: ","), Set(all))
            }
        }
        let fields = [0...59, 0...23, 1...31, 1...12, 0...6].map { field($0, &dice) }
        let expression: CronExpression
        do throws(CronExpression.Problem) {
            expression = try CronExpression(fields.map(\.text).joined(separator: " "))
        } catch {
            #expect(error.summary.contains("no month of it has a day"), "\(error)")
            return
        }
        let start = try #require(Instant(rfc3339: "2026-01-01T00:00:00Z")).milliseconds / 60_000
        let from = start + Int64(dice.roll(0..<500_000))
        /// By looking at each minute, as cron does.
        func isDue(_ minute: Int64) -> Bool {
            let day = Int(minute / 1_440)
            let civil = Instant.civil(fromDays: day)
            let (inMonth, inWeek) = (fields[2].values.contains(civil.day), fields[4].values.contains((day + 4) % 7))
            let either = !fields[2].text.hasPrefix("*") && !fields[4].text.hasPrefix("*")
            return fields[0].values.contains(Int(minute % 60)) && fields[1].values.contains(Int(minute / 60 % 24))
                && fields[3].values.contains(civil.month) && (either ? inMonth || inWeek : inMonth && inWeek)
        }
        var expected: Int64?
        for minute in from + 1...from + 1_440 * 800 where isDue(minute) {
            expected = minute
            break
        }
        guard let expected else { return }
        let utc = try #require(CivilZone("UTC"))
        let found = expression.next(after: Instant(milliseconds: from * 60_000), in: utc)
        #expect(found == Instant(milliseconds: expected * 60_000), "seed \(seed): \(expression)")
        #expect(expression.wasDue(after: Instant(milliseconds: from * 60_000), upTo: found, in: utc))
        #expect(
            !expression.wasDue(
                after: Instant(milliseconds: from * 60_000), upTo: Instant(milliseconds: found.milliseconds - 1),
                in: utc))
    }

    @Test(arguments: [
        ("", "0 fields"), ("0 6 * *", "4 fields"), ("0 6 * * * *", "6 fields"), ("60 6 * * *", "'60' is no minute"),
        ("0 24 * * *", "'24' is no hour"), ("0 6 0 * *", "'0' is no day of the month"),
        ("0 6 * 13 *", "'13' is no month"),
        ("0 6 * * 8", "'8' is no day of the week"), ("0 6 * * funday", "'funday' is no day"),
        ("5-1 * * * *", "behind its end"),
        ("*/0 * * * *", "no step"), ("1,,2 * * * *", "'' is no minute"), ("0 0 31 2,4 *", "no month of it has a day"),
        ("-1 * * * *", "'' is no minute"), ("@sometimes", "is none of"), ("1-2-3 * * * *", "is no minute"),
        ("99999999999999999999 * * * *", "is no minute"),
    ])
    func `that cannot be is told why`(text: String, why: String) {
        let problem = #expect(throws: CronExpression.Problem.self) { try CronExpression(text) }
        #expect(problem?.summary.contains(why) == true, "\(problem?.summary ?? "")")
    }
}
