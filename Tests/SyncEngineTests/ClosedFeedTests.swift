import Failpoints
import Foundation
import LeadModel
import LeadStore
import Testing

@testable import SyncEngine

@Suite struct `A feed that is taken away` {
    private static let second = Setup.nurture.replacing("feed: nurture", with: "feed: autumn")
        .replacing("feeds/nurture", with: "feeds/autumn")

    /// A bench whose second feed has delivered, and what its receiver was told, by lead.
    private func delivered(_ feed: String = second) throws -> (bench: Workbench, held: Set<String>) {
        let bench = try Workbench.ofTwoSystems { try $0.write("config/feeds/autumn.yaml", feed) }
        let held = try held(bench)
        try #require(!held.isEmpty)
        return (bench, held)
    }

    /// Every row in the files of a feed, in order.
    private func rows(_ bench: Workbench, _ feed: String = "autumn") throws -> [(lead: String, action: String)] {
        try bench.feedLines(feed).joined().map { line in
            let row = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: String])
            return (lead: row["lead"] ?? "", action: row["what"] ?? "")
        }
    }

    /// What the receiver holds who does what each row says.
    private func held(_ bench: Workbench, _ feed: String = "autumn") throws -> Set<String> {
        try rows(bench, feed).reduce(into: []) { held, row in
            if row.action == "withdraw" { held.remove(row.lead) } else { held.insert(row.lead) }
        }
    }

    private func warnings(_ reports: [RunReport]) -> [Fault] {
        reports.flatMap(\.warnings).filter { $0.code == .feedInvalid }
    }

    @Test func `by a plan withdraws all that its receiver holds, which the plan says before`() throws {
        let (bench, held) = try delivered()
        try bench.remove("config/feeds/autumn.yaml")
        let plan = try bench.plan()
        #expect(plan.effects.messages == ["autumn": ["withdraw": held.count]])
        try PlanFile.write(plan, to: bench.path("plan.json"))
        #expect(try self.held(bench) == held)
        let outcome = try bench.apply()
        #expect(outcome.effects == plan.effects)
        #expect(warnings([outcome.report]).isEmpty)
        #expect(try self.held(bench).isEmpty)
        #expect(try self.held(bench, "nurture") == held)
        #expect(try FeedDesk(bench.workspace(), isWriter: false).verify(["autumn"]).allSatisfy { $0.fault == nil })
        // Nothing is left to say.
        let files = try bench.files("feeds/autumn")
        #expect(try warnings(bench.sync("2026-10-03T06:00:00Z")).isEmpty)
        #expect(try bench.files("feeds/autumn") == files)
    }

    @Test func `by undo withdraws what was delivered meanwhile, and adds it again when it is brought back`() throws {
        let bench = try Workbench.ofTwoSystems()
        try bench.write("config/feeds/autumn.yaml", Self.second)
        try PlanFile.write(try bench.plan(), to: bench.path("plan.json"))
        try bench.apply()
        let held = try held(bench)
        #expect(!held.isEmpty)
        let undone = try bench.undo()
        #expect(undone.effects.messages["autumn"] == ["withdraw": held.count])
        #expect(try self.held(bench).isEmpty)
        #expect(try !bench.files("config/feeds").contains("autumn.yaml"))
        #expect(try bench.undo().effects.messages["autumn"] == ["add": held.count])
        #expect(try self.held(bench) == held)
    }

    @Test func `that gets no withdrawals is warned of`() throws {
        let (bench, _) = try delivered(Self.second.replacing("withdrawals: always", with: "withdrawals: never"))
        try bench.remove("config/feeds/autumn.yaml")
        let plan = try bench.plan()
        let warning = try #require(plan.warnings.first { $0.code == .feedInvalid })
        #expect(warning.summary.contains("'autumn'"))
        #expect(warning.summary.contains("gets no withdrawals"))
    }

    @Test func `by nobody but a deleted file takes nothing back until somebody closes it`() throws {
        let (bench, held) = try delivered()
        let text = try bench.text("config/feeds/autumn.yaml")
        try bench.remove("config/feeds/autumn.yaml")
        let warning = try #require(try warnings(bench.sync("2026-10-02T06:00:00Z")).first)
        #expect(warning.advice.contains("leadloop feed close autumn"))
        #expect(try self.held(bench) == held)
        // The slip is mended: nothing was sent, nothing is warned of.
        try bench.write("config/feeds/autumn.yaml", text)
        #expect(try warnings(bench.sync("2026-10-03T06:00:00Z")).isEmpty)
        #expect(try self.held(bench) == held)
        #expect(throws: Fault.self) { try bench.close("autumn") }
        // It was none.
        try bench.remove("config/feeds/autumn.yaml")
        try bench.sync("2026-10-04T06:00:00Z")
        let listed = try FeedDesk(bench.workspace(), isWriter: false).list().first { $0.name == "autumn" }
        #expect(listed?.mode == "not configured" && listed?.members == held.count)
        #expect(try bench.close("autumn").leads == held.count)
        #expect(try self.held(bench).isEmpty)
        #expect(try warnings(bench.sync("2026-10-05T06:00:00Z")).isEmpty)
        #expect(try bench.close("autumn").leads == 0)
        #expect(throws: Fault.self) { try bench.close("winter") }
    }

    @Test(arguments: [Failpoint.leadsUpdated, .feedClosed, .effectsCounted])
    func `tells its receiver, wherever the plan is killed and whoever finishes it`(place: Failpoint) throws {
        for command in [["apply", "plan.json"], ["sync", "--now", "2026-10-03T06:00:00Z"]] {
            let (bench, held) = try delivered()
            try bench.remove("config/feeds/autumn.yaml")
            try PlanFile.write(try bench.plan(), to: bench.path("plan.json"))
            try Program.run(["apply", "plan.json"], in: bench.folder, dyingAt: place)
            #expect(try self.held(bench) == held)
            // Who is refused meanwhile takes nothing from it.
            for other in [["undo"], ["feed", "close", "autumn"], ["feed", "export"], ["quarantine", "replay"]] {
                let said = try Program.run(other, in: bench.folder)
                #expect(
                    said.status == 1 && said.talk.contains("a change of the configuration was interrupted"),
                    "\(said.all)")
            }
            let said = try Program.run(command, in: bench.folder)
            #expect(said.status == 0 || said.status == 4, "\(command): \(said.all)")
            #expect(try self.held(bench).isEmpty, "\(command) after \(place)")
            #expect(try bench.isWhole())
        }
    }

    @Test func `whose old texts nobody can read any more is told of, and loses nothing`() throws {
        let (bench, held) = try delivered()
        try bench.remove("config/feeds/autumn.yaml")
        try bench.sync("2026-10-02T06:00:00Z")
        do {
            let store = try bench.workspace().openForWriting()
            let run = try store.beginRun(source: "close", started: .now, asOf: Workbench.planned)
            #expect(try store.withdrawEverybody(from: "autumn", run: run) == held.count)
        }
        try bench.execute("UPDATE configuration_text SET text = replace(text, 'feed: autumn', 'fead: autumn')")
        try bench.execute("UPDATE fact SET value = replace(value, 'feed: autumn', 'fead: autumn')")
        let report = try #require(try bench.sync("2026-10-03T06:00:00Z").first)
        let note = try #require(report.notes.first)
        #expect(note.summary.contains("no text of the feed 'autumn' can be read any more"))
        try bench.execute("UPDATE configuration_text SET text = replace(text, 'fead: autumn', 'feed: autumn')")
        try bench.execute("UPDATE fact SET value = replace(value, 'fead: autumn', 'feed: autumn')")
        try bench.sync("2026-10-04T06:00:00Z")
        #expect(try self.held(bench).isEmpty)
    }
}

extension Workbench {
    func close(_ feed: String) throws -> FeedDesk.Closed {
        try FeedDesk(workspace(), isWriter: true).close(feed, now: Workbench.planned)
    }
}
