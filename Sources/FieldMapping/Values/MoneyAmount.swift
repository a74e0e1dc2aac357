internal import LeadModel

/// An amount with its currency: `1234.5`, `$1,234.50`, `1.234,50 €`, `(USD 500)`, `CHF 1'200.-`.
///
/// A currency in the cell counts before the declared one. `$` is the declared currency where that is a dollar, else USD.
/// Hundredths are what the store keeps: further decimals are rounded, half away from zero.
enum MoneyAmount {
    static func read(
        _ cell: Span<UInt8>, _ mark: DecimalMark, currency declared: String?
    ) throws(Unreadable) -> Money {
        var first = 0
        while first < cell.count, !isStart(of: cell, at: first, mark) { first += 1 }
        var last = cell.count - 1
        while last > first, !cell[last].isDigit { last -= 1 }
        guard first < cell.count,
            let number = DecimalNumber.number(in: cell.extracting(first..<last + 1), mark)
        else { throw Unreadable(.mappingInvalidMoney) }
        var surroundings = Surroundings()
        surroundings.read(cell, 0..<first, isBefore: true)
        surroundings.read(cell, last + 1..<cell.count, isBefore: false)
        guard surroundings.isSound, let currency = surroundings.currency(declared: declared),
            let hundredths = hundredths(number)
        else { throw Unreadable(.mappingInvalidMoney) }
        return Money(hundredths: surroundings.isNegative ? -hundredths : hundredths, currency: currency)
    }

    private static func isStart(of cell: Span<UInt8>, at index: Int, _ mark: DecimalMark) -> Bool {
        cell[index].isDigit || (cell[index] == mark.byte && index + 1 < cell.count && cell[index + 1].isDigit)
    }

    private static func hundredths(_ number: ExactNumber) -> Int64? {
        var value = number.mantissa
        guard value != .min else { return nil }
        if number.scale <= 2 {
            for _ in number.scale..<2 {
                let (product, isTooLarge) = value.multipliedReportingOverflow(by: 10)
                if isTooLarge { return nil }
                value = product
            }
            return value
        }
        var divisor: Int64 = 1
        for _ in 2..<number.scale { divisor *= 10 }
        let rest = value % divisor
        value /= divisor
        if rest.magnitude * 2 >= divisor.magnitude { value += rest < 0 ? -1 : 1 }
        return value
    }

    /// What stands around the digits: signs, parentheses, one currency.
    private struct Surroundings {
        private var mark: [UInt8] = []
        private var signs = 0
        private var parentheses = (opened: 0, closed: 0)

        var isNegative: Bool { signs > 0 || parentheses.opened > 0 }
        var isSound: Bool { signs <= 1 && parentheses.opened == parentheses.closed && parentheses.opened <= 1 - signs }

        mutating func read(_ cell: Span<UInt8>, _ range: Range<Int>, isBefore: Bool) {
            var index = range.lowerBound
            while index < range.upperBound {
                let byte = cell[index]
                let space = byte.isBlank ? 1 : PlainText.spaceWidth(cell, index, range.upperBound)
                if space > 0 {
                    index += space
                    continue
                }
                switch byte {
                case 0x2D where isBefore || !isDash(cell, range, index): signs += 1
                case 0x2D, 0x2B: break
                case 0x28: parentheses.opened += 1
                case 0x29: parentheses.closed += 1
                case 0x2E, 0x2C: if isBefore { mark.append(byte) }
                default: mark.append(byte)
                }
                index += 1
            }
        }

        /// Whether a dash stands for no cents, as in `5.-` and `5,--`.
        private func isDash(_ cell: Span<UInt8>, _ range: Range<Int>, _ index: Int) -> Bool {
            var before = index
            while before > range.lowerBound, cell[before - 1] == 0x2D { before -= 1 }
            return before > range.lowerBound && (cell[before - 1] == 0x2E || cell[before - 1] == 0x2C)
        }

        func currency(declared: String?) -> String? {
            if mark.isEmpty { return declared }
            return Currencies.code(of: String(decoding: mark, as: UTF8.self), declared: declared)
        }
    }
}
