import ArgumentParser
import LeadModel
import LeadStore
import SyncEngine

/// What the runs of a command came to, as the user wants to see it, and the exit code that follows.
struct RunReports {
    let global: GlobalOptions
    /// Prints what a command found out besides: before the runs' own lines, and for programs in their place.
    var details: (() -> Void)?
    /// Prints what came of them besides, behind their own lines; for programs in their place.
    var outcome: (([RunReport]) -> Void)?

    /// Shows the progress of runs while they are at work, and then what they came to.
    /// - Throws: the exit code, where it is not 0.
    func show(_ runs: (ProgressReport) throws -> [RunReport]) throws {
        try global.perform {
            let printer = ProgressPrinter(isQuiet: global.quiet)
            let reports = try runs(ProgressReport { printer.show($0) })
            printer.clear()
            try show(reports)
        }
    }

    /// So many refused rows are told one by one.
    private static let refusalLimit = 20

    private func show(_ reports: [RunReport]) throws {
        tell(reports)
        if global.output == .table, reports.count > 1 { for line in RunText.total(reports) { Terminal.say(line) } }
        if let waiting = reports.last?.waiting, waiting.waiting > 0, !global.quiet {
            Terminal.talk("quarantine: \(waiting); `leadloop quarantine list --group-by code` says what to do")
        }
        if let code = exitCode(reports) { throw code }
    }

    private func tell(_ reports: [RunReport]) {
        var told: Set<Fault> = []
        for fault in reports.flatMap(\.notes) where told.insert(fault).inserted { Terminal.complain(fault) }
        for fault in reports.flatMap(\.warnings) where told.insert(fault).inserted {
            // That a stream has no file today, or a lead no address, is no news to whoever asked for quiet.
            let isNote = fault.code == .fileNoneFits || fault.code == .feedLeftOut
            if global.quiet, isNote { continue }
            Terminal.complain(fault, severity: isNote ? "note" : "warning")
        }
        for fault in reports.flatMap(\.refusals).prefix(RunReports.refusalLimit) { Terminal.complain(fault) }
        let more = reports.reduce(-RunReports.refusalLimit) { $0 + $1.refusals.count }
        if more > 0 { Terminal.talk("and \(RunText.grouped(more)) more rows that were not taken") }
        details?()
        switch global.output {
        case _ where details != nil && global.output != .table: return
        case _ where outcome != nil && global.output != .table: outcome?(reports)
        case .json, .ndjson: for report in reports { Terminal.say(RunText.json(report).line) }
        case .csv: RunText.table(reports).print(.csv)
        case .table:
            for report in reports { tell(report) }
            outcome?(reports)
        }
    }

    private func tell(_ report: RunReport) {
        if report.isRebuild { return tell(rebuild: report) }
        // A file in which nothing is new and nothing is wrong is not worth a line.
        for file in report.files
        where !global.quiet && (file.counts.inserted > 0 || file.counts.rejected > 0 || file.fault != nil) {
            let name = file.path.split(separator: "/").last.map(String.init) ?? file.path
            let rejected = file.counts.rejected == 0 ? "" : " · \(RunText.grouped(file.counts.rejected)) rejected"
            let stopped = file.fault == nil || file.detected.isEmpty ? "" : " · stopped by the error above"
            Terminal.talk(
                "\(report.source)/\(file.stream) \(name): \(file.detected.isEmpty ? "not read" : file.detected)\(rejected)\(stopped)"
            )
        }
        for line in RunText.lines(
            of: report.source, report.counts, moved: report.moved, seconds: report.seconds)
        { Terminal.say(line) }
        guard !global.quiet else { return }
        let kept = report.files.count(where: \.isKept)
        if kept > 0 {
            Terminal.talk(
                "  \(RunText.grouped(kept)) \(kept == 1 ? "file is as it was when it was read before, and is" : "files are as they were when they were read before, and are") not counted again"
            )
        }
        let discarded = report.files.count(where: \.isDiscarded)
        if discarded > 0 {
            Terminal.talk(
                "  \(RunText.grouped(discarded)) \(discarded == 1 ? "file was" : "files were") left out, as somebody has said: `leadloop runs list` has when"
            )
        }
        for (stream, files) in Dictionary(grouping: report.files, by: \.stream).sorted(by: { $0.key < $1.key }) {
            let (gone, back) = files.reduce(into: (0, 0)) { ($0.0, $0.1) = ($0.0 + $1.gone, $0.1 + $1.back) }
            let changes = [(gone, "gone from"), (back, "back in")].filter { $0.0 > 0 }
            if !changes.isEmpty {
                let said = changes.map { "\(RunText.grouped($0.0)) \($0.0 == 1 ? "record is" : "records are") \($0.1)" }
                Terminal.talk("  \(said.joined(separator: ", ")) \(report.source)/\(stream)")
            }
            let echoes = files.reduce(0) { $0 + $1.echoes }
            guard echoes > 0 else { continue }
            Terminal.talk(
                "  \(RunText.grouped(echoes)) \(echoes == 1 ? "record" : "records") of \(report.source)/\(stream) \(echoes == 1 ? "is" : "are") what we wrote there, and no news"
            )
        }
        let erased = report.files.reduce(0) { $0 + $1.erased }
        if erased > 0 {
            Terminal.talk(
                "  \(RunText.grouped(erased)) of the rejected are of people who were erased; they are kept nowhere")
        }
    }

    private func tell(rebuild report: RunReport) {
        for file in report.files where !global.quiet && file.counts.unchanged < file.counts.read {
            let said = [
                (file.counts.updated, "are understood another way"), (file.counts.inserted, "can be read now"),
                (file.counts.rejected - file.erased, "wait in quarantine"),
                (file.erased, "are of people who were erased, and are gone"),
                (file.counts.held, "are held: nothing of them was changed"),
            ]
            let parts = said.filter { $0.0 > 0 }.map { "\(RunText.grouped($0.0)) \($0.1)" }
            Terminal.talk(
                "\(file.path): \(file.detected); of \(RunText.grouped(file.counts.read)) \(parts.joined(separator: ", "))"
            )
        }
        for line in RunText.lines(
            of: report.source, report.counts, moved: report.moved, seconds: report.seconds)
        { Terminal.say(line) }
    }

    private func exitCode(_ reports: [RunReport]) -> ExitCode? {
        let faults = reports.flatMap(\.notes)
        if let first = faults.first {
            let codes = Set(faults.map { ExitCode(of: $0).rawValue })
            return codes.count == 1 ? ExitCode(of: first) : ExitStatus.failed
        }
        if reports.contains(where: { $0.outcome == .held }) { return ExitStatus.held }
        return reports.contains { $0.outcome == .succeededWithRejects } ? ExitStatus.doneWithRejects : nil
    }
}
