import Failpoints
import Foundation
import LeadModel
import LeadStore
import TestSupport
import Testing

@testable import SyncEngine

/// Streams whose records do not say when they were changed.
extension `A refused record that a person mends` {
    @Test func `of a stream without dates gives way to what its source has delivered before the import`() throws {
        let bench = try Workbench()
        try bench.deliver("leads.csv", [Setup.lead("1")])
        // A row of which no reader makes a record: nobody knows yet whose it is.
        let header = Setup.columns(of: "calls").joined(separator: ",")
        try bench.write("inbox/calls-1.csv", "\(header)\nc1\nc2\n")
        try bench.sync("2026-10-05T06:00:00Z")
        let call: Row = ["Id": "c1", "Who": "1", "Type": "Call", "At": "2026-06-02T10:00:00Z"]
        try bench.deliver("calls-2.csv", [call])
        try bench.sync("2026-10-06T06:00:00Z")
        var sheet = try export(bench)
        for (column, cell) in call { sheet[column, 1] = cell }
        sheet["Type", 1] = "Form"
        for (column, cell) in call.merging(["Id": "c2"], uniquingKeysWith: { $1 }) { sheet[column, 2] = cell }
        let said = try take(bench, sheet, now: "2026-10-07T06:00:00Z")
        #expect(said.status == 0 && said.output.contains("1 inserted + 1 updated"), "\(said.all)")
        // One for Tuesday's word on c1, one for c2, of which nothing newer is known.
        #expect(try bench.lead("lead1@example.com").standing.touches == 2)
        // Read again from their raw bytes, the rows are as old as they were.
        let dump = try bench.dump()
        let monday = try #require(Instant(rfc3339: "2026-10-05T06:00:00Z")).milliseconds
        #expect(try bench.count("SELECT count(*) FROM version WHERE evidence = \(monday)") == 2)
        #expect(try Program.run(["db", "rebuild", "--now", "2026-10-07T06:00:00Z"], in: bench.folder).status == 0)
        #expect(try bench.count("SELECT count(*) FROM version WHERE evidence = \(monday)") == 2)
        #expect(try bench.dump() == dump)
    }

    @Test func `of a stream without dates is as new as the delivery that it mends`() throws {
        let bench = try Workbench()
        func call(_ type: String, _ at: String) -> Row { ["Id": "c1", "Who": "1", "Type": type, "At": at] }
        try bench.deliver("leads.csv", [Setup.lead("1")])
        try bench.deliver("calls-1.csv", [call("Form", "2026-06-02T10:00:00Z")])
        try bench.sync("2026-10-01T06:00:00Z")
        try bench.deliver("calls-2.csv", [call("Visit", "2026-06-03T10:00:00Z")])
        try bench.sync("2026-10-02T06:00:00Z")
        #expect(try waiting(bench) == 1)
        var sheet = try export(bench)
        sheet["Type", 1] = "Call"
        try take(bench, sheet, now: "2026-10-03T06:00:00Z")
        #expect(try bench.lead("lead1@example.com").standing.touches == 1)
        // The same broken call, delivered once more, changes nothing.
        try bench.deliver(
            "calls-3.csv",
            [
                call("Visit", "2026-06-03T10:00:00Z"),
                ["Id": "c2", "Who": "9", "Type": "Call", "At": "2026-06-03T10:00:00Z"],
            ])
        try bench.sync("2026-10-04T06:00:00Z")
        #expect(try bench.lead("lead1@example.com").standing.touches == 1)
        #expect(try waiting(bench) == 0)
        try bench.deliver("calls-4.csv", [call("Form", "2026-06-04T10:00:00Z")])
        try bench.sync("2026-10-05T06:00:00Z")
        #expect(try bench.lead("lead1@example.com").standing.touches == 0)
    }

    @Test func `of a stream without dates counts again when its source says the same again after something else`()
        throws
    {
        let bench = try Workbench()
        try bench.deliver("leads.csv", [Setup.lead("1")])
        try bench.deliver("calls-1.csv", [call("Visit")])
        try bench.sync("2026-10-01T06:00:00Z")
        var sheet = try export(bench)
        sheet["Type", 1] = "Call"
        try take(bench, sheet, now: "2026-10-02T06:00:00Z")
        try bench.deliver("calls-2.csv", [call("Form")])
        try bench.sync("2026-10-03T06:00:00Z")
        #expect(try bench.lead("lead1@example.com").standing.touches == 0)
        // The bytes that were refused, and stand for what a person made of them.
        let other: Row = ["Id": "c2", "Who": "9", "Type": "Call", "At": "2026-06-03T10:00:00Z"]
        try bench.deliver("calls-3.csv", [call("Visit"), other])
        let counts = bench.counts(try bench.sync("2026-10-04T06:00:00Z"))
        #expect(counts.updated == 1 && counts.isConserved, "\(counts)")
        #expect(try bench.lead("lead1@example.com").standing.touches == 1)
        #expect(try waiting(bench) == 0)
        // Once more says nothing new, whatever stands beside it.
        try bench.deliver("calls-4.csv", [call("Visit"), other.merging(["Type": "Form"], uniquingKeysWith: { $1 })])
        let versions = try bench.count("SELECT count(*) FROM version")
        try bench.sync("2026-10-05T06:00:00Z")
        #expect(try bench.count("SELECT count(*) FROM version") == versions + 1)
        // And it is as old as it was when it is read again from its raw bytes.
        let dump = try bench.dump()
        #expect(try Program.run(["db", "rebuild", "--now", "2026-10-05T06:00:00Z"], in: bench.folder).status == 0)
        #expect(try bench.dump() == dump)
        try bench.deliver("calls-5.csv", [call("Form"), other])
        try bench.sync("2026-10-06T06:00:00Z")
        #expect(try bench.lead("lead1@example.com").standing.touches == 0)
        #expect(try bench.isWhole())
    }

    @Test func `of a stream without dates counts again when its file comes back as it was`() throws {
        let bench = try Workbench()
        func deliver(_ type: String) throws {
            try bench.deliver("calls.csv", [["Id": "c1", "Who": "1", "Type": type, "At": "2026-06-02T10:00:00Z"]])
        }
        try bench.deliver("leads.csv", [Setup.lead("1")])
        try deliver("Visit")
        try bench.sync("2026-10-01T06:00:00Z")
        var sheet = try export(bench)
        sheet["Type", 1] = "Call"
        try take(bench, sheet, now: "2026-10-02T06:00:00Z")
        var touches: [Int] = []
        for (day, type) in ["Visit", "Form", "Form", "Visit", "Visit", "Form", "Visit"].enumerated() {
            try deliver(type)
            #expect(bench.counts(try bench.sync("2026-10-0\(day + 3)T06:00:00Z")).isConserved)
            touches.append(try bench.lead("lead1@example.com").standing.touches)
        }
        #expect(touches == [1, 0, 0, 1, 1, 0, 1])
        #expect(try waiting(bench) == 0)
        #expect(try bench.isWhole())
        let dump = try bench.dump()
        #expect(try Program.run(["db", "rebuild", "--now", "2026-10-09T06:00:00Z"], in: bench.folder).status == 0)
        #expect(try bench.dump() == dump)
    }

    private func call(_ type: String) -> Row {
        ["Id": "c1", "Who": "1", "Type": type, "At": "2026-06-02T10:00:00Z"]
    }

    /// A call whose word nobody knows was delivered, mended by a person, and then said to be something else by its source.
    private func benchOfMendedCall(first: String, second: String) throws -> Workbench {
        let bench = try Workbench()
        try bench.deliver("leads.csv", [Setup.lead("1")])
        try bench.deliver(first, [call("Visit")])
        try bench.sync("2026-10-01T06:00:00Z")
        var sheet = try export(bench)
        sheet["Type", 1] = "Call"
        try take(bench, sheet, now: "2026-10-02T06:00:00Z")
        try bench.deliver(second, [call("Form")])
        try bench.sync("2026-10-03T06:00:00Z")
        return bench
    }

    @Test(arguments: [nil, .pagesTaken, .keysJoined, .leadsSettled] as [Failpoint?])
    func `of a stream without dates is stored and counted once when it counts again, though twice in a file`(
        killedAt place: Failpoint?
    ) throws {
        let bench = try benchOfMendedCall(first: "calls-1.csv", second: "calls-2.csv")
        let versions = try bench.count("SELECT count(*) FROM version")
        try bench.deliver("calls-3.csv", [call("Visit"), call("Visit")])
        try bench.deliver("calls-4.csv", [call("Visit")])
        if let place {
            try Program.run(["sync", "--now", "2026-10-04T06:00:00Z"], in: bench.folder, dyingAt: place)
            #expect(try bench.count("SELECT count(*) FROM version") == versions + 1)
        }
        let counts = bench.counts(try bench.sync("2026-10-04T06:00:00Z"))
        #expect(
            counts.read == 2 && counts.updated == 1 && counts.unchanged == 1 && counts.inserted == 0, "\(counts)")
        #expect(try bench.lead("lead1@example.com").standing.touches == 1)
        if place == nil { #expect(try bench.count("SELECT count(*) FROM version") == versions + 1) }
        #expect(try bench.isWhole())
    }

    @Test func `of a stream without dates stops the run where its row is gone from the store`() throws {
        let bench = try benchOfMendedCall(first: "calls.csv", second: "calls.csv")
        try bench.execute("DELETE FROM raw_page WHERE file IN (SELECT file FROM export_file WHERE is_mending)")
        try bench.deliver("calls.csv", [call("Visit")])
        let fault = #expect(throws: Fault.self) { try bench.sync("2026-10-04T06:00:00Z") }
        #expect(fault?.code == .storeDamaged)
    }
}
