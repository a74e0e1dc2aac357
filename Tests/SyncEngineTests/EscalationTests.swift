import LeadModel
import LeadStore
import Testing

@testable import SyncEngine

/// Leads that nobody touches are told to somebody in sales by a feed.
@Suite struct `A lead that is escalated` {
    private static let feed = """
        feed: overdue
        select: { decision: escalate }
        fields: { lead: lead-id, owner: owner, tell: track, since: waiting-since, what: action }
        format: ndjson
        to: { folder: feeds/overdue }
        mode: incremental

        """

    private static func bench(_ feed: String = feed) throws -> Workbench {
        let bench = try Workbench(feeds: ["nurture": Setup.nurture, "overdue": feed])
        try bench.edit(
            "config/agreement.yaml", "    recycling:\n",
            "    sales: { escalate: [{ after: 1d, track: team-lead }, { after: 3d, track: head }] }\n    recycling:\n")
        return bench
    }

    private static let waiting = Setup.lead(
        "1", ["Owner": "Dana", "Status": "Open", "Modified": "2026-09-28T10:00:00Z"])

    @Test func `is told once a step by the passing of time alone, and taken back when sales calls`() throws {
        let bench = try Self.bench()
        try bench.deliver("leads.csv", [Self.waiting])
        #expect(try bench.sync("2026-09-28T12:00:00Z").map(\.moved.escalated).reduce(0, +) == 0)
        #expect(try bench.feedLines("overdue").isEmpty)
        let reports = try bench.sync("2026-09-29T12:00:00Z")
        #expect(reports.map(\.moved.escalated) == [1, 0] && reports.map(\.moved.recycled) == [0, 0])
        let added =
            #"{"lead":"L1","owner":"Dana","tell":"team-lead","since":"2026-09-28T10:00:00Z","what":"add"}"#
        #expect(try bench.feedLines("overdue") == [[added]])
        // Told already: the next run says nothing.
        #expect(try bench.sync("2026-09-30T12:00:00Z").map(\.moved.escalated).reduce(0, +) == 0)
        #expect(try bench.feedLines("overdue").count == 1)
        #expect(try bench.sync("2026-10-01T12:00:00Z").map(\.moved.escalated).reduce(0, +) == 1)
        let changed = try #require(try bench.feedLines("overdue").last)
        #expect(changed.count == 1 && changed[0].contains(#""tell":"head""#) && changed[0].contains("change"))
        let run = try #require(try bench.workspace().openForReading().runs(limit: 2).first { $0.moved.escalated > 0 })
        #expect(run.moved.escalated == 1)

        try bench.deliver("calls.csv", [["Id": "c1", "Who": "1", "Type": "Call", "At": "2026-10-01T13:00:00Z"]])
        try bench.sync("2026-10-02T12:00:00Z")
        let taken = try #require(try bench.feedLines("overdue").last)
        #expect(taken.count == 1 && taken[0].contains("withdraw"))
        #expect(try bench.leads().map(\.decision.kind) == [.leave] && bench.leads()[0].decision.due == nil)
    }

    @Test func `goes on to marketing when it counts as untouched`() throws {
        let bench = try Self.bench()
        try bench.deliver("leads.csv", [Self.waiting])
        try bench.sync("2026-10-05T12:00:00Z")
        try bench.sync("2026-10-13T12:00:00Z")
        #expect(try bench.feedLines("overdue").map { $0.map { $0.contains("withdraw") } } == [[false], [true]])
        #expect(try bench.feedLines("nurture").last?.first?.contains("first-touch") == true)
    }

    @Test func `names the team that owns its stage, and says so when it is another`() throws {
        let bench = try Self.bench(Self.feed.replacing("owner: owner", with: "owner: owner, team: stage-owner"))
        try bench.edit("config/agreement.yaml", "    sales:", "    stages: { assigned: inside }\n    sales:")
        try bench.deliver("leads.csv", [Self.waiting.merging(["Owner": ""]) { $1 }])
        try bench.sync("2026-09-29T12:00:00Z")
        #expect(try bench.feedLines("overdue").last?.first?.contains(#""team":"inside""#) == true)
        let shown = try Program.run(["lead", "show", "L1", "--output", "json"], in: bench.folder).output
        #expect(shown.contains(#""owner":null"#) && shown.contains(#""team":"inside""#), "\(shown)")
        let untouched = try Program.run(
            ["report", "untouched", "--as-of", "2026-09-29T12:00:00Z", "--output", "json"], in: bench.folder
        ).output
        #expect(untouched.contains(#""next-to-act":null"#) && untouched.contains(#""team":"inside""#), "\(untouched)")
        try bench.edit("config/agreement.yaml", "assigned: inside", "assigned: outside")
        try bench.sync("2026-09-29T13:00:00Z")
        let told = try #require(try bench.feedLines("overdue").last?.first)
        #expect(told.contains(#""team":"outside""#) && told.contains("change"))
    }

    /// Only the leads that are due are read in a run without news.
    /// Where no feed carries it, its records need not be read for it, and it is counted all the same.
    @Test func `is decided and counted by an agreement that is new, with a feed and without`() throws {
        var dumps: [[String]] = []
        for feed in [Self.feed, Self.feed.replacing("decision: escalate", with: "decision: return")] {
            let bench = try Self.bench(feed)
            let agreed = try bench.text("config/agreement.yaml")
            try bench.write("config/agreement.yaml", Setup.agreement)
            try bench.deliver("leads.csv", [Self.waiting])
            try bench.sync("2026-10-02T12:00:00Z")
            try bench.write("config/agreement.yaml", agreed)
            let reports = try bench.sync("2026-10-02T12:00:00Z")
            #expect(reports.map(\.moved.escalated).reduce(0, +) == 1)
            dumps.append(try bench.leads().map { "\($0.decision)" })
        }
        #expect(dumps[0] == dumps[1])
    }

    @Test func `waits for its time like any other that is due`() throws {
        let bench = try Self.bench()
        try bench.deliver("leads.csv", [Self.waiting, Setup.lead("2", ["Modified": "2026-09-29T10:00:00Z"])])
        try bench.sync("2026-09-29T12:00:00Z")
        func due(_ time: String) throws -> [LeadID] {
            try bench.workspace().openForReading().leads(matching: LeadFilter(dueBy: Instant(rfc3339: time))).map(\.id)
        }
        #expect(try due("2026-09-30T09:59:59Z").isEmpty)
        #expect(try due("2026-09-30T10:00:00Z") == [LeadID(number: 2)])
        #expect(try due("2026-10-01T10:00:00Z").count == 2)
    }

    @Test func `reaches only the feed of its track`() throws {
        let bench = try Self.bench(Self.feed.replacing("decision: escalate", with: "decision: escalate, tracks: head"))
        try bench.deliver("leads.csv", [Self.waiting])
        try bench.sync("2026-09-29T12:00:00Z")
        #expect(try bench.feedLines("overdue").isEmpty && bench.leads()[0].decision.track == "team-lead")
        try bench.sync("2026-10-01T12:00:00Z")
        #expect(try bench.feedLines("overdue").map(\.count) == [1])
    }

    @Test func `is not told of when its person is suppressed between the decision and the file`() throws {
        let bench = try Self.bench()
        try bench.deliver("leads.csv", [Self.waiting])
        try bench.sync("2026-09-28T12:00:00Z")
        let add = [
            "suppression", "add", "lead1@example.com", "--reason", "opt-out", "--now", "2026-09-29T11:00:00Z",
        ]
        #expect(try Program.run(add, in: bench.folder).status == 0)
        try bench.sync("2026-09-29T12:00:00Z")
        #expect(try bench.feedLines("overdue").isEmpty && bench.leads()[0].decision.kind == .suppress)
    }

    @Test func `is missed by config check where no feed carries it, and by a feed where nothing is escalated`() throws {
        let bench = try Self.bench(Self.feed.replacing("decision: escalate", with: "decision: escalate, tracks: boss"))
        let unserved = try Program.run(["config", "check"], in: bench.folder)
        #expect(unserved.all.contains("no version of the agreement escalates a lead to the track 'boss'"))
        #expect(unserved.all.contains("no feed carries the track 'team-lead'; nobody is told of its leads"))
        try bench.write("config/agreement.yaml", Setup.agreement)
        let idle = try Program.run(["config", "check"], in: bench.folder)
        #expect(idle.all.contains("no version of the agreement escalates leads, so this feed stays empty"))
        #expect(!idle.all.contains("'boss'"))
    }

    @Test func `is counted by a plan and listed`() throws {
        let bench = try Self.bench()
        let agreed = try bench.text("config/agreement.yaml")
        try bench.write("config/agreement.yaml", Setup.agreement)
        try bench.deliver("leads.csv", [Self.waiting])
        try bench.sync("2026-10-02T12:00:00Z")
        try bench.write("config/agreement.yaml", agreed)
        let preview = try Program.run(["recycle", "preview", "--as-of", "2026-10-02T12:00:00Z"], in: bench.folder)
        #expect(preview.status == 0 && preview.all.contains("escalate"), "\(preview.all)")
        try bench.sync("2026-10-02T12:00:00Z")
        let list = try Program.run(
            ["recycle", "list", "--decision", "escalate", "--output", "json"], in: bench.folder)
        #expect(list.output.contains(#""lead":"L1""#) && list.output.contains(#""track":"head""#), "\(list.all)")
    }
}
