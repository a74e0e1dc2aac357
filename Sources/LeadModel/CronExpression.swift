/// The times at which something is due, as crontab(5) writes them: minute, hour, day of the month, month, day of the week.
///
/// Fields hold `*`, numbers, names of months and days (`jan`, `mon`), ranges `1-5`, steps `*/15` and `8-18/2`, and lists of these. Sunday is
/// 0 or 7. Where both the day of the month and the day of the week are restricted, either is enough, as crontab has it. `@hourly`,
/// `@daily` (`@midnight`), `@weekly`, `@monthly` and `@yearly` (`@annually`) stand for what they say.
///
/// A time that clocks skip is due when they do; one that they show twice is due the first time. Where every hour is due, the hour that they
/// show twice is due twice, so that what comes every quarter of an hour goes on coming.
public struct CronExpression: Sendable, Hashable, CustomStringConvertible {
    /// As it was written.
    public let description: String
    /// Ascending.
    private let minutes: [Int]
    private let hours: [Int]
    private let monthDays: Set<Int>
    private let months: Set<Int>
    /// 0 for Sunday.
    private let weekDays: Set<Int>
    private let restrictsMonthDays: Bool
    private let restrictsWeekDays: Bool

    /// What is wrong with a text.
    public struct Problem: Error, Sendable, Hashable {
        /// Such as `'61' is no minute, which goes from 0 to 59`.
        public let summary: String
    }

    private static let short = [
        "@hourly": "0 * * * *", "@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@weekly": "0 0 * * 0",
        "@monthly": "0 0 1 * *", "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *",
    ]

    /// - Throws: what is wrong with the text: a field too many or too few, a number out of its range, days that there are in no month.
    public init(_ text: String) throws(Problem) {
        let written = text.lowercased()
        if written.hasPrefix("@"), CronExpression.short[written] == nil {
            throw Problem(summary: "'\(text)' is none of \(CronExpression.short.keys.sorted().joined(separator: ", "))")
        }
        let words = (CronExpression.short[written] ?? written).split(whereSeparator: { $0 == " " || $0 == "\t" })
        guard words.count == 5 else {
            throw Problem(
                summary:
                    "it has \(words.count) \(words.count == 1 ? "field" : "fields"), and needs five: minute, hour, day of the month, month, day of the week"
            )
        }
        description = text
        minutes = try Field.minute.values(words[0]).sorted()
        hours = try Field.hour.values(words[1]).sorted()
        monthDays = try Field.monthDay.values(words[2])
        months = try Field.month.values(words[3])
        weekDays = Set(try Field.weekDay.values(words[4]).map { $0 % 7 })
        restrictsMonthDays = !words[2].hasPrefix("*")
        restrictsWeekDays = !words[4].hasPrefix("*")
        if restrictsMonthDays, !restrictsWeekDays {
            let longest = months.map { $0 == 2 ? 29 : [4, 6, 9, 11].contains($0) ? 30 : 31 }.max() ?? 31
            guard monthDays.contains(where: { $0 <= longest }) else {
                throw Problem(summary: "no month of it has a day \(words[2])")
            }
        }
    }

    /// `*/15 * * * *`
    public static let everyQuarterHour = CronExpression()

    private init() {
        description = "*/15 * * * *"
        minutes = Array(stride(from: 0, to: 60, by: 15))
        hours = Array(0...23)
        (monthDays, months, weekDays) = (Set(1...31), Set(1...12), Set(0...6))
        (restrictsMonthDays, restrictsWeekDays) = (false, false)
    }

    /// The first time after an instant at which it is due by the clocks of a zone.
    public func next(after instant: Instant, in zone: CivilZone) -> Instant {
        var day = zone.day(of: instant)
        while true {
            if isDue(day: day), let time = first(on: day, after: instant, in: zone) { return time }
            // 29 February on one day of the week comes within 40 years.
            day += 1
        }
    }

    private func first(on day: Int, after instant: Instant, in zone: CivilZone) -> Instant? {
        let repeats = hours.count == 24
        var repetition: Instant?
        for hour in hours {
            for minute in minutes {
                let time = zone.instant(days: day, minutes: hour * 60 + minute)
                if time > instant { return [repetition, time].compactMap(\.self).min() }
                guard repeats, let second = zone.repetition(days: day, minutes: hour * 60 + minute), second > instant
                else { continue }
                repetition = [repetition, second].compactMap(\.self).min()
            }
        }
        return repetition
    }

    /// Whether it was due after one instant, and up to another.
    public func wasDue(after start: Instant, upTo end: Instant, in zone: CivilZone) -> Bool {
        next(after: start, in: zone) <= end
    }

    private func isDue(day: Int) -> Bool {
        let civil = Instant.civil(fromDays: day)
        guard months.contains(civil.month) else { return false }
        let isMonthDay = monthDays.contains(civil.day)
        // Day 0, 1 January 1970, was a Thursday.
        let isWeekDay = weekDays.contains(((day + 4) % 7 + 7) % 7)
        return restrictsMonthDays && restrictsWeekDays ? isMonthDay || isWeekDay : isMonthDay && isWeekDay
    }

    private enum Field {
        case minute, hour, monthDay, month, weekDay

        var range: ClosedRange<Int> {
            switch self {
            case .minute: 0...59
            case .hour: 0...23
            case .monthDay: 1...31
            case .month: 1...12
            case .weekDay: 0...7
            }
        }

        var noun: String {
            switch self {
            case .minute: "minute"
            case .hour: "hour"
            case .monthDay: "day of the month"
            case .month: "month"
            case .weekDay: "day of the week"
            }
        }

        private var names: [String] {
            switch self {
            case .month: ["", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
            case .weekDay: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
            default: []
            }
        }

        func values(_ field: Substring) throws(Problem) -> Set<Int> {
            var values: Set<Int> = []
            for part in field.split(separator: ",", omittingEmptySubsequences: false) {
                values.formUnion(try self.part(part))
            }
            return values
        }

        private func part(_ part: Substring) throws(Problem) -> [Int] {
            let halves = part.split(separator: "/", omittingEmptySubsequences: false)
            let ends = halves[0].split(separator: "-", omittingEmptySubsequences: false)
            let isAll = halves[0] == "*"
            guard halves.count <= 2, ends.count <= 2 else { throw problem(part) }
            let first = isAll ? range.lowerBound : try number(ends[0])
            // `5/15` is from 5 on, as `5-59/15`.
            let last =
                isAll || ends.count == 1 && halves.count == 2
                ? range.upperBound - (self == .weekDay ? 1 : 0) : try number(ends[ends.count - 1])
            guard first <= last else {
                throw Problem(summary: "'\(part)' begins behind its end")
            }
            guard halves.count == 2 else { return Array(first...last) }
            guard let step = Int(halves[1]), step > 0, step <= range.upperBound, halves[1].allSatisfy(\.isNumber) else {
                throw Problem(summary: "'\(halves[1])' is no step of a \(noun)")
            }
            return Array(stride(from: first, through: last, by: step))
        }

        private func number(_ text: Substring) throws(Problem) -> Int {
            if let index = names.firstIndex(of: String(text)), !text.isEmpty { return index }
            guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(text),
                range.contains(number)
            else { throw problem(text) }
            return number
        }

        private func problem(_ text: Substring) -> Problem {
            Problem(summary: "'\(text)' is no \(noun), which goes from \(range.lowerBound) to \(range.upperBound)")
        }
    }
}
