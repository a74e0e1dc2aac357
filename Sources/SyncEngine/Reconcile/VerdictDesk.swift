import Foundation
public import LeadModel
import LeadStore
import Reconciliation

/// Takes a person's word that leads are one, or that records of one lead are not; stronger than every rule, and kept.
public struct VerdictDesk {
    /// What became of it.
    public struct Outcome: Sendable {
        public var run: Int64
        /// The leads that there are now, the one named first first.
        public var leads: [LeadID]
        /// Numbers that lead to another lead from now on.
        public var absorbed: [LeadID]
        /// Feeds whose receivers hear of it with the next sync or export.
        public var feeds: [String]
    }

    /// The name under which its runs are listed.
    static let source = "verdict"

    private let store: LeadStore
    private let rules: RuleBook
    private let streams: [Int: StoredStream]
    private let now: Instant

    /// - Parameter now: the time the leads are decided for.
    public init(_ workspace: Workspace, at now: Instant) throws(Fault) {
        try self.init(workspace, try workspace.openForWriting(), at: now)
    }

    init(_ workspace: Workspace, _ store: LeadStore, at now: Instant) throws(Fault) {
        self.store = store
        rules = try RuleBook(workspace, store: store)
        streams = try store.streamsByNumber()
        self.now = now
        try store.requireSettled()
    }

    /// Makes two leads one: the older keeps its number.
    public func merge(_ one: LeadID, _ other: LeadID) throws(Fault) -> Outcome {
        let leads = [try lead(one), try lead(other)]
        guard leads[0].id != leads[1].id else {
            throw Fault(
                .verdictImpossible, .stopRun, "\(one) and \(other) are one lead already",
                advice: "See `leadloop lead explain \(leads[0].id)`.")
        }
        let names = [try self.names(of: leads[0]), try self.names(of: leads[1])]
        var change = VerdictChange()
        // What was said before about any two of them is taken back.
        change.removed = try store.verdicts().filter { verdict in
            verdict.kind == .never
                && names.allSatisfy { !Set($0.keys).isDisjoint(with: [verdict.left, verdict.right]) }
        }
        guard let left = names[0].min(by: { $0.value < $1.value }),
            let right = names[1].min(by: { $0.value < $1.value }),
            let verdict = Verdict(.same, left.key, right.key)
        else { throw nothingToSay(one) }
        change.added = [verdict]
        let key = MatchKeys(rules: rules.matching, hashKey: rules.hashKey).verdict(verdict.left, verdict.right).key
        change.keys = [left.value, right.value].map { (key: key, holder: KeyHolder(record: $0, isOwnID: false)) }
        return try settle(leads.map(\.id), change)
    }

    /// Parts records from a lead.
    ///
    /// - Parameter parts: what goes: records as `source:id` or `id space:id`, or the number of an absorbed lead, which gets
    ///   back everything it had.
    public func split(_ id: LeadID, parting parts: [String]) throws(Fault) -> Outcome {
        let lead = try lead(id)
        let records = try records(of: lead)
        var leaving: Set<String> = []
        for part in parts { leaving.formUnion(try named(part, among: records, of: lead)) }
        let staying = Set(records.map { $0.name(in: streams) }).subtracting(leaving)
        guard !leaving.isEmpty, !staying.isEmpty else {
            throw Fault(
                .verdictImpossible, .stopRun, "nobody would be left of \(lead.id)",
                advice: "Name only the records that are somebody else's; `leadloop lead explain \(lead.id)` lists them."
            )
        }
        var change = VerdictChange()
        let keys = MatchKeys(rules: rules.matching, hashKey: rules.hashKey)
        for verdict in try store.verdicts() where verdict.kind == .same {
            let sides = [verdict.left, verdict.right]
            guard sides.contains(where: leaving.contains), sides.contains(where: staying.contains) else { continue }
            change.removed.append(verdict)
            change.droppedKeys.append(keys.verdict(verdict.left, verdict.right).key)
        }
        change.added = leaving.flatMap { one in staying.compactMap { Verdict(.never, one, $0) } }.sorted()
        return try settle([lead.id], change)
    }

    // MARK: Leads and their records

    private func lead(_ id: LeadID) throws(Fault) -> StoredLead {
        if let current = try store.resolve(id), let lead = try store.leads([current]).first { return lead }
        throw Fault(
            .leadNotFound, .stopRun, "there is no lead \(id)", advice: "Find it with `leadloop lead find TEXT`.")
    }

    /// The records that say who a person is; activities and opportunities follow them.
    private func records(of lead: StoredLead) throws(Fault) -> [LeadRecord] {
        LeadRecords(try store.versions(lead.versions), streams: streams).records.filter { $0.kind == .lead }
    }

    /// By name, the version by which the store knows the record.
    private func names(of lead: StoredLead) throws(Fault) -> [String: VersionID] {
        var names: [String: VersionID] = [:]
        for record in try records(of: lead) { names[record.name(in: streams)] = record.names.first }
        return names
    }

    private func named(_ part: String, among records: [LeadRecord], of lead: StoredLead) throws(Fault) -> [String] {
        if let number = LeadID(part) {
            let before = try store.absorbedVersions(into: lead.id).first { $0.lead == number }
            let versions = Set(before?.versions ?? [])
            let found = records.filter { $0.versions.contains { versions.contains($0.version) } }
            if !found.isEmpty { return found.map { $0.name(in: streams) } }
        } else {
            let found = records.filter {
                [$0.id, "\($0.stream.source):\($0.id)", $0.name(in: streams)].contains(part)
            }
            if !found.isEmpty { return found.map { $0.name(in: streams) } }
        }
        throw Fault(
            .leadNotFound, .stopRun, "\(lead.id) has no such record and has absorbed no such lead",
            advice: "`leadloop lead explain \(lead.id)` lists its records and the leads it absorbed.")
    }

    private func nothingToSay(_ lead: LeadID) -> Fault {
        Fault(
            .verdictImpossible, .stopRun, "\(lead) has no record that says who it is",
            advice: "Run `leadloop doctor`.")
    }

    // MARK: Settling

    private func settle(_ leads: [LeadID], _ change: VerdictChange) throws(Fault) -> Outcome {
        let gone = Set(change.removed)
        let replaced = Set(change.added.map { [$0.left, $0.right] })
        let kept = try store.verdicts().filter { !gone.contains($0) && !replaced.contains([$0.left, $0.right]) }
        let identity = LeadPageBuilder.Identity(
            streams: streams, shared: try store.sharedKeys(), verdicts: VerdictBook(kept + change.added))
        let started = Instant.now
        let run = try store.beginRun(source: VerdictDesk.source, started: started, asOf: now)
        var builder = try LeadPageBuilder(store: store, rules: rules, run: run, now: now, identity: identity)
        var page = try builder.page(among: leads)
        page.verdicts = change
        try store.commit(page)
        try store.finishRun(
            run, outcome: .succeeded, counts: RecordCounts(), moved: builder.moved.total,
            finished: Instant.now, message: nil)
        return Outcome(
            run: run, leads: page.leads.map(\.id), absorbed: page.leads.flatMap(\.absorbed),
            feeds: Set(page.messages.map(\.feed)).sorted())
    }
}
