import ConfigFiles
import Foundation
import Glibc
import LeadModel
import LeadStore
import TestSupport
import Testing

@testable import SyncEngine

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
