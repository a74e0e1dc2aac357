import Connectors
import Dispatch
import FieldMapping
import Foundation
import LeadModel
import LeadStore
import Reconciliation

/// Brings what the store understood of its raw records to the mappings as they are now, without asking a source again.
///
/// Streams whose mapping has changed since, or all of them. May be killed anywhere: the next run begins it anew.
struct StoreReplay {
    /// The name under which its runs are listed.
    static let source = "rebuild"

    let workspace: Workspace
    let store: LeadStore
    let now: Instant
    let progress: ProgressReport

    /// - Parameter all: whether streams are read again whose mapping is the same.
    /// - Returns: its run, still open; `nil` where nothing was to be read again.
    func replay(all: Bool) throws(Fault) -> RunReport? {
        let began = DispatchTime.now()
        let outdated = try streams(all: all)
        guard !outdated.isEmpty else { return nil }
        let started = Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000))
        let run = try store.beginRun(source: StoreReplay.source, started: started, asOf: now)
        try store.beginReplay(of: outdated.map(\.stream.info.number))
        let erased = try ErasedPeople(store, roleAccounts: workspace.matching.roleAccounts)
        var report = RunReport(
            run: run, source: StoreReplay.source, outcome: .succeeded, counts: RecordCounts(), recycled: 0, seconds: 0,
            files: [], notes: [])
        for (stream, mapping) in outdated {
            progress.begin("reading \(stream.info.source) \(stream.info.stream) again")
            let raw = RawReplay(
                store: store, stream: stream, mapping: mapping, run: run, now: max(started, now), erased: erased,
                progress: progress)
            let counts = try raw.replay()
            report.counts += counts
            report.files.append(
                RunReport.File(
                    stream: stream.info.stream, path: "\(stream.info.source)/\(stream.info.stream)",
                    detected: "raw records read again by \(mapping.name)", counts: counts, erased: 0, fault: nil))
        }
        // Who is whom follows from what the records say.
        try store.beginRematch()
        try store.finishReplay(outdated.map { (stream: $0.stream.info.number, fingerprint: $0.mapping.fingerprint) })
        if report.counts.rejected > 0 { report.outcome = .succeededWithRejects }
        report.seconds = Double(DispatchTime.now().uptimeNanoseconds - began.uptimeNanoseconds) / 1e9
        return report
    }

    private func streams(all: Bool) throws(Fault) -> [(stream: StoredStream, mapping: FieldMapping)] {
        var found: [(stream: StoredStream, mapping: FieldMapping)] = []
        for stream in try store.streams() {
            let source = workspace.sources.first { $0.name == stream.info.source }
            guard let name = source?.streams.first(where: { $0.name == stream.info.stream })?.mapping,
                let mapping = workspace.mappings[name], all || mapping.fingerprint != stream.mapping
            else { continue }
            found.append((stream: stream, mapping: mapping))
        }
        return found
    }
}
