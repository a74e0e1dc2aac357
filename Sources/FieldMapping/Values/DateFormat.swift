internal import LeadModel

/// How a source writes points in time.
enum DateFormat: Sendable {
    /// RFC 3339, and its near relatives: offsets without colon, without offset, a date alone.
    case iso
    case epochSeconds
    case epochMilliseconds
    case pattern(DatePattern)

    /// Whether a value of this format always says its offset.
    var hasOffset: Bool {
        switch self {
        case .iso, .epochSeconds, .epochMilliseconds: true
        case .pattern(let pattern): pattern.hasOffset
        }
    }

    /// The civil time in a cell, `nil` where it is not written so or no such day exists.
    func read(_ cell: Span<UInt8>) -> CivilTime? {
        switch self {
        case .iso: return CivilTime.iso(cell)
        case .epochSeconds: return CivilTime.epoch(cell, perSecond: 1)
        case .epochMilliseconds: return CivilTime.epoch(cell, perSecond: 1_000)
        case .pattern(let pattern): return pattern.read(cell)
        }
    }
}

/// A time as it was written: a calendar day and a clock, and the offset if one stood there.
struct CivilTime {
    var year = 0
    var month = 1
    var day = 1
    var hour = 0
    var minute = 0
    var second = 0
    var millisecond = 0
    var offsetSeconds: Int?
    /// Whether only the day stood there, and no clock.
    var isDay = false

    /// Whether such a day and such a time exist.
    var isValid: Bool {
        1...12 ~= month && day >= 1 && day <= Instant.days(inMonth: month, of: year) && 0..<24 ~= hour
            && 0..<60 ~= minute && 0..<60 ~= second
    }

    /// Seconds since 1970 as if the clock showed UTC.
    var localSeconds: Int {
        Instant.daysFromCivil(year: year, month: month, day: day) * 86_400 + hour * 3_600 + minute * 60 + second
    }

    /// Whole seconds or milliseconds since 1970. Such a value always has its offset.
    static func epoch(_ cell: Span<UInt8>, perSecond: Int) -> CivilTime? {
        var cursor = DateCursor()
        let isNegative = cursor.skip(cell, 0x2D)
        guard let number = cursor.number(cell, atMost: 15), cursor.isAtEnd(cell) else { return nil }
        let milliseconds = (isNegative ? -number : number) * (1_000 / perSecond)
        let days = milliseconds >= 0 ? milliseconds / 86_400_000 : (milliseconds - 86_399_999) / 86_400_000
        let civil = Instant.civil(fromDays: days)
        let rest = milliseconds - days * 86_400_000
        return CivilTime(
            year: civil.year, month: civil.month, day: civil.day, hour: rest / 3_600_000,
            minute: rest / 60_000 % 60, second: rest / 1_000 % 60, millisecond: rest % 1_000, offsetSeconds: 0)
    }

    /// `2026-03-01T10:00:00.000+0100` in its variants.
    static func iso(_ cell: Span<UInt8>) -> CivilTime? {
        var cursor = DateCursor()
        guard let year = cursor.number(cell, exactly: 4), cursor.skip(cell, 0x2D),
            let month = cursor.number(cell, exactly: 2),
            cursor.skip(cell, 0x2D), let day = cursor.number(cell, exactly: 2)
        else { return nil }
        var time = CivilTime(year: year, month: month, day: day, isDay: cursor.isAtEnd(cell))
        if !cursor.isAtEnd(cell) {
            guard cursor.skip(cell, 0x54) || cursor.skip(cell, 0x20), let hour = cursor.number(cell, exactly: 2),
                cursor.skip(cell, 0x3A),
                let minute = cursor.number(cell, exactly: 2), cursor.skip(cell, 0x3A),
                let second = cursor.number(cell, exactly: 2)
            else { return nil }
            time.hour = hour
            time.minute = minute
            time.second = second
            if cursor.skip(cell, 0x2E) {
                guard let millisecond = cursor.fraction(cell) else { return nil }
                time.millisecond = millisecond
            }
            if !cursor.isAtEnd(cell) {
                guard let offset = cursor.offset(cell) else { return nil }
                time.offsetSeconds = offset
            }
        }
        return cursor.isAtEnd(cell) && time.isValid ? time : nil
    }
}
