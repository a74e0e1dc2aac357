import LeadModel
import LeadStore
import Testing

@testable import SyncEngine

@Suite struct `A change of a lead` {
    /// Three deliveries with changes of every kind: values, merges, decisions, feeds.
    private func deliver(_ part: Int, to bench: Workbench) throws {
        let leads: [[Row]] = [
            [Setup.discarded("1"), Setup.discarded("2"), Setup.lead("3"), Setup.discarded("4")],
            [
                Setup.discarded("1", ["City": "Oslo", "Modified": "2026-03-05T00:00:00Z"]),
                Setup.discarded("2", ["Email": "lead1@example.com", "Modified": "2026-03-05T00:00:00Z"]),
                Setup.lead("4", ["Status": "Working", "Modified": "2026-09-20T00:00:00Z"]), Setup.discarded("5"),
            ],
            [Setup.discarded("5", ["OptedOut": "true", "Modified": "2026-04-05T00:00:00Z"]), Setup.discarded("6")],
        ]
        try bench.deliver("leads-\(part).csv", leads[part])
        try bench.deliver(
            "calls-\(part).csv",
            [["Id": "c\(part)", "Who": "\(part + 3)", "Type": "Call", "At": "2026-09-2\(part)T10:00:00Z"]])
        try bench.deliver(
            "prospects-\(part).csv",
            [Setup.prospect("p\(part)", ["Email": "lead\(part + 1)@example.com", "Title": "CEO"])])
    }

    private func sound(_ bench: Workbench, _ comment: String = "") throws {
        let withoutHistory = try bench.count(
            "SELECT count(*) FROM lead l WHERE revision > 1 AND NOT EXISTS (SELECT 1 FROM lead_change c WHERE c.lead = l.lead AND c.revision = l.revision)"
        )
        #expect(withoutHistory == 0, "\(comment)")
        let gaps = try bench.count(
            "SELECT count(*) FROM lead l WHERE (SELECT count(DISTINCT revision) FROM lead_change c WHERE c.lead = l.lead) <> l.revision - 1"
        )
        #expect(gaps == 0, "\(comment)")
        let withoutLead = try bench.count(
            "SELECT count(*) FROM lead_change WHERE lead NOT IN (SELECT lead FROM lead UNION SELECT absorbed FROM lead_merge)"
        )
        #expect(withoutLead == 0, "\(comment)")
        // What receivers hold is what was decided, and what the outbox told them last.
        let recycled = "SELECT lead FROM lead WHERE decision = \(try code(of: .recycle))"
        #expect(
            try bench.query("SELECT lead FROM feed_member ORDER BY lead") == bench.query(recycled + " ORDER BY lead"),
            "\(comment)")
        let told =
            "SELECT lead FROM outbox o WHERE message = (SELECT max(message) FROM outbox WHERE lead = o.lead) AND action <> 'withdraw' ORDER BY lead"
        #expect(try bench.query(told) == bench.query("SELECT lead FROM feed_member ORDER BY lead"), "\(comment)")
        let early = try bench.count(
            "SELECT count(*) FROM outbox o JOIN lead l USING (lead) WHERE o.revision > l.revision")
        #expect(early == 0, "\(comment)")
        let homeless = try bench.count("SELECT count(*) FROM membership WHERE lead NOT IN (SELECT lead FROM lead)")
        #expect(homeless == 0, "\(comment)")
    }

    private func code(of kind: DecisionKind) throws -> Int {
        // The order in which the store numbers decisions; its own tests hold it fast.
        try #require([DecisionKind.recycle, .hold, .suppress, .leave].firstIndex(of: kind))
    }

    @Test func `has its history and its messages, and neither is there without it`() throws {
        let bench = try Workbench()
        for part in 0..<3 {
            try deliver(part, to: bench)
            try bench.sync()
            try sound(bench, "after delivery \(part)")
        }
        #expect(try bench.count("SELECT count(*) FROM lead WHERE revision > 1") >= 3)
        #expect(try bench.count("SELECT count(*) FROM lead_merge") == 1)
    }

    /// Each is a place where a disk could fail; the last ones are reached late in a run.
    private static let writes = [
        "INSERT ON raw_page", "INSERT ON version", "INSERT ON export_file", "INSERT ON match_key", "INSERT ON lead",
        "UPDATE ON lead",
        "INSERT ON membership", "INSERT ON lead_change", "INSERT ON lead_merge", "DELETE ON lead", "INSERT ON outbox",
        "INSERT ON feed_member",
        "DELETE ON feed_member", "DELETE ON waiting", "UPDATE OF reconciled ON source_stream", "INSERT ON feed_file",
        "UPDATE OF outcome ON run",
    ]

    @Test(arguments: writes)
    func `that fails at any statement leaves nothing, and the next run ends where an undisturbed one does`(
        statement: String
    ) throws {
        let calm = try Workbench()
        let broken = try Workbench()
        for part in 0..<3 {
            try deliver(part, to: calm)
            try calm.sync()
            try deliver(part, to: broken)
            if part > 0 {
                try broken.execute(
                    "CREATE TRIGGER failing BEFORE \(statement) BEGIN SELECT RAISE(ABORT, 'the disk failed'); END")
                do {
                    let reports = try broken.sync()
                    // A file that could not be recorded fails the run's report, not the call.
                    if statement.contains("feed_file") {
                        #expect(part == 1 ? reports.contains { $0.outcome == .failed } : true)
                    }
                } catch {
                    #expect((error as? Fault)?.code == .storeFailed, "\(error)")
                }
                try broken.execute("DROP TRIGGER failing")
                if !statement.contains("reconciled") { try sound(broken, "\(statement), in between") }
            }
            try broken.sync()
            try sound(broken, statement)
            #expect(try broken.dump() == calm.dump(), "\(statement), delivery \(part)")
        }
    }

    @Test func `is not lost where a key became shared and the run died before its leads were taken apart`() throws {
        let bench = try Workbench(sharedAbove: 3)
        try bench.deliver("leads.csv", (1...3).map { Setup.lead("\($0)", ["Email": "desk@example.com"]) })
        try bench.sync()
        try bench.deliver("leads-2.csv", [Setup.lead("4", ["Email": "desk@example.com"])])
        try bench.execute(
            "CREATE TRIGGER failing BEFORE INSERT ON lead BEGIN SELECT RAISE(ABORT, 'the disk failed'); END")
        #expect(throws: Fault.self) { try bench.sync() }
        try bench.execute("DROP TRIGGER failing")
        try bench.sync()
        #expect(try bench.people() == Set((1...4).map { ["crm/leads/\($0)"] }))
    }
}
