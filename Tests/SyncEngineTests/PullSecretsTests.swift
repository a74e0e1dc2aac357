import Foundation
import LeadModel
import TestSupport
import Testing

@testable import SyncEngine

/// Secrets that servers say back wherever they can: in the next page's cursor and address, in errors, in redirects. Each is a
/// word that occurs nowhere else, and is looked for wherever it could have come to lie.
@Suite struct `A secret of a source` {
    private static let server = Result { try Server("bad_days") }

    /// How a source says who it is, and what must not be found: the variables hold the secrets.
    private struct Kind: Sendable, CustomTestStringConvertible {
        var name: String
        var auth: String
        var secrets: [String: String]
        /// Words that the server gives.
        var given: [String] = []
        var testDescription: String { name }
    }

    private static let kinds: [Kind] = [
        Kind(name: "bearer", auth: "{ bearer: env:CANARY_A }", secrets: ["CANARY_A": "canary-bearer-7f3a91"]),
        Kind(
            name: "basic", auth: "{ basic: { user: us, password: env:CANARY_A } }",
            secrets: ["CANARY_A": "canary-basic-7f3a91"],
            given: [Data("us:canary-basic-7f3a91".utf8).base64EncodedString()]
        ),
        Kind(
            name: "header", auth: "{ header: { name: X-Api-Key, value: env:CANARY_A } }",
            secrets: ["CANARY_A": "canary-header-7f3a91"]),
        Kind(
            name: "query", auth: "{ query: { name: api_key, value: env:CANARY_A } }",
            secrets: ["CANARY_A": "canary/query+7f3a91"], given: ["canary%2Fquery%2B7f3a91"]),
        Kind(
            name: "oauth2",
            auth: """
                { oauth2: { grant: refresh-token, token-url: "http://127.0.0.1:PORT/DAY/token", \
                client-id: env:CANARY_C, client-secret: env:CANARY_A, refresh-token: env:CANARY_B } }
                """,
            secrets: [
                "CANARY_A": "canary-client-7f3a91", "CANARY_B": "canary-refresh-7f3a91", "CANARY_C": "canary-id-7f3a91",
            ], given: []),
        Kind(
            name: "login",
            auth: """
                { login: { request: { post: "/token", form: { password: "{password}" } }, \
                secrets: { password: env:CANARY_A }, values: { session: access_token }, \
                headers: { Authorization: "Bearer {session}" } } }
                """,
            secrets: ["CANARY_A": "canary-login-7f3a91"]),
    ]

    private func look(for words: [String], in bytes: Data, _ place: String) {
        for word in words {
            #expect(bytes.range(of: Data(word.utf8)) == nil, "'\(word)' lies in \(place)")
        }
    }

    /// Everything below the folder.
    private func look(for words: [String], below folder: String) throws {
        for path in try FileManager.default.subpathsOfDirectory(atPath: folder) {
            guard let bytes = FileManager.default.contents(atPath: "\(folder)/\(path)") else { continue }
            look(for: words, in: bytes, path)
        }
    }

    private static let days = ["echo-good", "echo-error", "echo-body", "echo-moved", "echo-reset", "echo-url"]

    @Test(
        arguments: kinds.flatMap { kind in
            (kind.name == "bearer" || kind.name == "query" ? days : ["echo-good", "echo-error"]).map { (kind, $0) }
        })
    private func `is found in no output, no file and no bookmark`(kind: Kind, day: String) throws {
        // A day of its own for each, so that they do not heal each other.
        let own = "\(day)-\(kind.name)"
        var settings = BadDayBench.Settings()
        settings.limits = "attempts: 1, stall: 10s"
        settings.more = "auth: " + kind.auth.replacing("DAY", with: own)
        if day == "echo-url" { settings.paging = "next-url: next" }
        if day == "echo-url" { settings.query = "since: \"{since}\"" }
        let bench = try BadDayBench(own, Self.server.get(), settings)
        let words = Array(kind.secrets.values) + kind.given + ["canary-access-7f3a91", "canary-session-7f3a91"]
        func run(_ arguments: String...) throws -> Program.Said {
            let said = try Program.start(arguments, in: bench.bench.folder, surroundings: kind.secrets).wait()
            look(for: words, in: Data(said.all.utf8), arguments.joined(separator: " "))
            return said
        }
        let fails = day != "echo-good"
        let first = try run("sync", "acme", "--output", ["table", "json", "ndjson"][own.utf8.count % 3])
        #expect((first.status != 0) == fails, "\(first.all)")
        #expect(try bench.emails().count == (fails ? 30 : 60), "\(first.all)")
        try look(for: words, below: bench.bench.folder)
        if fails {
            // The secret stands in the cursor that is gone on with.
            let bookmark = try #require(try bench.bookmark())
            #expect(bookmark.contains("⟪"), "\(bookmark)")
            for arguments in [
                ["runs", "show", "1"], ["runs", "list", "--output", "json"], ["sync", "acme", "--quiet"],
            ] {
                let said = try Program.start(arguments, in: bench.bench.folder, surroundings: kind.secrets).wait()
                look(for: words, in: Data(said.all.utf8), arguments.joined(separator: " "))
            }
        }
        try bench.heal()
        let second = try run("sync", "acme")
        #expect(second.status == 0, "\(second.all)")
        #expect(try bench.emails() == BadDayBench.allEmails)
        try look(for: words, below: bench.bench.folder)
    }

    /// What the kernel tells, whose files have no length.
    private func bytes(of path: String) -> Data? {
        guard let file = FileHandle(forReadingAtPath: path) else { return nil }
        defer { try? file.close() }
        return try? file.readToEnd() ?? Data()
    }

    @Test func `is no part of what the list of processes shows`() throws {
        var settings = BadDayBench.Settings()
        settings.limits = "attempts: 1, stall: 1s"
        settings.more = "auth: { bearer: env:CANARY_A }"
        let bench = try BadDayBench("silence", Self.server.get(), settings)
        let process = try Program.start(
            ["sync", "acme"], in: bench.bench.folder, surroundings: ["CANARY_A": "canary-bearer-7f3a91"])
        var looked = 0
        var isRunning = true
        while isRunning, looked < 400 {
            let place = "/proc/\(process.number)"
            guard let line = bytes(of: place + "/cmdline") else { break }
            look(for: ["canary-bearer-7f3a91"], in: line, "its own line")
            let children = bytes(of: "\(place)/task/\(process.number)/children") ?? Data()
            // It asks by itself, and nobody else to ask.
            if String(decoding: line, as: UTF8.self).contains("sync") { #expect(children.isEmpty) }
            looked += 1
            usleep(5_000)
            isRunning = kill(process.number, 0) == 0
            let state = bytes(of: place + "/stat").map { String(decoding: $0, as: UTF8.self) }
            if state?.contains(") Z ") == true { isRunning = false }
        }
        let said = try process.wait()
        #expect(said.status == 69 && looked > 20, "\(looked): \(said.all)")
        look(for: ["canary-bearer-7f3a91"], in: Data(said.all.utf8), "what it said")
    }
}
