import Failpoints
import Foundation
import LeadModel
import LeadStore
import Testing

@testable import SyncEngine

@Suite struct `What is due by itself` {
    /// Sales at six o'clock, marketing every quarter of an hour.
    private func bench(feeds: [String: String] = ["nurture": Setup.nurture]) throws -> Workbench {
        let bench = try Workbench(feeds: feeds)
        try bench.write("config/sources/crm.yaml", Setup.crm + "schedule: \"0 6 * * *\"\n")
        try bench.deliver("leads.csv", [Setup.discarded("1")])
        return bench
    }

    private func due(_ bench: Workbench, _ now: String) throws -> DueWork {
        try DueWork.now(in: bench.workspace(), at: #require(Instant(rfc3339: now)))
    }

    private func syncDue(_ bench: Workbench, _ now: String) throws -> [String] {
        var options = SyncRun.Options(now: try #require(Instant(rfc3339: now)))
        options.isDueOnly = true
        return try SyncRun(bench.workspace(), options: options, progress: ProgressReport { _ in }).run().map(\.source)
    }

    @Test func `is every source that was never read`() throws {
        let bench = try bench()
        #expect(try due(bench, "2026-10-01T12:00:00Z").sources == ["crm", "web"])
        #expect(try syncDue(bench, "2026-10-01T12:00:00Z") == ["crm", "web"])
        let next = try due(bench, "2026-10-01T12:00:00Z")
        #expect(next.isEmpty && next.next == Instant(rfc3339: "2026-10-01T12:15:00Z"))
    }

    @Test func `is a source behind each of its times, once, by its own schedule or the usual one`() throws {
        let bench = try bench()
        #expect(try syncDue(bench, "2026-10-01T12:00:00Z") == ["crm", "web"])
        #expect(try syncDue(bench, "2026-10-01T12:14:59Z") == [])
        #expect(try syncDue(bench, "2026-10-01T12:15:00Z") == ["web"])
        #expect(try syncDue(bench, "2026-10-01T12:20:00Z") == [])
        #expect(try syncDue(bench, "2026-10-02T06:00:00Z") == ["crm", "web"])
        // Three days away: once.
        #expect(try syncDue(bench, "2026-10-05T07:00:00Z") == ["crm", "web"])
        #expect(try syncDue(bench, "2026-10-05T07:01:00Z") == [])
        try bench.write("config/leadloop.yaml", "schedule: never\n")
        #expect(try syncDue(bench, "2026-10-05T23:00:00Z") == [])
        #expect(try syncDue(bench, "2026-10-06T06:00:00Z") == ["crm"])
    }

    @Test func `is over when anybody has synchronised, but not by a single record`() throws {
        let bench = try bench()
        try bench.sync("2026-10-01T12:00:00Z")
        try bench.sync("2026-10-01T12:16:00Z")
        #expect(try due(bench, "2026-10-01T12:16:00Z").isEmpty)
        var options = SyncRun.Options(now: try #require(Instant(rfc3339: "2026-10-01T12:31:00Z")))
        options.extent = .since(try #require(Instant(rfc3339: "2026-10-01T00:00:00Z")))
        _ = try SyncRun(bench.workspace(), options: options, progress: ProgressReport { _ in }).run()
        #expect(try due(bench, "2026-10-01T12:31:00Z").sources == ["web"])
    }

    @Test func `does not make a plan out of date`() throws {
        let bench = try bench()
        try bench.sync("2026-10-01T12:00:00Z")
        let store = try LeadStore(at: bench.path("store/leadloop.sqlite"), for: .read)
        let stand = try store.stand()
        try bench.sync("2026-10-01T12:16:00Z")
        #expect(try store.stand() == stand)
    }

    @Test func `is a feed at its time, though no source is`() throws {
        let bench = try bench(feeds: ["nurture": Setup.nurture + "schedule: \"0 9 * * *\"\n"])
        try bench.write("config/leadloop.yaml", "schedule: never\n")
        try bench.sync("2026-10-01T06:00:00Z")
        try bench.deliver("leads.csv", (1...3).map { Setup.discarded("\($0)") })
        try bench.sync("2026-10-01T07:00:00Z")
        #expect(try bench.feedLines().count == 1)
        #expect(try due(bench, "2026-10-01T09:00:00Z").feeds == ["nurture"])
        #expect(try syncDue(bench, "2026-10-01T09:00:00Z") == ["due"])
        #expect(try bench.feedLines().count == 2)
        #expect(try due(bench, "2026-10-01T09:00:01Z").feeds == [])
    }

    @Test func `is a lead whose time has come, where no sync decides it soon`() throws {
        let bench = try bench()
        try bench.write("config/leadloop.yaml", "schedule: never\n")
        try bench.deliver("leads.csv", [Setup.discarded("1", ["Modified": "2026-09-30T10:00:00Z"])])
        try bench.sync("2026-10-01T06:00:00Z")
        let store = try LeadStore(at: bench.path("store/leadloop.sqlite"), for: .read)
        let hold = try #require(try store.firstDueLead())
        let early = Instant(milliseconds: hold.milliseconds + 1_000)
        #expect(try DueWork.now(in: bench.workspace(), at: early).leads == false)
        let late = Instant(milliseconds: hold.milliseconds + Int64(DueWork.leadsWaitSeconds) * 1_000)
        // The source has its time by then, too; that it is decided though none is read is the point here.
        try bench.edit("config/sources/crm.yaml", "schedule: \"0 6 * * *\"", "schedule: \"0 0 29 2 *\"")
        #expect(try DueWork.now(in: bench.workspace(), at: late).leads)
        #expect(try syncDue(bench, late.description) == ["due"])
        #expect(try DueWork.now(in: bench.workspace(), at: late).leads == false)
        #expect(try bench.feedLines().last?.count == 1)
    }

    @Test func `is what a run left that was killed`() throws {
        let bench = try bench()
        try bench.sync("2026-10-01T12:00:00Z")
        try bench.deliver("leads.csv", (1...3).map { Setup.discarded("\($0)") })
        try Program.run(["sync", "--now", "2026-10-01T12:01:00Z"], in: bench.folder, dyingAt: .keysJoined)
        let work = try due(bench, "2026-10-01T12:02:00Z")
        #expect(work.isUnfinished && work.sources == [])
        #expect(try syncDue(bench, "2026-10-01T12:02:00Z") == ["due"])
        #expect(try due(bench, "2026-10-01T12:03:00Z").isEmpty)
        let twin = try self.bench()
        try twin.sync("2026-10-01T12:00:00Z")
        try twin.deliver("leads.csv", (1...3).map { Setup.discarded("\($0)") })
        try twin.sync("2026-10-01T12:02:00Z")
        #expect(try bench.dump() == twin.dump())
    }

    @Test func `leaves out what is paused, until its time or until it is resumed`() throws {
        let bench = try bench(feeds: ["nurture": Setup.nurture, "crm": Setup.nurture.replacing("nurture", with: "crm")])
        try bench.sync("2026-10-01T12:00:00Z")
        let desk = try ScheduleDesk(bench.workspace())
        let now = try #require(Instant(rfc3339: "2026-10-01T12:01:00Z"))
        #expect(throws: Fault.self) { try desk.pause("crm", until: nil, because: nil, at: now) }
        _ = try desk.pause("source:crm", until: nil, because: "new fields", at: now)
        _ = try desk.pause("web", until: Instant(rfc3339: "2026-10-01T13:00:00Z"), because: nil, at: now)
        _ = try desk.pause("nurture", until: nil, because: nil, at: now)
        try bench.deliver("leads.csv", (1...3).map { Setup.discarded("\($0)") })
        #expect(try due(bench, "2026-10-01T12:30:00Z").next == Instant(rfc3339: "2026-10-01T13:00:00Z"))
        #expect(try syncDue(bench, "2026-10-02T06:00:00Z") == ["web"])
        #expect(try bench.sync("2026-10-02T06:01:00Z").map(\.source) == ["web"])
        #expect(try bench.sync("2026-10-02T06:02:00Z", only: ["crm"]).map(\.source) == ["crm"])
        #expect(try bench.feedLines("nurture").count == 1)
        #expect(try bench.feedLines("crm").count == 2)
        #expect(try desk.resume("source:crm") == .source("crm"))
        #expect(try desk.resume("source:crm") == nil)
        _ = try desk.resume("nurture")
        #expect(try syncDue(bench, "2026-10-03T06:00:00Z") == ["crm", "web"])
        #expect(try bench.feedLines("nurture").count == 2)
    }

    @Test func `is listed with its last and next times, and its pauses`() throws {
        let bench = try bench()
        let before = try Program.run(["schedule", "list", "--output", "csv"], in: bench.folder)
        #expect(before.output.contains("crm,source,0 6 * * *,,"), "\(before.all)")
        try bench.sync("2026-10-01T12:00:00Z")
        let paused = try Program.run(["schedule", "pause", "crm", "--because", "new fields"], in: bench.folder)
        #expect(
            paused.status == 0 && paused.talk.contains("is paused until `leadloop schedule resume crm`"),
            "\(paused.all)")
        let listed = try Program.run(["schedule", "list", "--output", "csv"], in: bench.folder)
        #expect(
            listed.output.contains("web,source,*/15 * * * *,2026-10-01T12:00:00Z,2026-10-01T12:15:00Z"),
            "\(listed.all)")
        #expect(listed.output.contains("new fields"), "\(listed.all)")
        let next = try Program.run(["schedule", "next", "--count", "5", "--output", "csv"], in: bench.folder)
        #expect(next.output.split(separator: "\n").count == 6 && !next.output.contains("crm"), "\(next.all)")
        let resumed = try Program.run(["schedule", "resume", "crm"], in: bench.folder)
        #expect(resumed.talk.contains("comes by itself again"), "\(resumed.all)")
        let unknown = try Program.run(["schedule", "pause", "cmr"], in: bench.folder)
        #expect(unknown.status == 78 && unknown.talk.contains("crm"), "\(unknown.all)")
    }

    @Test func `is looked for without the lock of a writer`() throws {
        let bench = try bench()
        try bench.sync()
        let now = Instant.now
        var options = SyncRun.Options(now: now)
        options.isDueOnly = true
        _ = try SyncRun(bench.workspace(), options: options, progress: ProgressReport { _ in }).run()
        // Whoever works on the store keeps nobody from finding out that there is nothing to do.
        try bench.edit("config/sources/crm.yaml", "schedule: \"0 6 * * *\"", "schedule: \"@yearly\"")
        try bench.write("config/leadloop.yaml", "schedule: \"@yearly\"\n")
        let lock = try StoreLock(beside: bench.path("store/leadloop.sqlite"), holder: "the test")
        let said = try Program.run(["sync", "--due"], in: bench.folder)
        #expect(said.status == 0 && said.talk.contains("Nothing is due"), "\(said.all)")
        withExtendedLifetime(lock) {}
    }
}
