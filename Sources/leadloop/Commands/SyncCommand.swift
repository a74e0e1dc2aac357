import ArgumentParser
import Foundation
import LeadModel
import SyncEngine

struct SyncCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync", abstract: "Pull exports, reconcile, decide, and publish feeds and feedback.",
        discussion: """
            Reads every file that the sources' folders hold; what was read before and has not changed costs next to nothing. \
            A record that cannot be read or mapped waits in quarantine, the others go on.
            """)

    @Argument(help: "Sources to run; all of them if none is named.")
    var sources: [String] = []

    @Option(help: ArgumentHelp("Decide as of this time, RFC 3339; for rehearsals.", valueName: "time"))
    var now: String?

    @OptionGroup var global: GlobalOptions

    func validate() throws { _ = try CommandTime.read(now) }

    func run() throws {
        let workspace = try global.workspace()
        var options = SyncRun.Options(now: try CommandTime.read(now))
        options.sources = sources
        try global.perform {
            let printer = ProgressPrinter(isQuiet: global.quiet)
            let reports = try SyncRun(workspace, options: options, progress: ProgressReport { printer.show($0) }).run()
            printer.clear()
            show(reports)
            if global.output == .table, reports.count > 1 { RunText.total(reports).map(Terminal.say) ?? () }
            if let code = exitCode(reports) { throw code }
        }
    }

    private func show(_ reports: [RunReport]) {
        var told: Set<Fault> = []
        for fault in reports.flatMap(\.notes) where told.insert(fault).inserted { Terminal.complain(fault) }
        switch global.output {
        case .json, .ndjson: for report in reports { Terminal.say(RunText.json(report).line) }
        case .csv: RunText.table(reports).print(.csv)
        case .table: for report in reports { show(report) }
        }
    }

    private func show(_ report: RunReport) {
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
        Terminal.say(
            "\(report.source): " + RunText.line(report.counts, recycled: report.recycled, seconds: report.seconds))
        guard !global.quiet else { return }
        let erased = report.files.reduce(0) { $0 + $1.erased }
        if erased > 0 {
            Terminal.talk(
                "  \(RunText.grouped(erased)) of the rejected are of people who were erased; they are kept nowhere")
        }
        if report.counts.rejected > erased {
            Terminal.talk("  rejected records wait in quarantine: `leadloop quarantine list`")
        }
    }

    private func exitCode(_ reports: [RunReport]) -> ExitCode? {
        let faults = reports.flatMap(\.notes)
        if let first = faults.first {
            let codes = Set(faults.map { ExitCode(of: $0).rawValue })
            return codes.count == 1 ? ExitCode(of: first) : ExitStatus.failed
        }
        if reports.contains(where: { $0.outcome == .held }) { return ExitStatus.held }
        return reports.contains { $0.counts.rejected > 0 } ? ExitStatus.doneWithRejects : nil
    }
}

/// The time a command works for.
enum CommandTime {
    static func read(_ text: String?) throws -> Instant {
        guard let text else { return Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000)) }
        guard let instant = Instant(rfc3339: text) else {
            throw ValidationError("'\(text)' is not a time; write it as 2026-10-01T06:00:00Z.")
        }
        return instant
    }
}
