import Foundation
import Testing

@testable import SyncEngine

@Suite struct `The guide on plans` {
    /// The commands of a page in their order, each with what the page shows of its output.
    private func session(_ page: String) throws -> [(command: [String], shown: [String])] {
        let text = try String(
            contentsOfFile: Repository.path("Sources/leadloop/Documentation.docc/\(page).md"), encoding: .utf8)
        var session: [(command: [String], shown: [String])] = []
        for block in text.split(separator: "```console\n").dropFirst() {
            let lines = block.components(separatedBy: "```")[0].split(separator: "\n", omittingEmptySubsequences: false)
            for line in lines {
                if line.hasPrefix("$ leadloop ") {
                    session.append((command: line.split(separator: " ").dropFirst(2).map(String.init), shown: []))
                } else if !line.isEmpty, !session.isEmpty {
                    session[session.count - 1].shown.append(String(line))
                }
            }
        }
        return session
    }

    private func edit(_ text: String, by diff: Substring) -> String {
        var edited = text
        var old: [String] = []
        var new: [String] = []
        for line in diff.split(separator: "\n").map(String.init) + [" "] {
            if line.hasPrefix("-") {
                old.append(String(line.dropFirst()))
            } else if line.hasPrefix("+") {
                new.append(String(line.dropFirst()))
            } else if !old.isEmpty {
                edited = edited.replacing(old.joined(separator: "\n"), with: new.joined(separator: "\n"))
                (old, new) = ([], [])
            }
        }
        return edited
    }

    /// Times of the plan itself are those of the day.
    private func timeless(_ line: some StringProtocol) -> String {
        guard [" as of ", "  apply  ", "  sync  "].contains(where: line.contains) else { return String(line) }
        return String(line).replacing(#/20\d\d-\d\d-\d\d(T[0-9:.]+Z)?/#, with: "TIME")
    }

    @Test func `shows a session that goes as it says`() throws {
        let folder = FileManager.default.temporaryDirectory.path + "/leadloop-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { #expect(throws: Never.self) { try FileManager.default.removeItem(atPath: folder) } }
        #expect(try Program.run(["init", "--quiet"], in: folder).status == 0)
        let header = "Id,First Name,Last Name,Email,Company,Phone,Owner,Status,Reason,Last Modified"
        let rows = [
            "1,Ada,Byron,ada@example.com,Engines,,Kay,Contacted,,2026-09-01 10:00:00",
            "2,Grace,Hopper,grace@example.com,Cobol,,Kay,Contacted,,2026-09-03 10:00:00",
            "3,Mary,Jackson,mary@example.com,Tunnel,,Lou,Disqualified,No response,2026-03-02 09:00:00",
            "4,Alan,Turing,alan@example.com,Bombe,,Lou,Parked,,2026-08-11 09:00:00",
        ]
        try ([header] + rows).joined(separator: "\n").appending("\n")
            .write(toFile: folder + "/inbox/leads.csv", atomically: true, encoding: .utf8)
        #expect(try Program.run(["sync", "--now", "2026-10-01T06:00:00Z"], in: folder).status == 4)
        let mapping = try String(contentsOfFile: folder + "/mappings/crm-lead.yaml", encoding: .utf8)
        let page = try String(
            contentsOfFile: Repository.path("Sources/leadloop/Documentation.docc/SeeAChangeFirst.md"), encoding: .utf8)
        let diff = try #require(page.split(separator: "```diff\n").last?.split(separator: "```").first)
        let draft = edit(mapping, by: diff)
        #expect(draft.contains("Contacted: sales-accepted") && draft.contains("No response: timing"))
        try draft.write(toFile: folder + "/draft.yaml", atomically: true, encoding: .utf8)
        let session = try session("SeeAChangeFirst")
        #expect(session.map { $0.command[0] } == ["plan", "apply", "undo", "undo", "undo"])
        for (command, shown) in session {
            let said = try Program.run(command, in: folder)
            #expect(said.status == 0, "\(command): \(said.all)")
            guard !shown.isEmpty else { continue }
            let lines = said.output.split(separator: "\n").map(timeless)
            #expect(lines == shown.map(timeless), "\(command)")
        }
        #expect(try String(contentsOfFile: folder + "/mappings/crm-lead.yaml", encoding: .utf8) == mapping)
    }
}
