import LeadModel
import LeadStore
import Reconciliation

/// Makes pages of leads from neighbouring clusters: what is stored of them is read together, then each is settled.
struct LeadPageBuilder {
    private let store: LeadStore
    private let run: Int64
    private let identity: Identity
    private let groups: PersonGroups
    private var settlement: LeadSettlement
    private var nextLead: Int64
    /// Leads that went to marketing or back to sales, by the source whose record shows why.
    private(set) var moved: [String: MovedLeads] = [:]

    init(store: LeadStore, rules: RuleBook, run: Int64, now: Instant, identity: Identity) throws(Fault) {
        try DecidingRules.doubt(rules.fingerprint(at: now), in: store)
        self.store = store
        self.run = run
        self.identity = identity
        groups = PersonGroups(
            rules: rules, streams: identity.streams, shared: identity.shared, verdicts: identity.verdicts)
        nextLead = try store.lastLead().number + 1
        settlement = LeadSettlement(
            rules: rules, now: now, ledger: (look: try LedgerLook(store), streams: identity.streams))
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
        let known = range.map { identity.standing.contains($0) ? Clusters.Cluster() : clusters.stored($0) }
        let stored = try load(known, items)
        try settlement.look(at: items.lazy.map(\.version) + stored.versions.values)
        var start = items.startIndex
        for (cluster, known) in zip(range, known) {
            var end = start
            while end < items.endIndex, items[end].cluster == cluster { end += 1 }
            var versions = items[start..<end].map(\.version)
            start = end
            if !known.leads.isEmpty || !known.waiting.isEmpty { appendStored(known, stored, to: &versions) }
            guard !versions.isEmpty else { continue }
            let grouped = records(of: versions, &page, &tally)
            if identity.standing.contains(cluster) {
                for lead in clusters.stored(cluster).leads {
                    for record in grouped.records {
                        page.members += record.names.map { (record: $0, lead: lead) }
                    }
                }
            } else if Int(cluster) < clusters.people {
                try settle(grouped, known, stored, &page)
            } else {
                for record in grouped.records { wait(for: record, &page) }
            }
        }
        return page
    }

    /// Settles stored leads among themselves: what a person said about their records may part or join them.
    mutating func page(among leads: [LeadID]) throws(Fault) -> LeadPage {
        var page = LeadPage(run: run)
        var tally = RunTally()
        let known = Clusters.Cluster(leads: leads.sorted())
        let stored = try load([known])
        try settlement.look(at: stored.versions.values)
        var versions: [StoredVersion] = []
        appendStored(known, stored, to: &versions)
        try settle(records(of: versions, &page, &tally), known, stored, &page, isDoubtful: true)
        return page
    }

    /// Settles stored leads anew, each by itself, because their versions say something else now.
    mutating func page(resettling leads: [LeadID]) throws(Fault) -> LeadPage {
        var page = LeadPage(run: run)
        var tally = RunTally()
        let known = leads.map { Clusters.Cluster(leads: [$0]) }
        let stored = try load(known)
        try settlement.look(at: stored.versions.values)
        for cluster in known {
            var versions: [StoredVersion] = []
            appendStored(cluster, stored, to: &versions)
            try settle(records(of: versions, &page, &tally), cluster, stored, &page)
        }
        return page
    }

    /// Takes leads out of which nothing is left; their receivers are told.
    mutating func page(ending leads: [LeadID]) throws(Fault) -> LeadPage {
        var page = LeadPage(run: run)
        for (lead, held) in zip(leads, try store.feedMembers(leads)) { end(lead, held, &page) }
        return page
    }

    /// - Parameter items: where everything is matched anew, the versions that have been read already.
    private func load(
        _ known: [Clusters.Cluster], _ items: ArraySlice<GatheredVersions.Item> = []
    ) throws(Fault) -> Stored {
        var stored = Stored()
        let leads = known.flatMap(\.leads)
        let records = known.flatMap(\.waiting)
        guard !leads.isEmpty || !records.isEmpty else { return stored }
        if identity.isRematch { for item in items { stored.versions[item.version.version] = item.version } }
        for lead in try store.leads(leads, adding: &stored.versions) { stored.leads[lead.id] = lead }
        for (lead, held) in zip(leads, try store.feedMembers(leads)) { stored.held[lead] = held }
        for (record, versions) in zip(records, try store.waitingVersions(records)) { stored.waiting[record] = versions }
        guard !identity.isRematch else { return stored }
        let addresses = Set(stored.waiting.values.joined()).sorted()
        for version in try store.versions(addresses) { stored.versions[version.version] = version }
        return stored
    }

    private func appendStored(_ known: Clusters.Cluster, _ stored: Stored, to versions: inout [StoredVersion]) {
        guard !identity.isRematch else { return }
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
        _ grouped: LeadRecords, _ known: Clusters.Cluster, _ stored: Stored, _ page: inout LeadPage,
        isDoubtful: Bool = false
    ) throws(Fault) {
        let records = grouped.records
        let isLoosened = !identity.loosened.isEmpty && known.leads.contains(where: identity.loosened.contains)
        guard isDoubtful || isLoosened || identity.verdicts.divides(records, in: identity.streams) else {
            if records.contains(where: { $0.kind == .lead }) {
                try settle(
                    person: records, LeadClaims.Claim(standing: known.leads, absorbed: known.absorbed),
                    grouped.aliases, stored, &page)
            } else {
                for record in records { wait(for: record, &page) }
                for lead in known.leads { end(lead, stored.held[lead] ?? [], &page) }
            }
            return
        }
        let all = groups.groups(of: records)
        let people = all.filter { $0.contains { $0.kind == .lead } }
        for group in all where !group.contains(where: { $0.kind == .lead }) {
            for record in group { wait(for: record, &page) }
        }
        var absorbed: [(lead: LeadID, versions: [VersionID])] = []
        for lead in known.leads { absorbed += try store.absorbedVersions(into: lead) }
        let claims = LeadClaims(people, standing: known.leads.compactMap { stored.leads[$0] }, absorbed: absorbed)
        for (person, claim) in zip(people, claims.byPerson) {
            try settle(person: person, claim, grouped.aliases, stored, &page)
        }
        for lead in claims.ended { end(lead, stored.held[lead] ?? [], &page) }
    }

    /// - Parameter claim: the leads that the person was: the first survives, the others are absorbed.
    private mutating func settle(
        person records: [LeadRecord], _ claim: LeadClaims.Claim, _ aliases: [RecordAlias], _ stored: Stored,
        _ page: inout LeadPage
    ) throws(Fault) {
        let survivor = claim.standing.first
        let restored = survivor == nil ? claim.absorbed.first : nil
        let id = survivor ?? restored ?? LeadID(number: nextLead)
        if survivor == nil, restored == nil { nextLead += 1 }
        let before = survivor.flatMap { stored.leads[$0] }
        let absorbed = claim.standing.dropFirst() + claim.absorbed.filter { $0 != restored }
        var result = settlement.settle(
            id, records, stored: before, held: survivor.flatMap { stored.held[$0] } ?? [],
            joined: joined(records, before, aliases), absorbed: Array(absorbed),
            firstRevision: try restored.map { id throws(Fault) in try store.lastRevision(of: id) + 1 } ?? 1)
        result.write?.isRestored = restored != nil
        if let write = result.write { page.leads.append(write) }
        page.messages += result.messages
        if result.moved != MovedLeads() {
            let source = identity.streams[result.evidence?.stream ?? 0]?.info.source ?? ""
            moved[source] = (moved[source] ?? MovedLeads()) + result.moved
            page.moved = page.moved + result.moved
        }
        // The receivers held an absorbed lead under its own number.
        for lead in claim.standing.dropFirst() { withdraw(lead, stored.held[lead] ?? [], &page) }
    }

    /// Records that were not of this lead before, named by their first version; all of them where memberships were
    /// forgotten, and by versions that are dropped, too: the keys were found while these were there.
    private func joined(_ records: [LeadRecord], _ lead: StoredLead?, _ aliases: [RecordAlias]) -> [VersionID] {
        let before = identity.isRematch ? [] : Set(lead?.versions ?? [])
        let names = records.flatMap(\.names).filter { !before.contains($0) }
        guard identity.isRematch, !aliases.isEmpty else { return names }
        let ids = Set(records.map(\.id))
        return names + aliases.filter { ids.contains($0.id) }.map(\.version)
    }

    private func end(_ lead: LeadID, _ held: [(feed: String, content: [UInt8])], _ page: inout LeadPage) {
        page.ended.append(lead)
        withdraw(lead, held, &page)
    }

    private func withdraw(_ lead: LeadID, _ held: [(feed: String, content: [UInt8])], _ page: inout LeadPage) {
        for (feed, content) in held {
            page.messages.append(
                OutboxMessage(feed: feed, lead: lead, revision: 1, action: .withdraw, content: content))
        }
    }

    // MARK: Records

    private func wait(for record: LeadRecord, _ page: inout LeadPage) {
        let addresses = record.versions.map(\.version).sorted()
        for name in record.names { page.waiting.append((record: name, versions: addresses)) }
    }

    /// Groups versions to records and counts what each version of this run turned out to be.
    private func records(of versions: [StoredVersion], _ page: inout LeadPage, _ tally: inout RunTally)
        -> LeadRecords
    {
        let grouped = LeadRecords(versions, streams: identity.streams, outdated: identity.outdatedPages)
        for version in grouped.repeated { tally.settle(version, as: \.unchanged) }
        page.repeated += grouped.repeated
        page.repeated += grouped.withdrawn
        for record in grouped.records {
            let names = record.names
            for version in record.versions {
                if grouped.withdrawnDigests.contains(version.digest) {
                    tally.settle(version.version, as: \.unchanged)
                } else {
                    let isFirst = names.contains(version.version) && grouped.withdrawn.isEmpty
                    tally.settle(version.version, as: isFirst ? \.inserted : \.updated)
                }
            }
        }
        return grouped
    }
}
