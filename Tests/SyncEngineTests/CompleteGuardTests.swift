import Foundation
import LeadModel
import LeadStore
import Testing

@testable import SyncEngine

@Suite struct `The guard of complete exports` {
    private static let status = ["Open", "Open", "Open", "Open", "Working", "Working", "Converted", "Closed"]
    private static let cities = ["Oslo", "Lyon", "Porto", "Turin", "Graz"]

    private static func rows(_ numbers: some Sequence<Int>, _ change: (inout Row, Int) -> Void = { _, _ in }) -> [Row] {
        numbers.map { index in
            var row = Setup.lead(
                "\(index)",
                [
                    "City": cities[index % 5], "Phone": index % 2 == 0 ? "+1415555\(1_000 + index)" : "",
                    "Status": status[index % 8], "Reason": index % 8 == 7 ? "Timing" : "",
                ])
            change(&row, index)
            return row
        }
    }

    /// Two deliveries as they always are, of 160 leads.
    private func bench(guard keys: String? = nil) throws -> Workbench {
        let bench = try Workbench.ofCompleteExports(guard: keys)
        for day in 1...2 {
            try bench.deliver("leads.csv", Self.rows(0..<160) { $0["Modified"] = "2026-06-0\(day)T1\($1 % 10):00:00Z" })
            try bench.day(day)
        }
        return bench
    }

    /// All that a run may change but the list of runs itself.
    private struct Belief: Equatable {
        var dump: [String]
        var outbox: Int
        var quarantine: Int
        var versions: Int
        var raw: Int
        var absences: Int
        var feeds: [[String]]
        var bookmarks: [String]

        init(_ bench: Workbench) throws {
            dump = try bench.dump()
            outbox = try bench.count("SELECT count(*) FROM outbox")
            quarantine = try bench.count("SELECT count(*) FROM quarantine")
            versions = try bench.count("SELECT count(*) FROM version")
            raw = try bench.count("SELECT count(*) FROM raw_page")
            absences = try bench.count("SELECT count(*) FROM absence")
            feeds = try bench.feedLines()
            bookmarks = try bench.query("SELECT last, bookmark FROM source_stream").map { "\($0)" }
        }
    }

    /// What may happen to an export of 160 leads, and the code that it is held for.
    private static let accidents: [(what: String, code: FaultCode, rows: @Sendable () -> [Row])] = [
        ("it has lost more than half", .driftRowsFell, { rows(0..<79) }),
        ("it has no rows", .driftRowsNone, { [] }),
        ("it lacks a fifth", .driftRecordsGone, { rows(0..<128) }),
        ("it is another account's", .driftRecordsGone, { rows(1_000..<1_160) }),
        ("it is another account's, under the same count but for few", .driftRecordsGone, { rows(155..<315) }),
        ("a column is blank", .driftColumnBlank, { rows(0..<160) { row, _ in row["Phone"] = "" } }),
        (
            "its ids are blank", .driftColumnBlank,
            { rows(0..<160) { row, _ in row["Id"] = "" } }
        ),
        (
            "columns are shifted", .driftColumnsShifted,
            { rows(0..<160) { row, _ in (row["Email"], row["City"]) = (row["City"], row["Email"]) } }
        ),
        (
            "a status has three times its share", .driftShareJumped,
            { rows(0..<160) { row, index in if index % 8 < 5 { row["Status"] = "Closed" } } }
        ),
    ]

    @Test(arguments: accidents.indices)
    func `holds what would spoil much, nothing at all changes, and so it is the second time`(_ accident: Int) throws {
        let (what, code, rows) = Self.accidents[accident]
        let bench = try bench()
        let before = try Belief(bench)
        let accident = rows()
        try bench.deliver("leads.csv", accident)
        for day in 3...4 {
            let report = try bench.day(day)
            #expect(report.outcome == .held, "\(what), day \(day): \(report.outcome) \(report.notes)")
            #expect(report.counts.read == accident.count && report.counts.held == accident.count, "\(report.counts)")
            #expect(report.warnings.contains { $0.code == code }, "\(what): \(report.warnings.map(\.code))")
            #expect(report.warnings.contains { $0.code == .runHeld })
            #expect(try Belief(bench) == before, "\(what), day \(day)")
        }
        // And what is right again is taken in.
        try bench.deliver("leads.csv", Self.rows(1..<161))
        #expect(try bench.day(5).outcome == .succeeded)
        #expect(try bench.standing().gone == ["0"])
        #expect(try bench.workspace().openForReading().runsThatWait().isEmpty)
    }

    /// The second reading of a stream ever: nobody knows yet what is usual.
    @Test(arguments: [160, 10, 1])
    func `holds another account's export from the second one on, however few it has`(count: Int) throws {
        let bench = try Workbench.ofCompleteExports()
        try bench.deliver("leads.csv", Self.rows(0..<count))
        try bench.day(1)
        let before = try Belief(bench)
        for day in 2...3 {
            try bench.deliver("leads.csv", Self.rows(5_000 + day..<5_000 + day + count))
            let report = try bench.day(day)
            #expect(report.outcome == .held && report.warnings.contains { $0.code == .driftRecordsGone }, "\(report)")
            #expect(try Belief(bench) == before)
        }
    }

    @Test(arguments: [(19, false), (20, true)])
    func `lets few go whatever share they are, and many where the share is small`(lacking: Int, isHeld: Bool) throws {
        let bench = try bench()
        try bench.deliver("leads.csv", Self.rows(lacking..<160))
        let report = try bench.day(3)
        #expect((report.outcome == .held) == isHeld, "\(report.warnings)")
        #expect(try bench.standing().gone.count == (isHeld ? 0 : lacking))
    }

    @Test(arguments: [
        ("guard: { at-least: 3 }", 9, true), ("guard: { at-least: 3 }", 8, false),
        ("guard: { missing-leads: 50% }", 60, false),
    ])
    func `goes by what the source says may be missing`(keys: String, lacking: Int, isHeld: Bool) throws {
        let bench = try bench(guard: keys)
        try bench.deliver("leads.csv", Self.rows(lacking..<160))
        #expect((try bench.day(3).outcome == .held) == isHeld)
    }

    /// Differences may be meant; that people are gone is said by number, and by nothing else.
    @Test func `is not passed by accepting differences`() throws {
        let bench = try bench()
        try bench.deliver("leads.csv", Self.rows(0..<128))
        #expect(try bench.day(3, accepts: true).outcome == .held)
        try bench.deliver("leads.csv", Self.rows(0..<160) { row, _ in row["Phone"] = "" })
        #expect(try bench.day(4, accepts: true).outcome == .succeeded)
    }

    @Test func `counts no rows that are refused as lost`() throws {
        let bench = try bench()
        try bench.deliver(
            "leads.csv", Self.rows(0..<160) { row, index in if index < 40 { row["Email"] = "no address" } })
        let report = try bench.day(3)
        #expect(report.outcome != .held && report.files.first?.gone == 0, "\(report)")
    }

    @Test func `tells its figures, and what to do`() throws {
        let bench = try bench()
        try bench.deliver("leads.csv", Self.rows(0..<120))
        let report = try bench.day(3)
        let gone = try #require(report.warnings.first { $0.code == .driftRecordsGone })
        #expect(gone.summary.hasPrefix("40 of the 160 records"), "\(gone)")
        let held = try #require(report.warnings.first { $0.code == .runHeld })
        #expect(held.advice.contains("leadloop runs approve \(report.run) --count 40"), "\(held)")
        #expect(held.advice.contains("leadloop runs discard \(report.run)"))
    }
}
