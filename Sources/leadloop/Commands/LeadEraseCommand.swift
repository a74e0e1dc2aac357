import ArgumentParser
import Foundation
import LeadModel
import LeadStore
import SyncEngine

struct LeadEraseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "erase",
        abstract: "Take a person out of the store for good; no later delivery brings the person back.",
        discussion: """
            Leads, records, raw bytes, keys and history go; keyed hashes of ids and personal addresses stay, by which \
            later deliveries are refused. The person's rows are taken out of feed and feedback files that are kept here, \
            and their manifests say so; files of feeds get a withdrawal that names only the lead's number, destinations one \
            by what they know the person by, which is kept until they have let go. The receipt says what went, in numbers, and names the files that somebody else has to see to. Copies of the \
            store are not touched: delete them yourself. Copies of feeds' files are sent again to destinations where they \
            still lie; what a receiver has taken away, or got over HTTP, it deletes itself by the withdrawal. \
            Said again of a number that is erased already, it writes the receipt again.
            """)

    @Argument(help: "Number of the lead, as L1042, or the id of one of its records, as SOURCE:ID.")
    var lead: String

    @Option(help: ArgumentHelp("Write a receipt to this file; there must be none yet.", valueName: "file"))
    var receipt: String?

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        guard global.yes else { throw ValidationError("This cannot be undone; say so with --yes.") }
    }

    func run() throws {
        let workspace = try global.workspace()
        let now = try CommandTime.read(nil)
        let printer = ProgressPrinter(isQuiet: global.quiet)
        try global.perform {
            defer { printer.clear() }
            // Opened first: an erasure that was interrupted is carried out by that, and then found.
            let eraser = try Eraser(workspace, progress: ProgressReport { printer.show($0) })
            let id = try Inspector(workspace).leadToErase(lead)
            let done = try eraser.erase(id, at: now, receipt: receipt)
            for fault in try eraser.sendAgain() { Terminal.complain(fault, severity: "warning") }
            printer.clear()
            // Of an erasure that is said again they may be gone by now.
            let exports = (done.exports ?? []).filter { FileManager.default.fileExists(atPath: $0.path) }
            for export in exports { Terminal.complain(left(export), severity: "warning") }
            guard global.output == .table else {
                var table = TextTable([
                    "lead", "versions", "hashes", "feeds", "raw pages", "quarantine", "messages", "files rewritten",
                    "files left", "exports left", "destinations", "note",
                ])
                table.add(
                    done.lead, done.versions, done.hashes, done.feeds, done.rawPages, done.quarantined, done.messages,
                    done.files.count { $0.state == .rewritten }, done.filesLeft.map { Terminal.path($0.path) },
                    exports.map { Terminal.path($0.path) },
                    (done.holders ?? []).map(\.destination), done.note ?? "")
                table.printOne(global.output)
                return
            }
            Terminal.sayFolded(
                "\(done.lead) is erased: \(LeadText.count(done.versions, "version of records is", "versions of records are")) gone, \(LeadText.count(done.hashes, "keyed hash stays", "keyed hashes stay"))."
            )
            let rewritten = done.files.filter { $0.state == .rewritten }
            if !rewritten.isEmpty {
                let rows = rewritten.reduce(0) { $0 + $1.rows }
                Terminal.sayFolded(
                    "\(LeadText.count(rows, "row")) taken out of \(LeadText.count(rewritten.count, "file")) for receivers."
                )
            }
            for file in done.filesLeft {
                Terminal.sayFolded("\(Terminal.path(file.path)) is \(file.state.rawValue). \(file.advice ?? "")")
            }
            for holder in done.holders ?? [] {
                Terminal.sayFolded(
                    "'\(holder.destination)' holds what it was sent of the feed '\(holder.feed)'. "
                        + (holder.advice
                            ?? "The next delivery takes the person back there; what it keeps by itself, its operator has to delete.")
                )
            }
            if let note = done.note { Terminal.sayFolded(note) }
            if !done.feeds.isEmpty {
                Terminal.sayFolded("A withdrawal goes to \(done.feeds.joined(separator: ", ")) with the next sync.")
            }
        }
    }
    /// That an export holds her still.
    private func left(_ export: ErasureReceipt.Export) -> Fault {
        let more = export.records - export.numbers.count
        let numbers = export.numbers.map(String.init).joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
        let what =
            export.records == 0
            ? "it may hold the person who was erased"
            : export.records == 1
                ? "record \(numbers) of it is of the person who was erased"
                : "\(export.records) records of it are of the person who was erased: \(numbers)"
        return Fault(.fileHoldsErased, .stopStream, what, at: Origin(file: export.path), advice: export.advice)
    }
}
