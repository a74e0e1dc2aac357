import LeadModel
import LeadStore
import Reconciliation

/// Finds out which pending versions are of the same record and which records are of the same person, and indexes their
/// keys.
///
/// Two sorted passes over the keys. The first joins versions to their record by the record's own id; the second joins
/// records by every key. Both look neighbours up together, so that one page of the index serves many keys.
/// A key that more records hold than the rules allow joins nobody, and what it had joined is taken apart again.
struct IdentityResolution {
    private let store: LeadStore
    private let pending: PendingVersions
    private let rules: MatchingRules
    private let isIndexEmpty: Bool
    private var shared: Set<MatchKey>
    /// Streams of people; activities hold an address, too, but do not make it everybody's.
    private let leadStreams: Set<Int>

    /// Nodes of pending versions first, then those of stored leads and waiting records.
    private(set) var graph: IdentityGraph
    private(set) var leadNodes: [LeadID: UInt32] = [:]
    private(set) var waitingNodes: [VersionID: UInt32] = [:]
    /// The record of a pending version that is not the record's first.
    private(set) var recordOf: [UInt32: VersionID] = [:]
    /// The leads of records that hold keys seen so far, `nil` for a record without one; forgotten where it becomes many.
    private var leadOf: [VersionID: LeadID?] = [:]
    private let memberLimit = 200_000
    /// Keys that turned out to be shared; stored when their leads have been taken apart, so that a run that is repeated
    /// finds them anew.
    private(set) var newlyShared: [MatchKey] = []
    /// Stored leads that a key joined which is shared now.
    private(set) var loosened: Set<LeadID> = []

    /// - Parameter isRematch: whether everything is pending, and nothing that is indexed counts.
    init(store: LeadStore, pending: PendingVersions, rules: MatchingRules, isRematch: Bool) throws(Fault) {
        self.store = store
        self.pending = pending
        self.rules = rules
        isIndexEmpty = isRematch ? true : try store.hasNoKeys()
        shared = try store.sharedKeys()
        leadStreams = Set(try store.streams().filter { $0.info.kind == .lead }.map(\.info.number))
        graph = IdentityGraph(count: pending.count)
    }

    /// The keys that join nobody, those found in this resolution included.
    var sharedKeys: Set<MatchKey> { shared }

    func record(of node: UInt32) -> VersionID { recordOf[node] ?? pending.version(of: node) }

    /// Whether a node is a version, not a stored lead or a waiting record.
    func isVersion(_ node: UInt32) -> Bool { Int(node) < pending.count }

    mutating func resolve(own: KeyEntries, all: KeyEntries) throws(Fault) {
        for bucket in 0..<own.bucketCount { try joinVersions(try own.take(bucket)) }
        for bucket in 0..<all.bucketCount {
            let entries = try all.take(bucket)
            for chunk in Chunks(of: entries, about: 50_000) { try joinRecords(entries[chunk]) }
        }
    }

    // MARK: Versions of one record

    private mutating func joinVersions(_ entries: [KeyEntry]) throws(Fault) {
        for chunk in Chunks(of: entries, about: 50_000) {
            let groups = Groups(entries[chunk])
            // Any number of activities may hold the id of their lead.
            let holders = isIndexEmpty ? [] : try store.holders(of: groups.keys, limit: 1_000, areOwnIDs: true)
            for (index, group) in groups.ranges.enumerated() where group.count > 1 || !isIndexEmpty {
                var first: [Int: UInt32] = [:]
                for entry in entries[group] {
                    let version = pending.version(of: entry.node)
                    if !isIndexEmpty,
                        let stored = holders[index].first(where: { $0.record.stream == version.stream }),
                        stored.record != version
                    {
                        recordOf[entry.node] = stored.record
                    } else if let earlier = first[version.stream] {
                        recordOf[entry.node] = pending.version(of: earlier)
                        graph.unite(earlier, entry.node)
                    } else {
                        first[version.stream] = entry.node
                    }
                }
            }
        }
    }

    // MARK: Records of one person

    private mutating func joinRecords(_ entries: ArraySlice<KeyEntry>) throws(Fault) {
        let groups = Groups(entries)
        // A lead's id can stand on any number of activities that wait for it.
        let holders = isIndexEmpty ? [] : try store.holders(of: groups.keys, limit: 1_000_000)
        try findLeads(of: holders)
        var additions: [(key: MatchKey, holder: KeyHolder)] = []
        let isIndexing = !store.isScratch
        if isIndexing { additions.reserveCapacity(entries.count) }
        for (index, group) in groups.ranges.enumerated() {
            let key = groups.keys[index]
            let stored = isIndexEmpty ? [] : holders[index]
            if isIndexing { appendKeys(of: entries[group], key, stored, to: &additions) }
            if shared.contains(key) { continue }
            if isShared(entries[group], stored) {
                shared.insert(key)
                newlyShared.append(key)
                for holder in stored { if let lead = lead(of: holder) { touch(lead, loosening: true) } }
                continue
            }
            let first = entries[group.lowerBound].node
            for entry in entries[group].dropFirst() { graph.unite(first, entry.node) }
            for holder in stored { unite(first, with: holder, lead: lead(of: holder)) }
        }
        try store.insertKeys(additions)
    }

    /// The leads of the records that hold some keys. A record holds several keys, so most are known from the keys before.
    private mutating func findLeads(of holders: [[KeyHolder]]) throws(Fault) {
        if leadOf.count > memberLimit { leadOf = [:] }
        var records: [VersionID] = []
        for holders in holders {
            for holder in holders where leadOf[holder.record] == nil { records.append(holder.record) }
        }
        guard !records.isEmpty else { return }
        records.sort()
        for (record, lead) in zip(records, try store.leads(of: records)) { leadOf[record] = .some(lead) }
    }

    private func lead(of holder: KeyHolder) -> LeadID? { leadOf[holder.record] ?? nil }

    private func appendKeys(
        of group: ArraySlice<KeyEntry>, _ key: MatchKey, _ stored: [KeyHolder],
        to additions: inout [(key: MatchKey, holder: KeyHolder)]
    ) {
        if group.count == 1, let only = group.first {
            let holder = KeyHolder(record: record(of: only.node), isOwnID: only.flags.contains(.own))
            if !stored.contains(holder) { additions.append((key: key, holder: holder)) }
            return
        }
        var fresh = group.map { KeyHolder(record: record(of: $0.node), isOwnID: $0.flags.contains(.own)) }
        fresh.removeAll(where: stored.contains)
        if fresh.count > 1 { fresh.sort() }
        for (index, holder) in fresh.enumerated() where index == 0 || fresh[index - 1] != holder {
            additions.append((key: key, holder: holder))
        }
    }

    /// Counted over every record of a person that ever held the key, so that the order of arrival does not matter.
    private func isShared(_ group: ArraySlice<KeyEntry>, _ stored: [KeyHolder]) -> Bool {
        guard let rule = group.lazy.compactMap(\.flags.rule).first else { return false }
        let limit = rules.sharedLimit(of: rule)
        guard group.count + stored.count > limit else { return false }
        var records = Set(stored.map(\.record).filter { leadStreams.contains($0.stream) })
        for entry in group where entry.flags.contains(.derived) { records.insert(record(of: entry.node)) }
        return records.count > limit
    }

    private mutating func unite(_ node: UInt32, with holder: KeyHolder, lead: LeadID?) {
        if let pendingNode = pending.node(of: holder.record) { graph.unite(node, pendingNode) }
        if let lead {
            graph.unite(node, touch(lead, loosening: false))
        } else if pending.node(of: holder.record) == nil {
            let waiting = waitingNodes[holder.record] ?? graph.addNode()
            waitingNodes[holder.record] = waiting
            graph.unite(node, waiting)
        }
    }

    @discardableResult
    private mutating func touch(_ lead: LeadID, loosening: Bool) -> UInt32 {
        if loosening { loosened.insert(lead) }
        if let node = leadNodes[lead] { return node }
        let node = graph.addNode()
        leadNodes[lead] = node
        return node
    }

    mutating func representative(of node: UInt32) -> UInt32 { graph.representative(of: node) }

    /// Lets go of what nobody asks for once the clusters are known.
    mutating func forgetNodes() {
        graph = IdentityGraph(count: 0)
        recordOf = [:]
        leadOf = [:]
        leadNodes = [:]
        waitingNodes = [:]
    }
}

/// Runs of entries with the same hash.
private struct Groups {
    var keys: [MatchKey] = []
    var ranges: [Range<Int>] = []

    init(_ entries: ArraySlice<KeyEntry>) {
        var start = entries.startIndex
        while start < entries.endIndex {
            var end = start + 1
            while end < entries.endIndex, entries[end].hash == entries[start].hash { end += 1 }
            keys.append(MatchKey(hash: entries[start].hash))
            ranges.append(start..<end)
            start = end
        }
    }
}

/// Ranges of some thousand entries that never part a run of equal hashes.
private struct Chunks: Sequence, IteratorProtocol {
    private let entries: [KeyEntry]
    private let size: Int
    private var start = 0

    init(of entries: [KeyEntry], about size: Int) {
        self.entries = entries
        self.size = size
    }

    mutating func next() -> Range<Int>? {
        guard start < entries.count else { return nil }
        var end = Swift.min(start + size, entries.count)
        while end < entries.count, entries[end].hash == entries[end - 1].hash { end += 1 }
        defer { start = end }
        return start..<end
    }
}
