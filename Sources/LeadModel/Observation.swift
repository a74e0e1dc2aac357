/// What one source said about one lead, activity, opportunity or campaign, in one version of one record.
public struct Observation: Sendable, Hashable {
    public var kind: RecordKind
    public var fields: FieldValues

    public init(kind: RecordKind, fields: FieldValues) {
        self.kind = kind
        self.fields = fields
    }

    /// The record's id in its source; a mapping never yields an observation without.
    public var id: String { fields.text(.id) ?? "" }
    public var isDeleted: Bool { fields.flag(.deleted) }
}

/// When a version of a record was true, and how surely we know.
///
/// Survivorship compares grades before times: a certain change date (field history) before a record's own modification
/// date, that before the time of its export.
public struct Evidence: Sendable, Hashable, Comparable {
    public enum Grade: UInt8, Sendable, Hashable {
        case exported = 0
        case modified = 1
        case changed = 2
        /// Said by a file that turned out to have been read as something that it is not; goes with the next matching.
        case withdrawn = 255
    }

    public var time: Instant
    public var grade: Grade

    public init(time: Instant, grade: Grade) {
        self.time = time
        self.grade = grade
    }

    public static func < (left: Evidence, right: Evidence) -> Bool {
        left.grade == right.grade ? left.time < right.time : left.grade.rawValue < right.grade.rawValue
    }
}

/// A key by which observations may be of the same person: 64 bits of a hash over its kind and its normalised value.
public struct MatchKey: Sendable, Hashable, Comparable {
    public var hash: UInt64

    public init(hash: UInt64) { self.hash = hash }

    public static func < (left: MatchKey, right: MatchKey) -> Bool { left.hash < right.hash }
}

/// The first 128 bits of SHA-256 over a record's raw bytes: two records with the same digest are the same version.
public struct ContentDigest: Sendable, Hashable, Comparable {
    public var high: UInt64
    public var low: UInt64

    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    public static func < (left: ContentDigest, right: ContentDigest) -> Bool {
        left.high == right.high ? left.low < right.low : left.high < right.high
    }
}
