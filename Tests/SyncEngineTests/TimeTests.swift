import LeadModel
import LeadStore
import Testing

@testable import SyncEngine

@Suite struct `Time` {
    @Test func `turns a hold into a recycled lead without any new data`() throws {
        let bench = try Workbench()
        try bench.deliver("leads.csv", [Setup.discarded("1", ["Modified": "2026-09-01T10:00:00Z"])])
        try bench.sync()
        #expect(try bench.lead("lead1@example.com").decision.kind == .hold)
        #expect(try bench.feedLines().isEmpty)
        try bench.sync("2026-11-29T00:00:00Z")
        #expect(try bench.lead("lead1@example.com").decision.kind == .hold)
        let reports = try bench.sync("2026-12-02T00:00:00Z")
        #expect(try bench.lead("lead1@example.com").decision.kind == .recycle)
        #expect(reports.reduce(0) { $0 + $1.moved.recycled } == 1)
        #expect(try bench.feedLines().flatMap(\.self).count == 1)
        #expect(bench.counts(reports).read == 0)
    }

    @Test func `turns a lead that nobody touched into a recycled one without any new data`() throws {
        let bench = try Workbench()
        try bench.deliver("leads.csv", [Setup.lead("1", ["Modified": "2026-09-25T10:00:00Z"])])
        try bench.sync()
        #expect(try bench.lead("lead1@example.com").decision.kind == .leave)
        try bench.sync("2026-10-20T00:00:00Z")
        #expect(try bench.lead("lead1@example.com").decision.kind == .recycle)
        #expect(try bench.feedLines().flatMap(\.self).count == 1)
    }

    @Test func `that runs backwards takes nothing back`() throws {
        let bench = try Workbench()
        try bench.deliver("leads.csv", [Setup.discarded("1", ["Modified": "2026-09-01T10:00:00Z"])])
        try bench.sync("2026-12-02T00:00:00Z")
        try bench.sync("2026-10-01T00:00:00Z")
        #expect(try bench.lead("lead1@example.com").decision.kind == .recycle)
        #expect(try bench.feedLines().flatMap(\.self).count == 1)
    }

    @Test func `is looked at in advance without changing anything`() throws {
        let bench = try Workbench()
        try bench.deliver("leads.csv", [Setup.discarded("1", ["Modified": "2026-09-01T10:00:00Z"])])
        try bench.sync()
        let before = try bench.dump()
        let preview = try Inspector(bench.workspace()).preview(
            asOf: Instant(rfc3339: "2026-12-02T00:00:00Z"), now: Instant(milliseconds: 1_790_000_000_000))
        #expect(preview.leads.map(\.decision.kind) == [.recycle] && preview.changed == 1)
        #expect(try bench.dump() == before)
    }
}

@Suite struct `A record from the future` {
    @Test func `waits in quarantine until its time has come, and wins nothing before`() throws {
        let bench = try Workbench()
        try bench.deliver(
            "leads.csv", [Setup.lead("1", ["City": "Rome", "Modified": "2099-01-01T00:00:00Z"]), Setup.lead("2")])
        #expect(bench.counts(try bench.sync()).rejected == 1)
        let entry = try #require(try bench.workspace().openForReading().quarantined(limit: 1).first)
        #expect(entry.fault.code == .mappingFutureTime && entry.fault.origin?.line == 2)
        // Not refused for ever because the file is known, nor each day anew.
        #expect(bench.counts(try bench.sync()).read == 0)
        #expect(bench.counts(try bench.sync("2098-12-31T12:00:00Z")).inserted == 1)
        #expect(try bench.workspace().openForReading().quarantined(limit: 1).isEmpty)
    }
}

@Suite struct `Something that sales will do` {
    private func bench(_ mapping: String, _ row: Row) throws -> Workbench {
        let bench = try Workbench()
        try bench.edit(
            "mappings/crm-lead.yaml", "  opted-out:",
            "\(mapping)  opted-out:")
        try bench.deliver("leads.csv", [Setup.lead("1", row), Setup.lead("2")])
        return bench
    }

    @Test func `has not happened yet: the call waits, and the lead is untouched until then`() throws {
        let bench = try bench("", [:])
        try bench.deliver("calls.csv", [["Id": "c1", "Who": "1", "Type": "Call", "At": "2062-06-01T10:00:00Z"]])
        let reports = try bench.sync()
        #expect(bench.counts(reports).rejected == 1)
        let entry = try #require(try bench.workspace().openForReading().quarantined(limit: 1).first)
        #expect(entry.fault.code == .mappingFutureTime && entry.fault.summary.contains("more than a day ahead"))
        #expect(try bench.lead("lead1@example.com").decision.trigger == .untouched)
        #expect(try bench.lead("lead1@example.com").standing.touches == 0)
        try bench.sync("2062-06-02T00:00:00Z")
        #expect(try bench.lead("lead1@example.com").standing.touches == 1)
        #expect(try bench.lead("lead1@example.com").decision.trigger == nil)
    }

    @Test(arguments: ["first-response", "assigned"])
    func `is refused in the record of a lead, too`(field: String) throws {
        let bench = try bench(
            "  \(field): { from: Company, as: date-time, format: iso }\n", ["Company": "2062-06-01T10:00:00Z"])
        try bench.edit("mappings/crm-lead.yaml", "  company: Company\n", "")
        #expect(bench.counts(try bench.sync()).rejected == 1)
        let entry = try #require(try bench.workspace().openForReading().quarantined(limit: 1).first)
        #expect(entry.fault.code == .mappingFutureTime && entry.fault.origin?.line == 2)
        #expect(entry.fault.advice.contains("the rule of '\(field)' in"), "\(entry.fault)")
        #expect(try bench.lead("lead2@example.com").decision.trigger == .untouched)
    }

    @Test func `within a day counts, because clocks differ`() throws {
        let bench = try bench("", [:])
        try bench.deliver("calls.csv", [["Id": "c1", "Who": "1", "Type": "Call", "At": "2026-10-01T18:00:00Z"]])
        #expect(bench.counts(try bench.sync()).rejected == 0)
        #expect(try bench.lead("lead1@example.com").standing.touches == 1)
    }
}

@Suite struct `A file with a record from the future` {
    @Test func `is not read before that record's time has come, and then once`() throws {
        let bench = try Workbench()
        try bench.deliver(
            "leads.csv",
            [
                Setup.lead("1", ["Modified": "2062-06-01T10:00:00Z"]), Setup.lead("2"),
                Setup.lead("3", ["Modified": "2099-01-01T00:00:00Z"]),
            ])
        func reads(_ now: String) throws -> Bool {
            var phases: Set<String> = []
            let counts = bench.counts(try bench.sync(now) { phases.insert($0) })
            let isRead = phases.contains("reading leads.csv")
            #expect(counts.read == (isRead ? 3 : 0), "\(now)")
            return isRead
        }
        #expect(try reads(Setup.now))
        #expect(try !reads("2062-05-31T09:59:59Z"))
        #expect(try bench.workspace().openForReading().quarantined(limit: 9).count == 2)
        #expect(try reads("2062-05-31T10:00:00Z"))
        #expect(try bench.workspace().openForReading().quarantined(limit: 9).count == 1)
        #expect(try bench.lead("lead1@example.com").text(.email) != nil)
        #expect(try !reads("2062-06-02T10:00:00Z"))
    }
}

@Suite struct `Absent, null and a value` {
    @Test func `stay three things from the export to the feed`() throws {
        let bench = try Workbench()
        // Prospects have a title, leads do not; a lead has a city, or none.
        try bench.deliver(
            "leads.csv", [Setup.discarded("1"), Setup.discarded("2", ["City": "Oslo"]), Setup.discarded("3")])
        try bench.deliver(
            "prospects.csv",
            [Setup.prospect("p3", ["CrmId": "3"]), Setup.prospect("p2", ["CrmId": "2", "Title": "CEO"])])
        try bench.sync()
        let rows = Dictionary(
            uniqueKeysWithValues: try bench.feedLines()[0].compactMap { line in
                ["1", "2", "3"].first { line.contains("lead\($0)@") }.map { ($0, line) }
            })
        #expect(try #require(rows["2"]).contains("\"title\":\"CEO\"") && rows["2"]!.contains("\"city\":\"Oslo\""))
        #expect(!(try #require(rows["1"])).contains("\"title\""), "nobody spoke of it: \(rows["1"]!)")
    }

    @Test func `do not erase: a blank leaves the value as it was, in one record and between two`() throws {
        let bench = try Workbench()
        try bench.deliver("leads.csv", [Setup.lead("1", ["City": "Oslo", "First": "Ada"])])
        try bench.sync()
        try bench.deliver(
            "leads.csv", [Setup.lead("1", ["City": "", "First": "Augusta", "Modified": "2026-07-01T00:00:00Z"])])
        try bench.deliver(
            "prospects.csv", [Setup.prospect("p1", ["CrmId": "1", "City": "", "Modified": "2026-08-01T00:00:00Z"])])
        try bench.sync()
        let lead = try bench.lead("lead1@example.com")
        #expect(lead.text(.city) == "Oslo" && lead.text(.firstName) == "Augusta")
    }
}
