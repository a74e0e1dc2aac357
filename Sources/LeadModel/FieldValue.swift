/// A value of an observation or a unified lead.
///
/// Absent is not a value but the lack of one (`FieldValues` has no entry); `null` says that the source holds the field
/// and holds nothing in it.
public enum FieldValue: Sendable, Hashable {
    case null
    case text(String)
    case number(ExactNumber)
    case instant(Instant)
    case money(Money)
    case flag(Bool)
    case list([String])
}

/// A decimal number as it was written: `mantissa × 10^-scale`.
public struct ExactNumber: Sendable, Hashable {
    public var mantissa: Int64
    /// Digits after the point, 0 to 18.
    public var scale: UInt8

    public init(mantissa: Int64, scale: UInt8 = 0) {
        self.mantissa = mantissa
        self.scale = scale
    }

    public init(_ integer: Int) { self.init(mantissa: Int64(integer)) }

    /// The integer part, towards zero.
    public var integer: Int64 {
        var value = mantissa
        for _ in 0..<scale { value /= 10 }
        return value
    }

    /// Less than, equal to or greater than another number, whatever their scales.
    public func isLess(than other: ExactNumber) -> Bool {
        if scale == other.scale { return mantissa < other.mantissa }
        return double < other.double
    }

    private var double: Double {
        var value = Double(mantissa)
        for _ in 0..<scale { value /= 10 }
        return value
    }
}

extension ExactNumber: CustomStringConvertible {
    public var description: String {
        guard scale > 0 else { return String(mantissa) }
        var digits = String(mantissa.magnitude)
        let width = Int(scale) + 1
        if digits.utf8.count < width { digits = String(repeating: "0", count: width - digits.utf8.count) + digits }
        let point = digits.index(digits.endIndex, offsetBy: -Int(scale))
        return (mantissa < 0 ? "-" : "") + digits[..<point] + "." + digits[point...]
    }
}

/// An amount in a currency.
public struct Money: Sendable, Hashable {
    /// Hundredths of the currency's unit, whatever its usual minor unit is.
    public var hundredths: Int64
    /// ISO 4217 code, upper case.
    public var currency: String

    public init(hundredths: Int64, currency: String) {
        self.hundredths = hundredths
        self.currency = currency
    }
}

extension Money: CustomStringConvertible {
    public var description: String { "\(ExactNumber(mantissa: hundredths, scale: 2)) \(currency)" }
}

extension FieldValue: CustomStringConvertible {
    /// The value as feeds and explanations write it; null is the empty string.
    public var description: String {
        switch self {
        case .null: ""
        case .text(let text): text
        case .number(let number): number.description
        case .instant(let instant): instant.description
        case .money(let money): money.description
        case .flag(let flag): flag ? "true" : "false"
        case .list(let items): items.joined(separator: "; ")
        }
    }
}
