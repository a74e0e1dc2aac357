import Dispatch
import FieldMapping
public import LeadModel
public import LeadStore
import Reconciliation

/// What became of waiting records that were read once more.
public struct QuarantineReplay: Sendable {
    /// Those that waited for one reason.
    public struct Group: Sendable {
        public var source: String
        public var stream: String
        public var code: String
        public var field: String?
        public var records = 0
        /// Can be read now.
        public var released = 0
        /// Cannot be read for another reason.
        public var reworded = 0
        /// Wait as before.
        public var waiting = 0
    }

    public var groups: [Group]
    /// Of its run; none where nothing was written.
    public var reports: [RunReport] = []
}

extension SyncRun {
    /// Reads waiting records once more by the mappings as they are now, and takes in those that can be read; then leads are
    /// reconciled, decided and published as in a sync.
    ///
    /// A sync does the same by itself for all of a stream whose mapping has changed, and for what is understood another way
    /// besides; this does it now, for what is asked.
    public func replayQuarantine(_ filter: QuarantineFilter, isRehearsal: Bool) throws(Fault) -> QuarantineReplay {
        let began = DispatchTime.now()
        let store = isRehearsal ? try workspace.openForReading() : try workspace.openForWriting()
        let entries = try QuarantineDesk.entries(filter, of: .waiting, in: store)
        let streams = try store.streamsByNumber()
        let started = Instant.now
        let erased = try ErasedPeople(store, roleAccounts: workspace.matching.roleAccounts)
        let parts = try Dictionary(grouping: entries, by: \.stream.number).sorted { $0.key < $1.key }.map {
            (number, entries) throws(Fault) in
            (stream: try readable(streams[number], entries[0].stream), entries: entries)
        }
        let run =
            isRehearsal ? 0 : try store.beginRun(source: QuarantineDesk.source, started: started, asOf: options.now)
        var report = RunReport(
            run: run, source: QuarantineDesk.source, outcome: .succeeded, counts: RecordCounts(), moved: MovedLeads(),
            seconds: 0, files: [], notes: [])
        let keys = MatchKeys(
            rules: workspace.matching, hashKey: KeyHasher.Key(k0: store.matchKey.0, k1: store.matchKey.1))
        var groups: [QuarantineReplay.Group] = []
        for (found, entries) in parts {
            let reading = RawReplay(
                store: store, stream: found.stream, mapping: found.mapping,
                datesDeletions: workspace.datesDeletions(of: found.mapping, source: found.stream.info.source), run: run,
                now: max(started, options.now), erased: erased,
                closing: ClosingRecords(store, found.stream, found.mapping), keys: keys, progress: progress,
                only: Set(entries.map(\.number)))
            let outcome = try reading.replay(isRehearsal: isRehearsal)
            add(entries, outcome.asked, to: &groups)
            report.counts += outcome.counts
            report.files.append(
                RunReport.File(
                    stream: found.stream.info.stream, path: "\(found.stream.info.source)/\(found.stream.info.stream)",
                    detected: "waiting records read again by \(found.mapping.name)", counts: outcome.counts,
                    erased: outcome.erased, fault: nil))
        }
        groups.sort { $0.records > $1.records }
        guard !isRehearsal else { return QuarantineReplay(groups: groups) }
        if report.counts.rejected > 0 { report.outcome = .succeededWithRejects }
        report.seconds = Double(DispatchTime.now().uptimeNanoseconds - began.uptimeNanoseconds) / 1e9
        // What else a changed mapping means waits for the next sync, so that it is not in force yet.
        let changed = streams.values.compactMap { stream in
            workspace.mapping(of: stream.info).flatMap {
                $0.fingerprint == stream.mapping ? nil : workspace.textName(of: $0.file)
            }
        }
        let outcome = StoreReplay.Outcome(report: report, heldMappings: Set(changed))
        return QuarantineReplay(groups: groups, reports: try conclude(store, outcome, []))
    }

    /// The mapping that understands a stream's records now.
    private func readable(
        _ stored: StoredStream?, _ info: StreamInfo
    ) throws(Fault) -> (stream: StoredStream, mapping: FieldMapping) {
        guard let stored, let mapping = workspace.mapping(of: info) else {
            throw unconfigured(info)
        }
        guard stored.info.kind == mapping.kind, stored.idSpace == mapping.ids ?? info.source else {
            throw Fault(
                .runUnfinished, .stopRun,
                "the mapping of \(info.source)/\(info.stream) says that its records are of another kind or have other ids",
                at: Origin(file: mapping.file), advice: "Run `leadloop sync`: it reads all of them again.")
        }
        return (stream: stored, mapping: mapping)
    }

    private func add(
        _ entries: [QuarantineEntry], _ results: [Int64: Fault?], to groups: inout [QuarantineReplay.Group]
    ) {
        for entry in entries {
            let code = entry.fault.code.rawValue
            let place =
                groups.firstIndex {
                    $0.source == entry.stream.source && $0.stream == entry.stream.stream && $0.code == code
                        && $0.field == entry.fault.field
                } ?? groups.count
            if place == groups.count {
                groups.append(
                    QuarantineReplay.Group(
                        source: entry.stream.source, stream: entry.stream.stream, code: code, field: entry.fault.field))
            }
            groups[place].records += 1
            switch results[entry.number] {
            case .some(nil): groups[place].released += 1
            case .some(let fault?) where fault.code != entry.fault.code || fault.field != entry.fault.field:
                groups[place].reworded += 1
            default: groups[place].waiting += 1
            }
        }
    }
}
