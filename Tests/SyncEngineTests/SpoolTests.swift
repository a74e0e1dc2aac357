import Failpoints
import Foundation
import Glibc
import LeadModel
import LeadStore
import TestSupport
import Testing

@testable import SyncEngine

/// Files of exports while they are brought: whose they are, and when they go.
@Suite(.serialized) struct `What is brought from a system` {
    private static let stranger = "4000000"

    private func lock(_ path: String) throws -> Int32 {
        try FileManager.default.createDirectory(
            atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        let descriptor = open(path, O_RDWR | O_CREAT, 0o600)
        try #require(descriptor >= 0 && flock(descriptor, LOCK_EX | LOCK_NB) == 0)
        return descriptor
    }

    @Test func `by a run is in nobody's way who looks, nor is that of who looks in a run's`() throws {
        let jobs = try JobBench()
        // A run is at work.
        let run = try lock(jobs.bench.path("store/spool/crm/.\(jobs.spoolName()).part"))
        for words in [["check", "crm"], ["sample", "crm"]] {
            let said = try Program.run(["source"] + words, in: jobs.bench.folder)
            #expect(said.status == 0, "\(said.all)")
        }
        let rehearsal = try Program.run(["sync", "--dry-run"], in: jobs.bench.folder)
        #expect(rehearsal.status == 0 && rehearsal.unfolded.contains("230 inserted"), "\(rehearsal.all)")
        #expect(try jobs.spooled() == ["crm", "crm/.\(jobs.spoolName()).part"])
        close(run)
    }

    @Test func `by who was killed while looking goes with the next who looks, and with the next run`() throws {
        let jobs = try JobBench()
        let words = [["source", "check", "crm"], ["sync"]]
        for command in words {
            let here = SourceSpools.processes
            try #require(!here.isEmpty)
            for name in [".look-\(here)-\(Self.stranger)-0A", ".rehearsal-\(here)-\(Self.stranger)-0B", ".look-1-1-0E"]
            {
                try jobs.bench.write("store/spool/\(name)/other/pull-0", "ada@example.com")
            }
            // Of another container, two days ago.
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSinceNow: -172_800)],
                ofItemAtPath: jobs.bench.path("store/spool/.look-1-1-0E"))
            // One that is at work, and what nobody knows of.
            let others = [
                ".look-1-1-0F/crm/pull-0", ".look-\(here)-\(getpid())-0C/crm/pull-0",
                ".other-\(Self.stranger)-0D/pull-0", "x/pull-0",
            ]
            for name in others { try jobs.bench.write("store/spool/\(name)", "ada@example.com") }
            let said = try Program.run(command, in: jobs.bench.folder)
            #expect(said.status == 0, "\(said.all)")
            let left = try jobs.spooled().filter { $0.contains("pull") }
            #expect(left == others.sorted(), "\(command): \(left)")
        }
    }

    @Test func `goes with the run that nobody goes on with it after`() throws {
        let jobs = try JobBench()
        let own = try jobs.spoolName()
        for name in ["pull-00", ".pull-00.part", ".pull-00.part.json", own, ".\(own).part", ".\(own).part.json"] {
            try jobs.bench.write("store/spool/crm/\(name)", "ada@example.com")
        }
        // The run ends before it brings anything: the next may go on with what was begun of its own stream.
        try jobs.bench.edit("config/sources/crm.yaml", "state: result.status", "state: result.nothing")
        let broken = try Program.run(["sync"], in: jobs.bench.folder)
        #expect(broken.status != 0, "\(broken.all)")
        #expect(try jobs.spooled() == ["crm", "crm/.\(own).part", "crm/.\(own).part.json"])
        try jobs.bench.edit("config/sources/crm.yaml", "state: result.nothing", "state: result.status")
        let whole = try Program.run(["sync"], in: jobs.bench.folder)
        #expect(whole.status == 0, "\(whole.all)")
        #expect(try jobs.spooled() == [])
    }

    @Test func `goes when anybody is erased, whoever it is about, and the receipt says so`() throws {
        let jobs = try JobBench()
        #expect(try Program.run(["sync"], in: jobs.bench.folder).status == 0)
        let left = [
            "crm/.pull-0.part", "crm/.pull-0.part.json", ".look-\(Self.stranger)-0A/crm/pull-0", "gone/0.fetched",
            "gone/deep/1.unpacked",
        ]
        for name in left { try jobs.bench.write("store/spool/\(name)", "zyxwella@example.com") }
        try jobs.bench.write("elsewhere/kept", "not ours")
        #expect(symlink(jobs.bench.path("elsewhere"), jobs.bench.path("store/spool/link")) == 0)
        let lead = try jobs.bench.lead("lead7@example.com")
        let receipt = try Eraser(jobs.bench.workspace()).erase(
            lead.id, at: try #require(Instant(rfc3339: Setup.now)))
        #expect(try jobs.spooled() == [])
        #expect(try jobs.bench.files("elsewhere") == ["kept"])
        let spooled = receipt.files.filter { $0.kind == "spool" }
        #expect(spooled.map(\.state) == [.removed], "\(receipt.files)")
        #expect(spooled.first?.path == jobs.bench.path("store/spool") && receipt.filesLeft.isEmpty)
        // Where nothing lies, nothing is said.
        let other = try jobs.bench.lead("lead8@example.com")
        let again = try Eraser(jobs.bench.workspace()).erase(
            other.id, at: try #require(Instant(rfc3339: Setup.now)))
        #expect(again.files.isEmpty, "\(again.files)")
    }

    @Test func `is left at the vendor by a rehearsal, where the run is to go on with it`() throws {
        let jobs = try JobBench()
        try Program.run(["sync"], in: jobs.bench.folder, dyingAt: .pagesTaken)
        #expect(try jobs.asked().first == "POST /jobs")
        let rehearsal = try Program.run(["sync", "--dry-run"], in: jobs.bench.folder)
        #expect(rehearsal.status == 0 && rehearsal.unfolded.contains("230 inserted"), "\(rehearsal.all)")
        let rehearsed = try jobs.asked()
        #expect(!rehearsed.contains { $0.hasPrefix("POST /jobs") && !$0.hasSuffix("/start") }, "\(rehearsed)")
        #expect(!rehearsed.contains("DELETE /jobs/1"), "\(rehearsed)")
        let run = try Program.run(["sync"], in: jobs.bench.folder)
        let asked = try jobs.asked()
        #expect(run.status == 0 && run.unfolded.contains("230 inserted"), "\(run.all)")
        #expect(!asked.contains("POST /jobs") && asked.last == "DELETE /jobs/1", "\(asked)")
        // One that was made for the rehearsal alone goes with it.
        let second = try Program.run(["sync", "--dry-run"], in: jobs.bench.folder)
        #expect(second.status == 0, "\(second.all)")
        let made = try jobs.asked()
        #expect(made.first == "POST /jobs" && made.last == "DELETE /jobs/2", "\(made)")
    }
}
