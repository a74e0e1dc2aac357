import LeadModel
import LeadStore
import Reconciliation

/// Makes pages of leads from neighbouring clusters: what is stored of them is read together, then each is settled.
struct LeadPageBuilder {
    private let store: LeadStore
    private let rules: RuleBook
    private let run: Int64
    private let streams: [Int: StoredStream]
    private let resolution: IdentityResolution
    private var settlement: LeadSettlement
    private var nextLead: Int64
    /// Newly recycled leads, by the source whose record shows why.
    private(set) var recycled: [String: Int] = [:]

    init(
        store: LeadStore, rules: RuleBook, run: Int64, now: Instant, streams: [Int: StoredStream],
        resolution: IdentityResolution,
        nextLead: Int64
    ) {
        self.store = store
        self.rules = rules
        self.run = run
        self.streams = streams
        self.resolution = resolution
        self.nextLead = nextLead
        settlement = LeadSettlement(rules: rules, now: now)
    }

    /// What the store holds of some clusters.
    private struct Stored {
        var leads: [LeadID: StoredLead] = [:]
        var held: [LeadID: [(feed: String, content: [UInt8])]] = [:]
        var versions: [VersionID: StoredVersion] = [:]
        var waiting: [VersionID: [VersionID]] = [:]
    }

    mutating func page(
        _ items: ArraySlice<GatheredVersions.Item>, clusters range: Range<UInt32>, in clusters: Clusters,
        _ tally: inout RunTally
    ) throws(Fault) -> LeadPage {
        var page = LeadPage(run: run)
        let stored = try load(range, clusters)
        var start = items.startIndex
        for cluster in range {
            var end = start
            while end < items.endIndex, items[end].cluster == cluster { end += 1 }
            let known = clusters.stored(cluster)
            var versions = items[start..<end].map(\.version)
            start = end
            if !known.leads.isEmpty || !known.waiting.isEmpty { appendStored(known, stored, to: &versions) }
            guard !versions.isEmpty else { continue }
            if Int(cluster) < clusters.people {
                settle(versions, known, stored, &page, &tally)
            } else {
                wait(versions, &page, &tally)
            }
        }
        return page
    }

    private func load(_ range: Range<UInt32>, _ clusters: Clusters) throws(Fault) -> Stored {
        var stored = Stored()
        var leads: [LeadID] = []
        var records: [VersionID] = []
        for cluster in range {
            let known = clusters.stored(cluster)
            leads += known.leads
            records += known.waiting
        }
        guard !leads.isEmpty || !records.isEmpty else { return stored }
        for lead in try store.leads(leads, adding: &stored.versions) { stored.leads[lead.id] = lead }
        for (lead, held) in zip(leads, try store.feedMembers(leads)) { stored.held[lead] = held }
        for (record, versions) in zip(records, try store.waitingVersions(records)) { stored.waiting[record] = versions }
        let addresses = Set(stored.waiting.values.joined()).sorted()
        for version in try store.versions(addresses) { stored.versions[version.version] = version }
        return stored
    }

    private func appendStored(_ known: Clusters.Cluster, _ stored: Stored, to versions: inout [StoredVersion]) {
        var addresses = Set(versions.map(\.version))
        for lead in known.leads {
            for version in stored.leads[lead]?.versions ?? [] where addresses.insert(version).inserted {
                if let found = stored.versions[version] { versions.append(found) }
            }
        }
        for record in known.waiting {
            for version in stored.waiting[record] ?? [] where addresses.insert(version).inserted {
                if let found = stored.versions[version] { versions.append(found) }
            }
        }
        versions.sort { $0.version < $1.version }
    }

    // MARK: People

    private mutating func settle(
        _ versions: [StoredVersion], _ known: Clusters.Cluster, _ stored: Stored, _ page: inout LeadPage,
        _ tally: inout RunTally
    ) {
        let records = group(versions, &page, &tally)
        let isLoosened = !resolution.loosened.isEmpty && known.leads.contains(where: resolution.loosened.contains)
        var people = [records]
        if isLoosened {
            let loose = LooseRecords(rules: rules, streams: streams, shared: resolution.sharedKeys).groups(of: records)
            people = loose.filter { $0.contains { $0.kind == .lead } }
            for record in loose.joined()
            where !people.joined().contains(where: { $0.stream == record.stream && $0.id == record.id }) {
                wait(for: record, &page)
            }
        }
        for (index, person) in people.enumerated() {
            let survivor = index == 0 ? known.leads.first : nil
            let id = survivor ?? LeadID(number: nextLead)
            if survivor == nil { nextLead += 1 }
            let result = settlement.settle(
                id, person, stored: survivor.flatMap { stored.leads[$0] },
                held: survivor.flatMap { stored.held[$0] } ?? [],
                ledger: [], joined: joined(person, stored.leads[id], isSplit: index > 0),
                absorbed: index == 0 ? Array(known.leads.dropFirst()) : [])
            if let write = result.write { page.leads.append(write) }
            page.messages += result.messages
            if result.isNewlyRecycled {
                recycled[streams[result.evidence?.stream ?? 0]?.info.source ?? "", default: 0] += 1
            }
        }
        for absorbed in known.leads.dropFirst() {
            // The receivers held the absorbed lead under its own number.
            for held in stored.held[absorbed] ?? [] {
                page.messages.append(
                    OutboxMessage(
                        feed: held.feed, lead: absorbed, revision: 1, action: .withdraw, content: held.content))
            }
        }
    }

    /// Records that were not of this lead before, named by their first version.
    private func joined(_ records: [LeadRecord], _ lead: StoredLead?, isSplit: Bool) -> [VersionID] {
        guard let lead else { return records.flatMap(\.names) }
        let before = Set(lead.versions)
        return records.flatMap(\.names).filter { isSplit || !before.contains($0) }
    }

    // MARK: Records without a person

    private mutating func wait(_ versions: [StoredVersion], _ page: inout LeadPage, _ tally: inout RunTally) {
        for record in group(versions, &page, &tally) { wait(for: record, &page) }
    }

    private func wait(for record: LeadRecord, _ page: inout LeadPage) {
        let addresses = record.versions.map(\.version).sorted()
        for name in record.names { page.waiting.append((record: name, versions: addresses)) }
    }

    /// Groups versions to records and counts what each version of this run turned out to be.
    private func group(_ versions: [StoredVersion], _ page: inout LeadPage, _ tally: inout RunTally) -> [LeadRecord] {
        var repeated: [(version: VersionID, repetition: LeadRecords.Repetition)] = []
        let records = LeadRecords.group(versions, streams: streams) {
            repeated.append((version: $0.version, repetition: $1))
        }
        for (version, repetition) in repeated {
            switch repetition {
            case .same:
                tally.settle(version, as: \.unchanged)
                page.repeated.append(version)
            case .reread(let original):
                tally.settle(version, as: \.updated)
                page.reread.append((original: original, by: version))
            }
        }
        for record in records {
            let names = record.names
            for version in record.versions {
                tally.settle(version.version, as: names.contains(version.version) ? \.inserted : \.updated)
            }
        }
        return records
    }
}

/// Takes a lead apart whose records were joined by a key that too many records share.
private struct LooseRecords {
    let rules: RuleBook
    let streams: [Int: StoredStream]
    let shared: Set<MatchKey>

    /// Records joined by the keys that are left; the group with the first record comes first. One without a record of a
    /// person waits for it.
    func groups(of records: [LeadRecord]) -> [[LeadRecord]] {
        var graph = IdentityGraph(count: records.count)
        var holders: [MatchKey: UInt32] = [:]
        var keys = MatchKeys(rules: rules.matching, hashKey: rules.hashKey)
        for (index, record) in records.enumerated() {
            for version in record.versions {
                var derived: [MatchKeys.Derived] = []
                keys.append(of: version.observation, space: streams[record.stream.number]?.idSpace ?? "", to: &derived)
                for key in derived where !shared.contains(key.key) {
                    if let other = holders[key.key] {
                        graph.unite(other, UInt32(index))
                    } else {
                        holders[key.key] = UInt32(index)
                    }
                }
            }
        }
        var groups: [UInt32: [LeadRecord]] = [:]
        for (index, record) in records.enumerated() {
            groups[graph.representative(of: UInt32(index)), default: []].append(record)
        }
        return groups.values.sorted { first(of: $0) < first(of: $1) }
    }

    private func first(of records: [LeadRecord]) -> Int64 {
        records.flatMap(\.versions).map(\.version.rawValue).min() ?? .max
    }
}
