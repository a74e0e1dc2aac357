public import LeadModel

/// SipHash-1-3 over the bytes of a match key, keyed with the store's own 128-bit key.
///
/// Keyed, so that nobody outside can craft a value that collides with another person's, and so that the key index tells
/// nothing about addresses and numbers. Reference: Aumasson and Bernstein, "SipHash: a fast short-input PRF".
public struct KeyHasher: Sendable {
    /// The store's key; two stores hash the same person differently.
    public struct Key: Sendable, Hashable {
        public var k0: UInt64
        public var k1: UInt64

        public init(k0: UInt64, k1: UInt64) {
            self.k0 = k0
            self.k1 = k1
        }
    }

    private var v0: UInt64
    private var v1: UInt64
    private var v2: UInt64
    private var v3: UInt64
    private var tail: UInt64 = 0
    private var count: UInt64 = 0

    public init(_ key: Key) {
        v0 = key.k0 ^ 0x736f_6d65_7073_6575
        v1 = key.k1 ^ 0x646f_7261_6e64_6f6d
        v2 = key.k0 ^ 0x6c79_6765_6e65_7261
        v3 = key.k1 ^ 0x7465_6462_7974_6573
    }

    /// Hashes one more byte.
    @inline(__always)
    public mutating func add(_ byte: UInt8) {
        tail |= UInt64(byte) << (8 * (count & 7))
        count &+= 1
        if count & 7 == 0 {
            absorb(tail)
            tail = 0
        }
    }

    /// Hashes more bytes.
    public mutating func add(_ bytes: [UInt8]) { for byte in bytes { add(byte) } }
    /// Hashes more bytes.
    public mutating func add(_ bytes: ArraySlice<UInt8>) { for byte in bytes { add(byte) } }
    /// Hashes the UTF-8 of a text.
    public mutating func add(_ text: String) { for byte in text.utf8 { add(byte) } }

    /// The key of all that was added; more can be added afterwards.
    public func finish() -> MatchKey {
        var state = self
        state.absorb(tail | (count & 0xFF) << 56)
        state.v2 ^= 0xFF
        for _ in 0..<3 { state.round() }
        return MatchKey(hash: state.v0 ^ state.v1 ^ state.v2 ^ state.v3)
    }

    @inline(__always)
    private mutating func absorb(_ word: UInt64) {
        v3 ^= word
        round()
        v0 ^= word
    }

    @inline(__always)
    private mutating func round() {
        v0 &+= v1
        v1 = v1 << 13 | v1 >> 51
        v1 ^= v0
        v0 = v0 << 32 | v0 >> 32
        v2 &+= v3
        v3 = v3 << 16 | v3 >> 48
        v3 ^= v2
        v0 &+= v3
        v3 = v3 << 21 | v3 >> 43
        v3 ^= v0
        v2 &+= v1
        v1 = v1 << 17 | v1 >> 47
        v1 ^= v2
        v2 = v2 << 32 | v2 >> 32
    }
}
