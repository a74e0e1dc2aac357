import Connectors
import Failpoints
import Feedback
import Foundation
import Glibc
import LeadModel
import LeadStore
import Synchronization
import Testing

@testable import SyncEngine

/// Files of feeds that are fetched from the built program, over loopback.
@Suite struct `A feed that is fetched` {
    private static let days = (1...9).map { "2026-10-0\($0)T06:00:00Z" }
    private static let files = "/api/v1/feeds/nurture/files"

    /// With one file written.
    private func served(_ leads: Int = 3, _ arguments: [String] = []) throws -> ServeBench {
        let bench = try ServeBench()
        try bench.bench.deliver("leads-1.csv", (1...leads).map { Setup.discarded("\($0)") })
        try bench.bench.sync(Self.days[0])
        try bench.start(arguments)
        return bench
    }

    private func deliver(_ number: Int, to bench: ServeBench) throws {
        try bench.bench.deliver("leads-\(number).csv", [Setup.discarded("\(number)00")])
        try bench.bench.sync(Self.days[number - 1])
    }

    // MARK: What there is

    @Test func `is listed as it stands in its folder, page by page`() throws {
        let bench = try served()
        for number in 2...5 { try deliver(number, to: bench) }
        let recorded = try bench.bench.workspace().openForReading().feedFiles("nurture")
        var seen: [[String: Any]] = []
        var address = Self.files + "?limit=2"
        while true {
            let answer = try bench.ask(address)
            #expect(answer.status == 200 && answer.fields["content-type"] == "application/json")
            let page = try answer.json
            seen += try #require(page["files"] as? [[String: Any]])
            #expect((page["newest"] as? NSNumber)?.int64Value == recorded.last?.to)
            guard let next = page["next"] as? String else {
                #expect(answer.fields["link"] == nil)
                break
            }
            #expect(answer.fields["link"] == "<\(next)>; rel=\"next\"")
            address = "/api/v1/feeds/nurture/" + next
        }
        #expect(seen.count == 5 && recorded.count == 5)
        for (entry, file) in zip(seen, recorded) {
            let manifest = try FeedManifest(json: file.manifest, file: file.path)
            #expect((entry["cursor-from"] as? NSNumber)?.int64Value == file.from)
            #expect((entry["cursor-to"] as? NSNumber)?.int64Value == file.to)
            #expect(entry["file"] as? String == manifest.file && entry["mode"] as? String == "incremental")
            #expect(entry["rows"] as? Int == manifest.rows && entry["bytes"] as? Int == manifest.bytes)
            #expect(entry["sha256"] as? String == manifest.sha256 && entry["written"] as? String == manifest.generated)
            let href = try #require(entry["href"] as? String)
            #expect(
                try bench.ask("/api/v1/feeds/nurture/\(href)").body
                    == Array(Data(contentsOf: URL(fileURLWithPath: file.path))))
            let beside = try #require(entry["manifest"] as? String)
            #expect(try bench.ask("/api/v1/feeds/nurture/\(beside)").body == file.manifest)
        }
        #expect(try bench.list(after: recorded[3].to).count == 1 && bench.list(after: recorded[4].to).isEmpty)
    }

    @Test func `is sent whole with its sums, and not again to whoever has it`() throws {
        let bench = try served()
        let path = try "\(Self.files)/\(bench.cursor())"
        let bytes = try bench.bytes()
        let sum = Fingerprint.of(bytes: bytes)
        let answer = try bench.ask(path)
        #expect(answer.status == 200 && answer.body == bytes && answer.fields["content-length"] == "\(bytes.count)")
        #expect(answer.fields["etag"] == "\"\(sum)\"" && answer.fields["accept-ranges"] == "bytes")
        #expect(answer.fields["content-type"] == "application/x-ndjson")
        let base64 = "sha-256=:\(Base64.text(ofHex: sum)):"
        #expect(answer.fields["content-digest"] == base64 && answer.fields["repr-digest"] == base64)
        #expect(answer.fields["content-disposition"]?.contains(".ndjson") == true && answer.fields["date"] != nil)
        #expect(answer.fields["cache-control"] == "private, no-cache")
        let again = try bench.ask(path, ["If-None-Match: \"\(sum)\""])
        #expect(again.status == 304 && again.body.isEmpty && again.fields["etag"] == "\"\(sum)\"")
        #expect(try bench.ask(path, ["If-None-Match: \"other\""]).body == bytes)
        #expect(try bench.ask(path, ["If-Match: \"other\""]).status == 412)
        let head = try bench.ask(path, arguments: ["--head"])
        #expect(head.status == 200 && head.fields["content-length"] == "\(bytes.count)")
        #expect(head.fields["etag"] == "\"\(sum)\"" && head.fields["repr-digest"] == base64)
        // There is no content whose sum it could be.
        #expect(head.fields["content-digest"] == nil)
    }

    @Test func `is sent in parts, of the same file alone`() throws {
        let bench = try served()
        let path = try "\(Self.files)/\(bench.cursor())"
        let bytes = try bench.bytes()
        let sum = Fingerprint.of(bytes: bytes)
        for (range, part) in [
            ("0-0", 0..<1), ("5-9", 5..<10), ("7-", 7..<bytes.count), ("-4", bytes.count - 4..<bytes.count),
        ] {
            let answer = try bench.ask(path, ["Range: bytes=\(range)"])
            #expect(answer.status == 206 && answer.body == Array(bytes[part]), "\(range)")
            #expect(
                answer.fields["content-range"] == "bytes \(part.lowerBound)-\(part.upperBound - 1)/\(bytes.count)")
            #expect(answer.fields["content-digest"] == nil && answer.fields["repr-digest"] != nil)
        }
        let behind = try bench.ask(path, ["Range: bytes=\(bytes.count)-"])
        #expect(behind.status == 416 && behind.fields["content-range"] == "bytes */\(bytes.count)")
        #expect(try bench.ask(path, ["Range: bytes=5-9", "If-Range: \"\(sum)\""]).status == 206)
        let other = try bench.ask(path, ["Range: bytes=5-9", "If-Range: \"other\""])
        #expect(other.status == 200 && other.body == bytes)
    }

    @Test func `goes on where it broke off`() throws {
        let bench = try served()
        try bench.lengthen(to: 3_000_000)
        let path = try "\(Self.files)/\(bench.cursor())"
        let bytes = try bench.bytes()
        let mark = bench.bench.path("part")
        try Data(bytes[..<1_234_567]).write(to: URL(fileURLWithPath: mark))
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "curl", "--silent", "--header", "Authorization: Bearer \(ServeBench.token)", "--continue-at", "-",
            "--output", mark, bench.url(path),
        ]
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        #expect(try Array(Data(contentsOf: URL(fileURLWithPath: mark))) == bytes)
    }

    @Test func `that is full is fetched by its newest file`() throws {
        let bench = try served()
        try deliver(2, to: bench)
        let answer = try bench.ask("/api/v1/feeds/all/files/latest")
        #expect(try answer.status == 200 && answer.body == bench.bytes("all"))
        let cursor = try bench.cursor("all")
        #expect(answer.fields["content-location"] == "\(cursor)")
        #expect(try bench.ask("/api/v1/feeds/all/files/latest/manifest").json["mode"] as? String == "full")
        // The latest file of a feed of changes is not all of it: whoever took it for that would lose leads.
        let changes = try bench.ask(Self.files + "/latest")
        #expect(changes.status == 404 && changes.text.contains("List the files after the cursor"))
    }

    // MARK: Who may

    @Test func `is nobody's without its token, and nothing tells what there is`() throws {
        let bench = try served()
        let wrong = "wrong-" + String(repeating: "x", count: 40)
        let paths = [Self.files, "/api/v1/feeds/inner/files", "/api/v1/feeds/none/files", "/", "/api/v1/feeds"]
        for path in paths {
            let answer = try bench.ask(path, token: nil)
            #expect(answer.status == 401 && answer.fields["www-authenticate"] == "Bearer realm=\"leadloop\"", "\(path)")
            #expect(answer.fields["content-type"] == "application/problem+json")
        }
        let first = try bench.ask(paths[0], token: nil).body
        for path in paths { #expect(try bench.ask(path, token: nil).body == first) }
        #expect(try bench.ask(Self.files, token: wrong).status == 401)
        #expect(try bench.ask(Self.files, token: ServeBench.token + "x").status == 401)
        #expect(try bench.ask(Self.files, token: String(ServeBench.token.dropLast())).status == 401)
        #expect(try bench.ask(Self.files, token: nil, ["Authorization: Basic \(ServeBench.token)"]).status == 401)
        let twice = ["Authorization: Bearer \(wrong)", "Authorization: Bearer \(ServeBench.token)"]
        #expect(try bench.ask(Self.files, token: nil, twice).status == 401)
        // In an address a token would stand in every log on the way.
        let inAddress = try bench.ask(Self.files + "?token=\(ServeBench.token)", token: nil)
        #expect(inAddress.status == 401)
        let refused = try bench.ask(Self.files + "?access_token=\(ServeBench.token)")
        #expect(refused.status == 400 && refused.text.contains("Authorization header"))
        let said = try bench.said()
        #expect(!said.contains(ServeBench.token) && !said.contains(wrong) && !said.contains("token="))
        #expect(!said.contains("inner") && !said.contains("none"))
    }

    @Test func `that nobody may fetch is as if it were not there`() throws {
        let bench = try served()
        let none = try bench.ask("/api/v1/feeds/none/files")
        let inner = try bench.ask("/api/v1/feeds/inner/files")
        #expect(none.status == 404 && inner.status == 404 && none.body == inner.body)
        // The partner's token opens one feed, the warehouse's two.
        let partner = try bench.ask("/api/v1/feeds/all/files", token: ServeBench.otherToken)
        #expect(partner.status == 404 && partner.body == none.body)
        func names(_ token: String) throws -> [String] {
            let feeds = try bench.ask("/api/v1/feeds", token: token).json["feeds"] as? [[String: Any]]
            return try #require(feeds).compactMap { $0["feed"] as? String }
        }
        #expect(try names(ServeBench.otherToken) == ["nurture"] && names(ServeBench.token) == ["all", "nurture"])
        #expect(try !bench.said().contains("none") && !bench.said().contains("inner"))
    }

    @Test func `is opened by the old token and the new one`() throws {
        let bench = try served()
        for token in [ServeBench.token, ServeBench.nextToken] {
            #expect(try bench.ask(Self.files, token: token).status == 200)
        }
        #expect(try bench.said().contains("receiver=warehouse"))
    }

    @Test func `is closed to whoever tries many tokens, and to nobody beside them`() throws {
        let bench = try served()
        let statuses = try (0..<14).map {
            try bench.ask(Self.files, token: "guess-\($0)-" + String(repeating: "x", count: 32)).status
        }
        #expect(statuses == Array(repeating: 401, count: 10) + Array(repeating: 429, count: 4))
        let throttled = try bench.ask(Self.files, token: "guess")
        #expect(Int(throttled.fields["retry-after"] ?? "").map { (1...60).contains($0) } == true)
        #expect(try bench.ask(Self.files).status == 200)
    }

    @Test(arguments: [
        "/api/v1/feeds/nurture/files/../../../../../../etc/passwd", "/api/v1/feeds/..%2f..%2fetc/files",
        "/api/v1/feeds/nurture/files/%2e%2e%2f", "/../config/agreement.yaml", "/config/agreement.yaml",
        "/api/v1/feeds/nurture/files/1/../../../../store/leadloop.sqlite", "//etc/passwd", "/feeds/nurture/",
        "/api/v1/feeds/nurture%00/files", "/api/v1/feeds/nurture/files/1%00",
    ])
    func `leads to no other file`(path: String) throws {
        let bench = try served()
        let answer = try bench.ask(path)
        #expect([400, 404].contains(answer.status), "\(answer.status)")
        #expect(answer.fields["content-type"] == "application/problem+json")
        #expect(!answer.text.contains("root:") && !answer.text.contains("agreement:"))
    }

    @Test(arguments: ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
    func `is only fetched`(method: String) throws {
        let bench = try served()
        let answer = try bench.ask(Self.files, arguments: ["--request", method, "--data", "x=1"])
        #expect(answer.status == 405 && answer.fields["allow"] == "GET, HEAD")
        #expect(try bench.ask(Self.files).status == 200)
    }

    @Test func `says place, cause and remedy of what it refuses`() throws {
        let bench = try served()
        for path in [
            "/files/x", "/files/-1", "/files?after=x", "/files?after=", "/files?limit=0", "/files?limit=5000",
            "/files?after=1&after=2", "/files/99999999999999999999",
        ] {
            let answer = try bench.ask("/api/v1/feeds/nurture" + path)
            #expect(answer.status == 400 && answer.fields["content-type"] == "application/problem+json", "\(path)")
            let problem = try answer.json
            for key in ["title", "detail", "place", "remedy"] { #expect((problem[key] as? String)?.isEmpty == false) }
            #expect(problem["status"] as? Int == 400 && problem["code"] as? String == "serve.request")
        }
        // A receiver that is ahead would wait in silence while it is told nothing.
        let ahead = try bench.ask(Self.files + "?after=99999")
        #expect(ahead.status == 409 && ahead.text.contains("serve.ahead"))
        #expect(try bench.ask(Self.files + "/99999").status == 404)
    }

    // MARK: What happens to files

    @Test func `whose file was altered or taken away is never sent as if it were whole`() throws {
        let bench = try served()
        let path = try "\(Self.files)/\(bench.cursor())"
        let file = try bench.path()
        let bytes = try bench.bytes()
        #expect(try bench.ask(path).body == bytes)
        var altered = bytes
        altered[3] ^= 1
        try Data(altered).write(to: URL(fileURLWithPath: file))
        for address in [path, path + "/manifest"] {
            let answer = try bench.ask(address)
            #expect(answer.status == 500 && answer.text.contains("feed.damaged"), "\(answer.text)")
            #expect(!answer.text.contains(bench.bench.folder) && !answer.text.contains("@example.com"))
        }
        #expect(try bench.said().contains(file))
        // In place, with the old time: the kernel knows all the same.
        try Data(bytes).write(to: URL(fileURLWithPath: file))
        #expect(try bench.ask(path).body == bytes)
        var before = stat()
        stat(file, &before)
        let handle = try #require(FileHandle(forUpdatingAtPath: file))
        try handle.write(contentsOf: altered)
        try handle.close()
        var times = [before.st_atim, before.st_mtim]
        #expect(utimensat(AT_FDCWD, file, &times, 0) == 0)
        #expect(try bench.ask(path).status == 500)
        for other in [altered + [1], Array(altered.dropLast()), []] {
            try Data(other).write(to: URL(fileURLWithPath: file))
            #expect(try bench.ask(path).status == 500)
        }
        try FileManager.default.removeItem(atPath: file)
        let gone = try bench.ask(path)
        #expect(gone.status == 404 && gone.text.contains("file.missing") && gone.text.contains("--again"))
        symlink("/etc/passwd", file)
        #expect(try bench.ask(path).status == 500)
        unlink(file)
        mkfifo(file, 0o600)
        #expect(try bench.ask(path).status == 500)
        unlink(file)
        try Data(bytes).write(to: URL(fileURLWithPath: file))
        #expect(try bench.ask(path).body == bytes)
    }

    @Test func `is sent as it is by now, where rows of somebody were taken out`() throws {
        let bench = try served()
        let path = try "\(Self.files)/\(bench.cursor())"
        let before = try bench.ask(path)
        #expect(before.text.contains("lead2@example.com"))
        let said = try Program.run(["lead", "erase", "crm:2", "--yes"], in: bench.bench.folder)
        try #require(said.status == 0, "\(said.all)")
        let after = try bench.ask(path, ["If-None-Match: \(before.fields["etag"] ?? "")"])
        #expect(after.status == 200 && !after.text.contains("lead2@example.com"))
        #expect(after.fields["etag"] == "\"\(Fingerprint.of(bytes: after.body))\"")
        let manifest = try bench.ask(path + "/manifest").json
        #expect(manifest["erased-rows"] as? Int == 1)
        #expect(manifest["sha256"] as? String == Fingerprint.of(bytes: after.body))
    }

    @Test func `is sent under its own sum, where an erasure died before it could say what it had cut`() throws {
        let bench = try served()
        let path = "/api/v1/feeds/all/files/latest"
        let before = try bench.ask(path)
        try Program.run(["lead", "erase", "crm:2", "--yes"], in: bench.bench.folder, dyingAt: .fileCut)
        let after = try bench.ask(path)
        #expect(after.status == 200 && after.body != before.body && !after.text.contains("lead2@example.com"))
        #expect(after.fields["etag"] == "\"\(Fingerprint.of(bytes: after.body))\"")
        #expect(try bench.ask(path + "/manifest").json["sha256"] as? String == Fingerprint.of(bytes: after.body))
        // Nor does the list promise what nobody gets.
        let entry = try #require(try bench.list("all").last)
        #expect(entry["sha256"] as? String == Fingerprint.of(bytes: after.body))
        #expect(entry["bytes"] as? Int == after.body.count && entry["rows"] as? Int == 2, "\(entry)")
    }

    @Test(arguments: [false, true])
    func `breaks off where its file is replaced while it is sent`(isBackedUp: Bool) throws {
        let bench = try served()
        try bench.lengthen(to: 12_000_000)
        // As backups do that copy nothing: the file stays under another name, whatever becomes of it here.
        if isBackedUp { #expect(try link(bench.path(), bench.bench.path("backup")) == 0) }
        let path = try "\(Self.files)/\(bench.cursor())"
        let bytes = try bench.bytes()
        let reader = try SlowReader(bench, path)
        var got = reader.read(100_000)
        #expect(got.starts(with: Array("HTTP/1.1 200".utf8)))
        // As an erasure does it: another file under the name.
        let file = try bench.path()
        try Data(bytes.dropLast()).write(to: URL(fileURLWithPath: file + ".new"))
        #expect(rename(file + ".new", file) == 0)
        got += reader.readToEnd()
        let body = SlowReader.body(of: got)
        #expect(body.count < bytes.count && bytes.starts(with: body))
        try bench.wait(for: "broken-off")
        #expect(try bench.said().contains("file.changed-while-read"))
    }

    private final class Failure: Sendable {
        let text = Mutex<String?>(nil)
    }

    @Test func `is whole each time while syncs write more of it`() throws {
        let bench = try served()
        let folder = bench.bench.folder
        let done = DispatchSemaphore(value: 0)
        let failure = Failure()
        let exports = (2...8).map { number in
            Setup.csv(
                Setup.columns(of: "leads.csv"), (0..<20).map { Setup.discarded("\(number)0\($0)") })
        }
        let writer = Thread {
            do {
                for (index, export) in exports.enumerated() {
                    try export.write(
                        toFile: "\(folder)/inbox/leads-\(index + 2).csv", atomically: true, encoding: .utf8)
                    let said = try Program.run(["sync", "--now", Self.days[index + 1]], in: folder)
                    if said.status != 0 { failure.text.withLock { $0 = said.all } }
                }
            } catch {
                failure.text.withLock { $0 = "\(error)" }
            }
            done.signal()
        }
        writer.start()
        var cursor: Int64 = 0
        var rows = 0
        var fetches = 0
        var isOver = false
        while true {
            for entry in try bench.list(after: cursor) {
                let from = try #require(entry["cursor-from"] as? NSNumber).int64Value
                #expect(from == cursor)
                let to = try #require(entry["cursor-to"] as? NSNumber).int64Value
                let answer = try bench.ask("\(Self.files)/\(to)")
                #expect(answer.status == 200 && Fingerprint.of(bytes: answer.body) == entry["sha256"] as? String)
                rows += answer.text.split(separator: "\n").count
                cursor = to
                fetches += 1
            }
            if isOver { break }
            isOver = done.wait(timeout: .now()) == .success
        }
        #expect(failure.text.withLock { $0 } == nil)
        #expect(fetches == 8 && rows == 3 + 7 * 20)
        #expect(try bench.cursor() == cursor)
    }

    @Test func `keeps its last file for its receivers when it goes`() throws {
        let bench = try ServeBench()
        try bench.bench.deliver("leads-1.csv", [Setup.discarded("1"), Setup.discarded("2")])
        try bench.bench.sync(Self.days[0])
        try bench.bench.remove("config/feeds/nurture.yaml")
        try #require(try Program.run(["feed", "close", "nurture"], in: bench.bench.folder).status == 0)
        try bench.start()
        let entries = try bench.list()
        #expect(entries.count == 2 && entries.last?["withdrawals"] as? Int == 2)
        #expect(try bench.ask("\(Self.files)/\(bench.cursor())").text.contains("withdraw"))
    }

    // MARK: What is known

    @Test func `is known by how far it was fetched whole, and when`() throws {
        let bench = try served()
        try deliver(2, to: bench)
        let cursors = try bench.list().compactMap { ($0["cursor-to"] as? NSNumber)?.int64Value }
        func fetched() throws -> String {
            let said = try Program.run(["feed", "list", "--output", "csv"], in: bench.bench.folder)
            return try #require(said.output.split(separator: "\n").first { $0.hasPrefix("nurture") }).description
        }
        #expect(try fetched().contains("warehouse, partner"))
        _ = try bench.ask("\(Self.files)/\(cursors[1])", arguments: ["--head"])
        _ = try bench.ask("\(Self.files)/\(cursors[1])", ["Range: bytes=0-4"])
        _ = try bench.ask("\(Self.files)/\(cursors[1])/manifest")
        #expect(try fetched().contains("warehouse, partner"))
        _ = try bench.ask("\(Self.files)/\(cursors[1])")
        _ = try bench.ask("\(Self.files)/\(cursors[0])")
        _ = try bench.ask("\(Self.files)/\(cursors[0])", token: ServeBench.otherToken)
        #expect(try fetched().contains(" \(cursors[0]) ") && fetched().contains("warehouse \(cursors[1]) 20"))
        // The end of a file is not the file: only whoever was sent the rest, too, in whatever order, has it.
        for range in ["-1", "5-", "3-4"] {
            _ = try bench.ask("\(Self.files)/\(cursors[1])", token: ServeBench.otherToken, ["Range: bytes=\(range)"])
            #expect(try !fetched().contains("partner \(cursors[1]) 20"), "\(range)")
        }
        // What another one was sent is nobody else's.
        _ = try bench.ask("\(Self.files)/\(cursors[1])", ["Range: bytes=0-2"])
        #expect(try !fetched().contains("partner \(cursors[1]) 20"))
        _ = try bench.ask("\(Self.files)/\(cursors[1])", token: ServeBench.otherToken, ["Range: bytes=0-2"])
        #expect(try fetched().contains("partner \(cursors[1]) 20"))
        let shown = try Program.start(
            ["feed", "list"], in: bench.bench.folder, surroundings: ["COLUMNS": "200"]
        ).wait()
        #expect(shown.unfolded.contains("warehouse up to \(cursors[1]), "), "\(shown.all)")
    }

    @Test func `is logged without anybody's data`() throws {
        let bench = try served()
        let cursor = try bench.cursor()
        _ = try bench.ask("\(Self.files)/\(cursor)?after=ada%40example.com")
        _ = try bench.ask("/ada@example.com/%1B")
        _ = try bench.ask("/api/v1/feeds/ada-lovelace/files")
        _ = try bench.ask("\(Self.files)/\(cursor)", ["User-Agent: ada", "Referer: http://ada.example/"])
        try bench.wait(for: "GET /api/v1/feeds/nurture/files/\(cursor) 200 receiver=warehouse bytes=")
        let said = try bench.said()
        #expect(!said.contains("ada") && !said.contains("127.0.0.1 ") && !said.contains("example.com"))
        #expect(said.contains("GET - 404 receiver=all") || said.contains("GET - 404 receiver=warehouse"))
        #expect(said.contains("GET /api/v1/feeds/?/files 404"))
        #expect(!said.contains(ServeBench.token))
    }

    // MARK: The server

    @Test(arguments: [SIGTERM, SIGINT]) func `comes to its end when the server is stopped`(signal: Int32) throws {
        let bench = try served()
        try bench.lengthen(to: 12_000_000)
        let bytes = try bench.bytes()
        let idle = try SlowReader(bench, Self.files)
        _ = idle.readToEnd()
        let reader = try SlowReader(bench, "\(Self.files)/\(bench.cursor())")
        var got = reader.read(50_000)
        try bench.signal(signal)
        try bench.wait(for: "Stopping")
        usleep(300_000)
        #expect(throws: SlowReader.Refused.self) { _ = try SlowReader(bench, Self.files) }
        got += reader.readToEnd()
        #expect(SlowReader.body(of: got) == bytes)
        let said = try bench.ended()
        #expect(said.status == 0, "\(said.all)")
    }

    @Test func `holds up the end of the server for half a minute and no longer`() throws {
        let bench = try served()
        try bench.lengthen(to: 12_000_000)
        let reader = try SlowReader(bench, "\(Self.files)/\(bench.cursor())")
        #expect(!reader.read(1_000).isEmpty)
        let start = ContinuousClock.now
        try bench.signal(SIGTERM)
        let said = try bench.ended()
        let waited = start.duration(to: .now)
        #expect(said.status == 0, "\(said.all)")
        #expect(waited > .seconds(25) && waited < .seconds(45), "\(waited)")
        #expect(said.talk.contains("broken-off"))
    }

    @Test func `keeps nobody quick waiting for fifty who are slow`() throws {
        let bench = try served()
        try bench.lengthen(to: 12_000_000)
        let path = try "\(Self.files)/\(bench.cursor())"
        func quick() throws -> Duration {
            let start = ContinuousClock.now
            let answer = try bench.ask("/api/v1/feeds/all/files/latest")
            #expect(try answer.status == 200 && answer.body == bench.bytes("all"))
            return start.duration(to: .now)
        }
        _ = try bench.ask(path)
        let memory = try residentKilobytes(bench)
        let readers = try (0..<50).map { _ in try SlowReader(bench, path) }
        for reader in readers { #expect(!reader.read(1_000).isEmpty) }
        for _ in 0..<5 { #expect(try quick() < .seconds(5)) }
        // They hold the store as little.
        try deliver(2, to: bench)
        #expect(try quick() < .seconds(5))
        let grown = try residentKilobytes(bench) - memory
        #expect(grown < 60_000, "fifty slow readers of 12 MB took \(grown) KB")
        // Each of them goes on as it likes.
        #expect(!(readers.last?.read(10_000).isEmpty ?? true))
    }

    private func residentKilobytes(_ bench: ServeBench) throws -> Int {
        let status = try String(contentsOfFile: "/proc/\(bench.process)/status", encoding: .utf8)
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") })
        return try #require(Int(line.filter(\.isNumber)))
    }

    @Test func `takes feeds and tokens anew when told so, and keeps the old where the new cannot be used`() throws {
        let bench = try served()
        try bench.bench.write("keys/next", ServeBench.otherToken.replacing("partner", with: "rotated") + "\n")
        chmod(bench.bench.path("keys/next"), 0o600)
        let rotated = ServeBench.otherToken.replacing("partner", with: "rotated")
        #expect(try bench.ask(Self.files, token: rotated).status == 401)
        try bench.signal(SIGHUP)
        try bench.wait(for: "read anew")
        #expect(try bench.ask(Self.files, token: rotated).status == 200)
        #expect(try bench.ask(Self.files, token: ServeBench.nextToken).status == 401)
        try bench.bench.write("keys/next", "short\n")
        try bench.signal(SIGHUP)
        try bench.wait(for: "secret.unusable")
        #expect(try bench.ask(Self.files, token: rotated).status == 200)
    }

    @Test func `is served before the first sync, and once there is a store`() throws {
        let bench = try ServeBench()
        try bench.start()
        let before = try bench.ask(Self.files)
        #expect(
            before.status == 503 && before.fields["retry-after"] != nil && !before.text.contains(bench.bench.folder))
        try bench.bench.deliver("leads-1.csv", [Setup.discarded("1")])
        try bench.bench.sync(Self.days[0])
        #expect(try bench.list().count == 1)
        // Another store under the same name is another store.
        try FileManager.default.moveItem(atPath: bench.bench.path("store"), toPath: bench.bench.path("store-before"))
        #expect(try bench.ask(Self.files).status == 503)
    }

    @Test func `is served from this machine alone, unless a proxy speaks TLS`() throws {
        let bench = try ServeBench()
        func run(_ arguments: [String]) throws -> Program.Said {
            try Program.start(
                ["feed", "serve"] + arguments, in: bench.bench.folder, surroundings: ServeBench.surroundings
            ).wait()
        }
        let exposed = try run(["--listen", "0.0.0.0:0"])
        #expect(
            exposed.status == 77 && exposed.talk.contains("serve.exposed") && exposed.talk.contains("--behind-proxy"))
        #expect(try run(["--listen", "here"]).status == 64)
        try bench.start()
        let taken = try run(["--listen", "127.0.0.1:\(bench.port)"])
        #expect(
            taken.status == 69 && taken.talk.contains("serve.listen") && taken.talk.contains("in use"), "\(taken.all)")
    }

    @Test func `needs tokens that can be told apart and not guessed`() throws {
        let bench = try ServeBench()
        func run(_ surroundings: [String: String]) throws -> Program.Said {
            try Program.start(
                ["feed", "serve", "--listen", "127.0.0.1:0"], in: bench.bench.folder,
                surroundings: ServeBench.surroundings.merging(surroundings) { $1 }
            ).wait()
        }
        for token in ["short", "with blank " + ServeBench.token, "ü" + ServeBench.token] {
            let said = try run(["WAREHOUSE_TOKEN": token])
            #expect(said.status == 77 && said.talk.contains("secret.unusable"), "\(said.all)")
            #expect(!said.all.contains(token) && said.talk.contains("openssl rand"))
        }
        let shared = try run(["PARTNER_TOKEN": ServeBench.token])
        #expect(shared.status == 77 && shared.talk.contains("have the same token"))
        #expect(try run(["PARTNER_TOKEN": ""]).talk.contains("secret.missing"))
        chmod(bench.bench.path("keys/next"), 0o644)
        #expect(try run([:]).talk.contains("secret.readable"))
        let nobody = try Workbench()
        let said = try Program.run(["feed", "serve"], in: nobody.folder)
        #expect(said.status == 78 && said.talk.contains("no feed may be fetched"), "\(said.all)")
    }
}
