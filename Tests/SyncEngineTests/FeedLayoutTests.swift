import LeadModel
import TestSupport
import Testing

@testable import SyncEngine

@Suite struct `A feed whose columns are called and written otherwise` {
    private static let feed = """
        feed: nurture
        select: { decision: recycle }
        fields: { Email: email, City: city, Why: discard-reason }
        format: { csv: machine }
        to: { folder: feeds/nurture }
        mode: incremental

        """

    @Test func `tells nobody anew in its files, and who changes in the new form`() throws {
        let bench = try Workbench(feeds: ["nurture": Self.feed])
        let rows = [Setup.discarded("1", ["City": "Rome"]), Setup.discarded("2", ["City": "Oslo"])]
        try bench.deliver("leads.csv", rows)
        try bench.sync()
        #expect(try bench.count("SELECT count(*) FROM outbox") == 2)
        try bench.edit(
            "config/feeds/nurture.yaml", "Email: email, City: city",
            "Mail: { from: email, as: sha256 }, Town: city")
        try bench.sync("2026-10-02T06:00:00Z")
        #expect(try bench.count("SELECT count(*) FROM outbox") == 2)
        try bench.emptyInbox()
        try bench.deliver(
            "leads.csv", [Setup.discarded("1", ["City": "Bonn", "Modified": "2026-03-01T11:00:00Z"]), rows[1]])
        try bench.sync("2026-10-03T06:00:00Z")
        #expect(try bench.count("SELECT count(*) FROM outbox") == 3)
        // Another order is another file, as ever.
        try bench.edit("config/feeds/nurture.yaml", ", Why: discard-reason", "")
        try bench.edit("config/feeds/nurture.yaml", "fields: {", "fields: { Why: discard-reason,")
        try bench.sync("2026-10-04T06:00:00Z")
        #expect(try bench.count("SELECT count(*) FROM outbox") == 5)
    }
}
