import Connectors
import Foundation
import LeadModel
import LeadStore
import TestSupport
import Testing

@testable import SyncEngine

/// A workbench whose feed goes to HubSpot, as its shipped file has it.
final class SystemBench {
    let bench: Workbench
    let server: Server

    /// - Parameters:
    ///   - fields: of the feed.
    ///   - isSystem: whether the destination says that the source `web` is the same system.
    init(
        fields: String = "{ email: email, firstname: first-name, city: city, recycle_track: track }",
        isSystem: Bool = true
    ) throws {
        server = try Server("receivers/hubspot")
        bench = try Workbench(feeds: [
            "nurture": """
            feed: nurture
            select: { decision: recycle }
            needs: email
            fields: \(fields)
            to: { destination: hubspot, with: { list: "42" } }

            """
        ])
        try bench.write("config/leadloop.yaml", "deliver-when: on-request\n")
        try bench.write("token", "canary-secret")
        chmod(bench.path("token"), 0o600)
        var text = try String(
            contentsOfFile: Repository.path("config/vendors/destinations/to-hubspot.yaml"), encoding: .utf8)
        text = text.replacing("https://api.hubapi.com", with: "http://127.0.0.1:\(server.port)")
            .replacing("env:HUBSPOT_TOKEN", with: "file:token")
            .replacing("system: hubspot\n", with: isSystem ? "system: web\n" : "")
        try bench.write("config/destinations/hubspot.yaml", text + "\nnetwork: { allow: 127.0.0.1 }\n")
    }

    func play(_ script: [String: Any]) throws { try ask("POST", "/play", script) }

    /// Somebody else does something there.
    func ask(_ method: String, _ path: String, _ body: Any) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "curl", "-s", "--noproxy", "*", "-X", method, "-H", "Authorization: Bearer canary-secret", "--data",
            String(decoding: try JSONSerialization.data(withJSONObject: body), as: UTF8.self),
            "http://127.0.0.1:\(server.port)\(path)",
        ]
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
    }

    /// What the system was asked for since the last time, `PUT /path`, with the body.
    func asked() throws -> [(what: String, body: String)] {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["curl", "-s", "--noproxy", "*", "http://127.0.0.1:\(server.port)/log"]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        let log = try #require(JSONSerialization.jsonObject(with: data) as? [[String: Any]])
        return log.map {
            (what: "\($0["method"] ?? "") \($0["path"] ?? "")", body: $0["body"] as? String ?? "")
        }
    }

    @discardableResult
    func send() throws -> DeliveryTally {
        try #require(try DeliveryDesk(bench.workspace()).send(to: [], patience: 0, now: Instant.now).tallies.first)
    }

    func entries() throws -> [DeliveryEntry] {
        try bench.workspace().openForReading().deliveries(DeliveryFilter(), limit: 100)
    }
}
