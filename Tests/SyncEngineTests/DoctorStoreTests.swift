import Glibc
import LeadModel
import TestSupport
import Testing

@testable import SyncEngine

@Suite struct `The doctor, asked about a store,` {
    private func findings(_ bench: Workbench, at now: String = Setup.now) throws -> [Doctor.Finding] {
        Doctor(configFolder: bench.path("config"), now: try #require(Instant(rfc3339: now))).examine()
    }

    private func bench() throws -> Workbench {
        let bench = try Workbench()
        try bench.deliver("leads.csv", [Setup.discarded("1")])
        try bench.sync()
        return bench
    }

    @Test func `looks at some 25 things, each with what mends it where it is not well`() throws {
        let bench = try bench()
        try #require(Program.run(["db", "backup"], in: bench.folder).status == 0)
        let found = try findings(bench, at: Instant.now.description)
        let subjects = Set(found.map(\.subject))
        #expect(found.count >= 25, "\(found.map(\.subject))")
        for wanted in [
            "libraries", "sqlite", "durability", "account", "clock", "time zones", "certificates", "open files",
            "configuration",
            "mapping tests", "source crm", "disk", "disk of backups", "file system", "store", "migrations",
            "write-ahead log", "quarantine", "rights", "last backup", "restore drill", "schedule", "last run",
        ] { #expect(subjects.contains(wanted), "\(wanted)") }
        for finding in found where finding.verdict != .good { #expect(finding.advice?.isEmpty == false, "\(finding)") }
        #expect(found.allSatisfy { $0.verdict != .bad }, "\(found.filter { $0.verdict == .bad })")
    }

    @Test func `says that the clock is behind what it has recorded`() throws {
        let bench = try bench()
        let began = Instant.now
        let found = try findings(bench, at: began.adding(days: -2).description).filter { $0.subject == "clock" }
        #expect(found.contains { $0.verdict == .bad && $0.detail.contains("run 2 began at") }, "\(found)")
        #expect(
            try !findings(bench, at: began.adding(seconds: 5).description).contains {
                $0.subject == "clock" && $0.verdict == .bad
            })
    }

    @Test func `names each source whose last run failed`() throws {
        let bench = try bench()
        try bench.execute("UPDATE run SET outcome = 'failed', message = 'the disk is full' WHERE source = 'crm'")
        let found = try findings(bench).filter { $0.subject == "last run" }
        #expect(found.map(\.verdict) == [.odd] && found[0].detail.hasSuffix(" of crm failed: the disk is full"))
        #expect(found[0].advice?.hasPrefix("leadloop runs show ") == true)
    }

    @Test func `names runs that wait for somebody's word`() throws {
        let bench = try Workbench.ofCompleteExports()
        try bench.deliver("leads.csv", (1...100).map { Setup.discarded("\($0)") })
        try bench.day(1)
        #expect(try !findings(bench).contains { $0.subject == "held runs" })
        try bench.deliver("leads.csv", (41...100).map { Setup.discarded("\($0)") })
        let held = try bench.day(2)
        try #require(held.outcome == .held)
        let waits = try #require(findings(bench).first { $0.subject == "held runs" })
        #expect(waits.verdict == .odd && waits.advice == "leadloop runs show \(held.run)", "\(waits)")
    }

    @Test func `says what is late, and what somebody has paused`() throws {
        let bench = try bench()
        try bench.write("config/leadloop.yaml", "schedule: never\n")
        try bench.write("config/sources/crm.yaml", Setup.crm + "schedule: { cron: \"0 6 * * *\", zone: UTC }\n")
        let inTime = try #require(findings(bench).first { $0.subject == "schedule" })
        #expect(
            inTime.verdict == .good && inTime.detail.contains("source crm comes next, at 2026-10-02T06:00:00Z"),
            "\(inTime)")
        let late = try #require(findings(bench, at: "2026-10-02T07:00:01Z").first { $0.subject == "schedule" })
        #expect(late.verdict == .odd && late.detail == "source crm has been due since 2026-10-02T06:00:00Z", "\(late)")
        #expect(try findings(bench, at: "2026-10-02T06:59:00Z").first { $0.subject == "schedule" }?.verdict == .good)
        _ = try ScheduleDesk(bench.workspace()).pause(
            "crm", until: nil, because: "new fields", at: #require(Instant(rfc3339: Setup.now)))
        let paused = try #require(findings(bench, at: "2026-10-02T07:00:01Z").first { $0.subject == "schedule" })
        #expect(
            paused.verdict == .odd && paused.detail == "source crm is paused until it is resumed: new fields",
            "\(paused)")
        #expect(paused.advice == "leadloop schedule resume crm")
    }

    @Test func `finds a list beside it that others can read`() throws {
        let bench = try bench()
        chmod(bench.path("store"), 0o755)
        try bench.write("store/leadloop.sqlite.erased", "")
        chmod(bench.path("store/leadloop.sqlite.erased"), 0o644)
        let found = try findings(bench).first { $0.subject == "store rights" }
        #expect(found?.detail.contains("store/leadloop.sqlite.erased") == true, "\(String(describing: found))")
    }

    @Test func `finds a log that was not folded in`() throws {
        let bench = try bench()
        try bench.write("store/leadloop.sqlite-wal", "")
        #expect(truncate(bench.path("store/leadloop.sqlite-wal"), 300 << 20) == 0)
        let found = try findings(bench)
        let log = found.first { $0.subject == "write-ahead log" }
        #expect(log?.verdict == .odd && log?.detail.hasPrefix("314.6 MB") == true, "\(found)")
    }

    @Test func `that is on a full disk says so`() throws {
        let bench = try bench()
        let size = try #require(StreamedCopy.size(bench.path("store/leadloop.sqlite")))
        #expect(Doctor.room("disk", free: 10 << 20, wanted: 2 * size, hasNames: true, of: "store").verdict == .bad)
        #expect(Doctor.room("disk", free: 100 << 20, wanted: 200 << 20, hasNames: true, of: "store").verdict == .odd)
        #expect(Doctor.room("disk", free: 300 << 20, wanted: 200 << 20, hasNames: true, of: "store").verdict == .good)
        let noNames = Doctor.room("disk", free: 300 << 20, wanted: 200 << 20, hasNames: false, of: "store")
        #expect(noNames.verdict == .bad && noNames.detail.contains("no more files can be made"))
    }
}

@Suite struct `The doctor, told to ask,` {
    @Test func `asks destinations, and says what they answer`() throws {
        let bench = try EventBench()
        let said = try Program.run(["doctor", "--ask"], in: bench.bench.folder).unfolded
        #expect(said.contains("✓ destination journey: it answers: a signed sample"), "\(said)")
        let gone = try EventBench("always=status&code=410")
        let told = try Program.run(["doctor", "--ask"], in: gone.bench.folder)
        #expect(told.status == 1 && told.unfolded.contains("✗ destination journey"), "\(told.all)")
    }

    @Test func `asks sources, and stores nothing`() throws {
        let bench = try Workbench()
        try bench.write(
            "config/sources/crm.yaml",
            """
            source: crm
            connector: http
            role: crm
            address: http://127.0.0.1:1
            streams:
              leads: { mapping: crm-lead, request: { get: /leads }, format: { json: { records: data } } }

            """)
        let quiet = try Program.run(["doctor"], in: bench.folder)
        #expect(quiet.unfolded.contains("✓ source crm: it is asked without a secret"), "\(quiet.all)")
        let asked = try Program.run(["doctor", "--ask"], in: bench.folder)
        #expect(asked.status == 1 && asked.unfolded.contains("✗ source crm: "), "\(asked.all)")
        #expect(try bench.files("").contains("store") == false)
    }
}
