import Failpoints
import Foundation
import Glibc
import LeadModel
import LeadStore
import Testing

@testable import SyncEngine

/// Backups in a bench's folder.
extension Workbench {
    /// Names of the databases of backups, oldest first.
    func backups(_ folder: String = "backups") throws -> [String] {
        guard FileManager.default.fileExists(atPath: path(folder)) else { return [] }
        return try files(folder).filter { $0.hasSuffix(".sqlite") && !$0.hasPrefix(".") }
    }

    /// Makes a backup; where it is.
    @discardableResult
    func backup(_ more: [String] = []) throws -> String {
        let said = try Program.run(["db", "backup"] + more, in: folder)
        try #require(said.status == 0, "\(said.all)")
        return said.output.split(separator: "\n").first.map(String.init) ?? ""
    }

    func manifest(of backup: String) throws -> BackupManifest {
        try #require(try BackupManifest.read(beside: path(backup)))
    }

    func bytes(_ relative: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: path(relative))) }

    /// Turns the bits of one byte of a file.
    func spoil(_ relative: String, at place: Int) throws {
        var bytes = try self.bytes(relative)
        bytes[place] ^= 0xFF
        try write(relative, bytes: Array(bytes))
    }
}

@Suite struct `A backup of the store` {
    private static let store = "store/leadloop.sqlite"

    private func bench(leads: Int = 5) throws -> Workbench {
        let bench = try Workbench()
        try bench.deliver("leads.csv", (1...leads).map { Setup.discarded("\($0)") })
        try bench.deliver("prospects.csv", [Setup.prospect("p")])
        try bench.sync()
        return bench
    }

    @Test func `is the store as it stands, for its own account, with a manifest that tells of no person`() throws {
        let bench = try bench()
        try bench.program(["suppression", "add", "lead1@example.com", "--reason", "opt-out"])
        try bench.program(["lead", "erase", "crm:2", "--yes"])
        let dump = try bench.dump()
        let backup = try bench.backup()
        #expect(try bench.backups().map { "backups/" + $0 } == [backup])
        let manifest = try bench.manifest(of: backup)
        let store = try bench.workspace().openForReading()
        let stand = try store.stand()
        let lastRun = try #require(try store.runs(limit: 1).first).number
        #expect(manifest.store == stand.store && manifest.stand == stand.count && manifest.mark == stand.mark)
        #expect(manifest.counts.leads == 5 && manifest.counts.lastRun == lastRun)
        #expect(manifest.schema == ["1-first"] && manifest.checked == .integrity && manifest.dump != nil)
        #expect(manifest.beside.map(\.suffix) == [".erased", ".ledger", ".sent"])
        for suffix in ["", ".manifest.json", ".erased", ".ledger", ".sent"] {
            let rights = try FileManager.default.attributesOfItem(atPath: bench.path(backup + suffix))
            #expect(rights[.posixPermissions] as? Int == 0o600, "\(suffix)")
        }
        let text = try bench.text(backup + ".manifest.json")
        #expect(!text.contains("@") && !text.contains("Lead") && !text.contains("example"), "\(text)")
        // A copy of the store is read as a store.
        #expect(try CanonicalDump(LeadStore(at: bench.path(backup), for: .read)).lines() == dump)
        let verified = try Program.run(["db", "verify", backup], in: bench.folder)
        #expect(verified.status == 0 && !verified.output.contains("✗"), "\(verified.all)")
        #expect(verified.output.contains("✓ digest") && verified.output.contains("✓ leads"), "\(verified.all)")
        #expect(try bench.files("backups").allSatisfy { !$0.contains("-shm") && !$0.contains("partial") })
    }

    @Test func `goes to the folder that is named, or to a file, and never over one`() throws {
        let bench = try bench()
        try FileManager.default.createDirectory(atPath: bench.path("else"), withIntermediateDirectories: true)
        #expect(try bench.backup(["--to", "else"]).hasPrefix("else/leadloop-"))
        #expect(try bench.backup(["--to", "else/one.sqlite"]) == "else/one.sqlite")
        let again = try Program.run(["db", "backup", "--to", "else/one.sqlite"], in: bench.folder)
        #expect(again.status == 74 && again.talk.contains("[file.write-failed]"), "\(again.all)")
        #expect(try Program.run(["db", "verify", "else/one.sqlite"], in: bench.folder).status == 0)
    }

    @Test func `lets older ones of the same store go, and never the last`() throws {
        let bench = try bench()
        try bench.write("config/leadloop.yaml", "backup: { folder: kept, keep: 2 }\n")
        let other = try self.bench()
        try bench.backup()
        for _ in 0..<3 { try bench.backup() }
        try other.backup(["--to", bench.path("kept") + "/", "--keep", "1"])
        #expect(try bench.backups("kept").count == 3)
        try bench.backup(["--to", "kept", "--keep", "1"])
        let left = try bench.backups("kept")
        #expect(left.count == 2)
        // Nothing is left of those that went.
        #expect(try bench.files("kept").filter { !$0.hasPrefix(".") }.count { $0.hasSuffix(".manifest.json") } == 2)
        #expect(try Program.run(["db", "backup", "--keep", "0"], in: bench.folder).status == 64)
    }

    /// Rows that no CHECK forbids, and a byte on the disk.
    @Test(arguments: [
        ("leads", "DELETE FROM version WHERE version = (SELECT min(version) FROM version)"),
        ("records", "UPDATE membership SET lead = 99 WHERE record = (SELECT min(record) FROM membership)"),
        ("history", "INSERT INTO lead_change (lead, revision, field, run) VALUES (1, 7, 'city', 1)"),
        ("raw records", "UPDATE version SET page = 99"),
        ("raw pages", "UPDATE raw_page SET body = zeroblob(20)"),
        ("messages", "DELETE FROM feed_member WHERE lead = 1"),
        (
            "deliveries",
            "INSERT INTO delivery (destination, message, feed, lead, state, action, changed) VALUES ('d', 99, 'f', 1, 1, 0, 1)"
        ),
        ("numbers", "UPDATE store SET last_lead = 1"),
        (
            "foreign keys",
            "PRAGMA foreign_keys = OFF; INSERT INTO verdict VALUES ('a:1', 'a:2', 'same', 99); PRAGMA foreign_keys = ON"
        ),
        ("runs", "PRAGMA ignore_check_constraints = ON; UPDATE run SET read = 9 WHERE outcome IS NOT NULL"),
    ])
    func `is refused of a damaged store, and says what is wrong with it`(subject: String, sql: String) throws {
        let bench = try bench()
        let good = try bench.backup()
        try bench.alter(sql)
        let said = try Program.run(["db", "backup", "--keep", "1"], in: bench.folder)
        #expect(said.status == 74 && said.talk.contains("[store.damaged]"), "\(said.all)")
        #expect(try bench.backups().map { "backups/" + $0 } == [good])
        let verified = try Program.run(["db", "verify"], in: bench.folder)
        #expect(verified.status == 74 && verified.output.contains("✗ \(subject)"), "\(verified.all)")
        #expect(verified.output.split(separator: "\n").count { $0.contains("✗") } == 1, "\(verified.all)")
        #expect(!verified.all.contains("@"))
    }

    @Test func `is refused of a store with a damaged page`() throws {
        let bench = try bench(leads: 200)
        try bench.spoil(Self.store, at: try bench.bytes(Self.store).count / 2)
        for place in stride(from: 8_192 * 3, to: try bench.bytes(Self.store).count, by: 8_192) {
            try bench.spoil(Self.store, at: place)
        }
        let said = try Program.run(["db", "backup"], in: bench.folder)
        #expect(said.status == 74 && said.talk.contains("[store.damaged]"), "\(said.all)")
        #expect(try bench.backups().isEmpty)
        #expect(try Program.run(["db", "verify"], in: bench.folder).status == 74)
    }

    @Test(arguments: ["a byte", "the end", "the list", "the manifest", "other counts", "no file"])
    func `is told from one that is damaged`(what: String) throws {
        let bench = try bench()
        try bench.program(["lead", "erase", "crm:2", "--yes"])
        let backup = try bench.backup()
        switch what {
        case "a byte": try bench.spoil(backup, at: 9_000)
        case "the end": try bench.write(backup, bytes: Array(try bench.bytes(backup).dropLast(8_192)))
        case "the list": try bench.spoil(backup + ".erased", at: 40)
        case "the manifest": try bench.write(backup + ".manifest.json", "{}")
        case "other counts": try bench.edit(backup + ".manifest.json", "\"runs\" : ", "\"runs\" : 1")
        default: try bench.remove(backup)
        }
        let before = try bench.files("backups")
        let said = try Program.run(["db", "verify", backup], in: bench.folder)
        #expect(said.status == (what == "no file" ? 1 : 74), "\(said.all)")
        #expect(
            what == "no file" ? said.talk.contains("[store.backup-missing]") : said.output.contains("✗"), "\(said.all)")
        let store = try bench.bytes(Self.store)
        let restored = try Program.run(["db", "restore", backup, "--yes"], in: bench.folder)
        #expect(restored.status == (what == "no file" ? 1 : 74), "\(restored.all)")
        #expect(try bench.bytes(Self.store) == store && bench.files("backups") == before)
        if what != "no file" {
            #expect(restored.talk.contains("[store.backup-damaged]"), "\(restored.all)")
            let drilled = try Program.run(["db", "drill", backup], in: bench.folder)
            #expect(what == "the list" || drilled.status == 74, "\(drilled.all)")
        }
    }

    @Test(arguments: [Failpoint.backupCopied, .backupVerified])
    func `is there whole or not at all, wherever it is killed`(place: Failpoint) throws {
        let bench = try bench()
        let first = try bench.backup()
        try Program.run(["db", "backup", "--keep", "1"], in: bench.folder, dyingAt: place)
        #expect(try bench.backups().map { "backups/" + $0 } == [first])
        #expect(try bench.files("backups").contains { $0.contains("partial") })
        let second = try bench.backup()
        #expect(try bench.backups().count == 2)
        #expect(try !bench.files("backups").contains { $0.contains("partial") })
        #expect(try Program.run(["db", "verify", second], in: bench.folder).status == 0)
    }

    @Test func `waits for no other that is being made`() throws {
        let bench = try bench()
        try bench.backup()
        let lock = open(bench.path("backups/.leadloop-backup.lock"), O_RDWR)
        defer { close(lock) }
        #expect(flock(lock, LOCK_EX | LOCK_NB) == 0)
        let said = try Program.run(["db", "backup"], in: bench.folder)
        #expect(said.status == 75 && said.talk.contains("[run.locked]"), "\(said.all)")
    }

    @Test func `is made though a mapping has a mistake in it`() throws {
        let bench = try bench()
        try bench.write("mappings/crm-lead.yaml", "mapping: [")
        try bench.backup()
        #expect(try Program.run(["db", "verify"], in: bench.folder).status == 0)
    }

    @Test(.enabled(if: geteuid() == 0, "only root mounts a file system"))
    func `onto a disk that is full leaves nothing there, and says what to do`() throws {
        let bench = try bench()
        let disk = try SmallDisk(megabytes: 1)
        let said = try Program.run(["db", "backup", "--to", disk.path], in: bench.folder)
        #expect(said.status == 74 && said.talk.contains("[store.full]"), "\(said.all)")
        #expect(said.talk.contains(disk.path) && said.talk.contains("Free space"), "\(said.all)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: disk.path).allSatisfy { $0.hasSuffix(".lock") })
    }

    // MARK: Drill

    @Test func `that is tried comes out as it was, is noted, and leaves nothing`() throws {
        let bench = try bench()
        let none = try Program.run(["db", "drill"], in: bench.folder)
        #expect(none.status == 1 && none.talk.contains("[store.backup-missing]"), "\(none.all)")
        #expect(try Program.run(["doctor"], in: bench.folder).unfolded.contains("! last backup: none was made yet"))
        let backup = try bench.backup()
        let store = try bench.bytes(Self.store)
        let said = try Program.run(["db", "drill"], in: bench.folder)
        #expect(said.status == 0 && said.output.contains("✓ dump"), "\(said.all)")
        #expect(try bench.bytes(Self.store) == store)
        #expect(try !bench.files("backups").contains { $0.hasPrefix(".drill-") })
        let record = BackupRecord.read(of: bench.path(Self.store))
        #expect(
            record.drill?.made == (try bench.manifest(of: backup).made)
                && record.backup?.path.hasSuffix("/" + backup) == true)
        let doctor = try Program.run(["doctor"], in: bench.folder)
        #expect(
            doctor.unfolded.contains("✓ last backup: ") && doctor.unfolded.contains("✓ restore drill: "),
            "\(doctor.all)")
        try bench.remove(backup)
        #expect(try Program.run(["doctor"], in: bench.folder).unfolded.contains("✗ last backup: "))
    }

    @Test func `that is tried and holds something else is told of`() throws {
        let bench = try bench()
        let backup = try bench.backup()
        var manifest = try bench.manifest(of: backup)
        manifest.dump = String(repeating: "0", count: 64)
        try bench.write(backup + ".manifest.json", bytes: try manifest.json())
        let said = try Program.run(["db", "drill", backup], in: bench.folder)
        #expect(said.status == 74 && said.output.contains("✗ dump"), "\(said.all)")
        #expect(BackupRecord.read(of: bench.path(Self.store)).drill == nil)
    }

    @Test func `is overdue by its schedule, and then by its age`() throws {
        let bench = try bench()
        try bench.write("config/leadloop.yaml", "backup: { schedule: \"30 2 * * *\" }\n")
        try bench.backup()
        func finding(daysLater days: Int) -> String {
            let findings = Doctor(configFolder: bench.path("config"), now: Instant.now.adding(days: days)).examine()
            return findings.first { $0.subject == "last backup" }.map { "\($0.verdict.rawValue) \($0.detail)" } ?? ""
        }
        #expect(finding(daysLater: 0).hasPrefix("✓") && finding(daysLater: 2).hasPrefix("!"))
        try bench.write("config/leadloop.yaml", "")
        #expect(finding(daysLater: 2).hasPrefix("✓") && finding(daysLater: 8).contains("overdue"))
        try bench.write("config/leadloop.yaml", "backup: { schedule: \"61 2 * * *\" }\n")
        let check = try Program.run(["config", "check"], in: bench.folder)
        #expect(check.status == 78 && check.all.contains("the schedule is none"), "\(check.all)")
    }

    // MARK: Under load

    @Test func `is made and tried while a sync writes, which it does not disturb`() throws {
        let bench = try Workbench()
        try bench.deliver("leads-0.csv", (1...500).map { Setup.discarded("\($0)") })
        try bench.sync()
        for part in 1...6 {
            try bench.deliver("leads-\(part).csv", (1...2_000).map { Setup.discarded("\(part * 10_000 + $0)") })
        }
        let sync = try Program.start(["sync", "--now", Setup.now], in: bench.folder)
        var made: [String] = []
        var status: Int32 = 0
        while waitpid(sync.number, &status, WNOHANG) == 0 || made.count < 2 {
            made.append(try bench.backup())
            let drill = try Program.run(["db", "drill", made[made.count - 1]], in: bench.folder)
            #expect(drill.status == 0, "\(drill.all)")
            if made.count > 30 { break }
        }
        #expect(status == 0)
        let counts = try made.map { try bench.manifest(of: $0).counts }
        // At least one of them was made while the sync was at work.
        #expect(
            counts.contains { $0.versions > 500 && $0.leads < 12_500 } || counts.contains { $0.leads == 500 },
            "\(counts)")
        #expect(try bench.workspace().openForReading().leadCounts().byStage.values.reduce(0, +) == 12_500)
        #expect(try bench.isWhole())
    }
}

/// A file system in memory, gone with the test.
final class SmallDisk {
    let path: String

    init(megabytes: Int) throws {
        path = FileManager.default.temporaryDirectory.path + "/disk-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try #require(mount("tmpfs", path, "tmpfs", 0, "size=\(megabytes)m,mode=0700") == 0, "mount failed")
    }

    deinit {
        umount2(path, Int32(MNT_DETACH))
        rmdir(path)
    }
}
