import LeadModel

/// What the words of a flag say that keeps people from being contacted.
struct RefusalRule {
    private let says: (Span<UInt8>) -> Bool?
    private let isPresence: Bool

    init?(_ rule: ValueRule) {
        switch rule {
        case .flag(let flag):
            says = { flag.words.meaning(of: $0) }
            isPresence = flag.isPresence
        case .words(let vocabulary):
            says = { vocabulary.table.meaning(of: $0).map { $0 == .flag(true) } }
            isPresence = false
        default: return nil
        }
    }

    @inline(__always)
    func isRefusal(_ text: Span<UInt8>) -> Bool {
        if let said = says(text) { return said }
        let count = min(text.count, 32)
        var lower = InlineArray<32, UInt8>(repeating: 0)
        for index in 0..<count { lower[index] = text[index].lowerCased }
        return says(lower.span.extracting(0..<count)) ?? isPresence
    }
}
