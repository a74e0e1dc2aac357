import Connectors
import FieldMapping
import LeadModel
import LeadStore
import Reconciliation

/// At the end of a file, before anything of it is reconciled: whether it is taken in.
extension ExportIntake {
    /// Says how the file differs from those before it; whether that keeps it from being taken in.
    /// - Parameter isNews: whether its bytes were not read to the end before.
    func isHeld(
        _ path: String, _ seen: inout ReadingWatch, isNews: Bool, _ file: Int, _ tally: inout RunTally
    ) throws(Fault) -> Bool {
        guard isNews, watch != .off, seen.profiler.records >= DriftJudge.recordsAtLeast else { return false }
        let baseline = try store.profiles(
            of: stream.info.number, path: path, before: run, atLeast: DriftJudge.recordsAtLeast,
            limit: DriftJudge.readings)
        let judge = DriftJudge(baseline: baseline, roles: roles)
        let report = DriftReport(file: path, mapping: mapping.file, source: stream.info.source)
        var profile = seen.profiler.passingProfile
        if let fault = tally.files[file].fault, fault.code == .mappingUnknownColumn {
            // Nothing was read but the header: what else differs is told when the mapping has the column's new name.
            if let renamed = report.renamed(fault, judge.judge(profile)) { tally.update(file) { $0.fault = renamed } }
            return false
        }
        // Of a file that broke before its first record there is nothing to hold.
        guard tally.files[file].counts.read > 0 else { return false }
        profile.ids = try seen.ids(store)
        var samePeople: Double?
        if let ids = profile.ids, ids.known * 20 < ids.asked { samePeople = try seen.samePeople(store) }
        let drifts = judge.judge(profile, samePeople: samePeople)
        let isHeld = watch == .hold && drifts.contains(where: \.isBreaking)
        tally.update(file) {
            $0.warnings += report.warnings(drifts)
            if isHeld { $0.warnings.append(report.held($0.counts.read, drifts)) }
        }
        return isHeld
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
