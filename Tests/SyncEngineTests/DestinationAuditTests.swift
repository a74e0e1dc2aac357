import Connectors
import Foundation
import LeadModel
import LeadStore
import TestSupport
import Testing

@testable import SyncEngine

/// A marketing tool whose list is asked for, and others who meddle with it.
@Suite struct `A list that a destination is asked for` {
    /// A tool that tells its list in pages of two.
    private func bench() throws -> SystemBench {
        let bench = try SystemBench()
        try bench.play(["page": 2])
        return bench
    }

    @Test func `agrees with the ledger, page by page, and others in it are counted and left alone`() throws {
        let bench = try bench()
        try bench.deliver()
        try bench.add("stranger@x.example", [:], id: "1005")
        let report = try bench.audit()
        #expect(report.findings == [] && report.listed == 6 && report.held == 5 && report.agreed == 5, "\(report)")
        #expect(report.strangers == 1 && report.compared == ["firstname", "city", "recycle_track"], "\(report)")
        let said = try Program.run(["destination", "audit", "hubspot"], in: bench.bench.folder)
        #expect(said.status == 0, "\(said.all)")
    }

    @Test func `tells who was deleted there, what was changed there, and what mends it`() throws {
        let bench = try bench()
        try bench.deliver()
        try bench.remove("1001")
        try bench.add("lead3@example.com", ["city": "Rome"], id: "1002")
        let report = try bench.audit()
        #expect(report.agreed == 3 && report.findings.count == 2, "\(report.findings)")
        let missing = try #require(report.findings.first { $0.kind == .missing })
        #expect(missing.cause == .deletedThere && missing.leads == [LeadID(number: 2)])
        #expect(missing.commands == ["leadloop delivery replay --destination hubspot --lead L2 --state accepted"])
        let differs = try #require(report.findings.first { $0.kind == .differs })
        #expect(
            differs.cause == .changedThere && differs.columns == ["city": 1] && differs.leads == [LeadID(number: 3)])
        let json = try Program.run(["destination", "audit", "hubspot", "--output", "json"], in: bench.bench.folder)
        let rows = try #require(JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [[String: Any]])
        func row(_ finding: String) -> [String: Any]? { rows.first { $0["finding"] as? String == finding } }
        #expect(json.status == 4 && row("agreed")?["leads"] as? Int == 3 && row("not-ours")?["leads"] as? Int == 0)
        #expect(row("missing")?["cause"] as? String == "deleted-there" && row("missing")?["which"] as? String == "L2")
        #expect(row("differs")?["commands"] as? String == differs.commands.joined(separator: "\n"), "\(json.all)")
        // The commands do what they say.
        for command in missing.commands + differs.commands {
            let said = try Program.run(
                command.split(separator: " ").dropFirst().map(String.init), in: bench.bench.folder)
            #expect(said.status == 0, "\(said.all)")
        }
        #expect(try bench.send().accepted == 2)
        #expect(try bench.audit().findings == [])
    }

    @Test func `tells who is there although withdrawn: waiting, refused, or added again`() throws {
        let bench = try bench()
        try bench.deliver()
        try bench.withdraw()
        let waits = try #require(try bench.audit().findings.first)
        #expect(waits.kind == .thereThoughWithdrawn && waits.cause == .withdrawalWaits && waits.count == 1, "\(waits)")
        #expect(waits.commands == ["leadloop delivery send hubspot"])
        #expect(try bench.send().accepted == 1)
        #expect(try bench.audit().findings == [])
        try bench.add("lead1@example.com", [:], id: "1000")
        let back = try #require(try bench.audit().findings.first)
        #expect(back.cause == .cameBack && back.leads == [LeadID(number: 1)], "\(back)")
        let said = try Program.run(["destination", "audit", "hubspot"], in: bench.bench.folder)
        #expect(said.status == 4 && said.output.contains("there-though-withdrawn"), "\(said.all)")
        #expect(!said.all.contains("@") && !said.all.contains("Oslo"), "\(said.all)")
        // Withdrawn once more by the command that is printed.
        let command = try #require(back.commands.first)
        let mended = try Program.run(
            command.split(separator: " ").dropFirst().map(String.init), in: bench.bench.folder)
        #expect(mended.status == 0, "\(mended.all)")
        #expect(try bench.send().accepted == 1)
        #expect(try bench.audit().findings == [])
    }

    @Test func `tells a withdrawal that was refused, and by which word`() throws {
        let bench = try bench()
        try bench.deliver()
        try bench.withdraw()
        try bench.bench.edit("config/destinations/hubspot.yaml", "memberships/remove\"", "memberships/nowhere\"")
        try bench.bench.edit(
            "config/destinations/hubspot.yaml", "    row: '\"{receiver-id}\"'\n    most: { rows: 100 }\n",
            "    row: '\"{receiver-id}\"'\n    most: { rows: 100 }\n    split: [404]\n")
        try bench.send()
        let finding = try #require(try bench.audit().findings.first)
        #expect(finding.kind == .thereThoughWithdrawn, "\(finding)")
        #expect([.withdrawalRefused, .withdrawalWaits].contains(finding.cause), "\(finding)")
    }

    @Test func `cannot be asked for where the feed does not say which it is`() throws {
        let bench = try bench()
        try bench.deliver()
        try bench.bench.edit("config/feeds/nurture.yaml", ", with: { list: \"42\" } }", " }\nwithdrawals: never")
        let fault = #expect(throws: Fault.self) { try bench.audit() }
        #expect(
            fault?.code == .configMissingKey && fault?.summary.contains("'list'") == true,
            "\(String(describing: fault))")
    }

    @Test func `that breaks off tells nothing`() throws {
        let bench = try bench()
        // Two requests write them, the third asks for the first page.
        try bench.play(["page": 2, "faults": [[4, ["status": 400, "body": "no"]]]])
        try bench.deliver()
        #expect(throws: Fault.self) { try bench.audit() }
    }
}

/// An export of a list, of a destination that cannot be asked.
@Suite struct `A list that is given as a file` {
    private let bench: EventBench

    init() throws {
        bench = try EventBench()
        try bench.bench.deliver("leads.csv", (1...4).map { Setup.discarded("\($0)", ["City": "Oslo"]) })
        try bench.bench.sync()
        try bench.send()
    }

    private func audit(_ list: String, _ change: (inout DestinationAudit.Question) -> Void = { _ in }) throws
        -> AuditReport
    {
        try bench.bench.write("list", list)
        var question = DestinationAudit.Question()
        question.list = bench.bench.path("list")
        change(&question)
        return try #require(try DestinationAudit(bench.bench.workspace()).audit("journey", question).first)
    }

    private static let whole =
        "E-Mail,City,Joined\nlead1@example.com,Oslo,2026\n LEAD2@example.com ,Oslo,2026\nlead3@example.com,Oslo,2026\nlead4@example.com,Oslo,2026\n"

    @Test func `is compared by what its columns are called, in whatever letters, in every format`() throws {
        let lists = [
            Self.whole,
            "{\"email\":\"lead1@example.com\",\"city\":\"Oslo\"}\n{\"email\":\"lead2@example.com\"}\n{\"email\":\"lead3@example.com\"}\n{\"email\":\"lead4@example.com\"}\n",
            "{\"data\":[{\"email\":\"lead1@example.com\"},{\"email\":\"lead2@example.com\"},{\"email\":\"lead3@example.com\"},{\"email\":\"lead4@example.com\"}]}",
            "<list><m><email>lead1@example.com</email></m><m><email>lead2@example.com</email></m><m><email>lead3@example.com</email></m><m><email>lead4@example.com</email></m></list>",
        ]
        for list in lists {
            let report = try audit(list)
            #expect(report.findings == [] && report.agreed == 4, "\(list): \(report)")
        }
        #expect(try audit(Self.whole).compared == ["city"])
    }

    @Test func `says which of its columns could be the key, by the feed's name for it`() throws {
        try bench.bench.write("list", "Mail,x\nlead1@example.com,1\n")
        for key in [[], ["--key", "Adresse=email"]] {
            let said = try Program.run(
                ["destination", "audit", "journey", "--list", "list"] + key, in: bench.bench.folder)
            #expect(said.status == 78 && said.all.contains("--key Mail=email."), "\(said.all)")
        }
    }

    @Test func `has its key and its columns under names that are said`() throws {
        let list =
            "Adresse;Ort\nlead1@example.com;Oslo\nlead2@example.com;Rom\nlead3@example.com;Oslo\nlead4@example.com;Oslo\n"
        let report = try audit(list) { question in
            question.key = "Adresse=email"
            question.columns = ["Ort=city"]
        }
        #expect(report.compared == ["city"] && report.findings.map(\.kind) == [.differs], "\(report)")
        #expect(report.findings.first?.columns == ["city": 1] && report.findings.first?.leads == [LeadID(number: 2)])
        let unknown = #expect(throws: Fault.self) { try audit(list) }
        #expect(unknown?.code == .configUnknownReference && unknown?.summary.contains("'email'") == true)
        let column = #expect(throws: Fault.self) { try audit(list) { $0.columns = ["Ort=citty"] } }
        #expect(column?.advice.contains("'city'") == true)
    }

    @Test func `tells who is missing, there twice, and there under an old key`() throws {
        try bench.bench.deliver(
            "leads.csv",
            [
                Setup.discarded("1", ["City": "Oslo", "Email": "new1@example.com", "Modified": "2026-03-05T00:00:00Z"])
            ] + (2...4).map { Setup.discarded("\($0)", ["City": "Oslo"]) })
        try bench.bench.sync("2026-10-02T06:00:00Z")
        try bench.send()
        let report = try audit(
            "email\nlead1@example.com\nnew1@example.com\nlead2@example.com\nlead2@example.com\nlead3@example.com\n,\n"
                .replacing("\n,\n", with: "\n"))
        #expect(report.findings.map(\.kind) == [.missing, .twice, .underOldKey], "\(report.findings)")
        #expect(report.findings.map(\.leads) == [[LeadID(number: 4)], [LeadID(number: 2)], [LeadID(number: 1)]])
        #expect(report.strangers == 0)
        // Still under the old one alone: the change has not arrived.
        let other = try audit("email\nlead1@example.com\nlead2@example.com\nlead3@example.com\nlead4@example.com\n")
        #expect(other.findings.contains { $0.kind == .underOldKey }, "\(other.findings)")
    }

    @Test func `that is damaged says so, and half of one tells nothing`() throws {
        let damaged = try audit("email,city\nlead1@example.com,Oslo,surplus\nlead2@example.com,Oslo\n")
        #expect(damaged.unreadable == 1 && damaged.warnings.first?.code == .csvSurplusCell, "\(damaged)")
        #expect(throws: Fault.self) { try audit("{\"data\":[{\"email\":\"lead1@example.com\"},{\"ema") }
        #expect(throws: Fault.self) { try audit("") }
        let none = try audit("email,city\n")
        #expect(none.listed == 0 && none.findings.first?.count == 4)
    }

    @Test func `may be one of ours that was never confirmed`() throws {
        let silent = try EventBench("always=silence", more: "limits: { total: 1s, stall: 1s }")
        try silent.bench.deliver("leads.csv", [Setup.discarded("1")])
        try silent.bench.sync()
        try silent.send()
        try silent.bench.write("list", "email\nnobody@x.example\n")
        var question = DestinationAudit.Question()
        question.list = silent.bench.path("list")
        let report = try #require(try DestinationAudit(silent.bench.workspace()).audit("journey", question).first)
        #expect(report.findings.map(\.cause) == [.neverConfirmed] && report.strangers == 1, "\(report)")
        #expect(report.findings.first?.commands == ["leadloop delivery send journey"])
    }

    @Test func `is needed where the destination's file does not say how it is asked for`() throws {
        let fault = #expect(throws: Fault.self) {
            try DestinationAudit(bench.bench.workspace()).audit("journey", DestinationAudit.Question())
        }
        #expect(fault?.advice.contains("--list FILE") == true)
        let said = try Program.run(["destination", "audit", "journey"], in: bench.bench.folder)
        #expect(said.status == 78, "\(said.all)")
    }
}

extension SystemBench {
    func add(_ email: String, _ properties: [String: String], id: String) throws {
        try ask(
            "POST", "/crm/v3/objects/contacts/batch/upsert",
            [
                "inputs": [
                    [
                        "id": email, "idProperty": "email",
                        "properties": properties.merging(["email": email]) { $1 },
                        "objectWriteTraceId": "x",
                    ]
                ]
            ])
        try ask("PUT", "/crm/v3/lists/42/memberships/add", [id])
    }

    func remove(_ id: String) throws { try ask("PUT", "/crm/v3/lists/42/memberships/remove", [id]) }

    func audit() throws -> AuditReport {
        let reports = try DestinationAudit(bench.workspace()).audit("hubspot", DestinationAudit.Question())
        #expect(reports.count == 1)
        return reports[0]
    }

    /// Five leads that HubSpot has taken, as contacts 1000 to 1004.
    func deliver(_ count: Int = 5) throws {
        try bench.deliver("leads.csv", (1...count).map { Setup.discarded("\($0)", ["City": "Oslo"]) })
        try bench.sync()
        #expect(try send().accepted == count)
    }

    /// The first of them is taken back.
    func withdraw(_ count: Int = 5) throws {
        let working = Setup.lead("1", ["Status": "Working", "City": "Oslo", "Modified": "2026-09-20T00:00:00Z"])
        try bench.deliver(
            "leads.csv", [working] + (2...count).map { Setup.discarded("\($0)", ["City": "Oslo"]) })
        try bench.sync("2026-10-02T06:00:00Z")
    }
}
