public import LeadModel

/// When sales is at work: service levels are counted in these hours only.
public struct BusinessHours: Sendable, Hashable {
    /// Working days of the week, Monday first.
    public let days: [Bool]
    /// Minutes past midnight at which work begins and ends.
    public let hours: Range<Int>
    /// Day numbers, as `Instant.daysFromCivil` counts, on which nobody works.
    public let holidays: Set<Int>
    public let zone: CivilZone
    /// Where the file lists the holidays; `nil` where it lists none.
    public let holidayPlace: Origin?

    /// How many whole working minutes lie between two instants; 0 where `end` is not later.
    ///
    /// Cost: one step per day, so ten years are 3,653 steps; anything longer counts as ten years.
    public func minutes(from start: Instant, to end: Instant) -> Int {
        guard end > start else { return 0 }
        let first = zone.day(of: start)
        let last = min(zone.day(of: end), first + 3_653)
        var milliseconds: Int64 = 0
        for day in first...last where isWorkingDay(day) {
            let from = max(start, zone.instant(days: day, minutes: hours.lowerBound))
            let to = min(end, zone.instant(days: day, minutes: hours.upperBound))
            if to > from { milliseconds += to.milliseconds - from.milliseconds }
        }
        return Int(milliseconds / 60_000)
    }

    /// Whether sales works on a day, given by its number.
    public func isWorkingDay(_ day: Int) -> Bool {
        days[BusinessHours.weekday(of: day)] && !holidays.contains(day)
    }

    /// 0 for Monday.
    static func weekday(of day: Int) -> Int {
        // Day 0, 1970-01-01, was a Thursday.
        ((day % 7) + 10) % 7
    }
}
