import Failpoints
import LeadModel
import LeadStore
import Reconciliation

/// Takes every pending version into the leads: identity, survivorship, lifecycle, feeds.
///
/// May be killed anywhere and repeated: keys and leads that were written are found again, and the streams' mark moves
/// last. Its memory does not grow with the store: keys and versions are spread over buckets on disk where they are many,
/// and 8 bytes a pending version stay in memory.
struct ReconcilePass {
    private let store: LeadStore
    private let rules: RuleBook
    private let run: Int64
    private let now: Instant
    private let directory: String
    private let streams: [Int: StoredStream]
    private let progress: ProgressReport
    private let verdicts: VerdictBook
    /// Where everything is matched anew.
    private let rematch: LeadStore.Rematch?
    /// Bytes of keys, and of versions, held before they go to disk.
    private let memoryLimit = 6 << 20
    /// New leads of one transaction.
    private let pageLeads: UInt32 = 3_000
    /// Stored leads of one transaction. Each may lie on a page of its own, and what the writer's cache cannot hold until
    /// the commit is written twice.
    private let pageStored: UInt32 = 1_000

    init(
        store: LeadStore, rules: RuleBook, run: Int64, now: Instant, directory: String, progress: ProgressReport
    ) throws(Fault) {
        self.store = store
        self.rules = rules
        self.run = run
        self.now = now
        self.directory = directory
        self.progress = progress
        verdicts = VerdictBook(try store.verdicts())
        // Rules that match otherwise, or a matching that was interrupted.
        let matchedBy = try store.matchedBy() ?? rules.matchingFingerprint
        if try store.rematch() != nil || matchedBy != rules.matchingFingerprint { try store.beginRematch(.keepsLeads) }
        rematch = try store.rematch()
        streams = try store.streamsByNumber()
    }

    /// Takes in what is pending; where all is to be matched anew, everything is.
    /// - Returns: leads that went to marketing or back to sales, by the source whose record shows why.
    func reconcile(_ tally: inout RunTally) throws(Fault) -> [String: MovedLeads] {
        let pending = try PendingVersions(
            store, streams.values.sorted { $0.info.number < $1.info.number }, isRematch: rematch != nil)
        guard pending.count > 0 || rematch != nil else { return [:] }
        try tally.sortPages { (first, last) throws(Fault) in try store.wholeEchoes(from: first, to: last) }
        var resolution = try IdentityResolution(
            store: store, pending: pending, rules: rules.matching, isRematch: rematch != nil)
        let bytes = try resolveIdentity(&resolution, pending)
        var prior = rematch == nil ? nil : try PriorLeads(store, pending: pending)
        let clusters = Clusters(&resolution, pending: pending, prior: prior)
        let ended = prior?.ended ?? []
        // The clusters know all of it now: 16 bytes a lead, and more a version.
        prior = nil
        resolution.forgetNodes()
        Failpoint.keysJoined.pass()
        let outdated = try store.outdatedPages()
        let standing =
            rematch == .keepsLeads && outdated.isEmpty
            ? try StandingClusters(store, pending, clusters) : StandingClusters.none
        let gathered = GatheredVersions(
            clusters: clusters.count, bytes: bytes, directory: directory, memoryLimit: memoryLimit)
        progress.begin("gathering", total: pending.count)
        // Of leads that stand as they are, only their memberships are written, and none in a copy that is thrown away.
        let isScratch = store.isScratch
        let isStanding = { (node: UInt32) in isScratch && standing.contains(clusters.number(of: node)) }
        try pending.forEach(in: store, except: isStanding) { (_, node, version) throws(Fault) in
            try gathered.append(version, to: clusters.number(of: node))
            progress.advance(1)
        }
        let identity = LeadPageBuilder.Identity(
            streams: streams, shared: resolution.sharedKeys, loosened: resolution.loosened, verdicts: verdicts,
            outdatedPages: outdated, isRematch: rematch != nil, standing: standing)
        var builder = try LeadPageBuilder(store: store, rules: rules, run: run, now: now, identity: identity)
        try settle(gathered, clusters, with: &builder, &tally)
        if !ended.isEmpty { try store.commit(try builder.page(ending: ended)) }
        try store.markReconciled(
            pending.parts.map { (stream: $0.stream.info.number, sequence: $0.last) }, shared: resolution.newlyShared,
            matchedBy: rules.matchingFingerprint)
        for part in pending.parts {
            let stream = part.stream.info.number
            try store.sweepRawRecords(of: stream)
        }
        return builder.moved
    }

    /// Derives and joins the keys; returns the bytes of the pending observations.
    private func resolveIdentity(_ resolution: inout IdentityResolution, _ pending: PendingVersions) throws(Fault)
        -> Int
    {
        let own = KeyEntries(expected: pending.count, directory: directory, memoryLimit: memoryLimit / 2)
        let all = KeyEntries(expected: pending.count * 6, directory: directory, memoryLimit: memoryLimit)
        var keys = MatchKeys(rules: rules.matching, hashKey: rules.hashKey)
        var derived: [MatchKeys.Derived] = []
        var bytes = 0
        progress.begin("matching", total: pending.count)
        try pending.forEach(in: store) { (part, node, version) throws(Fault) in
            bytes += version.observation.bytes.count + 52
            derived.removeAll(keepingCapacity: true)
            keys.append(
                of: Observation(kind: part.stream.info.kind, fields: version.observation), space: part.stream.idSpace,
                to: &derived)
            if verdicts.hasSame, part.stream.info.kind == .lead {
                let name = "\(part.stream.idSpace):\(version.observation.text(.id) ?? "")"
                derived += verdicts.keys(of: name, keys)
            }
            for key in derived {
                let flags: KeyEntry.Flags =
                    key.rule == MatchKeys.Derived.ownID
                    ? .own : key.rule >= 0 && part.stream.info.kind == .lead ? .derived(by: key.rule) : []
                let entry = KeyEntry(hash: key.key.hash, node: node, flags: flags)
                if flags == .own { try own.append(entry) }
                try all.append(entry)
            }
            progress.advance(1)
        }
        try resolution.resolve(own: own, all: all)
        return bytes
    }

    private func settle(
        _ gathered: GatheredVersions, _ clusters: Clusters, with builder: inout LeadPageBuilder,
        _ tally: inout RunTally
    ) throws(Fault) {
        let worker = SerialWorker(depth: 1, name: "commit")
        defer { worker.finish() }
        progress.begin("deciding", total: clusters.count)
        for bucket in 0..<gathered.bucketCount {
            let items = try gathered.take(bucket)
            let numbers = gathered.clusters(of: bucket, total: clusters.count)
            var position = 0
            // Committed pages are freed here, where they were made: freed by the other thread they would leave holes in this
            // one's memory, a third more of it in the end. When a page is accepted, the one before the last is done.
            var submitted: [LeadPage] = []
            var chunk = numbers.lowerBound
            while chunk < numbers.upperBound {
                let isStored = chunk < clusters.stored
                let end = min(chunk + (isStored ? pageStored : pageLeads), numbers.upperBound)
                let start = position
                while position < items.count, items[position].cluster < end { position += 1 }
                let page = try builder.page(items[start..<position], clusters: chunk..<end, in: clusters, &tally)
                if !page.isEmpty {
                    let store = store
                    try worker.submit {
                        try store.commit(page)
                        Failpoint.leadsSettled.pass()
                    }
                    submitted.append(page)
                    if submitted.count > 2 { submitted.removeFirst() }
                }
                progress.advance(Int(end - chunk))
                chunk = end
            }
        }
        try worker.drain()
    }
}
