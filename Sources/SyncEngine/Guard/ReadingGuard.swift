import Connectors
import FieldMapping
import LeadModel
import LeadStore
import Reconciliation

/// At the end of a file, before anything of it is reconciled: whether it is taken in.
extension ExportIntake {
    var report: DriftReport { DriftReport(mapping: mapping.file, source: stream.info.source, run: run) }

    /// Says how the file differs from those before it.
    /// - Parameter isNews: whether its bytes were not read to the end before.
    /// - Returns: the differences for which it is not to be taken in.
    func differences(
        _ path: String, _ seen: inout ReadingWatch, isNews: Bool, _ file: Int, _ tally: inout RunTally
    ) throws(Fault) -> [Drift] {
        guard isNews, watch != .off, seen.profiler.records >= DriftJudge.recordsAtLeast else { return [] }
        let baseline = try store.profiles(
            of: stream.info.number, path: path, before: run, atLeast: DriftJudge.recordsAtLeast,
            limit: DriftJudge.readings)
        let judge = DriftJudge(baseline: baseline, roles: roles)
        var profile = seen.profiler.passingProfile
        if let fault = tally.files[file].fault, fault.code == .mappingUnknownColumn {
            // Nothing was read but the header: what else differs is told when the mapping has the column's new name.
            if let renamed = report.renamed(fault, judge.judge(profile)) { tally.update(file) { $0.fault = renamed } }
            return []
        }
        // Of a file that broke before its first record there is nothing to hold.
        guard tally.files[file].counts.read > 0 else { return [] }
        profile.ids = try seen.ids(store)
        var samePeople: Double?
        if let ids = profile.ids, ids.known * 20 < ids.asked { samePeople = try seen.samePeople(store) }
        let drifts = judge.judge(profile, samePeople: samePeople)
        tally.update(file) { $0.warnings += report.warnings(drifts, of: path) }
        return watch == .hold ? drifts.filter(\.isBreaking) : []
    }

    /// Whether nothing of an export is to be taken in, and why.
    /// - Parameters:
    ///   - drifts: how it differs from those before it in a way that spoils something.
    ///   - complete: who would be gone by it; `nil` where it is not all of its stream.
    func hold(
        _ path: String, _ drifts: [Drift], _ complete: CompleteExport?, _ file: Int, _ tally: inout RunTally
    ) -> Bool {
        let reasons = complete?.reasons ?? []
        let findings = report.findings(drifts, reasons)
        let approval = approvals[path]
        if let approval, approval.covers(findings, absent: complete?.absent ?? 0) { return false }
        guard approval != nil || !findings.isEmpty else { return false }
        tally.update(file) {
            if let complete { $0.warnings += report.warnings(complete, of: path) }
            let rows = $0.counts.read
            $0.warnings.append(
                approval.map { report.differs($0, rows, complete, of: path) }
                    ?? report.held(rows, drifts, complete, of: path))
            $0.isHeld = true
        }
        return true
    }

    /// Keeps what is shown to whoever has to say what becomes of an export.
    func remember(
        held path: String, sha256: [UInt8]?, bytes: Int64, _ drifts: [Drift], _ complete: CompleteExport?,
        _ file: RunTally.File
    ) throws(Fault) {
        var export = HeldExport(
            run: run, stream: stream.info.number, path: path, sha256: sha256, bytes: bytes, read: file.counts.read,
            gone: nil, findings: report.findings(drifts, complete?.reasons ?? []))
        export.gone = complete.map { HeldExport.Gone(known: $0.outcome.known, absent: $0.absent) }
        try store.remember(held: export)
    }

    /// What the mapping and the matching rules make of a column.
    private var roles: ColumnRoles {
        var vital: Set<Field> = [.id, .references, .concerns, .stage, .optedOut, .doNotCall, .hardBounced]
        for part in matching.keys.flatMap(\.parts) { vital.formUnion(part.fields) }
        let ignored = Set(mapping.ignored)
        return ColumnRoles(
            isRead: { mapping.reads($0) }, isIgnored: { ignored.contains($0) },
            isVital: { !mapping.fields(filledBy: $0).isDisjoint(with: vital) },
            hasClosedWords: { mapping.hasClosedWords($0) }, holdsIDs: { mapping.holdsIDs($0) },
            fields: { mapping.fields(filledBy: $0) })
    }

    /// Takes back what was committed of a file while it was read: none of its records reaches a lead.
    func takeBack(
        _ path: String, _ file: Int, _ pages: CommittedPages, _ tally: inout RunTally
    ) throws(Fault) {
        _ = pages.rest()
        try worker.drain()
        try store.takeBack(readingOf: path, stream: stream.info.number, run: run)
        current.forgetRepeated()
        echoes?.forget()
        // They were counted by the run that stored them, and are there still.
        _ = interrupted.takeClaimed()
        tally.update(file) {
            var counts = RecordCounts()
            counts.read = $0.counts.read
            counts.held = counts.read
            $0.counts = counts
            $0.erased = 0
        }
    }
}
