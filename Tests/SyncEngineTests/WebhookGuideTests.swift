import Foundation
import TestSupport
import Testing

@testable import SyncEngine

/// The snippets of the guide by which receivers verify events, run with events that were really sent.
@Suite struct `A snippet of the guide that verifies events` {
    /// A language, how its snippet is called, and what is tried with it.
    struct Language: Sendable, CustomTestStringConvertible {
        var name: String
        var program: String
        var file: String
        /// Behind the snippet: reads told.json, and says what the snippet makes of the event and of an altered one.
        var trial: String
        var testDescription: String { name }
    }

    static let languages = [
        Language(
            name: "python", program: "python3", file: "snippet.py",
            trial: """

                import base64, json
                told = json.load(open("told.json"))[0]
                headers, body = told["headers"], base64.b64decode(told["body"]).decode()
                known = set()
                print(receive(headers, body, known), receive(headers, body, known))
                try:
                    receive(headers, body + " ", set())
                    print("taken")
                except Exception:
                    print("refused")

                """),
        Language(
            name: "javascript", program: "node", file: "snippet.js",
            trial: """

                const told = JSON.parse(require("node:fs").readFileSync("told.json"))[0];
                const body = Buffer.from(told.body, "base64").toString();
                const secret = process.argv[2];
                console.log(verify(told.headers, body, secret) ? "add known" : "refused");
                console.log(verify(told.headers, body + " ", secret) ? "taken" : "refused");

                """),
        Language(
            name: "php", program: "php", file: "snippet.php",
            trial: """

                $told = json_decode(file_get_contents('told.json'), true)[0];
                $body = base64_decode($told['body']);
                echo verify($told['headers'], $body, $argv[1]) ? "add known\\n" : "refused\\n";
                echo verify($told['headers'], "$body ", $argv[1]) ? "taken\\n" : "refused\\n";

                """),
    ]

    @Test(arguments: languages) func `takes what was sent, and nothing else`(language: Language) throws {
        guard var program = which(language.program) else { return print("skipped: there is no \(language.program)") }
        if language.name == "python" {
            let packages = ["standardwebhooks==1.1.0", "cloudevents==1.12.0", "cryptography", "jsonschema==4.26.0"]
            guard let programs = try PythonEnvironment.programs(of: "receivers", packages, root: Repository.path(""))
            else {
                return
            }
            program = programs + "/python3"
        }
        let guide = try String(
            contentsOfFile: Repository.path("Sources/leadloop/Documentation.docc/DeliverToASystem.md"), encoding: .utf8)
        let parts = guide.components(separatedBy: "```\(language.name)\n")
        try #require(parts.count == 2, "the guide has one snippet of each language")
        let snippet = try #require(parts[1].components(separatedBy: "```").first)
        let bench = try EventBench()
        try bench.bench.deliver("leads.csv", [Setup.discarded("1", ["First": "Zoë"])])
        try bench.bench.sync()
        try bench.send()
        let told = try bench.requests().map {
            ["headers": $0.headers, "body": Data($0.bytes).base64EncodedString()] as [String: Any]
        }
        try bench.bench.write("told.json", bytes: Array(JSONSerialization.data(withJSONObject: told)))
        try bench.bench.write(language.file, (language.name == "php" ? "<?php\n" : "") + snippet + language.trial)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = [language.file, EventBench.secret]
        process.currentDirectoryURL = URL(fileURLWithPath: bench.bench.folder)
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(said == "add known\nrefused\n", "\(said)")
    }

    private func which(_ program: String) -> String? {
        let folders = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":").map(String.init) ?? []
        return folders.map { "\($0)/\(program)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }
}
