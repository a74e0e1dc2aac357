import Foundation
import LeadModel
import LeadStore
import TestSupport
import Testing

@testable import SyncEngine

@Suite struct `A store that is rebuilt from its raw records` {
    private func rebuild(_ bench: Workbench, _ now: String = "2026-10-02T06:00:00Z") throws -> [RunReport] {
        let options = SyncRun.Options(now: try #require(Instant(rfc3339: now)))
        return try SyncRun(bench.workspace(), options: options, progress: ProgressReport { _ in }).rebuild()
    }

    @Test func `by the same rules says the same as before, under the same numbers, and tells receivers nothing`() throws
    {
        let bench = try Workbench.ofTwoSystems()
        let before = try bench.dump()
        let numbers = try bench.leads().map { "\($0.id) \($0.text(.email) ?? "") \($0.revision)" }
        let messages = try bench.count("SELECT count(*) FROM outbox")
        let report = try #require(try rebuild(bench).first)
        #expect(report.counts.isConserved && report.counts.read == 16 && report.counts.unchanged == 14)
        #expect(report.counts.rejected == 2)
        #expect(try bench.dump() == before)
        #expect(try bench.leads().map { "\($0.id) \($0.text(.email) ?? "") \($0.revision)" } == numbers)
        #expect(try bench.count("SELECT count(*) FROM outbox") == messages)
        #expect(try bench.isWhole())
    }

    /// The exports are gone: all that is left of them is what the store keeps.
    @Test(arguments: [
        ("mappings/crm-lead.yaml", "Open: assigned", "Open: nurturing, Parked: nurturing"),
        (
            "mappings/crm-lead.yaml", "email: { from: Email, as: email }",
            "email: { from: Email, as: email, invalid: blank }"
        ),
        ("mappings/crm-lead.yaml", "owner: Owner", "title: Owner"),
        ("mappings/web-prospect.yaml", "title: Title", "industry: Title"),
        ("mappings/crm-lead.yaml", "Closed: discarded, ", ""),
        ("config/matching.yaml", "  - email\n", ""),
        ("config/matching.yaml", "shared-above: 12", "shared-above: 2"),
        ("config/agreement.yaml", "after: 90d", "after: 900d"),
        ("config/survivorship.yaml", "most recent", "first seen"),
        ("config/sources/web.yaml", "role: marketing", "role: crm"),
    ])
    func `by other rules says what it would have said if it had always had them`(
        file: String, old: String, new: String
    ) throws {
        let always = try Workbench.ofTwoSystems { try $0.edit(file, old, new) }
        for isAsked in [false, true] {
            let changed = try Workbench.ofTwoSystems()
            try changed.edit(file, old, new)
            if isAsked { _ = try rebuild(changed) } else { try changed.sync("2026-10-02T06:00:00Z") }
            let difference = try changed.believed().difference(from: always.believed())
            #expect(difference.isEmpty, "asked: \(isAsked), \(difference.count) lines: \(difference.prefix(4))")
            #expect(try changed.isWhole())
        }
    }

    /// The values stand in the versions, which say something else by then.
    @Test func `tells in a lead's history what its values were before`() throws {
        let bench = try Workbench.ofTwoSystems()
        try bench.edit("mappings/crm-lead.yaml", "owner: Owner", "title: Owner")
        try bench.sync("2026-10-02T06:00:00Z")
        for number in 1...6 {
            let change = "lead_change WHERE revision > 1 AND new IS NULL AND field = 'owner' AND old = 'o\(number)'"
            #expect(try bench.count("SELECT count(*) FROM \(change)") == 1, "\(number)")
        }
        #expect(try bench.count("SELECT count(*) FROM version_before") == 0)
    }

    @Test func `by a mapping that cannot read some records keeps them waiting, and has them back with the old one`()
        throws
    {
        let bench = try Workbench.ofTwoSystems()
        let before = try bench.dump()
        let numbers = try bench.leads().map(\.id)
        try bench.edit("mappings/crm-lead.yaml", "Closed: discarded, ", "")
        let refused = try #require(try bench.sync("2026-10-02T06:00:00Z").first)
        #expect(refused.counts.rejected == 8 && refused.outcome == .succeededWithRejects, "\(refused.counts)")
        #expect(try bench.leads().count < numbers.count)
        try bench.edit("mappings/crm-lead.yaml", "{ Open: assigned, ", "{ Open: assigned, Closed: discarded, ")
        let back = try #require(try bench.sync("2026-10-02T06:00:00Z").first)
        #expect(back.counts.inserted == 6 && back.counts.rejected == 2, "\(back.counts)")
        #expect(try bench.dump() == before)
        // People who were gone are new leads; no number is given twice.
        #expect(Set(try bench.leads().map(\.id)).count == numbers.count)
        #expect(try bench.leads().map(\.id.number).max() ?? 0 > numbers.map(\.number).max() ?? 0)
    }

    @Test func `is held where a mapping would cost many records, until somebody says that it is meant`() throws {
        let bench = try Workbench()
        try bench.deliver("leads.csv", (1...40).map { Setup.discarded("\($0)") })
        try bench.sync()
        try bench.emptyInbox()
        let before = try bench.dump()
        let typo = "values: { Open: assigned, Working: working, Closd: discarded,"
        try bench.edit("mappings/crm-lead.yaml", "values: { Open: assigned, Working: working, Closed: discarded,", typo)
        for _ in 0..<2 {
            let held = try #require(try bench.sync("2026-10-02T06:00:00Z").first)
            #expect(held.outcome == .held && held.counts.held == 40 && held.counts.isConserved)
            #expect(
                held.warnings.contains { $0.code == .runHeld && $0.origin?.file.hasSuffix("crm-lead.yaml") == true })
            #expect(try bench.dump() == before)
        }
        let said = try Program.run(["sync"], in: bench.folder)
        #expect(said.status == 3 && said.talk.contains("--accept-refusals"), "\(said.all)")
        let meant = try Program.run(["db", "rebuild", "--accept-refusals"], in: bench.folder)
        #expect(meant.status == 4, "\(meant.all)")
        #expect(try bench.leads().isEmpty)
    }

    /// A plan compares with what is in force, so that has to be something that can be read.
    @Test func `that is held by a mapping of another name leaves a configuration in force that plans can read`() throws
    {
        let bench = try Workbench()
        try bench.deliver("leads.csv", (1...40).map { Setup.discarded("\($0)") })
        try bench.sync()
        let other = try bench.text("mappings/crm-lead.yaml").replacing("mapping: crm-lead", with: "mapping: crm-other")
        try bench.write("mappings/crm-other.yaml", other.replacing("Closed: discarded, ", with: ""))
        try bench.edit("config/sources/crm.yaml", "mapping: crm-lead", "mapping: crm-other")
        #expect(try bench.sync("2026-10-02T06:00:00Z").first?.outcome == .held)
        let plan = try bench.plan()
        #expect(plan.effects.quarantine.map(\.entered) == [40], "\(plan.effects.quarantine)")
    }

    /// Else what came in between would be understood by a mapping that was taken back.
    @Test func `lets the files of a held stream wait, so that the mended mapping is the only one they are read by`()
        throws
    {
        let good = "values: { Open: assigned, Working: working, Closed: discarded,"
        let slip = "values: { Open: working, Working: working,"
        func deliver(_ part: ClosedRange<Int>, to bench: Workbench) throws {
            try bench.emptyInbox()
            try bench.deliver("leads.csv", part.map { Setup.discarded("\($0)") } + [Setup.lead("n\(part.upperBound)")])
        }
        let calm = try Workbench()
        let bench = try Workbench()
        for each in [calm, bench] {
            try deliver(1...40, to: each)
            try each.sync()
            try deliver(41...50, to: each)
        }
        try bench.edit("mappings/crm-lead.yaml", good, slip)
        let reports = try bench.sync("2026-10-02T06:00:00Z")
        #expect(reports.first?.outcome == .held && bench.counts(Array(reports.dropFirst())).read == 0)
        try bench.edit("mappings/crm-lead.yaml", slip, good)
        for each in [calm, bench] { try each.sync("2026-10-02T06:00:00Z") }
        #expect(try bench.dump() == calm.dump())
        #expect(try bench.workspace().openForReading().quarantined(limit: 9).isEmpty)
    }

    @Test func `keeps what was understood of exports that a column is missing from, and says so`() throws {
        let bench = try Workbench.ofTwoSystems()
        let before = try bench.dump()
        try bench.edit(
            "mappings/crm-lead.yaml", "  owner: Owner\n",
            "  owner: Owner\n  score: { from: Lead_Score__c, as: number }\n")
        let report = try #require(try bench.sync("2026-10-02T06:00:00Z").first)
        #expect(
            report.counts.unchanged == 7 && report.warnings.contains { $0.summary.contains("keep what was understood") }
        )
        #expect(try bench.dump() == before)
    }

    @Test func `withdraws from feeds the leads that are no more`() throws {
        let bench = try Workbench.ofTwoSystems()
        let held = try bench.count("SELECT count(*) FROM feed_member")
        #expect(held == 5)
        try bench.edit("mappings/crm-lead.yaml", "Closed: discarded, ", "")
        try bench.sync("2026-10-02T06:00:00Z")
        #expect(try bench.count("SELECT count(*) FROM feed_member") == 0)
        #expect(try bench.feedLines().last?.filter { $0.contains("\"withdraw\"") }.count == 5)
    }

    @Test func `does not bring an erased person back, not even where only the new mapping sees who it is`() throws {
        let bench = try Workbench()
        try bench.edit("mappings/crm-lead.yaml", "  email: { from: Email, as: email }\n", "")
        try bench.deliver("leads.csv", [Setup.lead("1", ["Email": "ada@example.com"]), Setup.lead("2")])
        try bench.deliver("prospects.csv", [Setup.prospect("p1", ["Email": "ada@example.com"])])
        try bench.sync()
        let ada = try bench.lead("ada@example.com")
        #expect(try bench.leads().count == 3)
        _ = try Eraser(bench.workspace()).erase(ada.id, at: Instant(milliseconds: 1_790_000_000_000))
        try bench.edit(
            "mappings/crm-lead.yaml", "  first-name: First\n",
            "  first-name: First\n  email: { from: Email, as: email }\n")
        try bench.emptyInbox()
        try bench.sync()
        #expect(try bench.leads().compactMap { $0.text(.email) } == ["lead2@example.com"])
        #expect(try !bench.dump().contains { $0.contains("ada@example.com") })
        let store = try bench.workspace().openForReading()
        for stream in try store.streams() {
            for page in try store.rawPages(of: stream.info.number) {
                let text = try store.rawPage(page)?.records.map { String(decoding: $0, as: UTF8.self) }.joined() ?? ""
                #expect(!text.contains("ada@"))
            }
        }
    }

    @Test func `leaves leads alone that come to the same, and forgets none of their records`() throws {
        let bench = try Workbench.ofTwoSystems()
        let members = try bench.query("SELECT record, lead FROM membership ORDER BY record").map(\.description)
        let last = try bench.count("SELECT max(run) FROM run")
        // Nobody finds anybody by it.
        try bench.edit("config/matching.yaml", "  - first-name + last-name + company + city\n", "")
        try bench.sync("2026-10-02T06:00:00Z")
        #expect(try bench.count("SELECT count(*) FROM lead WHERE last_run > \(last)") == 0)
        #expect(try bench.query("SELECT record, lead FROM membership ORDER BY record").map(\.description) == members)
        #expect(try bench.isWhole())
    }

    @Test func `tells erased people from those who wait`() throws {
        let bench = try Workbench()
        try bench.edit("mappings/crm-lead.yaml", "  email: { from: Email, as: email }\n", "")
        try bench.deliver(
            "leads.csv", [Setup.lead("1", ["Email": "ada@example.com"]), Setup.lead("2", ["Status": "Parked"])])
        try bench.deliver("prospects.csv", [Setup.prospect("p1", ["Email": "ada@example.com"])])
        try bench.sync()
        _ = try Eraser(bench.workspace()).erase(
            bench.lead("ada@example.com").id, at: try #require(Instant(rfc3339: Setup.now)))
        try bench.edit(
            "mappings/crm-lead.yaml", "  first-name: First\n",
            "  first-name: First\n  email: { from: Email, as: email }\n")
        try bench.emptyInbox()
        let said = try Program.run(["sync", "--now", Setup.now], in: bench.folder)
        #expect(
            said.unfolded.contains("1 wait in quarantine")
                && said.unfolded.contains("1 are of people who were erased"),
            "\(said.all)")
    }

    @Test func `forgets the keys that records no longer have`() throws {
        let bench = try Workbench.ofTwoSystems()
        try bench.edit("mappings/crm-lead.yaml", "  email: { from: Email, as: email }\n", "")
        try bench.sync("2026-10-02T06:00:00Z")
        try bench.deliver("prospects.csv", [Setup.prospect("p1", ["Email": "lead1@example.com"])])
        try bench.sync("2026-10-02T06:00:00Z")
        #expect(try bench.people().contains(["web/prospects/p1"]))
    }
}
