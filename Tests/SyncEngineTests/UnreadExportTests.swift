import Failpoints
import Foundation
import LeadModel
import LeadStore
import Testing

@testable import SyncEngine

/// An export in one of the forms that exports come in.
enum ExportForm: String, CaseIterable, Sendable {
    case csv, json, xml

    func bytes(_ rows: [Row]) throws -> [UInt8] {
        let columns = Setup.columns(of: "leads")
        switch self {
        case .csv: return Array(Setup.csv(columns, rows).utf8)
        case .json:
            let records = try rows.map { row in
                let all = Dictionary(uniqueKeysWithValues: columns.map { ($0, row[$0] ?? "") })
                return String(
                    decoding: try JSONSerialization.data(withJSONObject: all, options: .sortedKeys), as: UTF8.self)
            }
            return Array("[\n\(records.joined(separator: ",\n"))\n]\n".utf8)
        case .xml:
            let records = rows.map { row in
                "<lead>" + columns.map { "<\($0)>\(row[$0] ?? "")</\($0)>" }.joined() + "</lead>"
            }
            return Array("<leads>\n\(records.joined(separator: "\n"))\n</leads>\n".utf8)
        }
    }

    /// The same, broken off within its last record, or the last of those that some others come behind.
    func broken(_ rows: [Row], losing others: Int = 0) throws -> [UInt8] {
        let rows = Array(rows.dropLast(others))
        let whole = try bytes(rows)
        return Array(whole.dropLast(try (whole.count - bytes(rows.dropLast()).count) / 2))
    }

    /// What such a break is called.
    var code: FaultCode {
        switch self {
        case .csv: .csvOpenQuote
        case .json: .jsonTruncated
        case .xml: .xmlTruncated
        }
    }
}

@Suite struct `An export that breaks off` {
    private static let days = ["2026-10-01T06:00:00Z", "2026-10-02T06:00:00Z", "2026-10-03T06:00:00Z"]

    private func bench(_ form: ExportForm = .csv, feed: String = Setup.nurture) throws -> Workbench {
        let bench = try Workbench(feeds: ["nurture": feed])
        if form != .csv {
            let format = form == .json ? "json" : "{ xml: { records: lead } }"
            try bench.edit(
                "config/sources/crm.yaml",
                #"files: "leads*.csv", format: { csv: { delimiter: ",", encoding: utf-8, header: true } }"#,
                #"files: "leads*.\#(form)", format: \#(format)"#)
        }
        try bench.write("inbox/leads-1.\(form)", bytes: form.bytes(before))
        try bench.sync(Self.days[0])
        return bench
    }

    /// One that marketing gets, and two that sales works on.
    private let before =
        [Setup.discarded("1")]
        + ["2", "3"].map {
            Setup.lead($0, ["Modified": "2026-02-01T10:00:00Z", "Status": "Working"])
        }

    /// Sales has taken the first up, and given up both others; behind them, that the second is a customer by another record.
    private let after = [
        Setup.lead("1", ["Modified": "2026-09-20T10:00:00Z", "Status": "Working"]),
        Setup.discarded("2"), Setup.discarded("3"), Setup.discarded("4"),
        Setup.lead("30", ["Status": "Working", "Modified": "2026-09-20T10:00:00Z"]),
        Setup.lead("20", ["Email": "lead2@example.com", "Status": "Converted", "Modified": "2026-09-20T10:00:00Z"]),
    ]

    /// What its receiver was told, `add` and address, in the order of the files.
    private func told(_ bench: Workbench, feed: String = "nurture") throws -> [String] {
        try bench.feedLines(feed).joined().map { line in
            let row = try #require(
                try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any], "\(line)")
            return "\(row["what"] ?? "") \(row["email"] ?? row["lead"] ?? "")"
        }
    }

    private func heldBack(_ reports: [RunReport]) -> [Fault] {
        Array(Set(reports.flatMap(\.warnings).filter { $0.code == .feedHeldBack }))
    }

    @Test(arguments: ExportForm.allCases)
    func `hands nobody to marketing whom its rest may speak of, until it came whole`(form: ExportForm) throws {
        let bench = try bench(form)
        #expect(try told(bench) == ["add lead1@example.com"])
        try bench.write("inbox/leads-2.\(form)", bytes: form.broken(after, losing: 1))
        let reports = try bench.sync(Self.days[1])
        #expect(reports.flatMap(\.notes).map(\.code) == [form.code], "\(reports.flatMap(\.notes))")
        // Whom sales took up is taken back at once; the three whom sales gave up wait.
        #expect(try told(bench).dropFirst() == ["withdraw lead1@example.com"])
        let warning = try #require(heldBack(reports).first)
        #expect(
            warning.summary.contains("3 leads are not added to the feed 'nurture' yet: leads-2.\(form) of crm/leads"))
        #expect(
            try bench.workspace().openForReading().warnings(of: reports[0].run).contains { $0.code == .feedHeldBack })
        #expect(try FeedDesk(bench.workspace(), isWriter: false).list().map(\.heldBack) == [3])

        // It is still there the next day, and still broken.
        #expect(try heldBack(bench.sync(Self.days[2])).count == 1 && told(bench).count == 2)
        try bench.write("inbox/leads-2.\(form)", bytes: form.bytes(after))
        let mended = try bench.sync(Self.days[2])
        #expect(heldBack(mended).isEmpty && mended.flatMap(\.notes).isEmpty)
        #expect(mended.allSatisfy { $0.waiting.waiting == 0 })
        #expect(try told(bench).dropFirst(2) == ["add lead3@example.com", "add lead4@example.com"])

        let calm = try self.bench(form)
        try calm.write("inbox/leads-2.\(form)", bytes: form.bytes(after))
        try calm.sync(Self.days[1])
        let difference = try bench.dump().difference(from: calm.dump())
        #expect(difference.isEmpty, "\(difference)")
        #expect(try told(calm).sorted() == told(bench).sorted())
        #expect(try FeedDesk(bench.workspace(), isWriter: false).verify([]).allSatisfy { $0.fault == nil })
    }

    @Test func `is told of by every command that speaks of feeds or of the lead`() throws {
        let bench = try bench()
        try bench.write("inbox/leads-2.csv", bytes: ExportForm.csv.broken(after))
        let said = try Program.run(["sync", "--now", Self.days[1]], in: bench.folder)
        #expect(said.status == 65 && said.talk.contains("[feed.held-back]"), "\(said.all)")
        for words in [["feed", "list"], ["feed", "export"], ["recycle", "preview"], ["runs", "show", "3"]] {
            let said = try Program.run(words, in: bench.folder)
            #expect(said.status == 0 && said.all.contains("[feed.held-back]"), "\(words): \(said.all)")
            #expect(said.unfolded.contains("inbox/leads-2.csv"), "\(words): \(said.all)")
        }
        #expect(try told(bench).count == 2)
        let listed = try Program.run(["feed", "list", "--output", "ndjson"], in: bench.folder).output
        #expect(listed.contains(#""held-back":3"#), "\(listed)")
        for words in [["recycle", "explain", "crm:3"], ["lead", "explain", "crm:3"]] {
            let said = try Program.run(words, in: bench.folder)
            #expect(
                said.all.replacing("\n", with: " ").contains("It is not added to the feed 'nurture' yet"), "\(said.all)"
            )
            let json = try Program.run(words + ["--output", "json"], in: bench.folder).output
            #expect(json.contains(#""held-back":["nurture"]"#), "\(json)")
        }
        let other = try Program.run(["recycle", "explain", "crm:1"], in: bench.folder)
        #expect(!other.all.contains("not added"), "\(other.all)")
        let doctor = try Program.run(["doctor"], in: bench.folder)
        #expect(doctor.all.contains("feed.held-back"), "\(doctor.all)")
    }

    @Test func `is told of by a plan and by what was planned: those who are added wait`() throws {
        let bench = try bench()
        try bench.write("inbox/leads-2.csv", bytes: ExportForm.csv.broken(after))
        try bench.sync(Self.days[1])
        try #require(FeedDesk(bench.workspace(), isWriter: false).list().map(\.heldBack) == [3])
        // Another feed of the same leads: all that it would be told first waits, too.
        try bench.write(
            "config/feeds/second.yaml", Setup.nurture.replacing("nurture", with: "second"))
        let words = ["--now", Self.days[1]]
        let planned = try Program.run(["plan", "--out", "plan.json", "--output", "json"] + words, in: bench.folder)
        #expect(planned.output.contains(#""held-back":{"second":3}"#), "\(planned.all)")
        let shown = try Program.run(["plan"] + words, in: bench.folder)
        #expect(shown.unfolded.contains("3 of those that second adds wait"), "\(shown.all)")
        let applied = try Program.run(["apply", "plan.json"], in: bench.folder)
        #expect(applied.unfolded.contains("3 of those that second adds wait"), "\(applied.all)")
        #expect(try told(bench, feed: "second").isEmpty)
    }

    @Test func `stays unread though it was taken away, and an older one was put in its place`() throws {
        let bench = try bench()
        try bench.write("inbox/leads-2.csv", bytes: ExportForm.csv.broken(after))
        try bench.sync(Self.days[1])
        try bench.remove("inbox/leads-2.csv")
        let reports = try bench.sync(Self.days[2])
        #expect(heldBack(reports).count == 1 && reports.allSatisfy { $0.outcome == .succeeded })
        try bench.write("inbox/leads-2.csv", bytes: ExportForm.csv.bytes(before))
        #expect(try heldBack(bench.sync(Self.days[2])).count == 1)
        // Neither is one that differs from it in nothing but a record that was not known.
        try bench.write("inbox/leads-2.csv", bytes: ExportForm.csv.bytes(before + [Setup.discarded("8")]))
        #expect(try heldBack(bench.sync(Self.days[2])).count == 1)
        // Nor is it known because nobody reads the stream any more: until a person says so.
        try bench.edit("config/sources/crm.yaml", "  leads: {", "  persons: {")
        #expect(try heldBack(bench.sync(Self.days[2])).count == 1 && told(bench).count == 2)
        let accepted = try Program.run(["sync", "--accept-unread", "--now", Self.days[2]], in: bench.folder)
        #expect(try !accepted.talk.contains("[feed.held-back]") && told(bench).count > 2, "\(accepted.all)")
    }

    @Test func `holds back whom its system knows, and everybody where nobody knows whom that knows`() throws {
        let bench = try bench()
        try bench.write("mappings/erp-lead.yaml", Setup.mappings["crm-lead"]!.replacing("crm", with: "erp"))
        try bench.write(
            "config/sources/erp.yaml",
            """
            source: erp
            connector: files
            folder: erp
            role: crm
            streams: { leads: { mapping: erp-lead, files: "leads*.csv" } }

            """)
        func erp(_ file: String, _ rows: [Row], isBroken: Bool = false) throws {
            try bench.write(
                "erp/" + file, bytes: isBroken ? ExportForm.csv.broken(rows) : ExportForm.csv.bytes(rows))
        }
        let mine = Setup.discarded("e1", ["Email": "only-erp@example.com"])
        try erp("leads-1.csv", [mine, Setup.discarded("e2", ["Email": "lead3@example.com"])], isBroken: true)
        try bench.deliver("leads-2.csv", [Setup.discarded("2")])
        try bench.sync(Self.days[1])
        #expect(try told(bench).count == 1)
        // Known to the other system alone, and known to both.
        try erp("leads-1.csv", [mine, Setup.discarded("e2", ["Email": "lead3@example.com"])])
        try bench.write(
            "inbox/leads-3.csv", bytes: ExportForm.csv.broken([Setup.discarded("3"), Setup.discarded("9")]))
        try bench.sync(Self.days[2])
        #expect(try told(bench).dropFirst() == ["add only-erp@example.com"])
    }

    @Test func `keeps nobody from a full feed who is in it, and adds nobody`() throws {
        let bench = try bench(feed: Setup.nurture.replacing("mode: incremental", with: "mode: full"))
        try bench.deliver("leads-2.csv", [Setup.discarded("8")])
        try bench.sync(Self.days[0])
        try bench.write("inbox/leads-3.csv", bytes: ExportForm.csv.broken(after))
        try bench.sync(Self.days[1])
        func last() throws -> [String] { try #require(try bench.feedLines().last).map { String($0.prefix(11)) } }
        let eight = try bench.lead("lead8@example.com").id
        #expect(try last() == ["{\"lead\":\"\(eight)"])
        let files = try bench.feedLines().count
        #expect(try Program.run(["feed", "export", "nurture", "--again"], in: bench.folder).status == 0)
        #expect(try last() == ["{\"lead\":\"\(eight)"])
        // Nothing is new but what is held back: no file says so.
        try bench.sync(Self.days[1])
        #expect(try bench.feedLines().count == files)
        try bench.deliver("leads-3.csv", after)
        try bench.sync(Self.days[2])
        #expect(try last().count == 3)
    }

    @Test func `keeps nothing from sales`() throws {
        let bench = try Workbench(feeds: [
            "nurture": Setup.nurture,
            "overdue": """
            feed: overdue
            select: { decision: escalate }
            fields: { lead: lead-id, tell: track, what: action }
            format: ndjson
            to: { folder: feeds/overdue }
            mode: incremental

            """,
        ])
        try bench.edit(
            "config/agreement.yaml", "    recycling:\n",
            "    sales: { escalate: [{ after: 1d, track: team-lead }] }\n    recycling:\n")
        let waiting = Setup.lead("1", ["Modified": "2026-09-28T10:00:00Z"])
        try bench.write(
            "inbox/leads.csv", bytes: ExportForm.csv.broken([waiting, Setup.discarded("2"), Setup.discarded("3")]))
        try bench.sync(Self.days[0])
        #expect(try told(bench, feed: "overdue") == ["add L1"])
        #expect(try bench.feedLines().isEmpty)
    }

    /// Nothing of a file that is held was taken in: what has come due since is not handed over either.
    @Test func `is like one that is held because it differs`() throws {
        let bench = try Workbench()
        func rows(_ day: Int, _ change: (inout Row) -> Void = { _ in }) -> [Row] {
            (1...60).map { id in
                var row = Setup.lead("\(id)", ["Modified": "2026-08-0\(day)T10:00:00Z", "Status": "Working"])
                if id == 1 { row.merge(["Status": "Closed", "Reason": "Timing"]) { $1 } }
                change(&row)
                return row
            }
        }
        for day in 1...2 {
            try bench.deliver("leads-\(day).csv", rows(day))
            try bench.sync("2026-09-0\(day)T06:00:00Z")
        }
        #expect(try bench.feedLines().isEmpty)
        try bench.deliver("leads-3.csv", rows(3) { $0["Email"] = "" })
        let reports = try bench.sync("2026-11-20T06:00:00Z")
        #expect(reports.contains { $0.outcome == .held } && heldBack(reports).count == 1)
        #expect(try bench.feedLines().isEmpty && bench.leads().contains { $0.decision.kind == .recycle })
        let accepted = try Program.run(
            ["sync", "--accept-drift", "--now", "2026-11-20T06:00:00Z"], in: bench.folder)
        #expect(accepted.status == 0 && !accepted.talk.contains("[feed.held-back]"), "\(accepted.all)")
        #expect(try bench.feedLines().count == 1)
    }

    @Test(arguments: [Failpoint.pagesTaken, .leadsUpdated, .leadsPutOff])
    func `hands over the same wherever the run is killed`(place: Failpoint) throws {
        let bench = try bench()
        try bench.write("inbox/leads-2.csv", bytes: ExportForm.csv.broken(after))
        try Program.run(["sync", "--now", Self.days[1]], in: bench.folder, dyingAt: place)
        #expect(try Program.run(["sync", "--now", Self.days[1]], in: bench.folder).status == 65)
        #expect(try told(bench).dropFirst() == ["withdraw lead1@example.com"])
        try bench.deliver("leads-2.csv", after)
        #expect(try Program.run(["sync", "--now", Self.days[2]], in: bench.folder).status == 0)
        #expect(try told(bench).dropFirst(2) == ["add lead3@example.com", "add lead4@example.com"])
        #expect(try bench.isWhole())
    }
}
