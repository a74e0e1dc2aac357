import Foundation
import Testing

/// What people read on a terminal of 80 columns.
@Suite struct `A line for people` {
    private func columns(_ line: some StringProtocol) -> Int {
        line.unicodeScalars.reduce(0) { sum, scalar in
            sum + (scalar.properties.generalCategory == .nonspacingMark ? 0 : 1)
        }
    }

    /// Findings stay on their lines, as editors and `grep` read them; nobody can fold a path.
    private func isExempt(_ lines: [Substring], _ index: Int) -> Bool {
        func isFinding(_ line: Substring) -> Bool {
            [": error: ", ": warning: ", ": note: "].contains { line.contains($0) } || line.hasPrefix("error: ")
        }
        let line = lines[index]
        if isFinding(line) || index > 0 && line.hasPrefix("    ") && isFinding(lines[index - 1]) { return true }
        return line.split(separator: " ").contains { $0.contains("/") && columns($0) > 60 }
    }

    private func check(_ command: [String], _ said: Program.Said) {
        for text in [said.output, said.talk] {
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            for index in lines.indices where !isExempt(lines, index) {
                #expect(columns(lines[index]) <= 80, "\(command.joined(separator: " ")): \(lines[index])")
            }
        }
    }

    @Test func `has 80 columns at most, whatever is asked of the demo`() throws {
        let folder = NSTemporaryDirectory() + "leadloop-demo-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for name in ["config", "mappings"] {
            try FileManager.default.copyItem(atPath: Repository.path(name), toPath: "\(folder)/\(name)")
        }
        let exports = "\(folder)/config/demo/exports"
        try FileManager.default.moveItem(atPath: "\(exports)/first", toPath: "\(folder)/inbox")
        func run(_ command: String...) throws {
            let said = try Program.run(command, in: folder)
            #expect(said.status == 0 || said.status == 4, "\(command): \(said.all)")
            check(command, said)
        }
        try run("sync", "--now", "2026-10-01T06:00:00Z")
        for name in try FileManager.default.contentsOfDirectory(atPath: "\(exports)/second") {
            let path = "\(folder)/inbox/\(name)"
            if FileManager.default.fileExists(atPath: path) { try FileManager.default.removeItem(atPath: path) }
            try FileManager.default.moveItem(atPath: "\(exports)/second/\(name)", toPath: path)
        }
        try run("sync", "--now", "2026-11-16T06:00:00Z")
        for command in [
            "doctor", "runs list", "runs show 12", "lead find", "lead show L522", "lead explain L522 --all",
            "recycle list", "recycle preview --as-of 2027-02-01T06:00:00Z", "recycle explain L522", "feed list",
            "feed verify", "feed export --now 2026-11-16T06:00:00Z", "quarantine list",
            "quarantine list --group-by code",
            "source check", "source sample inbox/salesforce-leads-bulk.csv", "mapping list",
            "mapping try salesforce-lead inbox/salesforce-leads-bulk.csv --rows 3",
            "mapping try salesforce-lead inbox/salesforce-leads-bulk.csv --rows 20 --show-values",
            "mapping test salesforce-lead --coverage", "config check", "config show", "lead merge L1 L2",
            "report scorecard --as-of 2026-11-16T06:00:00Z", "report scorecard --period 2026 --by campaign",
            "report untouched --as-of 2026-11-16T06:00:00Z", "report breaches --period 2026",
            "report qualification --period 2026 --by owner", "report disagreements --period 2026",
            "db rebuild --now 2026-11-16T06:00:00Z",
        ] {
            let words = command.split(separator: " ").map(String.init)
            let said = try Program.run(words, in: folder)
            #expect([0, 4].contains(said.status), "\(command): \(said.all)")
            check(words, said)
        }
        let agreement = "\(folder)/config/agreement.yaml"
        let text = try String(contentsOfFile: agreement, encoding: .utf8)
        try text.replacing("90d", with: "30d").write(toFile: agreement, atomically: true, encoding: .utf8)
        try run("plan", "--out", "plan.json", "--now", "2026-11-16T06:00:00Z")
        try run("apply", "plan.json")
        try run("undo", "--dry-run", "--now", "2026-11-16T06:00:00Z")
        try run("undo", "--list")
        try run("undo", "--now", "2026-11-16T06:00:00Z")
        try run("lead", "erase", "L5", "--yes")
    }
}
