import Failpoints
import Foundation
import LeadModel
import LeadStore
import Testing

@testable import SyncEngine

/// Nobody is written to by mistake of a record that could not be read: what it says of an opt-out holds while it waits.
@Suite struct `A refused record that says, or may say, that somebody wants no mail` {
    private let now = Instant(rfc3339: Setup.now) ?? Instant(milliseconds: 0)
    private let later = "2026-10-02T06:00:00Z"

    /// How the record is refused: what its cells are.
    enum Accident: String, CaseIterable {
        case brokenDate, unknownWord, unmappedStatus, brokenAddress, withoutID, surplusCell, openBytes

        /// A row of `leads.csv` of the lead 1, changed in June.
        var cells: Row {
            let out: Row = ["Modified": "2026-06-01T10:00:00Z", "OptedOut": "true"]
            let own: Row =
                switch self {
                case .brokenDate: ["Created": "31/31/2026"]
                case .unknownWord: ["OptedOut": "perhaps"]
                case .unmappedStatus: ["Status": "Parked"]
                case .brokenAddress: ["Email": "lead1@example.com or by post"]
                case .withoutID: ["Id": ""]
                case .surplusCell, .openBytes: [:]
                }
            return Setup.discarded("1", out.merging(own) { $1 })
        }

        /// The row as it is delivered.
        func line(_ columns: [String]) -> String {
            let line = String(Setup.csv(columns, [cells]).split(separator: "\r\n")[1])
            switch self {
            case .surplusCell: return line + ",\"more\"\r\n"
            // A cell that goes on behind its quote.
            case .openBytes: return line.replacing("\"Timing\"", with: "\"Timing\"x") + "\r\n"
            default: return line + "\r\n"
            }
        }
    }

    private func deliver(_ accident: Accident, _ file: String = "leads-2.csv", in bench: Workbench) throws {
        let columns = Setup.columns(of: file)
        try bench.write("inbox/" + file, Setup.csv(columns, []) + accident.line(columns))
    }

    /// Two people who are with marketing.
    private func bench() throws -> Workbench {
        let bench = try Workbench()
        try bench.deliver("leads-1.csv", [Setup.discarded("1"), Setup.discarded("2")])
        try bench.sync()
        try #require(try bench.feedLines().first?.count == 2)
        return bench
    }

    private func suppressions(_ bench: Workbench) throws -> [Suppression] {
        let lead = try bench.lead("lead1@example.com")
        try #require((lead.decision.kind == .suppress) == !lead.decision.suppressions.isEmpty)
        return lead.decision.suppressions
    }

    // MARK: What it does

    @Test(arguments: Accident.allCases)
    func `takes its person back, however it was refused, and nobody else`(accident: Accident) throws {
        let bench = try bench()
        try deliver(accident, in: bench)
        let counts = bench.counts(try bench.sync(later))
        try #require(counts.rejected == 1, "\(counts)")
        #expect(try suppressions(bench).map(\.reason) == [.optOut])
        #expect(try suppressions(bench).map(\.source) == ["crm (in quarantine)"])
        #expect(try suppressions(bench).map(\.since) == [#require(Instant(rfc3339: later))])
        #expect(try bench.lead("lead2@example.com").decision.kind == .recycle)
        let last = try #require(try bench.feedLines().last)
        #expect(
            last.count == 1 && last[0].contains(#""lead":"L1""#) && last[0].contains(#""what":"withdraw""#), "\(last)")
    }

    @Test(arguments: Accident.allCases)
    func `keeps its person from the first file on, whoever else knows her`(accident: Accident) throws {
        let bench = try Workbench()
        try deliver(accident, "leads.csv", in: bench)
        try bench.deliver(
            "prospects.csv", [Setup.prospect("w", ["Email": "LEAD1+news@example.com"]), Setup.prospect("v")])
        try bench.deliver("leads-2.csv", [Setup.discarded("7", ["Email": "Lead1@Example.com"]), Setup.discarded("8")])
        try bench.sync()
        #expect(try bench.feedLines().joined().map { $0.contains("lead8@example.com") } == [true])
    }

    @Test func `closes nobody where it says that mail is welcome, or says nothing`() throws {
        for word in ["false", ""] {
            let bench = try bench()
            try bench.deliver("leads-2.csv", [Setup.discarded("1", ["Status": "Parked", "OptedOut": word])])
            try #require(bench.counts(try bench.sync(later)).rejected == 1)
            #expect(try suppressions(bench).isEmpty)
            #expect(try bench.count("SELECT count(*) FROM quarantine_closing") == 0)
        }
    }

    @Test func `closes nobody by bytes that nobody can read of a source that knows no opt-outs`() throws {
        for isKnown in [true, false] {
            let bench = try bench()
            if !isKnown {
                try bench.edit(
                    "mappings/crm-lead.yaml", "  opted-out: { from: OptedOut, as: flag }\n", "")
                try bench.edit("mappings/crm-lead.yaml", "null-words:", "opt-out: none-in-this-export\nnull-words:")
            }
            try deliver(.surplusCell, in: bench)
            try bench.sync(later)
            #expect(try suppressions(bench).isEmpty == !isKnown)
        }
    }

    @Test func `forbids what its flag is about, and no more`() throws {
        let bench = try bench()
        try bench.edit("mappings/crm-lead.yaml", "opted-out: {", "do-not-call: {")
        try deliver(.unmappedStatus, in: bench)
        try bench.sync(later)
        #expect(try bench.lead("lead1@example.com").decision.kind == .recycle)
        let store = try bench.workspace().openForReading()
        #expect(Set(try store.ledgerCounts().map(\.channel)) == [.phone])
        #expect(try store.quarantined(QuarantineFilter()).map(\.forbids) == [[.optOut]])
    }

    @Test func `is told by every command that is asked about the person or the quarantine, and names nobody`() throws {
        let bench = try bench()
        try deliver(.brokenDate, in: bench)
        let synced = try Program.run(["sync", "--now", later], in: bench.folder)
        #expect(synced.talk.contains("nobody is sent anything whom 1 of them name"), "\(synced.all)")
        let list = try Program.run(["quarantine", "list", "--output", "csv"], in: bench.folder)
        #expect(list.output.contains(",opt-out\n"), "\(list.all)")
        let shown = try Program.run(["quarantine", "show", "1"], in: bench.folder)
        #expect(shown.output.contains("it says, or may say: opt-out."), "\(shown.all)")
        try bench.write("people.txt", "lead1@example.com\nlead2@example.com\n")
        let check = try Program.run(
            ["suppression", "check", "--from-file", "people.txt", "--output", "ndjson"], in: bench.folder)
        let lines = check.output.split(separator: "\n")
        #expect(lines[0].contains("crm (in quarantine)") && !lines[1].contains("quarantine"), "\(check.all)")
        let ledger = try Program.run(["suppression", "list", "--output", "csv"], in: bench.folder)
        #expect(ledger.output.contains("crm (in quarantine)"), "\(ledger.all)")
        let explained = try Program.run(["recycle", "explain", "L1"], in: bench.folder)
        #expect(explained.output.contains("crm (in quarantine)"), "\(explained.all)")
        for said in [synced, list, shown, check, ledger] { #expect(!said.all.contains("lead1@"), "\(said.all)") }
    }

    // MARK: What ends it

    @Test func `counts no more once its source has corrected it`() throws {
        let bench = try bench()
        try deliver(.brokenDate, in: bench)
        try bench.sync(later)
        try bench.deliver("leads-3.csv", [Setup.discarded("1", ["Modified": "2026-06-02T10:00:00Z"])])
        try bench.sync("2026-10-03T06:00:00Z")
        #expect(try suppressions(bench).isEmpty)
        // Nor where the record says the same in words that can be read: its own word counts then.
        try bench.deliver(
            "leads-4.csv", [Setup.discarded("1", ["Modified": "2026-06-03T10:00:00Z", "OptedOut": "true"])])
        try bench.sync("2026-10-04T06:00:00Z")
        #expect(try suppressions(bench).map(\.source) == ["crm"])
    }

    @Test(arguments: ["an older version", "the bytes of before", "an older file of the same run"], ["", "broken"])
    func `is corrected by nothing that its record said before`(what: String, modified: String) throws {
        let bench = try Workbench()
        let out: Row = [
            "Status": "Parked", "OptedOut": "true", "Modified": modified.isEmpty ? "2026-06-01T10:00:00Z" : modified,
        ]
        let before = [Setup.discarded("1"), Setup.discarded("2")]
        if what == "an older file of the same run" {
            // Read first, because of its name.
            try bench.deliver("leads-1.csv", [Setup.discarded("1", out)])
            try bench.deliver("leads-2.csv", before)
            try bench.sync(later)
        } else {
            try bench.deliver("leads-1.csv", before)
            try bench.sync()
            try bench.deliver("leads-2.csv", [Setup.discarded("1", out)])
            try bench.sync(later)
            let old =
                what == "an older version" ? Setup.discarded("1", ["Modified": "2026-02-01T10:00:00Z"]) : before[0]
            try bench.deliver("leads-3.csv", [old, Setup.discarded("3")])
            try bench.sync("2026-10-03T06:00:00Z")
        }
        #expect(try suppressions(bench).map(\.source) == ["crm (in quarantine)"])
        // What it says later is a correction, whatever it said of itself when it was refused.
        try bench.deliver("leads-4.csv", [Setup.discarded("1", ["Modified": "2026-10-04T05:00:00Z"])])
        try bench.sync("2026-10-04T06:00:00Z")
        #expect(try suppressions(bench).isEmpty)
        #expect(try bench.count("SELECT count(*) FROM quarantine_closing") == 0)
    }

    @Test func `is told by the record itself once the mapping knows the word`() throws {
        let bench = try bench()
        try deliver(.unmappedStatus, in: bench)
        try bench.sync(later)
        try bench.edit("mappings/crm-lead.yaml", "Closed: discarded", "Closed: discarded, Parked: discarded")
        try bench.sync("2026-10-03T06:00:00Z")
        #expect(try suppressions(bench).map(\.source) == ["crm"])
    }

    @Test func `begins and ends with a mapping by which its opt-out is read`() throws {
        let bench = try bench()
        try bench.edit("mappings/crm-lead.yaml", "opted-out: { from: OptedOut", "opted-out: { from: City")
        try deliver(.unmappedStatus, in: bench)
        try bench.sync(later)
        try #require(try suppressions(bench).isEmpty)
        try bench.edit("mappings/crm-lead.yaml", "opted-out: { from: City", "opted-out: { from: OptedOut")
        try bench.sync("2026-10-03T06:00:00Z")
        #expect(try suppressions(bench).map(\.source) == ["crm (in quarantine)"])
        try bench.edit("mappings/crm-lead.yaml", "opted-out: { from: OptedOut", "opted-out: { from: City")
        try bench.sync("2026-10-04T06:00:00Z")
        #expect(try suppressions(bench).isEmpty)
    }

    @Test func `is dismissed only by somebody who means it, and counts again when it is put back`() throws {
        let bench = try bench()
        try deliver(.brokenDate, in: bench)
        try bench.sync(later)
        let words = ["quarantine", "dismiss", "1", "--because", "a test record"]
        let refused = try Program.run(words, in: bench.folder)
        #expect(refused.status == 77 && refused.talk.contains("quarantine.forbids"), "\(refused.all)")
        #expect(try Program.run(words + ["--yes"], in: bench.folder).status == 77)
        let meant = try Program.run(words + ["--even-opt-outs"], in: bench.folder)
        #expect(meant.status == 0, "\(meant.all)")
        try bench.sync("2026-10-03T06:00:00Z")
        #expect(try suppressions(bench).isEmpty)
        // Delivered again as it is, it stays dismissed.
        try deliver(.brokenDate, "leads-3.csv", in: bench)
        try bench.sync("2026-10-04T06:00:00Z")
        #expect(try suppressions(bench).isEmpty)
        try #require(try Program.run(["quarantine", "reopen", "1"], in: bench.folder).status == 0)
        try bench.sync("2026-10-05T06:00:00Z")
        #expect(try suppressions(bench).map(\.source) == ["crm (in quarantine)"])
    }

    @Test func `gives way to a consent that came later, as every opt-out does`() throws {
        let bench = try bench()
        try bench.edit("config/agreement.yaml", "zone: UTC", "zone: UTC\n    suppression: { consent-from: [web] }")
        try bench.edit(
            "mappings/web-prospect.yaml", "title: Title", "consented: { from: Title, as: date-time, format: iso }")
        try deliver(.brokenDate, in: bench)
        try bench.deliver("prospects.csv", [Setup.prospect("w", ["CrmId": "1", "Title": "2026-09-30T06:00:00Z"])])
        try bench.sync(later)
        #expect(try suppressions(bench).count == 1)
        // The same bytes delivered anew are no newer word.
        try bench.deliver(
            "prospects-2.csv",
            [Setup.prospect("w", ["CrmId": "1", "Title": "2026-10-03T05:00:00Z", "Modified": "2026-10-03T05:00:00Z"])])
        try deliver(.brokenDate, "leads-3.csv", in: bench)
        try bench.sync("2026-10-04T06:00:00Z")
        #expect(try suppressions(bench).isEmpty)
    }

    @Test func `goes with the person who is erased`() throws {
        let bench = try bench()
        try deliver(.brokenDate, in: bench)
        try bench.sync(later)
        try #require(try bench.count("SELECT count(*) FROM quarantine_closing") > 0)
        try #require(try Program.run(["lead", "erase", "L1", "--yes"], in: bench.folder).status == 0)
        #expect(try bench.count("SELECT count(*) FROM quarantine_closing") == 0)
        try deliver(.withoutID, "leads-3.csv", in: bench)
        try bench.sync("2026-10-04T06:00:00Z")
        #expect(try bench.count("SELECT count(*) FROM quarantine_closing") == 0)
    }

    @Test func `stays in the ledger where it names others and goes with one who is erased`() throws {
        let bench = try Workbench()
        try bench.deliver("leads-1.csv", [Setup.discarded("1"), Setup.discarded("2")])
        try bench.sync()
        let named: Row = ["Status": "Parked", "OptedOut": "true", "City": "with lead2@example.com"]
        try bench.deliver("leads-2.csv", [Setup.discarded("1", named)])
        try bench.sync(later)
        try #require(try Program.run(["lead", "erase", "L2", "--yes"], in: bench.folder).status == 0)
        try #require(try bench.count("SELECT count(*) FROM quarantine") == 0)
        let next = try Program.run(["sync", "--now", "2026-10-04T06:00:00Z"], in: bench.folder)
        #expect(!next.talk.contains("journal"), "\(next.all)")
        #expect(try suppressions(bench).map(\.source) == ["crm (erased record)"])
    }

    /// Records that come after the erasure: of one no reader makes a record, the other the mapping cannot understand.
    @Test func `holds for others whom it names, though nothing is kept of it because it mentions one who was erased`()
        throws
    {
        let bench = try Workbench()
        try bench.deliver("leads-1.csv", (1...4).map { Setup.discarded("\($0)") })
        try bench.sync()
        try #require(try Program.run(["lead", "erase", "L4", "--yes"], in: bench.folder).status == 0)
        let columns = Setup.columns(of: "leads-2.csv")
        let mapped = Setup.discarded(
            "2", ["OptedOut": "true", "Created": "31/31/2026", "City": "as lead4@example.com"])
        let broken = Accident.surplusCell.line(columns).replacing("\"more\"", with: "\"lead4@example.com\"")
        for day in 2...3 {
            try bench.write("inbox/leads-\(day).csv", Setup.csv(columns, [mapped]) + broken)
            let synced = try Program.run(["sync", "--now", "2026-10-0\(day)T06:00:00Z"], in: bench.folder)
            #expect(!synced.talk.contains("journal"), "\(synced.all)")
        }
        #expect(try bench.count("SELECT count(*) FROM quarantine") == 0)
        for lead in ["lead1@example.com", "lead2@example.com"] {
            #expect(try bench.lead(lead).decision.suppressions.map(\.source) == ["crm (erased record)"], "\(lead)")
        }
        #expect(try bench.lead("lead3@example.com").decision.kind == .recycle)
        // It is in the journal beside the store, once, and nobody is told of a journal that was gone.
        #expect(try bench.count("SELECT count(*) FROM suppression_batch") == 1)
        #expect(try bench.count("SELECT count(*) FROM suppression_journal") == 1)
    }

    // MARK: Come what may

    @Test(arguments: [Failpoint.pagesTaken, .keysJoined, .leadsSettled, .leadsUpdated])
    func `holds, wherever the run is killed that read it`(place: Failpoint) throws {
        let bench = try bench()
        try bench.deliver("leads-3.csv", [Setup.discarded("3")])
        try deliver(.brokenDate, in: bench)
        try Program.run(["sync", "--now", later], in: bench.folder, dyingAt: place)
        let next = try Program.run(["sync", "--now", later], in: bench.folder)
        #expect([0, 4].contains(next.status), "\(next.all)")
        #expect(try suppressions(bench).map(\.source) == ["crm (in quarantine)"])
        let sent = try bench.feedLines().joined().filter { $0.contains(#""lead":"L1""#) }
        #expect(sent.last?.contains(#""what":"withdraw""#) == true, "\(sent)")
    }

    @Test func `is written down by keyed hashes alone`() throws {
        let bench = try bench()
        try deliver(.brokenDate, in: bench)
        try bench.sync(later)
        let rows = try bench.query("SELECT * FROM quarantine_closing")
        #expect(rows.count == 2)
        for value in rows.joined() {
            let bytes = "\(value)"
            #expect(!bytes.contains("lead1") && !bytes.contains("example"))
        }
    }

    @Test func `leaves nothing of a reading that was taken back`() throws {
        let bench = try Workbench()
        func rows(_ day: Int, _ city: String) -> [Row] {
            (1...160).map { Setup.lead("\($0)", ["Modified": "2026-06-\(10 + day)T10:00:00Z", "City": city]) }
        }
        for day in 1...2 {
            try bench.deliver("leads-\(day).csv", rows(day, "Oslo"))
            try bench.sync("2026-10-0\(day)T06:00:00Z", only: ["crm"])
        }
        // A mapped column has gone blank: the file is held, with what it has refused.
        let columns = Setup.columns(of: "leads-3.csv")
        try bench.write("inbox/leads-3.csv", Setup.csv(columns, rows(3, "")) + Accident.brokenDate.line(columns))
        let report = try #require(try bench.sync("2026-10-03T06:00:00Z", only: ["crm"]).last)
        try #require(report.outcome == .held, "\(report.warnings)")
        #expect(try bench.count("SELECT count(*) FROM quarantine_closing") == 0)
    }
}
