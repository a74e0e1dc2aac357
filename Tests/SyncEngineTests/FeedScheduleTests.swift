import ConfigFiles
import Feedback
import LeadModel
import LeadStore
import Testing

@testable import SyncEngine

@Suite struct `A feed with a schedule` {
    private func bench(_ schedule: String) throws -> Workbench {
        try Workbench(feeds: ["nurture": Setup.nurture + "schedule: \(schedule)\n"])
    }

    /// Syncs with one more lead than before.
    private func sync(_ bench: Workbench, _ now: String, leads: Int) throws -> Int {
        try bench.deliver("leads.csv", (1...leads).map { Setup.discarded("\($0)") })
        try bench.sync(now)
        return try bench.feedLines().count
    }

    @Test func `has its first file at once, and the next with the first sync behind each time`() throws {
        let bench = try bench("\"0 6 * * *\"")
        #expect(try sync(bench, "2026-10-01T12:00:00Z", leads: 1) == 1)
        #expect(try sync(bench, "2026-10-01T18:00:00Z", leads: 2) == 1)
        #expect(try sync(bench, "2026-10-02T05:59:59Z", leads: 3) == 1)
        let listing = try #require(try FeedDesk(bench.workspace(), isWriter: false).list().first)
        #expect(listing.next == Instant(rfc3339: "2026-10-02T06:00:00Z") && listing.waiting == 2)
        #expect(try sync(bench, "2026-10-02T06:00:00Z", leads: 3) == 2)
        #expect(try bench.feedLines()[1].count == 2)
    }

    @Test func `waits for its next time though there was nothing to tell at the last`() throws {
        let bench = try bench("{ cron: \"@daily\" }")
        #expect(try sync(bench, "2026-10-01T12:00:00Z", leads: 1) == 1)
        #expect(try sync(bench, "2026-10-02T00:10:00Z", leads: 1) == 1)
        #expect(try sync(bench, "2026-10-02T12:00:00Z", leads: 2) == 1)
        #expect(try sync(bench, "2026-10-03T00:10:00Z", leads: 2) == 2)
    }

    @Test func `makes up for what it missed by one file, and goes on by the clock`() throws {
        let bench = try bench("\"0 6 * * *\"")
        #expect(try sync(bench, "2026-10-01T06:00:00Z", leads: 1) == 1)
        #expect(try sync(bench, "2026-10-05T09:00:00Z", leads: 4) == 2)
        #expect(try sync(bench, "2026-10-05T10:00:00Z", leads: 5) == 2)
        #expect(try sync(bench, "2026-10-06T06:00:00Z", leads: 5) == 3)
    }

    @Test func `goes by the clocks of its zone, or of the agreement's`() throws {
        let own = try bench("{ cron: \"0 6 * * *\", zone: Asia/Tokyo }")
        #expect(try sync(own, "2026-10-01T12:00:00Z", leads: 1) == 1)
        #expect(try sync(own, "2026-10-01T20:59:00Z", leads: 2) == 1)
        #expect(try sync(own, "2026-10-01T21:00:00Z", leads: 2) == 2)
        let agreed = try bench("\"0 6 * * *\"")
        try agreed.edit("config/agreement.yaml", "zone: UTC", "zone: America/New_York")
        #expect(try sync(agreed, "2026-10-01T12:00:00Z", leads: 1) == 1)
        #expect(try sync(agreed, "2026-10-02T09:59:00Z", leads: 2) == 1)
        #expect(try sync(agreed, "2026-10-02T10:00:00Z", leads: 2) == 2)
    }

    @Test func `is written when somebody asks for it, and closed at once`() throws {
        let bench = try bench("\"@monthly\"")
        #expect(try sync(bench, "2026-10-01T12:00:00Z", leads: 1) == 1)
        #expect(try sync(bench, "2026-10-02T12:00:00Z", leads: 2) == 1)
        do {
            let desk = try FeedDesk(bench.workspace(), isWriter: true)
            let now = try #require(Instant(rfc3339: "2026-10-02T13:00:00Z"))
            #expect(try desk.export(["nurture"], now: now).files.count == 1)
        }
        try bench.remove("config/feeds/nurture.yaml")
        let closed = try Program.run(["feed", "close", "nurture", "--yes"], in: bench.folder)
        #expect(closed.status == 0, "\(closed.all)")
        #expect(try bench.feedLines().last?.allSatisfy { $0.contains("withdraw") } == true)
    }

    @Test(arguments: [
        ("\"0 25 * * *\"", "the schedule is none: '25' is no hour"), ("\"0 6 * *\"", "it has 4 fields"),
        ("{ cron: \"@daily\", zone: Europe/Nowhere }", "this is no time zone"), ("\"@sometimes\"", "is none of"),
    ])
    func `that is none is refused with its place`(schedule: String, why: String) throws {
        let bench = try bench(schedule)
        let list = #expect(throws: FaultList.self) { try bench.workspace() }
        let fault = try #require(list?.faults.first)
        #expect(fault.summary.contains(why) && fault.origin?.line != nil, "\(fault)")
    }

    @Test func `has files`() throws {
        let text =
            "feed: rows\nselect: { decision: recycle }\nfields: { email: email }\nto: { destination: x }\nschedule: \"@daily\"\n"
        let list = #expect(throws: FaultList.self) { try FeedDefinition.compile(text, file: "rows.yaml") }
        #expect(list?.faults.map(\.summary) == ["'schedule' is a matter of files"], "\(list?.faults ?? [])")
    }
}
