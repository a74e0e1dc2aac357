public import LeadModel

/// When sales is at work: service levels are counted in these hours only.
public struct BusinessHours: Sendable, Hashable {
    /// Working days of the week, Monday first.
    public let days: [Bool]
    /// Minutes past midnight at which work begins and ends; above 1,440 those of the day after, at most a day long.
    public let hours: Range<Int>
    /// Day numbers, as `Instant.daysFromCivil` counts, on which nobody works.
    public let holidays: Set<Int>
    public let zone: CivilZone
    /// Where the file lists the holidays; `nil` where it lists none.
    public let holidayPlace: Origin?

    /// The instant at which so much working time has passed since another; the end of time where that is a hundred years
    /// later.
    ///
    /// Cost: a step per day. `WorkingTime` answers many such questions for less.
    func instant(_ milliseconds: Int64, after start: Instant) -> Instant {
        var left = milliseconds
        // Work that goes on past midnight began the day before.
        let first = zone.day(of: start) - (hours.upperBound > 1_440 ? 1 : 0)
        for day in first..<first + 36_525 {
            guard let shift = shift(ofDay: day), shift.upperBound > start else { continue }
            let from = max(start, shift.lowerBound)
            let length = shift.upperBound.milliseconds - from.milliseconds
            if left <= length { return Instant(milliseconds: from.milliseconds + left) }
            left -= length
        }
        return Instant(milliseconds: .max)
    }

    /// From when to when sales works on a day, given by its number; `nil` where it does not, or where clocks skip all of it.
    ///
    /// It begins and ends when clocks first show so, and when they skip it where they never do.
    func shift(ofDay day: Int) -> Range<Instant>? {
        guard isWorkingDay(day) else { return nil }
        let from = zone.instant(days: day, minutes: hours.lowerBound)
        let to = zone.instant(days: day, minutes: hours.upperBound)
        return from < to ? from..<to : nil
    }

    /// Whether sales works on a day, given by its number. Work past midnight belongs to the day on which it began.
    public func isWorkingDay(_ day: Int) -> Bool {
        days[BusinessHours.weekday(of: day)] && !holidays.contains(day)
    }

    /// 0 for Monday.
    static func weekday(of day: Int) -> Int {
        // Day 0, 1970-01-01, was a Thursday.
        ((day % 7) + 10) % 7
    }
}
