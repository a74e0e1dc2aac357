public import LeadModel
public import LeadStore

/// What changed files would do to the leads: seen on a copy of the store, which stays as it was.
///
/// The copy is there as long as the plan, so that every single change can be asked for.
public final class Plan {
    /// One lead and what would change about it.
    public struct Sample: Sendable {
        public var lead: LeadID
        public var changes: [LeadChange]
    }

    /// What became of a file.
    public enum FileChange: String, Sendable {
        case added
        case changed
        case removed
    }

    /// The time that decisions were made for.
    public let asOf: Instant
    /// Files that are others than those in force.
    public let files: [(name: String, change: FileChange)]
    /// The streams whose raw records were read again, with what became of them.
    public let readings: [RunReport.File]
    public let warnings: [Fault]
    public let effects: ChangeEffects
    /// What time alone changes about the leads, with or without the change.
    public let due: ChangeEffects
    /// Leads before and after.
    public let leads: (before: Int, after: Int)
    /// Leads that would be parted from others, among `effects.begun`.
    public let parted: [(lead: LeadID, from: LeadID)]
    /// Some leads of each kind of change.
    public let samples: [Sample]
    let scratch: ScratchStore
    let run: Int64
    let texts: ConfigurationTexts
    let stand: StoreStand
    /// Number of the configuration in force.
    let inForce: Int

    init(
        asOf: Instant, files: [(name: String, change: FileChange)], outcome: RuleChange.Outcome, scratch: ScratchStore,
        of original: LeadStore, leadsBefore: Int, workspace: Workspace, stand: StoreStand, inForce: Int
    ) throws(Fault) {
        self.asOf = asOf
        self.files = files
        self.scratch = scratch
        texts = workspace.texts
        self.stand = stand
        self.inForce = inForce
        run = outcome.change.run
        readings = outcome.change.files
        warnings = outcome.change.warnings
        var sampling = Sampling()
        let waiting = try HeldBackLeads(scratch.store, workspace).additions()
        effects = try ChangeEffects(ofRun: run, in: scratch.store, waiting: waiting) { sampling.add($1, of: $0) }
        due = try ChangeEffects(ofRun: outcome.due, in: scratch.store, waiting: waiting)
        leads = (before: leadsBefore, after: try scratch.store.leadCount())
        parted = try Plan.parted(begun: scratch.store.leadsBegun(inRun: run), in: scratch.store, before: original)
        samples = sampling.finish()
    }

    /// Leads of which nothing would be left.
    public var ended: Int { max(0, leads.before + effects.begun - effects.merges - leads.after) }

    /// Every change of a lead that is there already, by lead.
    public func forEachChange(_ body: (LeadID, LeadChange) -> Void) throws(Fault) {
        try scratch.store.forEachChange(ofRun: run, body)
    }

    /// Leads that apply would merge, with the lead that each becomes part of.
    public func merges() throws(Fault) -> [(absorbed: LeadID, survivor: LeadID)] {
        try scratch.store.merges(ofRun: run)
    }

    /// Every message that apply would give to a feed, in the order in which its receiver would read it; none is kept in memory.
    public func forEachMessage(_ body: (_ feed: String, LeadID, FeedAction) -> Void) throws(Fault) {
        try scratch.store.forEachMessage(ofRun: run, body)
    }

    /// From which lead the versions of new leads come.
    private static func parted(begun: [LeadID], in store: LeadStore, before: LeadStore) throws(Fault) -> [(
        lead: LeadID, from: LeadID
    )] {
        guard !begun.isEmpty else { return [] }
        var owners: [VersionID: LeadID] = [:]
        for start in stride(from: 0, to: begun.count, by: 1_000) {
            for lead in try store.leads(Array(begun[start..<min(start + 1_000, begun.count)])) {
                for version in lead.versions { owners[version] = lead.id }
            }
        }
        var parted: [LeadID: LeadID] = [:]
        var after = LeadID(number: 0)
        while true {
            let page = try before.versionsOfLeads(after: after, limit: 4_096)
            guard let last = page.last else { break }
            after = last.lead
            for (lead, versions) in page {
                for version in versions { if let new = owners[version] { parted[new] = parted[new] ?? lead } }
            }
        }
        return parted.map { (lead: $0.key, from: $0.value) }.sorted { $0.lead < $1.lead }
    }
}
