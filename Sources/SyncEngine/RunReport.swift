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
        /// Whether an earlier run read these very bytes: they were not read again, and nothing of them is counted.
        public var isKept = false
        /// Whether a person has said that these very bytes are left out: they were not read.
        public var isDiscarded = false
        public var fault: Fault?
        /// Of the unchanged: new versions that say only what we had written ourselves.
        public var echoes = 0
        /// Records that are gone, because it is all of its stream and has no row of them.
        public var gone = 0
        /// Records that were gone and are there again.
        public var back = 0
    }

    public var run: Int64
    public var source: String
    public var outcome: RunOutcome
    public var counts: RecordCounts
    public var moved: MovedLeads
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
    /// What was sent to destinations behind it; of the last run of a sync.
    public var deliveries: [DeliveryTally] = []
    /// What the list of runs says of it, where that is no fault.
    public var message: String?
    /// Whether it read no export, but the store's own raw records.
    public var isRebuild: Bool { source == StoreReplay.source || source == QuarantineDesk.source }
}

extension RecordCounts {
    /// The sum of what became of the records.
    var accounted: Int { inserted + updated + unchanged + rejected + held }
}

extension LeadStore {
    /// Closes a run with what it came to.
    /// - Throws: `run.conservation` where its records do not add up.
    func finish(_ report: RunReport) throws(Fault) {
        guard report.counts.isConserved, report.files.allSatisfy(\.counts.isConserved) else {
            throw Fault(
                .runConservation, .stopRun,
                "the records of run \(report.run) do not add up: read \(report.counts.read), accounted for \(report.counts.accounted)",
                advice:
                    "Nothing is lost: every record that was read is in the store. Please report this with the output of `leadloop runs show \(report.run)`."
            )
        }
        try keep(warnings: report.warnings, of: report.run)
        try finishRun(
            report.run, outcome: report.outcome, counts: report.counts, moved: report.moved,
            finished: Instant.now,
            message: report.notes.first.map(message) ?? report.message ?? report.warnings.first?.summary)
    }

    /// With the file's name: one line stands for the whole run.
    private func message(_ fault: Fault) -> String {
        guard let file = fault.origin?.file.split(separator: "/").last else { return fault.summary }
        return "\(file): \(fault.summary)"
    }
}
