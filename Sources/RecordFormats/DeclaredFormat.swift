public import LeadModel

/// What an admin says about the format of an export; what is `nil` is detected, and what was detected is printed.
public struct DeclaredFormat: Sendable, Hashable, Codable {
    /// The family of formats.
    public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
        case csv
        case json
        case xml
    }

    /// How the bytes are packed.
    public enum Compression: String, Sendable, Hashable, Codable, CaseIterable {
        /// By the first bytes.
        case auto
        case gzip
        case none
    }

    public var kind: Kind?
    /// Of CSV; its own optional parts are detected.
    public var dialect: CSVDialect?
    /// Of JSON.
    public var layout: JSONShape.Layout?
    /// Of JSON: keys from the document's root to the records.
    public var recordPath: [String]?
    /// Of JSON: lists beside the records whose rows belong to them.
    public var joins: [JSONJoin]?
    /// Of XML: the local name of the record element, or a path of them.
    public var recordElement: String?
    /// A name that iconv knows; wins over the dialect's.
    public var encoding: String?
    public var compression: Compression

    public init(
        kind: Kind? = nil, dialect: CSVDialect? = nil, layout: JSONShape.Layout? = nil, recordPath: [String]? = nil,
        joins: [JSONJoin]? = nil, recordElement: String? = nil, encoding: String? = nil,
        compression: Compression = .auto
    ) {
        self.kind = kind
        self.dialect = dialect
        self.layout = layout
        self.recordPath = recordPath
        self.joins = joins
        self.recordElement = recordElement
        self.encoding = encoding
        self.compression = compression
    }

    /// Declares the whole of a format, such as the one in a `RawFrame`.
    public init(_ format: RecordFormat) {
        switch format {
        case .csv(let dialect): self.init(kind: .csv, dialect: dialect, compression: .none)
        case .json(let shape):
            self.init(
                kind: .json, layout: shape.layout, recordPath: shape.recordPath, joins: shape.joins,
                encoding: shape.encoding, compression: .none)
        case .xml(let shape):
            self.init(kind: .xml, recordElement: shape.recordElement, encoding: shape.encoding, compression: .none)
        }
    }

    /// Changes when anything about the declaration does.
    public var fingerprint: String {
        var parts = [kind?.rawValue, layout?.rawValue, recordPath?.joined(separator: "."), recordElement, encoding]
        if let dialect {
            parts += [
                dialect.delimiter.map { String($0) }, String(dialect.quote), dialect.encoding,
                String(dialect.preambleLines), dialect.columns?.joined(separator: "\u{1F}"), dialect.footer.rawValue,
            ]
        }
        for join in joins ?? [] { parts += [join.name, join.member, join.id] }
        return (parts + [compression.rawValue]).map { $0 ?? "-" }.joined(separator: " ")
    }
}
