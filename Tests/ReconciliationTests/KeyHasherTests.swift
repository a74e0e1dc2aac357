import LeadModel
import Reconciliation
import Testing

/// SipHash-1-3 written down once more from the paper, over a whole message instead of byte by byte.
private func reference(_ message: [UInt8], _ k0: UInt64, _ k1: UInt64) -> UInt64 {
    var (a, b, c, d) = (
        k0 ^ UInt64(0x736f_6d65_7073_6575), k1 ^ UInt64(0x646f_7261_6e64_6f6d), k0 ^ UInt64(0x6c79_6765_6e65_7261),
        k1 ^ UInt64(0x7465_6462_7974_6573)
    )
    func rotated(_ word: UInt64, _ bits: UInt64) -> UInt64 { (word << bits) | (word >> (64 - bits)) }
    func mix() {
        a = a &+ b; c = c &+ d
        b = rotated(b, 13); d = rotated(d, 16)
        b ^= a; d ^= c
        a = rotated(a, 32)
        c = c &+ b; a = a &+ d
        b = rotated(b, 17); d = rotated(d, 21)
        b ^= c; d ^= a
        c = rotated(c, 32)
    }
    var words: [UInt64] = []
    var padded = message
    while padded.count % 8 != 7 { padded.append(0) }
    padded.append(UInt8(truncatingIfNeeded: message.count))
    for start in stride(from: 0, to: padded.count, by: 8) {
        words.append((0..<8).reduce(0) { $0 | UInt64(padded[start + $1]) << UInt64(8 * $1) })
    }
    for word in words {
        d ^= word
        mix()
        a ^= word
    }
    c ^= 0xFF
    mix(); mix(); mix()
    return a ^ b ^ c ^ d
}

@Suite struct `The hash of a match key` {
    private static let key = KeyHasher.Key(k0: 0x0706_0504_0302_0100, k1: 0x0F0E_0D0C_0B0A_0908)

    private func hash(_ bytes: [UInt8], _ key: KeyHasher.Key = key) -> UInt64 {
        var hasher = KeyHasher(key)
        hasher.add(bytes)
        return hasher.finish().hash
    }

    /// Key 00…0f, message 00, 01 … as the authors' own vectors have it; values of the 1-3 variant.
    @Test func `is SipHash-1-3 by its published vectors`() {
        #expect(hash([]) == 0xABAC_0158_050F_C4DC)
        #expect(hash([0]) == 0xC9F4_9BF3_7D57_CA93)
        #expect(hash([0, 1]) == 0x82CB_9B02_4DC7_D44D)
    }

    @Test func `agrees with the paper's definition at every length`() {
        var message: [UInt8] = []
        for length in 0..<70 {
            #expect(hash(message) == reference(message, Self.key.k0, Self.key.k1), "\(length) bytes")
            message.append(UInt8(length))
        }
    }

    @Test func `does not depend on how the bytes are handed over`() {
        var whole = KeyHasher(Self.key)
        whole.add("ada@example.com")
        var parts = KeyHasher(Self.key)
        parts.add("ada")
        parts.add(Array("@example".utf8))
        parts.add(ArraySlice(".com".utf8))
        #expect(whole.finish() == parts.finish())
    }

    @Test func `of the same address is another in another store`() {
        #expect(hash([1, 2, 3]) != hash([1, 2, 3], KeyHasher.Key(k0: 1, k1: 2)))
    }
}
