import Foundation
import LeadModel
import LeadStore
import Synchronization
import Testing

@testable import SyncEngine

/// A service whose clock the test sets.
private final class Bench {
    let bench: Workbench
    let worker: ServiceWorker
    private let time: Time
    private let heard: Heard

    private final class Time: Sendable {
        let now: Mutex<Instant>
        init(_ now: Instant) { self.now = Mutex(now) }
    }

    private final class Heard: Sendable {
        let events = Mutex<[ServiceEvent]>([])
    }

    init(_ now: String = "2026-10-01T12:00:00Z", prepare: (Workbench) throws -> Void = { _ in }) throws {
        bench = try Workbench()
        try bench.write("config/sources/crm.yaml", Setup.crm + "schedule: \"0 6 * * *\"\n")
        try bench.deliver("leads.csv", [Setup.discarded("1")])
        try prepare(bench)
        let time = Time(try #require(Instant(rfc3339: now)))
        let heard = Heard()
        self.time = time
        self.heard = heard
        worker = ServiceWorker(
            config: bench.path("config"), workspace: try bench.workspace(),
            clock: ServiceWorker.Clock { time.now.withLock { $0 } },
            hear: { event in heard.events.withLock { $0.append(event) } })
    }

    /// Sets the clock and lets it do what is due.
    @discardableResult
    func step(_ now: String) throws -> [ServiceEvent] { try step(at: #require(Instant(rfc3339: now))) }

    func step(at now: Instant) -> [ServiceEvent] {
        time.now.withLock { $0 = now }
        worker.step()
        return heard.events.withLock { events in
            defer { events = [] }
            return events
        }
    }
}

extension [ServiceEvent] {
    fileprivate var ran: [String] {
        compactMap { if case .ran(let report) = $0 { "\(report.source) \(report.outcome.rawValue)" } else { nil } }
    }

    fileprivate var failed: [(code: FaultCode, again: Instant)] {
        compactMap { if case .failed(let fault, let again) = $0 { (fault.code, again) } else { nil } }
    }

    fileprivate var refused: [Fault] {
        flatMap { event -> [Fault] in if case .refused(let faults) = event { faults } else { [] } }
    }
    fileprivate var backups: [BackupDesk.Made] {
        compactMap { if case .backedUp(let made) = $0 { made } else { nil } }
    }
    fileprivate var reloads: Int { count { if case .reloaded = $0 { true } else { false } } }
    fileprivate var waits: Int { count { if case .waiting = $0 { true } else { false } } }
}

@Suite struct `A service` {
    @Test func `synchronises what is due, and nothing else`() throws {
        let bench = try Bench()
        #expect(try bench.step("2026-10-01T12:00:00Z").ran == ["crm succeeded", "web succeeded"])
        #expect(try bench.step("2026-10-01T12:00:05Z").isEmpty)
        #expect(try bench.step("2026-10-01T12:15:00Z").ran == ["web succeeded"])
        #expect(try bench.step("2026-10-02T06:00:00Z").ran == ["crm succeeded", "web succeeded"])
        #expect(try bench.bench.feedLines().count == 1)
    }

    @Test func `lets go of the store between two pieces of work`() throws {
        let bench = try Bench()
        try bench.step("2026-10-01T12:00:00Z")
        #expect(throws: Never.self) { _ = try bench.bench.workspace().openForWriting() }
    }

    @Test func `waits for another process that writes, says so once, and goes on`() throws {
        let bench = try Bench()
        try bench.step("2026-10-01T12:00:00Z")
        do {
            let lock = try StoreLock(beside: bench.bench.path("store/leadloop.sqlite"), holder: "the test")
            let first = try bench.step("2026-10-01T12:15:00Z")
            #expect(first.waits == 1 && first.ran.isEmpty && first.failed.isEmpty)
            #expect(try bench.step("2026-10-01T12:16:00Z").waits == 0)
            withExtendedLifetime(lock) {}
        }
        #expect(try bench.step("2026-10-01T12:17:00Z").ran == ["web succeeded"])
    }

    @Test func `tries what failed again, later each time, and does other work meanwhile`() throws {
        let bench = try Bench()
        try bench.step("2026-10-01T12:00:00Z")
        let store = bench.bench.path("store/leadloop.sqlite")
        let bytes = try Data(contentsOf: URL(fileURLWithPath: store))
        try Data(repeating: 7, count: 10_000).write(to: URL(fileURLWithPath: store))
        let first = try bench.step("2026-10-01T12:15:00Z")
        #expect(first.failed.first?.code == .storeDamaged, "\(first)")
        #expect(first.failed.first?.again == Instant(rfc3339: "2026-10-01T12:15:10Z"))
        #expect(try bench.step("2026-10-01T12:15:05Z").isEmpty)
        let second = try bench.step("2026-10-01T12:15:10Z")
        #expect(second.failed.first?.again == Instant(rfc3339: "2026-10-01T12:15:30Z"), "\(second)")
        #expect(bench.worker.standing.troubles[.sync]?.code == .storeDamaged)
        #expect(!ServiceHealth.ofWork(bench.worker, at: bench.worker.standing.beat).isWell)
        #expect(ServiceHealth.ofProcess(bench.worker.standing, at: bench.worker.standing.beat).isWell)
        try bytes.write(to: URL(fileURLWithPath: store))
        #expect(try bench.step("2026-10-01T12:30:00Z").ran == ["web succeeded"])
        #expect(bench.worker.standing.troubles.isEmpty)
    }

    @Test func `is dead to those who ask when it shows no life`() throws {
        let bench = try Bench()
        try bench.step("2026-10-01T12:00:00Z")
        let late = try #require(Instant(rfc3339: "2026-10-01T12:15:01Z"))
        #expect(!ServiceHealth.ofProcess(bench.worker.standing, at: late).isWell)
    }

    @Test func `uses a new configuration when it is told to, and keeps the old one where the new has findings`() throws
    {
        let bench = try Bench()
        try bench.step("2026-10-01T12:00:00Z")
        try bench.bench.edit("config/sources/crm.yaml", "0 6 * * *", "0 99 * * *")
        #expect(try bench.step("2026-10-01T12:15:00Z").ran == ["web succeeded"])
        bench.worker.reload()
        let refused = try bench.step("2026-10-01T12:30:00Z")
        #expect(refused.refused.first?.summary.contains("'99' is no hour") == true, "\(refused)")
        #expect(refused.ran == ["web succeeded"])
        #expect(bench.worker.standing.refused != nil)
        try bench.bench.edit("config/sources/crm.yaml", "0 99 * * *", "*/30 * * * *")
        bench.worker.reload()
        let reloaded = try bench.step("2026-10-01T13:00:00Z")
        #expect(reloaded.reloads == 1 && reloaded.ran == ["crm succeeded", "web succeeded"], "\(reloaded)")
        #expect(bench.worker.standing.refused == nil)
    }

    @Test func `makes a backup when the settings say so, and tells when it made the last`() throws {
        let bench = try Bench(prepare: {
            try $0.write("config/leadloop.yaml", "backup: { schedule: { cron: \"30 2 * * *\", zone: UTC }, keep: 2 }\n")
        })
        // The store is there by the first sync, and never had one.
        #expect(try bench.step("2026-10-01T12:00:00Z").backups.count == 1)
        #expect(try bench.step("2026-10-02T02:29:00Z").backups.isEmpty)
        #expect(try bench.step("2026-10-02T02:30:00Z").backups.count == 1)
        #expect(try bench.step("2026-10-02T02:30:05Z").backups.isEmpty)
        // What was missed for days is made up for once.
        let late = try bench.step("2026-10-09T07:00:00Z").backups
        #expect(late.count == 1 && late.first?.removed.count == 1)
        let now = try #require(Instant(rfc3339: "2026-10-09T07:00:00Z"))
        let page = ServiceMetrics(version: "0").page(bench.worker, at: now)
        #expect(
            page.contains("\nleadloop_backup_last_success_timestamp_seconds \(now.milliseconds / 1_000)\n"), "\(page)")
        #expect(!page.contains("leadloop_restore_drill_last_success_timestamp_seconds"))
        let drill = try RestoreDrill(
            StorePlace.find(config: bench.bench.path("config")), progress: ProgressReport { _ in }
        ).carryOut(nil, now: now.adding(seconds: 60))
        #expect(drill.isGood)
        #expect(
            ServiceMetrics(version: "0").page(bench.worker, at: now).contains(
                "\nleadloop_restore_drill_last_success_timestamp_seconds \(now.milliseconds / 1_000 + 60)\n"))
    }

    @Test func `does its other work where a backup cannot be made, and tries that again`() throws {
        let bench = try Bench(prepare: {
            try $0.write("config/leadloop.yaml", "backup: { folder: taken/backups, schedule: \"@daily\" }\n")
            try $0.write("taken", "a file")
        })
        let first = try bench.step("2026-10-01T12:00:00Z")
        #expect(first.ran == ["crm succeeded", "web succeeded"] && first.failed.count == 1 && first.backups.isEmpty)
        #expect(bench.worker.standing.troubles[.backup] != nil)
        #expect(!ServiceHealth.ofWork(bench.worker, at: bench.worker.standing.beat).isWell)
        try bench.bench.remove("taken")
        #expect(try bench.step("2026-10-01T12:15:00Z").backups.count == 1)
        #expect(bench.worker.standing.troubles.isEmpty)
    }

    /// Two that go by different rules would undo each other's work, each with messages to receivers.
    @Test func `follows a configuration that somebody else has brought into force`() throws {
        let bench = try Bench()
        try bench.step("2026-10-01T12:00:00Z")
        try bench.bench.edit("config/agreement.yaml", "after: 90d", "after: 91d")
        try bench.bench.sync("2026-10-01T12:10:00Z")
        let next = try bench.step("2026-10-01T12:15:00Z")
        #expect(next.reloads == 1 && next.ran == ["web succeeded"])
        let kept = try LeadStore(at: bench.bench.path("store/leadloop.sqlite"), for: .read).configuration()
        #expect(kept?.texts["agreement.yaml"]?.contains("after: 91d") == true, "\(kept?.texts.keys.sorted() ?? [])")
    }

    @Test func `comes to an end between two pages, and the next one goes on there`() throws {
        let bench = try Bench()
        bench.worker.stop()
        #expect(bench.worker.standing.isStopping)
        #expect(try bench.step("2026-10-01T12:00:00Z").ran.isEmpty)
        // A run that is asked to end keeps what it has read.
        let work = try Workbench()
        try work.deliver("leads.csv", (1...5_000).map { Setup.discarded("\($0)") })
        let pages = Mutex(0)
        var options = SyncRun.Options(now: try #require(Instant(rfc3339: Setup.now)))
        options.isToStop = {
            pages.withLock { pages in
                pages += 1
                return pages == 1
            }
        }
        let fault = #expect(throws: Fault.self) {
            _ = try SyncRun(work.workspace(), options: options, progress: ProgressReport { _ in }).run()
        }
        #expect(fault?.code == .runStopped)
        try work.sync()
        let twin = try Workbench()
        try twin.deliver("leads.csv", (1...5_000).map { Setup.discarded("\($0)") })
        try twin.sync()
        #expect(try work.dump() == twin.dump())
    }
}
