import LeadModel
import LeadStore
import Testing

@testable import SyncEngine

@Suite struct `A lead` {
    private func bench() throws -> Workbench {
        let bench = try Workbench()
        try bench.deliver(
            "leads.csv",
            [
                Setup.lead("1", ["First": "Åsa", "Last": "Örnsköld", "Phone": "(312) 555-0142"]),
                Setup.lead(
                    "2", ["First": "Wei", "Last": "[Test]*", "Phone": "+49 30 1234567", "Company": "ÇELİK A.Ş."]),
                Setup.lead("00Q5f000001AbCD", ["First": "Ada"]), Setup.lead("77", ["First": "Bo"]),
            ])
        try bench.deliver("calls.csv", [["Id": "c9", "Who": "2", "Type": "Call", "At": "2026-06-02T00:00:00Z"]])
        try bench.deliver("prospects.csv", [Setup.prospect("77", ["Email": "other@example.com"])])
        try bench.sync()
        return bench
    }

    private func found(_ bench: Workbench, _ text: String) throws -> Set<String?> {
        Set(try Inspector(bench.workspace()).find(LeadFilter(text: text)).map { $0.text(.firstName) })
    }

    @Test func `is found by a phone number however it is spelled`() throws {
        let bench = try bench()
        for text in ["312 555 0142", "+1 (312) 555-0142", "0013125550142", "5550142", "312.555.0142", "555-0142"] {
            #expect(try found(bench, text) == ["Åsa"], "\(text)")
        }
        for text in ["030 1234567", "+49 (0)30 1234567", "0049301234567", "030/1234567", "1234567"] {
            #expect(try found(bench, text) == ["Wei"], "\(text)")
        }
        #expect(try found(bench, "312 555 0143").isEmpty)
    }

    @Test func `is found by a name whatever its letter case, beyond ASCII, too`() throws {
        let bench = try bench()
        for text in ["åsa", "ÅSA ÖRN", "örnsköld", "sköLD"] { #expect(try found(bench, text) == ["Åsa"], "\(text)") }
        for text in ["çelİk", "[test]*", "T]*"] { #expect(try found(bench, text) == ["Wei"], "\(text)") }
        #expect(try found(bench, "*").count == 1 && found(bench, "?").isEmpty && found(bench, "%").isEmpty)
    }

    @Test func `is meant by the id of any of its records`() throws {
        let bench = try bench()
        let inspector = try Inspector(bench.workspace())
        for text in ["2", "crm:2", "c9", "crm:c9"] {
            #expect(try inspector.leadByIdentity(text).text(.firstName) == "Wei", "\(text)")
        }
        #expect(try inspector.lead("crm:77").text(.firstName) == "Bo")
        #expect(try inspector.lead("web:77").text(.email) == "other@example.com")
        let number = try inspector.lead("Åsa").id
        #expect(try inspector.leadByIdentity(number.description).id == number)
        let said = try Program.run(["lead", "show", "crm:00Q5f000001AbCD"], in: bench.folder)
        #expect(said.status == 0 && said.output.contains("Ada"), "\(said.all)")
    }

    @Test func `is listed by the id of a record, too`() throws {
        let bench = try bench()
        let said = try Program.run(["lead", "find", "00Q5f000001AbCD", "--output", "ndjson"], in: bench.folder)
        #expect(said.output.split(separator: "\n").count == 1 && said.output.contains("Ada"), "\(said.all)")
        let two = try Program.run(["lead", "find", "77", "--output", "ndjson"], in: bench.folder)
        #expect(two.output.split(separator: "\n").count == 2, "\(two.all)")
    }

    @Test func `is not guessed: where several are meant, their numbers are told`() throws {
        let bench = try bench()
        let inspector = try Inspector(bench.workspace())
        for text in ["77", "example.com"] {
            let fault = #expect(throws: Fault.self) { try inspector.lead(text) }
            let candidates =
                try text == "77"
                ? ["crm:77", "web:77"].map { try inspector.lead($0).id } : bench.leads().map(\.id)
            #expect(fault?.code == .leadNotFound, "\(text)")
            for lead in candidates { #expect(fault?.summary.contains(lead.description) == true, "\(text): \(lead)") }
        }
    }

    @Test func `is erased by its record's id, and never by a part of a text`() throws {
        let bench = try bench()
        let refused = try Program.run(["lead", "erase", "lead2@example.com", "--yes"], in: bench.folder)
        #expect(refused.status == 1 && refused.talk.contains("[lead.not-found]"), "\(refused.all)")
        #expect(!refused.all.contains("lead2@"))
        #expect(try Program.run(["lead", "erase", "crm:2", "--yes"], in: bench.folder).status == 0)
        #expect(try found(bench, "Wei").isEmpty)
    }
}
