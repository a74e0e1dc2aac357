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
