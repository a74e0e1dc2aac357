import Connectors
import Foundation
import GRDB
import LeadModel
import LeadStore
import Synchronization
import TestSupport
import Testing

@testable import SyncEngine

/// A company whose leads stand in a small CRM that is asked over HTTP, and which has a bad day.
final class BadDayBench {
    let bench: Workbench
    private let day: String
    private let server: Server
    private let waited = Waited()

    private final class Waited: Sendable {
        let seconds = Mutex<[Int]>([])
    }

    /// How the source's file differs from the usual one.
    struct Settings: Sendable {
        var scheme = "http"
        var host = "127.0.0.1"
        /// The one of the server, where it is not said.
        var port: Int?
        var limits = ""
        var network = ""
        /// Whole lines of the source, such as `auth: …`.
        var more = ""
        var path = "/leads"
        var query = "after: \"{cursor}\", since: \"{since}\""
        var format = "json: { records: results }"
        var paging = "cursor: next"
    }

    /// The clock of the server, which stands.
    static let noon = Instant(rfc3339: "2026-09-21T14:00:00Z") ?? Instant(milliseconds: 0)

    init(_ day: String, _ server: Server, _ settings: Settings = Settings()) throws {
        self.day = day
        self.server = server
        bench = try Workbench()
        try bench.write("mappings/acme-lead.yaml", Self.mapping)
        try bench.write("config/survivorship.yaml", "default: most recent\nsources: [acme, crm, web]\n")
        try write(settings)
    }

    private static let mapping = """
        mapping: acme-lead
        record: lead
        identity: { id: id, modified: { from: updated, as: date-time, format: iso } }
        null-words: [""]
        fields: { email: { from: email, as: email }, first-name: first, last-name: last }
        status: { from: status, values: { Open: assigned } }

        """

    /// Writes the source's file.
    func write(_ settings: Settings) throws {
        let allowed = settings.network.contains("allow:") ? settings.network : "allow: 127.0.0.1" + settings.network
        try bench.write(
            "config/sources/acme.yaml",
            """
            source: acme
            connector: http
            role: crm
            address: \(settings.scheme)://\(settings.host):\(settings.port ?? server.port)/\(day)
            network: { \(allowed.replacing("PORT", with: "\(server.port)")) }
            limits: { \(settings.limits.isEmpty ? "stall: 10s" : settings.limits) }
            \(settings.more.replacing("PORT", with: "\(server.port)"))
            streams:
              leads:
                mapping: acme-lead
                request: { get: \(settings.path), query: { \(settings.query) } }
                format: { \(settings.format) }
                paging: { \(settings.paging) }
                incremental: {}

            """)
    }

    /// From now on the server answers as it should.
    func heal() throws { _ = try ask("heal") }

    /// What the server was asked since this was asked the last time: its addresses.
    func log() throws -> [[String: Any]] {
        try #require(JSONSerialization.jsonObject(with: ask("log")) as? [[String: Any]])
    }

    private func ask(_ what: String) throws -> Data {
        try Self.get("http://127.0.0.1:\(server.port)/\(day)/\(what)")
    }

    private static let engine = TransferEngine()

    /// The body at an address of this machine.
    static func get(_ url: String) throws -> Data {
        var request = TransferRequest(url: url)
        request.reach = NetworkReach(allowed: [try #require(NetworkBlock("127.0.0.0/8"))])
        let (transfer, _) = try engine.open(request)
        var body = Data()
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let result = buffer.withUnsafeMutableBytes { bytes in
                Result { () throws(Fault) in try transfer.read(into: bytes) }
            }
            let count = try result.get()
            guard count > 0 else { return body }
            body.append(contentsOf: buffer[..<count])
        }
    }

    /// Runs the source; waits take no time and are kept.
    func run(at now: Instant = BadDayBench.noon) throws -> RunReport {
        var options = SyncRun.Options(now: now)
        options.sources = ["acme"]
        options.clock = HTTPSession.Clock(now: { now }) { [waited] seconds in
            waited.seconds.withLock { $0.append(seconds) }
        }
        let reports = try SyncRun(bench.workspace(), options: options, progress: ProgressReport { _ in }).run()
        return try #require(reports.first { $0.source == "acme" })
    }

    /// How long the run waited, in seconds, since this was asked the last time.
    func waits() -> [Int] {
        waited.seconds.withLock { waits in
            defer { waits = [] }
            return waits
        }
    }

    /// The bookmark as it is kept; `nil` where there is none.
    func bookmark() throws -> String? {
        try bench.query("SELECT bookmark FROM source_stream WHERE source = 'acme' AND name = 'leads'").first?.first
            .flatMap {
                String.fromDatabaseValue($0)
            }
    }

    /// Addresses of all leads; each stands there as often as there is a lead with it.
    func emails() throws -> [String] { try bench.leads().compactMap { $0.text(.email) }.sorted() }

    static let allEmails = (0..<60).map { "lead\($0)@example.com" }.sorted()

    /// The store without what says which day it was.
    func dump() throws -> [String] {
        try bench.dump().map {
            $0.replacingOccurrences(of: "127.0.0.1:\(server.port)/\(day)/", with: "HOST/")
        }
    }
}
