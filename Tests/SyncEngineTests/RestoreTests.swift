import Failpoints
import Foundation
import LeadModel
import LeadStore
import TestSupport
import Testing

@testable import SyncEngine

@Suite struct `A store that a backup takes the place of` {
    private static let store = "store/leadloop.sqlite"

    /// Four leads and a backup of them; then one is erased, one entered into the ledger, and one comes.
    private func bench() throws -> (bench: Workbench, backup: String, dump: [String]) {
        let bench = try Workbench()
        try bench.deliver("leads.csv", (1...4).map { Setup.discarded("\($0)") })
        try bench.sync()
        let dump = try bench.dump()
        return (bench, try bench.backup(), dump)
    }

    private func goOn(_ bench: Workbench) throws {
        try bench.deliver("leads-2.csv", [Setup.discarded("5")])
        try bench.program(["sync", "--now", Setup.now])
    }

    private func aside(_ bench: Workbench) throws -> [String] {
        try bench.files("store").filter { $0.contains(".before-") }
    }

    @Test func `is as it was then, is kept as it is now, and comes back by the command that is told`() throws {
        let (bench, backup, dump) = try bench()
        try goOn(bench)
        let after = try bench.dump()
        let looked = try Program.run(["db", "restore", backup], in: bench.folder)
        #expect(looked.status == 64 && looked.talk.contains("Nothing was changed"), "\(looked.all)")
        #expect(
            looked.unfolded.contains("It lacks runs 3 to 4, 1 message to receivers")
                && looked.unfolded.contains("accepted, and 1 lead."), "\(looked.all)")
        #expect(try bench.dump() == after && aside(bench).isEmpty)
        let said = try Program.run(["db", "restore", backup, "--yes"], in: bench.folder)
        #expect(said.status == 0, "\(said.all)")
        #expect(try bench.dump() == dump && bench.isWhole())
        let kept = try aside(bench)
        #expect(kept.count == 1)
        let line = try #require(said.output.split(separator: "\n").first { $0.contains("    leadloop db restore") })
        #expect(try Program.run(["db", "verify"], in: bench.folder).status == 0)
        let back = try Program.run(line.split(separator: " ").dropFirst().map(String.init), in: bench.folder)
        #expect(back.status == 0, "\(back.all)")
        #expect(try bench.dump() == after && aside(bench).count == 2)
    }

    /// A log that belongs to the store before would be played into the one that takes its place.
    @Test(arguments: [Failpoint.leadsSettled, .leadsUpdated])
    func `takes nothing of the log of the one before, which keeps it`(place: Failpoint) throws {
        let (bench, backup, dump) = try bench()
        try bench.deliver("leads-2.csv", (5...900).map { Setup.discarded("\($0)") })
        try Program.run(["sync", "--now", Setup.now], in: bench.folder, dyingAt: place)
        try #require(StreamedCopy.size(bench.path(Self.store + "-wal")).map { $0 > 0 } == true)
        let said = try Program.run(["db", "restore", backup, "--yes"], in: bench.folder)
        #expect(said.status == 0, "\(said.all)")
        #expect(try bench.dump() == dump && bench.isWhole())
        let kept = try aside(bench)
        #expect(kept.count == 2 && kept.contains { $0.hasSuffix("-wal") }, "\(kept)")
        let old = try #require(kept.first { !$0.hasSuffix("-wal") })
        let back = try Program.run(["db", "restore", "store/" + old, "--yes"], in: bench.folder)
        #expect(back.status == 0, "\(back.all)")
        try bench.program(["sync", "--now", Setup.now])
        #expect(try bench.leads().count == 900 && bench.isWhole())
    }

    @Test(arguments: [Failpoint.restoreAside, .restorePlaced], [false, true])
    func `is one or the other wherever that is killed, and whoever repeats it`(place: Failpoint, hasLog: Bool) throws {
        let (bench, backup, dump) = try bench()
        if hasLog {
            try bench.deliver("leads-2.csv", (5...600).map { Setup.discarded("\($0)") })
            try Program.run(["sync", "--now", Setup.now], in: bench.folder, dyingAt: .leadsSettled)
        }
        try Program.run(["db", "restore", backup, "--yes"], in: bench.folder, dyingAt: place)
        if place == .restoreAside {
            for words in [["sync"], ["lead", "find", "lead1"], ["db", "dump"], ["db", "backup"], ["db", "verify"]] {
                let refused = try Program.run(words, in: bench.folder)
                #expect(refused.status == 77 && refused.talk.contains("[store.restoring]"), "\(refused.all)")
            }
        }
        let said = try Program.run(["db", "restore", backup, "--yes"], in: bench.folder)
        #expect(said.status == 0, "\(said.all)")
        #expect(try bench.dump() == dump && bench.isWhole())
        let kept = try aside(bench).filter { !$0.hasSuffix("-wal") }
        #expect(kept.count == (place == .restoreAside ? 1 : 2))
        #expect(try bench.files("store").allSatisfy { !$0.contains("restoring") && !$0.contains("staged") })
        try bench.program(["sync", "--now", Setup.now])
    }

    @Test func `lets nobody back in who was erased since, and opens nobody who was closed`() throws {
        let (bench, backup, _) = try bench()
        try bench.program(["lead", "erase", "crm:1", "--yes"])
        try bench.program(["suppression", "add", "lead2@example.com", "--reason", "opt-out"])
        let said = try Program.run(["db", "restore", backup, "--yes"], in: bench.folder)
        #expect(said.status == 0 && said.talk.contains("erased again: L1"), "\(said.all)")
        #expect(said.talk.contains("[store.ledger-behind]"), "\(said.all)")
        let found = try Program.run(["lead", "find", "lead1@"], in: bench.folder)
        #expect(found.status == 0 && !found.all.contains("lead1@example.com"), "\(found.all)")
        #expect(try bench.leads().count == 3)
        #expect(try bench.program(["suppression", "check", "lead2@example.com"]).output.contains("closed"))
    }

    /// The machine is gone, and so are the lists beside the store: those of the newest backup know the most.
    @Test func `on another machine has the lists of the newest backup, whichever is put back`() throws {
        let (bench, backup, _) = try bench()
        try bench.program(["lead", "erase", "crm:1", "--yes"])
        try bench.program(["suppression", "add", "lead2@example.com", "--reason", "opt-out"])
        try bench.backup()
        try bench.remove("store")
        let said = try Program.run(["db", "restore", backup, "--yes"], in: bench.folder)
        #expect(said.status == 0 && said.talk.contains("erased again: L1"), "\(said.all)")
        #expect(try bench.leads().count == 3)
        #expect(try bench.program(["suppression", "check", "lead2@example.com"]).output.contains("closed"))
    }

    @Test func `carries erasures out with the next sync where the backup was made while one was at work`() throws {
        let (bench, _, _) = try bench()
        try bench.deliver("leads-2.csv", [Setup.discarded("5")])
        try Program.run(["sync", "--now", Setup.now], in: bench.folder, dyingAt: .keysJoined)
        let backup = try bench.backup()
        try bench.program(["sync", "--now", Setup.now])
        try bench.program(["lead", "erase", "crm:1", "--yes"])
        let said = try Program.run(["db", "restore", backup, "--yes"], in: bench.folder)
        #expect(said.status == 0, "\(said.all)")
        #expect(try Program.run(["lead", "find", "lead1@"], in: bench.folder).status == 77)
        try bench.emptyInbox()
        #expect(try bench.program(["sync", "--now", Setup.now]).talk.contains("erased again: L1"))
        #expect(try bench.leads().count == 4)
    }

    @Test func `is refused a backup of another store, unless that is said`() throws {
        let (bench, _, _) = try bench()
        let (other, theirs, dump) = try self.bench()
        try bench.program(["lead", "erase", "crm:1", "--yes"])
        let before = try bench.dump()
        let words = ["db", "restore", other.path(theirs), "--yes"]
        let refused = try Program.run(words, in: bench.folder)
        #expect(refused.status == 77 && refused.talk.contains("[store.backup-foreign]"), "\(refused.all)")
        #expect(try bench.dump() == before)
        let said = try Program.run(words + ["--other-store"], in: bench.folder)
        #expect(said.status == 0, "\(said.all)")
        #expect(try bench.dump() == dump)
        // The lists of the one before went aside with it.
        #expect(try aside(bench).contains { $0.hasSuffix(".erased") })
        try bench.program(["sync", "--now", Setup.now])
    }

    @Test func `is refused one that a newer version wrote`() throws {
        let (bench, _, _) = try bench()
        try bench.execute("INSERT INTO grdb_migrations VALUES ('99-from-the-future')")
        let backup = try bench.backup()
        try bench.execute("DELETE FROM grdb_migrations WHERE identifier = '99-from-the-future'")
        let refused = try Program.run(["db", "restore", backup, "--yes"], in: bench.folder)
        #expect(refused.status == 77 && refused.talk.contains("[store.too-new]"), "\(refused.all)")
        #expect(try aside(bench).isEmpty)
    }

    @Test func `waits for whoever writes to it`() throws {
        let (bench, backup, _) = try bench()
        let holder = try bench.workspace().openForWriting()
        let said = try Program.run(["db", "restore", backup, "--yes"], in: bench.folder)
        #expect(said.status == 75 && said.talk.contains("[run.locked]"), "\(said.all)")
        withExtendedLifetime(holder) {}
    }

    @Test func `may be damaged, or gone`() throws {
        let (bench, backup, dump) = try bench()
        try bench.write(Self.store, "this is no store at all")
        let said = try Program.run(["db", "restore", backup, "--yes"], in: bench.folder)
        #expect(said.status == 0 && said.unfolded.contains("nobody can tell"), "\(said.all)")
        #expect(try bench.dump() == dump)
        try bench.remove(Self.store)
        #expect(try Program.run(["db", "restore", backup, "--yes"], in: bench.folder).status == 0)
        #expect(try bench.dump() == dump)
    }
}

@Suite struct `Receivers, when a backup was put back,` {
    /// Leads 1 to 5 are with the receiver, and a backup knows it.
    private func bench() throws -> (bench: EventBench, backup: String) {
        let bench = try EventBench(deliver: "each-sync")
        try bench.bench.deliver("leads.csv", (1...5).map { Setup.discarded("\($0)", ["City": "Oslo"]) })
        try sync(bench, "2026-10-01")
        return (bench, try bench.bench.backup())
    }

    private func sync(_ bench: EventBench, _ day: String) throws {
        let said = try Program.run(["sync", "--now", "\(day)T06:00:00Z"], in: bench.bench.folder)
        #expect(said.status == 0, "\(said.all)")
    }

    /// One changes, often; one goes back to sales; three come, of whom one goes again.
    private func goOn(_ bench: EventBench) throws {
        var rows = (1...5).map { Setup.discarded("\($0)", ["City": "Oslo"]) }
        for (day, city) in [("02", "Rome"), ("03", "Bonn"), ("04", "Riga")] {
            rows[0] = Setup.discarded("1", ["City": city, "Modified": "2026-03-\(day)T00:00:00Z"])
            try bench.bench.deliver("leads-2.csv", rows)
            try sync(bench, "2026-10-\(day)")
        }
        rows[1] = Setup.lead("2", ["Status": "Working", "Modified": "2026-09-20T00:00:00Z"])
        rows += (6...8).map { Setup.discarded("\($0)", ["City": "Kiel"]) }
        try bench.bench.deliver("leads-2.csv", rows)
        try sync(bench, "2026-10-05")
        rows[7] = Setup.lead("8", ["Status": "Working", "Modified": "2026-09-20T00:00:00Z"])
        try bench.bench.deliver("leads-2.csv", rows)
        try sync(bench, "2026-10-06")
        #expect(try bench.held().count == 6)
    }

    /// What the receiver holds, by address and city.
    private func told(_ bench: EventBench) throws -> [String: String] {
        var told: [String: [String: Any]] = [:]
        var seen: Set<String> = []
        for request in try bench.requests() where seen.insert(request.id).inserted {
            told[request.lead] = request.action == "withdraw" ? nil : request.data["fields"] as? [String: Any]
        }
        return Dictionary(
            uniqueKeysWithValues: told.values.map { ($0["email"] as? String ?? "", $0["city"] as? String ?? "") })
    }

    /// What the store says of the leads that are to be there.
    private func believed(_ bench: EventBench) throws -> [String: String] {
        let members = try bench.members()
        return Dictionary(
            uniqueKeysWithValues: try bench.bench.leads().filter { members.contains($0.text(.email) ?? "") }
                .map { ($0.text(.email) ?? "", $0.text(.city) ?? "") })
    }

    /// That no number means two things, and whoever keeps the highest revision of a lead keeps the last.
    private func areNumbersOnce(_ bench: EventBench) throws {
        let taken = try bench.requests().filter { $0.how == "taken" }
        var addresses: [String: Set<String>] = [:]
        var revisions: [String: Int] = [:]
        for request in taken {
            if let email = (request.data["fields"] as? [String: Any])?["email"] as? String {
                addresses[request.lead, default: []].insert(email)
            }
            let revision = try #require(request.data["revision"] as? Int)
            #expect(revision >= revisions[request.lead] ?? 0, "\(request.lead): \(revision)")
            revisions[request.lead] = revision
        }
        for (lead, addresses) in addresses { #expect(addresses.count == 1, "\(lead): \(addresses)") }
    }

    @Test(arguments: ["nothing comes again", "all comes again", "others come"])
    func `hold what the store says, though it does not know what they were sent`(kind: String) throws {
        let (bench, backup) = try bench()
        try goOn(bench)
        let said = try Program.run(["db", "restore", backup, "--yes"], in: bench.bench.folder)
        #expect(said.status == 0 && said.talk.contains("[store.sent-ahead]"), "\(said.all)")
        #expect(said.unfolded.contains("leadloop destination audit journey"), "\(said.all)")
        #expect(!said.all.contains("@"))
        switch kind {
        case "nothing comes again": try bench.bench.emptyInbox()
        case "all comes again": break
        default:
            try bench.bench.emptyInbox()
            try bench.bench.deliver("leads-3.csv", (20...22).map { Setup.discarded("\($0)", ["City": "Gent"]) })
        }
        if kind == "nothing comes again" {
            // A run, which reads nothing.
            try bench.bench.deliver("prospects.csv", [Setup.prospect("p")])
        }
        try sync(bench, "2026-10-07")
        let (told, believed) = (try told(bench), try believed(bench))
        #expect(told == believed && told.count == (kind == "nothing comes again" ? 5 : kind == "others come" ? 8 : 6))
        #expect(told["lead1@example.com"] == (kind == "all comes again" ? "Riga" : "Oslo"))
        try areNumbersOnce(bench)
        #expect(try bench.count(.waiting) == 0)
        #expect(try Program.run(["db", "verify"], in: bench.bench.folder).status == 0)
        // And it is said once.
        let next = try Program.run(["sync", "--now", "2026-10-08T06:00:00Z"], in: bench.bench.folder)
        #expect(!next.talk.contains("sent-ahead"), "\(next.all)")
    }

    @Test func `and put back twice, hold what the store says`() throws {
        let (bench, backup) = try bench()
        try goOn(bench)
        for day in ["10", "12"] {
            #expect(try Program.run(["db", "restore", backup, "--yes"], in: bench.bench.folder).status == 0)
            try bench.bench.deliver(
                "leads-4.csv", [Setup.discarded("3", ["City": "Day \(day)", "Modified": "2026-04-\(day)T00:00:00Z"])])
            try sync(bench, "2026-10-\(day)")
            #expect(try told(bench) == believed(bench))
            try areNumbersOnce(bench)
        }
    }

    @Test func `hold it, too, where whoever sends dies`() throws {
        let (bench, backup) = try bench()
        try goOn(bench)
        #expect(try Program.run(["db", "restore", backup, "--yes"], in: bench.bench.folder).status == 0)
        for place in [Failpoint.messagesQueued, .beforeSending, .afterSending] {
            try Program.run(["sync", "--now", "2026-10-07T06:00:00Z"], in: bench.bench.folder, dyingAt: place)
        }
        try sync(bench, "2026-10-07")
        #expect(try told(bench) == believed(bench))
        try areNumbersOnce(bench)
    }

    @Test func `who have taken the files of a feed away see no cursor and no lead twice`() throws {
        let bench = try Workbench()
        try bench.deliver("leads.csv", (1...3).map { Setup.discarded("\($0)") })
        try bench.program(["sync", "--now", Setup.now])
        let backup = try bench.backup()
        try bench.deliver("leads-2.csv", (4...9).map { Setup.discarded("\($0)") })
        try bench.program(["sync", "--now", "2026-10-02T06:00:00Z"])
        let cursor = try bench.count("SELECT max(cursor_to) FROM feed_file")
        try bench.remove("feeds")
        try bench.emptyInbox()
        #expect(try Program.run(["db", "restore", backup, "--yes"], in: bench.folder).status == 0)
        try bench.deliver("leads-3.csv", (10...12).map { Setup.discarded("\($0)") })
        try bench.program(["sync", "--now", "2026-10-03T06:00:00Z"])
        #expect(try bench.count("SELECT min(message) FROM outbox WHERE lead > 3") > cursor)
        #expect(try bench.count("SELECT min(lead) FROM lead WHERE lead > 3") > 9)
    }

    // MARK: The journal

    private static let journal = "store/leadloop.sqlite.sent"

    @Test func `are told of in a journal of numbers alone, for the store's own account`() throws {
        let (bench, _) = try bench()
        let text = try bench.bench.text(Self.journal)
        let lines = text.split(separator: "\n")
        #expect(lines.count == 2 && lines[0].contains(#/^leadloop-sent 1 [0-9a-f]{16}$/#), "\(text)")
        #expect(lines[1].contains(#/^delivery journey hook 5 \d+ 1-5 #[0-9a-f]{16}$/#), "\(text)")
        let rights = try FileManager.default.attributesOfItem(atPath: bench.bench.path(Self.journal))
        #expect(rights[.posixPermissions] as? Int == 0o600)
    }

    @Test(arguments: ["torn", "damaged", "foreign", "gone"])
    func `are told of by a journal that is whole, or somebody hears of it`(kind: String) throws {
        let (bench, backup) = try bench()
        let whole = try bench.bench.text(Self.journal)
        switch kind {
        case "torn": try bench.bench.write(Self.journal, whole + "delivery journey hook 9 1 1")
        case "damaged": try bench.bench.write(Self.journal, whole.replacing("1-5", with: "1-4") + "file f 1 1 #00\n")
        case "foreign": try bench.bench.write(Self.journal, "leadloop-sent 1 0123456789abcdef\n")
        default: try bench.bench.remove(Self.journal)
        }
        let said = try Program.run(["sync", "--now", "2026-10-02T06:00:00Z"], in: bench.bench.folder)
        switch kind {
        case "torn":
            #expect(said.status == 0, "\(said.all)")
        case "gone":
            #expect(said.status == 0 && said.talk.contains("[store.sent-damaged]"), "\(said.all)")
            #expect(try bench.bench.text(Self.journal).contains("delivery journey hook 5 1 1-5"), "\(said.all)")
            // As good as the one before.
            try goOn(bench)
            #expect(try Program.run(["db", "restore", backup, "--yes"], in: bench.bench.folder).status == 0)
            try sync(bench, "2026-10-09")
            #expect(try told(bench) == believed(bench))
        default:
            #expect(said.status == (kind == "foreign" ? 77 : 74), "\(said.all)")
            #expect(
                said.talk.contains("[store.sent-\(kind)]") && said.talk.contains("leadloop.sqlite.sent:"), "\(said.all)"
            )
        }
    }
}
