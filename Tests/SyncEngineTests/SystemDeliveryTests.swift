import Connectors
import Foundation
import LeadModel
import LeadStore
import TestSupport
import Testing

@testable import SyncEngine

/// Rows on their way from a decision to a marketing tool, and what it says of them on their way back into the ledger.
@Suite struct `A lead that is written to a marketing tool` {
    @Test func `is in the ledger with the tool's id, or with its reason, row by row`() throws {
        let bench = try SystemBench()
        try bench.play(["refuse": ["lead2@example.com": "VALIDATION_ERROR"]])
        try bench.bench.deliver("leads.csv", (1...4).map { Setup.discarded("\($0)", ["First": "Ada\($0)"]) })
        try bench.bench.sync()
        let tally = try bench.send()
        #expect(tally.accepted == 3 && tally.rejected == 1 && tally.fault == nil, "\(tally)")
        let entries = try bench.entries()
        let refused = try #require(entries.first { $0.state == .rejected })
        #expect(refused.code == "VALIDATION_ERROR" && refused.said?.contains("lead2@") == false, "\(refused)")
        #expect(refused.said?.contains("Ada2") == false && refused.receiverID == nil)
        #expect(entries.filter { $0.state == .accepted }.allSatisfy { $0.receiverID != nil })
        // It is a dead letter, and goes out when what was wrong is corrected there.
        try bench.play([:])
        #expect(try bench.send().accepted == 0)
        #expect(
            try Program.run(["delivery", "replay", "--code", "VALIDATION_ERROR"], in: bench.bench.folder).status == 0)
        #expect(try bench.send().accepted == 1)
    }

    @Test func `is taken back by the id that the tool gave it`() throws {
        let bench = try SystemBench()
        try bench.bench.deliver("leads.csv", [Setup.discarded("1"), Setup.discarded("2")])
        try bench.bench.sync()
        #expect(try bench.send().accepted == 2)
        try bench.bench.deliver(
            "leads.csv",
            [Setup.lead("1", ["Status": "Working", "Modified": "2026-09-20T00:00:00Z"]), Setup.discarded("2")])
        try bench.bench.sync("2026-10-02T06:00:00Z")
        #expect(try bench.send().accepted == 1)
        let last = try #require(try bench.entries().max { $0.message < $1.message })
        #expect(last.state == .accepted && last.action == .withdraw && last.receiverID == nil, "\(last)")
        #expect(try bench.bench.count("SELECT count(*) FROM delivery_holding") == 1)
    }

    @Test func `whose receiver answers about strangers, too, is told so wherever it is sent`() throws {
        let bench = try SystemBench()
        try bench.play(["stranger": true])
        try bench.bench.deliver("leads.csv", [Setup.discarded("1"), Setup.discarded("2")])
        try bench.bench.sync()
        let tally = try bench.send()
        #expect(tally.accepted == 2 && tally.notes.map(\.code) == [.deliveryUnanswered], "\(tally)")
        try bench.bench.write("config/leadloop.yaml", "deliver-when: each-sync\n")
        try bench.bench.deliver("leads-2.csv", [Setup.discarded("3")])
        let reports = try bench.bench.sync("2026-10-02T06:00:00Z")
        #expect(reports.flatMap(\.warnings).contains { $0.code == .deliveryUnanswered }, "\(reports)")
    }

    @Test func `waits by itself where the tool's answer says nothing of it, and the tool is not let alone`() throws {
        let bench = try SystemBench()
        try bench.play(["faults": [[1, ["status": 200, "body": "{}"]]]])
        try bench.bench.deliver("leads.csv", [Setup.discarded("1"), Setup.discarded("2")])
        try bench.bench.sync()
        #expect(try bench.send().waiting == 2)
        #expect(try bench.entries().allSatisfy { $0.code == "delivery.unanswered" && $0.attempts == 1 })
        #expect(try bench.bench.count("SELECT count(*) FROM delivery_holding WHERE is_sure = 0") == 2)
        let state = try bench.bench.workspace().openForReading().state(ofDestination: "hubspot")
        #expect(state.notBefore == nil && state.failures == 0, "\(state)")
    }

    @Test func `keeps the id that the tool gave it where a later write refuses the row`() throws {
        let bench = try SystemBench()
        // The contact is written, and the list does not take it.
        try bench.play([
            "faults": [[2, ["status": 200, "body": #"{"recordIdsMissing":["1000"],"recordsIdsAdded":["1001"]}"#]]]
        ])
        try bench.bench.deliver("leads.csv", [Setup.discarded("1"), Setup.discarded("2")])
        try bench.bench.sync()
        let tally = try bench.send()
        #expect(tally.accepted == 1 && tally.rejected == 1, "\(tally)")
        let held = "SELECT count(*) FROM delivery_holding WHERE"
        #expect(try bench.bench.count("\(held) receiver_id = '1000' AND is_sure = 0") == 1)
        #expect(try bench.bench.count("\(held) receiver_id = '1001' AND is_sure = 1") == 1)
    }

    @Test func `is not kept waiting by one row that spoils its batch`() throws {
        let bench = try SystemBench()
        try bench.play(["poison": "lead3@example.com", "poison-status": 422])
        try bench.bench.deliver("leads.csv", (1...50).map { Setup.discarded("\($0)") })
        try bench.bench.sync()
        let tally = try bench.send()
        #expect(tally.accepted == 49 && tally.rejected + tally.failed == 1, "\(tally)")
    }
}
