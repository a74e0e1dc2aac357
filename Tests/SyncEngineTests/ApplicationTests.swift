import ConfigFiles
import Foundation
import Glibc
import LeadModel
import LeadStore
import TestSupport
import Testing

@testable import SyncEngine

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
