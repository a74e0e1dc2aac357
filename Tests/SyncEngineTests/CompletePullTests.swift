import Foundation
import LeadModel
import LeadStore
import TestSupport
import Testing

@testable import SyncEngine

/// Systems and taps that are asked for all that there is.
@Suite(.serialized) struct `A pull of all that there is` {
    /// The small CRM without its list of deleted ids.
    private func bench(isAskedForNews: Bool = true) throws -> PullBench {
        let pulls = try PullBench()
        let file = "config/sources/crm.yaml"
        let text = try pulls.bench.text(file)
        try pulls.bench.write(file, String(text[..<(try #require(text.range(of: "  deleted:")).lowerBound)]))
        try pulls.bench.edit(file, "    mapping: small-lead\n", "    mapping: small-lead\n    complete: true\n")
        if !isAskedForNews {
            try pulls.bench.edit(file, "changed_after: \"{since}\", ", "")
            try pulls.bench.edit(file, "    incremental: {}\n", "")
        }
        return pulls
    }

    private func sync(_ pulls: PullBench, full: Bool = false) throws -> RunReport {
        var options = SyncRun.Options(now: Instant.now)
        options.sources = ["crm"]
        if full { options.extent = .all }
        let report = try #require(
            SyncRun(pulls.bench.workspace(), options: options, progress: ProgressReport { _ in }).run().last)
        #expect(report.counts.isConserved && report.files.allSatisfy(\.counts.isConserved))
        return report
    }

    private func approve(_ pulls: PullBench, _ run: Int64, count: Int) throws -> RunReport {
        var request = HeldDesk.Request(run: run, now: Instant.now)
        request.count = count
        return try #require(
            HeldDesk(pulls.bench.workspace()).approve(request, progress: ProgressReport { _ in }).last)
    }

    @Test func `tells who is gone, and one of what is new does not`() throws {
        let pulls = try bench()
        #expect(try sync(pulls).counts.inserted == 90)
        try pulls.change("delete", "4")
        #expect(try sync(pulls).files.first?.gone == 0)
        #expect(try pulls.bench.standing().gone.isEmpty)
        let report = try sync(pulls, full: true)
        #expect(report.outcome == .succeeded && report.files.first?.gone == 1, "\(report)")
        #expect(try pulls.bench.standing().gone == ["4"])
    }

    @Test func `tells who is gone each time, where it is asked for nothing else`() throws {
        let pulls = try bench(isAskedForNews: false)
        #expect(try sync(pulls).counts.inserted == 90)
        try pulls.change("delete", "4")
        #expect(try sync(pulls).files.first?.gone == 1)
        #expect(try pulls.bench.standing().gone == ["4"])
    }

    @Test func `is held and asked for again, and taken in where no more are gone than was said`() throws {
        let pulls = try bench()
        _ = try sync(pulls)
        let before = try pulls.bench.dump()
        for number in 1...30 { try pulls.change("delete", "\(number)") }
        let held = try sync(pulls, full: true)
        #expect(held.outcome == .held && held.warnings.contains { $0.code == .driftRecordsGone }, "\(held)")
        #expect(try pulls.bench.dump() == before)
        try pulls.change("delete", "31")
        let again = try approve(pulls, held.run, count: 30)
        #expect(again.outcome == .held && again.run > held.run, "\(again)")
        #expect(try pulls.bench.dump() == before)
        let taken = try approve(pulls, again.run, count: 31)
        #expect(taken.outcome == .succeeded && taken.files.first?.gone == 31, "\(taken)")
        #expect(try pulls.bench.standing().gone == Set((1...31).map(String.init)))
        #expect(try pulls.bench.workspace().openForReading().runsThatWait().isEmpty)
    }

    @Test(arguments: [
        (
            "changed_after: \"{since}\"", "changed_after: \"{since}\", before: \"{until}\"",
            "lacks what has changed since"
        )
    ])
    func `is refused where its requests cannot ask for all`(old: String, new: String, words: String) throws {
        let pulls = try bench()
        try pulls.bench.edit("config/sources/crm.yaml", old, new)
        let said = try Program.run(["config", "check"], in: pulls.bench.folder)
        #expect(said.status == 78 && said.unfolded.contains(words), "\(said.all)")
    }

    /// What a killed pull had read is counted by the next; who is gone was read by nobody.
    @Test func `that is killed behind its last page counts nobody who is gone as read`() throws {
        let pulls = try bench(isAskedForNews: false)
        _ = try sync(pulls)
        try pulls.change("delete", "4")
        do {
            let workspace = try pulls.bench.workspace()
            let store = try workspace.openForWriting()
            let run = SyncRun(
                workspace, options: SyncRun.Options(now: Instant.now), progress: ProgressReport { _ in })
            _ = try run.pull(
                try #require(try workspace.selected(["crm"]).first), store, try run.replay(store, all: false))
        }
        let report = try sync(pulls)
        #expect(report.counts.read == 89 && report.counts.unchanged == 89, "\(report.counts)")
        #expect(try pulls.bench.standing().gone == ["4"])
    }

    @Test func `by a tap is given no state, and tells who is gone`() throws {
        let bench = try Workbench()
        try bench.write(
            "mappings/tap-contact.yaml",
            """
            mapping: tap-contact
            record: lead
            ids: tap
            identity: { id: id, modified: { from: updated_at, as: date-time, format: iso } }
            null-words: [""]
            fields: { email: { from: email, as: email } }
            status: { from: status, values: { open: assigned, lost: discarded } }
            opt-out: none-in-this-export

            """)
        try bench.write(
            "config/sources/tap.yaml",
            """
            source: tap
            connector: singer
            role: crm
            command: [python3, -B, \(Server.folder)/scripted_tap.py]
            config: taps/tap.json
            streams:
              people: { mapping: tap-contact, stream: contacts, complete: true }

            """)
        func pull(_ rows: Int) throws -> RunReport {
            try bench.write("taps/tap.json", #"{"part": "ordinary", "rows": \#(rows)}"#)
            #expect(chmod(bench.path("taps/tap.json"), 0o600) == 0)
            return try #require(try bench.sync(only: ["tap"]).last)
        }
        #expect(try pull(6).counts.inserted == 6)
        let fewer = try pull(4)
        #expect(fewer.counts.read == 4 && fewer.files.first?.gone == 2, "\(fewer)")
        #expect(try bench.standing().gone == ["5", "6"])
        let again = try pull(6)
        #expect(again.files.first?.back == 2 && again.counts.unchanged == 6, "\(again)")
        #expect(try bench.standing().gone.isEmpty)
    }
}
