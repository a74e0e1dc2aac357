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
            for name in [".look-\(Self.stranger)-0A", ".rehearsal-\(Self.stranger)-0B"] {
                try jobs.bench.write("store/spool/\(name)/other/pull-0", "ada@example.com")
            }
            // One that is at work, and what nobody knows of.
            let others = [".look-\(getpid())-0C/crm/pull-0", ".other-\(Self.stranger)-0D/pull-0", "x/pull-0"]
            for name in others { try jobs.bench.write("store/spool/\(name)", "ada@example.com") }
            let said = try Program.run(command, in: jobs.bench.folder)
            #expect(said.status == 0, "\(said.all)")
            let left = try jobs.spooled().filter { $0.contains("pull") }
            #expect(left == others.sorted(), "\(command): \(left)")
        }
    }
}
