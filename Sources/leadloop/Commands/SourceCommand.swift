import ArgumentParser
import LeadModel
import SyncEngine

struct SourceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "source", abstract: "Sources that leads are pulled from.",
        subcommands: [
            SourceAddCommand.self, SourceListCommand.self, SourceCheckCommand.self, SourceSampleCommand.self,
        ])
}

struct SourceCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Open a source's files, or ask its system, and say what came, without storing anything.",
        discussion: """
            Of a system, one answer of each stream is asked for, and who we are to it; of a folder elsewhere, the last file; of a \
            tap, its first records. \
            Prints the first fault of each kind. The exit code is 4 where records are refused, 65 where a file cannot be read or \
            lacks mapped columns.
            """)

    @Argument(help: "Sources; all of them if none is named.")
    var sources: [String] = []

    @OptionGroup var global: GlobalOptions

    func run() throws {
        let workspace = try global.files()
        try global.perform {
            var table = TextTable(
                ["source", "stream", "file", "records", "refused", "format", "unmapped columns"], spare: ["stream"],
                hidden: ["unmapped columns"], overflow: .allFold)
            let checks = try SourceChecker(workspace, now: try CommandTime.read(nil)).check(sources)
            let isTable = global.output == .table
            for check in checks {
                table.add(
                    check.source, check.stream, check.file, check.records, check.rejected, check.detected,
                    check.unmappedColumns)
            }
            var told: Set<Fault> = []
            let faults = checks.flatMap(\.faults).filter { told.insert($0).inserted }
            for fault in faults { Terminal.complain(fault) }
            for fault in checks.flatMap(\.warnings) { Terminal.complain(fault, severity: "warning") }
            table.print(global.output)
            if isTable { for system in checks.compactMap(\.system) { tell(system) } }
            for check in checks where isTable && !check.unmappedColumns.isEmpty {
                let text =
                    "\(check.source)/\(check.stream) \(check.file): the mapping neither reads nor ignores \(check.unmappedColumns.joined(separator: ", "))"
                for line in ExplanationText.wrapped(text, to: Terminal.columns) { Terminal.say(line) }
            }
            if let code = exitCode(faults) { throw code }
        }
    }

    /// Who answered, who we are to it, and how often it may still be asked.
    private func tell(_ system: SourceChecker.System) {
        var lines = system.identity.map { "\($0.path): \($0.value.spelledOut)" }
        if let address = system.address { lines.append("address: \(address)") }
        if let key = system.hostKey { lines.append("host key: \(key)") }
        if let certificate = system.certificate {
            lines.append(
                "certificate: of \(certificate.subject), by \(certificate.issuer), until \(certificate.expires)")
        }
        switch system.clockAhead {
        case nil: if system.calls != nil { lines.append("clock: it tells no time") }
        case let seconds? where abs(seconds) < 5: lines.append("clock: as ours")
        case let seconds?: lines.append("clock: \(abs(seconds)) s \(seconds > 0 ? "ahead of" : "behind") ours")
        }
        lines += system.quota.map { "\($0.name): \($0.value.spelledOut)" }
        if let calls = system.calls { lines.append("requests made: \(calls)") }
        Terminal.say("")
        Terminal.say(system.source)
        for line in lines { Terminal.sayFolded("  \(line)") }
    }

    /// Refused records leave the file readable; anything else stops it. Where files stop for reasons of several kinds, the
    /// code is that of a sync.
    private func exitCode(_ faults: [Fault]) -> ExitCode? {
        let stopping = faults.filter { $0.remedy != .deadLetter }
        guard let first = stopping.first else { return faults.isEmpty ? nil : ExitStatus.doneWithRejects }
        let codes = Set(stopping.map { ExitCode(of: $0).rawValue })
        return codes.count == 1 ? ExitCode(of: first) : ExitStatus.failed
    }
}
