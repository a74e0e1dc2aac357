import LeadModel
import LeadStore
import Testing

@testable import SyncEngine

@Suite struct `What a person says about two leads` {
    private let now = Instant(rfc3339: "2026-10-02T06:00:00Z") ?? Instant(milliseconds: 0)

    private func desk(_ bench: Workbench) throws -> VerdictDesk { try VerdictDesk(bench.workspace(), at: now) }

    /// Two leads with nothing in common.
    private func strangers() throws -> (bench: Workbench, older: LeadID, younger: LeadID) {
        let bench = try Workbench()
        try bench.deliver("leads.csv", [Setup.discarded("1"), Setup.discarded("2"), Setup.lead("3")])
        try bench.sync()
        return (bench, try bench.lead("lead1@example.com").id, try bench.lead("lead2@example.com").id)
    }

    /// One lead of two records that share an address.
    private func twins() throws -> (bench: Workbench, lead: LeadID) {
        let bench = try Workbench()
        try bench.deliver(
            "leads.csv",
            [Setup.discarded("1", ["Email": "a@example.com"]), Setup.discarded("2", ["Email": "a@example.com"])])
        try bench.deliver("calls.csv", [["Id": "c1", "Who": "2", "Type": "Call", "At": "2026-02-02T10:00:00Z"]])
        try bench.sync()
        return (bench, try #require(try bench.leads().first).id)
    }

    @Test func `makes them one, with a history, and the receivers hear of it`() throws {
        let (bench, older, younger) = try strangers()
        let outcome = try desk(bench).merge(younger, older)
        #expect(outcome.leads == [older] && outcome.absorbed == [younger] && outcome.feeds == ["nurture"])
        #expect(try bench.records(of: bench.leads()[0]) == ["crm/leads/1", "crm/leads/2"])
        #expect(try bench.workspace().openForReading().resolve(younger) == older)
        let explained = try Inspector(bench.workspace()).explain(bench.leads()[0])
        #expect(explained.records.contains { $0.matched?.key == "verdict" } && explained.verdicts.count == 1)
        try bench.sync("2026-10-02T06:00:00Z")
        #expect(
            try bench.feedLines().last?.contains { $0.contains("\"withdraw\"") && $0.contains("\"\(younger)\"") }
                == true)
    }

    @Test func `is taken back by the contrary: both are as they were, under their old numbers`() throws {
        let (bench, older, younger) = try strangers()
        let before = try bench.dump().filter { !$0.hasPrefix("{\"feed\"") }
        _ = try desk(bench).merge(older, younger)
        let outcome = try desk(bench).split(older, parting: [younger.description])
        #expect(Set(outcome.leads) == [older, younger])
        #expect(try bench.dump().filter { !$0.hasPrefix("{\"feed\"") } == before)
        #expect(try bench.lead("lead2@example.com").id == younger)
        #expect(try bench.count("SELECT count(*) FROM lead_merge") == 0)
        // And once more, there and back: numbers and revisions still fit.
        _ = try desk(bench).merge(older, younger)
        try bench.deliver("leads.csv", [Setup.discarded("2", ["Modified": "2026-06-09T10:00:00Z", "City": "Rome"])])
        try bench.sync("2026-10-02T06:00:00Z")
        _ = try desk(bench).split(older, parting: [younger.description])
        try bench.deliver("leads.csv", [Setup.discarded("2", ["Modified": "2026-07-09T10:00:00Z", "City": "Bonn"])])
        try bench.sync("2026-10-02T06:00:00Z")
        #expect(try bench.lead("lead2@example.com").id == younger)
    }

    @Test func `parts a lead whose records have an address in common, and the call goes with its record`() throws {
        let (bench, lead) = try twins()
        let outcome = try desk(bench).split(lead, parting: ["crm:2"])
        #expect(outcome.leads.count == 2 && outcome.leads.contains(lead))
        #expect(try bench.people() == [["crm/leads/1"], ["crm/leads/2", "crm/calls/c1"]])
        #expect(try bench.records(of: bench.leads()[0]) == ["crm/leads/1"] && bench.leads()[0].id == lead)
    }

    @Test(arguments: ["delivery", "rematch", "rebuild"])
    func `outlives later deliveries and every matching anew`(by event: String) throws {
        let (bench, lead) = try twins()
        _ = try desk(bench).split(lead, parting: ["2"])
        let (other, older, younger) = try strangers()
        _ = try desk(other).merge(older, younger)
        for bench in [bench, other] {
            let numbers = try bench.leads().map(\.id)
            let people = try bench.people()
            let email = bench === other ? "lead2@example.com" : "a@example.com"
            switch event {
            case "delivery":
                try bench.deliver(
                    "leads.csv", [Setup.discarded("2", ["Email": email, "Modified": "2026-06-09T10:00:00Z"])])
            case "rematch": try bench.edit("config/matching.yaml", "shared-above: 12", "shared-above: 13")
            default:
                let options = SyncRun.Options(now: now)
                _ = try SyncRun(bench.workspace(), options: options, progress: ProgressReport { _ in }).rebuild()
            }
            try bench.sync("2026-10-02T06:00:00Z")
            #expect(try bench.people() == people)
            #expect(try bench.leads().map(\.id) == numbers)
        }
    }

    @Test func `holds against a third record that fits both`() throws {
        let (bench, lead) = try twins()
        _ = try desk(bench).split(lead, parting: ["2"])
        try bench.deliver("prospects.csv", [Setup.prospect("p1", ["Email": "a@example.com", "CrmId": "2"])])
        try bench.sync("2026-10-02T06:00:00Z")
        #expect(try bench.people() == [["crm/leads/1"], ["crm/leads/2", "crm/calls/c1", "web/prospects/p1"]])
    }

    @Test func `that would leave nobody, or says what is so already, is refused`() throws {
        let (bench, lead) = try twins()
        for attempt in [{ try desk(bench).split(lead, parting: ["1", "2"]) }, { try desk(bench).merge(lead, lead) }] {
            let fault = #expect(throws: Fault.self) { _ = try attempt() }
            #expect(fault?.code == .verdictImpossible)
        }
        let unknown = #expect(throws: Fault.self) { _ = try desk(bench).split(lead, parting: ["crm:77"]) }
        #expect(unknown?.code == .leadNotFound)
        #expect(try bench.count("SELECT count(*) FROM verdict") == 0)
    }

    @Test func `goes with the person who is erased`() throws {
        let (bench, older, younger) = try strangers()
        _ = try desk(bench).merge(older, younger)
        _ = try Eraser(bench.workspace()).erase(older, at: now)
        #expect(try bench.count("SELECT count(*) FROM verdict") == 0)
        #expect(try bench.count("SELECT count(*) FROM lead_merge WHERE length(versions) > 0") == 1)
    }

    @Test func `is said and taken back in the command line`() throws {
        let (bench, older, younger) = try strangers()
        let merged = try Program.run(["lead", "merge", older.description, younger.description], in: bench.folder)
        #expect(
            merged.status == 0 && merged.output.contains("\(older) is one lead now; \(younger) leads to it"),
            "\(merged.all)")
        let explained = try Program.run(["lead", "explain", older.description], in: bench.folder)
        #expect(explained.output.contains("crm:1 and crm:2 are one person"), "\(explained.all)")
        let parted = try Program.run(["lead", "split", older.description, younger.description], in: bench.folder)
        #expect(parted.status == 0 && parted.output.contains("2 leads now"), "\(parted.all)")
        #expect(try bench.leads().count == 3)
    }
}
