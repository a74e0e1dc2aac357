import Connectors
import Dispatch
import Failpoints
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
    /// Whether records may go that were understood until now, however many.
    let acceptsRefusals: Bool
    /// The run that it is a part of; `nil`: it opens one of its own.
    var run: Int64?

    /// So many records may go unasked, or this share of a stream: more looks like a slip of the pen in the mapping.
    private static let refusalsAtLeast = 20
    private static let refusalsPercent = 5

    /// A stream and the mapping by which it is to be read again.
    private struct Outdated {
        var stream: StoredStream
        var mapping: FieldMapping
        /// The rules that are others; `nil`: all of them.
        var changed: ChangedRules?
    }

    /// What came of it.
    struct Outcome {
        /// Of its run, still open; `nil` where nothing was to be read again.
        var report: RunReport?
        /// Numbers of streams that are held: what is delivered of them has to wait, too, or some records would be understood
        /// by a mapping that nobody has confirmed.
        var held: Set<Int> = []
        /// Numbers of streams that were read again.
        var replayed: Set<Int> = []
        /// The texts of their mappings, by the names under which they are kept.
        var heldMappings: Set<String> = []
    }

    /// - Parameter all: whether streams are read again whose mapping is the same.
    func replay(all: Bool) throws(Fault) -> Outcome {
        let began = DispatchTime.now()
        let outdated = try streams(all: all)
        guard !outdated.isEmpty else { return Outcome() }
        let started = Instant.now
        let run = try openRun(started)
        let erased = try ErasedPeople(store, roleAccounts: workspace.matching.roleAccounts)
        var report = RunReport(
            run: run, source: StoreReplay.source, outcome: .succeeded, counts: RecordCounts(), moved: MovedLeads(),
            seconds: 0,
            files: [], notes: [])
        let keys = MatchKeys(
            rules: workspace.matching, hashKey: KeyHasher.Key(k0: store.matchKey.0, k1: store.matchKey.1))
        let readings = outdated.map { outdated in
            RawReplay(
                store: store, stream: outdated.stream, mapping: outdated.mapping,
                datesDeletions: workspace.datesDeletions(of: outdated.mapping, source: outdated.stream.info.source),
                run: run, now: max(started, now),
                erased: erased, closing: ClosingRecords(store, outdated.stream, outdated.mapping), keys: keys,
                changed: outdated.changed, progress: progress)
        }
        var meant: [RawReplay] = []
        var waiting: Set<Int> = []
        var heldMappings: Set<String> = []
        for reading in readings {
            if let held = try held(reading) {
                add(reading, held.outcome, to: &report)
                report.warnings.append(held.fault)
                waiting.insert(reading.stream.info.number)
                workspace.textName(of: reading.mapping.file).map { _ = heldMappings.insert($0) }
            } else {
                meant.append(reading)
            }
        }
        try apply(meant, &report)
        if report.counts.rejected > 0 { report.outcome = .succeededWithRejects }
        if report.counts.held > 0 { report.outcome = .held }
        report.seconds = Double(DispatchTime.now().uptimeNanoseconds - began.uptimeNanoseconds) / 1e9
        return Outcome(
            report: report, held: waiting, replayed: Set(meant.map(\.stream.info.number)), heldMappings: heldMappings)
    }

    private func openRun(_ started: Instant) throws(Fault) -> Int64 {
        if let run { return run }
        return try store.beginRun(source: StoreReplay.source, started: started, asOf: now)
    }

    private func apply(_ readings: [RawReplay], _ report: inout RunReport) throws(Fault) {
        guard !readings.isEmpty else { return }
        let known = try store.streamsByNumber()
        let areOthersFound = readings.contains { reading in
            let before = known[reading.stream.info.number]
            return before?.idSpace != reading.stream.idSpace || before?.info.kind != reading.stream.info.kind
        }
        try store.beginReplay(of: readings.map(\.stream.info.number))
        if areOthersFound { try store.wantRematch(.settlesAll) }
        // The id space and the kind of record are the mapping's, too.
        for reading in readings { try register(reading.stream, reading.mapping) }
        for reading in readings {
            let outcome = try reading.replay(isRehearsal: false)
            add(reading, outcome, to: &report)
            guard let kept = outcome.kept else { continue }
            var warning = kept.fault
            warning.origin = nil
            warning.summary =
                "\(reading.stream.info.source)/\(reading.stream.info.stream): \(kept.count) raw records keep what was understood of them, because of their export \(kept.fault.summary)"
            report.warnings.append(warning)
        }
        // Who is whom follows from what the records say. Where they find each other by the same keys, it stays.
        if try store.isRematchWanted() { try store.beginRematch(.keepsLeads) }
        try store.finishReplay(
            readings.map { (stream: $0.stream.info.number, fingerprint: $0.mapping.fingerprint) })
        Failpoint.streamsReplayed.pass()
    }

    /// Rehearses a reading; what it would come to and why it waits for somebody's word, where it would cost too much.
    private func held(_ reading: RawReplay) throws(Fault) -> (outcome: RawReplay.Outcome, fault: Fault)? {
        guard !acceptsRefusals else { return nil }
        var outcome = try reading.replay(isRehearsal: true)
        let limit = max(StoreReplay.refusalsAtLeast, outcome.counts.read * StoreReplay.refusalsPercent / 100)
        guard outcome.newlyRefused > limit else { return nil }
        let fault = Fault(
            .runHeld, .deadLetter,
            "\(outcome.newlyRefused) of \(outcome.counts.read) stored records of \(reading.stream.info.source)/\(reading.stream.info.stream) could not be understood any more; nothing of them was changed, and its files wait",
            at: Origin(file: reading.mapping.file),
            advice:
                "Correct the mapping, or take back what was changed in it. If it is meant, say `leadloop db rebuild --accept-refusals`."
        )
        let read = outcome.counts.read
        outcome.counts = RecordCounts()
        outcome.counts.read = read
        outcome.counts.held = read
        return (outcome: outcome, fault: fault)
    }

    private func add(_ reading: RawReplay, _ outcome: RawReplay.Outcome, to report: inout RunReport) {
        report.counts += outcome.counts
        report.files.append(
            RunReport.File(
                stream: reading.stream.info.stream, path: "\(reading.stream.info.source)/\(reading.stream.info.stream)",
                detected: "raw records read again by \(reading.mapping.name)", counts: outcome.counts,
                erased: outcome.erased, fault: nil))
    }

    /// Also brings the role of known streams up to date, of those, too, that this run does not pull.
    private func streams(all: Bool) throws(Fault) -> [Outdated] {
        let known = try store.streams()
        var found: [Outdated] = []
        for source in workspace.sources {
            for definition in source.streams {
                guard let mapping = workspace.mappings[definition.mapping],
                    let stored = known.first(where: {
                        $0.info.source == source.name && $0.info.stream == definition.name
                    })
                else { continue }
                var stream = stored
                stream.info.role = source.role
                if stream != stored { try register(stream, mapping) }
                guard all || mapping.fingerprint != stored.mapping else { continue }
                stream.info.kind = mapping.kind
                stream.idSpace = mapping.ids ?? source.name
                let before = all ? nil : try earlier(mapping, by: stored.mapping)
                found.append(
                    Outdated(
                        stream: stream, mapping: mapping,
                        changed: before.flatMap { ChangedRules(mapping, since: $0) }))
            }
        }
        return found
    }

    /// The mapping by which the records of a stream were understood.
    /// - Returns: `nil` where its text is not among those in force, or does not mean the same to this version.
    private func earlier(_ mapping: FieldMapping, by fingerprint: String) throws(Fault) -> FieldMapping? {
        guard let name = workspace.textName(of: mapping.file), let text = try store.configuration()?.texts[name] else {
            return nil
        }
        do {
            let before = try FieldMapping.compile(text, file: mapping.file)
            return before.fingerprint == fingerprint ? before : nil
        } catch {
            // It was in force, so another version of this program wrote it: everything is read anew.
            return nil
        }
    }

    private func register(_ stream: StoredStream, _ mapping: FieldMapping) throws(Fault) {
        _ = try store.register(
            source: stream.info.source, stream: stream.info.stream, kind: stream.info.kind, role: stream.info.role,
            idSpace: stream.idSpace, mapping: mapping.fingerprint, format: stream.format)
    }
}
