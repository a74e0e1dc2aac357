import Failpoints
import Foundation
import LeadModel
import LeadStore
import Testing

@testable import SyncEngine

/// What makes up for an export that was not read to its end, and what does not.
@Suite struct `What an export would have said further` {
    private static let days = (1...9).map { "2026-10-0\($0)T06:00:00Z" }
    private static let broken = "inbox/leads-2.csv"

    private let modified = "2026-04-01T10:00:00Z"

    /// What sales gave up since the stream was read whole.
    private var news: [Row] {
        ["1", "2", "4", "5", "20"].map { Setup.discarded($0, ["Modified": "2026-03-01T10:00:00Z"]) }
    }

    private func third(_ optedOut: String = "") -> Row {
        Setup.discarded("3", ["Modified": modified, "OptedOut": optedOut])
    }

    /// Six leads that sales works on, and an export that breaks off within the third of them.
    private func bench() throws -> Workbench {
        let bench = try Workbench()
        try bench.deliver(
            "leads-1.csv",
            ["1", "2", "3", "4", "5", "20"].map {
                Setup.lead($0, ["Modified": "2026-02-01T10:00:00Z", "Status": "Working"])
            })
        try bench.sync(Self.days[0])
        let rows = Array(news.prefix(2)) + [third()]
        let whole = Setup.csv(Setup.columns(of: "leads"), rows)
        let last = try #require(whole.range(of: "\"lead3@example.com\""))
        try bench.write(Self.broken, String(whole[..<last.upperBound]) + ",\"Ad")
        try bench.sync(Self.days[1])
        #expect(try told(bench) == [] && isClosed(bench))
        return bench
    }

    private func told(_ bench: Workbench) throws -> [String] {
        try bench.feedLines().joined().map { line in
            let row = try #require(
                try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any], "\(line)")
            return "\(row["what"] ?? "") \(row["email"] ?? row["lead"] ?? "")"
        }.sorted()
    }

    /// Whether what the record forbids holds within which the export broke off.
    private func isClosed(_ bench: Workbench) throws -> Bool {
        try bench.count("SELECT count(*) FROM closing WHERE counts") > 0
    }

    private func isHeldBack(_ reports: [RunReport]) -> Bool {
        reports.flatMap(\.warnings).contains { $0.code == .feedHeldBack }
    }

    private let all = [
        "add lead1@example.com", "add lead2@example.com", "add lead4@example.com", "add lead5@example.com",
    ]

    @Test func `is not known by an export of changes, whatever becomes of the file`() throws {
        let bench = try bench()
        try bench.remove(Self.broken)
        try bench.deliver("leads-3.csv", [news[4]])
        #expect(try isHeldBack(bench.sync(Self.days[2])) && told(bench).isEmpty && isClosed(bench))
        // Even one that holds whom it names says nothing of the others.
        try bench.deliver("leads-4.csv", [third()])
        #expect(try isHeldBack(bench.sync(Self.days[3])) && told(bench).isEmpty && isClosed(bench))
        try bench.deliver("leads-5.csv", news + [third()])
        let reports = try bench.sync(Self.days[4])
        #expect(try !isHeldBack(reports) && !isClosed(bench) && reports.allSatisfy { $0.waiting.waiting == 0 })
        #expect(try told(bench) == (all + ["add lead20@example.com", "add lead3@example.com"]).sorted())
    }

    @Test func `is known by an export of all records, once the broken one is there no more`() throws {
        let bench = try bench()
        try bench.deliver("leads-3.csv", news + [third("true")])
        #expect(try isHeldBack(bench.sync(Self.days[2])) && told(bench).isEmpty && isClosed(bench))
        #expect(try isHeldBack(bench.sync(Self.days[3])) && told(bench).isEmpty)
        try bench.remove(Self.broken)
        try Program.run(["sync", "--now", Self.days[4]], in: bench.folder, dyingAt: .leadsUpdated)
        let reports = try bench.sync(Self.days[4])
        #expect(try !isHeldBack(reports) && !isClosed(bench))
        #expect(try told(bench) == (all + ["add lead20@example.com"]).sorted())
    }

    @Test(arguments: ["leads-2.csv", "leads-3.csv"])
    func `is not known by an export that is older`(name: String) throws {
        let bench = try bench()
        try bench.deliver("calls.csv", [["Id": "c", "Who": "1", "Type": "Call", "At": "2026-09-01T10:00:00Z"]])
        try bench.remove(Self.broken)
        let old = ["1", "2", "3", "4", "5", "20"].map {
            Setup.discarded($0, ["Modified": "2026-02-20T10:00:00Z"])
        }
        try bench.deliver(name, old)
        #expect(try isHeldBack(bench.sync(Self.days[2])) && told(bench).isEmpty && isClosed(bench))
        try bench.deliver(name, news + [third()])
        #expect(try !isHeldBack(bench.sync(Self.days[3])) && !isClosed(bench))
    }

    @Test func `forbids what it may forbid to whom the whole export says nothing of`() throws {
        let bench = try bench()
        // In its place, whole and new; the third record of before is not in it.
        try bench.deliver("leads-2.csv", news + [Setup.discarded("6", ["Modified": modified])])
        let reports = try bench.sync(Self.days[2])
        #expect(try !isHeldBack(reports) && isClosed(bench))
        #expect(try !told(bench).contains("add lead3@example.com") && told(bench).contains("add lead6@example.com"))
    }

    @Test func `is let be when a person says so, until it is another export`() throws {
        let bench = try bench()
        try bench.deliver("leads-3.csv", [news[4]])
        let said = try Program.run(["sync", "--now", Self.days[2]], in: bench.folder)
        #expect(said.talk.contains("--accept-unread") && said.status == 65, "\(said.all)")
        // The file is still there, still broken, and held back nobody: not in this run, nor in any later one.
        let accepted = try Program.run(["sync", "crm", "--accept-unread", "--now", Self.days[3]], in: bench.folder)
        #expect(accepted.status == 65 && !accepted.talk.contains("[feed.held-back]"), "\(accepted.all)")
        let some = ["add lead1@example.com", "add lead20@example.com", "add lead2@example.com"]
        #expect(try told(bench) == some && isClosed(bench))
        for day in Self.days[4...5] { #expect(try !isHeldBack(bench.sync(day)), "\(day)") }
        try bench.deliver("leads-4.csv", [news[2]])
        #expect(try !isHeldBack(bench.sync(Self.days[5])) && told(bench).contains("add lead4@example.com"))
        let other = try bench.text(Self.broken)
        try bench.write(Self.broken, other + "d")
        try bench.deliver("leads-5.csv", [news[3]])
        #expect(try isHeldBack(bench.sync(Self.days[6])) && !told(bench).contains("add lead5@example.com"))
        // Another source's word is not this one's.
        _ = try Program.run(["sync", "web", "--accept-unread", "--now", Self.days[6]], in: bench.folder)
        #expect(try isHeldBack(bench.sync(Self.days[7])))
        // What was let be is made up for all the same when it comes whole.
        _ = try Program.run(["sync", "--accept-unread", "--now", Self.days[7]], in: bench.folder)
        try bench.deliver("leads-2.csv", news + [third()])
        #expect(try !isHeldBack(bench.sync(Self.days[8])) && !isClosed(bench))
    }
}
