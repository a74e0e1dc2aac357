/// The words that, alone in a cell, mean that there is nothing in it.
struct NullWords: Sendable {
    private var table = WordTable<Bool>()
    var words: [String] { table.words }
    /// Bit n: some word has n bytes; bit 63 stands for all longer ones.
    private var lengths: UInt64 = 0

    mutating func add(_ word: String) {
        table.add(word, true)
        lengths |= 1 << UInt64(min(word.utf8.count, 63))
    }

    @inline(__always)
    func contains(_ word: Span<UInt8>) -> Bool {
        lengths & (1 << UInt64(truncatingIfNeeded: min(word.count, 63))) != 0 && table.number(of: word) != nil
    }
}
