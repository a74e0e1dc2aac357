import Connectors
import Feedback
import Foundation
import Glibc
import LeadModel
import LeadStore
import TestSupport
import Testing

@testable import SyncEngine

@Suite struct `A guide` {
    /// The blocks of YAML in a page of the documentation.
    private func blocks(_ page: String) throws -> [String] {
        let path = Repository.path("Sources/leadloop/Documentation.docc/\(page).md")
        let parts = try String(contentsOfFile: path, encoding: .utf8).split(separator: "```yaml\n").dropFirst()
        return parts.compactMap { $0.split(separator: "```").first.map(String.init) }
    }

    @Test func `on feeds shows some that are accepted`() throws {
        let all = try blocks("WriteAFeed")
        let destinations = all.filter { $0.hasPrefix("destination:") }
        #expect(
            try destinations.map { try DestinationDefinition.compile($0, file: "partner.yaml").name } == ["partner"])
        let names = try all.filter { $0.hasPrefix("feed:") }.map {
            try FeedDefinition.compile($0, file: "feed.yaml").name
        }
        #expect(
            names == [
                "recycled-to-marketo", "outcomes-to-hubspot", "google-conversions", "google-adjustments",
                "recycled-to-warehouse", "returned-to-sales", "overdue-leads",
            ])
    }

    @Test(arguments: [("sh", "sh"), ("python", "python3"), ("js", "node")])
    func `on receiving shows how a file is verified`(language: String, program: String) throws {
        guard
            ["/usr/bin", "/usr/local/bin", "/bin", "/root/.pyenv/shims"].contains(where: {
                FileManager.default.isExecutableFile(atPath: "\($0)/\(program)")
            })
        else {
            print("no \(program) on this machine: its lines are not tried")
            return
        }
        let path = Repository.path("Sources/leadloop/Documentation.docc/ReceiveRecycledLeads.md")
        let page = try String(contentsOfFile: path, encoding: .utf8)
        let block = try #require(
            page.split(separator: "```\(language)\n").dropFirst().first?.split(separator: "```").first)
        let bench = try Workbench()
        try bench.deliver("leads-1.csv", [Setup.discarded("1"), Setup.discarded("2")])
        try bench.sync("2026-10-01T06:00:00Z")
        try bench.deliver("leads-2.csv", [Setup.discarded("3")])
        try bench.sync("2026-10-02T06:00:00Z")
        try bench.write("verify", String(block))
        let names = try bench.files("feeds/nurture").filter { $0.hasSuffix(".ndjson") }
        func run() throws -> Int32 {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            let folder = bench.path("feeds/nurture")
            process.arguments =
                [program, bench.path("verify")]
                + (language == "python" ? [folder, "nurture"] : ["\(folder)/\(names[1])"])
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            process.environment = ProcessInfo.processInfo.environment
            try process.run()
            process.waitUntilExit()
            return process.terminationStatus
        }
        #expect(try run() == 0)
        var bytes = Array(try bench.text("feeds/nurture/\(names[1])").utf8)
        bytes[5] ^= 1
        try bench.write("feeds/nurture/\(names[1])", bytes: bytes)
        if language == "python" {
            // Whoever remembers the cursor has read it already, and is right not to read it again.
            #expect(try bench.text("feeds/nurture/.nurture.cursor") == "3" && run() == 0)
            try bench.write("feeds/nurture/.nurture.cursor", "2")
        }
        #expect(try run() != 0)
        guard language == "python" else { return }
        try bench.write("feeds/nurture/.nurture.cursor", "1")
        #expect(try run() != 0)
    }

    @Test func `on the agreement shows one, and how leads go back to sales, that are accepted`() throws {
        let blocks = try blocks("TheAgreement")
        let returns = try #require(blocks.first { $0.contains("return-to-sales") && !$0.contains("agreement:") })
        let line = try #require(returns.split(separator: "\n").last)
        let whole = try #require(blocks.first)
        let text = whole.replacing("      triggers:", with: "\(line)\n      triggers:")
        let bench = try Workbench()
        for (text, isReturning) in [(whole, false), (text, true)] {
            try bench.write("config/agreement.yaml", text)
            let said = try Program.run(["config", "check"], in: bench.folder)
            #expect(said.status == 0, "\(said.all)")
            #expect(said.all.contains("no feed carries leads that go back to sales") == isReturning, "\(said.all)")
        }
    }

    @Test func `on sources shows sources and formats that are accepted`() throws {
        let blocks = try blocks("DescribeASource")
        let formats = blocks.filter { $0.hasPrefix("format:") }
        #expect(blocks.count == 6 && formats.count == 4)
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

    @Test func `on the agreement shows agreements that are accepted`() throws {
        let shown = try blocks("TheAgreement")
        let whole = try #require(shown.first { $0.hasPrefix("agreement:") })
        let rules = try #require(shown.first { $0.contains("call-back") })
        let criteria = try #require(shown.first { $0.contains("contributions:") })
        let several = whole.replacing("    recycling:", with: criteria + "    recycling:").replacing(
            "        timing:      { track: back-in-season, after: 90d, cycles: 3 }\n",
            with: rules.split(separator: "\n").dropFirst().joined(separator: "\n") + "\n")
        for text in [whole, several] {
            let bench = try Workbench()
            try bench.write("config/agreement.yaml", text)
            let said = try Program.run(["config", "check"], in: bench.folder)
            #expect(said.status == 0, "\(said.all)\n\(text)")
        }
        #expect(several.contains("call-back") && several.contains("half-life"))
    }

    @Test func `on mappings names kinds of activities that are accepted`() throws {
        let block = try #require(try blocks("WriteAFieldMapping").first { $0.contains("pricing-page") })
        let bench = try Workbench()
        try bench.write(
            "mappings/guide.yaml",
            "mapping: guide\nrecord: activity\nidentity: { id: Id }\nlead: { crm: Who }\n" + block)
        let said = try Program.run(["config", "check"], in: bench.folder)
        #expect(said.status == 0 && !said.output.contains("is a kind of its own"), "\(said.all)")
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

    @Test func `on vendors names every mapping that is shipped, and formats that are accepted`() throws {
        let path = Repository.path("Sources/leadloop/Documentation.docc/Vendors.md")
        let guide = try String(contentsOfFile: path, encoding: .utf8)
        let mappings = try FileManager.default.contentsOfDirectory(atPath: Repository.path("mappings"))
        #expect(mappings.count > 30)
        for mapping in mappings { #expect(guide.contains("`\(mapping.dropLast(5))`"), "\(mapping)") }
        let bench = try Workbench()
        let block = try #require(try blocks("Vendors").first)
        try bench.write("config/sources/activecampaign.yaml", block)
        for mapping in mappings {
            try bench.write(
                "mappings/" + mapping,
                try String(contentsOfFile: Repository.path("mappings/" + mapping), encoding: .utf8))
        }
        let formats = Set(
            guide.split(separator: "`").map(String.init).filter { $0.hasPrefix("{ ") && $0.hasSuffix(" }") })
        #expect(formats.count > 12)
        var source = "source: shown\nconnector: files\nfolder: inbox\nrole: crm\nstreams:\n"
        for (number, format) in formats.sorted().enumerated() {
            source += "  s\(number): { mapping: crm-lead, files: 'x\(number)*', format: \(format) }\n"
        }
        try bench.write("config/sources/shown.yaml", source)
        let said = try Program.run(["config", "check"], in: bench.folder)
        #expect(said.status == 0, "\(said.all)")
    }

    @Test func `on mappings shows rules with transforms that are accepted`() throws {
        let block = try #require(try blocks("WriteAFieldMapping").first { $0.contains("transform:") })
        let bench = try Workbench()
        let rules = block.split(separator: "\n").map { "  \($0)\n" }.joined()
        let start = "mapping: guide\nrecord: lead\nidentity: { id: Id }\nfields:\n"
        try bench.write("mappings/guide.yaml", start + rules)
        let said = try Program.run(["config", "check"], in: bench.folder)
        #expect(said.status == 0 && rules.contains("name-part"), "\(said.all)")
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
            ["report", "scorecard", "--period", "2026"], ["report", "untouched"],
            ["report", "breaches", "--period", "2026"], ["report", "qualification", "--period", "2026"],
            ["report", "disagreements", "--period", "2026"], ["report", "recycling"], ["report", "feedback"],
            ["suppression", "list"], ["suppression", "check", "L1"], ["mapping", "list"],
            ["mapping", "try", "crm-lead", "inbox/leads.csv"], ["undo", "--list"],
        ] {
            let name = command.prefix(2).joined(separator: " ")
            let row = try #require(guide.split(separator: "\n").first { $0.hasPrefix("| `\(name)` |") }, "\(name)")
            let said = try Program.run(command + ["--output", "csv"], in: bench.folder)
            let keys = said.output.prefix { $0 != "\n" }.split(separator: ",")
            #expect(!keys.isEmpty, "\(name): \(said.all)")
            for key in keys { #expect(row.contains("`\(key)`"), "\(name): \(key)") }
        }
    }

    @Test func `on suppression shows commands that can be typed and rules that are accepted`() throws {
        let bench = try Workbench()
        try bench.deliver("leads.csv", [Setup.discarded("1001"), Setup.discarded("1002")])
        try bench.sync()
        try bench.write("unsubscribed.txt", "lead1002@example.com\n")
        try bench.write("list.csv", "email,name\nlead7@example.com,Bo\n")
        let path = Repository.path("Sources/leadloop/Documentation.docc/WhoMustNotBeSentAnywhere.md")
        let guide = try String(contentsOfFile: path, encoding: .utf8)
        let sessions = guide.components(separatedBy: "```shell\n").dropFirst().map {
            $0.components(separatedBy: "```")[0]
        }
        #expect(sessions.count == 4)
        for session in sessions {
            let script = "PATH=\"$(dirname \"$1\"):$PATH\"; export PATH\n\(session)"
            let run = try Program.start([], in: bench.folder, through: ["sh", "-ec", script, "sh"]).wait()
            #expect(run.status == 0, "\(session)\(run.all)")
        }
        #expect(try bench.leads().map(\.decision.kind) == [.suppress])
        #expect(try bench.text("erased-1001.json").contains("\"digest\""))
        let rules = try blocks("WhoMustNotBeSentAnywhere")
        #expect(rules.count == 2)
        for rule in rules {
            let bench = try Workbench()
            let lines = rule.replacing("marketo", with: "web").split(separator: "\n").map { "    \($0)" }
            try bench.edit("config/agreement.yaml", "zone: UTC", "zone: UTC\n" + lines.joined(separator: "\n"))
            let said = try Program.run(["config", "check"], in: bench.folder)
            #expect(said.status == 0, "\(rule)\(said.all)")
        }
    }

    @Test func `on feedback shows commands that can be typed, a share that is accepted, and every column`() throws {
        let bench = try Workbench.ofFeedback()
        let page = "TellMarketingWhatBecameOfItsLeads"
        let share = try #require(try blocks(page).first)
        try bench.edit("config/agreement.yaml", "      reasons:", share + "      reasons:")
        try bench.deliver("leads.csv", (1...9).map { Setup.discarded("\($0)") })
        try bench.deliver("prospects.csv", [Setup.prospect("P1", ["Email": "lead1@example.com", "Title": "Spring"])])
        try bench.sync()
        let guide = try String(
            contentsOfFile: Repository.path("Sources/leadloop/Documentation.docc/\(page).md"), encoding: .utf8)
        let sessions = guide.components(separatedBy: "```shell\n").dropFirst().map {
            $0.components(separatedBy: "```")[0]
        }
        #expect(sessions.count == 2)
        for session in sessions {
            let script =
                "PATH=\"$(dirname \"$1\"):$PATH\"; export PATH\n\(session.replacing("--source marketo", with: "--source web"))"
            let run = try Program.start([], in: bench.folder, through: ["sh", "-ec", script, "sh"]).wait()
            #expect(run.status == 0, "\(session)\(run.all)")
        }
        for column in FeedbackRow.columns + ["action", "number", "digest"] {
            #expect(guide.contains("`\(column)`"), "\(column)")
        }
        for name in try bench.files("feedback/web") where name.hasSuffix(".csv") {
            let shape = name.replacing(#/changes-.+/#, with: "changes-….csv").replacing(
                #/\d{4}-\d{2}/#, with: "2026-09")
            #expect(guide.contains("`\(shape)`"), "\(shape)")
        }
    }

    /// One that nobody listens at.
    private func freePort() throws -> String {
        let server = try Server("small_crm")
        return String(server.port)
    }

    /// A part of a source that is asked is accepted: keys of the source, or a stream, or keys of a stream.
    private func expectAccepted(part: String) throws {
        let head = "source: shown\nconnector: http\nrole: crm\naddress: https://crm.example/v1\n"
        let stream = "  leads:\n    mapping: crm-lead\n    format: { json: { records: data } }\n"
        let request = "    request: { get: /leads }\n"
        let source =
            if !part.hasPrefix(" ") {
                head + part + "streams:\n" + stream + request
            } else if part.hasPrefix("    ") {
                head + "streams:\n" + stream + part
            } else {
                head + "streams:\n" + stream + request + part.replacing(#/mapping: [a-z-]+/#, with: "mapping: crm-lead")
            }
        let bench = try Workbench()
        try bench.write("config/sources/shown.yaml", source)
        let said = try Program.run(["config", "check"], in: bench.folder)
        #expect(said.status == 0, "\(source)\(said.all)")
    }

    @Test func `on exit codes, and the first page, name each that there is`() throws {
        let source = try String(
            contentsOfFile: Repository.path("Sources/leadloop/GlobalOptions.swift"), encoding: .utf8)
        let codes = source.matches(of: #/= ExitCode\((\d+)\)/#).map(\.1)
        #expect(codes.count >= 10)
        for page in ["README.md", "Sources/leadloop/Documentation.docc/WhenSomethingIsRefused.md"] {
            let text = try String(contentsOfFile: Repository.path(page), encoding: .utf8)
            // 0 and 64 are those of whoever reads the command line.
            for code in codes + ["0", "64"] { #expect(text.contains("\n| \(code) | "), "\(page): \(code)") }
        }
    }

    /// The session of a guide: files are written as it says, commands are typed as it shows them, and what it shows of their
    /// answers is there.
    @Test(arguments: ["FromAnUnknownFileToAMapping", "WriteYourAgreement", "ConnectASystem", "FilesThatAreDropped"])
    func `is a session that can be typed`(page: String) throws {
        if page == "FilesThatAreDropped", try FileHost(.sftp) == nil { return }
        let text = try String(
            contentsOfFile: Repository.path("Sources/leadloop/Documentation.docc/\(page).md"), encoding: .utf8
        ).replacing("~/leadloop/", with: Repository.path("")).replacing("8790", with: try freePort())
        let folder = NSTemporaryDirectory() + "leadloop-guide-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        var before = ""
        var said = ""
        var commands = 0
        // A server of the guide outlives its block, as it does in a terminal, but not the session.
        var servers: [pid_t] = []
        defer { for group in servers { #expect(kill(-group, SIGKILL) == 0, "a server ended before its session") } }
        let parts = text.components(separatedBy: "```")
        for (index, part) in parts.enumerated() {
            guard index % 2 == 1, let end = part.firstIndex(of: "\n") else {
                before = part
                continue
            }
            let block = String(part[part.index(after: end)...])
            let saved = before.components(separatedBy: "Save this as `").dropFirst().last?.components(separatedBy: "`")
            switch part[..<end] {
            case "csv",
                "yaml" where saved != nil:
                let name = try #require(saved?.first)
                try Data(block.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
            case "shell":
                commands += 1
                let session = "PATH=\"$(dirname \"$1\"):$PATH\"; export PATH\n\(block)"
                let typed = try Program.start([], in: folder, through: ["setsid", "sh", "-ec", session, "sh"])
                if block.contains(#/ &\s/#) { servers.append(typed.number) }
                let run = try typed.wait()
                #expect(run.status == 0, "\(block)\(run.all)")
                said = run.all
            case "text":
                for line in block.split(separator: "\n") { #expect(said.contains(line), "\(line)\n\(said)") }
            case "yaml" where block.hasPrefix("errors:") || block.hasPrefix("  "): try expectAccepted(part: block)
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
