import ConfigFiles
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

/// A change of one file of a bench of two systems.
struct FileEdit: Sendable, CustomTestStringConvertible {
    var file: String
    var old: String
    var new: String

    init(_ file: String, _ old: String, _ new: String) {
        self.file = file
        self.old = old
        self.new = new
    }

    var testDescription: String { "\(file): \(old) → \(new)" }

    static let all = [
        FileEdit("mappings/crm-lead.yaml", "Open: assigned", "Open: nurturing, Parked: nurturing"),
        FileEdit("mappings/crm-lead.yaml", "Working: working", "Working: sales-accepted"),
        FileEdit("mappings/crm-lead.yaml", "Closed: discarded", "Parked: nurturing, Closed: won"),
        FileEdit("mappings/crm-lead.yaml", "owner: Owner", "title: Owner"),
        FileEdit("mappings/crm-lead.yaml", "Closed: discarded, ", ""),
        FileEdit(
            "mappings/crm-lead.yaml", "email: { from: Email, as: email }",
            "email: { from: City, as: email, invalid: blank }"),
        FileEdit("mappings/web-prospect.yaml", "title: Title", "industry: Title"),
        FileEdit("config/matching.yaml", "  - email\n", ""),
        FileEdit("config/agreement.yaml", "after: 90d", "after: 900d"),
        FileEdit("config/agreement.yaml", "track: back-in-season", "track: next-spring"),
        FileEdit("config/survivorship.yaml", "most recent", "first seen"),
        FileEdit("config/sources/web.yaml", "role: marketing", "role: crm"),
        FileEdit("config/feeds/nurture.yaml", "title: title, ", ""),
    ]
}

extension Workbench {
    static let planned = Instant(rfc3339: "2026-10-02T06:00:00Z") ?? Instant(milliseconds: 0)

    func plan(at now: Instant = Workbench.planned) throws -> Plan {
        try Planner(now: now, progress: ProgressReport { _ in }).plan(workspace())
    }

    @discardableResult
    func apply(_ path: String = "plan.json") throws -> ChangeDesk.Outcome {
        try desk().apply(planAt: self.path(path))
    }

    func undo(to number: Int? = nil) throws -> ChangeDesk.Outcome { try desk().undo(to: number, at: Workbench.planned) }

    private func desk() -> ChangeDesk { ChangeDesk(config: path("config"), progress: ProgressReport { _ in }) }

    func make(_ edit: FileEdit) throws { try self.edit(edit.file, edit.old, edit.new) }

    /// Every file of the store's folder with its bytes.
    func storeBytes() throws -> [String: Data] {
        var bytes: [String: Data] = [:]
        for name in try files("store") {
            bytes[name] = try Data(contentsOf: URL(fileURLWithPath: path("store/\(name)")))
        }
        return bytes
    }

    /// Numbers, revisions left out: what they are and who has them.
    func numbers() throws -> [String] { try leads().map { "\($0.id) \($0.text(.email) ?? "")" } }
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

@Suite struct `An application` {
    private func planned(_ edit: FileEdit = FileEdit.all[1]) throws -> Workbench {
        let bench = try Workbench.ofTwoSystems()
        try bench.make(edit)
        try PlanFile.write(bench.plan(), to: bench.path("plan.json"))
        return bench
    }

    private func codes(_ body: () throws -> Void) -> [FaultCode] {
        do {
            try body()
            return []
        } catch {
            return (error as? FaultList)?.faults.map(\.code) ?? []
        }
    }

    @Test func `is refused where the store has moved, and not where a sync found nothing new`() throws {
        let bench = try planned()
        // The rules are changed already, so the sync goes by a plan of its own.
        try bench.edit("mappings/crm-lead.yaml", "Working: sales-accepted", "Working: working")
        try bench.sync("2026-10-01T07:00:00Z")
        try bench.edit("mappings/crm-lead.yaml", "Working: working", "Working: sales-accepted")
        #expect(codes { try bench.apply() } == [])
        let moved = try planned()
        try moved.edit("mappings/crm-lead.yaml", "Working: sales-accepted", "Working: working")
        try moved.deliver("leads.csv", [Setup.lead("20")])
        try moved.sync("2026-10-01T07:00:00Z")
        let before = try moved.dump()
        #expect(codes { try moved.apply() } == [.planOutdated])
        #expect(try moved.dump() == before)
    }

    @Test func `is refused where a file has become another, which would be lost`() throws {
        let bench = try planned()
        try bench.edit("mappings/crm-lead.yaml", "owner: Owner", "title: Owner")
        #expect(codes { try bench.apply() } == [.planOutdated])
        let other = try planned()
        try other.write("mappings/late.yaml", other.text("mappings/web-prospect.yaml"))
        #expect(codes { try other.apply() } == [.planOutdated])
    }

    @Test func `that was interrupted is overtaken by whoever writes next, and is refused then`() throws {
        let bench = try planned(FileEdit.all[2])
        try bench.execute("CREATE TRIGGER die BEFORE INSERT ON lead_change BEGIN SELECT RAISE(ABORT, 'killed'); END")
        #expect(codes { try bench.apply() } == [.storeFailed])
        try bench.execute("DROP TRIGGER die")
        try bench.sync("2026-10-02T06:00:00Z")
        #expect(codes { try bench.apply() } == [.planOutdated])
    }

    /// Killed between two files, the folder holds half of each configuration.
    @Test(arguments: ["with-sync", "by-apply"])
    func `that died while it wrote files is gone on with by the next, who goes by none of the mixture`(changes: String)
        throws
    {
        let whole = try Workbench.ofTwoSystems { try $0.write("config/leadloop.yaml", "changes: \(changes)\n") }
        let bench = try Workbench.ofTwoSystems { try $0.write("config/leadloop.yaml", "changes: \(changes)\n") }
        for one in [whole, bench] {
            try one.make(FileEdit.all[1])
            try one.make(FileEdit("config/agreement.yaml", "after: 90d", "after: 900d"))
            try PlanFile.write(one.plan(), to: one.path("plan.json"))
        }
        try whole.apply()
        let texts = try bench.workspace().texts
        try bench.edit("mappings/crm-lead.yaml", "Working: sales-accepted", "Working: working")
        let before = ConfigurationTexts(try #require(bench.workspace().openForReading().configuration()?.texts))
        // Only the agreement has been written.
        let store = try bench.workspace().openForWriting(interruptedChange: .isOwn)
        try PendingChange(plan: "a plan", texts: texts.byName, before: before.byName, closes: []).keep(in: store)
        _ = consume store
        let said = try Program.run(["sync", "--now", "2026-10-02T06:00:00Z"], in: bench.folder)
        #expect(said.status == 4, "\(said.all)")
        #expect(try bench.text("mappings/crm-lead.yaml").contains("Working: sales-accepted"))
        #expect(try bench.dump() == whole.dump())
    }

    @Test func `that comes to something else than was planned is taken back before anybody is told`() throws {
        let bench = try planned(FileEdit.all[2])
        let before = try bench.dump()
        let file = try bench.text("mappings/crm-lead.yaml")
        let feeds = try bench.feedLines()
        try bench.execute(
            "CREATE TRIGGER other AFTER INSERT ON lead_change BEGIN UPDATE lead_change SET new = 'otherwise' WHERE lead = NEW.lead AND revision = NEW.revision; END"
        )
        #expect(codes { try bench.apply() } == [.planDiffers])
        try bench.execute("DROP TRIGGER other")
        #expect(try bench.dump() == before)
        #expect(try bench.feedLines() == feeds)
        #expect(
            try bench.text("mappings/crm-lead.yaml")
                == file.replacing("Parked: nurturing, Closed: won", with: "Closed: discarded")
                || bench.text("mappings/crm-lead.yaml") == file)
        #expect(try PendingChange.read(from: bench.workspace().openForReading()) == nil)
    }

    @Test func `reads a plan of any size, and none that was edited`() throws {
        let bench = try Workbench.ofTwoSystems()
        let filler = String(repeating: "# \(String(repeating: "nothing ", count: 15))\n", count: 4_000)
        for number in 0..<3 {
            let text = try bench.text("mappings/web-prospect.yaml")
            try bench.write(
                "mappings/large-\(number).yaml",
                text.replacing("mapping: web-prospect", with: "mapping: large-\(number)") + filler)
        }
        try bench.make(FileEdit.all[1])
        try PlanFile.write(bench.plan(), to: bench.path("plan.json"))
        let plan = try bench.text("plan.json")
        #expect(plan.utf8.count > 1 << 20)
        try bench.write("plan.json", plan.replacing("sales-accepted", with: "won"))
        #expect(codes { try bench.apply() } == [.planUnreadable])
        try bench.write("plan.json", plan)
        #expect(codes { try bench.apply() } == [])
    }

    @Test func `is refused for another store, and for what is no plan`() throws {
        let bench = try planned()
        let other = try planned()
        try other.write("plan.json", bench.text("plan.json"))
        #expect(codes { try other.apply() } == [.planOutdated])
        for text in ["", "{}", "{\"leadloop-plan\": 2}", "mapping: x"] {
            try bench.write("plan.json", text)
            #expect(codes { try bench.apply() } == [.planUnreadable], "\(text)")
        }
    }

    @Test func `that is killed anywhere is finished by the same plan or by the next sync`() throws {
        let edit = FileEdit.all[2]
        let whole = try planned(edit)
        let before = try whole.dump()
        try whole.apply()
        let expected = try whole.dump()
        #expect(expected != before)
        for victim in [
            "UPDATE OF mapping ON source_stream", "UPDATE OF observation ON version", "INSERT ON lead_change",
            "INSERT ON outbox", "INSERT ON configuration",
        ] {
            for isSynced in [false, true] {
                let bench = try planned(edit)
                let parts = victim.split(separator: " ")
                let verb = parts.dropLast(2).joined(separator: " ")
                try bench.execute(
                    "CREATE TRIGGER die BEFORE \(verb) ON \(parts.last ?? "") BEGIN SELECT RAISE(ABORT, 'killed'); END")
                #expect(codes { try bench.apply() } == [.storeFailed], "\(victim)")
                try bench.execute("DROP TRIGGER die")
                if isSynced { try bench.sync("2026-10-02T06:00:00Z") } else { try bench.apply() }
                let difference = try bench.dump().difference(from: expected)
                #expect(difference.isEmpty, "\(victim), \(difference.count) lines: \(difference.prefix(2))")
            }
        }
    }
}

@Suite struct `An undo` {
    @Test(arguments: FileEdit.all)
    func `brings files and leads back, and receivers hold again what they held`(edit: FileEdit) throws {
        let bench = try Workbench.ofTwoSystems()
        let before = try bench.dump()
        let text = try bench.text(edit.file)
        let people = try bench.people()
        try bench.make(edit)
        try PlanFile.write(bench.plan(), to: bench.path("plan.json"))
        let messages = try bench.apply().effects.messages
        let outcome = try bench.undo()
        #expect(outcome.restored == 1)
        #expect(try bench.text(edit.file) == text)
        #expect(try bench.dump() == before)
        #expect(try bench.people() == people)
        #expect(messages.isEmpty == outcome.effects.messages.isEmpty)
        // Back again.
        try #expect(bench.undo().restored == 2)
        #expect(try bench.text(edit.file) != text)
        _ = try bench.undo(to: 1)
        #expect(try bench.dump() == before)
    }

    @Test func `that was interrupted goes on where it was going`() throws {
        let bench = try Workbench.ofTwoSystems()
        let before = try bench.dump()
        try bench.make(FileEdit.all[2])
        try PlanFile.write(bench.plan(), to: bench.path("plan.json"))
        try bench.apply()
        try bench.execute("CREATE TRIGGER die BEFORE INSERT ON lead_change BEGIN SELECT RAISE(ABORT, 'killed'); END")
        #expect(throws: FaultList.self) { try bench.undo() }
        try bench.execute("DROP TRIGGER die")
        #expect(try bench.undo().restored == 1)
        #expect(try bench.dump() == before)
        #expect(try bench.text("mappings/crm-lead.yaml").contains("Closed: discarded"))
    }

    @Test func `keeps what was delivered meanwhile, understood as before the change`() throws {
        let bench = try Workbench.ofTwoSystems()
        try bench.make(FileEdit.all[1])
        try PlanFile.write(bench.plan(), to: bench.path("plan.json"))
        try bench.apply()
        try bench.deliver("leads.csv", [Setup.lead("30", ["Status": "Working"])])
        try bench.sync("2026-10-02T07:00:00Z")
        #expect(try bench.lead("lead30@example.com").standing.stage == .salesAccepted)
        _ = try bench.undo()
        #expect(try bench.lead("lead30@example.com").standing.stage == .working)
    }

    @Test func `has nothing to bring back where nothing was changed, and overwrites no work`() throws {
        let bench = try Workbench.ofTwoSystems()
        #expect { try bench.undo() } throws: { ($0 as? FaultList)?.faults.map(\.code) == [.planNothing] }
        try bench.make(FileEdit.all[1])
        try bench.sync("2026-10-02T06:00:00Z")
        try bench.edit("mappings/crm-lead.yaml", "owner: Owner", "title: Owner")
        #expect { try bench.undo() } throws: { ($0 as? FaultList)?.faults.map(\.code) == [.planOutdated] }
    }
}

@Suite struct `Changes that come into force by apply` {
    @Test func `wait while syncs go on by the rules in force, even where a file cannot be read`() throws {
        let bench = try Workbench.ofTwoSystems { try $0.write("config/leadloop.yaml", "changes: by-apply\n") }
        let dump = try bench.dump()
        let text = try bench.text("mappings/crm-lead.yaml")
        for broken in [text.replacing("Working: working", with: "Working: won"), "mapping: [", ""] {
            try bench.write("mappings/crm-lead.yaml", broken)
            let said = try Program.run(["sync", "--now", "2026-10-02T06:00:00Z"], in: bench.folder)
            #expect(said.status == 4 || said.status == 0, "\(said.all)")
            #expect(said.talk.contains("mappings/crm-lead.yaml") && said.talk.contains("leadloop plan"), "\(said.all)")
            #expect(try bench.dump() == dump)
        }
        try bench.write("mappings/crm-lead.yaml", text.replacing("Working: working", with: "Working: sales-accepted"))
        try PlanFile.write(bench.plan(), to: bench.path("plan.json"))
        try bench.apply()
        #expect(try bench.lead("lead1@example.com").standing.stage == .salesAccepted)
        let calm = try Program.run(["sync", "--now", "2026-10-02T06:00:00Z"], in: bench.folder)
        #expect(!calm.talk.contains("leadloop plan"), "\(calm.all)")
    }
}
