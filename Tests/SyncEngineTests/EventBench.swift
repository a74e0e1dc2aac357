import Connectors
import Feedback
import Foundation
import LeadModel
import LeadStore
import Synchronization
import TestSupport
import Testing

@testable import SyncEngine

/// A company whose recycled leads go to a webhook.
final class EventBench {
    let bench: Workbench
    let server: Server
    /// A secret that nobody has.
    static let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwTGVhZGxvb3A="
    /// The time of its own clock, which stands but for what is waited for.
    let clock: Clock

    final class Clock: Sendable {
        let now = Mutex(Instant.now)
        let waited = Mutex<[Int]>([])

        var session: HTTPSession.Clock {
            HTTPSession.Clock(
                now: { self.now.withLock { $0 } },
                wait: { seconds throws(Fault) in self.pass(seconds) })
        }

        func pass(_ seconds: Int) {
            waited.withLock { $0.append(seconds) }
            now.withLock { $0 = Instant(milliseconds: $0.milliseconds + Int64(seconds) * 1_000) }
        }
    }

    /// - Parameters:
    ///   - query: of the hook's address: how the receiver behaves.
    ///   - more: whole lines of the destination.
    init(_ query: String = "", more: String = "", deliver: String = "on-request") throws {
        bench = try Workbench(feeds: ["hook": EventBench.feed])
        server = try Server("event_receiver")
        clock = Clock()
        try bench.write("secret", EventBench.secret)
        chmod(bench.path("secret"), 0o600)
        try bench.write("config/leadloop.yaml", "deliver-when: \(deliver)\n")
        try aim(query, more: more)
    }

    static let feed = """
        feed: hook
        select: { decision: recycle }
        fields: { email: email, first: first-name, city: city, reason: discard-reason, track: track }
        to: { destination: journey }

        """

    func aim(_ query: String, more: String = "", port: Int? = nil) throws {
        try bench.write(
            "config/destinations/journey.yaml",
            """
            destination: journey
            connector: webhook
            address: http://127.0.0.1:\(port ?? server.port)/hook\(query.isEmpty ? "" : "?" + query)
            signing: file:secret
            network: { allow: 127.0.0.1 }
            \(more)
            """)
    }

    /// Sends what is due by the bench's own clock.
    @discardableResult
    func send(patience: Int = 0) throws -> DeliveryTally {
        let sent = try DeliveryDesk(bench.workspace()).send(
            to: [], patience: patience, now: clock.now.withLock { $0 }, clock: clock.session)
        return try #require(sent.tallies.first)
    }

    /// One request that the receiver got.
    struct Request {
        var id: String
        var headers: [String: String]
        var body: [String: Any]
        var bytes: [UInt8]
        var how: String
        var data: [String: Any] { body["data"] as? [String: Any] ?? [:] }
        var action: String { data["action"] as? String ?? "" }
        var lead: String { data["lead"] as? String ?? "" }
        var type: String { body["type"] as? String ?? "" }
    }

    func requests() throws -> [Request] {
        let log = try #require(JSONSerialization.jsonObject(with: get("/log")) as? [[String: Any]])
        return try log.map { entry in
            let bytes = try #require(Data(base64Encoded: entry["body"] as? String ?? ""))
            return Request(
                id: entry["id"] as? String ?? "", headers: entry["headers"] as? [String: String] ?? [:],
                body: try #require(JSONSerialization.jsonObject(with: bytes) as? [String: Any]), bytes: Array(bytes),
                how: entry["how"] as? String ?? "")
        }
    }

    /// Addresses that the receiver holds who applies each event once.
    func held() throws -> Set<String> {
        let held = try #require(JSONSerialization.jsonObject(with: get("/held")) as? [String: [String: Any]])
        return Set(held.values.compactMap { $0["email"] as? String })
    }

    func forget() throws { _ = try get("/clear") }

    private func get(_ path: String) throws -> Data {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["curl", "-s", "--noproxy", "*", "http://127.0.0.1:\(server.port)\(path)"]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return data
    }

    /// How many entries of the ledger are in a state.
    func count(_ state: DeliveryState) throws -> Int {
        try bench.workspace().openForReading().deliveryCounts()["journey"]?[state] ?? 0
    }

    /// Addresses that the store says the receiver is to hold.
    func members() throws -> Set<String> {
        let workspace = try bench.workspace()
        return Set(
            try workspace.openForReading().members(of: "hook").compactMap { member in
                guard case .text(let email)? = FeedRowCodec.unpack(member.content).first ?? nil else { return nil }
                return email
            })
    }
}
