/// Tells, for most people who are not in the ledger, that they are not, without looking.
///
/// A Bloom filter of 16 bits an entry and three bits a probe, which is right about 199 strangers in 200. It never grows
/// beyond 8 MiB: of more than four million entries it is right less often, and look-ups become dearer, never wrong.
struct LedgerFilter {
    private var words: [UInt64]
    private let mask: UInt64

    private static let bitsAtMost = 1 << 26

    init(entries: Int) {
        var bits = 1 << 10
        while bits < entries * 16, bits < LedgerFilter.bitsAtMost { bits <<= 1 }
        words = [UInt64](repeating: 0, count: bits / 64)
        mask = UInt64(bits - 1)
    }

    mutating func insert(_ probe: Int64) {
        let (first, second, third) = LedgerFilter.places(of: probe)
        set(first)
        set(second)
        set(third)
    }

    func mayHold(_ probe: Int64) -> Bool {
        let (first, second, third) = LedgerFilter.places(of: probe)
        return isSet(first) && isSet(second) && isSet(third)
    }

    private mutating func set(_ place: UInt64) { words[Int((place & mask) >> 6)] |= 1 << (place & 63) }
    private func isSet(_ place: UInt64) -> Bool { words[Int((place & mask) >> 6)] & 1 << (place & 63) != 0 }

    /// A probe is a keyed hash already: its bits are as good as drawn.
    private static func places(of probe: Int64) -> (UInt64, UInt64, UInt64) {
        let bits = UInt64(bitPattern: probe)
        return (bits, bits >> 32 | bits << 32, (bits ^ bits >> 29) &* 0x9E37_79B9_7F4A_7C15 >> 16)
    }
}
