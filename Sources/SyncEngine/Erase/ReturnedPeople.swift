import LeadModel
import LeadStore

/// Finds the leads of people who were erased and are in the store again.
///
/// When somebody was erased, all ids of her records were remembered: a record that was taken in before and is not named by
/// its id was somebody else's then, though it is in one lead with hers now, or has an address of hers. It is parted from
/// her. A record that was taken in after, by a store that did not know better, is hers by whatever a delivery of it would be
/// refused for.
struct ReturnedPeople {
    private let workspace: Workspace
    private let store: LeadStore
    private let keys: LedgerKeys
    private let identities = PersonIdentities(foreign: [.phoneAndName])
    /// When each was erased, by what she is known by.
    private let erased: [LedgerKey: Instant]
    private let probes: Set<Int64>

    private static let pageSize = 1_000

    init(_ workspace: Workspace, _ store: LeadStore, _ erasures: [ErasedList.Erasure]) {
        self.workspace = workspace
        self.store = store
        keys = LedgerKeys(store)
        var erased: [LedgerKey: Instant] = [:]
        for erasure in erasures {
            for key in erasure.people { erased[key] = max(erased[key] ?? erasure.erased, erasure.erased) }
        }
        self.erased = erased
        probes = Set(erased.keys.map(\.probe))
    }

    /// Their leads, each of one of them alone; reads all leads once. Others' records are parted from them.
    func leads() throws(Fault) -> [StoredLead] {
        let streams = try store.streamsByNumber()
        var found: Set<VersionID> = []
        var after = LeadID(number: 0)
        while true {
            var versions: [VersionID: StoredVersion] = [:]
            let page = try store.leads(
                matching: LeadFilter(limit: ReturnedPeople.pageSize), after: after, adding: &versions)
            guard let last = page.last else { break }
            after = last.id
            for lead in page {
                let own = lead.versions.compactMap { versions[$0] }
                guard own.contains(where: { isNamed($0, streams) }) else { continue }
                let records = LeadRecords(own, streams: streams)
                if let hers = try parted(lead, records, own, streams) { found.insert(hers) }
            }
        }
        try store.placeMemberships()
        return try store.leads(Set(try store.leads(of: found.sorted()).compactMap(\.self)).sorted())
    }

    /// A record of the lead that holds nothing but hers; `nil` where none are.
    private func parted(
        _ lead: StoredLead, _ records: LeadRecords, _ versions: [StoredVersion], _ streams: [Int: StoredStream]
    ) throws(Fault) -> VersionID? {
        let people = records.records.filter { $0.kind == .lead }
        let pages = Dictionary(versions.map { ($0.version, $0.page) }, uniquingKeysWith: { $1 })
        let takenIn = try store.takenIn(versions)
        let hers = people.filter { record in
            let space = streams[record.stream.number]?.idSpace ?? ""
            if erased[keys.key(of: .id(record.id, in: space))] != nil { return true }
            let first = record.versions.compactMap { pages[$0.version].flatMap { takenIn[$0] } }.min()
            return record.versions.contains { version in
                named(version.observation.fields, space).contains { first ?? $0 >= $0 }
            }
        }
        guard let some = hers.first?.names.first else { return nil }
        guard hers.count < people.count else { return some }
        let others = people.filter { record in !hers.contains { $0.names == record.names } }
        let asOf = try store.runs(limit: 1).first?.asOf ?? Instant.now
        _ = try VerdictDesk(workspace, store, at: asOf).split(
            lead.id, parting: others.map { $0.name(in: streams) })
        return some
    }

    private func isNamed(_ version: StoredVersion, _ streams: [Int: StoredStream]) -> Bool {
        guard let stream = streams[version.version.stream], stream.info.kind == .lead else { return false }
        return !named(version.observation, stream.idSpace).isEmpty
    }

    /// When those were erased who are named by an observation of a lead.
    private func named(_ fields: FieldValues, _ space: String) -> [Instant] {
        var named: [LedgerIdentity] = []
        identities.append(of: fields, space: space, to: &named)
        return named.compactMap { identity in
            probes.contains(keys.probe(of: identity)) ? erased[keys.key(of: identity)] : nil
        }
    }
}
