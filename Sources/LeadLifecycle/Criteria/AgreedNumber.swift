import LeadModel

extension ExactNumber {
    /// Reads a number as an agreement writes it: digits, at most one point with up to three digits behind it, no sign, no
    /// separators of thousands; `nil` for anything else, and from 10¹² on.
    init?(_ text: String) {
        let parts = text.utf8.split(separator: 0x2E, omittingEmptySubsequences: false)
        let isOfDigits = parts.allSatisfy { !$0.isEmpty && $0.allSatisfy { (0x30...0x39).contains($0) } }
        guard isOfDigits, parts.count <= 2, parts[0].count <= 12, parts.count == 1 || parts[1].count <= 3,
            let mantissa = Int64(text.replacing(".", with: ""))
        else { return nil }
        self.init(mantissa: mantissa, scale: UInt8(parts.count == 2 ? parts[1].count : 0))
    }

    /// The number in hundredths; `nil` where it has more places than two.
    var hundredths: Int64? {
        switch scale {
        case 0: mantissa * 100
        case 1: mantissa * 10
        case 2: mantissa
        default: nil
        }
    }
}
