import LeadModel
import LeadStore
import SyncEngine

/// What a run held, why, and what either answer would do, in words and as JSON.
enum HeldText {
    /// `1 record`, `1,204 records`
    static func count(_ number: Int, _ noun: String) -> String {
        "\(RunText.grouped(number)) \(noun)\(number == 1 ? "" : "s")"
    }

    static func show(_ held: [HeldDesk.Held], ofRun run: Int64) {
        guard !held.isEmpty else { return }
        Terminal.say("")
        for one in held {
            Terminal.sayFolded(
                "\(Terminal.path(one.export.path)) of \(one.stream): \(figures(one.export)); \(HeldDesk.words(one.state))."
            )
            for finding in one.export.findings.sorted() {
                Terminal.sayFolded("  [\(finding.code)]\(finding.column.isEmpty ? "" : " '\(finding.column)'")")
            }
        }
        let open = held.filter(\.isOpen)
        guard !open.isEmpty else { return }
        let absent = HeldDesk.absent(held)
        let rows = open.reduce(0) { $0 + $1.export.read }
        let approve = "leadloop runs approve \(run)"
        Terminal.sayFolded(
            "`\(approve)\(absent > 0 ? " --count \(absent)" : "")` takes in \(count(rows, "record"))"
                + (absent > 0
                    ? "; \(count(absent, "record")) would be gone, as if deleted." : "; nobody is gone by it."))
        if absent > 0 {
            Terminal.sayFolded(
                "`\(approve) --without-absences` takes in \(count(rows, "record")), and nobody is gone by it.")
        }
        Terminal.sayFolded(
            "`leadloop runs discard \(run)` leaves it out for good: the same bytes are not read again, and hold nobody back."
        )
    }

    /// `412 records; of the 8,210 that were known 7,798 are not among them`
    private static func figures(_ export: HeldExport) -> String {
        guard let gone = export.gone else { return count(export.read, "record") }
        let lacking =
            gone.absent == 0 ? "none is" : "\(RunText.grouped(gone.absent)) \(gone.absent == 1 ? "is" : "are")"
        return "\(count(export.read, "record")); of \(count(gone.known, "known record")) \(lacking) missing there"
    }

    static func json(_ held: HeldDesk.Held) -> JSONValue {
        let export = held.export
        return .members([
            "file": .text(Terminal.path(export.path)), "stream": .text(held.stream), "read": .integer(export.read),
            "known": export.gone.map { .integer($0.known) }, "gone": export.gone.map { .integer($0.absent) },
            "findings": .list(
                export.findings.sorted().map {
                    .members(["code": .text($0.code), "field": $0.column.isEmpty ? nil : .text($0.column)])
                }),
            "state": .text(word(held.state)), "open": .flag(held.isOpen),
            "decided": JSONValue(export.saidAt?.description),
            "because": export.because.map { .text($0) },
        ])
    }

    private static func word(_ state: HeldDesk.State) -> String {
        switch state {
        case .waits: "waits"
        case .heldAgain: "held-again"
        case .overtaken: "overtaken"
        case .approved: "approved"
        case .discarded: "discarded"
        }
    }
}
