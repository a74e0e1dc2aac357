import LeadModel
import SyncEngine

/// What came of comparing a destination's list, as people read it.
enum AuditText {
    /// A row for each finding.
    /// - Parameter counts: whether there is one for each count of the whole besides, as programs get it.
    static func table(_ reports: [AuditReport], counts: Bool) -> TextTable {
        var table = TextTable(
            ["finding", "why", "leads", "which", "what to do", "commands", "cause", "code", "feeds"],
            hidden: ["commands", "cause", "code", "feeds"], overflow: .allFold)
        for report in reports {
            let feeds = report.feeds.joined(separator: ", ")
            if counts {
                let numbers = [
                    ("listed", report.listed), ("held", report.held), ("agreed", report.agreed),
                    ("not-ours", report.strangers), ("cannot-be-looked-for", report.unsearchable),
                    ("without-key", report.nameless), ("unreadable", report.unreadable),
                ]
                for (name, count) in numbers { table.add(name, "", count, "", "", "", "", "", feeds) }
            }
            for finding in report.findings {
                table.add(
                    finding.kind.rawValue, why(finding), finding.count, which(finding), advice(finding),
                    finding.commands.joined(separator: "\n"), finding.cause.rawValue, finding.code, feeds)
            }
        }
        return table
    }

    private static func why(_ finding: AuditFinding) -> String {
        let columns = finding.columns.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            .map { "\($0.key) of \(RunText.grouped($0.value))" }
        let parts = [finding.code.map { "'\($0)'" }, columns.isEmpty ? nil : columns.joined(separator: ", ")]
            .compactMap(\.self)
        return ([finding.cause.meaning] + parts).joined(separator: ": ")
    }

    private static func which(_ finding: AuditFinding) -> String {
        let leads = finding.leads.map(\.description).joined(separator: ", ")
        return finding.count > finding.leads.count ? leads + ", …" : leads
    }

    private static func advice(_ finding: AuditFinding) -> String {
        guard let command = finding.commands.first else { return finding.advice }
        return finding.advice + " `\(command)`" + (finding.commands.count > 1 ? ", and so on for each of them." : "")
    }

    /// What is to be said of the whole.
    static func lines(_ report: AuditReport) -> [String] {
        func leads(_ count: Int) -> String { "\(RunText.grouped(count)) \(count == 1 ? "lead" : "leads")" }
        var lines = [
            "The list of '\(report.destination)' (\(report.feeds.joined(separator: ", "))) has \(RunText.grouped(report.listed)); the ledger says that it holds \(leads(report.held)). Of \(leads(report.agreed)) both say the same; \(RunText.grouped(report.strangers)) of the list are not ours."
        ]
        if !report.compared.isEmpty {
            lines.append("Compared besides: \(report.compared.joined(separator: ", ")).")
        }
        if report.unsearchable > 0 {
            lines.append(
                "\(leads(report.unsearchable)) cannot be looked for: nothing is kept of them by which they could be, since they were erased."
            )
        }
        if report.nameless > 0 {
            lines.append(
                "\(RunText.grouped(report.nameless)) of the list have neither key nor id, and were passed over.")
        }
        return lines
    }
}
