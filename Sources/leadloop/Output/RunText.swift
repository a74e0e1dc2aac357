import LeadModel
import LeadStore
import SyncEngine

/// A run in words and as JSON.
enum RunText {
    /// `crm: read 48,210 = 112 inserted + 1,204 updated + 46,870 unchanged + 24 rejected + 0 held · recycled 37 · 8.4 s`,
    /// folded between its parts; `· returned 2` and `· escalated 5` behind what was recycled where there are any.
    static func lines(
        of name: String? = nil, _ counts: RecordCounts, moved: MovedLeads, seconds: Double,
        width: Int = Terminal.columns
    ) -> [String] {
        let parts =
            [
                "read \(grouped(counts.read))", "= \(grouped(counts.inserted)) inserted",
                "+ \(grouped(counts.updated)) updated", "+ \(grouped(counts.unchanged)) unchanged",
                "+ \(grouped(counts.rejected)) rejected", "+ \(grouped(counts.held)) held",
                "· \(text(moved))", "· \(tenths(seconds)) s",
            ]
        let head = name.map { "\($0): " } ?? ""
        let indent = String(repeating: " ", count: min(max(TextTable.width(head), 2), 12))
        return Prose.filled(parts, first: head, next: indent, width: width)
    }

    /// `recycled 37`, `recycled 37 · returned 2 · escalated 5`
    static func text(_ moved: MovedLeads) -> String {
        let others = [("returned", moved.returned), ("escalated", moved.escalated)].filter { $0.1 > 0 }
        return (["recycled \(grouped(moved.recycled))"] + others.map { "\($0) \(grouped($1))" }).joined(
            separator: " · ")
    }

    /// `12 of about 40 calls, 4,982 left today`
    static func calls(_ calls: ProgressReport.Calls) -> String {
        let about = calls.estimated.map { " of about \(grouped(max($0, calls.made)))" } ?? ""
        let left = calls.left.map { ", \(grouped($0)) left today" } ?? ""
        return "\(grouped(calls.made))\(about) calls\(left)"
    }

    static func total(_ reports: [RunReport]) -> [String] {
        var counts = RecordCounts()
        for report in reports { counts += report.counts }
        return lines(
            of: "total", counts, moved: reports.reduce(MovedLeads()) { $0 + $1.moved },
            seconds: reports.reduce(0) { $0 + $1.seconds })
    }

    static func json(_ report: RunReport) -> JSONValue {
        .members([
            "source": .text(report.source), "run": .integer(report.run), "outcome": .text(report.outcome.rawValue),
            "read": .integer(report.counts.read), "inserted": .integer(report.counts.inserted),
            "updated": .integer(report.counts.updated), "unchanged": .integer(report.counts.unchanged),
            "rejected": .integer(report.counts.rejected), "held": .integer(report.counts.held),
            "recycled": .integer(report.moved.recycled), "returned": .integer(report.moved.returned),
            "escalated": .integer(report.moved.escalated),
            "seconds": report.seconds.value, "waiting": .integer(report.waiting.waiting),
        ])
    }

    /// What a run of the past came to, in a word for people.
    static func outcome(of run: StoredRun) -> String {
        run.undoneBy != nil ? "taken back" : run.outcome?.rawValue ?? "interrupted"
    }

    /// A run of the past with its files.
    static func json(
        _ run: StoredRun, _ files: [CompletedFile], _ warnings: [Fault], _ held: [HeldDesk.Held] = [], seconds: Double
    ) -> JSONValue {
        .members([
            "run": .integer(run.number), "source": .text(run.source), "started": .text(run.started.description),
            "as-of": .text(run.asOf.description), "finished": JSONValue(run.finished?.description),
            "outcome": .text(run.outcome?.rawValue ?? "interrupted"),
            "taken-back-by": run.undoneBy.map { .integer($0) },
            "read": .integer(run.counts.read),
            "inserted": .integer(run.counts.inserted), "updated": .integer(run.counts.updated),
            "unchanged": .integer(run.counts.unchanged), "rejected": .integer(run.counts.rejected),
            "held": .integer(run.counts.held), "recycled": .integer(run.moved.recycled),
            "returned": .integer(run.moved.returned), "escalated": .integer(run.moved.escalated),
            "seconds": seconds.value,
            "note": JSONValue(run.message),
            "files": .list(
                files.map {
                    .members([
                        "file": .text(Terminal.path($0.path)), "format": .text($0.detected), "read": .integer($0.read),
                        "rejected": .integer($0.rejected),
                    ])
                }),
            "warnings": .list(
                warnings.map {
                    .members([
                        "code": .text($0.code.rawValue), "file": JSONValue($0.origin.map { Terminal.path($0.file) }),
                        "field": JSONValue($0.field), "summary": .text($0.summary),
                        "seen": JSONValue($0.seen?.description), "advice": .text($0.advice),
                    ])
                }),
            "held-files": .list(held.map(HeldText.json)),
        ])
    }

    /// A row a run, for programs.
    static func table(_ reports: [RunReport]) -> TextTable {
        var table = TextTable([
            "source", "run", "outcome", "read", "inserted", "updated", "unchanged", "rejected", "held", "recycled",
            "returned", "escalated", "seconds", "waiting",
        ])
        for report in reports {
            let counts = report.counts
            table.add(
                report.source, report.run, report.outcome.rawValue, counts.read, counts.inserted, counts.updated,
                counts.unchanged, counts.rejected, counts.held, report.moved.recycled, report.moved.returned,
                report.moved.escalated, report.seconds, report.waiting.waiting)
        }
        return table
    }

    /// Digits in groups of three.
    static func grouped(_ number: Int) -> String {
        var text = ""
        let digits = String(number)
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text += "," }
            text.append(digit)
        }
        return text
    }

    static func tenths(_ seconds: Double) -> String {
        let tenths = Int((seconds * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }
}
