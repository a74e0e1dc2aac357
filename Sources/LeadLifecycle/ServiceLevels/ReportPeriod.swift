public import LeadModel

/// Some days of the calendar that a report is about: `2026-Q3`, `2026-09`, `2026-W37`, `2026` or `2026-07-01..2026-08-15`.
public struct ReportPeriod: Sendable, Hashable {
    /// As it is written.
    public let name: String
    /// Day numbers, as `Instant.daysFromCivil` counts.
    public let days: Range<Int>
    public let zone: CivilZone

    /// Ten years: more than any report needs, and few enough days to count each.
    public static let longestDays = 3_653

    /// Reads a period; `nil` for anything else, for days that do not exist, and for more than ten years.
    public init?(_ text: String, zone: CivilZone) {
        guard let days = ReportPeriod.days(of: text), days.count <= ReportPeriod.longestDays else { return nil }
        name = text
        self.days = days
        self.zone = zone
    }

    /// The period of a kind that an instant lies in.
    public init(_ kind: MarketingServiceLevels.Period, containing instant: Instant, zone: CivilZone) {
        let first = kind.firstDay(of: zone.day(of: instant))
        name = kind.name(ofFirstDay: first)
        days = first..<kind.firstDay(after: first)
        self.zone = zone
    }

    /// The first instant.
    public var start: Instant { zone.instant(days: days.lowerBound) }
    /// The first instant after it.
    public var end: Instant { zone.instant(days: days.upperBound) }

    /// Whether all of it is seen from an instant, which may be its last.
    public func isOver(at instant: Instant) -> Bool { zone.isOver(day: days.upperBound - 1, at: instant) }

    public func contains(_ instant: Instant) -> Bool { start <= instant && instant < end }

    /// The first and the last day, as `2026-07-01`.
    public var dates: (first: String, last: String) {
        (CivilZone.date(ofDay: days.lowerBound), CivilZone.date(ofDay: days.upperBound - 1))
    }

    private static func days(of text: String) -> Range<Int>? {
        if let dots = text.firstRange(of: "..") {
            guard let first = CivilZone.day(ofDate: String(text[..<dots.lowerBound])),
                let last = CivilZone.day(ofDate: String(text[dots.upperBound...])), first <= last
            else { return nil }
            return first..<last + 1
        }
        for kind in MarketingServiceLevels.Period.allCases {
            if let first = kind.firstDay(named: text) { return first..<kind.firstDay(after: first) }
        }
        return nil
    }
}

extension MarketingServiceLevels.Period {
    /// The first day of the period that a day lies in. Weeks begin on Monday.
    func firstDay(of day: Int) -> Int {
        let date = Instant.civil(fromDays: day)
        return switch self {
        // Day 4, 1970-01-05, was a Monday.
        case .week: day - ((day - 4) % 7 + 7) % 7
        case .month: Instant.daysFromCivil(year: date.year, month: date.month, day: 1)
        case .quarter: Instant.daysFromCivil(year: date.year, month: (date.month - 1) / 3 * 3 + 1, day: 1)
        case .year: Instant.daysFromCivil(year: date.year, month: 1, day: 1)
        }
    }

    /// The first day of the next period.
    func firstDay(after first: Int) -> Int {
        // So many days later is always within the next one.
        switch self {
        case .week: first + 7
        case .month: firstDay(of: first + 31)
        case .quarter: firstDay(of: first + 92)
        case .year: firstDay(of: first + 366)
        }
    }

    /// `2026-W37`, `2026-09`, `2026-Q3`, `2026`; a week belongs to the year that its Thursday lies in (ISO 8601).
    func name(ofFirstDay first: Int) -> String {
        let date = Instant.civil(fromDays: self == .week ? first + 3 : first)
        let year = CivilZone.padded(date.year, 4)
        switch self {
        case .week:
            let number = (first + 3 - Instant.daysFromCivil(year: date.year, month: 1, day: 1)) / 7 + 1
            return "\(year)-W\(CivilZone.padded(number, 2))"
        case .month: return "\(year)-\(CivilZone.padded(date.month, 2))"
        case .quarter: return "\(year)-Q\((date.month - 1) / 3 + 1)"
        case .year: return year
        }
    }

    /// The first day of the period of this kind that is called so; `nil` where none is.
    func firstDay(named name: String) -> Int? {
        let parts = name.split(separator: "-", omittingEmptySubsequences: false)
        guard let head = parts.first, head.utf8.count == 4, let year = Int(head), year > 0, name.utf8.count <= 8
        else { return nil }
        let start = Instant.daysFromCivil(year: year, month: 1, day: 1)
        let number = parts.count == 2 ? Int(parts[1].drop { $0 == "W" || $0 == "Q" }) ?? 0 : 0
        let first: Int =
            switch self {
            // The first week holds the fourth of January.
            case .week: firstDay(of: start + 3) + 7 * (number - 1)
            case .month: firstDay(of: start + 31 * (number - 1))
            case .quarter: firstDay(of: start + 92 * (number - 1))
            case .year: start
            }
        // What is not written just so is not meant: no week 54, no month 9 for 09.
        return self.name(ofFirstDay: first) == name ? first : nil
    }
}
