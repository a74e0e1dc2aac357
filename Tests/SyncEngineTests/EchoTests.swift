import Connectors
import Failpoints
import Foundation
import LeadModel
import LeadStore
import TestSupport
import Testing

@testable import SyncEngine

/// What was written to a marketing tool and is read from there again.
@Suite struct `What comes back from a system that we wrote to` {
    /// A workbench whose feed goes to HubSpot; the source `web` is taken for what HubSpot is asked for.
    private final class Bench {
        let system: SystemBench
        var bench: Workbench { system.bench }
        static let columns = Setup.columns(of: "prospects.csv") + ["Tag"]

        static let fields = "{ email: email, firstname: first-name, city: city, jobtitle: title, recycle_track: track }"

        init(isSystem: Bool = true, fields: String = Bench.fields) throws {
            system = try SystemBench(fields: fields, isSystem: isSystem)
        }

        /// Exports of both systems, as of now.
        @discardableResult
        func read(_ now: String, web: [Row] = [], contacts: [Row] = [], leads: [Row] = []) throws -> RecordCounts {
            try bench.emptyInbox()
            if !leads.isEmpty { try bench.deliver("leads.csv", leads) }
            if !contacts.isEmpty { try bench.deliver("contacts.csv", contacts) }
            if !web.isEmpty { try bench.write("inbox/prospects.csv", Setup.csv(Bench.columns, web)) }
            let reports = try bench.sync(now)
            last = reports.first { $0.source == "web" }
            return try #require(last).counts
        }

        var last: RunReport?
        var echoes: Int { last?.files.reduce(0) { $0 + $1.echoes } ?? 0 }

        func send(at time: String) throws {
            let now = try #require(Instant(rfc3339: time))
            let clock = HTTPSession.Clock(now: { now }, wait: { _ throws(Fault) in })
            let sent = try DeliveryDesk(bench.workspace()).send(to: [], patience: 0, now: now, clock: clock)
            let tally = try #require(sent.tallies.first)
            #expect(tally.fault == nil && tally.waiting == 0, "\(tally)")
        }

        func value(_ field: Field) throws -> String? { try bench.leads().first?.text(field) }
        func messages() throws -> Int { try bench.count("SELECT count(*) FROM outbox") }

        /// A lead that sales has in Rome and the tool in Oslo, recycled, and told to the tool.
        func begin() throws {
            try read(
                Setup.now, web: [tool("2026-02-01T10:00:00Z", ["City": "Oslo", "Title": "Boss"])],
                leads: [Setup.discarded("1", ["City": "Rome", "First": "Ada"])])
            #expect(try value(.city) == "Rome")
            try send(at: "2026-10-01T06:05:00Z")
        }

        func tool(_ modified: String, _ cells: Row) -> Row {
            Setup.prospect("p1", ["Modified": modified, "Email": "lead1@example.com"].merging(cells) { $1 })
        }

        /// Another record of the same person in sales' system.
        func contact(_ modified: String, _ cells: Row) -> Row {
            ["Id": "c1", "Modified": modified, "Email": "lead1@example.com"].merging(cells) { $1 }
        }
    }

    private static let echo: Row = ["City": "Rome", "First": "Ada", "Title": "Boss"]

    @Test func `is no change, and loses against who said something else before we wrote`() throws {
        let bench = try Bench()
        try bench.begin()
        let told = try bench.messages()
        let counts = try bench.read(
            "2026-10-01T07:00:00Z", web: [bench.tool("2026-10-01T06:05:02Z", Self.echo)])
        #expect(counts.read == 1 && counts.unchanged == 1 && counts.isConserved, "\(counts)")
        #expect(bench.echoes == 1)
        #expect(try bench.messages() == told)
        try bench.read("2026-10-01T08:00:00Z", contacts: [bench.contact("2026-09-30T12:00:00Z", ["City": "Paris"])])
        #expect(try bench.value(.city) == "Paris")
        let lead = try bench.bench.lead("lead1@example.com")
        let explained = try Inspector(bench.bench.workspace()).explain(lead)
        #expect(explained.records.map(\.echoes).sorted() == [0, 0, 1])
        let before = try bench.bench.dump()
        _ = try SyncRun(
            bench.bench.workspace(), options: .init(now: try #require(Instant(rfc3339: "2026-10-01T08:00:00Z"))),
            progress: ProgressReport { _ in }
        ).rebuild()
        #expect(try bench.bench.dump() == before)
    }

    @Test func `is news where nobody says that the system is one we write to`() throws {
        let bench = try Bench(isSystem: false)
        try bench.begin()
        let counts = try bench.read(
            "2026-10-01T07:00:00Z", web: [bench.tool("2026-10-01T06:05:02Z", Self.echo)])
        #expect(counts.updated == 1 && bench.echoes == 0, "\(counts)")
        try bench.read("2026-10-01T08:00:00Z", contacts: [bench.contact("2026-09-30T12:00:00Z", ["City": "Paris"])])
        #expect(try bench.value(.city) == "Rome")
    }

    @Test func `never goes out again, however often it comes`() throws {
        let bench = try Bench()
        try bench.begin()
        let told = try bench.messages()
        for hour in 7...9 {
            try bench.send(at: "2026-10-01T0\(hour):00:00Z")
            let echo = bench.tool("2026-10-01T06:0\(hour):02Z", Self.echo.merging(["Tag": "\(hour)"]) { $1 })
            let counts = try bench.read("2026-10-01T0\(hour):30:00Z", web: [echo])
            #expect(counts.unchanged == 1, "\(counts)")
            #expect(try bench.read("2026-10-01T0\(hour):40:00Z", web: [echo]).updated == 0)
        }
        #expect(try bench.messages() == told)
    }

    /// The mapping reads `Last`, `Company` and `Title` from the columns of these names, as they stand there.
    private static let rendered = """
        { email: email, Title: { text: In nurture }, Company: { from: email, as: sha256 },
          Last: { from: discard-reason, words: { timing: Later, no-response: Silent, no-budget: x, no-authority: x, no-need: x,
            not-a-fit: x, competitor: x, existing-customer: x, duplicate: x, bad-data: x, spam: x, other: x, unknown: x } } }
        """
    private static let written: Row = ["Title": "In nurture", "Last": "Later"]

    @Test func `is no change in another form either: a constant, a word in another's place, a hash`() throws {
        let bench = try Bench(fields: Self.rendered)
        try bench.begin()
        let told = try bench.messages()
        let hash = Fingerprint.of(bytes: Array("lead1@example.com".utf8))
        let counts = try bench.read(
            "2026-10-01T07:00:00Z",
            web: [bench.tool("2026-10-01T06:05:02Z", Self.written.merging(["City": "Oslo", "Company": hash]) { $1 })])
        #expect(counts.unchanged == 1 && bench.echoes == 1, "\(counts)")
        #expect(try bench.messages() == told)
        // Nobody says of the lead what stands there.
        #expect(try bench.value(.title) == "Boss")
        #expect(try bench.value(.lastName) == nil && bench.value(.company) == nil)
        let again = try bench.read(
            "2026-10-01T07:30:00Z",
            web: [
                bench.tool(
                    "2026-10-01T06:10:02Z",
                    Self.written.merging(["City": "Oslo", "Company": hash, "Tag": "x"]) { $1 })
            ])
        #expect(again.unchanged == 1 && bench.echoes == 1, "\(again)")
        #expect(try bench.value(.title) == "Boss" && bench.value(.lastName) == nil)
        let before = try bench.bench.dump()
        _ = try SyncRun(
            bench.bench.workspace(), options: .init(now: try #require(Instant(rfc3339: "2026-10-01T07:30:00Z"))),
            progress: ProgressReport { _ in }
        ).rebuild()
        #expect(try bench.bench.dump() == before)
        try bench.read(
            "2026-10-01T08:00:00Z",
            contacts: [
                bench.contact("2026-09-30T12:00:00Z", ["City": "Rome", "Last": "Berg", "Company": "Acme"])
            ])
        #expect(try bench.value(.lastName) == "Berg" && bench.value(.company) == "Acme")
    }

    @Test func `is somebody's word where the feed puts another one there since, which tells nobody anew`() throws {
        let bench = try Bench(fields: Self.rendered)
        try bench.begin()
        let told = try bench.messages()
        try bench.bench.edit("config/feeds/nurture.yaml", "timing: Later", "timing: Someday")
        try bench.bench.sync("2026-10-01T06:30:00Z")
        #expect(try bench.messages() == told)
        // We never wrote that.
        let counts = try bench.read(
            "2026-10-01T07:00:00Z",
            web: [bench.tool("2026-10-01T06:10:00Z", ["City": "Oslo", "Title": "Boss", "Last": "Someday"])])
        #expect(counts.updated == 1 && bench.echoes == 0, "\(counts)")
        #expect(try bench.value(.lastName) == "Someday")
    }

    @Test func `is somebody's word where it returns after a withdrawal, which writes no values`() throws {
        let bench = try Bench()
        try bench.begin()
        try bench.read("2026-10-01T07:00:00Z", web: [bench.tool("2026-10-01T06:05:02Z", Self.echo)])
        #expect(bench.echoes == 1)
        try bench.read(
            "2026-10-02T07:00:00Z",
            web: [bench.tool("2026-10-02T05:00:00Z", Self.echo.merging(["City": "Lima"]) { $1 })],
            contacts: [bench.contact("2026-10-02T06:00:00Z", ["City": "Rome"])])
        #expect(try bench.value(.city) == "Rome")
        try bench.read(
            "2026-10-03T06:00:00Z",
            leads: [
                Setup.lead(
                    "1", ["City": "Rome", "First": "Ada", "Status": "Working", "Modified": "2026-10-03T05:00:00Z"])
            ])
        try bench.send(at: "2026-10-03T06:05:00Z")
        #expect(try bench.bench.count("SELECT count(*) FROM delivery WHERE action = 2 AND last_tried IS NOT NULL") == 1)
        let counts = try bench.read(
            "2026-10-04T06:00:00Z", web: [bench.tool("2026-10-04T05:00:00Z", Self.echo)])
        #expect(counts.updated == 1 && bench.echoes == 0, "\(counts)")
    }

    @Test func `is somebody's word where it says what a column was made of, and not what was written`() throws {
        let bench = try Bench(fields: "{ email: email, first_hash: { from: first-name, as: sha256, for: meta } }")
        try bench.begin()
        // We never wrote her name there.
        let counts = try bench.read(
            "2026-10-01T07:00:00Z",
            web: [bench.tool("2026-10-01T06:05:02Z", ["City": "Oslo", "Title": "Boss", "First": "Ada"])],
            contacts: [bench.contact("2026-09-30T12:00:00Z", ["First": "Augusta"])])
        #expect(counts.updated == 1 && bench.echoes == 0, "\(counts)")
        #expect(try bench.value(.firstName) == "Ada")
    }

    @Test func `is told from what somebody changed there a moment later`() throws {
        let bench = try Bench()
        try bench.begin()
        let counts = try bench.read(
            "2026-10-01T07:00:00Z",
            web: [bench.tool("2026-10-01T06:06:00Z", Self.echo.merging(["City": "Lima"]) { $1 })],
            contacts: [bench.contact("2026-09-30T12:00:00Z", ["City": "Paris", "First": "Augusta"])])
        #expect(counts.updated == 1 && bench.echoes == 0, "\(counts)")
        #expect(try bench.value(.city) == "Lima")
        // What stands beside it is still ours.
        #expect(try bench.value(.firstName) == "Augusta")
        let before = try bench.bench.dump()
        _ = try SyncRun(
            bench.bench.workspace(), options: .init(now: try #require(Instant(rfc3339: "2026-10-01T07:00:00Z"))),
            progress: ProgressReport { _ in }
        ).rebuild()
        #expect(try bench.bench.dump() == before)
        // And days later, when somebody changes something else again.
        try bench.read(
            "2026-10-06T07:00:00Z",
            web: [bench.tool("2026-10-05T06:06:00Z", Self.echo.merging(["City": "Bonn"]) { $1 })])
        #expect(try bench.value(.city) == "Bonn")
        #expect(try bench.value(.firstName) == "Augusta")
    }

    @Test func `does not keep back an opt-out that comes with it`() throws {
        let bench = try Bench()
        try bench.bench.edit(
            "mappings/web-prospect.yaml", "interests: { from: Interests, as: list, separator: \";\" }",
            "opted-out: { from: Interests, as: flag }")
        try bench.begin()
        let counts = try bench.read(
            "2026-10-01T07:00:00Z",
            web: [bench.tool("2026-10-01T06:05:02Z", Self.echo.merging(["Interests": "true"]) { $1 })])
        #expect(counts.updated == 1, "\(counts)")
        #expect(try bench.bench.lead("lead1@example.com").decision.kind == .suppress)
    }

    @Test func `joins its lead as a record that we made, and says nothing`() throws {
        let bench = try Bench()
        try bench.read(Setup.now, leads: [Setup.discarded("1", ["City": "Rome", "First": "Ada"])])
        try bench.send(at: "2026-10-01T06:05:00Z")
        let ledger = try bench.bench.workspace().openForReading().deliveries(DeliveryFilter(), limit: 10)
        let id = try #require(ledger.first?.receiverID)
        let told = try bench.messages()
        let counts = try bench.read(
            "2026-10-01T07:00:00Z",
            web: [
                bench.tool("2026-10-01T06:05:02Z", ["Id": id, "City": "Rome", "First": "Ada"])
            ])
        #expect(counts.unchanged == 1 && counts.inserted == 0 && counts.isConserved, "\(counts)")
        #expect(
            try bench.bench.records(of: bench.bench.lead("lead1@example.com")) == [
                "crm/leads/1", "web/prospects/\(id)",
            ])
        #expect(try bench.messages() == told)
        try bench.read("2026-10-01T08:00:00Z", contacts: [bench.contact("2026-03-05T12:00:00Z", ["City": "Paris"])])
        #expect(try bench.value(.city) == "Paris")
        // What somebody says there afterwards counts.
        try bench.read(
            "2026-10-02T07:00:00Z",
            web: [bench.tool("2026-10-02T06:05:02Z", ["Id": id, "City": "Rome", "First": "Ada", "Title": "Boss"])])
        #expect(try bench.value(.city) == "Paris")
        #expect(try bench.value(.title) == "Boss")
    }

    @Test func `may be a date alone, and is somebody's word days later`() throws {
        let bench = try Bench()
        let row: Row = ["City": "Oslo", "First": "Ada"]
        try bench.read(
            Setup.now, web: [bench.tool("2026-04-01T10:00:00Z", row)],
            leads: [Setup.discarded("1", ["City": "Rome", "First": "Ada"])])
        #expect(try bench.value(.city) == "Oslo")
        try bench.send(at: "2026-10-01T06:05:00Z")
        let counts = try bench.read(
            "2026-10-01T07:00:00Z",
            web: [bench.tool("2026-10-01T06:05:02Z", row.merging(["Tag": "nurture"]) { $1 })],
            contacts: [bench.contact("2026-05-01T12:00:00Z", ["City": "Paris"])])
        #expect(counts.unchanged == 1 && bench.echoes == 1, "\(counts)")
        #expect(try bench.value(.city) == "Paris")
        let later = try bench.read(
            "2026-10-06T07:00:00Z", web: [bench.tool("2026-10-05T09:00:00Z", row.merging(["Tag": "x"]) { $1 })])
        #expect(later.updated == 1 && bench.echoes == 0, "\(later)")
        #expect(try bench.value(.city) == "Oslo")
    }

    @Test func `is recognised after a run that was killed, and the next run tells of it`() throws {
        let bench = try Bench()
        try bench.begin()
        try bench.bench.emptyInbox()
        try bench.bench.write(
            "inbox/prospects.csv", Setup.csv(Bench.columns, [bench.tool("2026-10-01T06:05:02Z", Self.echo)]))
        let sync = ["sync", "web", "--now", "2026-10-01T07:00:00Z"]
        try Program.run(sync, in: bench.bench.folder, dyingAt: .pagesTaken)
        let said = try Program.run(sync, in: bench.bench.folder)
        #expect(
            said.status == 0 && said.output.contains("read 1 = 0 inserted + 0 updated + 1 unchanged"), "\(said.all)")
        #expect(said.talk.contains("1 record of web/prospects is what we wrote there, and no news"), "\(said.all)")
        let explained = try Program.run(["lead", "explain", "L1"], in: bench.bench.folder)
        #expect(
            explained.unfolded.contains("came back once with nothing but what was written there"), "\(explained.all)")
        try bench.read("2026-10-01T08:00:00Z", contacts: [bench.contact("2026-09-30T12:00:00Z", ["City": "Paris"])])
        #expect(try bench.value(.city) == "Paris")
    }

    @Test func `is recognised where a system does not say when records were changed`() throws {
        let bench = try Bench()
        for name in ["web-prospect", "crm-contact"] {
            try bench.bench.edit(
                "mappings/\(name).yaml", ", modified: { from: Modified, as: date-time, format: iso }", "")
        }
        try bench.read("2026-08-01T06:00:00Z", web: [bench.tool("", ["City": "Oslo", "Title": "Boss"])])
        try bench.read(
            Setup.now, contacts: [bench.contact("", ["City": "Rome"])], leads: [Setup.discarded("1", ["First": "Ada"])])
        #expect(try bench.value(.city) == "Rome")
        try bench.send(at: "2026-10-01T06:05:00Z")
        try bench.read("2026-10-02T06:00:00Z", contacts: [bench.contact("", ["City": "Paris"])])
        let row = bench.tool("", Self.echo)
        let counts = try bench.read("2026-10-03T06:00:00Z", web: [row])
        #expect(counts.unchanged == 1 && bench.echoes == 1, "\(counts)")
        #expect(try bench.value(.city) == "Paris")
        // An export of everything, every day.
        let versions = try bench.bench.count("SELECT count(*) FROM version")
        let other = Setup.prospect("p2", ["Email": "other@example.com"])
        let again = try bench.read("2026-10-04T06:00:00Z", web: [row, other])
        #expect(again.unchanged == 1 && again.inserted == 1 && bench.echoes == 0, "\(again)")
        #expect(try bench.bench.count("SELECT count(*) FROM version") == versions + 1)
        #expect(try bench.bench.lead("lead1@example.com").text(.city) == "Paris")
        let changed = try bench.read(
            "2026-10-05T06:00:00Z", web: [row.merging(["City": "Lima"]) { $1 }, other])
        #expect(changed.updated == 1 && changed.unchanged == 1, "\(changed)")
        #expect(try bench.bench.lead("lead1@example.com").text(.city) == "Lima")
    }

    @Test func `goes with its lead, should that be erased`() throws {
        let bench = try Bench()
        try bench.begin()
        try bench.read("2026-10-01T07:00:00Z", web: [bench.tool("2026-10-01T06:05:02Z", Self.echo)])
        #expect(try bench.bench.count("SELECT count(*) FROM echo") == 1)
        let said = try Program.run(["lead", "erase", "L1", "--yes"], in: bench.bench.folder)
        #expect(said.status == 0, "\(said.all)")
        #expect(try bench.bench.count("SELECT count(*) FROM echo") == 0)
    }
}
