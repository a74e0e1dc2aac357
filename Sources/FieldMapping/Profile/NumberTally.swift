internal import LeadModel

/// What the values of a column say as numbers: with which decimal mark, with which currencies, as counts of seconds.
struct NumberTally {
    private(set) var values = 0
    /// Values that read as a number before a point, before a comma, and those that both read differently.
    private(set) var withPoint = 0
    private(set) var withComma = 0
    private(set) var differing = 0
    /// Digits and perhaps a sign.
    private(set) var whole = 0
    /// Several digits of which the first is 0.
    private(set) var leadingZeros = 0
    private(set) var digits = (shortest: Int.max, longest: 0)
    private(set) var zerosAndOnes = 0
    /// Values with a currency, and which.
    private(set) var withCurrency = 0
    private(set) var currencies: Set<String> = []
    private(set) var moneyWithPoint = 0
    private(set) var moneyWithComma = 0
    private(set) var moneyDiffering = 0
    private(set) var epochSeconds = 0
    private(set) var epochMilliseconds = 0
    /// `123 456 789`: a number whose thousands are apart, or a telephone number.
    private(set) var spacedGroups = 0

    mutating func add(_ cell: Span<UInt8>) {
        values += 1
        guard cell.count <= 40, Self.hasDigit(cell) else { return }
        readWhole(cell)
        let point = DecimalNumber.number(in: cell, .point)
        let comma = DecimalNumber.number(in: cell, .comma)
        if point != nil { withPoint += 1 }
        if comma != nil { withComma += 1 }
        if let point, let comma, point != comma { differing += 1 }
        if point != nil || comma != nil {
            for index in 0..<cell.count where cell[index] == 0x20 { spacedGroups += 1; break }
        }
        if point == nil, comma == nil { readMoney(cell) }
    }

    private mutating func readMoney(_ cell: Span<UInt8>) {
        let point = Self.money(cell, .point)
        let comma = Self.money(cell, .comma)
        if point != nil { moneyWithPoint += 1 }
        if comma != nil { moneyWithComma += 1 }
        if let point, let comma, point.hundredths != comma.hundredths { moneyDiffering += 1 }
        if let money = point ?? comma {
            withCurrency += 1
            if currencies.count < 8 { currencies.insert(money.currency) }
        }
    }

    /// An amount that says its currency.
    private static func money(_ cell: Span<UInt8>, _ mark: DecimalMark) -> Money? {
        do {
            return try MoneyAmount.read(cell, mark, currency: nil)
        } catch {
            return nil
        }
    }

    private mutating func readWhole(_ cell: Span<UInt8>) {
        let start = cell[0] == 0x2D ? 1 : 0
        guard start < cell.count else { return }
        for index in start..<cell.count where !cell[index].isDigit { return }
        let count = cell.count - start
        whole += 1
        digits = (min(digits.shortest, count), max(digits.longest, count))
        if count > 1, cell[start] == 0x30 { leadingZeros += 1 }
        if count == 1, start == 0, cell[0] == 0x30 || cell[0] == 0x31 { zerosAndOnes += 1 }
        guard start == 0, count <= 15 else { return }
        var number = 0
        for index in 0..<count { number = number * 10 + Int(cell[index] - 0x30) }
        // 1990 to 2040
        if 631_152_000...2_208_988_800 ~= number { epochSeconds += 1 }
        if 631_152_000_000...2_208_988_800_000 ~= number { epochMilliseconds += 1 }
    }

    private static func hasDigit(_ cell: Span<UInt8>) -> Bool {
        for index in 0..<cell.count where cell[index].isDigit { return true }
        return false
    }
}
