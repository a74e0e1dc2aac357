import Foundation

/// A time zone by its IANA name: turns civil dates into instants and instants into civil dates.
public struct CivilZone: Sendable, Hashable {
    /// Such as `America/New_York`.
    public let name: String
    private let zone: TimeZone

    /// `nil` for a name that is not in the zone database. Abbreviations such as `EST` are refused: they mean several zones.
    public init?(_ name: String) {
        guard name == "UTC" || name.contains("/"), let zone = TimeZone(identifier: name) else { return nil }
        self.name = name
        self.zone = zone
    }

    /// Coordinated universal time.
    public static let utc = CivilZone(name: "UTC", zone: .gmt)

    private init(name: String, zone: TimeZone) {
        self.name = name
        self.zone = zone
    }

    /// The instant at which clocks of this zone show so many minutes past a day's midnight. Where they skip that time,
    /// the instant at which they skip; where they show it twice, the first.
    public func instant(days: Int, minutes: Int = 0) -> Instant {
        let local = Int64(days) * 86_400 + Int64(minutes) * 60
        let before = Int64(offset(at: local - 86_400))
        let after = Int64(offset(at: local + 86_400))
        // The larger offset gives the earlier instant.
        let candidates = before >= after ? [local - before, local - after] : [local - after, local - before]
        for candidate in candidates where candidate + Int64(offset(at: candidate)) == local {
            return Instant(milliseconds: candidate * 1_000)
        }
        var low = candidates[0]
        var high = candidates[1]
        while high - low > 1 {
            let middle = (low + high) / 2
            if middle + Int64(offset(at: middle)) < local { low = middle } else { high = middle }
        }
        return Instant(milliseconds: high * 1_000)
    }

    /// The second instant at which clocks of this zone show a time, where they are put back and show it twice; `nil` where they do not.
    public func repetition(days: Int, minutes: Int) -> Instant? {
        let local = Int64(days) * 86_400 + Int64(minutes) * 60
        let before = Int64(offset(at: local - 86_400))
        let after = Int64(offset(at: local + 86_400))
        guard before > after else { return nil }
        let isTwice = [before, after].allSatisfy { Int64(offset(at: local - $0)) == $0 }
        return isTwice ? Instant(milliseconds: (local - after) * 1_000) : nil
    }

    /// The day number, as `Instant.daysFromCivil` counts, that clocks of this zone show.
    public func day(of instant: Instant) -> Int {
        let seconds = instant.seconds(since: Instant(milliseconds: 0))
        let local = seconds + Int64(offset(at: seconds))
        return Int(local >= 0 ? local / 86_400 : -((-local + 86_399) / 86_400))
    }

    /// Whether all of a day, given by its number, is seen from an instant, which may be its last to the millisecond.
    public func isOver(day: Int, at instant: Instant) -> Bool {
        instant.milliseconds >= self.instant(days: day + 1).milliseconds - 1
    }

    /// The date that calendars of this zone show, as `2026-10-01`.
    public func date(of instant: Instant) -> String {
        CivilZone.date(ofDay: day(of: instant))
    }

    /// The date and the time of day that clocks of this zone show, as `2026-10-01 14:05`.
    public func time(of instant: Instant) -> String {
        let seconds = instant.seconds(since: Instant(milliseconds: 0))
        let local = seconds + Int64(offset(at: seconds))
        let minutes = Int((local % 86_400 + 86_400) % 86_400 / 60)
        return date(of: instant) + " " + CivilZone.padded(minutes / 60, 2) + ":" + CivilZone.padded(minutes % 60, 2)
    }

    /// A day, given by its number, as `2026-10-01`.
    public static func date(ofDay day: Int) -> String {
        let civil = Instant.civil(fromDays: day)
        return CivilZone.padded(civil.year, 4) + "-" + CivilZone.padded(civil.month, 2) + "-"
            + CivilZone.padded(civil.day, 2)
    }

    /// The day number of `2026-10-01`; `nil` for any other form and for days that do not exist.
    public static func day(ofDate text: String) -> Int? {
        let parts = text.utf8.split(separator: 0x2D, omittingEmptySubsequences: false)
        guard parts.map(\.count) == [4, 2, 2], text.utf8.allSatisfy({ $0 == 0x2D || (0x30...0x39).contains($0) }) else {
            return nil
        }
        let numbers = parts.compactMap { Int(Substring($0)) }
        guard numbers.count == 3, (1...12).contains(numbers[1]), numbers[2] >= 1,
            numbers[2] <= Instant.days(inMonth: numbers[1], of: numbers[0])
        else { return nil }
        return Instant.daysFromCivil(year: numbers[0], month: numbers[1], day: numbers[2])
    }

    /// The nearest day that there is, where a date has the right form and names none, such as `2027-02-28` for `2027-02-29`.
    public static func nearestDay(to text: String) -> String? {
        guard text.utf8.count == 10, day(ofDate: text) == nil, let number = Int(text.suffix(2)), number > 28 else {
            return nil
        }
        return (28...30).reversed().lazy.map { "\(text.prefix(8))\($0)" }.first { day(ofDate: $0) != nil }
    }

    private func offset(at seconds: Int64) -> Int {
        zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds)))
    }

    /// A number with zeros in front, so that it has so many digits.
    public static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}
