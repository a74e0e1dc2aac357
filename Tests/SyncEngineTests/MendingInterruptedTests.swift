import Failpoints
import Foundation
import LeadModel
import LeadStore
import TestSupport
import Testing

@testable import SyncEngine

extension `A refused record that a person mends` {
    @Test(arguments: [
        "INSERT ON raw_page", "INSERT ON version", "UPDATE OF mended_by ON quarantine", "INSERT ON match_key",
        "INSERT ON lead", "UPDATE OF reconciled ON source_stream", "UPDATE OF outcome ON run",
    ])
    func `is there once and whole, wherever an import breaks off`(statement: String) throws {
        let calm = try bench()
        let broken = try bench()
        var sheet = try export(calm)
        _ = try export(broken)
        sheet["Status", 1] = "Working"
        sheet["Email", 2] = "nobody@example.com"
        #expect(try take(calm, sheet).status == 0)
        try broken.execute(
            "CREATE TRIGGER failing BEFORE \(statement) BEGIN SELECT RAISE(ABORT, 'the disk failed'); END")
        #expect(try take(broken, sheet).status == 74)
        let released = try broken.count("SELECT count(*) FROM quarantine WHERE mended_by IS NOT NULL")
        #expect(
            try broken.count(
                "SELECT count(*) FROM version WHERE page IN (SELECT page FROM raw_page JOIN export_file USING (file) WHERE is_mending)"
            ) == released)
        try broken.execute("DROP TRIGGER failing")
        let said = try take(broken, sheet)
        #expect(said.status == 0, "\(said.all)")
        #expect(try broken.dump() == calm.dump())
        #expect(try broken.isWhole())
    }

    @Test(
        arguments: [
            [.rowsMended], [.fileMended], [.keysJoined], [.leadsSettled], [.rowsMended, .fileMended, .leadsSettled],
        ] as [[Failpoint]])
    func `is there once and whole, though the import is killed`(at places: [Failpoint]) throws {
        let calm = try Workbench()
        let killed = try Workbench()
        for bench in [calm, killed] {
            try bench.deliver(
                "leads.csv", (1...600).map { Setup.lead("\($0)", ["Status": $0 % 2 == 0 ? "On Hold" : "Open"]) })
            try bench.sync()
        }
        var sheet = try export(calm)
        for entry in 1...300 { sheet["Status", entry] = "Working" }
        #expect(try take(calm, sheet).status == 0)
        try killed.write("mended.csv", sheet.text())
        for place in places {
            try Program.run(
                ["quarantine", "import", "mended.csv", "--now", "2026-10-02T06:00:00Z"], in: killed.folder,
                dyingAt: place)
        }
        #expect(try take(killed, sheet).status == 0)
        #expect(try killed.dump() == calm.dump())
        #expect(try killed.count("SELECT count(*) FROM quarantine WHERE released_run IS NULL") == 0)
    }
}
