/// Which side of the house a source belongs to.
public enum SourceRole: String, Sendable, Hashable, CaseIterable, Codable {
    /// Sales' system: its word on stages and reasons counts first.
    case crm
    /// Marketing's system: it delivered the lead and receives the feedback.
    case marketing
}

/// One stream of one source, as the store numbers them.
public struct StreamInfo: Sendable, Hashable, Codable {
    /// Number in the store, 1 and up; never re-used.
    public var number: Int
    public var source: String
    public var stream: String
    public var kind: RecordKind
    public var role: SourceRole

    public init(number: Int, source: String, stream: String, kind: RecordKind, role: SourceRole) {
        self.number = number
        self.source = source
        self.stream = stream
        self.kind = kind
        self.role = role
    }
}

/// The address of one version of one record in the store: stream number and place in the stream's log.
public struct VersionID: Sendable, Hashable, Comparable {
    /// `stream << 40 | sequence`.
    public var rawValue: Int64

    public init(rawValue: Int64) { self.rawValue = rawValue }
    /// The version at a place of a stream's log.
    public init(stream: Int, sequence: Int64) { rawValue = Int64(stream) << 40 | sequence }

    /// Number of the stream in the store.
    public var stream: Int { Int(rawValue >> 40) }
    /// Place in the stream's log, from 1.
    public var sequence: Int64 { rawValue & (1 << 40 - 1) }

    public static func < (left: VersionID, right: VersionID) -> Bool { left.rawValue < right.rawValue }
}

/// One version of a record: what it said, when that was true, and where it is kept.
public struct RecordVersion: Sendable, Hashable {
    public var version: VersionID
    public var evidence: Evidence
    public var digest: ContentDigest
    public var observation: Observation

    public init(version: VersionID, evidence: Evidence, digest: ContentDigest, observation: Observation) {
        self.version = version
        self.evidence = evidence
        self.digest = digest
        self.observation = observation
    }

    /// Order of truth within one record: by evidence, and by digest where the evidence is equal, so that the order of
    /// arrival never matters.
    public static func isEarlier(_ left: RecordVersion, _ right: RecordVersion) -> Bool {
        if left.evidence != right.evidence { return left.evidence < right.evidence }
        return left.digest < right.digest
    }
}

/// One record of a source that belongs to a lead, with every version of it that was ever delivered.
public struct LeadRecord: Sendable, Hashable {
    public var stream: StreamInfo
    /// The record's id in its source.
    public var id: String
    /// Earliest first, in the order of `RecordVersion.isEarlier`; never empty. The last is current.
    public var versions: [RecordVersion]

    public init(stream: StreamInfo, id: String, versions: [RecordVersion]) {
        self.stream = stream
        self.id = id
        self.versions = versions
    }

    public var current: RecordVersion { versions[versions.count - 1] }
    public var kind: RecordKind { stream.kind }
}
