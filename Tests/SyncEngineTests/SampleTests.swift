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

        """
}

@Suite struct `A sample` {
    @Test func `of a file needs no configuration, and shows nobody's data`() throws {
        let desk = try Desk()
        try desk.write("leads.csv", Desk.leads)
        let said = try desk.run("source", "sample", "leads.csv")
        #expect(said.status == 0, "\(said.all)")
        for part in [
            "csv, semicolon, UTF-8", "e-mail", "dd.MM.yyyy", "n/a 1×", "Neu 2×", "Wiedervorlage 1×", "Budget 1×",
            "4 records, all there are",
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
            #expect(columns.count == 9 && columns[0]["distinct"] as? Int == 4)
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
        #expect(sync.all.contains("read 4 = 4 inserted"), "\(sync.all)")
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
