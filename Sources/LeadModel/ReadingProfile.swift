/// What an export looked like, without saying anything of a person: how many records it had, which columns held how much
/// of what kind, and how often each word of a vocabulary stood in it.
public struct ReadingProfile: Sendable, Hashable, Codable {
    public struct Column: Sendable, Hashable, Codable {
        public var name: String
        /// Records in which it held something.
        public var filled: Int
        /// Of a column that tells who must not be contacted: records in which it says so.
        public var refusals: Int?
        /// What its values look like, where the mapping reads it and enough records hold it.
        public var look: Look?

        public init(name: String, filled: Int, refusals: Int? = nil, look: Look? = nil) {
            self.name = name
            self.filled = filled
            self.refusals = refusals
            self.look = look
        }
    }

    /// What the values of a column look like, counted over a sample of the records.
    public struct Look: Sendable, Hashable, Codable {
        /// What a value is by its spelling alone.
        public enum Kind: Int, Sendable, Hashable, CaseIterable {
            case address
            /// Seven to fifteen digits with what people write between them: digits alone may be any number.
            case phone
            case number
            case date
            /// Letters and no digit.
            case word
            /// Letters and digits: ids, streets, codes.
            case mixed
        }

        /// All values are dealt into so few parts by a hash of them that no part says anything of one; a column has its own
        /// pattern of parts all the same, by which it is known again under another heading.
        public static let partCount = 32

        /// How many values are of each kind.
        public var kinds: [Int]
        /// How many values fell into each part.
        public var parts: [Int]

        public init(
            kinds: [Int] = Array(repeating: 0, count: Kind.allCases.count),
            parts: [Int] = Array(repeating: 0, count: partCount)
        ) {
            self.kinds = kinds
            self.parts = parts
        }

        /// A look that another version of this program took, with other kinds or parts, says nothing here.
        public init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            let kinds = try values.decode([Int].self, forKey: .kinds)
            let parts = try values.decode([Int].self, forKey: .parts)
            let isKnown = kinds.count == Kind.allCases.count && parts.count == Look.partCount
            self = isKnown ? Look(kinds: kinds, parts: parts) : Look()
        }

        /// Values that were looked at.
        public var values: Int { kinds.reduce(0, +) }

        /// The share of its values that are of a kind.
        public func share(of kind: Kind) -> Double { Double(kinds[kind.rawValue]) / Double(max(values, 1)) }
    }

    /// Of how many records it was asked whether the stream knew their ids, and how many it did.
    public struct KnownIDs: Sendable, Hashable, Codable {
        public var asked: Int
        public var known: Int

        public init(asked: Int, known: Int) {
            self.asked = asked
            self.known = known
        }
    }

    /// The words of a closed vocabulary, as the mapping lists them.
    public struct Vocabulary: Sendable, Hashable, Codable {
        /// `status`, `discard-reason`.
        public var field: String
        public var column: String
        /// By word, also those that no record has.
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
    /// `nil` where the stream knew no record before.
    public var ids: KnownIDs?

    /// Of fewer values no look is kept: it would say something of the few people who have them, and nothing of the column.
    public static let looksFrom = 50

    public init(records: Int, isTable: Bool, columns: [Column], vocabularies: [Vocabulary] = []) {
        self.records = records
        self.isTable = isTable
        self.columns = columns
        self.vocabularies = vocabularies
    }
}
