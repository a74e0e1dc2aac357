/// A declared spelling of times, such as `M/d/yyyy h:mm a`.
///
/// Letters are those of Unicode TR 35 as far as exports need them: `yyyy M MM MMM MMMM d dd H HH h hh m mm s ss S… a X XX XXX
/// Z`. `M`, `d`, `H`, `h` read one digit or two, the doubled letters exactly two. Text in apostrophes and everything that
/// is not a letter stands for itself.
struct DatePattern: Sendable {
    /// Why a pattern cannot be read.
    struct Problem: Error {
        let summary: String
        let advice: String
    }

    private enum Token: Sendable, Equatable {
        case year, month(Int), monthName, day(Int), hour24(Int), hour12(Int), minute(Int), second(Int), fraction
        case meridiem, offset, literal(UInt8)
    }

    private var tokens: [Token] = []

    var hasOffset: Bool { tokens.contains(.offset) }
    /// Whether it reads a day and no clock.
    private var isOfDays = false

    init(_ text: String) throws(Problem) {
        let letters = Array(text.utf8)
        var index = 0
        while index < letters.count {
            let letter = letters[index]
            if letter == 0x27 {
                try readQuoted(letters, &index)
            } else if letter.isLetter {
                var count = 1
                while index + count < letters.count, letters[index + count] == letter { count += 1 }
                tokens.append(try Self.token(letter, count))
                index += count
            } else {
                tokens.append(.literal(letter))
                index += 1
            }
        }
        try check()
        isOfDays = !tokens.contains { token in
            switch token {
            case .hour24, .hour12, .minute, .second, .fraction: true
            default: false
            }
        }
    }

    private mutating func readQuoted(_ letters: [UInt8], _ index: inout Int) throws(Problem) {
        guard let end = letters[(index + 1)...].firstIndex(of: 0x27) else {
            throw Problem(summary: "an apostrophe is not closed", advice: "Write literal words as 'at'.")
        }
        tokens.append(contentsOf: (end == index + 1 ? [0x27] : Array(letters[index + 1..<end])).map(Token.literal))
        index = end + 1
    }

    private static func token(_ letter: UInt8, _ count: Int) throws(Problem) -> Token {
        switch (letter, count) {
        case (0x79, 4): return .year
        case (0x79, 2):
            throw Problem(
                summary: "'yy' does not say which century",
                advice: "Export the year with four digits and write yyyy.")
        case (0x4D, 1...2): return .month(count)
        case (0x4D, 3...4): return .monthName
        case (0x64, 1...2): return .day(count)
        case (0x48, 1...2): return .hour24(count)
        case (0x68, 1...2): return .hour12(count)
        case (0x6D, 1...2): return .minute(count)
        case (0x73, 1...2): return .second(count)
        case (0x53, 1...9): return .fraction
        case (0x61, 1): return .meridiem
        case (0x58, 1...3), (0x78, 1...3), (0x5A, 1): return .offset
        default:
            let letters = String(repeating: Character(Unicode.Scalar(letter)), count: count)
            throw Problem(
                summary: "'\(letters)' is not a part of a date pattern",
                advice:
                    "Parts are yyyy, M, MM, MMM, d, dd, H, HH, h, hh, mm, ss, S, a and XXX; words stand in apostrophes."
            )
        }
    }

    private func check() throws(Problem) {
        func count(_ isWanted: (Token) -> Bool) -> Int { tokens.filter(isWanted).count }
        let months = count { if case .month = $0 { true } else { $0 == .monthName } }
        let days = count { if case .day = $0 { true } else { false } }
        let hours24 = count { if case .hour24 = $0 { true } else { false } }
        let hours12 = count { if case .hour12 = $0 { true } else { false } }
        guard count({ $0 == .year }) == 1, months == 1, days == 1 else {
            throw Problem(
                summary: "a date pattern needs a year, a month and a day, each once",
                advice: "Write for example \"yyyy-MM-dd HH:mm:ss\".")
        }
        guard hours24 + hours12 <= 1, hours12 == count({ $0 == .meridiem }) else {
            throw Problem(
                summary: "the hour is not told clearly",
                advice: "Write H for hours from 0 to 23, or h together with a for AM and PM.")
        }
    }

    /// The time in a cell, `nil` where it is not written so or does not exist.
    func read(_ cell: Span<UInt8>) -> CivilTime? {
        var cursor = DateCursor()
        var time = CivilTime()
        time.isDay = isOfDays
        var isAfternoon = false
        for token in tokens {
            guard read(token, cell, &cursor, &time, &isAfternoon) else { return nil }
        }
        if tokens.contains(.meridiem) {
            guard 1...12 ~= time.hour else { return nil }
            time.hour = time.hour % 12 + (isAfternoon ? 12 : 0)
        }
        return cursor.isAtEnd(cell) && time.isValid ? time : nil
    }

    private func read(
        _ token: Token, _ cell: Span<UInt8>, _ cursor: inout DateCursor, _ time: inout CivilTime,
        _ isAfternoon: inout Bool
    ) -> Bool {
        switch token {
        case .year: return store(cursor.number(cell, exactly: 4), &time.year)
        case .month(let width): return store(number(cell, &cursor, width), &time.month)
        case .monthName: return store(cursor.month(cell), &time.month)
        case .day(let width): return store(number(cell, &cursor, width), &time.day)
        case .hour24(let width), .hour12(let width): return store(number(cell, &cursor, width), &time.hour)
        case .minute(let width): return store(number(cell, &cursor, width), &time.minute)
        case .second(let width): return store(number(cell, &cursor, width), &time.second)
        case .fraction: return store(cursor.fraction(cell), &time.millisecond)
        case .offset:
            time.offsetSeconds = cursor.offset(cell)
            return time.offsetSeconds != nil
        case .meridiem:
            guard let value = cursor.isAfternoon(cell) else { return false }
            isAfternoon = value
            return true
        case .literal(0x20): return cursor.skipSpace(cell)
        case .literal(let byte): return cursor.skip(cell, byte)
        }
    }

    private func number(_ cell: Span<UInt8>, _ cursor: inout DateCursor, _ width: Int) -> Int? {
        width == 2 ? cursor.number(cell, exactly: 2) : cursor.number(cell, atMost: 2)
    }

    private func store(_ value: Int?, _ part: inout Int) -> Bool {
        guard let value else { return false }
        part = value
        return true
    }
}
