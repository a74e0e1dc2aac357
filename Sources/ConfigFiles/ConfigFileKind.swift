/// A kind of configuration file: how it is called, where it lies, and what may stand in it.
public struct ConfigFileKind: Sendable {
    /// `feed`, `source`; its schema is `config/schema/feed.schema.json`.
    public let name: String
    /// Where such files lie: `config/feeds/*.yaml`.
    public let path: String
    /// What a file of this kind is for, in one sentence.
    public let purpose: String
    public let shape: ConfigShape
    private let reader: @Sendable (ConfigDocument) -> Void

    /// - Parameter reader: reads a document as the room does that owns the kind; for the test that nothing is specified
    ///   that nobody reads.
    public init(
        _ name: String, at path: String, _ purpose: String, _ shape: ConfigShape,
        reader: @escaping @Sendable (ConfigDocument) -> Void
    ) {
        self.name = name
        self.path = path
        self.purpose = purpose
        self.shape = shape
        self.reader = reader
    }

    /// The name of the file that holds its JSON Schema.
    public var schemaFile: String { "\(name).schema.json" }

    /// Takes every value from the document, as if the file was used; findings are added to the document's.
    public func read(_ document: ConfigDocument) { reader(document) }
}
