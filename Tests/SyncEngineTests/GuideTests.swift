import Feedback
import Foundation
import LeadModel
import LeadStore
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

    /// The lines of shell that a section of a page shows, between its heading and the next of its kind.
    private func commands(_ page: String, under heading: String) throws -> [String] {
        let path = Repository.path("Sources/leadloop/Documentation.docc/\(page).md")
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let section = try #require(text.split(separator: "\n\(heading)\n").dropFirst().first)
        let parts = section.split(separator: "\n## ")[0].split(separator: "```\n", omittingEmptySubsequences: false)
        return parts.enumerated().filter { $0.offset % 2 == 1 }.flatMap { $0.element.split(separator: "\n") }.map(
            String.init)
    }

    @Test func `on refusals shows a session that can be typed`() throws {
        let bench = try Workbench()
        try bench.deliver(
            "leads.csv",
            [
                Setup.lead("1", ["Status": "On Hold"]), Setup.lead("2", ["Email": "nobody at example"]),
                Setup.lead("3", ["Created": "yesterday"]), Setup.lead("4"),
            ])
        try bench.sync()
        let commands = try commands("WhenSomethingIsRefused", under: "### A session")
        #expect(commands.count == 13 && commands.count { $0.hasPrefix("leadloop quarantine ") } == 11, "\(commands)")
        for command in commands {
            if command.hasPrefix("sed ") {
                let process = Process()
                process.executableURL = URL(fileURLWithPath: "/bin/sh")
                process.arguments = ["-c", "cd '\(bench.folder)' && \(command)"]
                try process.run()
                process.waitUntilExit()
                #expect(process.terminationStatus == 0, "\(command)")
                continue
            }
            let words = command.split(separator: "\"", omittingEmptySubsequences: false).enumerated().flatMap {
                $0.offset % 2 == 1 ? [String($0.element)] : $0.element.split(separator: " ").map(String.init)
            }
            let said = try Program.run(Array(words.dropFirst()), in: bench.folder)
            // 4: others wait on.
            #expect([0, 4].contains(said.status), "\(command): \(said.all)")
        }
        #expect(try bench.leads().count == 3)
        #expect(
            try bench.workspace().openForReading().quarantineSummary().counts.map(\.code) == ["mapping.invalid-date"])
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
}
