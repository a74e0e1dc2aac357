internal import LeadModel

/// Which character stands before the decimals.
enum DecimalMark: String, Sendable, CaseIterable {
    case point
    case comma

    var byte: UInt8 { self == .point ? 0x2E : 0x2C }
}

/// A decimal number as it was written, with optional thousands separators and exponent; nothing is rounded.
struct DecimalNumber {
    private var mantissa: Int64 = 0
    private var scale = 0
    private var isNegative = false

    /// Reads a whole cell.
    static func read(_ cell: Span<UInt8>, _ mark: DecimalMark) throws(Unreadable) -> ExactNumber {
        guard let number = number(in: cell, mark) else { throw Unreadable(.mappingInvalidNumber) }
        return number
    }

    /// `nil` for anything but one number.
    static func number(in cell: Span<UInt8>, _ mark: DecimalMark) -> ExactNumber? {
        var number = DecimalNumber()
        var index = 0
        if index < cell.count, cell[index] == 0x2D || cell[index] == 0x2B {
            number.isNegative = cell[index] == 0x2D
            index += 1
        }
        guard number.readInteger(cell, &index, mark), number.readDecimals(cell, &index, mark),
            number.readExponent(cell, &index), index == cell.count
        else { return nil }
        return number.exact
    }

    private var exact: ExactNumber? {
        var number = self
        while number.scale > 18, number.mantissa % 10 == 0 {
            number.mantissa /= 10
            number.scale -= 1
        }
        while number.scale < 0 {
            guard number.append(0) else { return nil }
            number.scale += 1
        }
        guard number.scale <= 18 else { return nil }
        return ExactNumber(
            mantissa: number.isNegative ? -number.mantissa : number.mantissa, scale: UInt8(number.scale))
    }

    private mutating func append(_ digit: UInt8) -> Bool {
        let (product, isTooLarge) = mantissa.multipliedReportingOverflow(by: 10)
        let (sum, isTooLargeStill) = product.addingReportingOverflow(Int64(digit))
        mantissa = sum
        return !isTooLarge && !isTooLargeStill
    }

    /// Digits in groups: the first of one to three, inner ones of two (India) or three, the last of three.
    private mutating func readInteger(_ cell: Span<UInt8>, _ index: inout Int, _ mark: DecimalMark) -> Bool {
        var group = 0
        var groups = 0
        var separator = 0
        while index < cell.count {
            let byte = cell[index]
            if byte.isDigit {
                guard append(byte - 0x30) else { return false }
                group += 1
                index += 1
            } else {
                let (kind, width) = Self.separator(cell, index, mark)
                guard width > 0 else { break }
                guard groups == 0 ? 1...3 ~= group : 2...3 ~= group && kind == separator else { return false }
                separator = kind
                groups += 1
                group = 0
                index += width
            }
        }
        if groups > 0 { return group == 3 }
        return group > 0 || (index + 1 < cell.count && cell[index] == mark.byte && cell[index + 1].isDigit)
    }

    /// Which thousands separator stands at a place, and its bytes; 0 bytes for none.
    private static func separator(_ cell: Span<UInt8>, _ index: Int, _ mark: DecimalMark) -> (kind: Int, width: Int) {
        switch cell[index] {
        case 0x2C where mark == .point: return (1, 1)
        case 0x2E where mark == .comma: return (1, 1)
        case 0x20: return (2, 1)
        case 0x27: return (3, 1)
        case 0xC2, 0xE2:
            let width = PlainText.spaceWidth(cell, index, cell.count)
            if width > 0 { return (2, width) }
            let isApostrophe =
                index + 2 < cell.count && cell[index] == 0xE2 && cell[index + 1] == 0x80 && cell[index + 2] == 0x99
            return isApostrophe ? (3, 3) : (0, 0)
        default: return (0, 0)
        }
    }

    private mutating func readDecimals(_ cell: Span<UInt8>, _ index: inout Int, _ mark: DecimalMark) -> Bool {
        guard index < cell.count, cell[index] == mark.byte else { return true }
        index += 1
        let start = index
        while index < cell.count, cell[index].isDigit {
            guard append(cell[index] - 0x30) else { return false }
            scale += 1
            index += 1
        }
        return index > start
    }

    private mutating func readExponent(_ cell: Span<UInt8>, _ index: inout Int) -> Bool {
        guard index < cell.count, cell[index] | 0x20 == 0x65 else { return true }
        index += 1
        var sign = 1
        if index < cell.count, cell[index] == 0x2D || cell[index] == 0x2B {
            sign = cell[index] == 0x2D ? -1 : 1
            index += 1
        }
        let start = index
        var exponent = 0
        while index < cell.count, cell[index].isDigit, index - start < 3 {
            exponent = exponent * 10 + Int(cell[index] - 0x30)
            index += 1
        }
        scale -= sign * exponent
        return index > start
    }
}
