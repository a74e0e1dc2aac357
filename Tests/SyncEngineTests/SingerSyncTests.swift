import Foundation
import GRDB
import LeadModel
import LeadStore
import TestSupport
import Testing

@testable import SyncEngine

/// A source whose connector is a Singer tap, from its file to the leads in the store.
@Suite(.serialized) struct `A sync from a Singer tap` {
    private static let mapping = """
        mapping: tap-contact
        record: lead
        ids: tap
        identity: { id: id, modified: { from: updated_at, as: date-time, format: iso }, deleted: { from: _sdc_deleted_at, present: true } }
        null-words: [""]
        fields:
          email: { from: email, as: email }
          owner: owner.name
        status: { from: status, values: { open: assigned, lost: discarded } }
        opt-out: none-in-this-export

        """

    private static func source(_ command: String, _ more: String = "") -> String {
        """
        source: tap
        connector: singer
        role: crm
        command: \(command)
        config: taps/tap.json
        \(more)
        streams:
          people: { mapping: tap-contact, stream: contacts }

        """
    }

    private func bench(_ source: String, config: String) throws -> Workbench {
        let bench = try Workbench()
        try bench.write("mappings/tap-contact.yaml", Self.mapping)
        try bench.write("config/sources/tap.yaml", source)
        try configure(bench, config)
        return bench
    }

    private func configure(_ bench: Workbench, _ config: String) throws {
        try bench.write("taps/tap.json", config)
        #expect(chmod(bench.path("taps/tap.json"), 0o600) == 0)
    }

    private func bookmark(_ bench: Workbench) throws -> String? {
        try bench.query("SELECT bookmark FROM source_stream WHERE name = 'people'").first?.first.flatMap {
            String.fromDatabaseValue($0)
        }
    }

    private static let scripted = "[python3, -B, \(Server.folder)/scripted_tap.py]"

    @Test func `brings records once, and goes on where it was`() throws {
        let bench = try bench(Self.source(Self.scripted), config: #"{"part": "ordinary", "rows": 6}"#)
        let first = try bench.sync(only: ["tap"])
        #expect(bench.counts(first).inserted == 6, "\(first)")
        #expect(try bench.lead("person3@example.com").text(.owner) == "Ada")
        #expect(try bookmark(bench) == #"{"bookmarks": {"contacts": {"id": 6}}}"#)
        try configure(bench, #"{"part": "ordinary", "rows": 9}"#)
        let second = try bench.sync(only: ["tap"])
        #expect(bench.counts(second).read == 3 && bench.counts(second).inserted == 3, "\(second)")
        // The ninth comes without a state behind it, and so once more: known by then.
        let third = try bench.sync(only: ["tap"])
        #expect(bench.counts(third).read == 1 && bench.counts(third).unchanged == 1, "\(third)")
        #expect(try bench.leads().count == 9)
    }

    @Test func `can be looked at first`() throws {
        let bench = try bench(Self.source(Self.scripted), config: #"{"part": "ordinary", "rows": 6}"#)
        let check = try Program.run(["source", "check", "tap"], in: bench.folder)
        #expect(check.status == 0 && check.output.contains("python3:contacts"), "\(check.all)")
        let rows = try Program.run(["source", "check", "tap", "--output", "csv"], in: bench.folder).output
        #expect(rows.contains("tap,people,python3:contacts,6,0,"), "\(rows)")
        // Before there is a mapping, all its fields are asked for.
        try bench.remove("mappings/tap-contact.yaml")
        let sample = try Program.run(
            ["source", "sample", "tap", "--stream", "people", "--keep", "kept.ndjson"], in: bench.folder)
        #expect(sample.status == 0 && sample.output.contains("secret_note"), "\(sample.all)")
        let kept = try String(contentsOfFile: bench.path("kept.ndjson"), encoding: .utf8)
        #expect(kept.split(separator: "\n").count == 6 && kept.contains("person6@example.com"))
        #expect(!FileManager.default.fileExists(atPath: bench.path("store")))
    }

    @Test func `is missed by the doctor`() throws {
        let bench = try bench(Self.source("[taps/nobody]"), config: "{}")
        let said = try Program.run(["doctor"], in: bench.folder)
        #expect(said.status != 0 && said.all.contains("taps/nobody"), "\(said.all)")
        try bench.write("config/sources/tap.yaml", Self.source(Self.scripted))
        #expect(try !Program.run(["doctor"], in: bench.folder).all.contains("no such program"))
    }

    @Test func `looks into no pipe but to read it`() throws {
        let bench = try bench(Self.source(Self.scripted), config: #"{"part": "ordinary"}"#)
        try bench.write(
            "config/sources/tap.yaml",
            Self.source(Self.scripted).replacing("command: \(Self.scripted)", with: "output: taps/pipe")
                .replacing("config: taps/tap.json", with: ""))
        #expect(mkfifo(bench.path("taps/pipe"), 0o600) == 0)
        let check = try Program.run(["source", "check", "tap"], in: bench.folder)
        #expect(check.talk.contains("[pull.leaves-out]") && check.talk.contains("pipe"), "\(check.all)")
        let sample = try Program.run(["source", "sample", "tap"], in: bench.folder)
        #expect(sample.status != 0 && sample.talk.contains("pipe"), "\(sample.all)")
    }

    @Test func `keeps what came before it broke, and says nothing of what the tap said`() throws {
        let bench = try bench(Self.source(Self.scripted), config: #"{"part": "fails"}"#)
        let said = try Program.run(["sync", "tap", "--now", Setup.now], in: bench.folder)
        #expect(said.status == 69, "\(said.all)")
        #expect(said.talk.contains("ended with status 3") && said.talk.contains("[singer.tap-failed]"), "\(said.all)")
        #expect(!said.all.contains("canary") && !said.all.contains("person1"), "\(said.all)")
        #expect(try bench.leads().count == 3)
        #expect(try bookmark(bench) == #"{"bookmarks": {"contacts": {"id": 2}}}"#)
        try configure(bench, #"{"part": "ordinary", "rows": 4}"#)
        #expect(try bench.counts(bench.sync(only: ["tap"])).inserted == 1)
        #expect(try bench.leads().count == 4)
    }

    /// Two taps as they lie on PyPI, each in an environment of its own.
    private enum RealTap: String {
        case records = "tap-rest-api-msdk==1.4.2"
        case messages = "tap-singer-jsonl==0.1.0"

        /// The tap's program; `nil` where it cannot be had.
        func installed() throws -> String? {
            let parts = rawValue.split(separator: "=")
            return try PythonEnvironment.programs(
                of: rawValue.replacing("==", with: "-"), [rawValue], root: Repository.path("")
            ).map { "\($0)/\(parts[0])" }
        }
    }

    @Test func `works with a tap of PyPI that asks a REST API`() throws {
        guard let tap = try RealTap.records.installed() else { return }
        let server = try Server("contacts_server")
        let config = """
            {"api_url": "http://127.0.0.1:\(server.port)", "streams": [{"name": "contacts", "path": "/contacts",
             "records_path": "$.results[*]", "primary_keys": ["id"], "replication_key": "updated_at",
             "start_date": "2020-01-01T00:00:00Z", "num_inference_records": 10}]}
            """
        let bench = try bench(Self.source("[\(tap)]"), config: config)
        let first = try bench.sync(only: ["tap"])
        #expect(bench.counts(first).inserted == 3, "\(first)")
        #expect(try bookmark(bench)?.contains("2026-03-03T10:00:00Z") == true)
        // When it was extracted is not part of a record: the same one is the same.
        let second = try bench.sync(only: ["tap"])
        #expect(bench.counts(second).inserted + bench.counts(second).updated == 0, "\(second)")
        #expect(bench.counts(second).read > 0)
        #expect(try bench.leads().count == 3)
    }

    @Test func `works with a tap of PyPI that passes on what was recorded`() throws {
        guard let tap = try RealTap.messages.installed() else { return }
        let bench = try bench(Self.source("[\(tap)]"), config: "{}")
        let lines = [
            #"{"type":"SCHEMA","stream":"contacts","schema":{"type":"object","properties":{"id":{"type":"string"},"email":{"type":"string"},"status":{"type":"string"},"updated_at":{"type":"string"}}},"key_properties":["id"]}"#,
            #"{"type":"RECORD","stream":"contacts","record":{"id":"1","email":"ada@example.com","status":"open","updated_at":"2026-03-01T10:00:00Z"}}"#,
            #"{"type":"RECORD","stream":"contacts","record":{"id":"2","email":"bob@example.com","status":"lost","updated_at":"2026-03-02T10:00:00Z"}}"#,
            #"{"type":"STATE","value":{"bookmarks":{"contacts":{"id":"2"}}}}"#,
        ]
        try bench.write("recorded/contacts.singer", lines.joined(separator: "\n") + "\n")
        try configure(
            bench,
            #"{"source": "local", "local": {"folders": ["\#(bench.path("recorded"))/"], "recursive": false, "paths": []}, "add_record_metadata": false}"#
        )
        let reports = try bench.sync(only: ["tap"])
        #expect(bench.counts(reports).inserted == 2, "\(reports)")
        #expect(try bench.lead("bob@example.com").standing.stage == .discarded)
        #expect(try bookmark(bench) == #"{"bookmarks":{"contacts":{"id":"2"}}}"#)
    }

    @Test func `is described by sources that are accepted`() throws {
        let path = Repository.path("Sources/leadloop/Documentation.docc/UseASingerTap.md")
        let parts = try String(contentsOfFile: path, encoding: .utf8).split(separator: "```yaml\n").dropFirst()
        #expect(parts.count == 2)
        for part in parts {
            let bench = try Workbench()
            try bench.write("config/sources/crm.yaml", String(try #require(part.split(separator: "```").first)))
            let said = try Program.run(["config", "check"], in: bench.folder)
            #expect(said.status == 0, "\(said.all)")
        }
    }
}
