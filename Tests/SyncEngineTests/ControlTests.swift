import Foundation
import LeadModel
import LeadStore
import Testing

@testable import SyncEngine

@Suite struct `A lead of the control group` {
    private static let share = "      control: { share: 25% }\n      reasons:"

    private func bench(_ count: Int = 200) throws -> Workbench {
        let bench = try Workbench()
        try bench.edit("config/agreement.yaml", "      reasons:", Self.share)
        try bench.deliver("leads.csv", (1...count).map { Setup.discarded("\($0)") })
        return bench
    }

    private func control(_ bench: Workbench) throws -> Set<LeadID> {
        Set(try bench.leads().filter(\.decision.isControl).map(\.id))
    }

    private func told(_ bench: Workbench) throws -> Set<String> {
        Set(
            try bench.feedLines().flatMap(\.self).compactMap { $0.split(separator: "\"").first { $0.hasPrefix("L") } }
                .map(String.init))
    }

    @Test func `is recycled as the others, stored as control and handed to nobody`() throws {
        let bench = try bench()
        let reports = try bench.sync()
        #expect(reports.map(\.moved.recycled).reduce(0, +) == 200)
        let (leads, control) = (try bench.leads(), try control(bench))
        #expect(leads.allSatisfy { $0.decision.kind == .recycle && $0.decision.track == "back-in-season" })
        #expect((25...80).contains(control.count), "\(control.count)")
        #expect(try bench.count("SELECT count(*) FROM unified_lead WHERE is_control = 1") == control.count)
        #expect(try told(bench) == Set(leads.map(\.id).filter { !control.contains($0) }.map(\.description)))
        #expect(try bench.count("SELECT count(*) FROM feed_member") == 200 - control.count)
    }

    @Test func `is the same after a rebuild, and with other leads beside it`() throws {
        let bench = try bench()
        try bench.sync()
        let before = try control(bench)
        let (dump, files) = (try bench.dump(), try bench.feedLines())
        let rebuilt = try Program.run(["db", "rebuild", "--yes"], in: bench.folder)
        #expect(rebuilt.status == 0, "\(rebuilt.all)")
        #expect(try control(bench) == before && bench.dump() == dump)
        try bench.deliver("leads-2.csv", (201...300).map { Setup.discarded("\($0)") })
        try bench.sync("2026-10-02T06:00:00Z")
        #expect(try control(bench).filter { $0.number <= 200 } == before)
        #expect(try bench.feedLines()[0] == files[0])
    }

    @Test func `stays one when the share is raised, and is taken back where an edited version draws it`() throws {
        let bench = try bench()
        try bench.sync()
        let before = try control(bench)
        try bench.edit("config/agreement.yaml", "25%", "50%")
        try bench.sync("2026-10-02T06:00:00Z")
        let after = try control(bench)
        #expect(before.isSubset(of: after) && after.count > before.count)
        let withdrawn = try bench.feedLines().last.map { Set($0.filter { $0.contains("\"withdraw\"") }) } ?? []
        #expect(withdrawn.count == after.count - before.count)
        #expect(try bench.count("SELECT count(*) FROM feed_member") == 200 - after.count)
    }

    @Test func `is left alone by a version that is dated later`() throws {
        let bench = try bench()
        try bench.sync()
        let before = try control(bench)
        let text = try bench.text("config/agreement.yaml")
        let later = text.replacing("agreement:\n", with: "").replacing("2025-01-01", with: "2026-04-01").replacing(
            "25%", with: "90%")
        try bench.write("config/agreement.yaml", text.trimmingCharacters(in: .newlines) + "\n" + later)
        try bench.sync("2026-10-02T06:00:00Z")
        #expect(try control(bench) == before && bench.feedLines().count == 1)
    }

    @Test func `is shown as such by every command that lists, previews and explains`() throws {
        let bench = try bench(40)
        try bench.sync()
        let lead = try #require(try control(bench).min())
        func run(_ arguments: String...) throws -> Program.Said { try Program.run(arguments, in: bench.folder) }
        let explained = try run("recycle", "explain", lead.description)
        #expect(
            explained.flowing.contains("is held out as control, one of the 25% of 'back-in-season' by"),
            "\(explained.all)")
        #expect(explained.flowing.contains("✗ is not held out as one of the 25%"))
        #expect(try run("lead", "explain", lead.description).flowing.contains("It is held out as control"))
        let json = try run("lead", "explain", lead.description, "--output", "json").output
        #expect(json.contains("\"control\":true") && json.contains("\"feeds\":[]"))
        let listed = try run("recycle", "list", "--output", "csv").output.split(separator: "\n")
        #expect(listed.first?.contains(",control,") == true)
        let preview = try run("recycle", "preview", "--as-of", "2026-04-01T00:00:00Z")
        #expect(preview.flowing.contains("recycle back-in-season (control)"), "\(preview.all)")
        let table = try run("recycle", "list")
        #expect(table.output.contains("control") && table.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
    }

    @Test func `is told to marketing's source as control, not as recycled`() throws {
        let bench = try bench(40)
        try bench.deliver(
            "prospects.csv", (1...40).map { Setup.prospect("P\($0)", ["Email": "lead\($0)@example.com"]) })
        try bench.sync()
        let lines = try bench.text("feedback/web/leads.csv").split(whereSeparator: \.isNewline)
        #expect(lines.count { $0.contains(",control,") } == (try control(bench).count))
        #expect(lines.count { $0.contains(",recycled,") } == 40 - (try control(bench).count))
    }
}

extension Program.Said {
    /// What was said, as if no line had an end.
    fileprivate var flowing: String { all.replacing(#/\s+/#, with: " ") }
}
