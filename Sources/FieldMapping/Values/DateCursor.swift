/// Walks over the digits and marks of a written time.
struct DateCursor {
    private var position = 0

    func isAtEnd(_ cell: Span<UInt8>) -> Bool { position == cell.count }

    mutating func skip(_ cell: Span<UInt8>, _ byte: UInt8) -> Bool {
        guard position < cell.count, cell[position] == byte else { return false }
        position += 1
        return true
    }

    /// A space, whichever kind: browsers write U+202F before `PM`.
    mutating func skipSpace(_ cell: Span<UInt8>) -> Bool {
        guard position < cell.count else { return false }
        let width = cell[position] == 0x20 ? 1 : PlainText.spaceWidth(cell, position, cell.count)
        position += width
        return width > 0
    }

    mutating func number(_ cell: Span<UInt8>, exactly width: Int) -> Int? {
        guard position + width <= cell.count else { return nil }
        var value = 0
        for index in position..<position + width {
            let digit = cell[index] &- 0x30
            guard digit < 10 else { return nil }
            value = value * 10 + Int(digit)
        }
        position += width
        return value
    }

    mutating func number(_ cell: Span<UInt8>, atMost width: Int) -> Int? {
        var value = 0
        let start = position
        while position < cell.count, position - start < width, cell[position].isDigit {
            value = value * 10 + Int(cell[position] - 0x30)
            position += 1
        }
        return position > start ? value : nil
    }

    /// Milliseconds of one to nine decimals of a second; what is finer is cut.
    mutating func fraction(_ cell: Span<UInt8>) -> Int? {
        var value = 0
        var count = 0
        while position < cell.count, count < 9, cell[position].isDigit {
            if count < 3 { value = value * 10 + Int(cell[position] - 0x30) }
            count += 1
            position += 1
        }
        guard count > 0 else { return nil }
        for _ in min(count, 3)..<3 { value *= 10 }
        return value
    }

    /// Seconds of `Z`, `+01:00`, `+0100` or `+01`.
    mutating func offset(_ cell: Span<UInt8>) -> Int? {
        if skip(cell, 0x5A) { return 0 }
        let isWest = skip(cell, 0x2D)
        guard isWest || skip(cell, 0x2B), let hours = number(cell, exactly: 2) else { return nil }
        var minutes = 0
        if skip(cell, 0x3A) {
            guard let number = number(cell, exactly: 2) else { return nil }
            minutes = number
        } else if position < cell.count, cell[position].isDigit {
            guard let number = number(cell, exactly: 2) else { return nil }
            minutes = number
        }
        guard hours <= 18, minutes < 60 else { return nil }
        return (hours * 3_600 + minutes * 60) * (isWest ? -1 : 1)
    }

    /// Whether it is afternoon: `AM`, `pm`, `a.m.`.
    mutating func isAfternoon(_ cell: Span<UInt8>) -> Bool? {
        guard position < cell.count else { return nil }
        let letter = cell[position] | 0x20
        guard letter == 0x61 || letter == 0x70 else { return nil }
        position += 1
        let hasDots = skip(cell, 0x2E)
        guard skip(cell, 0x6D) || skip(cell, 0x4D), !hasDots || skip(cell, 0x2E) else { return nil }
        return letter == 0x70
    }

    /// An English month name, whole or its first three letters.
    mutating func month(_ cell: Span<UInt8>) -> Int? {
        let start = position
        while position < cell.count, cell[position].isLetter { position += 1 }
        let length = position - start
        guard length >= 3 else { return nil }
        for (number, name) in Self.months.enumerated() where length == 3 || length == name.count {
            var index = 0
            while index < length, cell[start + index].lowerCased == name[index] { index += 1 }
            if index == length { return number + 1 }
        }
        return nil
    }

    private static let months: [[UInt8]] = [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
        "december",
    ].map { Array($0.utf8) }
}
