import Foundation
import LeadModel
import LeadStore
import TestSupport
import Testing

@testable import SyncEngine

/// A CRM that writes all of its leads each working day: people come, go, and change.
private struct Town {
    private static let words = ["Open", "Open", "Open", "Open", "Working", "Working", "Converted", "Closed"]
    private static let cities = ["Oslo", "Lyon", "Porto", "Turin", "Graz", "Gent", "Brno"]

    private(set) var people: [Int: Row] = [:]
    private(set) var next = 1
    private var dice: Dice

    init(_ count: Int, seed: UInt64) {
        dice = Dice(seed: seed)
        for _ in 0..<count { arrive(on: 0) }
    }

    private mutating func arrive(on day: Int) {
        let status = dice.pick(Town.words)
        people[next] = Setup.lead(
            "\(next)",
            [
                "Modified": Town.time(day), "City": dice.pick(Town.cities),
                "Phone": dice.roll(0..<2) == 0 ? "" : "+1415555\(1_000 + next)", "Status": status,
                "Reason": status == "Closed" ? "Timing" : "", "OptedOut": dice.roll(0..<9) == 0 ? "1" : "0",
            ])
        next += 1
    }

    static func time(_ day: Int) -> String {
        Instant(milliseconds: 1_735_689_600_000 + Int64(day) * 86_400_000 + 3_600_000).description
    }

    static func isAtWork(_ day: Int) -> Bool { day % 7 < 5 }

    /// One day's work: up to 5 % of them come, go or change; at the end of a month that many of each.
    mutating func work(_ day: Int) {
        let most = max(2, people.count / 20)
        let isPeak = day % 30 >= 28
        func some(_ dice: inout Dice) -> Int { isPeak ? most - 1 : dice.roll(0..<most / 2 + 1) }
        let going = people.keys.sorted().shuffled(using: &dice).prefix(some(&dice))
        for id in going { people[id] = nil }
        for _ in 0..<some(&dice) { arrive(on: day) }
        for id in people.keys.sorted().shuffled(using: &dice).prefix(some(&dice)) {
            people[id]?["Status"] = dice.pick(Town.words.filter { $0 != "Closed" })
            people[id]?["Reason"] = ""
            people[id]?["Modified"] = Town.time(day)
        }
    }

    /// Its leads, in the order of their ids.
    var rows: [Row] { people.sorted { $0.key < $1.key }.map(\.value) }

    mutating func roll(_ range: Range<Int>) -> Int { dice.roll(range) }
}

@Suite struct `Whole exports of two hundred days` {
    /// What may happen to an export.
    private static let accidents: [(what: String, change: @Sendable ([Row]) -> [Row])] = [
        ("it has lost more than half", { Array($0.prefix($0.count * 2 / 5)) }),
        ("it has no rows", { _ in [] }),
        ("it lacks a fifth", { Array($0.dropFirst($0.count / 5)) }),
        ("it is another account's", { $0.map { row in row.merging(["Id": "X" + (row["Id"] ?? "")]) { $1 } } }),
        ("a column is blank", { $0.map { row in row.merging(["Phone": ""]) { $1 } } }),
        (
            "columns are shifted",
            { $0.map { row in row.merging(["Email": row["City"] ?? "", "City": row["Email"] ?? ""]) { $1 } } }
        ),
        (
            "a status has three times its share",
            { rows in
                rows.enumerated().map { index, row in
                    index % 2 == 0 ? row.merging(["Status": "Closed", "Reason": "Timing"]) { $1 } : row
                }
            }
        ),
    ]

    /// Takes in what lies there and brings the leads up to date; nothing is published, and the store stays open.
    private func sync(_ workspace: Workspace, _ store: LeadStore, _ day: Int) throws -> RunReport {
        let now = try #require(Instant(rfc3339: Town.time(day))).adding(seconds: 7_200)
        let progress = ProgressReport { _ in }
        let run = SyncRun(workspace, options: SyncRun.Options(now: now), progress: progress)
        let source = try #require(try workspace.selected(["crm"]).first)
        var pull = try run.pull(source, store, try run.replay(store, all: false))
        _ = try LeadUpdate(
            workspace: workspace, store: store, rules: RuleBook(workspace, store: store), run: pull.run, now: now,
            progress: progress
        ).update(&pull.tally)
        let report = run.report(pull, pull.tally.files, moved: MovedLeads(), waits: false)
        #expect(report.counts.isConserved && report.files.allSatisfy(\.counts.isConserved))
        try store.finish(report)
        return report
    }

    /// No usual day is held; on one day in eight the export is broken first, is held, and comes right afterwards. Saturdays and
    /// Sundays bring the file of Friday.
    private func live(_ size: Int, seed: UInt64) throws {
        let bench = try Workbench.ofCompleteExports()
        let workspace = try bench.workspace()
        let store = try workspace.openForWriting()
        var town = Town(size, seed: seed)
        try bench.deliver("leads.csv", town.rows)
        var held = 0
        for day in 0...200 {
            // What time itself brings is done before.
            let report = try sync(workspace, store, day)
            #expect(report.outcome == .succeeded, "seed \(seed), day \(day): \(report.outcome) \(report.warnings)")
            if day > 3, town.roll(0..<8) == 0 {
                let (what, change) = Self.accidents[held % Self.accidents.count]
                let before = try CanonicalDump(store).lines()
                let outbox = try bench.count("SELECT count(*) FROM outbox")
                try bench.deliver("leads.csv", change(town.rows))
                let report = try sync(workspace, store, day)
                #expect(report.outcome == .held, "seed \(seed), day \(day), \(what): \(report.outcome) \(report.notes)")
                #expect(try CanonicalDump(store).lines() == before, "seed \(seed), day \(day), \(what)")
                #expect(try bench.count("SELECT count(*) FROM outbox") == outbox)
                #expect(try bench.count("SELECT count(*) FROM quarantine") == 0)
                held += 1
            }
            if Town.isAtWork(day) { town.work(day) }
            try bench.deliver("leads.csv", town.rows)
        }
        #expect(try sync(workspace, store, 201).outcome == .succeeded)
        #expect(held > 12)
        let standing = try bench.standing()
        #expect(standing.there == Set(town.people.keys.map(String.init)), "seed \(seed)")
        #expect(standing.gone.count == town.next - 1 - town.people.count, "seed \(seed)")
    }

    @Test func `are never held for what is usual, and always for an accident`() throws { try live(120, seed: 1) }
}
