import LeadModel
import LeadStore
import Testing

@testable import SyncEngine

@Suite struct `A lead that goes back to sales` {
    private static let returned = """
        feed: returned
        select: { decision: return }
        fields: { lead: lead-id, crm: { id-in: crm }, owner: previous-owner, because: returned-because, did: did-since, early: early, what: action }
        format: ndjson
        to: { folder: feeds/returned }
        mode: incremental

        """

    private static func bench() throws -> Workbench {
        let bench = try Workbench(feeds: ["nurture": Setup.nurture, "returned": returned])
        try bench.edit(
            "config/agreement.yaml", "      triggers:",
            "      return-to-sales: activity form-fill within 7d\n      triggers:")
        return bench
    }

    private static let form: Row = ["Id": "f1", "Who": "1", "Type": "Form", "At": "2026-09-20T10:00:00Z"]
    private static let lead = Setup.discarded("1", ["Owner": "Dana"])

    @Test func `leaves marketing's feed and comes to sales' with its story, until sales takes it`() throws {
        let bench = try Self.bench()
        try bench.deliver("leads.csv", [Self.lead, Setup.discarded("2")])
        try bench.sync()
        #expect(try bench.feedLines().map(\.count) == [2] && bench.feedLines("returned").isEmpty)
        try bench.deliver("calls.csv", [Self.form])
        let reports = try bench.sync("2026-10-02T06:00:00Z")
        #expect(reports.map(\.moved.returned) == [1, 0] && reports.map(\.moved.recycled) == [0, 0])
        let away = try #require(try bench.feedLines().last)
        #expect(away.count == 1 && away[0].contains("withdraw"))
        #expect(
            try bench.feedLines("returned") == [
                [
                    #"{"lead":"L1","crm":"1","owner":"Dana","because":"activity form-fill within 7d (1, the last on 2026-09-20)","did":"1 form-fill (2026-09-20)","early":false,"what":"add"}"#
                ]
            ])
        try bench.deliver(
            "leads.csv",
            [
                Setup.lead("1", ["Owner": "Dana", "Status": "Working", "Modified": "2026-10-03T00:00:00Z"]),
                Setup.discarded("2"),
            ])
        try bench.sync("2026-10-04T06:00:00Z")
        let taken = try #require(try bench.feedLines("returned").last)
        #expect(taken.count == 1 && taken[0].contains("withdraw"))
        #expect(try bench.feedLines("nurture").count == 2)
    }

    @Test func `stays there run after run, and is not looked at again`() throws {
        let bench = try Self.bench()
        try bench.deliver("leads.csv", [Self.lead])
        try bench.deliver("calls.csv", [Self.form.merging(["At": "2026-03-10T10:00:00Z"]) { $1 }])
        try bench.sync("2026-03-11T06:00:00Z")
        let lead = try #require(try bench.leads().first)
        #expect(lead.decision.kind == .return && lead.decision.isEarlyReturn)
        #expect(try bench.lead("lead1@example.com").decision.returned == Instant(rfc3339: "2026-03-10T10:00:00Z"))
        try bench.sync("2026-12-01T06:00:00Z")
        #expect(try bench.leads() == [lead])
        #expect(
            try bench.workspace().openForReading().leads(
                matching: LeadFilter(dueBy: Instant(rfc3339: "2027-01-01T00:00:00Z"))
            ).isEmpty)
    }

    @Test func `is the same whatever came first`() throws {
        var dumps: [[String]] = []
        for files in [["leads", "calls"], ["calls", "leads"]] {
            let bench = try Self.bench()
            for (day, file) in files.enumerated() {
                try bench.deliver("\(file).csv", file == "leads" ? [Self.lead] : [Self.form])
                try bench.sync("2026-10-0\(day + 1)T06:00:00Z")
            }
            dumps.append(try bench.dump())
        }
        #expect(dumps[0] == dumps[1] && dumps[0].contains { $0.contains(#""decision":"return""#) })
    }

    @Test func `is withdrawn where it opts out`() throws {
        let bench = try Self.bench()
        try bench.deliver("leads.csv", [Self.lead])
        try bench.deliver("calls.csv", [Self.form])
        try bench.sync()
        try bench.deliver(
            "leads.csv", [Self.lead.merging(["OptedOut": "true", "Modified": "2026-09-25T00:00:00Z"]) { $1 }])
        try bench.sync("2026-10-02T06:00:00Z")
        #expect(try bench.feedLines("returned").last?.first?.contains("withdraw") == true)
    }

    @Test func `is listed, explained and shown to those who look with SQL`() throws {
        let bench = try Self.bench()
        try bench.deliver("leads.csv", [Self.lead, Setup.discarded("2")])
        try bench.deliver("calls.csv", [Self.form.merging(["At": "2026-03-10T10:00:00Z"]) { $1 }])
        try bench.sync()
        let listed = try Program.run(
            ["recycle", "list", "--decision", "return", "--output", "ndjson"], in: bench.folder)
        #expect(listed.all.split(separator: "\n").count == 1)
        #expect(
            listed.all.contains(
                #""returned":"2026-03-10T10:00:00Z","early":true,"control":null,"decision":"return","cause":"re-qualified""#
            ),
            "\(listed.all)")
        let said = try Program.run(["recycle", "explain", "L1"], in: bench.folder)
        #expect(said.all.contains("L1 goes back to sales"), "\(said.all)")
        let told = try Program.run(["recycle", "explain", "L1", "--output", "json"], in: bench.folder)
        #expect(told.all.contains(#""returned":"2026-03-10T10:00:00Z","early":true"#), "\(told.all)")
        #expect(
            try bench.count(
                "SELECT count(*) FROM unified_lead WHERE decision = 'return' AND returned = '2026-03-10T10:00:00Z'")
                == 1)
    }

    @Test func `is foreseen by the plan of a new agreement, and done by applying it`() throws {
        let bench = try Workbench(feeds: ["nurture": Setup.nurture, "returned": Self.returned])
        try bench.deliver("leads.csv", [Self.lead])
        try bench.deliver("calls.csv", [Self.form])
        try bench.sync()
        #expect(try bench.leads()[0].decision.kind == .recycle)
        try bench.edit(
            "config/agreement.yaml", "      triggers:",
            "      return-to-sales: activity form-fill within 7d\n      triggers:")
        let plan = try Program.run(["plan", "--now", Setup.now, "--output", "json"], in: bench.folder)
        #expect(plan.all.contains(#""decisions":[{"from":"recycle","to":"return","leads":1}]"#), "\(plan.all)")
    }
}
