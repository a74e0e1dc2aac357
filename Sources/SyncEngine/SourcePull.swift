import Connectors
import Dispatch
import Failpoints
import FieldMapping
public import LeadModel
import LeadStore
import Reconciliation
import RecordFormats

/// What of a system's records a run asks for. Files are read whole, whatever it is.
public enum PullExtent: Sendable, Hashable {
    /// What has changed since the last pull.
    case news
    /// All that there is, as if nothing had been read yet.
    case all
    /// What has changed since a time, once more.
    case since(Instant)
    /// One record, by the id that its system has for it. How far the streams were read stays as it is.
    case record(String)
}

extension SyncRun {
    /// One source's files, taken in.
    struct SourcePull {
        var source: SourceDefinition
        var run: Int64
        var tally = RunTally()
        var notes: [Fault] = []
        var warnings: [Fault] = []
        /// Why rows by which a person mends records were not taken.
        var refusals: [Fault] = []
        var seconds = 0.0
    }

    /// - Parameter replay: what came before; the files of streams that it holds wait, because somebody has to confirm their
    ///   mapping first.
    func pull(_ source: SourceDefinition, _ store: LeadStore, _ replay: StoreReplay.Outcome) throws(Fault)
        -> SourcePull
    {
        let began = DispatchTime.now()
        let started = Instant.now
        var pull = SourcePull(
            source: source, run: try store.beginRun(source: source.name, started: started, asOf: options.now))
        Failpoint.runBegun.pass()
        let worker = SerialWorker(depth: 1, name: "store")
        defer { worker.finish() }
        let erased = try ErasedPeople(store, roleAccounts: workspace.matching.roleAccounts)
        let door = StreamDoor(source, workspace: workspace, options: options, progress: progress)
        let waiting = try store.streams().filter { replay.held.contains($0.info.number) }.map(\.info)
        for definition in source.streams {
            if let approval = options.approval, approval.exports[definition.name] == nil { continue }
            guard let mapping = workspace.mappings[definition.mapping],
                !waiting.contains(where: { $0.source == source.name && $0.stream == definition.name })
            else { continue }
            let stream = try store.register(
                source: source.name, stream: definition.name, kind: mapping.kind, role: source.role,
                idSpace: mapping.ids ?? source.name, mapping: mapping.fingerprint,
                format: definition.format.fingerprint)
            // Where everything is matched anew, all that is stored is pending; it was counted by its own run, and so was what
            // a replay has just found that it can read.
            var interrupted = stream
            let isMatchedAnew = try store.rematch() != nil
            if isMatchedAnew || replay.replayed.contains(stream.info.number) {
                interrupted.reconciled = interrupted.last
            }
            let unwritten = try store.unwrittenVersions(of: stream.info.number, after: interrupted.reconciled)
            let intake = ExportIntake(
                store: store, stream: stream, definition: definition, mapping: mapping,
                datesDeletions: workspace.datesDeletions(of: mapping, source: source.name), run: pull.run,
                now: options.now,
                readAt: max(started, options.now), erased: erased,
                closing: ClosingRecords(store, stream, mapping),
                interrupted: InterruptedVersions(of: interrupted, except: unwritten),
                echoes: try EchoRecognition(stream, mapping, workspace, store),
                outdatedPages: try store.outdatedPages(),
                worker: worker, progress: progress,
                watch: options.acceptsDrift && source.watch.drift == .hold ? .warn : source.watch.drift,
                missing: source.watch.missing, matching: workspace.matching,
                approvals: options.approval?.exports[definition.name] ?? [:], isToStop: options.isToStop)
            try door.take(definition, with: intake, into: &pull)
        }
        try door.finish(&pull)
        if let approval = options.approval {
            let read = Set(pull.tally.files.map(\.path))
            for path in approval.exports.values.flatMap(\.keys).sorted() where !read.contains(path) {
                pull.notes.append(HeldDesk.isGone(path))
            }
        }
        pull.seconds = seconds(since: began)
        return pull
    }
}
