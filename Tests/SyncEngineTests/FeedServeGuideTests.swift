import Foundation
import TestSupport
import Testing

@testable import SyncEngine

/// The snippets of the guide by which receivers fetch what is new, run against the built program.
@Suite struct `A snippet of the guide that fetches files` {
    /// A language, and how its snippet is called.
    struct Language: Sendable, CustomTestStringConvertible {
        var name: String
        var program: String
        var file: String
        var testDescription: String { name }
    }

    static let languages = [
        Language(name: "python", program: "python3", file: "snippet.py"),
        Language(name: "javascript", program: "node", file: "snippet.js"),
        Language(name: "php", program: "php", file: "snippet.php"),
    ]

    @Test(arguments: languages) func `has each file once, whole, in its order`(language: Language) throws {
        guard let program = which(language.program) else { return print("skipped: there is no \(language.program)") }
        let bench = try ServeBench()
        try bench.bench.deliver("leads-1.csv", [Setup.discarded("1")])
        try bench.bench.sync("2026-10-01T06:00:00Z")
        try bench.bench.deliver("leads-2.csv", [Setup.discarded("2")])
        try bench.bench.sync("2026-10-02T06:00:00Z")
        try bench.start()
        let snippet = try snippet(language)
        try FileManager.default.createDirectory(atPath: bench.bench.path("got"), withIntermediateDirectories: true)
        func files() throws -> [String] {
            try bench.bench.files("feeds/nurture").filter { !$0.hasSuffix("manifest.json") }
        }
        func lines(_ names: some Sequence<String>) -> String { names.map { $0 + "\n" }.joined() }
        let first = try run(snippet, program, language, bench, bench.url("/api/v1/feeds/nurture"))
        #expect(try first.status == 0 && first.output == lines(files()), "\(first)")
        #expect(try files().count == 2)
        #expect(try run(snippet, program, language, bench, bench.url("/api/v1/feeds/nurture")).output.isEmpty)
        try bench.bench.deliver("leads-3.csv", [Setup.discarded("3")])
        try bench.bench.sync("2026-10-03T06:00:00Z")
        let last = try run(snippet, program, language, bench, bench.url("/api/v1/feeds/nurture"))
        #expect(try last.status == 0 && last.output == lines(files().suffix(1)), "\(last)")
        for name in try files() {
            #expect(try bench.bench.text("got/\(name)") == bench.bench.text("feeds/nurture/\(name)"))
        }
        #expect(try bench.bench.text("got/.cursor") == "\(bench.cursor())")
    }

    @Test(arguments: languages, ["altered", "cut", "gap", "status"])
    func `takes nothing that is not what it should be`(language: Language, malady: String) throws {
        guard let program = which(language.program) else { return print("skipped: there is no \(language.program)") }
        let bench = try ServeBench()
        try FileManager.default.createDirectory(atPath: bench.bench.path("got"), withIntermediateDirectories: true)
        let server = try Server("lying_feed", [malady])
        let feed = "http://127.0.0.1:\(server.port)/api/v1/feeds/nurture"
        let said = try run(try snippet(language), program, language, bench, feed)
        #expect(said.status != 0 && said.output.isEmpty, "\(said)")
        #expect(try bench.bench.files("got").allSatisfy { $0.hasSuffix(".part") })
    }

    private func snippet(_ language: Language) throws -> String {
        let guide = try String(
            contentsOfFile: Repository.path("Sources/leadloop/Documentation.docc/ReceiveRecycledLeads.md"),
            encoding: .utf8)
        let section = try #require(guide.components(separatedBy: "\n## Pull\n").last)
        let parts = section.components(separatedBy: "```\(language.name)\n")
        try #require(parts.count == 2, "the section has one snippet of each language")
        let snippet = try #require(parts[1].components(separatedBy: "```").first)
        return (language.name == "php" ? "<?php\n" : "") + snippet
    }

    private func run(
        _ snippet: String, _ program: String, _ language: Language, _ bench: ServeBench, _ feed: String
    ) throws -> (status: Int32, output: String) {
        try bench.bench.write(language.file, snippet)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = [
            "-c", "exec \"$0\" \"$@\" >.snippet-said 2>.snippet-talk", program, language.file, feed, "got",
        ]
        process.currentDirectoryURL = URL(fileURLWithPath: bench.bench.folder)
        process.environment = ProcessInfo.processInfo.environment.merging(["FEED_TOKEN": ServeBench.token]) { $1 }
        try process.run()
        process.waitUntilExit()
        return (process.terminationStatus, try bench.bench.text(".snippet-said"))
    }

    private func which(_ program: String) -> String? {
        let folders = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":").map(String.init) ?? []
        return folders.map { "\($0)/\(program)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }
}
