import CSHA256

/// What the cells of a feed's rows are, one after the other, and how they are written: kept with rows, since the feed may have other
/// columns when they are read.
public struct FeedLayout: Sendable, Hashable {
    /// The field of each column in its word, of a constant its text, too; behind them, in the same order, in which form each is written
    /// and under which name.
    public let fields: [String]
    /// Stands for the fields: the first 4 bytes of their SHA-256.
    public let number: UInt32

    /// A column as it was when a row was kept.
    public struct Column: Sendable, Hashable {
        /// Its field, in its word.
        public let field: String
        /// In which form it was written, and under which name: whatever was kept with another one may have been written otherwise.
        public let form: String

        /// Whether it was written as it is.
        public var isAsItIs: Bool { form.hasPrefix("\(FeedRendering.Form.plain.layoutWord) as ") }
    }

    init(_ columns: [FeedDefinition.Column]) {
        fields = columns.map(\.field.layoutWord) + columns.map(FeedLayout.form)
        var text = fields.joined(separator: "\n")
        var digest = [UInt8](repeating: 0, count: 32)
        text.withUTF8 { csha256_of("", 0, $0.baseAddress, $0.count, &digest) }
        number = digest.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// Its columns.
    public var columns: [Column] { FeedLayout.columns(of: fields) }

    /// The columns of a layout whose fields were kept.
    public static func columns(of fields: [String]) -> [Column] {
        let count = fields.count / 2
        return zip(fields.prefix(count), fields.dropFirst(count)).map { Column(field: $0, form: $1) }
    }

    private static func form(of column: FeedDefinition.Column) -> String {
        "\((column.rendering?.form ?? .plain).layoutWord) as \(column.name)"
    }
}

extension FeedField {
    /// What it is called where it has to be told from every other field, constants of another text included.
    public var layoutWord: String {
        if case .text(let text) = self { "text \(text)" } else { word }
    }
}

extension FeedRendering.Form {
    /// What tells it from every other form.
    fileprivate var layoutWord: String {
        switch self {
        case .plain: "plain"
        case .hash(let hash): "sha256 of \(hash.subject) for \(hash.receiver?.rawValue ?? "all")"
        case .time(let pattern): "time \(pattern.pattern) in \(pattern.zoneName)"
        case .epochSeconds: "epoch-seconds"
        case .number: "number"
        case .currency: "currency"
        case .words(let words):
            "words " + words.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: ", ")
        }
    }
}
