/// A point in time: milliseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
public struct Instant: Sendable, Hashable, Comparable, Codable {
    public var milliseconds: Int64

    public init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// The first millisecond of a civil UTC date and time; the parts are taken as valid.
    public init(year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0, millisecond: Int = 0)
    {
        let seconds =
            Instant.daysFromCivil(year: year, month: month, day: day) * 86_400 + hour * 3_600 + minute * 60 + second
        milliseconds = Int64(seconds) * 1_000 + Int64(millisecond)
    }

    public static func < (left: Instant, right: Instant) -> Bool { left.milliseconds < right.milliseconds }

    /// So many days of 24 hours later; earlier where negative.
    public func adding(days: Int) -> Instant { Instant(milliseconds: milliseconds + Int64(days) * 86_400_000) }
    /// So many seconds later; earlier where negative.
    public func adding(seconds: Int) -> Instant { Instant(milliseconds: milliseconds + Int64(seconds) * 1_000) }

    /// Whole seconds from `earlier` to this instant, rounded down.
    public func seconds(since earlier: Instant) -> Int64 {
        let difference = milliseconds - earlier.milliseconds
        return difference >= 0 ? difference / 1_000 : -((-difference + 999) / 1_000)
    }

    /// Days between 1970-01-01 and a date of the proleptic Gregorian calendar.
    ///
    /// The algorithm is Howard Hinnant's `days_from_civil`.
    public static func daysFromCivil(year: Int, month: Int, day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    /// Year, month and day of a day number; the inverse of `daysFromCivil` (Hinnant's `civil_from_days`).
    public static func civil(fromDays days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        return (
            year: yearOfEra + era * 400 + (month >= 10 ? 1 : 0), month: month < 10 ? month + 3 : month - 9,
            day: dayOfYear - (153 * month + 2) / 5 + 1
        )
    }

    /// Number of days of a month.
    public static func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

extension Instant: CustomStringConvertible {
    /// RFC 3339 in UTC; milliseconds only where they are not zero.
    public var description: String {
        let day = Int((milliseconds >= 0 ? milliseconds : milliseconds - 86_399_999) / 86_400_000)
        let rest = Int(milliseconds - Int64(day) * 86_400_000)
        let civil = Instant.civil(fromDays: day)
        return String(unsafeUninitializedCapacity: 40) { buffer in
            var count = 0
            func put(_ number: Int, _ width: Int, _ end: UInt8) {
                var divisor = 1
                for _ in 1..<width { divisor *= 10 }
                while number / divisor >= 10 { divisor *= 10 }
                while divisor > 0 {
                    buffer[count] = UInt8(0x30 + number / divisor % 10)
                    count += 1
                    divisor /= 10
                }
                buffer[count] = end
                count += 1
            }
            if civil.year < 0 {
                buffer[0] = UInt8(ascii: "-")
                count = 1
            }
            put(abs(civil.year), 4, UInt8(ascii: "-"))
            put(civil.month, 2, UInt8(ascii: "-"))
            put(civil.day, 2, UInt8(ascii: "T"))
            put(rest / 3_600_000, 2, UInt8(ascii: ":"))
            put(rest / 60_000 % 60, 2, UInt8(ascii: ":"))
            let fraction = rest % 1_000
            put(rest / 1_000 % 60, 2, UInt8(ascii: fraction == 0 ? "Z" : "."))
            if fraction != 0 { put(fraction, 3, UInt8(ascii: "Z")) }
            return count
        }
    }

    /// Reads RFC 3339 strictly: a full date, `T` or a space, a full time, and `Z` or an offset. `nil` for anything else,
    /// for 30 February and for a leap second.
    public init?(rfc3339 text: some StringProtocol) {
        var digits = RFC3339Digits(Array(text.utf8))
        guard let year = digits.number(4), digits.skip(0x2D), let month = digits.number(2), digits.skip(0x2D),
            let day = digits.number(2), digits.skip(0x54) || digits.skip(0x20), let hour = digits.number(2),
            digits.skip(0x3A), let minute = digits.number(2), digits.skip(0x3A), let second = digits.number(2),
            (1...12).contains(month), day >= 1, day <= Instant.days(inMonth: month, of: year), hour < 24, minute < 60,
            second < 60
        else { return nil }
        guard let millisecond = digits.fraction(), let offset = digits.offsetMinutes(), digits.isAtEnd else {
            return nil
        }
        self.init(
            year: year, month: month, day: day, hour: hour, minute: minute - offset, second: second,
            millisecond: millisecond)
    }
}

/// The scanner behind `Instant(rfc3339:)`.
private struct RFC3339Digits {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { position == bytes.count }

    mutating func number(_ width: Int) -> Int? {
        guard position + width <= bytes.count else { return nil }
        var value = 0
        for byte in bytes[position..<position + width] {
            guard (0x30...0x39).contains(byte) else { return nil }
            value = value * 10 + Int(byte - 0x30)
        }
        position += width
        return value
    }

    mutating func skip(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    /// Milliseconds of an optional fraction; further digits are cut.
    mutating func fraction() -> Int? {
        guard skip(0x2E) else { return 0 }
        var value = 0
        var count = 0
        while position < bytes.count, (0x30...0x39).contains(bytes[position]) {
            if count < 3 { value = value * 10 + Int(bytes[position] - 0x30) }
            count += 1
            position += 1
        }
        guard (1...9).contains(count) else { return nil }
        for _ in count..<max(3, count) { value *= 10 }
        return value
    }

    mutating func offsetMinutes() -> Int? {
        if skip(0x5A) { return 0 }
        let sign = skip(0x2B) ? 1 : skip(0x2D) ? -1 : 0
        guard sign != 0, let hours = number(2), skip(0x3A), let minutes = number(2), hours < 24, minutes < 60 else {
            return nil
        }
        return sign * (hours * 60 + minutes)
    }
}
