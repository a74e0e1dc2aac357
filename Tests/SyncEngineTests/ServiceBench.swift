import Foundation
import Glibc
import LeadModel
import Testing

@testable import SyncEngine

/// The program as a service in a company's folder, on ports of its own.
final class ServiceBench {
    let bench: Workbench
    private var running: Program.Running?

    init(feeds: [String: String] = ["nurture": Setup.nurture]) throws { bench = try Workbench(feeds: feeds) }

    deinit {
        guard let running else { return }
        kill(running.number, SIGKILL)
        do { _ = try running.wait() } catch { print("left behind: \(running.number)") }
    }

    func start(_ arguments: [String] = [], surroundings: [String: String] = [:]) throws {
        running = try Program.start(
            ["serve", "--listen", "127.0.0.1:0", "--status", "127.0.0.1:0", "--log", "json"] + arguments,
            in: bench.folder, surroundings: surroundings)
    }

    var process: pid_t { running?.number ?? 0 }

    /// Entries of the log so far.
    func log() throws -> [[String: Any]] {
        let path = bench.path(".said-\(process).err")
        guard FileManager.default.fileExists(atPath: path) else { return [] }
        return try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map { line in
            try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any], "\(line)")
        }
    }

    /// Waits for an entry about something.
    @discardableResult
    func wait(for event: String, where fits: ([String: Any]) -> Bool = { _ in true }) throws -> [String: Any] {
        for _ in 0..<600 {
            if let entry = try log().first(where: { $0["event"] as? String == event && fits($0) }) { return entry }
            usleep(50_000)
        }
        Issue.record("the log has no \(event): \(try log())")
        return [:]
    }

    func signal(_ signal: Int32) throws { kill(try #require(running).number, signal) }

    func ended() throws -> Program.Said {
        let said = try #require(running).wait()
        running = nil
        return said
    }

    /// Asks the page that tells how it is.
    func ask(_ path: String) throws -> (status: Int, text: String) {
        let listening = try wait(for: "listening")
        let address = try #require(listening["address"] as? String)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        let answer = bench.path(".answer-\(UUID())")
        process.arguments = [
            "curl", "--silent", "--noproxy", "*", "--max-time", "60", "--output", answer, "--write-out", "%{http_code}",
            address + path,
        ]
        let status = bench.path(".status-\(UUID())")
        try #require(FileManager.default.createFile(atPath: status, contents: nil))
        process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: status))
        try process.run()
        process.waitUntilExit()
        return (
            status: try #require(Int(String(contentsOfFile: status, encoding: .utf8))),
            text: try String(contentsOfFile: answer, encoding: .utf8)
        )
    }
}
