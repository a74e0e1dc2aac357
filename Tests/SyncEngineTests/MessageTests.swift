import LeadModel
import LeadStore
import Testing

@testable import SyncEngine

@Suite struct `A message` {
    @Test func `says from when the agreement is in force, where it is not yet`() throws {
        let bench = try Workbench()
        try bench.deliver("leads.csv", [Setup.discarded("1")])
        try bench.edit("config/agreement.yaml", "effective-from: 2025-01-01", "effective-from: 2099-01-01")
        for command in [["sync", "--now", Setup.now], ["config", "check"], ["doctor"]] {
            let said = try Program.run(command, in: bench.folder)
            #expect(said.status == 0, "\(command): \(said.all)")
            #expect(
                said.unfolded.contains("in force from 2099-01-01 on; until then nothing is recycled"), "\(said.all)")
        }
        try bench.edit("config/agreement.yaml", "effective-from: 2099-01-01", "effective-from: 2025-01-01")
        #expect(!(try Program.run(["sync"], in: bench.folder)).all.contains("in force"))
    }

    @Test func `names the stream that no file was there for, and fails nothing`() throws {
        let bench = try Workbench()
        try bench.deliver("leads.csv", [Setup.lead("1", ["Status": "Working"])])
        try bench.deliver("calls.csv", [])
        try bench.deliver("contacts.csv", [])
        let said = try Program.run(["sync", "--now", Setup.now], in: bench.folder)
        #expect(said.status == 65)
        try bench.emptyInbox()
        let empty = try Program.run(["sync", "--now", Setup.now], in: bench.folder)
        #expect(empty.status == 0)
        #expect(
            empty.talk.contains(
                "config/sources/crm.yaml:6:10: note: no file in 'inbox' fits 'leads*.csv' of stream crm/leads."),
            "\(empty.talk)")
        #expect(try Program.run(["sync", "--now", Setup.now, "--quiet"], in: bench.folder).talk.isEmpty)
        #expect(try Program.run(["runs", "show", "3"], in: bench.folder).output.contains("note: no file in 'inbox'"))
    }

    @Test func `about a missing run or quarantine entry has a code of its own`() throws {
        let bench = try Workbench()
        try bench.deliver("leads.csv", [Setup.lead("1")])
        try bench.sync()
        for (command, code) in [
            (["runs", "show", "99"], "run.not-found"), (["quarantine", "show", "99"], "quarantine.not-found"),
            (["lead", "show", "L99"], "lead.not-found"),
        ] {
            let said = try Program.run(command, in: bench.folder)
            #expect(said.status == 1 && said.talk.contains("[\(code)]"), "\(said.all)")
        }
    }

    @Test func `says that no record of a JSON export had a status, where the mapping wants one`() throws {
        let bench = try Workbench()
        try bench.edit(
            "config/sources/crm.yaml",
            #"files: "leads*.csv", format: { csv: { delimiter: ",", encoding: utf-8, header: true } }"#,
            #"files: "leads*.json", format: { json: { records: rows } }"#)
        let record = #"{ "Id": "%", "Modified": "2026-06-01T10:00:00Z", "Email": "a%@example.com" }"#
        func export(_ records: [String]) -> String { "{ \"rows\": [\(records.joined(separator: ","))] }" }
        try bench.write(
            "inbox/leads.json", export([record.replacing("%", with: "1"), record.replacing("%", with: "2")]))
        for command in [["source", "check", "crm"], ["sync", "crm", "--now", Setup.now]] {
            let said = try Program.run(command, in: bench.folder)
            #expect(said.status == 0, "\(said.all)")
            #expect(
                said.talk.contains("inbox/leads.json: warning: field 'Status': no record of this export has it"),
                "\(said.all)")
        }
        try bench.write(
            "inbox/leads.json",
            export([
                record.replacing("%", with: "1"),
                record.replacing("%", with: "2").replacing("\"Id\"", with: "\"Status\": \"Open\", \"Id\""),
            ]))
        #expect(!(try Program.run(["sync", "crm", "--now", Setup.now], in: bench.folder)).talk.contains("warning"))
    }
}

@Suite struct `A declared delimiter` {
    @Test(arguments: [
        ("comma", ","), ("\",\"", ","), ("semicolon", ";"), ("';'", ";"), ("tab", "\t"), ("\"\\t\"", "\t"),
        ("pipe", "|"),
        ("'|'", "|"),
    ])
    func `is a word or the character itself`(word: String, character: String) throws {
        let bench = try Workbench()
        try bench.edit("config/sources/crm.yaml", "delimiter: \",\"", "delimiter: \(word)")
        let text = Setup.csv(Setup.columns(of: "leads"), [Setup.lead("1")])
        try bench.write("inbox/leads.csv", text.replacing("\",\"", with: "\"\(character)\""))
        #expect(try bench.sync().allSatisfy { $0.outcome == .succeeded })
        #expect(try bench.leads().count == 1)
    }

    @Test func `that is neither is refused with what is known`() throws {
        let bench = try Workbench()
        try bench.edit("config/sources/crm.yaml", "delimiter: \",\"", "delimiter: colon")
        let said = try Program.run(["config", "check"], in: bench.folder)
        #expect(said.status == 78 && said.output.contains("comma, semicolon, tab or pipe"), "\(said.all)")
    }
}

@Suite struct `An XML export of keys and values` {
    @Test func `is mapped by its keys, in any order`() throws {
        let bench = try Workbench()
        try bench.edit(
            "config/sources/web.yaml",
            #"files: "prospects*.csv", format: { csv: { delimiter: ",", encoding: utf-8, header: true } }"#,
            #"files: "zoho*.xml", format: { xml: { records: row } }"#)
        try bench.write(
            "mappings/web-prospect.yaml",
            """
            mapping: web-prospect
            record: lead
            identity: { id: "FL[val=LEADID]", modified: { from: "FL[val=Modified Time]", zone: UTC } }
            fields: { email: "FL[val=Email]", first-name: "FL[val=First Name]" }
            tests:
              - name: an element is told by its attribute
                record: { "FL[val=LEADID]": "1", "FL[val=Email]": Ada@Example.com }
                expect: { email: ada@example.com }
            """)
        let row = #"<row><FL val="LEADID">9001</FL><FL val="Email">ada@example.com</FL>"#
        let other = #"<row><FL val="First Name">Bo</FL><FL val="Email">bo@example.com</FL><FL val="LEADID">9002</FL>"#
        let time = #"<FL val="Modified Time">2026-03-01 10:00:00</FL></row>"#
        try bench.write("inbox/zoho.xml", "<response><result>\(row)\(time)\(other)\(time)</result></response>")
        #expect(try Program.run(["config", "check"], in: bench.folder).status == 0)
        #expect(try bench.sync(only: ["web"]).allSatisfy { $0.outcome == .succeeded })
        #expect(try bench.lead("bo@example.com").text(.firstName) == "Bo")
        #expect(try bench.records(of: bench.lead("ada@example.com")) == ["web/prospects/9001"])
        let check = try Program.run(["source", "check", "web", "--output", "json"], in: bench.folder)
        #expect(check.status == 0 && check.output.contains(#""unmapped-columns":[]"#), "\(check.all)")
    }
}
