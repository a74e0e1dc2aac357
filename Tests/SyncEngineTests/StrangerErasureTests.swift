import Feedback
import Foundation
import GRDB
import LeadModel
import LeadStore
import Testing

@testable import SyncEngine

/// Files know people by numbers that the store has given to nobody, or to nobody any more, since a copy of it was put back.
@Suite struct `Erasing somebody whom files know by another number` {
    private let now = Instant(rfc3339: "2026-10-05T06:00:00Z") ?? Instant(milliseconds: 0)

    private func feed(_ fields: String, _ format: String) -> String {
        """
        feed: nurture
        select: { decision: recycle }
        fields: \(fields)
        format: \(format)
        to: { folder: feeds/nurture }
        mode: incremental

        """
    }

    /// Three leads of before the copy was made, and three that got other numbers after it was put back.
    private func bench(_ fields: String, _ format: String) throws -> Workbench {
        let bench = try Workbench(feeds: ["nurture": feed(fields, format)])
        func person(_ id: String) -> Row {
            Setup.discarded(id, ["First": "Ann\(id)", "Last": "Other", "Phone": "+1 415 555 010\(id)"])
        }
        try bench.deliver("leads-1.csv", ["1", "2", "3"].map(person))
        try bench.sync("2026-10-01T06:00:00Z")
        let store = URL(fileURLWithPath: bench.path("store/leadloop.sqlite"))
        let copy = try Data(contentsOf: store)
        try bench.deliver("leads-2.csv", ["4", "5", "6"].map(person))
        try bench.sync("2026-10-02T06:00:00Z")
        try copy.write(to: store)
        try bench.sync("2026-10-03T06:00:00Z")
        return bench
    }

    private func holding(_ texts: [String], in bench: Workbench) throws -> [String] {
        try bench.files("feeds/nurture").filter { name in
            let text = try bench.text("feeds/nurture/" + name)
            return texts.contains { text.contains($0) }
        }
    }

    @Test(
        arguments: [
            "{ lead: lead-id, email: email, city: city, what: action }",
            "{ lead: lead-id, crm: { id-in: crm }, what: action }",
            "{ lead: lead-id, first: first-name, phone: phone, what: action }",
        ], ["ndjson", "{ csv: machine }"])
    func `takes the rows out of all of them, and no other`(fields: String, format: String) throws {
        let bench = try bench(fields, format)
        let lead = try bench.lead("lead5@example.com").id
        #expect(lead.number > 6)
        let isByID = fields.contains("crm")
        let hers = isByID ? ["\"5\"", ",5,"] : ["lead5@example.com", "Ann5"]
        let others = isByID ? ["\"4\"", ",4,"] : ["lead4@example.com", "Ann4"]
        let before = try holding(hers, in: bench)
        try #require(before.count >= 2)
        let files = try holding(others, in: bench)
        let receipt = try Eraser(bench.workspace()).erase(lead, at: now)
        #expect(try holding(hers, in: bench) == [] && holding(others, in: bench) == files)
        #expect(receipt.files.filter { $0.state == .rewritten }.count == before.count, "\(receipt.files)")
        let left = try bench.query("SELECT content FROM outbox WHERE lead NOT IN (7, 9)").map {
            String(decoding: Data.fromDatabaseValue($0[0]) ?? Data(), as: UTF8.self)
        }
        #expect(!left.contains { text in ["lead5@example.com", "Ann5"].contains { text.contains($0) } })
        #expect(try Program.run(["feed", "verify"], in: bench.folder).status == 0)
        let again = try Eraser(bench.workspace()).erase(lead, at: now)
        #expect(again.files.count == receipt.files.count)
        try bench.sync("2026-10-06T06:00:00Z")
        #expect(try holding(hers, in: bench) == [] && bench.isWhole())
    }

    @Test func `finds the rows before the receiver was told of them`() throws {
        let bench = try bench("{ lead: lead-id, email: email, what: action }", "ndjson")
        // A message that waits is hers, too.
        let lead = try bench.lead("lead6@example.com").id
        try bench.execute("DELETE FROM feed_file WHERE cursor_to = (SELECT max(cursor_to) FROM feed_file)")
        _ = try Eraser(bench.workspace()).erase(lead, at: now)
        #expect(try holding(["lead6@example.com"], in: bench) == [])
        #expect(try !holding(["lead4@example.com"], in: bench).isEmpty)
    }
}
