import Failpoints
import LeadModel
import Testing

@testable import SyncEngine

@Suite struct `The last look before a row is written` {
    /// Rows of the feed's files after they were written once more from the beginning.
    private func again(_ bench: Workbench) throws -> [String] {
        let said = try Program.run(
            ["feed", "export", "nurture", "--again", "--since", "0", "--now", Setup.now], in: bench.folder)
        #expect([0, 4].contains(said.status), "\(said.all)")
        return try bench.feedLines().flatMap(\.self)
    }

    @Test func `finds nothing against a lead against whom there is nothing`() throws {
        let bench = try Workbench()
        try bench.deliver("leads.csv", [Setup.discarded("1")])
        try bench.sync()
        #expect(try again(bench).contains { $0.contains("lead1@example.com") })
    }

    @Test func `leaves out whoever cannot be reached any more by anything`() throws {
        let bench = try Workbench()
        try bench.deliver(
            "leads.csv", [Setup.discarded("1", ["Email": "", "Phone": "+1 312 555 0142"]), Setup.discarded("2")])
        try bench.sync()
        #expect(try bench.feedLines().flatMap(\.self).count == 2)
        let added = try Program.run(["suppression", "add", "+13125550142", "--reason", "opt-out"], in: bench.folder)
        #expect(added.status == 0, "\(added.all)")
        let rows = try again(bench)
        #expect(!rows.contains { $0.contains("\"add\"") && !$0.contains("lead2@example.com") }, "\(rows)")
        #expect(rows.contains { $0.contains("lead2@example.com") })
    }

    @Test func `asks the agreement as it is by then`() throws {
        let bench = try Workbench()
        try bench.deliver("leads.csv", [Setup.discarded("1"), Setup.discarded("2", ["Email": "eve@rival.example"])])
        try bench.sync()
        #expect(try bench.feedLines().flatMap(\.self).count == 2)
        try bench.edit(
            "config/agreement.yaml", "    recycling:\n",
            "    suppression: { competitor: email-domain in rival.example }\n    recycling:\n")
        let rows = try again(bench)
        #expect(
            rows.contains { $0.contains("lead1@example.com") } && !rows.contains { $0.contains("rival") }, "\(rows)")
    }

    @Test func `is not even begun while leads are half made`() throws {
        let bench = try Workbench()
        try bench.deliver("leads.csv", [Setup.discarded("1")])
        try bench.sync()
        try bench.deliver(
            "leads-2.csv", [Setup.discarded("1", ["OptedOut": "true", "Modified": "2026-09-01T10:00:00Z"])])
        try Program.run(["sync", "--now", Setup.now], in: bench.folder, dyingAt: .pagesTaken)
        let said = try Program.run(["feed", "export", "nurture", "--again"], in: bench.folder)
        #expect(said.status != 0 && said.talk.contains("run.unfinished"), "\(said.all)")
    }
}
