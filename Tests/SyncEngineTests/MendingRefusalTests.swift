import Foundation
import LeadModel
import LeadStore
import TestSupport
import Testing

@testable import SyncEngine

/// Rows that are not taken, and people who are gone.
extension `A refused record that a person mends` {
    @Test func `waits on where the row is still wrong, with the new reason and its line`() throws {
        let bench = try bench()
        var sheet = try export(bench)
        sheet["Status", 1] = "Working"
        sheet["Email", 1] = "also nobody"
        sheet["Email", 2] = "nobody@example.com"
        let said = try take(bench, sheet)
        #expect(said.status == 4, "\(said.all)")
        #expect(said.output.contains("read 2 = 1 inserted + 0 updated + 0 unchanged + 1 rejected + 0 held"))
        #expect(
            said.talk.contains("mended.csv:2: error: record 1, field 'Email': this is not an e-mail address"),
            "\(said.talk)")
        let entry = try #require(try bench.workspace().openForReading().quarantined(1))
        #expect(entry.state == .waiting && entry.attempt?.contains("this is not an e-mail address") == true)
        #expect(try export(bench)["leadloop-error", 1].contains("Last attempt: mended.csv:2"))
        // The same file, put right.
        sheet["Email", 1] = "ada@example.com"
        let again = try take(bench, sheet)
        #expect(again.status == 0, "\(again.all)")
        #expect(again.output.contains("read 2 = 1 inserted + 0 updated + 1 unchanged + 0 rejected"), "\(again.all)")
        #expect(try waiting(bench) == 0)
    }

    @Test func `is refused with a page of its file in one transaction, however many are refused`() throws {
        let bench = try Workbench()
        try bench.deliver("leads.csv", (1...200).map { Setup.lead("\($0)", ["Status": "On Hold"]) })
        try bench.sync()
        let before = try bench.count("SELECT stand FROM store")
        let said = try take(bench, try export(bench))
        #expect(said.output.contains("200 rejected"), "\(said.output)")
        #expect(try bench.count("SELECT count(*) FROM quarantine WHERE attempt IS NOT NULL") == 200)
        #expect(try bench.count("SELECT stand FROM store") - before < 20)
    }

    @Test func `is never guessed: rows that nobody knows, doubled, settled, of other records, and of no entry`() throws
    {
        let bench = try bench()
        try bench.deliver(
            "leads-2.csv", [Setup.lead("4", ["Status": "On Hold"]), Setup.lead("5", ["Status": "On Hold"])])
        try bench.sync()
        let clean = try export(bench)
        _ = try Program.run(["quarantine", "dismiss", "4", "--because", "a test"], in: bench.folder)
        var sheet = clean
        sheet["Status", 1] = "Working"
        sheet["Status", 3] = "Working"
        sheet["Status", 4] = "Working"
        sheet["Id", 3] = "55"
        sheet.rows.append(sheet.rows[1])  // entry 1 twice
        sheet.rows.append(["77"] + sheet.rows[2].dropFirst())
        sheet.rows.append([""] + sheet.rows[2].dropFirst())
        let said = try take(bench, sheet)
        #expect(said.status == 4)
        #expect(
            said.output.contains("read 7 = 0 inserted + 0 updated + 0 unchanged + 7 rejected + 0 held"), "\(said.all)")
        #expect(
            said.talk.contains("mended.csv:2: error: record 1, field 'leadloop-entry': 2 rows stand for entry 1"),
            "\(said.talk)")
        #expect(
            said.talk.contains("mended.csv:4: error: record 3: the row has the id of another record")
                || said.talk.contains("id of another record than entry 3"), "\(said.talk)")
        #expect(said.talk.contains("entry 4 was dismissed in run"), "\(said.talk)")
        #expect(
            said.talk.contains(
                "mended.csv:7: error: record 6, field 'leadloop-entry': no entry of the quarantine has the number"))
        #expect(
            said.talk.contains(
                "mended.csv:8: error: record 7, field 'leadloop-entry': no entry of the quarantine has the number"))
        #expect(try waiting(bench) == 3)
    }

    @Test func `is not taken from a file without its columns, nor from rows of two streams`() throws {
        let bench = try bench()
        var sheet = try export(bench)
        sheet["Status", 1] = "Working"
        let city = try #require(sheet.rows[0].firstIndex(of: "City"))
        var narrow = sheet
        for row in narrow.rows.indices { narrow.rows[row].remove(at: city) }
        let said = try take(bench, narrow)
        #expect(said.status == 65 && said.talk.contains("field 'City': the file lacks a column"), "\(said.all)")
        var bare = sheet
        for row in bare.rows.indices { bare.rows[row].removeFirst() }
        #expect(try take(bench, bare).talk.contains("[quarantine.column-missing]"))
        try bench.deliver("calls.csv", [["Id": "c1", "Who": "1", "Type": "Visit", "At": "2026-06-02T10:00:00Z"]])
        try bench.sync()
        var mixed = sheet
        mixed.rows.append(["3"] + sheet.rows[1].dropFirst())
        #expect(try take(bench, mixed).talk.contains("[quarantine.mixed-streams]"))
        try bench.write("mended.csv", sheet.text())
        let named = try Program.run(["quarantine", "import", "mended.csv", "--source", "web"], in: bench.folder)
        #expect(named.status == 65 && named.talk.contains("[quarantine.mixed-streams]"), "\(named.all)")
        #expect(try waiting(bench) == 3)
    }

    @Test(arguments: [
        ("Phone", "+14155550100", "1.41556E+10", "powers of ten"),
        ("Owner", "00417", "417", "zeros"),
        ("Owner", "12345678901234567", "12345678901234500", "rounded"),
        ("Modified", "2026-06-01T10:00:00Z", "01.06.2026 10:00", "date"),
        ("Owner", "1.10", "1.1", "number another way"),
        ("Phone", "+14155550100", "14155550100", "plus"),
    ])
    func `is not taken where a spreadsheet has spoiled what nobody touched`(
        column: String, old: String, new: String, what: String
    ) throws {
        let bench = try Workbench()
        try bench.deliver("leads.csv", [Setup.lead("1", ["Status": "On Hold", column: old]), Setup.lead("2")])
        try bench.sync()
        var sheet = try export(bench)
        sheet["Status", 1] = "Working"
        sheet[column, 1] = new
        let said = try take(bench, sheet)
        #expect(
            said.status == 4 && said.talk.contains("field '\(column)': a spreadsheet") && said.talk.contains(what),
            "\(said.talk)")
        #expect(!said.talk.contains(new))
        #expect(try waiting(bench) == 1)
    }

    @Test func `may be spelled otherwise where that was what was wrong`() throws {
        let bench = try Workbench()
        try bench.deliver(
            "leads.csv", [Setup.lead("1", ["Modified": "01.06.2026", "Created": "02.06.2026"]), Setup.lead("2")])
        try bench.sync()
        var sheet = try export(bench)
        sheet["Modified", 1] = "2026-06-01T00:00:00Z"
        sheet["Created", 1] = "2026-06-02T00:00:00Z"
        #expect(try take(bench, sheet).status == 0)
        #expect(try waiting(bench) == 0)
    }

    @Test func `does not come back where the person was erased`() throws {
        let bench = try bench()
        var sheet = try export(bench)
        sheet["Status", 1] = "Working"
        sheet["Email", 2] = "lead3@example.com"
        let lead = try bench.lead("lead3@example.com").id
        _ = try Eraser(bench.workspace()).erase(lead, at: try #require(Instant(rfc3339: Setup.now)))
        let said = try take(bench, sheet)
        #expect(said.output.contains("read 2 = 1 inserted + 0 updated + 0 unchanged + 1 rejected"), "\(said.all)")
        #expect(said.talk.contains("1 of the rejected are of people who were erased"), "\(said.talk)")
        #expect(try bench.leads().count == 1)
        // The bytes that were refused are hers, too.
        #expect(try bench.workspace().openForReading().quarantined(2) == nil)
        #expect(try bench.count("SELECT count(*) FROM fact WHERE name = 'residue'") == 0)
    }

    @Test func `goes with the person, refused bytes and row, if she is erased`() throws {
        let bench = try bench()
        var sheet = try export(bench)
        sheet["Status", 1] = "Working"
        try take(bench, sheet)
        let lead = try bench.lead("lead1@example.com").id
        _ = try Eraser(bench.workspace()).erase(lead, at: try #require(Instant(rfc3339: Setup.now)))
        #expect(try bench.count("SELECT count(*) FROM quarantine WHERE entry = 1") == 0)
        let store = try bench.workspace().openForReading()
        for page in try bench.numbers("SELECT page FROM raw_page") {
            let records = try #require(try store.rawPage(page)).records
            #expect(records.allSatisfy { !String(decoding: $0, as: UTF8.self).contains("lead1@example.com") })
        }
    }
}
