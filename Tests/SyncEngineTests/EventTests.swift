import Connectors
import Foundation
import LeadModel
import LeadStore
import Synchronization
import TestSupport
import Testing

@testable import SyncEngine

@Suite struct `An event for a webhook` {
    @Test func `says what the feed says, with an id, a time and a signature`() throws {
        let bench = try EventBench()
        try bench.bench.deliver("leads.csv", [Setup.discarded("1", ["First": "Zoë \"Z\"", "City": "Oslo,\r\nNorway"])])
        try bench.bench.sync()
        let tally = try bench.send()
        #expect(tally.accepted == 1 && tally.fault == nil && tally.waiting == 0, "\(tally)")
        let request = try #require(try bench.requests().first)
        #expect(try bench.requests().count == 1)
        #expect(request.type == "leadloop.lead.recycled" && request.body["specversion"] as? String == "1.0")
        #expect(
            request.body["subject"] as? String == "L1" && request.body["source"] as? String == "/leadloop/feeds/hook")
        #expect(request.body["time"] as? String == "2026-10-01T06:00:00Z", "\(request.body)")
        let fields = try #require(request.data["fields"] as? [String: Any])
        #expect(fields["email"] as? String == "lead1@example.com" && fields["first"] as? String == "Zoë \"Z\"")
        #expect(
            fields["city"] as? String == "Oslo,\r\nNorway" || fields["city"] as? String == "Oslo, Norway", "\(fields)")
        #expect(request.action == "add" && request.data["feed"] as? String == "hook")
        #expect(request.headers["content-type"] == "application/cloudevents+json; charset=utf-8")
        #expect(request.headers["webhook-id"] == request.body["id"] as? String && !request.id.contains("."))
        let seconds = try #require(Int64(request.headers["webhook-timestamp"] ?? ""))
        #expect(abs(seconds - bench.clock.now.withLock { $0.milliseconds } / 1_000) < 2)
        #expect(request.headers["webhook-signature"]?.hasPrefix("v1,") == true)
    }

    @Test func `comes once, though sends are many, and again where what it says changes`() throws {
        let bench = try EventBench()
        try bench.bench.deliver("leads.csv", [Setup.discarded("1", ["City": "Oslo"])])
        try bench.bench.sync()
        for _ in 0..<3 { try bench.send() }
        #expect(try bench.requests().count == 1)
        try bench.bench.deliver(
            "leads.csv", [Setup.discarded("1", ["City": "Rome", "Modified": "2026-03-03T00:00:00Z"])])
        try bench.bench.sync("2026-10-03T06:00:00Z")
        try bench.send()
        let requests = try bench.requests()
        #expect(requests.map(\.action) == ["add", "change"] && Set(requests.map(\.id)).count == 2)
    }

    @Test func `is one alone where a lead was decided often since the last`() throws {
        let bench = try EventBench()
        for (day, city) in [("03", "Oslo"), ("04", "Rome"), ("05", "Bonn")] {
            try bench.bench.deliver(
                "leads.csv", [Setup.discarded("1", ["City": city, "Modified": "2026-03-\(day)T00:00:00Z"])])
            try bench.bench.sync("2026-10-\(day)T06:00:00Z")
        }
        let tally = try bench.send()
        #expect(tally.accepted == 1)
        let requests = try bench.requests()
        #expect(requests.count == 1 && requests[0].action == "add")
        #expect((requests[0].data["fields"] as? [String: Any])?["city"] as? String == "Bonn")
        #expect(try bench.count(.superseded) == 2)
    }

    @Test
    func `takes back, by its keys alone, whoever works with sales again, and says nothing of whom it never named`()
        throws
    {
        let bench = try EventBench()
        try bench.bench.deliver("leads.csv", [Setup.discarded("1", ["First": "Ada"]), Setup.discarded("2")])
        try bench.bench.sync()
        try bench.send()
        let back = ["First": "Ada", "Status": "Working", "Modified": "2026-09-20T00:00:00Z"]
        try bench.bench.deliver("leads.csv", [Setup.lead("1", back), Setup.discarded("2"), Setup.discarded("3")])
        try bench.bench.sync("2026-10-02T06:00:00Z")
        // The third is gone again before anybody was told of it.
        try bench.bench.deliver(
            "leads.csv", [Setup.lead("1", back), Setup.discarded("2"), Setup.lead("3", ["Status": "Working"])])
        try bench.bench.sync("2026-10-03T06:00:00Z")
        try bench.send()
        let requests = try bench.requests()
        #expect(requests.map(\.action) == ["add", "add", "withdraw"])
        #expect(requests[2].type == "leadloop.lead.withdrawn" && requests[2].lead == "L1")
        let fields = try #require(requests[2].data["fields"] as? [String: Any])
        #expect(fields.keys.sorted() == ["email"], "\(fields)")
        #expect(try bench.held() == ["lead2@example.com"])
        #expect(try bench.count(.known) == 1)
    }

    @Test func `is never sent of whoever was suppressed after the decision`() throws {
        let bench = try EventBench()
        try bench.bench.deliver("leads.csv", [Setup.discarded("1"), Setup.discarded("2")])
        try bench.bench.sync()
        let said = try Program.run(
            ["suppression", "add", "lead1@example.com", "--reason", "opt-out"], in: bench.bench.folder)
        try #require(said.status == 0, "\(said.all)")
        let tally = try bench.send()
        #expect(tally.accepted == 1)
        #expect(try bench.requests().allSatisfy { !String(decoding: $0.bytes, as: UTF8.self).contains("lead1@") })
        #expect(try bench.held() == ["lead2@example.com"])
    }

    @Test func `is one of withdrawal where its receiver has the lead that was suppressed`() throws {
        let bench = try EventBench()
        try bench.bench.deliver("leads.csv", [Setup.discarded("1")])
        try bench.bench.sync()
        try bench.send()
        _ = try Program.run(
            ["suppression", "add", "lead1@example.com", "--reason", "opt-out"], in: bench.bench.folder)
        try bench.send()
        #expect(try bench.requests().map(\.action) == ["add", "withdraw"])
        #expect(try bench.held().isEmpty)
    }

    @Test func `is signed by every key that receivers may know, of either kind`() throws {
        let bench = try EventBench()
        let seed = Data((0..<32).map { UInt8($0) }).base64EncodedString()
        try bench.bench.write("old", "whsec_\(Data((0..<32).map { UInt8($0 + 100) }).base64EncodedString())")
        try bench.bench.write("own", "whsk_\(seed)")
        for name in ["old", "own"] { chmod(bench.bench.path(name), 0o600) }
        try bench.bench.edit(
            "config/destinations/journey.yaml", "signing: file:secret", "signing: [file:secret, file:old, file:own]")
        try bench.bench.deliver("leads.csv", [Setup.discarded("1")])
        try bench.bench.sync()
        try bench.send()
        let signatures = try #require(try bench.requests().first?.headers["webhook-signature"]).split(separator: " ")
        #expect(signatures.map { $0.prefix { $0 != "," } } == ["v1", "v1", "v1a"])
        #expect(Set(signatures).count == 3)
    }

    @Test func `is verified by the packages that receivers use, and fits its schema`() throws {
        let packages = ["standardwebhooks==1.1.0", "cloudevents==1.12.0", "cryptography", "jsonschema==4.26.0"]
        guard let programs = try PythonEnvironment.programs(of: "receivers", packages, root: Repository.path("")) else {
            return
        }
        let bench = try EventBench()
        try bench.bench.write("own", "whsk_\(Data((0..<32).map { UInt8($0) }).base64EncodedString())")
        chmod(bench.bench.path("own"), 0o600)
        try bench.bench.edit(
            "config/destinations/journey.yaml", "signing: file:secret", "signing: [file:own, file:secret]")
        try bench.bench.deliver("leads.csv", [Setup.discarded("1", ["First": "Zoë"]), Setup.discarded("2")])
        try bench.bench.sync()
        try bench.send()
        try bench.bench.deliver(
            "leads.csv",
            [Setup.lead("1", ["Status": "Working", "Modified": "2026-09-20T00:00:00Z"]), Setup.discarded("2")])
        try bench.bench.sync("2026-10-02T06:00:00Z")
        try bench.send()
        let key = try #require(
            try DestinationDesk(bench.bench.workspace()).test("journey", now: Instant.now).publicKeys.first)
        let requests = try bench.requests()
        #expect(
            requests.map(\.type) == [
                "leadloop.lead.recycled", "leadloop.lead.recycled", "leadloop.lead.withdrawn", "leadloop.test",
            ])
        let told = requests.map {
            ["headers": $0.headers, "body": Data($0.bytes).base64EncodedString()] as [String: Any]
        }
        try Data(JSONSerialization.data(withJSONObject: told)).write(
            to: URL(fileURLWithPath: bench.bench.path("told.json")))
        let process = Process()
        process.executableURL = URL(fileURLWithPath: programs + "/python3")
        process.arguments = [
            Server.folder + "/verify_events.py", EventBench.secret, key, Repository.path("config/schema/events"),
        ]
        process.standardInput = try FileHandle(forReadingFrom: URL(fileURLWithPath: bench.bench.path("told.json")))
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(said == "verified 4\n" && process.terminationStatus == 0, "\(said)")
    }

    @Test(arguments: LeadEventSchema.all.map(\.type)) func `has a schema that is committed as it is generated`(
        type: String
    ) throws {
        let document = try #require(LeadEventSchema.all.first { $0.type == type })
        let committed = try String(
            contentsOfFile: Repository.path("config/schema/events/\(document.file)"), encoding: .utf8)
        #expect(committed == document.text, "write them anew: leadloop config schema --out config/schema")
    }

    @Test func `tells of whoever was erased by what its receiver knows her by, and nothing of it is kept behind that`()
        throws
    {
        let bench = try EventBench()
        try bench.bench.deliver("leads.csv", [Setup.discarded("1", ["First": "Quetzalina"]), Setup.discarded("2")])
        try bench.bench.sync()
        try bench.send()
        try bench.bench.emptyInbox()
        let erased = try Program.run(["lead", "erase", "L1", "--yes"], in: bench.bench.folder)
        try #require(erased.status == 0, "\(erased.all)")
        try bench.send()
        let last = try #require(try bench.requests().last)
        #expect(last.action == "withdraw" && last.lead == "L1" && last.type == "leadloop.lead.withdrawn")
        #expect((last.data["fields"] as? [String: Any])?["email"] as? String == "lead1@example.com", "\(last.data)")
        #expect(try bench.held() == ["lead2@example.com"])
        let content = "SELECT count(*) FROM outbox WHERE lead = 1 AND length(content) > 0"
        #expect(try bench.bench.count(content) == 0)
        #expect(try bench.bench.count("SELECT count(*) FROM delivery_holding WHERE lead = 1") == 0)
    }

    @Test func `is not sent with a secret that can sign none, and the secret is not shown`() throws {
        let bench = try EventBench()
        try bench.bench.write("secret", "hunter2hunter2")
        try bench.bench.deliver("leads.csv", [Setup.discarded("1")])
        try bench.bench.sync()
        let said = try Program.run(["delivery", "send", "--wait", "0"], in: bench.bench.folder)
        #expect(
            said.status == 69 && said.all.contains("secret.unusable") && !said.all.contains("hunter2"), "\(said.all)")
        #expect(try bench.count(.waiting) == 1)
    }
}
