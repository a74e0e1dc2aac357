/// What an export looked like, without saying anything of a person: how many records it had, which columns held how much,
/// and how often each word of a vocabulary stood in it.
public struct ReadingProfile: Sendable, Hashable, Codable {
    public struct Column: Sendable, Hashable, Codable {
        public var name: String
        /// Records in which it held something.
        public var filled: Int
        /// Of a column of e-mail addresses: those of them with an at sign.
        public var addresses: Int?

        public init(name: String, filled: Int, addresses: Int? = nil) {
            self.name = name
            self.filled = filled
            self.addresses = addresses
        }
    }

    /// The words of a closed vocabulary, as the mapping lists them.
    public struct Vocabulary: Sendable, Hashable, Codable {
        /// `status`, `discard-reason`.
        public var field: String
        public var column: String
        public var counts: [String: Int]
        /// Records with a word that is not listed.
        public var unknown: Int

        public init(field: String, column: String, counts: [String: Int], unknown: Int) {
            self.field = field
            self.column = column
            self.counts = counts
            self.unknown = unknown
        }

        /// Records that hold any word.
        public var total: Int { counts.values.reduce(unknown, +) }
    }

    /// No more columns are kept, those that the mapping reads first.
    public static let columnLimit = 512

    /// Records that a reader could make out.
    public var records: Int
    /// Whether each record has every column, as in a table; in other formats a column is there where a record has it.
    public var isTable: Bool
    public var columns: [Column]
    public var vocabularies: [Vocabulary]

    public init(records: Int, isTable: Bool, columns: [Column], vocabularies: [Vocabulary] = []) {
        self.records = records
        self.isTable = isTable
        self.columns = columns
        self.vocabularies = vocabularies
    }
}
