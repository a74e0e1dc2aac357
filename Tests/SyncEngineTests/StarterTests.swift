import Foundation
import Glibc
import LeadModel
import LeadStore
import Testing

@testable import SyncEngine

@Suite struct `Programs that want to write to one store` {
    private func seconds(_ body: () throws -> Void) rethrows -> Double {
        let began = DispatchTime.now()
        try body()
        return Double(DispatchTime.now().uptimeNanoseconds - began.uptimeNanoseconds) / 1e9
    }

    /// The lock of a process of its own, which dies when it is killed.
    private final class Holder {
        private let process = Process()
        var number: pid_t { process.processIdentifier }

        init(_ path: String) throws {
            process.executableURL = URL(fileURLWithPath: "/usr/bin/flock")
            process.arguments = ["--no-fork", path + ".lock", "sleep", "600"]
            try process.run()
            let file = open(path + ".lock", O_RDWR | O_CREAT, 0o600)
            defer { close(file) }
            while flock(file, LOCK_EX | LOCK_NB) == 0 {
                flock(file, LOCK_UN)
                usleep(10_000)
            }
        }

        func die() {
            kill(number, SIGKILL)
            process.waitUntilExit()
        }

        deinit { if process.isRunning { die() } }
    }

    @Test func `are let in one at a time: of fifty that start at once one runs, the others say who and since when`()
        throws
    {
        let bench = try Workbench()
        try bench.deliver("leads.csv", (1...2_000).map { Setup.discarded("\($0)") })
        try bench.sync()
        try bench.deliver("leads.csv", (1...2_001).map { Setup.discarded("\($0)") })
        // The one that comes first holds the store until all have tried.
        let first = try Program.start(
            ["sync"], in: bench.folder, surroundings: ["LEADLOOP_DIE_AT": "keys.joined:1:\(SIGSTOP)"])
        let lock = bench.path("store/leadloop.sqlite.lock")
        for _ in 0..<600 where try (String(contentsOfFile: lock, encoding: .utf8)).isEmpty { usleep(50_000) }
        let others = try (0..<49).map { _ in try Program.start(["sync"], in: bench.folder) }
        let said = try others.map { try $0.wait() }
        for one in said {
            #expect(one.status == 75, "\(one.all)")
            #expect(one.unfolded.contains("process \(first.number) on"), "\(one.all)")
            #expect(one.unfolded.contains(" since 20"), "\(one.all)")
        }
        kill(first.number, SIGCONT)
        let ran = try first.wait()
        #expect(ran.status == 0, "\(ran.all)")
    }

    @Test func `do not wait unless they are told to, and are told at once`() throws {
        let bench = try Workbench()
        try bench.deliver("leads.csv", [Setup.discarded("1")])
        try bench.sync()
        let lock = try StoreLock(beside: bench.path("store/leadloop.sqlite"), holder: "the test")
        let workspace = try bench.workspace()
        let took = seconds {
            let fault = #expect(throws: Fault.self) { _ = try workspace.openForWriting() }
            #expect(fault?.code == .runLocked && fault?.summary.contains("the test") == true)
        }
        #expect(took < 0.5)
        withExtendedLifetime(lock) {}
    }

    @Test func `follow soon when the one before them is killed`() throws {
        let bench = try Workbench()
        try bench.deliver("leads.csv", [Setup.discarded("1")])
        try bench.sync()
        let path = bench.path("store/leadloop.sqlite")
        let holder = try Holder(path)
        var workspace = try bench.workspace()
        #expect(throws: Fault.self) { _ = try workspace.openForWriting() }
        holder.die()
        #expect(try seconds { _ = try workspace.openForWriting() } < 2)
        // One that waits is in when the other is gone.
        let second = try Holder(path)
        workspace.lockSeconds = 30
        let number = second.number
        let killer = Thread {
            usleep(700_000)
            kill(number, SIGKILL)
        }
        killer.start()
        let took = try seconds { _ = try workspace.openForWriting() }
        #expect((0.5..<2.7).contains(took), "\(took)")
        second.die()
    }

    @Test func `wait as long as they are told, and say for whom`() throws {
        let bench = try Workbench()
        try bench.deliver("leads.csv", [Setup.discarded("1")])
        try bench.sync()
        let lock = try StoreLock(beside: bench.path("store/leadloop.sqlite"), holder: "process 4711 on crane")
        let said = try Program.run(
            ["schedule", "pause", "crm", "--lock-timeout", "2s"], in: bench.folder)
        #expect(said.status == 75, "\(said.all)")
        #expect(
            said.unfolded.contains("waiting: another process writes to the store: process 4711 on crane"), "\(said.all)"
        )
        withExtendedLifetime(lock) {}
    }

    /// A process that lets go and comes back at once passes by nobody who waits.
    @Test func `come in turn, though the one before them comes back at once`() throws {
        let bench = try Workbench()
        try bench.deliver("leads.csv", [Setup.discarded("1")])
        try bench.sync()
        let path = bench.path("store/leadloop.sqlite")
        let waiter = try Program.start(
            ["schedule", "pause", "crm", "--lock-timeout", "60s"], in: bench.folder)
        defer { kill(waiter.number, SIGKILL) }
        // Holds it nine tenths of the time.
        var turns = 0
        let end = DispatchTime.now() + .seconds(40)
        while DispatchTime.now() < end {
            let lock = try StoreLock(beside: path, holder: "the hog", patienceSeconds: 60)
            usleep(200_000)
            withExtendedLifetime(lock) {}
            turns += 1
            if try !LeadStore(at: path, for: .read).pauses(at: .now).isEmpty { break }
        }
        #expect(try waiter.wait().status == 0)
        #expect(turns < 40, "\(turns)")
    }
}
