import CSHA256

/// What the cells of a feed's rows are, one after the other: kept with rows, since the feed may have other columns when they are read.
public struct FeedLayout: Sendable, Hashable {
    /// The field of each column in its word; of a constant its text, too.
    public let fields: [String]
    /// Stands for the fields: the first 4 bytes of their SHA-256.
    public let number: UInt32

    init(_ columns: [FeedDefinition.Column]) {
        fields = columns.map(\.field.layoutWord)
        var text = fields.joined(separator: "\n")
        var digest = [UInt8](repeating: 0, count: 32)
        text.withUTF8 { csha256_of("", 0, $0.baseAddress, $0.count, &digest) }
        number = digest.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    }
}

extension FeedField {
    /// What it is called where it has to be told from every other field, constants of another text included.
    public var layoutWord: String {
        if case .text(let text) = self { "text \(text)" } else { word }
    }
}
