import Foundation
import LeadModel
import LeadStore
import TestSupport
import Testing

@testable import SyncEngine

/// A file of `quarantine export` as a person edits it in a spreadsheet.
struct Sheet {
    var rows: [[String]]

    init(_ text: String) {
        rows = []
        var row: [String] = []
        var cell = ""
        var isQuoted = false
        var before: Character?
        for character in text.replacing("\u{FEFF}", with: "") {
            switch character {
            case "\"":
                if !isQuoted, before == "\"" { cell.append("\"") }
                isQuoted.toggle()
            case "," where !isQuoted:
                row.append(cell)
                cell = ""
            case "\r\n" where !isQuoted, "\n" where !isQuoted:
                rows.append(row + [cell])
                row = []
                cell = ""
            default: cell.append(character)
            }
            before = character
        }
    }

    /// The cell of a column in the row of an entry.
    subscript(_ column: String, _ entry: Int) -> String {
        get { place(column, entry).map { rows[$0.row][$0.column] } ?? "" }
        set { if let place = place(column, entry) { rows[place.row][place.column] = newValue } }
    }

    private func place(_ column: String, _ entry: Int) -> (row: Int, column: Int)? {
        guard let column = rows[0].firstIndex(of: column), let row = rows.firstIndex(where: { $0[0] == "\(entry)" })
        else { return nil }
        return (row: row, column: column)
    }

    /// As a spreadsheet saves it.
    func text(delimiter: String = ",") -> String {
        rows.map { row in
            row.map { "\"\($0.replacing("\"", with: "\"\""))\"" }.joined(separator: delimiter) + "\r\n"
        }.joined()
    }
}

@Suite struct `A refused record that a person mends` {
    /// Records 1 and 2 wait; record 3 was understood.
    private func bench() throws -> Workbench {
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

    private func export(_ bench: Workbench, _ arguments: [String] = []) throws -> Sheet {
        let said = try Program.run(
            ["quarantine", "export", "--out", "mend.csv", "--yes"] + arguments, in: bench.folder)
        try #require(said.status == 0, "\(said.all)")
        return Sheet(try bench.text("mend.csv"))
    }

    @discardableResult
    private func take(
        _ bench: Workbench, _ sheet: Sheet, delimiter: String = ",", now: String = "2026-10-02T06:00:00Z"
    ) throws -> Program.Said {
        try bench.write("mended.csv", sheet.text(delimiter: delimiter))
        return try Program.run(["quarantine", "import", "mended.csv", "--now", now], in: bench.folder)
    }

    private func waiting(_ bench: Workbench) throws -> Int {
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
            #expect(counts.unchanged == 3 && counts.read == 3, "\(counts)")
            // Read once more for the counts, and then known by its bytes.
            #expect(phases.contains("reading leads-1.csv") == (day == 3), "\(phases)")
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
        func call(_ type: String) -> Row { ["Id": "c1", "Who": "1", "Type": type, "At": "2026-06-02T10:00:00Z"] }
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

    // MARK: Other formats

    @Test func `of JSON keeps what is absent, null, listed and typed`() throws {
        let bench = try Workbench()
        try bench.edit(
            "config/sources/web.yaml",
            #""prospects*.csv", format: { csv: { delimiter: ",", encoding: utf-8, header: true } }"#,
            #""prospects*.json""#)
        try bench.edit(
            "mappings/web-prospect.yaml", "interests: { from: Interests, as: list, separator: \";\" }",
            "interests: { from: Interests, as: list }")
        let line =
            #"{"Id":"1","Modified":"2026-06-01T10:00:00Z","Email":"nobody at example","First":null,"Score":7,"Interests":["a; b","c"],"Extra":{"Deep":true}}"#
        try bench.write(
            "inbox/prospects.json",
            line + "\n" + #"{"Id":"2","Modified":"2026-06-01T10:00:00Z","Email":"two@example.com"}"# + "\n")
        try bench.sync()
        var sheet = try export(bench)
        #expect(
            Set(sheet.rows[0].dropFirst(2)) == [
                "Id", "Modified", "Email", "First", "Score", "Interests[0]", "Interests[1]", "Extra.Deep",
            ])
        sheet["Email", 1] = "one@example.com"
        #expect(try take(bench, sheet).status == 0)
        let lead = try bench.lead("one@example.com")
        let inspector = try Inspector(bench.workspace())
        let record = try #require(try inspector.records(of: lead).first)
        let fields = record.current.observation.fields
        #expect(fields[.interests] == .list(["a; b", "c"]))
        #expect(fields[.firstName] == .null && fields[.lastName] == nil)
        let version = try #require(try inspector.store.versions([record.current.version]).first)
        let raw = try #require(try inspector.store.rawRecord(page: version.page, slot: version.slot))
        #expect(
            String(decoding: raw, as: UTF8.self)
                == #"{"Id":"1","Modified":"2026-06-01T10:00:00Z","Email":"one@example.com","First":null,"Score":7,"Interests":["a; b","c"],"Extra.Deep":true}"#
        )
        // And a rebuild reads the row as it was read.
        let dump = try bench.dump()
        #expect(try Program.run(["db", "rebuild", "--now", "2026-10-02T06:00:00Z"], in: bench.folder).status == 0)
        #expect(try bench.dump() == dump)
    }

    @Test func `of XML is labelled as the mapping reads it`() throws {
        let bench = try Workbench()
        try bench.edit(
            "config/sources/web.yaml",
            #""prospects*.csv", format: { csv: { delimiter: ",", encoding: utf-8, header: true } }"#,
            #""prospects*.xml", format: { xml: { records: row } }"#)
        try bench.write(
            "mappings/web-prospect.yaml",
            """
            mapping: web-prospect
            record: lead
            ids: web
            identity: { id: "FL[val=Id]", modified: { from: "FL[val=Modified]", as: date-time, format: iso } }
            null-words: [""]
            fields: { email: { from: "FL[val=Email]", as: email }, last-name: "FL[val=Last]" }

            """)
        func row(_ id: String, _ email: String) -> String {
            #"<row no="1"><FL val="Id">\#(id)</FL><FL val="Email">\#(email)</FL><FL val="Last">Qanary</FL><FL val="Modified">2026-06-01T10:00:00Z</FL><FL val="Odd">x</FL></row>"#
        }
        try bench.write("inbox/prospects.xml", "<rows>\(row("1", "nobody"))\(row("2", "two@example.com"))</rows>")
        try bench.sync()
        var sheet = try export(bench)
        #expect(sheet.rows[0].contains("FL[val=Email]"), "\(sheet.rows[0])")
        sheet["FL[val=Email]", 1] = "one@example.com"
        #expect(try take(bench, sheet).status == 0)
        #expect(try bench.lead("one@example.com").text(.lastName) == "Qanary")
    }

    @Test func `of which no reader could make a row is filled in by hand`() throws {
        let bench = try Workbench()
        try bench.deliver("leads.csv", [Setup.lead("2")])
        try bench.write(
            "inbox/leads.csv", bytes: Array(bench.text("inbox/leads.csv").utf8) + Array("1,too,short\r\n".utf8))
        try bench.sync()
        var sheet = try export(bench)
        #expect(sheet["leadloop-raw", 1] == "1,too,short", "\(sheet.rows)")
        let empty = try take(bench, sheet)
        #expect(empty.talk.contains("[quarantine.row-unfilled]"), "\(empty.all)")
        for (column, cell) in Setup.lead("1") { sheet[column, 1] = cell }
        let said = try take(bench, sheet)
        #expect(said.status == 0, "\(said.all)")
        #expect(try bench.lead("lead1@example.com").text(.email) != nil)
        #expect(bench.counts(try bench.sync("2026-10-03T06:00:00Z", only: ["crm"])).inserted == 0)
        #expect(try waiting(bench) == 0)
    }

    @Test func `costs no replay where the file is misspelled or lacks a column, though a mapping has changed`() throws {
        let bench = try bench()
        var sheet = try export(bench)
        sheet["Status", 1] = "Working"
        try bench.edit("mappings/crm-lead.yaml", "Working: working", "Working: nurturing")
        let before = try bench.query("SELECT run, finished, outcome FROM run")
        let missing = try Program.run(["quarantine", "import", "mendet.csv"], in: bench.folder)
        #expect(missing.status != 0 && missing.talk.contains("[file.missing]"), "\(missing.all)")
        var narrow = sheet
        for row in narrow.rows.indices { narrow.rows[row].removeLast() }
        #expect(try take(bench, narrow).talk.contains("[quarantine.column-missing]"))
        #expect(try bench.query("SELECT run, finished, outcome FROM run") == before)
        try bench.workspace().openForReading().requireSettled()
        #expect(try take(bench, sheet).status == 4)
        #expect(try bench.lead("lead1@example.com").standing.stage == .nurturing)
    }

    @Test func `of a stream that is held leaves no run open, and what else was read again settled`() throws {
        let bench = try bench()
        try bench.deliver("leads-2.csv", (100...140).map { Setup.lead("\($0)") })
        try bench.deliver("contacts.csv", [["Id": "k1", "Email": "k1@example.com", "City": "Oslo"]])
        try bench.sync()
        var sheet = try export(bench)
        sheet["Status", 1] = "Working"
        try bench.edit("mappings/crm-lead.yaml", "{ Open: assigned, ", "{ ")
        try bench.edit("mappings/crm-contact.yaml", ", city: City", "")
        let said = try take(bench, sheet)
        #expect(said.talk.contains("[run.held]"), "\(said.all)")
        #expect(try bench.count("SELECT count(*) FROM run WHERE outcome IS NULL") == 0)
        try bench.workspace().openForReading().requireSettled()
        #expect(try bench.lead("k1@example.com").text(.city) == nil)
    }

    // MARK: Interrupted

    @Test(arguments: [
        "INSERT ON raw_page", "INSERT ON version", "UPDATE OF mended_by ON quarantine", "INSERT ON match_key",
        "INSERT ON lead", "UPDATE OF reconciled ON source_stream", "UPDATE OF outcome ON run",
    ])
    func `is there once and whole, wherever an import breaks off`(statement: String) throws {
        let calm = try bench()
        let broken = try bench()
        var sheet = try export(calm)
        _ = try export(broken)
        sheet["Status", 1] = "Working"
        sheet["Email", 2] = "nobody@example.com"
        #expect(try take(calm, sheet).status == 0)
        try broken.execute(
            "CREATE TRIGGER failing BEFORE \(statement) BEGIN SELECT RAISE(ABORT, 'the disk failed'); END")
        #expect(try take(broken, sheet).status == 74)
        let released = try broken.count("SELECT count(*) FROM quarantine WHERE mended_by IS NOT NULL")
        #expect(
            try broken.count(
                "SELECT count(*) FROM version WHERE page IN (SELECT page FROM raw_page JOIN export_file USING (file) WHERE is_mending)"
            ) == released)
        try broken.execute("DROP TRIGGER failing")
        let said = try take(broken, sheet)
        #expect(said.status == 0, "\(said.all)")
        #expect(try broken.dump() == calm.dump())
        #expect(try broken.isWhole())
    }

    @Test(
        arguments: [
            [.rowsMended], [.fileMended], [.keysJoined], [.leadsSettled], [.rowsMended, .fileMended, .leadsSettled],
        ] as [[Failpoint]])
    func `is there once and whole, though the import is killed`(at places: [Failpoint]) throws {
        let calm = try Workbench()
        let killed = try Workbench()
        for bench in [calm, killed] {
            try bench.deliver(
                "leads.csv", (1...600).map { Setup.lead("\($0)", ["Status": $0 % 2 == 0 ? "On Hold" : "Open"]) })
            try bench.sync()
        }
        var sheet = try export(calm)
        for entry in 1...300 { sheet["Status", entry] = "Working" }
        #expect(try take(calm, sheet).status == 0)
        try killed.write("mended.csv", sheet.text())
        for place in places {
            try Program.run(
                ["quarantine", "import", "mended.csv", "--now", "2026-10-02T06:00:00Z"], in: killed.folder,
                dyingAt: place)
        }
        #expect(try take(killed, sheet).status == 0)
        #expect(try killed.dump() == calm.dump())
        #expect(try killed.count("SELECT count(*) FROM quarantine WHERE released_run IS NULL") == 0)
    }
}
