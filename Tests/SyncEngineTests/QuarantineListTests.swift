import Foundation
import LeadModel
import LeadStore
import Testing

@testable import SyncEngine

@Suite struct `The work list of the quarantine` {
    /// Three records wait for a status, one for an address; one is too long a row. They came in two runs.
    private func bench() throws -> Workbench {
        let bench = try Workbench()
        try bench.deliver(
            "leads-1.csv",
            [
                Setup.lead("1", ["Status": "On Hold"]), Setup.lead("2", ["Status": "On Hold"]),
                Setup.lead("3", ["Email": "nobody at example"]), Setup.lead("4"),
            ])
        try bench.sync()
        try bench.deliver("leads-2.csv", [Setup.lead("5", ["Status": "Parked"]), Setup.lead("6")])
        try bench.sync("2026-10-02T06:00:00Z")
        return bench
    }

    private func list(_ bench: Workbench, _ arguments: [String] = []) throws -> Program.Said {
        try Program.run(["quarantine", "list"] + arguments, in: bench.folder)
    }

    @Test func `is put together by reason, the largest group first, with what to do`() throws {
        let bench = try bench()
        let groups = try bench.workspace().openForReading().quarantineGroups(by: .code, QuarantineFilter())
        #expect(groups.map(\.key) == ["mapping.unmapped-status", "mapping.invalid-email"])
        #expect(groups.map(\.count) == [3, 1])
        #expect(groups[0].example.fault.seen == .word("Parked"))
        #expect(groups[0].oldestRun < groups[0].newestRun)
        let said = try list(bench, ["--group-by", "code", "--output", "csv"])
        #expect(
            said.output.hasPrefix("group,records,oldest-run,newest-run,example,what,advice,kinds,codes\n"),
            "\(said.output)")
        #expect(said.output.contains("Add it under `values:` at "), "\(said.output)")
        #expect(
            said.talk.contains("4 waiting (3 × mapping.unmapped-status, 1 × mapping.invalid-email)"), "\(said.talk)")
    }

    @Test(arguments: [
        ("code", 2), ("field", 2), ("source", 1), ("stream", 1), ("file", 2), ("run", 2),
    ])
    func `is put together by anything that records have in common`(grouping: String, count: Int) throws {
        let bench = try bench()
        for output in ["csv", "ndjson"] {
            let said = try list(bench, ["--group-by", grouping, "--output", output])
            #expect(said.output.split(separator: "\n").count == count + (output == "csv" ? 1 : 0), "\(said.all)")
        }
        let table = try list(bench, ["--group-by", grouping])
        #expect(table.output.split(separator: "\n").allSatisfy { $0.count <= 80 }, "\(table.output)")
    }

    /// As a wide terminal shows it, a line a group.
    private func wide(_ bench: Workbench, _ grouping: String) throws -> [Substring] {
        let said = try Program.start(
            ["quarantine", "list", "--group-by", grouping], in: bench.folder, through: ["env", "COLUMNS=1000"]
        ).wait()
        return said.output.split(separator: "\n").dropFirst().map { $0 }
    }

    @Test(arguments: [
        ("file", "2 × mapping.unmapped-status, 1 × mapping.invalid-email", "--group-by code`"),
        (
            "stream", "3 × mapping.unmapped-status, 1 × mapping.invalid-email",
            "--group-by code --source crm --stream leads`"
        ),
        ("source", "3 × mapping.unmapped-status, 1 × mapping.invalid-email", "--group-by code --source crm`"),
    ])
    func `says of a group of several reasons what is true of all of it`(
        grouping: String, what: String, command: String
    ) throws {
        let bench = try bench()
        let line = try #require(try wide(bench, grouping).first)
        #expect(line.contains(what) && line.contains("`leadloop quarantine list \(command) says it"), "\(line)")
        #expect(!line.contains("Add it under") && !line.contains("Correct it"), "\(line)")
        let rows = try list(bench, ["--group-by", grouping, "--output", "ndjson"]).output
        #expect(rows.contains(#""codes":["#), "\(rows)")
    }

    @Test func `says that an example is one where a group of one reason holds several words`() throws {
        let lines = try wide(try bench(), "code")
        #expect(lines[0].contains("such as: this word is not mapped; saw 'Parked'"), "\(lines)")
        #expect(lines[0].contains("such as: Add it under") && !lines[1].contains("such as"), "\(lines)")
    }

    @Test func `is narrowed by reason, source, stream, column and state`() throws {
        let bench = try bench()
        func count(_ arguments: String...) throws -> Int {
            try list(bench, arguments + ["--output", "ndjson"]).output.split(separator: "\n").count
        }
        #expect(try count("--code", "mapping.unmapped-status") == 3)
        #expect(try count("--field", "Email") == 1)
        #expect(try count("--source", "crm", "--stream", "leads") == 4)
        #expect(try count("--source", "web") == 0)
        #expect(try count("--state", "released") == 0)
        #expect(try count("--limit", "2") == 2)
        let said = try list(bench, ["--code", "mapping.unmaped-status"])
        #expect(said.status == 64 && said.talk.contains("mapping.unmapped-status"), "\(said.talk)")
    }

    @Test func `is summed up by every run and by the doctor, with the age of the oldest`() throws {
        let bench = try bench()
        let first = try bench.count("SELECT min(first_run) FROM quarantine")
        for command in [["sync", "--now", "2026-10-03T06:00:00Z"], ["doctor"]] {
            let said = try Program.run(command, in: bench.folder)
            #expect(
                said.unfolded.contains(
                    "4 waiting (3 × mapping.unmapped-status, 1 × mapping.invalid-email), oldest from run \(first), as of \(Setup.now)"
                ),
                "\(said.all)")
        }
        let json = try Program.run(["sync", "--output", "ndjson"], in: bench.folder)
        #expect(json.output.contains("\"waiting\":4"), "\(json.output)")
    }

    // MARK: Dismissal

    @Test func `leaves out what a person has dismissed, and lists it with the reason`() throws {
        let bench = try bench()
        let said = try Program.run(["quarantine", "dismiss", "3", "--because", "a test of the form"], in: bench.folder)
        #expect(said.status == 0, "\(said.all)")
        #expect(try list(bench).talk.contains("3 waiting (3 × mapping.unmapped-status)"))
        #expect(try list(bench).unfolded.contains("1 dismissed"))
        let shown = try Program.run(["quarantine", "show", "3"], in: bench.folder)
        #expect(shown.output.contains("dismissed by a person on ") && shown.output.contains("a test of the form"))
        let runs = try Program.run(["runs", "list"], in: bench.folder)
        #expect(runs.output.contains("quarantine"))
        #expect(try bench.dump().contains { $0.contains("a test of the form") })
    }

    @Test func `keeps a word of dismissal when the same record comes again, and forgets it for another fault`() throws {
        let bench = try bench()
        _ = try Program.run(["quarantine", "dismiss", "3", "--because", "a test"], in: bench.folder)
        // The same broken record in another file.
        try bench.deliver("leads-3.csv", [Setup.lead("3", ["Email": "nobody at example"]), Setup.lead("7")])
        try bench.sync("2026-10-03T06:00:00Z")
        #expect(try bench.workspace().openForReading().quarantineSummary().dismissed == 1)
        // The address is kept out now, but the status is not understood any more.
        try bench.edit(
            "mappings/crm-lead.yaml", "email: { from: Email, as: email }",
            "email: { from: Email, as: email, invalid: blank }")
        try bench.edit("mappings/crm-lead.yaml", "{ Open: assigned, Working", "{ Opened: assigned, Working")
        try bench.sync("2026-10-04T06:00:00Z")
        let store = try bench.workspace().openForReading()
        #expect(try store.quarantineSummary().dismissed == 0)
        #expect(try store.quarantined(3)?.fault.code == .mappingUnmappedStatus)
        #expect(try store.quarantined(3)?.state == .waiting)
    }

    @Test func `takes back a word of dismissal`() throws {
        let bench = try bench()
        _ = try Program.run(["quarantine", "dismiss", "3", "--because", "a test"], in: bench.folder)
        #expect(try Program.run(["quarantine", "reopen", "3"], in: bench.folder).status == 0)
        #expect(try bench.workspace().openForReading().quarantineSummary().waiting == 4)
        let again = try Program.run(["quarantine", "reopen", "3"], in: bench.folder)
        #expect(again.status == 1 && again.talk.contains("is waiting"), "\(again.talk)")
    }

    @Test func `is dismissed in bulk only with a yes, and never as a whole`() throws {
        let bench = try bench()
        let code = ["--code", "mapping.unmapped-status", "--source", "crm", "--because", "parked for good"]
        #expect(try Program.run(["quarantine", "dismiss"] + code, in: bench.folder).status == 64)
        #expect(try Program.run(["quarantine", "dismiss", "--because", "all", "--yes"], in: bench.folder).status == 64)
        #expect(try bench.workspace().openForReading().quarantineSummary().waiting == 4)
        let said = try Program.run(["quarantine", "dismiss", "--yes"] + code, in: bench.folder)
        #expect(said.status == 0 && said.output.contains("3 records dismissed"), "\(said.all)")
        #expect(try bench.workspace().openForReading().quarantineSummary().waiting == 1)
    }

    @Test func `lets go of what was dismissed as soon as the mapping can read it`() throws {
        let bench = try bench()
        _ = try Program.run(
            ["quarantine", "dismiss", "--code", "mapping.unmapped-status", "--because", "no word", "--yes"],
            in: bench.folder)
        try bench.edit("mappings/crm-lead.yaml", "{ Open: assigned", "{ On Hold: working, Open: assigned")
        try bench.emptyInbox()
        try bench.sync("2026-10-03T06:00:00Z")
        let store = try bench.workspace().openForReading()
        #expect(try store.quarantined(QuarantineFilter(state: .released)).count == 2)
        #expect(try store.quarantineSummary().dismissed == 1)
    }

    // MARK: Replay

    @Test func `is read again by the mended mapping, as far as it is asked for`() throws {
        let bench = try bench()
        try bench.edit(
            "mappings/crm-lead.yaml", "{ Open: assigned", "{ On Hold: working, Parked: working, Open: assigned")
        let before = try bench.dump()
        let rehearsed = try Program.run(["quarantine", "replay", "--dry-run", "--output", "ndjson"], in: bench.folder)
        #expect(rehearsed.output.contains("\"released\":3,\"other-reason\":0,\"waiting\":0"), "\(rehearsed.all)")
        #expect(try bench.dump() == before)
        let said = try Program.run(
            ["quarantine", "replay", "1", "--now", "2026-10-02T06:00:00Z"], in: bench.folder)
        #expect(said.status == 0, "\(said.all)")
        #expect(
            said.output.contains("read 1 = 1 inserted + 0 updated + 0 unchanged + 0 rejected + 0 held"), "\(said.all)")
        #expect(try bench.workspace().openForReading().quarantineSummary().waiting == 3)
        #expect(try bench.lead("lead1@example.com").standing.stage == .working)
        let rest = try Program.run(
            ["quarantine", "replay", "--code", "mapping.unmapped-status", "--now", "2026-10-02T06:00:00Z"],
            in: bench.folder)
        #expect(rest.status == 0 && rest.talk.contains("1 waiting (1 × mapping.invalid-email)"), "\(rest.all)")
        // The next sync reads the whole stream by that mapping, and comes to the same.
        let dump = try bench.dump()
        try bench.sync("2026-10-02T06:00:00Z")
        #expect(try bench.dump() == dump)
    }

    @Test func `says the new reason where a record cannot be read for another one`() throws {
        let bench = try Workbench()
        try bench.deliver(
            "leads.csv", [Setup.lead("1", ["Status": "On Hold", "Email": "nobody at example"]), Setup.lead("2")])
        try bench.edit(
            "mappings/crm-lead.yaml", "email: { from: Email, as: email }",
            "email: { from: Email, as: email, invalid: blank }")
        try bench.sync()
        try bench.edit(
            "mappings/crm-lead.yaml", "email: { from: Email, as: email, invalid: blank }",
            "email: { from: Email, as: email }")
        try bench.edit("mappings/crm-lead.yaml", "{ Open: assigned", "{ On Hold: working, Open: assigned")
        let said = try Program.run(["quarantine", "replay", "--output", "ndjson"], in: bench.folder)
        #expect(said.status == 4 && said.output.contains("\"other-reason\":1"), "\(said.all)")
        let store = try bench.workspace().openForReading()
        #expect(try store.quarantined(1)?.fault.code == .mappingInvalidEmail)
        // The file is read again by the changed mapping: the same record is the same entry.
        try bench.sync("2026-10-02T06:00:00Z")
        #expect(try bench.count("SELECT count(*) FROM quarantine") == 1)
    }

    @Test func `says that there is nothing where nothing fits`() throws {
        let bench = try bench()
        for command in [["replay", "--code", "csv.open-quote"], ["export", "--out", "x.csv", "--source", "web"]] {
            let said = try Program.run(["quarantine"] + command, in: bench.folder)
            #expect(said.status == 1 && said.talk.contains("[quarantine.not-found]"), "\(said.all)")
        }
    }
}
