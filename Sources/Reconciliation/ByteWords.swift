/// A set of short words, each with a number, looked up by their bytes without making a key of them.
///
/// Hashing an array of bytes costs some hundred nanoseconds, and every record asks for its nickname, its legal form and
/// its desk.
struct ByteWords: Sendable {
    private var words: [[UInt8]] = []
    /// Open addressing, a power of two wide and at least half empty: number of the word plus one, 0 where empty.
    private var buckets: [UInt16]

    /// - Parameter words: each has its place as its number; of equal ones the last counts. At most 16,000.
    init(_ words: [[UInt8]]) {
        var width = 16
        while width < words.count * 2 { width *= 2 }
        buckets = Array(repeating: 0, count: width)
        self.words = words
        for (number, word) in words.enumerated() {
            let bucket = bucket(of: word[...])
            buckets[bucket] = UInt16(number + 1)
        }
    }

    /// The number of a word; `nil` where it is not among them.
    func number(of word: ArraySlice<UInt8>) -> Int? {
        let number = buckets[bucket(of: word)]
        return number == 0 ? nil : Int(number) - 1
    }

    func contains(_ word: ArraySlice<UInt8>) -> Bool { buckets[bucket(of: word)] != 0 }

    /// The bucket that holds the word, or the empty one in which it would be.
    private func bucket(of word: ArraySlice<UInt8>) -> Int {
        // FNV-1a, folded so that the low bits depend on all of it.
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in word { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        var bucket = Int(truncatingIfNeeded: (hash ^ hash >> 32) & UInt64(buckets.count - 1))
        while buckets[bucket] != 0, words[Int(buckets[bucket]) - 1][...] != word {
            bucket = (bucket + 1) & (buckets.count - 1)
        }
        return bucket
    }
}
