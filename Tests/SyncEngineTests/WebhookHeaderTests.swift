import ConfigFiles
import Foundation
import LeadModel
import Testing

@testable import SyncEngine

@Suite struct `A secret header of a webhook` {
    private static let key = "canary-api-key-4711"

    private func bench(_ query: String = "", more: String = "") throws -> EventBench {
        let bench = try EventBench(query, more: "secret-headers: { X-Api-Key: file:key }\n" + more)
        try bench.bench.write("key", Self.key)
        chmod(bench.bench.path("key"), 0o600)
        try bench.bench.deliver("leads.csv", [Setup.discarded("1")])
        try bench.bench.sync()
        return bench
    }

    @Test func `comes with every event, beside the signature`() throws {
        let bench = try bench()
        #expect(try bench.send().accepted == 1)
        let request = try #require(try bench.requests().first)
        #expect(request.headers["x-api-key"] == Self.key && request.headers["webhook-signature"] != nil)
        let test = try Program.run(["destination", "test", "journey"], in: bench.bench.folder)
        #expect(test.status == 0 && !test.all.contains(Self.key), "\(test.all)")
        #expect(try bench.requests().last?.headers["x-api-key"] == Self.key)
    }

    @Test func `is in nothing that is said or kept, whatever the receiver answers`() throws {
        for query in ["always=status&code=422", "always=garbage", "always=elsewhere", "always=echo"] {
            let bench = try bench(query, more: "limits: { total: 2s, stall: 2s }\n")
            let said = try Program.run(["delivery", "send"], in: bench.bench.folder)
            let list = try Program.run(["delivery", "list", "--output", "json"], in: bench.bench.folder)
            let shown = try Program.run(["config", "show"], in: bench.bench.folder)
            // One that says back what it was sent has it.
            #expect(query == "always=echo" || said.status != 0)
            for text in [said.all, list.all, shown.all] { #expect(!text.contains(Self.key), "\(query): \(text)") }
            let stored = try Data(contentsOf: URL(fileURLWithPath: bench.bench.workspace().storePath))
            #expect(!String(decoding: stored, as: UTF8.self).contains(Self.key))
        }
    }

    @Test func `is named by where it is, and is none of the event's own`() throws {
        for wrong in ["{ X-Api-Key: \(Self.key) }", "{ Webhook-Signature: file:key }"] {
            let bench = try EventBench("", more: "secret-headers: \(wrong)")
            let list = #expect(throws: FaultList.self) { try bench.bench.workspace() }
            #expect(list?.faults.map(\.code) == [.configUnknownValue], "\(String(describing: list))")
            #expect("\(String(describing: list))".contains(Self.key) == false)
        }
    }

    @Test func `that is not there is told, and nothing is sent`() throws {
        let bench = try bench()
        try bench.bench.remove("key")
        let tally = try bench.send()
        #expect(tally.fault?.code == .secretMissing && tally.waiting == 1, "\(tally)")
        #expect(try bench.requests().isEmpty)
    }
}
