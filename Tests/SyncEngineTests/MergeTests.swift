import LeadModel
import LeadStore
import Testing

@testable import SyncEngine

@Suite struct `Calls and leads that are numbered alike` {
    @Test func `make no one person of two, and the lead is found by its number`() throws {
        let bench = try Workbench()
        try bench.deliver("leads.csv", [Setup.lead("1"), Setup.lead("2"), Setup.lead("3")])
        try bench.deliver(
            "calls.csv",
            [
                ["Id": "1", "Who": "2", "Type": "Call", "At": "2026-06-02T10:00:00Z"],
                ["Id": "2", "Who": "3", "Type": "Call", "At": "2026-06-03T10:00:00Z"],
                ["Id": "77", "Who": "1", "Type": "Call", "At": "2026-06-04T10:00:00Z"],
            ])
        try bench.sync()
        #expect(try bench.leads().count == 3)
        for number in ["1", "2", "3"] {
            let lead = try bench.lead("lead\(number)@example.com")
            #expect(try Inspector(bench.workspace()).lead("crm:\(number)").id == lead.id)
            #expect(try Inspector(bench.workspace()).lead(number).id == lead.id)
        }
        // No lead has that number: the one that the call was made to is meant.
        #expect(try Inspector(bench.workspace()).lead("crm:77").id == bench.lead("lead1@example.com").id)
    }
}

@Suite struct `Two leads that turn out to be one person` {
    /// Two people by the first delivery; the second gives the younger one the address of the older.
    private func merged() throws -> (bench: Workbench, older: LeadID, younger: LeadID) {
        let bench = try Workbench()
        try bench.deliver("leads.csv", [Setup.discarded("1"), Setup.discarded("2")])
        try bench.sync()
        let older = try bench.lead("lead1@example.com").id
        let younger = try bench.lead("lead2@example.com").id
        try bench.deliver(
            "leads.csv",
            [
                Setup.discarded("1"),
                Setup.discarded("2", ["Email": "lead1@example.com", "Modified": "2026-03-02T10:00:00Z"]),
            ])
        try bench.sync("2026-10-02T06:00:00Z")
        return (bench, older, younger)
    }

    @Test func `stay the older one, and the other's number leads to it`() throws {
        let (bench, older, younger) = try merged()
        #expect(try bench.leads().map(\.id) == [older])
        let store = try bench.workspace().openForReading()
        #expect(try store.absorbed(into: older).map(\.lead) == [younger])
        #expect(try store.resolve(younger) == older)
        #expect(try Inspector(bench.workspace()).lead(younger.description).id == older)
        #expect(try bench.records(of: bench.leads()[0]) == ["crm/leads/1", "crm/leads/2"])
    }

    @Test func `are withdrawn from feeds under the number that is gone`() throws {
        let (bench, _, younger) = try merged()
        let last = try #require(try bench.feedLines().last)
        #expect(last.filter { $0.contains("\"withdraw\"") }.count == 1)
        #expect(last.contains { $0.contains("\"withdraw\"") && $0.contains("\"\(younger)\"") }, "\(last)")
        #expect(try bench.count("SELECT count(*) FROM feed_member WHERE lead = \(younger.number)") == 0)
    }

    @Test func `are found by the old number in the command line, also after the survivor was absorbed in turn`() throws
    {
        let bench = try Workbench()
        try bench.deliver("leads.csv", (1...3).map { Setup.lead("\($0)") })
        try bench.sync()
        let numbers = try bench.leads().map(\.id)
        try bench.deliver(
            "leads.csv", [Setup.lead("3", ["Email": "lead2@example.com", "Modified": "2026-06-02T10:00:00Z"])])
        try bench.sync()
        try bench.deliver(
            "leads.csv", [Setup.lead("2", ["Email": "lead1@example.com", "Modified": "2026-06-03T10:00:00Z"])])
        try bench.sync()
        #expect(try bench.leads().map(\.id) == [numbers[0]])
        let said = try Program.run(["lead", "show", numbers[2].description], in: bench.folder)
        #expect(said.status == 0 && said.output.contains("\(numbers[0])"), "\(said.all)")
    }

    @Test func `are given no new number, and their numbers are not given again`() throws {
        let (bench, _, younger) = try merged()
        try bench.deliver("leads-2.csv", [Setup.lead("7")])
        try bench.sync()
        #expect(try bench.lead("lead7@example.com").id > younger)
    }

    @Test func `are followed through a conversion to a contact`() throws {
        let bench = try Workbench()
        try bench.deliver("leads.csv", [Setup.lead("1")])
        try bench.deliver(
            "contacts.csv", [["Id": "C1", "Modified": "2026-06-01T10:00:00Z", "Email": "other@example.com"]])
        try bench.sync()
        #expect(try bench.leads().count == 2)
        try bench.deliver(
            "leads.csv",
            [Setup.lead("1", ["Status": "Converted", "ConvertedTo": "C1", "Modified": "2026-06-05T10:00:00Z"])])
        try bench.sync()
        #expect(try bench.people() == [["crm/leads/1", "crm/contacts/C1"]])
    }

    @Test func `are followed through a merge in the CRM, with the loser's call`() throws {
        let bench = try Workbench()
        try bench.deliver("leads.csv", [Setup.lead("1"), Setup.lead("2", ["MergedInto": "1", "Deleted": "true"])])
        try bench.deliver("calls.csv", [["Id": "c1", "Who": "2", "Type": "Call", "At": "2026-06-02T10:00:00Z"]])
        try bench.sync()
        #expect(try bench.people() == [["crm/leads/1", "crm/leads/2", "crm/calls/c1"]])
        let lead = try bench.leads()[0]
        #expect(lead.text(.email) == "lead1@example.com" && lead.standing.touches == 1 && !lead.standing.isDeleted)
    }

    @Test func `are parted again when the address that joined them turns out to be everybody's`() throws {
        let bench = try Workbench(sharedAbove: 3)
        try bench.deliver("leads.csv", (1...3).map { Setup.discarded("\($0)", ["Email": "desk@example.com"]) })
        try bench.sync()
        let first = try #require(try bench.leads().first)
        #expect(try bench.leads().count == 1)
        try bench.deliver("leads-2.csv", [Setup.discarded("4", ["Email": "desk@example.com"])])
        try bench.sync()
        #expect(try bench.people().count == 4)
        #expect(try bench.leads().first?.id == first.id)
        #expect(try bench.count("SELECT count(*) FROM feed_member") == 4)
    }
}
