/// SplitMix64: the same seed, the same numbers everywhere, so that a seed is all that a failure needs to come again.
public struct Dice: RandomNumberGenerator {
    private var state: UInt64

    public init(seed: some BinaryInteger) { state = UInt64(seed) }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return z ^ z >> 31
    }

    public mutating func roll(_ range: Range<Int>) -> Int { Int.random(in: range, using: &self) }

    /// True once in so many times.
    public mutating func hits(oneIn count: Int) -> Bool { roll(0..<count) == 0 }

    public mutating func pick<Item>(_ items: [Item]) -> Item { items[roll(0..<items.count)] }
}
