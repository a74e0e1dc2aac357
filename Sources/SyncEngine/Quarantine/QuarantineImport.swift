import Connectors
import Failpoints
import FieldMapping
public import LeadModel
import LeadStore
import Reconciliation

extension SyncRun {
    /// Takes in a file by which a person has mended refused records: its rows are mapped, become versions, and release
    /// their entries; then leads are reconciled, decided and published as in a sync.
    ///
    /// - Parameters:
    ///   - source: which source the entries must be of, if that is said.
    ///   - stream: which of its streams.
    public func importMended(_ path: String, source: String?, stream: String?) throws(Fault) -> [RunReport] {
        let store = try workspace.openForWriting()
        try store.overwriteResidue()
        // A slip of the pen in the command must not cost a replay, nor leave one half done.
        let file = try MendingFile(path: path)
        var filter = QuarantineFilter(state: nil)
        filter.entries = file.entries.keys.sorted()
        let delivered = filter.entries.isEmpty ? [] : try store.quarantined(filter)
        let info = try self.stream(of: delivered, file, source: source, stream: stream)
        guard let definition = workspace.sources.first(where: { $0.name == info.source }),
            let mapping = workspace.mapping(of: info)
        else { throw unconfigured(info) }
        let erased = try ErasedPeople(store, roleAccounts: workspace.matching.roleAccounts)
        let labels = try labels(of: delivered, file, FlatRecords(store, mapping: mapping, withholding: erased))

        let replayed = try replay(store, all: false)
        // Other entries may wait now, and for other reasons.
        let entries = try store.quarantined(filter)
        guard let stored = try store.streams().first(where: { $0.info.number == info.number }),
            !replayed.held.contains(info.number)
        else {
            // What else was read again is settled first.
            _ = try conclude(store, replayed, [])
            throw Fault(
                .runHeld, .stopRun, "\(info.source)/\(info.stream) is held: its mapping has to be confirmed first",
                at: Origin(file: mapping.file),
                advice: "Correct the mapping, or say `leadloop db rebuild --accept-refusals`.")
        }
        let started = Instant.now
        var pull = SourcePull(
            source: definition,
            run: try store.beginRun(source: definition.name, started: started, asOf: options.now))
        let intake = MendingIntake(
            store: store, stream: stored, mapping: mapping,
            datesDeletions: workspace.datesDeletions(of: mapping, source: info.source), run: pull.run,
            readAt: max(started, options.now),
            erased: erased,
            interrupted: InterruptedVersions(
                of: stored, except: try store.unwrittenVersions(of: stored.info.number, after: stored.reconciled)))
        let known = Dictionary(uniqueKeysWithValues: entries.map { ($0.number, $0) })
        do throws(Fault) {
            pull.refusals = try intake.take(file, known, labels: labels, into: &pull.tally)
        } catch {
            if error.remedy == .stopRun { throw error }
            // It was whole a moment ago. What was taken of it is settled.
            pull.notes.append(error.located(at: Origin(file: path)))
        }
        try store.overwriteResidue()
        Failpoint.fileMended.pass()
        return try conclude(store, replayed, [pull])
    }

    private func stream(
        of entries: [QuarantineEntry], _ file: MendingFile, source: String?, stream: String?
    ) throws(Fault) -> StreamInfo {
        let streams = Set(entries.map(\.stream)).sorted { $0.number < $1.number }
        guard let only = streams.first else {
            throw Fault(
                .quarantineRowUnknown, .stopStream, "no row of the file stands for an entry of the quarantine",
                at: Origin(file: file.path), field: MendingSheet.entry,
                advice: "Take a file that `leadloop quarantine export` has written from this store.")
        }
        guard streams.count == 1 else {
            let names = streams.map { "\($0.source)/\($0.stream)" }.joined(separator: ", ")
            throw Fault(
                .quarantineMixedStreams, .stopStream, "rows of several streams stand in one file: \(names)",
                at: Origin(file: file.path), advice: "Import a file for each stream.")
        }
        guard source ?? only.source == only.source, stream ?? only.stream == only.stream else {
            throw Fault(
                .quarantineMixedStreams, .stopStream,
                "the rows are of \(only.source)/\(only.stream), not of \(source ?? only.source)/\(stream ?? only.stream)",
                at: Origin(file: file.path), advice: "Correct `--source` and `--stream`, or leave them out.")
        }
        return only
    }

    func unconfigured(_ info: StreamInfo) -> Fault {
        Fault(
            .configUnknownReference, .stopRun, "the stream \(info.source)/\(info.stream) is not configured any more",
            at: Origin(file: workspace.configFolder + "/sources"),
            advice: "Bring back its source, or dismiss its entries.")
    }

    /// The labels of the records that rows are to mend.
    /// - Throws: `quarantine.column-missing` where the file lacks some of what they hold.
    private func labels(
        of entries: [QuarantineEntry], _ file: MendingFile, _ flat: FlatRecords
    ) throws(Fault) -> Set<String> {
        var labels: Set<String> = []
        var missing: [String] = []
        var start = 0
        // A record of thousands of columns takes its room: so many at once.
        while start < entries.count {
            let end = min(start + 1_000, entries.count)
            let records = try flat.records(Array(entries[start..<end].sorted { $0.page < $1.page }))
            var builder = MendingSheet.Builder()
            for record in records.values { builder.add(record) }
            for column in builder.sheet().columns {
                labels.insert(column.label)
                let isThere =
                    file.header.contains(column.name)
                    || column.number ?? 0 == 0
                        && (file.header.contains("\(column.label)[0]") || file.header.contains(column.label))
                if !isThere, !missing.contains(column.name) { missing.append(column.name) }
            }
            start = end
        }
        guard missing.isEmpty else {
            throw Fault(
                .quarantineColumnMissing, .stopStream,
                "the file lacks \(missing.count == 1 ? "a column" : "\(missing.count) columns") of the records",
                at: Origin(file: file.path), field: missing.sorted().prefix(5).joined(separator: "', '"),
                advice: "Put them back, or export again and hide columns instead of deleting them.")
        }
        return labels
    }
}
