import Feedback
import Foundation
import LeadModel
import Testing

@testable import SyncEngine

@Suite struct `A guide` {
    /// The blocks of YAML in a page of the documentation.
    private func blocks(_ page: String) throws -> [String] {
        let path = Repository.path("Sources/leadloop/Documentation.docc/\(page).md")
        let parts = try String(contentsOfFile: path, encoding: .utf8).split(separator: "```yaml\n").dropFirst()
        return parts.compactMap { $0.split(separator: "```").first.map(String.init) }
    }

    @Test func `on feeds shows one that is accepted`() throws {
        let block = try #require(try blocks("WriteAFeed").first)
        #expect(try FeedDefinition.compile(block, file: "feed.yaml").name == "recycled-to-marketo")
    }

    @Test func `on sources shows sources and formats that are accepted`() throws {
        let blocks = try blocks("DescribeASource")
        let formats = blocks.filter { $0.hasPrefix("format:") }
        #expect(blocks.count == 4 && formats.count == 3)
        for block in blocks {
            let bench = try Workbench()
            if block.hasPrefix("format:") {
                let format = try #require(block.split(separator: "\n").first)
                try bench.edit(
                    "config/sources/web.yaml", #"format: { csv: { delimiter: ",", encoding: utf-8, header: true } }"#,
                    String(format))
            } else {
                try bench.write(
                    "config/sources/salesforce.yaml",
                    block.replacing("salesforce-lead\n", with: "crm-lead\n").replacing(
                        "salesforce-activity\n", with: "crm-call\n"))
            }
            let said = try Program.run(["config", "check"], in: bench.folder)
            #expect(said.status == 0, "\(block)\(said.all)")
        }
    }

    @Test func `on programs names the keys that commands print`() throws {
        let path = Repository.path("Sources/leadloop/Documentation.docc/ForPrograms.md")
        let guide = try String(contentsOfFile: path, encoding: .utf8)
        let bench = try Workbench()
        try bench.deliver("leads.csv", [Setup.discarded("1"), Setup.lead("2", ["Status": "On Hold"])])
        try bench.sync()
        for command in [
            ["runs", "list"], ["lead", "find"], ["recycle", "list"], ["feed", "list"], ["feed", "verify"],
            ["quarantine", "list"], ["quarantine", "show", "1"], ["source", "check"], ["doctor"],
        ] {
            let name = command.prefix(2).joined(separator: " ")
            let row = try #require(guide.split(separator: "\n").first { $0.hasPrefix("| `\(name)` |") }, "\(name)")
            let said = try Program.run(command + ["--output", "csv"], in: bench.folder)
            let keys = said.output.prefix { $0 != "\n" }.split(separator: ",")
            #expect(!keys.isEmpty, "\(name): \(said.all)")
            for key in keys { #expect(row.contains("`\(key)`"), "\(name): \(key)") }
        }
    }

    /// The session of a guide: files are written as it says, commands are typed as it shows them, and what it shows of their
    /// answers is there.
    @Test(arguments: ["FromAnUnknownFileToAMapping"])
    func `is a session that can be typed`(page: String) throws {
        let text = try String(
            contentsOfFile: Repository.path("Sources/leadloop/Documentation.docc/\(page).md"), encoding: .utf8)
        let folder = NSTemporaryDirectory() + "leadloop-guide-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        var before = ""
        var said = ""
        var commands = 0
        let parts = text.components(separatedBy: "```")
        for (index, part) in parts.enumerated() {
            guard index % 2 == 1, let end = part.firstIndex(of: "\n") else {
                before = part
                continue
            }
            let block = String(part[part.index(after: end)...])
            switch part[..<end] {
            case "csv":
                let name = try #require(
                    before.components(separatedBy: "Save this as `").last?.components(separatedBy: "`").first)
                try Data(block.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
            case "shell":
                commands += 1
                let session = "PATH=\"$(dirname \"$1\"):$PATH\"; export PATH\n\(block)"
                let run = try Program.start([], in: folder, through: ["sh", "-ec", session, "sh"]).wait()
                #expect(run.status == 0, "\(block)\(run.all)")
                said = run.all
            case "text":
                for line in block.split(separator: "\n") { #expect(said.contains(line), "\(line)\n\(said)") }
            case "yaml":
                let written = try String(contentsOfFile: "\(folder)/mappings/crm.yaml", encoding: .utf8)
                #expect(written.contains(block), "\(block)\n\(written)")
            default: Issue.record("a block of the guide is neither csv, shell, text nor yaml: \(part[..<end])")
            }
        }
        #expect(commands > 3)
        try FileManager.default.removeItem(atPath: folder)
    }
}
