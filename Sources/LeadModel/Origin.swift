/// Where something stands: a file, and as far as it is known the line, the column and the record in it.
public struct Origin: Sendable, Hashable, Codable {
    /// Path or address as the user wrote it; never holds a secret.
    public var file: String
    /// 1-based line of the record's first byte, or of the token in a configuration file.
    public var line: Int?
    /// 1-based column in UTF-8 bytes; only configuration files have it.
    public var column: Int?
    /// 1-based number of the record in its file, header and preamble not counted.
    public var record: Int?

    public init(file: String, line: Int? = nil, column: Int? = nil, record: Int? = nil) {
        self.file = file
        self.line = line
        self.column = column
        self.record = record
    }
}

extension Origin: CustomStringConvertible {
    /// `file:line:column`, as editors and terminals link it.
    public var description: String {
        var text = file
        if let line {
            text += ":\(line)"
            if let column { text += ":\(column)" }
        }
        return text
    }
}
