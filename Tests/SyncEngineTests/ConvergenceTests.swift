import LeadModel
import LeadStore
import TestSupport
import Testing

@testable import SyncEngine

/// A small world of people whose records overlap, contradict, merge and vanish, and the ways it can be delivered.
struct CrossedWorld {
    /// Rows by file name before its number: every version of every record.
    private(set) var rows: [String: [Row]] = ["leads": [], "contacts": [], "calls": [], "prospects": []]

    init(_ dice: inout Dice) {
        let firsts = ["Ada", "Bob", "Robert", "Grace"]
        let lasts = ["Byron", "Stone"]
        let emails = [
            "ada@example.com", "bob@example.com", "Ada+news@Example.com", "info@example.org", "grace@example.com",
            "shared@example.net", "",
        ]
        let phones = ["312-555-0142", "+1 312 555 0199", ""]
        let stamps = (1...9).map { "2026-0\($0)-01T10:00:00Z" }
        for id in 1...dice.roll(6..<14) {
            for _ in 0..<dice.roll(1..<4) {
                var row = [
                    "Id": "\(id)", "Modified": dice.pick(stamps), "Email": dice.pick(emails),
                    "First": dice.pick(firsts), "Last": dice.pick(lasts),
                    "Phone": dice.pick(phones), "Company": "Acme", "City": dice.pick(["Oslo", "Rome", ""]),
                    "Status": dice.pick(["Open", "Working", "Closed", "Converted", ""]),
                    "Reason": dice.pick(["Timing", "Silent", ""]),
                ]
                if dice.hits(oneIn: 8) { row["MergedInto"] = "\(dice.roll(1..<14))" }
                if dice.hits(oneIn: 8) { row["ConvertedTo"] = "C\(dice.roll(1..<4))" }
                if dice.hits(oneIn: 9) { row["Deleted"] = "true" }
                if dice.hits(oneIn: 9) { row["OptedOut"] = "true" }
                rows["leads"]?.append(row)
            }
        }
        for id in 1...3 {
            rows["contacts"]?.append([
                "Id": "C\(id)", "Modified": dice.pick(stamps), "Email": dice.pick(emails), "First": dice.pick(firsts),
                "Last": dice.pick(lasts),
            ])
        }
        for id in 1...dice.roll(3..<9) {
            for _ in 0..<dice.roll(1..<3) {
                rows["prospects"]?.append([
                    "Id": "\(id)", "Modified": dice.pick(stamps), "Email": dice.pick(emails),
                    "First": dice.pick(firsts), "Last": dice.pick(lasts),
                    "CrmId": dice.hits(oneIn: 3) ? "\(dice.roll(1..<14))" : "", "Title": dice.pick(["CEO", "CTO", ""]),
                    "Score": "\(dice.roll(0..<100))",
                ])
            }
        }
        for id in 1...dice.roll(2..<16) {
            let isKnownByID = dice.hits(oneIn: 2)
            rows["calls"]?.append([
                "Id": "A\(id)", "Who": isKnownByID ? "\(dice.roll(1..<16))" : "",
                "Email": isKnownByID ? "" : dice.pick(Array(emails.dropLast())),
                "Type": dice.pick(["Call", "Form"]), "At": dice.pick(stamps),
            ])
        }
    }

    /// Every row in one file of its kind, read in one run.
    func deliverAtOnce(to bench: Workbench) throws {
        for (kind, rows) in rows.sorted(by: { $0.key < $1.key }) { try bench.deliver("\(kind).csv", rows) }
        try bench.sync()
    }

    /// The rows shuffled, some of them twice, in several files over several runs, sources in any order.
    func deliverInPieces(to bench: Workbench, _ dice: inout Dice) throws {
        let runs = dice.roll(1..<5)
        var parts: [[String: [Row]]] = Array(repeating: [:], count: runs)
        for (kind, rows) in rows.sorted(by: { $0.key < $1.key }) {
            for row in rows.shuffled(using: &dice) {
                for _ in 0..<(dice.hits(oneIn: 6) ? 2 : 1) {
                    parts[dice.roll(0..<runs)]["\(kind)-\(dice.roll(1..<3))", default: []].append(row)
                }
            }
        }
        for part in parts {
            try bench.emptyInbox()
            for (file, rows) in part.sorted(by: { $0.key < $1.key }) { try bench.deliver("\(file).csv", rows) }
            for sources in dice.pick([[["crm", "web"]], [["crm"], ["web"]], [["web"], ["crm"]], [["web", "crm"]]]) {
                try bench.sync(only: sources)
            }
        }
    }
}

@Suite struct `The same records` {
    @Test(arguments: 1...24 as ClosedRange<UInt64>)
    func `give the same store in whatever order, files and runs they come`(seed: UInt64) throws {
        var dice = Dice(seed: seed)
        let world = CrossedWorld(&dice)
        let sharedAbove = dice.pick([3, 5, 30])
        let whole = try Workbench(sharedAbove: sharedAbove)
        try world.deliverAtOnce(to: whole)
        for attempt in 0..<2 {
            let pieces = try Workbench(sharedAbove: sharedAbove)
            try world.deliverInPieces(to: pieces, &dice)
            let difference = try pieces.dump().difference(from: whole.dump())
            #expect(
                difference.isEmpty,
                "seed \(seed), attempt \(attempt), shared above \(sharedAbove): \(difference.count) lines, \(difference.prefix(4))"
            )
        }
    }

    @Test(arguments: [7, 8, 9] as [UInt64])
    func `give the same store where they are all delivered once more`(seed: UInt64) throws {
        var dice = Dice(seed: seed)
        let world = CrossedWorld(&dice)
        let bench = try Workbench(sharedAbove: 5)
        try world.deliverAtOnce(to: bench)
        let before = try bench.dump()
        try bench.emptyInbox()
        for (kind, rows) in world.rows.sorted(by: { $0.key < $1.key }) {
            try bench.deliver("\(kind)-again.csv", rows.shuffled(using: &dice))
        }
        let counts = bench.counts(try bench.sync())
        #expect(counts.unchanged == counts.read, "seed \(seed)")
        #expect(try bench.dump() == before, "seed \(seed)")
    }

    @Test func `of more holders of one address than allowed are nobody's, whichever came first`() throws {
        let rows = (1...5).map { Setup.lead("\($0)", ["Email": "desk@example.com", "Last": "Name\($0)"]) }
        let apart: Set<Set<String>> = Set((1...5).map { ["crm/leads/\($0)"] })
        for order in [[rows], [Array(rows[..<3]), Array(rows[3...])], rows.map { [$0] }, rows.reversed().map { [$0] }] {
            let bench = try Workbench(sharedAbove: 4)
            for (number, part) in order.enumerated() {
                try bench.emptyInbox()
                try bench.deliver("leads-\(number).csv", part)
                try bench.sync()
            }
            #expect(try bench.people() == apart)
        }
    }

    @Test func `of more holders of a weak key than it allows are nobody's by it, and still one by another`() throws {
        let bench = try Workbench()
        let weak = "first-name + last-name + company + city"
        try bench.edit("config/matching.yaml", "- \(weak)", "- { key: \(weak), shared-above: 3 }")
        let office: Row = ["First": "Ann", "Last": "Lee", "Company": "Acme", "City": "Oslo"]
        for number in 1...4 {
            try bench.deliver("leads-\(number).csv", [Setup.lead("\(number)", office)])
            try bench.sync()
            #expect(try bench.people().count == (number < 4 ? 1 : 4))
        }
        try bench.deliver("prospects.csv", (1...5).map { Setup.prospect("p\($0)", ["Email": "lead1@example.com"]) })
        try bench.sync()
        #expect(try bench.people().count == 4)
    }

    @Test func `count as holders of an address only where they are people, not the forms somebody filled`() throws {
        let bench = try Workbench(sharedAbove: 4)
        try bench.deliver("leads.csv", [Setup.lead("1", ["Email": "ada@example.com"])])
        try bench.deliver(
            "calls.csv",
            (1...6).map {
                ["Id": "f\($0)", "Email": "ada@example.com", "Type": "Form", "At": "2026-06-0\($0)T10:00:00Z"]
            })
        try bench.sync()
        try bench.deliver(
            "leads.csv",
            [Setup.lead("1", ["Email": "ada@example.com", "City": "Oslo", "Modified": "2026-07-01T10:00:00Z"])])
        try bench.sync()
        #expect(try bench.records(of: bench.lead("ada@example.com")).count == 7)
    }

    @Test func `of which more than a thousand wait for their lead are all found by it`() throws {
        let bench = try Workbench()
        try bench.deliver(
            "calls.csv", (1...1_100).map { ["Id": "c\($0)", "Who": "1", "Type": "Call", "At": "2026-06-02T10:00:00Z"] })
        try bench.sync()
        try bench.deliver("leads.csv", [Setup.lead("1")])
        try bench.sync()
        #expect(try bench.lead("lead1@example.com").standing.touches == 1_100)
    }

    /// Each version that did not find its record would be one more holder of the address, until it is nobody's.
    @Test func `are versions of one record though a thousand activities hold its id, too`() throws {
        let bench = try Workbench(sharedAbove: 3)
        let calls = try #require(Setup.crm.split(separator: "\n").first { $0.hasPrefix("  calls:") })
        try bench.edit("config/sources/crm.yaml", "\(calls)\n", "")
        try bench.edit("config/sources/crm.yaml", "streams:\n", "streams:\n\(calls)\n")
        try bench.deliver(
            "calls.csv", (1...1_100).map { ["Id": "c\($0)", "Who": "1", "Type": "Call", "At": "2026-06-02T10:00:00Z"] })
        for day in 1...5 {
            try bench.deliver("leads.csv", [Setup.lead("1", ["Modified": "2026-06-0\(day)T10:00:00Z"])])
            try bench.sync()
        }
        try bench.deliver("prospects.csv", [Setup.prospect("p1", ["Email": "lead1@example.com"])])
        try bench.sync()
        #expect(try bench.leads().count == 1)
    }

    /// The place of a dropped repetition was given to the next record, which then counted as done and never became a lead.
    @Test func `of which the last was a repetition do not cost the next one its lead`() throws {
        let bench = try Workbench()
        try bench.deliver("leads-1.csv", [Setup.lead("1"), Setup.lead("1")])
        try bench.sync()
        try bench.deliver("leads-2.csv", [Setup.lead("2")])
        #expect(bench.counts(try bench.sync()).inserted == 1)
        #expect(try bench.leads().count == 2)
    }

    @Test func `that an address joined and too many hold now go back to waiting where no person is left for them`()
        throws
    {
        let calls = [["Id": "f1", "Email": "desk@example.com", "Type": "Form", "At": "2026-06-01T10:00:00Z"]]
        let leads = (1...4).map { Setup.lead("\($0)", ["Email": "desk@example.com", "Last": "Name\($0)"]) }
        let whole = try Workbench(sharedAbove: 3)
        try whole.deliver("calls.csv", calls)
        try whole.deliver("leads.csv", leads)
        try whole.sync()
        let pieces = try Workbench(sharedAbove: 3)
        try pieces.deliver("calls.csv", calls)
        try pieces.deliver("leads-1.csv", Array(leads[..<2]))
        try pieces.sync()
        try pieces.deliver("leads-2.csv", Array(leads[2...]))
        try pieces.sync()
        #expect(try pieces.dump() == whole.dump())
    }

    @Test func `delivered every day in another order take no more room than once`() throws {
        let bench = try Workbench()
        var dice = Dice(seed: 7)
        let rows = (1...500).map { Setup.lead("\($0)") }
        try bench.deliver("leads.csv", rows + [Setup.lead("bad", ["Status": "Parked"])])
        try bench.sync()
        let before = try bench.dump()
        for day in 2...4 {
            try bench.deliver("leads.csv", (rows + [Setup.lead("bad", ["Status": "Parked"])]).shuffled(using: &dice))
            let counts = bench.counts(try bench.sync("2026-10-0\(day)T06:00:00Z"))
            #expect(counts.unchanged == 500 && counts.rejected == 1)
        }
        let store = try bench.workspace().openForReading()
        let raw = try store.streams().flatMap { try store.rawPages(of: $0.info.number) }
            .flatMap { try store.rawPage($0)?.records ?? [] }.filter { !$0.isEmpty }
        #expect(raw.count == 501 && Set(raw).count == 501, "\(raw.count)")
        #expect(try bench.dump().filter { !$0.contains("quarantine") } == before.filter { !$0.contains("quarantine") })
        let options = SyncRun.Options(now: try #require(Instant(rfc3339: "2026-10-04T06:00:00Z")))
        let rebuilt = try SyncRun(bench.workspace(), options: options, progress: ProgressReport { _ in }).rebuild()
        #expect(rebuilt[0].counts.unchanged == 500)
    }
}
