import Foundation
import LeadModel
import LeadStore
import TestSupport
import Testing

@testable import SyncEngine

/// Two feeds that go into one list of one system.
@Suite struct `A list that two feeds fill` {
    private static let rome: Row = ["Email": "ada@example.com", "City": "Rome"]
    private static func oslo(_ more: Row = [:]) -> Row {
        ["Email": "ada@example.com", "City": "Oslo", "Modified": "2026-03-02T10:00:00Z"].merging(more) { $1 }
    }

    /// One lead that both feeds have added.
    /// - Parameter other: the name of the feed that takes those of Rome alone; messages go out feed by feed, in their order.
    private func filled(_ other: String, list: String = "42") throws -> SystemBench {
        let bench = try SystemBench(fields: "{ email: email, firstname: first-name }")
        try bench.bench.write(
            "config/feeds/\(other).yaml",
            """
            feed: \(other)
            select: { decision: recycle }
            where: { city: [Rome] }
            needs: email
            fields: { email: email, city: city }
            to: { destination: hubspot, with: { list: "\(list)" } }

            """)
        try bench.bench.deliver("leads.csv", [Setup.discarded("1", Self.rome)])
        try bench.bench.sync()
        try bench.send()
        #expect(try bench.asked().filter { $0.what.hasSuffix("/memberships/add") }.count == 2)
        return bench
    }

    private func feeds(_ bench: SystemBench) throws -> Set<String> {
        Set(
            try bench.bench.workspace().openForReading().holders(of: [LeadID(number: 1)]).map(\.feed))
    }

    /// What the system says of its list, against the ledger of both feeds.
    private func audited(_ bench: SystemBench) throws -> AuditReport {
        let reports = try DestinationAudit(bench.bench.workspace()).audit("hubspot", DestinationAudit.Question())
        try #require(reports.count == 1)
        _ = try bench.asked()
        return reports[0]
    }

    @Test(arguments: ["alpha", "zeta"], [Row(), ["First": "Ada"]])
    func `keeps a lead that leaves one of them, as long as it is in the other`(other: String, change: Row) throws {
        let bench = try filled(other)
        try bench.bench.deliver("leads.csv", [Setup.discarded("1", Self.oslo(change))])
        try bench.bench.sync("2026-10-02T06:00:00Z")
        let tally = try bench.send()
        #expect(tally.fault == nil && tally.waiting == 0, "\(tally)")
        let asked = try bench.asked()
        let memberships = asked.filter { $0.what.contains("/memberships/") }
        #expect(memberships.contains { $0.what.hasSuffix("remove") }, "\(asked)")
        #expect(memberships.last?.what.hasSuffix("add") == true, "\(asked)")
        #expect(memberships.last?.body.contains("1000") == true, "\(asked)")
        #expect(try feeds(bench) == ["nurture"])
        #expect(try bench.bench.count("SELECT count(*) FROM delivery_holding WHERE is_sure = 1") == 1)
        let report = try audited(bench)
        #expect(report.findings == [] && report.listed == 1 && report.agreed == 1, "\(report)")
        // And nothing more is to be said.
        try bench.send()
        #expect(try bench.asked().isEmpty)
    }

    @Test(arguments: ["alpha", "zeta"])
    func `lets go of a lead that leaves both, or that may not be written to`(other: String) throws {
        for isSuppressed in [false, true] {
            let bench = try filled(other)
            if isSuppressed {
                let said = try Program.run(
                    ["suppression", "add", "ada@example.com", "--reason", "opt-out"], in: bench.bench.folder)
                try #require(said.status == 0, "\(said.all)")
            } else {
                try bench.bench.deliver(
                    "leads.csv",
                    [Setup.lead("1", Self.oslo(["Status": "Working", "Modified": "2026-09-20T00:00:00Z"]))])
                try bench.bench.sync("2026-10-02T06:00:00Z")
            }
            try bench.send()
            let memberships = try bench.asked().filter { $0.what.contains("/memberships/") }
            #expect(memberships.last?.what.hasSuffix("remove") == true, "\(memberships)")
            #expect(try feeds(bench) == [])
        }
    }

    @Test(arguments: ["alpha", "zeta"]) func `has a lead once whose address changes, under the new one`(other: String)
        throws
    {
        let bench = try filled(other)
        try bench.bench.deliver(
            "leads.csv",
            [
                Setup.discarded(
                    "1", ["Email": "new@example.com", "City": "Rome", "Modified": "2026-03-02T10:00:00Z"])
            ])
        try bench.bench.sync("2026-10-02T06:00:00Z")
        let tally = try bench.send()
        #expect(tally.fault == nil && tally.waiting == 0, "\(tally)")
        let memberships = try bench.asked().filter { $0.what.contains("/memberships/") }
        let old = memberships.filter { $0.body.contains("1000") }
        let new = memberships.filter { $0.body.contains("1001") }
        #expect(!old.isEmpty && old.allSatisfy { $0.what.hasSuffix("remove") }, "\(memberships)")
        #expect(new.last?.what.hasSuffix("add") == true, "\(memberships)")
        #expect(try feeds(bench) == ["nurture", other])
        #expect(
            try bench.bench.count(
                "SELECT count(*) FROM delivery_holding WHERE receiver_id = '1001' AND is_sure = 1") == 2)
    }
}
