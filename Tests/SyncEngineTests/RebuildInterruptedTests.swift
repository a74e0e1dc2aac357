import Failpoints
import Foundation
import LeadModel
import LeadStore
import TestSupport
import Testing

@testable import SyncEngine

extension `A store that is rebuilt from its raw records` {
    @Test(
        arguments: [
            [.pageReplayed], [.streamsReplayed], [.keysJoined], [.leadsSettled],
            [.pageReplayed, .streamsReplayed, .keysJoined, .leadsSettled, .leadsSettled],
        ] as [[Failpoint]])
    func `that is killed, once or again and again, ends where an undisturbed one does`(at places: [Failpoint]) throws {
        let sync = ["sync", "--quiet", "--now", "2026-10-02T06:00:00Z"]
        let calm = try Workbench.ofTwoSystems()
        let killed = try Workbench.ofTwoSystems()
        for bench in [calm, killed] {
            try bench.edit("mappings/crm-lead.yaml", "owner: Owner", "title: Owner")
            try bench.edit("config/matching.yaml", "  - email\n", "")
        }
        try #expect(Program.run(sync, in: calm.folder).status == 4)
        for place in places { try Program.run(sync, in: killed.folder, dyingAt: place) }
        try killed.sync("2026-10-02T06:00:00Z")
        let difference = try killed.dump().difference(from: calm.dump())
        #expect(difference.isEmpty, "\(difference.count) lines, \(difference.prefix(2))")
        #expect(try killed.leads().map(\.id) == calm.leads().map(\.id))
        #expect(try killed.isWhole())
    }

    @Test(arguments: ["store.beginReplay", "beginRematch"])
    func `that was interrupted after it had begun is begun anew, though the mapping is the old one again`(
        at step: String
    )
        throws
    {
        let bench = try Workbench.ofTwoSystems()
        let before = try bench.dump()
        let store = try bench.workspace().openForWriting()
        if step == "beginRematch" {
            try store.beginRematch(.keepsLeads)
        } else {
            try store.beginReplay(of: store.streams().map(\.info.number))
            try bench.execute("UPDATE version SET observation = x'' WHERE grade = 1 AND version % 2 = 0")
        }
        _ = consume store
        try bench.sync("2026-10-02T06:00:00Z")
        #expect(try bench.dump() == before)
    }

    @Test(arguments: ["settles-all", "a word of a later version"])
    func `is begun to settle every lead once that was wanted, whatever is wanted then`(word: String) throws {
        let bench = try Workbench.ofTwoSystems()
        let store = try bench.workspace().openForWriting()
        try bench.execute("INSERT INTO fact VALUES ('rematching', '\(word)')")
        try store.beginRematch(.keepsLeads)
        #expect(try store.rematch() == .settlesAll)
    }

    /// What a process that dies right then leaves behind is the store's files as they are.
    @Test func `that died half way is begun anew, though the mappings are the old ones again`() throws {
        let bench = try Workbench.ofTwoSystems()
        let before = try bench.dump()
        let left = try Workbench()
        try bench.edit("mappings/crm-lead.yaml", "owner: Owner", "title: Owner")
        try bench.edit("mappings/web-prospect.yaml", "title: Title", "industry: Title")
        try bench.sync("2026-10-02T06:00:00Z") { phase in
            // Once in the rehearsal, once in earnest; what counts is the last.
            guard phase == "reading web prospects again" else { return }
            do {
                if FileManager.default.fileExists(atPath: left.path("store")) { try left.remove("store") }
                try FileManager.default.copyItem(atPath: bench.path("store"), toPath: left.path("store"))
            } catch { Issue.record(error) }
        }
        let changed = try left.numbers(
            "SELECT count(*) FROM version WHERE grade = 1 AND hex(observation) LIKE '%6F31%'")
        #expect(changed[0] > 0)
        try left.sync("2026-10-02T06:00:00Z")
        #expect(try left.dump() == before)
    }
}
