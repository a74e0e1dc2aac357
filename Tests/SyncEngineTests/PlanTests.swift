import ConfigFiles
import Failpoints
import Foundation
import Glibc
import LeadModel
import LeadStore
import TestSupport
import Testing

@testable import SyncEngine

extension Failpoint {
    /// Those that a plan comes to which reads records again and matches everything anew.
    static let ofPlans: [Failpoint] = [
        .storeCopied, .dueDecided, .pageReplayed, .streamsReplayed, .keysJoined, .leadsSettled, .effectsCounted,
    ]
}

@Suite struct `A plan` {
    @Test(arguments: FileEdit.all)
    func `leaves the store as it is, byte for byte, and says what applying it then does`(edit: FileEdit) throws {
        let bench = try Workbench.ofTwoSystems()
        try bench.make(edit)
        let before = try bench.storeBytes()
        let plan = try bench.plan()
        #expect(plan.files.map(\.name) == [edit.file.replacing("config/", with: "")])
        try PlanFile.write(plan, to: bench.path("plan.json"))
        let samples = plan.samples.map(\.lead)
        #expect(samples.count <= 20 && samples.isEmpty == (plan.effects.leads == 0))
        let effects = plan.effects
        #expect(try bench.storeBytes().filter { !$0.key.hasPrefix(".plan-") } == before)
        withExtendedLifetime(plan) {}
        let outcome = try bench.apply()
        #expect(outcome.effects == effects)
        #expect(try bench.isWhole())
        // What came out is what would have been, had the rules always been these.
        let always = try Workbench.ofTwoSystems { try $0.make(edit) }
        let difference = try bench.believed().difference(from: always.believed())
        #expect(difference.isEmpty, "\(difference.count) lines: \(difference.prefix(4))")
        // The next sync finds nothing to do.
        let dump = try bench.dump()
        try bench.sync("2026-10-02T06:00:00Z")
        #expect(try bench.dump() == dump)
    }

    @Test func `takes its copy of the store away with it`() throws {
        let bench = try Workbench.ofTwoSystems()
        try bench.make(FileEdit.all[0])
        do { _ = try bench.plan() }
        #expect(try bench.files("store").filter { $0.hasPrefix(".plan-") }.isEmpty)
        // One that was left by a process that is gone is taken away by the next who writes; one at work keeps its own.
        try bench.make(FileEdit.all[1])
        let alive = try bench.plan()
        try bench.write("store/.plan-dead.sqlite", "people")
        try bench.write("store/.plan-dead.sqlite-wal", "people")
        try bench.sync("2026-10-02T06:00:00Z")
        let left = try bench.files("store").filter { $0.hasPrefix(".plan-") }
        #expect(!left.isEmpty && !left.contains { $0.contains("dead") }, "\(left)")
        #expect(try !alive.merges().isEmpty || alive.effects.leads > 0)
    }

    /// A mapping by which records say something else, and rules by which they are other people's.
    private func benchOfEverything() throws -> Workbench {
        let bench = try Workbench.ofTwoSystems()
        try bench.edit("mappings/crm-lead.yaml", "owner: Owner", "title: Owner")
        try bench.edit("config/matching.yaml", "  - email\n", "")
        return bench
    }

    @Test(arguments: Failpoint.ofPlans)
    func `that is killed leaves the store as it is, and its copy to the next`(at place: Failpoint) throws {
        let bench = try benchOfEverything()
        let before = try bench.storeBytes()
        try Program.run(["plan"], in: bench.folder, dyingAt: place)
        #expect(try bench.files("store").contains { $0.hasPrefix(".plan-") })
        #expect(try bench.storeBytes().filter { !$0.key.hasPrefix(".plan-") } == before)
        do { _ = try bench.plan() }
        #expect(try bench.storeBytes() == before)
    }

    @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
    func `that is told to end takes its copy with it`(signal: Int32) throws {
        let bench = try benchOfEverything()
        let before = try bench.storeBytes()
        try Program.run(["plan"], in: bench.folder, dyingAt: .keysJoined, signal: signal)
        #expect(try bench.storeBytes() == before)
    }

    /// Beyond that, nobody could say what a signal is to let go of.
    @Test func `is refused where its copy could not be let go of`() throws {
        // The first file's path is short enough, those of the files beside it are not.
        let path = String(repeating: "/people", count: 584) + "/abc"
        for _ in 0..<300 {
            let fault = try #require(throws: Fault.self) { try ScratchStore.drop(path) }
            #expect(fault.code == .storeFailed)
        }
        // Of three hundred that were refused none is kept in mind.
        let dropped = try ScratchStore.drop("people")
        #expect(dropped.count == 5 && dropped.allSatisfy { $0 >= 0 })
        ScratchStore.keep(dropped)
    }

    @Test func `is refused where there is no room for its copy`() throws {
        let bench = try benchOfEverything()
        var room = statvfs()
        try #require(statvfs(bench.path("store"), &room) == 0)
        // SQLite knows how long the store is; the rest of the file is a hole that takes no room.
        let store = bench.path("store/leadloop.sqlite")
        try #require(truncate(store, off_t(room.f_bavail) * off_t(room.f_frsize)) == 0)
        let said = try Program.run(["plan"], in: bench.folder)
        #expect(said.status == 74, "\(said.all)")
        #expect(
            said.talk.contains("store: error: a plan is made on a copy of the store beside it")
                && said.talk.contains("are free") && said.talk.contains("Free space there")
                && said.talk.contains("[store.full]"),
            "\(said.talk)")
        #expect(try bench.files("store").filter { $0.hasPrefix(".plan-") }.isEmpty)
    }

    @Test func `counts what changes, stage by stage and decision by decision`() throws {
        let bench = try Workbench()
        try bench.deliver(
            "leads.csv",
            [
                Setup.lead("1", ["Status": "Working"]), Setup.lead("2", ["Status": "Working", "City": "Oslo"]),
                Setup.lead("3", ["Status": "Parked"]), Setup.discarded("4"), Setup.discarded("5"),
            ])
        try bench.sync()
        try bench.edit(
            "mappings/crm-lead.yaml", "Working: working, Closed: discarded",
            "Working: sales-accepted, Parked: nurturing, Closed: won")
        try bench.edit("mappings/crm-lead.yaml", "  city: City\n", "")
        let effects = try bench.plan(at: try #require(Instant(rfc3339: Setup.now))).effects
        typealias Move = ChangeEffects.Move
        #expect(
            effects.stages.filter { $0.key.from != ChangeEffects.nothing }
                == [Move(from: "working", to: "sales-accepted"): 2, Move(from: "discarded", to: "won"): 2])
        #expect(effects.decisions[Move(from: "recycle", to: "leave")] == 2)
        #expect(effects.unrecycled == ["back-in-season": 2] && effects.recycled.isEmpty)
        #expect(effects.fields["city"] == ChangeEffects.FieldCount(filled: 0, cleared: 1, changed: 0))
        #expect(effects.leads == 4 && effects.begun == 1 && effects.merges == 0)
        // Of a lead that there was not before, too, it is said what it would be.
        #expect(effects.stages[Move(from: ChangeEffects.nothing, to: "nurturing")] == 1)
        let readable = effects.quarantine.map { [$0.stream, $0.code, "\($0.entered)", "\($0.released)"] }
        #expect(readable == [["leads", "mapping.unmapped-status", "0", "1"]])
        #expect(effects.messages == ["nurture": ["withdraw": 2]])
    }

    @Test func `tells who would be merged and who would be parted`() throws {
        let bench = try Workbench()
        try bench.deliver("leads.csv", [Setup.lead("1"), Setup.lead("2", ["Email": "other@example.com"])])
        try bench.deliver("prospects.csv", [Setup.prospect("p1", ["Email": "lead1@example.com"])])
        try bench.sync()
        #expect(try bench.leads().count == 2)
        try bench.edit("config/matching.yaml", "  - email\n", "")
        let parting = try bench.plan()
        #expect(parting.leads.before == 2 && parting.leads.after == 3 && parting.ended == 0)
        #expect(parting.parted.count == 1 && parting.parted.first?.from == LeadID(number: 1))
        try bench.edit("config/matching.yaml", "keys:\n", "keys:\n  - email\n")
        try bench.edit(
            "mappings/crm-lead.yaml", "email: { from: Email, as: email }", "email: { from: MergedInto, as: email }")
        let other = try bench.plan()
        #expect(other.leads.after == 3 && other.effects.begun == 1)
    }

    /// Holds that are over would be so without the change.
    @Test func `does not count what time alone changes`() throws {
        let bench = try Workbench()
        try bench.deliver("leads.csv", [Setup.discarded("1"), Setup.lead("2", ["Status": "Working"])])
        try bench.sync("2026-04-01T06:00:00Z")
        try bench.edit("mappings/crm-lead.yaml", "Working: working", "Working: sales-accepted")
        let plan = try bench.plan()
        #expect(plan.effects.leads == 1 && plan.effects.recycled.isEmpty)
        #expect(plan.due.recycled == ["back-in-season": 1])
    }

    @Test func `of a draft puts nothing into the configuration until it is applied`() throws {
        let bench = try Workbench.ofTwoSystems()
        let text = try bench.text("mappings/crm-lead.yaml")
        try bench.write("draft.yaml", text.replacing("Working: working", with: "Working: sales-accepted"))
        let candidate = try bench.workspace().with(drafts: [bench.path("draft.yaml")])
        let plan = try Planner(now: Workbench.planned, progress: ProgressReport { _ in }).plan(candidate)
        #expect(plan.files.map(\.name) == ["mappings/crm-lead.yaml"] && plan.effects.stages.count == 1)
        try PlanFile.write(plan, to: bench.path("plan.json"))
        #expect(try bench.text("mappings/crm-lead.yaml") == text)
        try bench.apply()
        #expect(try bench.text("mappings/crm-lead.yaml") == bench.text("draft.yaml"))
        #expect(throws: FaultList.self) { try bench.workspace().with(drafts: [bench.path("plan.json")]) }
    }

    @Test func `shows a person's values only to who asks for them, and ends with 2 where it was asked to`() throws {
        let bench = try Workbench()
        try bench.deliver("leads.csv", [Setup.lead("1", ["First": "Canary", "Last": "Byron", "City": "Oslo"])])
        try bench.sync()
        let settled = try Program.run(["plan", "--detailed-exitcode"], in: bench.folder)
        #expect(settled.status == 0 && settled.output.contains("nothing to plan"), "\(settled.all)")
        try bench.edit("mappings/crm-lead.yaml", "city: City", "city: First")
        for output in ["table", "json", "ndjson", "csv"] {
            let said = try Program.run(["plan", "--detailed-exitcode", "--output", output], in: bench.folder)
            #expect(said.status == 2 && said.output.contains("city") && !said.all.contains("Canary"), "\(said.all)")
        }
        let shown = try Program.run(["plan", "--show-values", "--out", "plan.json"], in: bench.folder)
        #expect(shown.status == 0 && shown.output.contains("Canary"), "\(shown.all)")
        #expect(!(try bench.text("plan.json").contains("Canary")))
    }

    @Test func `is kept over nothing but an older plan, and that only where it is said`() throws {
        let bench = try Workbench.ofTwoSystems()
        try bench.make(FileEdit.all[1])
        let store = try bench.storeBytes()
        let mapping = try bench.text("mappings/crm-lead.yaml")
        for path in ["store/leadloop.sqlite", "mappings/crm-lead.yaml"] {
            for words in [[], ["--yes"]] {
                let said = try Program.run(["plan", "--out", path] + words, in: bench.folder)
                #expect(said.status != 0, "\(said.all)")
            }
        }
        #expect(try bench.storeBytes() == store && bench.text("mappings/crm-lead.yaml") == mapping)
        #expect(try Program.run(["plan", "--out", "nowhere/plan.json"], in: bench.folder).status != 0)
        #expect(try Program.run(["plan", "--out", "plan.json"], in: bench.folder).status == 0)
        #expect(try Program.run(["plan", "--out", "plan.json"], in: bench.folder).status != 0)
        #expect(try Program.run(["plan", "--out", "plan.json", "--yes"], in: bench.folder).status == 0)
    }

    @Test func `is refused where a mapping fails its own tests`() throws {
        let bench = try Workbench.ofTwoSystems()
        let text = try bench.text("mappings/crm-lead.yaml")
        try bench.write(
            "draft.yaml",
            text + "tests:\n  - { name: t, record: { Id: \"1\", Status: Open }, expect: { status: won } }\n")
        let said = try Program.run(["plan", "draft.yaml"], in: bench.folder)
        #expect(said.status == 78 && said.talk.contains("mapping.test-failed"), "\(said.all)")
    }

    @Test func `of a comment alone changes nothing, and says so to programs`() throws {
        let bench = try Workbench.ofTwoSystems()
        try bench.write("mappings/crm-lead.yaml", try bench.text("mappings/crm-lead.yaml") + "# a comment\n")
        #expect(try Program.run(["plan", "--detailed-exitcode"], in: bench.folder).status == 0)
    }

    @Test func `waits for a store that is settled`() throws {
        let bench = try Workbench()
        #expect(throws: FaultList.self) { try bench.plan() }
        try bench.deliver("leads.csv", [Setup.lead("1")])
        try bench.sync()
        try bench.execute("UPDATE source_stream SET reconciled = 0")
        #expect { try bench.plan() } throws: { ($0 as? FaultList)?.faults.map(\.code) == [.runUnfinished] }
    }
}
