import Connectors
import FieldMapping
import LeadModel
import LeadStore

/// At the end of a file, before anything of it is reconciled: whether it is taken in.
extension ExportIntake {
    /// Says how the file differs from those before it; whether that keeps it from being taken in.
    /// - Parameter isNews: whether its bytes were not read to the end before.
    func isHeld(
        _ path: String, _ profiler: ColumnProfiler, isNews: Bool, _ file: Int, _ tally: inout RunTally
    ) throws(Fault) -> Bool {
        guard isNews, watch != .off, profiler.records >= DriftJudge.recordsAtLeast else { return false }
        let baseline = try store.profiles(
            of: stream.info.number, path: path, before: run, atLeast: DriftJudge.recordsAtLeast,
            limit: DriftJudge.readings)
        let ignored = Set(mapping.ignored)
        let judge = DriftJudge(
            baseline: baseline, isRead: { mapping.reads($0) }, isIgnored: { ignored.contains($0) })
        let drifts = judge.judge(profiler.profile)
        let report = DriftReport(file: path, mapping: mapping.file, source: stream.info.source)
        let isHeld = watch == .hold && drifts.contains(where: \.isBreaking)
        tally.update(file) {
            $0.warnings += report.warnings(drifts)
            if isHeld { $0.warnings.append(report.held($0.counts.read)) }
        }
        return isHeld
    }

    /// Takes back what was committed of a file while it was read: none of its records reaches a lead.
    func takeBack(
        _ path: String, _ file: Int, _ pages: CommittedPages, _ tally: inout RunTally
    ) throws(Fault) {
        _ = pages.rest()
        try worker.drain()
        try store.takeBack(readingOf: path, stream: stream.info.number, run: run)
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
