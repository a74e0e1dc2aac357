import Foundation
import LeadModel
import TestSupport
import Testing

@testable import SyncEngine

/// An empty folder with files, for what works without a configuration.
private struct Desk {
    let folder: String

    init() throws {
        folder = NSTemporaryDirectory() + "leadloop-desk-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    func write(_ name: String, _ text: String) throws {
        try FileManager.default.createDirectory(
            atPath: ((folder + "/" + name) as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/" + name))
    }

    func read(_ name: String) throws -> String { try String(contentsOfFile: folder + "/" + name, encoding: .utf8) }

    func run(_ arguments: String...) throws -> Program.Said { try Program.run(arguments, in: folder) }

    static let leads = """
        Kennung;Vorname;Nachname;E-Mail;Telefon;Leadstatus;Grund;Geändert am;Land
        1001;Quetzal;Canary;quetzal@canary.org;+49 171 5550199;Neu;;14.03.2026 09:15;DE
        1002;Bo;Sample;bo@example.org;030 5550143;Kein Interesse;Budget;04.03.2026 16:40;DE
        1003;Cy;Nemo;cy@example.net;;Wiedervorlage;;29.01.2026 11:05;AT
        1004;Di;Blank;n/a;;Neu;;10.04.2026 08:00;DE
        1005;Ed;Late;ed@example.net;;Wiedervorlage;;30.01.2026 11:05;AT

        """
}

@Suite struct `A sample` {
    @Test func `of a file needs no configuration, and shows nobody's data`() throws {
        let desk = try Desk()
        try desk.write("leads.csv", Desk.leads)
        let said = try desk.run("source", "sample", "leads.csv")
        #expect(said.status == 0, "\(said.all)")
        for part in [
            "csv, semicolon, UTF-8", "e-mail", "dd.MM.yyyy", "n/a 1×", "Neu 2×", "Wiedervorlage 2×", "Budget 1×",
            "5 records, all there are",
        ] {
            #expect(said.output.contains(part), "\(part)\n\(said.output)")
        }
        for canary in ["Quetzal", "Canary", "canary", "5550199", "Nemo"] {
            #expect(!said.all.contains(canary), "\(canary)\n\(said.all)")
        }
        #expect(said.output.split(separator: "\n").allSatisfy { $0.count <= 80 }, "\(said.output)")
        let shown = try desk.run("source", "sample", "leads.csv", "--show-values")
        #expect(shown.output.contains("Quetzal") && shown.output.contains("Nemo"))
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: desk.folder).filter { !$0.hasPrefix(".") } == [
                "leads.csv"
            ])
    }

    @Test(arguments: ["json", "ndjson", "csv"])
    func `is complete for programs, and shows nobody's data either`(output: String) throws {
        let desk = try Desk()
        try desk.write("leads.csv", Desk.leads)
        let said = try desk.run("source", "sample", "leads.csv", "--output", output)
        #expect(said.status == 0)
        for part in ["Vorname", "Aa…(7)", "date-time", "Wiedervorlage"] {
            #expect(said.output.contains(part), "\(said.output)")
        }
        #expect(!said.all.contains("Quetzal"))
        if output == "json" {
            let parsed = try JSONSerialization.jsonObject(with: Data(said.output.utf8)) as? [[String: Any]]
            let columns = try #require(parsed?.first?["columns"] as? [[String: Any]])
            #expect(columns.count == 9 && columns[0]["distinct"] as? Int == 5)
        }
    }

    @Test func `of a source reads its files as it declares them`() throws {
        let bench = try Workbench()
        try bench.deliver("leads.csv", [Setup.discarded("1"), Setup.lead("2")])
        let said = try Program.run(["source", "sample", "crm", "--stream", "leads"], in: bench.folder)
        #expect(said.status == 0, "\(said.all)")
        #expect(said.output.contains("crm/leads: inbox/") && said.output.contains("leads.csv"), "\(said.output)")
        let unknown = try Program.run(["source", "sample", "crmm"], in: bench.folder)
        #expect(unknown.status == 78 && unknown.talk.contains("Did you mean 'crm'?"), "\(unknown.all)")
        let stream = try Program.run(["source", "sample", "crm", "--stream", "nothing"], in: bench.folder)
        #expect(stream.status == 78, "\(stream.all)")
    }

    @Test func `of a file without a header shows no cell of its first line`() throws {
        let desk = try Desk()
        try desk.write("people.csv", "Quetzal,Canary,quetzal@canary.org\nBo,Sample,bo@example.org\n")
        let said = try desk.run("source", "sample", "people.csv")
        #expect(said.talk.contains("csv.header-missing") && said.output.contains("column 3"), "\(said.all)")
        #expect(!said.all.contains("anary") && !said.all.contains("Quetzal"), "\(said.all)")
        let suggested = try desk.run("mapping", "suggest", "people.csv")
        #expect(suggested.status == 65 && !suggested.all.contains("anary"), "\(suggested.all)")
    }

    @Test func `finds the end of a Salesforce report without being told of it`() throws {
        let desk = try Desk()
        try desk.write(
            "report.csv",
            "\"Lead ID\",\"Email\"\n\"00Q5g000002Zabc\",\"a@example.com\"\n\n\"Grand Totals (1 records)\"\n\n\"Confidential Information - Do Not Distribute\"\n\"Copyright (c) 2000-2026 salesforce.com, inc. All rights reserved.\"\n"
        )
        let said = try desk.run("source", "sample", "report.csv")
        #expect(said.status == 0 && said.output.contains("Salesforce report footer"), "\(said.all)")
        #expect(try desk.run("mapping", "suggest", "report.csv").talk.contains("footer: salesforce-report"))
    }

    @Test func `of a large file ends with the records that are looked at`() throws {
        let desk = try Desk()
        try desk.write(
            "many.csv",
            "Id,Note\n" + String(repeating: "1,Some words of a note that is not short at all\n", count: 60_000))
        let said = try desk.run("source", "sample", "many.csv")
        #expect(said.output.contains("10000 records; the file goes on"), "\(said.output)")
    }

    @Test func `of what is no export says so`() throws {
        let desk = try Desk()
        try desk.write("page.csv", "<!DOCTYPE html><html></html>")
        #expect(try desk.run("source", "sample", "page.csv").status == 65)
        #expect(try desk.run("source", "sample", "absent.csv").status == 74)
        #expect(try desk.run("source", "sample", "page.csv", "--rows", "0").status == 64)
    }
}

@Suite struct `From an unknown file to a mapping` {
    @Test func `there is no overwriting, and what was written is checked and used`() throws {
        let desk = try Desk()
        #expect(try desk.run("init").status == 0)
        try desk.write("inbox/leads-oktober.csv", Desk.leads)
        let command = [
            "mapping", "suggest", "inbox/leads-oktober.csv", "--name", "crm", "--out", "mappings/crm.yaml", "--source",
            "config/sources/crm.yaml",
        ]
        // The source that `init` made is there already.
        #expect(try Program.run(command, in: desk.folder).status == 74)
        #expect(try !FileManager.default.contentsOfDirectory(atPath: desk.folder + "/mappings").contains("crm.yaml"))
        let said = try Program.run(command + ["--yes"], in: desk.folder)
        #expect(said.status == 0 && said.output.isEmpty, "\(said.all)")
        #expect(said.talk.contains("open:    the time zone of 1 column; the stage of 'Wiedervorlage'"), "\(said.talk)")
        let written = try desk.read("mappings/crm.yaml")
        #expect(try Program.run(command, in: desk.folder).status == 74)
        #expect(try desk.read("mappings/crm.yaml") == written)
        #expect(try Program.run(command + ["--yes"], in: desk.folder).status == 0)

        let check = try desk.run("config", "check")
        #expect(check.status == 78, "\(check.all)")
        #expect(check.output.components(separatedBy: "[mapping.undecided-word]").count == 3, "\(check.output)")
        #expect(check.output.contains("mappings/crm.yaml:"), "\(check.output)")

        try desk.write("mappings/crm.yaml", Decisions.made(in: written))
        let decided = try desk.run("config", "check")
        #expect(decided.status == 0, "\(decided.all)\n\(written)")
        let sync = try desk.run("sync", "--now", "2026-05-01T06:00:00Z")
        #expect(sync.status == 0, "\(sync.all)")
        #expect(sync.all.contains("read 5 = 5 inserted"), "\(sync.all)")
    }

    @Test
    func `columns of consent are named by check until they are decided, and a lead source without any is warned of`()
        throws
    {
        let desk = try Desk()
        #expect(try desk.run("init").status == 0)
        #expect(try !desk.run("config", "check").all.contains("warning"))
        func suggest(_ text: String) throws {
            try desk.write("inbox/leads.csv", text)
            let said = try desk.run(
                "mapping", "suggest", "inbox/leads.csv", "--name", "crm", "--out", "mappings/crm.yaml", "--source",
                "config/sources/crm.yaml", "--yes")
            #expect(said.status == 0, "\(said.all)")
            #expect(said.talk.split(separator: "\n").allSatisfy { $0.count <= 80 || $0.contains("  leads: {") })
        }
        try suggest("Id,Email,Status,Newsletter\n1,a@example.com,New,yes\n2,b@example.com,Lost,no\n")
        let open = try desk.run("mapping", "check")
        #expect(open.status == 78 && open.output.contains("[mapping.undecided-word]"), "\(open.all)")
        #expect(open.output.contains("whether 'Newsletter' says who must not be"), "\(open.all)")
        try desk.write("mappings/crm.yaml", Decisions.made(in: try desk.read("mappings/crm.yaml")))
        let warned = try desk.run("config", "check")
        #expect(warned.status == 0 && warned.output.contains("[mapping.opt-out-missing]"), "\(warned.all)")
        #expect(warned.output.contains("opt-out: none-in-this-export"), "\(warned.all)")
        let text = try desk.read("mappings/crm.yaml")
        try desk.write(
            "mappings/crm.yaml", text.replacing("record: lead\n", with: "record: lead\nopt-out: none-in-this-export\n"))
        #expect(try !desk.run("config", "check").all.contains("opt-out-missing"))
        try suggest("Id,Email,Status,Email Opt-In\n1,a@example.com,New,yes\n2,b@example.com,Lost,no\n")
        let mapped = try desk.run("config", "check")
        #expect(mapped.status == 0 && !mapped.all.contains("opt-out"), "\(mapped.all)")
    }

    @Test func `a person's first address of several is read, and one object is one record`() throws {
        let desk = try Desk()
        #expect(try desk.run("init").status == 0)
        try desk.write(
            "inbox/person.json",
            """
            {"id": 7, "name": {"given": "Ada", "family": "Example"}, "status": "New", "update_time": "2026-03-01T10:00:00Z",
             "emails": [{"value": "old@example.com", "primary": false}, {"value": "ada@example.com", "primary": true}]}
            """)
        let command = [
            "mapping", "suggest", "inbox/person.json", "--records", ".", "--name", "crm", "--out", "mappings/crm.yaml",
            "--source", "config/sources/crm.yaml", "--yes",
        ]
        let said = try Program.run(command, in: desk.folder)
        #expect(said.status == 0, "\(said.all)")
        #expect(try desk.read("config/sources/crm.yaml").contains("format: { json: { layout: one } }"))
        let text = Decisions.made(in: try desk.read("mappings/crm.yaml"))
        try desk.write("mappings/crm.yaml", text)
        #expect(text.contains("emails[primary=true].value"), "\(text)")
        let check = try desk.run("source", "check", "crm")
        #expect(check.status == 0, "\(check.all)\n\(text)")
        let tried = try desk.run("mapping", "try", "crm", "inbox/person.json", "--show-values", "--output", "csv")
        #expect(tried.output.contains("ada@example.com") && !tried.output.contains("email,value,,old@"), "\(tried.all)")
    }

    @Test(arguments: [["mapping", "suggest"], ["source", "sample"]])
    func `the place of records is refused of a CSV`(command: [String]) throws {
        let desk = try Desk()
        try desk.write("leads.csv", Desk.leads)
        let said = try Program.run(command + ["leads.csv", "--records", "results"], in: desk.folder)
        #expect(said.status == 78 && said.talk.contains("leads.csv: error: `--records`"), "\(said.all)")
        #expect(said.talk.contains("Leave it out"), "\(said.all)")
    }

    @Test func `an encoding that only looks likely is said to be ambiguous`() throws {
        let desk = try Desk()
        let polish: [UInt8] = Array("Id;Nazwisko;Miasto\n1;Kowalski;".utf8) + [0xA3] + Array("d".utf8) + [0xBF, 0x0A]
        try Data(polish).write(to: URL(fileURLWithPath: desk.folder + "/klienci.csv"))
        #expect(try desk.run("source", "sample", "klienci.csv").output.contains("ambiguous: read as Windows-1252"))
        let suggested = try desk.run("mapping", "suggest", "klienci.csv")
        #expect(suggested.talk.contains("whether the encoding is windows-1252"), "\(suggested.all)")
        #expect(suggested.talk.contains("The encoding is a guess"), "\(suggested.all)")
    }

    @Test func `names that slipped into a status are shown nowhere`() throws {
        let desk = try Desk()
        var text = "Id;Vorname;Nachname;Status;Land;Bundesland\n"
        for number in 0..<12 {
            let name = ["Quetzal Canary", "Bo Probst"][number % 2]
            let parts = name.split(separator: " ")
            text +=
                "\(number);\(parts[0]);\(parts[1]);\(number < 4 ? "Neu" : name);\(number < 11 ? "DE" : name);\(name)\n"
        }
        try desk.write("leads.csv", text)
        for command in [["source", "sample"], ["mapping", "suggest"]] {
            for output in ["table", "json"] {
                let said = try Program.run(command + ["leads.csv", "--output", output], in: desk.folder)
                #expect(said.status == 0 && said.all.contains("Neu"), "\(said.all)")
                #expect(!said.all.contains("Quetzal") && !said.all.contains("Probst"), "\(said.all)")
            }
        }
    }

    @Test func `is written where there is a folder, and a source only together with its mapping`() throws {
        let desk = try Desk()
        try desk.write("leads.csv", Desk.leads)
        let alone = try desk.run("mapping", "suggest", "leads.csv", "--source", "crm.yaml")
        #expect(alone.status == 64 && alone.talk.contains("--out"), "\(alone.all)")
        for words in [["--out", "absent/crm.yaml"], ["--out", "crm.yaml", "--source", "absent/crm.yaml"]] {
            let said = try Program.run(["mapping", "suggest", "leads.csv"] + words, in: desk.folder)
            #expect(said.status == 74 && said.talk.contains("there is no such folder"), "\(said.all)")
        }
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: desk.folder).filter { !$0.hasPrefix(".") } == [
                "leads.csv"
            ])
    }

    @Test func `is offered to be tried only when nothing in it is undecided`() throws {
        let desk = try Desk()
        try desk.write("open.csv", Desk.leads)
        try desk.write("decided.csv", "Id;E-Mail\n1;a@example.com\n2;b@example.com\n")
        for (file, isDecided) in [("open.csv", false), ("decided.csv", true)] {
            let said = try desk.run("mapping", "suggest", file)
            #expect(said.talk.contains("leadloop mapping check"), "\(said.talk)")
            #expect(said.talk.contains("leadloop mapping try") == isDecided, "\(said.talk)")
        }
    }

    @Test func `is printed where no path is given, and nothing else is`() throws {
        let desk = try Desk()
        try desk.write("leads.csv", Desk.leads)
        let said = try desk.run("mapping", "suggest", "leads.csv", "--quiet")
        #expect(said.status == 0 && said.talk.isEmpty)
        #expect(said.output.hasPrefix("# yaml-language-server: $schema=../config/schema/mapping.schema.json\n"))
        for canary in ["Quetzal", "Canary", "canary", "5550199"] { #expect(!said.all.contains(canary)) }
        #expect(try desk.run("mapping", "suggest", "leads.csv", "--show-values", "--quiet").output.contains("Quetzal"))
        #expect(try desk.run("mapping", "suggest", "leads.csv", "--record", "person").status == 64)
    }
}

/// Files that nobody here wrote, and that no shipped mapping was written for, where they are at hand.
@Suite(.enabled(if: PublicData.isThere, Comment(rawValue: PublicData.absence))) struct `A file of somebody else's` {
    /// The file, what else must be said to read it, and the column that tells its records apart where none is an id.
    static let files: [(String, [String], String)] = [
        ("er-febrl/dataset1.csv", [], ""), ("er-febrl/dataset2.csv", [], ""), ("er-splink/fake_1000.csv", [], ""),
        ("zoho-v1-xml/sample_contacts_list.xml", [], ""), ("pardot-java/prospectQuery.xml", [], ""),
        ("pardot-java/listMembershipQuery.xml", [], ""), ("marketo-embulk/lead_extract1.csv", [], ""),
        ("marketo-embulk/lead_by_list.json", [], ""), ("activecampaign-java/accountsList.json", [], ""),
        ("salesforce-easyspaces/Leads.json", [], ""), ("salesforce-easyspaces/Contacts.json", [], ""),
        ("salesforce-easyspaces/Accounts.json", [], "Name"),
        ("salesforce-dataloader/opportunityData.csv", [], "ACCOUNTID"),
        ("salesforce-dataloader/accountsForInsert.csv", [], "Name"),
        ("dynamics-soap-xml/retrieve_multiple_result.xml", [], ""),
        ("nasty-csv-agate/test.csv", [], "text"), ("nasty-csv-spectrum/csvs/comma_in_quotes.csv", [], "first"),
    ]

    @Test(arguments: files.map(\.0))
    func `gets a mapping that reads all of it`(name: String) throws {
        let data = try PublicData.path(name)
        let (_, options, id) = try #require(Self.files.first { $0.0 == name })
        let desk = try Desk()
        #expect(try desk.run("init").status == 0)
        let inbox = "inbox/\((name as NSString).lastPathComponent)"
        try FileManager.default.copyItem(atPath: data, toPath: desk.folder + "/" + inbox)
        let said = try Program.run(
            [
                "mapping", "suggest", inbox, "--name", "crm", "--out", "mappings/crm.yaml", "--source",
                "config/sources/crm.yaml", "--yes",
            ] + options,
            in: desk.folder)
        #expect(said.status == 0, "\(said.all)")
        let text = try desk.read("mappings/crm.yaml")
        try desk.write("mappings/crm.yaml", Decisions.made(in: text, id: id))
        let config = try desk.run("config", "check")
        #expect(config.status == 0, "\(config.all)\n\(text)")
        let check = try desk.run("source", "check", "crm")
        #expect(check.status == 0, "\(check.all)\n\(text)")
    }
}
