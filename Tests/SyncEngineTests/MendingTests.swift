import Foundation
import LeadModel
import LeadStore
import TestSupport
import Testing

@testable import SyncEngine

@Suite struct `A refused record that a person mends` {
    /// Records 1 and 2 wait; record 3 was understood.
    func bench() throws -> Workbench {
        let bench = try Workbench()
        try bench.deliver(
            "leads-1.csv",
            [
                Setup.lead("1", ["Status": "On Hold", "City": "Oslo", "First": "=Ada", "Phone": "+14155550100"]),
                Setup.lead("2", ["Email": "nobody at example"]), Setup.lead("3"),
            ])
        try bench.sync()
        return bench
    }

    func export(_ bench: Workbench, _ arguments: [String] = []) throws -> Sheet {
        let said = try Program.run(
            ["quarantine", "export", "--out", "mend.csv", "--yes"] + arguments, in: bench.folder)
        try #require(said.status == 0, "\(said.all)")
        return Sheet(try bench.text("mend.csv"))
    }

    @discardableResult
    func take(
        _ bench: Workbench, _ sheet: Sheet, delimiter: String = ",", now: String = "2026-10-02T06:00:00Z"
    ) throws -> Program.Said {
        try bench.write("mended.csv", sheet.text(delimiter: delimiter))
        return try Program.run(["quarantine", "import", "mended.csv", "--now", now], in: bench.folder)
    }

    func waiting(_ bench: Workbench) throws -> Int {
        try bench.workspace().openForReading().quarantineSummary().waiting
    }

    /// What Excel leaves in a file: empty columns and rows behind the last ones, and a line that names the delimiter.
    @Test(arguments: [";", ",", "\t"])
    func `is taken as spreadsheets save it, with their empty columns and rows`(delimiter: String) throws {
        let bench = try bench()
        var sheet = try export(bench)
        sheet["Status", 1] = "Open"
        sheet["Email", 2] = "lead2@example.com"
        sheet.rows = sheet.rows.map { $0 + ["", ""] }
        sheet.rows += [[String]](repeating: [String](repeating: "", count: sheet.rows[0].count), count: 3)
        try bench.write("mended.csv", "sep=\(delimiter)\r\n" + sheet.text(delimiter: delimiter))
        let said = try Program.run(["quarantine", "import", "mended.csv", "--now", Setup.now], in: bench.folder)
        #expect(said.status == 0 && said.output.contains("read 2 = 2 inserted"), "\(said.all)")
        #expect(try waiting(bench) == 0)
    }

    @Test func `is refused in a row with a cell under no name, and its neighbour is taken`() throws {
        let bench = try bench()
        var sheet = try export(bench)
        sheet["Status", 1] = "Open"
        sheet["Email", 2] = "lead2@example.com"
        sheet.rows = sheet.rows.enumerated().map { $0.element + [$0.offset == 1 ? "a note" : ""] }
        let said = try take(bench, sheet, delimiter: ";")
        #expect(
            said.status == 4 && said.talk.contains("which has no name; saw 5 letters, 1 other character"), "\(said.all)"
        )
        #expect(try waiting(bench) == 1)
    }

    // MARK: Export

    @Test func `stands in a file for a spreadsheet, whole, with what is wrong, for one account alone`() throws {
        let bench = try bench()
        let sheet = try export(bench)
        #expect(sheet.rows[0] == ["leadloop-entry", "leadloop-error"] + Setup.columns(of: "leads"))
        #expect(sheet.rows.count == 3)
        #expect(
            sheet["leadloop-error", 1].contains("field 'Status': this word is not mapped; saw 'On Hold'. Add it under"))
        #expect(sheet["City", 1] == "Oslo")
        #expect(sheet["First", 1] == "'=Ada" && sheet["Phone", 1] == "'+14155550100")
        let rights = try FileManager.default.attributesOfItem(atPath: bench.path("mend.csv"))[.posixPermissions]
        #expect(rights as? Int == 0o600)
        // Somebody may have worked in it.
        let again = try Program.run(["quarantine", "export", "--out", "mend.csv"], in: bench.folder)
        #expect(again.status == 74 && again.talk.contains("[file.write-failed]"), "\(again.talk)")
    }

    @Test func `goes into a file with its stream alone, or a file for each into a folder`() throws {
        let bench = try bench()
        try bench.deliver("calls.csv", [["Id": "c1", "Who": "1", "Type": "Visit", "At": "2026-06-02T10:00:00Z"]])
        try bench.sync()
        let mixed = try Program.run(["quarantine", "export", "--out", "all.csv"], in: bench.folder)
        #expect(mixed.status == 65 && mixed.talk.contains("crm/leads, crm/calls"), "\(mixed.talk)")
        #expect(!FileManager.default.fileExists(atPath: bench.path("all.csv")))
        let folder = try Program.run(["quarantine", "export", "--out", "mend/"], in: bench.folder)
        #expect(folder.status == 0, "\(folder.talk)")
        #expect(try bench.files("mend") == ["crm-calls.csv", "crm-leads.csv"])
        let one = try Program.run(["quarantine", "export", "--out", "2.csv", "--entry", "2"], in: bench.folder)
        #expect(try one.status == 0 && Sheet(bench.text("2.csv")).rows.count == 2, "\(one.talk)")
    }

    // MARK: Import

    @Test(arguments: [",", ";"])
    func `is taken in, in its place, and the row is its raw record`(delimiter: String) throws {
        let bench = try bench()
        var sheet = try export(bench)
        sheet["Status", 1] = "Working"
        sheet["Email", 2] = "nobody@example.com"
        let said = try take(bench, sheet, delimiter: delimiter)
        #expect(said.status == 0, "\(said.all)")
        #expect(
            said.output.contains("crm: read 2 = 2 inserted + 0 updated + 0 unchanged + 0 rejected + 0 held"),
            "\(said.all)")
        #expect(try waiting(bench) == 0)
        let lead = try bench.lead("lead1@example.com")
        #expect(lead.standing.stage == .working && lead.text(.city) == "Oslo" && lead.text(.firstName) == "=Ada")
        #expect(lead.text(.phone) == "+14155550100")
        let entry = try #require(try bench.workspace().openForReading().quarantined(1))
        #expect(entry.state == .released && entry.mendedBy != nil)
        let explained = try Program.run(["lead", "explain", "lead1@example.com"], in: bench.folder)
        #expect(explained.output.contains("mended.csv"), "\(explained.output)")
        let other = try Program.run(["lead", "explain", "lead3@example.com"], in: bench.folder)
        #expect(!other.output.contains("mended"), "\(other.output)")
        #expect(try bench.isWhole())
    }

    @Test func `is not undone by the same export, nor by the same record in another`() throws {
        let bench = try bench()
        var sheet = try export(bench)
        sheet["Status", 1] = "Working"
        sheet["Email", 2] = "nobody@example.com"
        try take(bench, sheet)
        let dump = try bench.dump()
        for day in 3...4 {
            var phases: [String] = []
            let counts = bench.counts(try bench.sync("2026-10-0\(day)T05:00:00Z", phases: { phases.append($0) }))
            // Read once more, and then known by its bytes.
            #expect(phases.contains("reading leads-1.csv") == (day == 3), "\(phases)")
            #expect(counts.read == (day == 3 ? 3 : 0) && counts.unchanged == counts.read, "\(counts)")
        }
        #expect(try bench.dump() == dump)
        // The same broken records in another file, among new ones.
        try bench.deliver(
            "leads-2.csv",
            [
                Setup.lead("1", ["Status": "On Hold", "City": "Oslo", "First": "=Ada", "Phone": "+14155550100"]),
                Setup.lead("9"),
            ])
        let counts = bench.counts(try bench.sync("2026-10-04T06:00:00Z", only: ["crm"]))
        #expect(counts.rejected == 0 && counts.inserted == 1, "\(counts)")
        #expect(try waiting(bench) == 0)
        #expect(try bench.lead("lead1@example.com").standing.stage == .working)
        // Nor by a mapping that could read the refused bytes: a person has said what they should have been.
        try bench.edit("mappings/crm-lead.yaml", "{ Open: assigned", "{ On Hold: discarded, Open: assigned")
        try bench.sync("2026-10-05T06:00:00Z")
        #expect(try Program.run(["db", "rebuild"], in: bench.folder).status == 0)
        #expect(try bench.lead("lead1@example.com").standing.stage == .working)
        #expect(try waiting(bench) == 0)
    }

    @Test func `gives way to a later change by its source, and waits anew where that is broken`() throws {
        let bench = try bench()
        var sheet = try export(bench)
        sheet["Status", 1] = "Working"
        try take(bench, sheet)
        let later = "2026-07-01T10:00:00Z"
        try bench.deliver("leads-2.csv", [Setup.lead("1", ["Status": "Parked", "Modified": later])])
        try bench.sync("2026-10-03T06:00:00Z")
        #expect(try waiting(bench) == 2)
        #expect(try bench.lead("lead1@example.com").standing.stage == .working)
        try bench.deliver("leads-3.csv", [Setup.lead("1", ["Status": "Closed", "Modified": later])])
        try bench.sync("2026-10-04T06:00:00Z")
        #expect(try bench.lead("lead1@example.com").standing.stage == .discarded)
    }
}
