import Connectors
import Foundation
import LeadModel
import LeadStore
import Testing

@testable import SyncEngine

@Suite struct `A complete export` {
    private func rows(_ numbers: some Sequence<Int>, _ change: (inout Row, Int) -> Void = { _, _ in }) -> [Row] {
        numbers.map { number in
            var row = Setup.discarded("\(number)")
            change(&row, number)
            return row
        }
    }

    @Test(arguments: [true, false])
    func `says that a record is gone which it has no row of, until one has it again`(isDated: Bool) throws {
        let bench = try Workbench.ofCompleteExports(isDated: isDated)
        try bench.deliver("leads.csv", rows(1...30))
        try bench.day(1)
        let before = try bench.dump()
        let lead = try bench.lead("lead7@example.com")
        try bench.deliver("leads.csv", rows((1...30).filter { $0 != 7 }))
        let report = try bench.day(2)
        #expect(report.outcome == .succeeded && report.files.first?.gone == 1, "\(report)")
        #expect(report.counts.read == 29 && report.counts.unchanged == 29, "\(report.counts)")
        let gone = try bench.lead("lead7@example.com")
        #expect(gone.id == lead.id && gone.standing.isDeleted && gone.decision.cause == .deleted)
        // As a tombstone: who holds the lead is told that it is no more.
        if isDated {
            let left = try #require(try bench.feedLines().last)
            #expect(left.contains { $0.contains("withdraw") }, "\(left)")
        }
        let explained = try Inspector(bench.workspace()).explain(gone)
        let absence = try #require(explained.records.first?.absence)
        #expect(absence.path.hasSuffix("inbox/leads.csv") && absence.run == report.run)
        #expect(try bench.standing().gone == ["7"])
        // Nobody is gone twice.
        try bench.deliver("leads.csv", rows((1...30).filter { $0 != 7 }) { row, _ in row["City"] = "Oslo" })
        #expect(try bench.day(3).files.first?.gone == 0)
        try bench.deliver("leads.csv", rows(1...30))
        let again = try bench.day(4)
        #expect(again.files.first?.back == 1 && again.files.first?.gone == 0, "\(again)")
        #expect(try bench.standing().gone.isEmpty)
        let back = try bench.lead("lead7@example.com")
        #expect(back.id == lead.id && back.decision.kind == lead.decision.kind, "\(back.decision)")
        #expect(try bench.count("SELECT count(*) FROM absence") == 0)
        if isDated {
            let said = try Set(bench.dump()).symmetricDifference(before).filter { $0.contains("crm/leads/7") }
            #expect(said.isEmpty, "\(said)")
        }
        #expect(try bench.isWhole())
    }

    @Test func `that does not say that it is one lets nobody go`() throws {
        let bench = try Workbench()
        try bench.deliver("leads.csv", rows(1...30))
        try bench.day(1)
        try bench.deliver("leads.csv", rows(1...3))
        #expect(try bench.day(2).outcome == .succeeded)
        #expect(try bench.standing().there.count == 30)
    }

    @Test(arguments: [true, false])
    func `has its last word where two are delivered at once, in the order of their names`(isDated: Bool) throws {
        let bench = try Workbench.ofCompleteExports(isDated: isDated)
        try bench.deliver("leads-1.csv", rows(1...30))
        try bench.deliver("leads-2.csv", rows((1...30).filter { $0 != 7 && $0 != 8 }))
        try bench.deliver("leads-3.csv", rows((1...30).filter { $0 != 8 && $0 != 9 }))
        let report = try bench.day(1)
        #expect(report.files.map(\.gone) == [0, 2, 1] && report.files.map(\.back) == [0, 0, 1], "\(report.files)")
        #expect(try bench.standing().gone == ["8", "9"])
        // They lie there still.
        let before = try bench.dump()
        #expect(try bench.day(2).files.allSatisfy { $0.isKept })
        #expect(try bench.dump() == before)
    }

    @Test(arguments: ["leads.csv", "leads-3.csv"])
    func `may be again what it was, where it lay or under a name of its own`(name: String) throws {
        let bench = try Workbench.ofCompleteExports()
        let isBeside = name != "leads.csv"
        try bench.deliver("leads.csv", rows(1...30))
        try bench.day(1)
        try bench.deliver(isBeside ? "leads-2.csv" : "leads.csv", rows(2...31))
        try bench.day(2)
        #expect(try bench.standing().gone == ["1"])
        try bench.deliver(name, rows(1...30))
        let report = try bench.day(3)
        let file = report.files.first { $0.path.hasSuffix("/\(name)") }
        #expect(file?.back == 1 && file?.gone == 1, "\(report.files)")
        #expect(try bench.standing().gone == ["31"])
    }

    @Test func `knows by its id whom a refused row is of, and lets nobody go where that cannot be read`() throws {
        let bench = try Workbench.ofCompleteExports()
        try bench.deliver("leads.csv", rows(1...30))
        try bench.day(1)
        // 7 is refused for its status, 8 is gone.
        try bench.deliver("leads.csv", rows((1...30).filter { $0 != 8 }) { if $1 == 7 { $0["Status"] = "Parked" } })
        let report = try bench.day(2)
        #expect(report.counts.rejected == 1 && report.files.first?.gone == 1, "\(report)")
        #expect(try bench.standing().gone == ["8"])
        // 9 and 10 are not in it, and one of its rows has no id.
        try bench.deliver("leads.csv", rows((1...30).filter { $0 != 10 }) { if $1 == 9 { $0["Id"] = "" } })
        let unsure = try bench.day(3)
        #expect(unsure.files.first?.gone == 0 && unsure.files.first?.back == 1, "\(unsure)")
        #expect(unsure.warnings.contains { $0.code == .driftAbsenceUnsure }, "\(unsure.warnings)")
        #expect(try bench.standing().gone.isEmpty)
    }

    @Test func `that breaks off lets nobody go`() throws {
        let bench = try Workbench.ofCompleteExports()
        try bench.deliver("leads.csv", rows(1...30))
        try bench.day(1)
        let whole = Setup.csv(Setup.columns(of: "leads"), rows(1...30))
        try bench.write("inbox/leads.csv", String(whole.dropLast(30)))
        #expect(try bench.day(2).outcome == .failed)
        #expect(try bench.standing().gone.isEmpty)
    }

    @Test func `says the same when the store is made anew, and by a mapping that reads the ids elsewhere`() throws {
        let bench = try Workbench.ofCompleteExports()
        func deliver(_ numbers: some Sequence<Int>) throws {
            try bench.deliver("leads.csv", rows(numbers) { row, number in row["Owner"] = "N\(number)" })
        }
        try deliver(1...30)
        try bench.day(1)
        try deliver(1...28)
        try bench.day(2)
        let before = try bench.dump()
        let options = SyncRun.Options(now: try Workbench.time(2))
        _ = try SyncRun(bench.workspace(), options: options, progress: ProgressReport { _ in }).rebuild()
        #expect(try bench.dump() == before)
        try bench.edit("mappings/crm-lead.yaml", "id: Id", "id: Owner")
        try bench.edit("mappings/crm-lead.yaml", "  owner: Owner\n", "")
        try bench.day(3)
        #expect(try bench.standing().gone == ["N29", "N30"])
        #expect(try bench.standing().there.count == 28)
        try deliver(1...29)
        try bench.day(4)
        #expect(try bench.standing().gone == ["N30"])
        #expect(try bench.isWhole())
    }

    @Test func `says nothing any more of a person who was erased, and brings nobody back`() throws {
        let bench = try Workbench.ofCompleteExports()
        try bench.deliver("leads.csv", rows(1...30))
        try bench.day(1)
        try bench.deliver("leads.csv", rows(2...30))
        try bench.day(2)
        let lead = try bench.lead("lead1@example.com")
        _ = try Eraser(bench.workspace()).erase(lead.id, at: try Workbench.time(2))
        #expect(try bench.count("SELECT count(*) FROM absence") == 0)
        try bench.deliver("leads.csv", rows(1...30) { row, _ in row["City"] = "Oslo" })
        let report = try bench.day(3)
        #expect(report.files.first?.erased == 1 && report.files.first?.back == 0, "\(report)")
        #expect(try bench.leads().count == 29)
        #expect(try bench.isWhole())
    }

    /// What an interrupted run had written is counted once, and nobody who is gone counts as read.
    @Test(arguments: [true, false])
    func `comes to the same where its run is killed behind its last page`(isDated: Bool) throws {
        func bench() throws -> Workbench {
            let bench = try Workbench.ofCompleteExports(isDated: isDated)
            try bench.deliver("leads.csv", rows(1...30))
            try bench.day(1)
            try bench.deliver("leads.csv", rows((1...30).filter { $0 != 5 }))
            try bench.day(2)
            try bench.deliver("leads.csv", rows((1...31).filter { $0 != 6 }) { if $1 == 9 { $0["City"] = "Oslo" } })
            return bench
        }
        let straight = try bench()
        let expected = try straight.day(3)
        let killed = try bench()
        do {
            // All of the intake, and nothing behind it.
            let workspace = try killed.workspace()
            let store = try workspace.openForWriting()
            var options = SyncRun.Options(now: try Workbench.time(3))
            options.sources = ["crm"]
            let run = SyncRun(workspace, options: options, progress: ProgressReport { _ in })
            _ = try run.pull(
                try #require(workspace.sources.first { $0.name == "crm" }), store, try run.replay(store, all: false))
        }
        let report = try killed.day(3)
        #expect(report.counts == expected.counts, "\(report.counts) and not \(expected.counts)")
        #expect(try killed.dump() == straight.dump())
        #expect(try killed.standing().gone == ["6"])
        #expect(try killed.count("SELECT count(*) FROM absence") == 1)
    }

    @Test func `is rehearsed, and nobody is gone by that`() throws {
        let bench = try Workbench.ofCompleteExports()
        try bench.deliver("leads.csv", rows(1...30))
        try bench.day(1)
        let before = try bench.dump()
        try bench.deliver("leads.csv", rows(1...29))
        #expect(try bench.day(2, rehearses: true).files.first?.gone == 1)
        #expect(try bench.dump() == before)
    }

    @Test func `stands for exports that broke off before it`() throws {
        let bench = try Workbench.ofCompleteExports()
        try bench.deliver("leads-1.csv", rows(1...30))
        try bench.day(1)
        let whole = Setup.csv(Setup.columns(of: "leads"), rows(1...30) { row, _ in row["City"] = "Oslo" })
        try bench.write("inbox/leads-2.csv", String(whole.dropLast(30)))
        try bench.day(2)
        #expect(try bench.workspace().openForReading().unreadExports().count == 1)
        try bench.remove("inbox/leads-2.csv")
        try bench.deliver("leads-3.csv", rows(2...30) { row, _ in row["City"] = "Lyon" })
        try bench.day(3)
        try bench.day(4)
        #expect(try bench.workspace().openForReading().unreadExports().isEmpty)
    }

    @Test func `declares with its guard what may be missing, in a hundred and in records`() throws {
        let bench = try Workbench.ofCompleteExports(guard: "guard: { missing-leads: 0.5%, at-least: 3 }")
        let source = try #require(try bench.workspace().sources.first { $0.name == "crm" })
        #expect(source.watch.missing.share == 500 && source.watch.missing.atLeast == 3)
        #expect(source.streams.map(\.isComplete) == [true, false, false])
        for wrong in ["101%", "5", "1.0005%"] {
            try bench.write("config/sources/crm.yaml", Setup.crm + "guard: { missing-leads: \(wrong) }\n")
            #expect(throws: (any Error).self) { try bench.workspace() }
        }
    }
}
