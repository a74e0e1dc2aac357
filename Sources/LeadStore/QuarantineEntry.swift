public import LeadModel

/// What is to be done about a refused record.
public enum QuarantineState: String, Sendable, Hashable, CaseIterable {
    /// Somebody has to look at it.
    case waiting
    /// It was read after all, corrected in its source, or mended by a person.
    case released
    /// A person said that it needs no work.
    case dismissed
}

/// A record that waits or waited, with the reason.
public struct QuarantineEntry: Sendable, Hashable {
    public var number: Int64
    public var stream: StreamInfo
    public var fault: Fault
    public var firstRun: Int64
    public var lastRun: Int64
    /// The run that read it after all; `nil` while it waits.
    public var releasedRun: Int64?
    /// The run that delivered it last, and the time for which that run was: when it was true, where it does not say so.
    public var deliveredRun: Int64
    public var deliveredAt: Instant
    public var page: Int64
    public var slot: Int
    /// The record's own id, where that much of it could be read.
    public var recordID: String?
    /// What it says, or may say, of its person, and forbids as long as it waits; the strictest first.
    public var forbids: [SuppressionReason]
    /// A person's word that it needs no work.
    public var dismissal: Dismissal?
    /// Digest of the row by which a person has mended it.
    public var mendedBy: ContentDigest?
    /// Why the last row that was to mend it could not be understood.
    public var attempt: String?

    /// Who looks at the entry later reads here why nobody has to work on it; the record itself stays.
    public struct Dismissal: Sendable, Hashable {
        public var run: Int64
        public var at: Instant
        public var because: String
    }

    public var state: QuarantineState {
        releasedRun != nil ? .released : dismissal != nil ? .dismissed : .waiting
    }
}
