public import LeadModel

/// A length of time as the agreement writes it: `5m`, `8h`, `90d`, `2w`.
///
/// A day is 24 hours and a week seven days: what is agreed does not change with daylight saving.
public struct AgreedSpan: Sendable, Hashable {
    /// The letter behind the number.
    public enum Unit: String, Sendable, Hashable, CaseIterable {
        case minutes = "m"
        case hours = "h"
        case days = "d"
        case weeks = "w"

        var milliseconds: Int64 {
            switch self {
            case .minutes: 60_000
            case .hours: 3_600_000
            case .days: 86_400_000
            case .weeks: 604_800_000
            }
        }
    }

    public let amount: Int
    public let unit: Unit

    /// The longest span an agreement may state: ten years.
    static let longest = Int64(3_653) * Unit.days.milliseconds

    /// Reads digits and one unit letter; `nil` for anything else, and for more than ten years.
    public init?(_ text: some StringProtocol) {
        guard let last = text.last, let unit = Unit(rawValue: String(last)) else { return nil }
        let digits = text.dropLast()
        guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let amount = Int(digits) else { return nil }
        let (product, overflow) = Int64(amount).multipliedReportingOverflow(by: unit.milliseconds)
        guard !overflow, product <= AgreedSpan.longest else { return nil }
        self.amount = amount
        self.unit = unit
    }

    public var milliseconds: Int64 { Int64(amount) * unit.milliseconds }

    /// The instant this long after another; the end of time where there is no such instant.
    public func after(_ instant: Instant) -> Instant {
        let (sum, overflow) = instant.milliseconds.addingReportingOverflow(milliseconds)
        return Instant(milliseconds: overflow ? .max : sum)
    }
}

extension AgreedSpan: CustomStringConvertible {
    public var description: String { "\(amount)\(unit.rawValue)" }
}
