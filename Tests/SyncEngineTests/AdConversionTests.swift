import Connectors
import Foundation
import LeadModel
import LeadStore
import TestSupport
import Testing

@testable import SyncEngine

/// Conversions of leads as the shipped file for Google Ads sends them.
@Suite struct `A conversion that Google knows a lead's address by` {
    private let bench: Workbench
    private let server: Server

    init() throws {
        server = try Server("receivers/google-ads")
        bench = try Workbench(feeds: [
            "conversions": """
            feed: conversions
            select: { decision: recycle }
            needs: email
            fields:
              hashedEmail: { from: email, as: sha256, for: google }
              conversionDateTime: { from: since, as: time, pattern: "yyyy-MM-dd HH:mm:ssxxx", zone: UTC }
              conversionValue: cycle
              currencyCode: { text: EUR }
            to: { destination: google-ads-leads, with: { customer: "1234567890", conversion: "42" } }

            """
        ])
        try bench.write("config/leadloop.yaml", "deliver-when: on-request\n")
        try bench.write("token", "canary-secret")
        chmod(bench.path("token"), 0o600)
        let text = try String(
            contentsOfFile: Repository.path("config/vendors/destinations/to-google-ads-leads.yaml"), encoding: .utf8)
        try bench.write(
            "config/destinations/google-ads-leads.yaml",
            text.replacing(#/https://[a-z0-9.]+/#, with: "http://127.0.0.1:\(server.port)")
                .replacing(#/env:[A-Z_]+/#, with: "file:token") + "\nnetwork: { allow: 127.0.0.1 }\n")
    }

    private struct Asked {
        var verb: String
        var body: [String: Any]
        var rows: [[String: Any]] {
            (body["conversions"] ?? body["conversionAdjustments"]) as? [[String: Any]] ?? []
        }
    }

    /// What was asked for since the last time, tokens left out.
    private func asked() throws -> [Asked] {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        let path = bench.path(".log")
        process.arguments = [
            "curl", "-s", "--noproxy", "*", "--output", path, "http://127.0.0.1:\(server.port)/log",
        ]
        try process.run()
        process.waitUntilExit()
        let log = try #require(
            JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: path))) as? [[String: Any]])
        return try log.filter { $0["path"] as? String != "/token" }.map { entry in
            let text = try #require(entry["body"] as? String)
            return Asked(
                verb: (entry["path"] as? String)?.split(separator: ":").last.map(String.init) ?? "",
                body: try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]))
        }
    }

    private func send(at time: String) throws -> DeliveryTally {
        let now = try #require(Instant(rfc3339: time))
        let sent = try DeliveryDesk(bench.workspace()).send(
            to: [], patience: 0, now: now,
            clock: HTTPSession.Clock(now: { now }, wait: { _ throws(Fault) in }))
        return try #require(sent.tallies.first)
    }

    @Test func `is neither taken back nor made twice where that changes: it happened once`() throws {
        try bench.deliver("leads.csv", [Setup.discarded("1", ["Email": "Old@example.com"])])
        try bench.sync()
        #expect(try send(at: "2026-10-01T06:05:00Z").accepted == 1)
        let first = try asked()
        #expect(first.map(\.verb) == ["uploadClickConversions"], "\(first)")
        let row = try #require(first.first?.rows.first)
        let person = try #require((row["userIdentifiers"] as? [[String: Any]])?.first)
        #expect(person["hashedEmail"] as? String == Fingerprint.of(bytes: Array("old@example.com".utf8)), "\(row)")
        #expect(row["orderId"] as? String == "L1-42")
        try bench.deliver(
            "leads.csv", [Setup.discarded("1", ["Email": "new@example.com", "Modified": "2026-03-02T10:00:00Z"])])
        try bench.sync("2026-10-02T06:00:00Z")
        let tally = try send(at: "2026-10-02T06:05:00Z")
        #expect(tally.accepted == 1 && tally.waiting == 0 && tally.fault == nil, "\(tally)")
        let second = try asked()
        #expect(second.map(\.verb) == ["uploadConversionAdjustments"], "\(second)")
        let change = try #require(second.first?.rows.first)
        #expect(second.first?.rows.count == 1 && change["adjustmentType"] as? String == "RESTATEMENT", "\(change)")
        #expect(change["orderId"] as? String == "L1-42")
        // And whoever leaves is taken back once, by what both sides know it by.
        try bench.deliver(
            "leads.csv",
            [
                Setup.lead(
                    "1", ["Email": "new@example.com", "Status": "Working", "Modified": "2026-09-20T00:00:00Z"])
            ])
        try bench.sync("2026-10-03T06:00:00Z")
        #expect(try send(at: "2026-10-03T06:05:00Z").accepted == 1)
        let last = try asked()
        #expect(last.flatMap(\.rows).map { $0["adjustmentType"] as? String } == ["RETRACTION"], "\(last)")
        #expect(last.flatMap(\.rows).map { $0["orderId"] as? String } == ["L1-42"], "\(last)")
        #expect(try bench.count("SELECT count(*) FROM delivery_holding") == 0)
    }
}
