import Foundation
public import LeadModel
import LeadStore
import Reconciliation

/// Takes a person out of the store for good.
public struct Eraser {
    /// What was done.
    public struct Receipt: Sendable {
        public var lead: LeadID
        /// Versions of records that are gone.
        public var versions: Int
        /// Keyed hashes that stay, so that the person is recognised and refused.
        public var hashes: Int
        /// Feeds whose receivers get a withdrawal with the next sync or export.
        public var feeds: [String]
    }

    private let workspace: Workspace
    private let store: LeadStore

    public init(_ workspace: Workspace) throws(Fault) {
        self.workspace = workspace
        store = try workspace.openForWriting()
        // Of a person whose update waits, half would stay.
        try store.requireSettled()
    }

    /// Erases a lead with everything its records said.
    public func erase(_ id: LeadID, at now: Instant) throws(Fault) -> Receipt {
        guard let current = try store.resolve(id), let lead = try store.leads([current]).first else {
            throw Fault(
                .leadNotFound, .stopRun, "there is no lead \(id)", advice: "Find it with `leadloop lead find TEXT`.")
        }
        let streams = try store.streamsByNumber()
        let people = try ErasedPeople(store, roleAccounts: workspace.matching.roleAccounts)
        var identities: Set<String> = []
        var names: [String] = []
        for record in LeadRecords(try store.versions(lead.versions), streams: streams).records
        where record.kind == .lead {
            names.append(record.name(in: streams))
            for version in record.versions {
                let space = streams[version.version.stream]?.idSpace ?? ""
                identities.formUnion(people.identities(of: version.observation, space: space))
            }
        }
        let mentions = try RefusedMentions(workspace: workspace, store: store, people: people, identities: identities)
            .entries()
        let feeds = try store.feedMembers([lead.id]).first?.map(\.feed) ?? []
        let keys = LedgerKeys(store)
        let run = try store.beginRun(source: "erasure", started: now, asOf: now)
        try store.erase(
            lead, people: identities.compactMap(keys.key(ofWord:)), names: names, mentions: mentions, source: "erasure",
            at: now, run: run)
        try store.finishRun(
            run, outcome: .succeeded, counts: RecordCounts(), recycled: 0, finished: now, message: nil)
        return Receipt(lead: lead.id, versions: lead.versions.count, hashes: identities.count, feeds: feeds)
    }
}
