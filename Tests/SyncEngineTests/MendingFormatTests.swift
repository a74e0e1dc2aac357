import Foundation
import LeadModel
import LeadStore
import TestSupport
import Testing

@testable import SyncEngine

extension `A refused record that a person mends` {
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
}
