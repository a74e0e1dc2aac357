/// A closed set of words, looked up by the bytes of a cell without making a `String`.
struct WordTable<Meaning: Sendable>: Sendable {
    private(set) var words: [String] = []
    private(set) var meanings: [Meaning] = []
    private var bytes: [UInt8] = []
    /// Where each word stands in `bytes`; one more than there are words.
    private var starts: [Int] = [0]
    /// Open addressing, a power of two wide: number of the word plus one, 0 where empty.
    private var buckets: [UInt32] = Array(repeating: 0, count: 16)

    /// Adds a word; the first meaning of a word stays.
    mutating func add(_ word: String, _ meaning: Meaning) {
        let spelling = Array(word.utf8)
        guard self.meaning(of: spelling.span) == nil else { return }
        words.append(word)
        meanings.append(meaning)
        bytes.append(contentsOf: spelling)
        starts.append(bytes.count)
        if words.count * 2 > buckets.count {
            buckets = Array(repeating: 0, count: buckets.count * 2)
            for number in 0..<words.count { place(number) }
        } else {
            place(words.count - 1)
        }
    }

    var isEmpty: Bool { words.isEmpty }

    func meaning(of word: Span<UInt8>) -> Meaning? { number(of: word).map { meanings[$0] } }

    /// The place of a word in `words` and `meanings`.
    @inline(__always)
    func number(of word: Span<UInt8>) -> Int? {
        var bucket = Self.hash(word) & (buckets.count - 1)
        while buckets[bucket] != 0 {
            let number = Int(buckets[bucket]) - 1
            if equals(number, word) { return number }
            bucket = (bucket + 1) & (buckets.count - 1)
        }
        return nil
    }

    private func equals(_ number: Int, _ word: Span<UInt8>) -> Bool {
        let start = starts[number]
        guard starts[number + 1] - start == word.count else { return false }
        for index in 0..<word.count where bytes[start + index] != word[index] { return false }
        return true
    }

    private mutating func place(_ number: Int) {
        var bucket = Self.hash(bytes.span.extracting(starts[number]..<starts[number + 1])) & (buckets.count - 1)
        while buckets[bucket] != 0 { bucket = (bucket + 1) & (buckets.count - 1) }
        buckets[bucket] = UInt32(number + 1)
    }

    /// FNV-1a, folded so that the low bits depend on all of it.
    @inline(__always)
    private static func hash(_ word: Span<UInt8>) -> Int {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for index in 0..<word.count { hash = (hash ^ UInt64(word[index])) &* 0x100_0000_01B3 }
        return Int(truncatingIfNeeded: (hash ^ hash >> 32) & 0x7FFF_FFFF)
    }
}
