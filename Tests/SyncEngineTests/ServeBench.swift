import Connectors
import Feedback
import Foundation
import Glibc
import LeadModel
import LeadStore
import Testing

@testable import SyncEngine

/// A company's folder with a feed that may be fetched, and the program that serves it on a port of its own.
final class ServeBench {
    static let token = "warehouse-" + String(repeating: "a1B2", count: 8)
    static let nextToken = "warehouse-" + String(repeating: "c3D4", count: 8)
    static let otherToken = "partner-" + String(repeating: "e5F6", count: 8)

    static let feed = Setup.nurture.replacing(
        "to: { folder: feeds/nurture }",
        with:
            "to: { folder: feeds/nurture, pull: { warehouse: [env:WAREHOUSE_TOKEN, file:keys/next], partner: env:PARTNER_TOKEN } }"
    )
    static let full = Setup.nurture.replacing("feed: nurture", with: "feed: all").replacing(
        "to: { folder: feeds/nurture }", with: "to: { folder: feeds/all, pull: { warehouse: env:WAREHOUSE_TOKEN } }"
    ).replacing("mode: incremental", with: "mode: full")
    static let closed = Setup.nurture.replacing("feed: nurture", with: "feed: inner").replacing(
        "feeds/nurture", with: "feeds/inner")

    /// An answer as curl got it.
    struct Answer {
        var status: Int
        var fields: [String: String]
        var body: [UInt8]
        /// What curl ended with; 0 where it got all of it.
        var end: Int32

        var text: String { String(decoding: body, as: UTF8.self) }

        var json: [String: Any] {
            get throws { try #require(JSONSerialization.jsonObject(with: Data(body)) as? [String: Any]) }
        }
    }

    let bench: Workbench
    private(set) var port = 0
    private var running: Program.Running?

    init(feeds: [String: String] = ["nurture": feed, "all": full, "inner": closed]) throws {
        bench = try Workbench(feeds: feeds)
        try bench.write("keys/next", ServeBench.nextToken + "\n")
        chmod(bench.path("keys/next"), 0o600)
    }

    deinit {
        guard let running else { return }
        kill(running.number, SIGKILL)
        do { _ = try running.wait() } catch { print("left behind: \(running.number)") }
    }

    static let surroundings = ["WAREHOUSE_TOKEN": token, "PARTNER_TOKEN": otherToken]

    // MARK: The server

    func start(_ arguments: [String] = []) throws {
        let running = try Program.start(
            ["feed", "serve", "--listen", "127.0.0.1:0"] + arguments, in: bench.folder,
            surroundings: ServeBench.surroundings)
        self.running = running
        let mark = "Listening on http://127.0.0.1:"
        for _ in 0..<600 {
            if let line = try said().split(separator: "\n").first(where: { $0.hasPrefix(mark) }) {
                port = try #require(Int(line.dropFirst(mark.count)))
                return
            }
            usleep(50_000)
        }
        Issue.record("the server does not say where it listens: \(try said())")
    }

    /// What the server has said so far.
    func said() throws -> String {
        guard let running else { return "" }
        let path = bench.path(".said-\(running.number).err")
        return FileManager.default.fileExists(atPath: path) ? try String(contentsOfFile: path, encoding: .utf8) : ""
    }

    /// The server's process.
    var process: pid_t { running?.number ?? 0 }

    func signal(_ signal: Int32) throws { kill(try #require(running).number, signal) }

    /// Waits until the server says something.
    func wait(for text: String) throws {
        for _ in 0..<200 {
            if try said().contains(text) { return }
            usleep(50_000)
        }
        Issue.record("the server does not say '\(text)': \(try said())")
    }

    /// Waits for the end of the server.
    func ended() throws -> Program.Said {
        let said = try #require(running).wait()
        running = nil
        return said
    }

    // MARK: Fetching

    func url(_ path: String) -> String { "http://127.0.0.1:\(port)\(path)" }

    /// Asks by curl.
    func ask(
        _ path: String, token: String? = token, _ fields: [String] = [], arguments: [String] = []
    ) throws -> Answer {
        let mark = bench.path(".answer-\(UUID())")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        let token = token.map { ["Authorization: Bearer \($0)"] } ?? []
        process.arguments =
            ["curl", "--silent", "--path-as-is", "--max-time", "60", "--dump-header", mark + ".head", "--output", mark]
            + (token + fields).flatMap { ["--header", $0] } + arguments + [url(path)]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        let head = try String(contentsOfFile: mark + ".head", encoding: .utf8)
        let lines = head.split(separator: "\r\n")
        let status = try #require(lines.first?.split(separator: " ").dropFirst().first.flatMap { Int($0) })
        var named: [String: String] = [:]
        for line in lines.dropFirst() {
            let pair = line.split(separator: ":", maxSplits: 1)
            if pair.count == 2 { named[pair[0].lowercased()] = pair[1].trimmingCharacters(in: .whitespaces) }
        }
        let body = FileManager.default.contents(atPath: mark).map(Array.init) ?? []
        return Answer(status: status, fields: named, body: body, end: process.terminationStatus)
    }

    /// The entries of a feed's list.
    func list(_ feed: String = "nurture", after cursor: Int64 = 0, token: String = token) throws -> [[String: Any]] {
        let answer = try ask("/api/v1/feeds/\(feed)/files?after=\(cursor)&limit=1000", token: token)
        try #require(answer.status == 200, "\(answer.text)")
        return try #require(try answer.json["files"] as? [[String: Any]])
    }

    /// The newest cursor of a feed.
    func cursor(_ feed: String = "nurture") throws -> Int64 {
        try #require(try list(feed).last?["cursor-to"] as? NSNumber).int64Value
    }

    // MARK: Files

    /// The newest file of a feed.
    func path(_ feed: String = "nurture") throws -> String {
        let name = try #require(try bench.files("feeds/\(feed)").filter { !$0.hasSuffix("manifest.json") }.last)
        return bench.path("feeds/\(feed)/\(name)")
    }

    func bytes(_ feed: String = "nurture") throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: path(feed))))
    }

    /// Makes the newest file of a feed a long one, with a manifest that says so.
    func lengthen(_ feed: String = "nurture", to count: Int) throws {
        let path = try path(feed)
        let recorded = try workspaceFile(feed)
        var bytes = try bytes(feed)
        while bytes.count < count { bytes += Array("\(bytes.count)\n".utf8) + [UInt8](repeating: 0x61, count: 60_000) }
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        let manifest = try FeedManifest(json: recorded.manifest, file: path).without(
            FeedCounts(), bytes: bytes.count, sha256: Fingerprint.of(bytes: bytes)
        ).json()
        try bench.write(
            String(path.dropFirst(bench.folder.utf8.count + 1)) + FeedManifest.fileSuffix, bytes: manifest)
        try bench.workspace().openForWriting().rewriteManifest(ofFile: recorded.path, manifest)
    }

    private func workspaceFile(_ feed: String) throws -> LeadStore.RecordedFeedFile {
        try #require(try bench.workspace().openForReading().newestFeedFile(feed))
    }
}

/// Somebody who asks for a file and takes as much of it as the test wants.
final class SlowReader {
    /// Nobody listens.
    struct Refused: Error {}

    private let socket: Int32

    init(_ bench: ServeBench, _ path: String, _ fields: String = "") throws {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        // A small window: what is not read is soon not sent.
        var window: Int32 = 65_536
        setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &window, socklen_t(MemoryLayout<Int32>.size))
        var patience = timeval(tv_sec: 60, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(bench.port).bigEndian)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { throw Refused() }
        let request =
            "GET \(path) HTTP/1.1\r\nHost: here\r\nAuthorization: Bearer \(ServeBench.token)\r\n\(fields)Connection: close\r\n\r\n"
        try #require(send(socket, request, request.utf8.count, 0) == request.utf8.count)
    }

    deinit { close(socket) }

    /// At most so many bytes; none where the connection has ended.
    func read(_ count: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        let got = recv(socket, &bytes, count, 0)
        return got > 0 ? Array(bytes[..<got]) : []
    }

    /// All that comes.
    func readToEnd() -> [UInt8] {
        var all: [UInt8] = []
        while true {
            let bytes = read(1 << 16)
            if bytes.isEmpty { return all }
            all += bytes
        }
    }

    /// What stands behind the head of an answer.
    static func body(of answer: [UInt8]) -> [UInt8] {
        for index in answer.indices.dropLast(3) where Array(answer[index..<index + 4]) == [13, 10, 13, 10] {
            return Array(answer[(index + 4)...])
        }
        return []
    }
}
