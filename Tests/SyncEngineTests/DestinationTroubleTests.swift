import Foundation
import LeadModel
import TestSupport
import Testing

@testable import SyncEngine

@Suite struct `The doctor, asked about a destination,` {
    private func said(_ bench: EventBench) throws -> String {
        try Program.run(["doctor"], in: bench.bench.folder).unfolded
    }

    @Test func `finds its secret, or says what is wrong with it`() throws {
        let bench = try EventBench()
        #expect(try said(bench).contains("✓ destination journey"))
        try bench.bench.write("secret", "hunter2hunter2")
        chmod(bench.bench.path("secret"), 0o600)
        let unusable = try said(bench)
        #expect(unusable.contains("✗ destination journey") && !unusable.contains("hunter2"), "\(unusable)")
        try bench.bench.remove("secret")
        #expect(try said(bench).contains("✗ destination journey"))
    }

    @Test func `says that nothing is sent to it, or that it has not taken something`() throws {
        let bench = try EventBench("always=status&code=422", more: "pace: { tries: [0s] }")
        try bench.bench.deliver("leads.csv", [Setup.discarded("1"), Setup.discarded("2")])
        try bench.bench.sync()
        try bench.send()
        let dead = try said(bench)
        #expect(dead.contains("! destination journey: 2 dead letters"), "\(dead)")
        try #require(Program.run(["destination", "pause", "journey"], in: bench.bench.folder).status == 0)
        let paused = try said(bench)
        #expect(paused.contains("✗ destination journey") && paused.contains("nothing is sent to it"), "\(paused)")
    }

    @Test func `finds the tokens by which feeds are fetched`() throws {
        let bench = try Workbench(feeds: [
            "nurture": Setup.nurture.replacing(
                "{ folder: feeds/nurture }", with: "{ folder: feeds/nurture, pull: { warehouse: file:token } }")
        ])
        #expect(try Program.run(["doctor"], in: bench.folder).unfolded.contains("✗ fetching"))
        try bench.write("token", String(repeating: "a1", count: 20))
        chmod(bench.path("token"), 0o600)
        let found = try Program.run(["doctor"], in: bench.folder)
        #expect(found.unfolded.contains("✓ fetching"), "\(found.all)")
    }
}

@Suite struct `A sync that delivers` {
    @Test func `ends with why it could not, and well where somebody has paused the destination`() throws {
        let bench = try EventBench("always=status&code=503", deliver: "each-sync")
        try bench.bench.deliver("leads.csv", [Setup.discarded("1")])
        let failed = try Program.run(["sync", "--now", Setup.now], in: bench.bench.folder)
        #expect(failed.status == 69 && failed.unfolded.contains("1 message waits for 'journey'"), "\(failed.all)")
        #expect(try bench.bench.leads().count == 1)
        try #require(Program.run(["destination", "pause", "journey"], in: bench.bench.folder).status == 0)
        let paused = try Program.run(["sync", "--now", "2026-10-02T06:00:00Z"], in: bench.bench.folder)
        #expect(paused.status == 0 && paused.unfolded.contains("somebody has stopped it"), "\(paused.all)")
    }
}
