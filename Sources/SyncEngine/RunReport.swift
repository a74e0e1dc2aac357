public import LeadModel
public import LeadStore

/// What one source's run came to.
public struct RunReport: Sendable {
    /// One file of it.
    public struct File: Sendable {
        public var stream: String
        public var path: String
        /// What the reader recognised: format, dialect, encoding.
        public var detected: String
        public var counts: RecordCounts
        /// Of the rejected: records of people who were erased, kept nowhere.
        public var erased: Int
        public var fault: Fault?
    }

    public var run: Int64
    public var source: String
    public var outcome: RunOutcome
    public var counts: RecordCounts
    public var recycled: Int
    public var seconds: Double
    public var files: [File]
    /// Why it failed, or what should be looked at.
    public var notes: [Fault]
    /// What is odd and fails nothing: no file for a stream, a status that no record had.
    public var warnings: [Fault] = []
    /// Why rows by which a person mends records were not taken.
    public var refusals: [Fault] = []
    /// What waits in quarantine, of all sources.
    public var waiting = QuarantineSummary()
    /// Whether it read no export, but the store's own raw records.
    public var isRebuild: Bool { source == StoreReplay.source || source == QuarantineDesk.source }
}

extension RecordCounts {
    /// The sum of what became of the records.
    var accounted: Int { inserted + updated + unchanged + rejected + held }
}
