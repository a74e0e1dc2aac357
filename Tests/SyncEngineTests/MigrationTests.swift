import Failpoints
import Foundation
import LeadModel
import LeadStore
import Testing

@testable import SyncEngine

/// A store, and a program of the next release beside this one, whose schema has two migrations more.
private final class Bench {
    let bench: Workbench
    let dump: [String]
    static let copy = "store/leadloop.sqlite.schema-1-first"

    init(configure: (Workbench) throws -> Void = { _ in }) throws {
        bench = try Workbench.ofTwoSystems(configure)
        dump = try bench.dump()
        try bench.write(
            "next/2-second.sql",
            """
            CREATE TABLE second (lead INTEGER PRIMARY KEY, seen INTEGER NOT NULL) STRICT;
            INSERT INTO second SELECT lead, 2 FROM lead;
            """)
        try bench.write(
            "next/3-third.sql",
            """
            CREATE TABLE third (lead INTEGER PRIMARY KEY, seen INTEGER NOT NULL) STRICT;
            INSERT INTO third SELECT lead, seen + 1 FROM second;
            """)
    }

    private var surroundings: [String: String] { ["LEADLOOP_NEXT_SCHEMA": bench.path("next")] }

    /// Runs the program of the next release.
    func next(_ words: [String], dyingAt place: String? = nil) throws -> Program.Said {
        var surroundings = surroundings
        if let place { surroundings["LEADLOOP_DIE_AT"] = place }
        return try Program.run(words, in: bench.folder, surroundings: surroundings)
    }

    /// Whether each migration was carried out once, and nothing that was there before is another.
    func isMigrated() throws -> Bool {
        let migrations = try bench.query("SELECT identifier FROM grdb_migrations ORDER BY rowid").count
        let rows = try bench.count("SELECT count(*) FROM lead JOIN third USING (lead) WHERE seen = 3")
        let leads = try bench.count("SELECT count(*) FROM lead")
        return try migrations == 3 && rows == leads && leads > 3 && bench.isWhole()
    }

    /// What the copy of the store before says of itself to this version.
    func dumpOfCopy() throws -> [String] {
        try CanonicalDump(LeadStore(at: bench.path(Bench.copy), for: .read)).lines()
    }
}

@Suite struct `A store of an older version` {
    @Test func `is not shown, and whoever asks is told what brings it along`() throws {
        let bench = try Bench()
        let said = try bench.next(["lead", "find", "lead1@example.com"])
        #expect(said.status == 77 && said.talk.contains("[store.too-old]"), "\(said.all)")
        #expect(said.unfolded.contains("2 migrations are missing") && said.unfolded.contains("leadloop db migrate"))
        let health = try bench.next(["doctor"])
        #expect(health.unfolded.contains("leadloop db migrate"), "\(health.all)")
        // Looking has changed nothing.
        #expect(try bench.bench.dump() == bench.dump)
    }

    @Test(arguments: [["db", "migrate"], ["sync"], ["sync", "--due"]])
    func `is brought along, and kept as it was`(words: [String]) throws {
        let bench = try Bench { bench in
            try bench.write("config/sources/crm.yaml", Setup.crm + "schedule: \"0 6 * * *\"\n")
        }
        let said = try bench.next(words)
        #expect(said.status == 0, "\(said.all)")
        #expect(said.all.contains("leadloop.sqlite.schema-1-first"), "\(said.all)")
        #expect(try bench.isMigrated())
        #expect(try bench.dumpOfCopy() == bench.dump)
        #expect(try bench.next(["lead", "find", "lead1@example.com"]).status == 0)
        let again = try bench.next(["db", "migrate", "--output", "ndjson"])
        #expect(again.status == 0 && again.output.contains("\"migrations\":0,\"copy\":null"), "\(again.all)")
    }

    @Test func `is refused to the older program from then on, until its copy is put back`() throws {
        let bench = try Bench()
        #expect(try bench.next(["db", "migrate"]).status == 0)
        for words in [["lead", "find", "lead1@example.com"], ["sync"], ["db", "migrate"]] {
            let said = try Program.run(words, in: bench.bench.folder)
            #expect(said.status == 77 && said.talk.contains("[store.too-new]"), "\(words): \(said.all)")
        }
        #expect(try bench.isMigrated())
        let restored = try Program.run(["db", "restore", Bench.copy, "--yes"], in: bench.bench.folder)
        #expect(restored.status == 0, "\(restored.all)")
        #expect(try bench.bench.dump() == bench.dump)
    }

    @Test(arguments: ["migration.begun:1", "migration.ended:1", "migration.ended:2"])
    func `is brought along by the next, wherever the first was killed`(place: String) throws {
        let bench = try Bench()
        #expect(try bench.next(["db", "migrate"], dyingAt: place).status == -SIGKILL)
        let looked = try bench.next(["lead", "find", "lead1@example.com"])
        #expect(looked.status == (place == "migration.ended:2" ? 0 : 77), "\(looked.all)")
        let said = try bench.next(["db", "migrate"])
        #expect(said.status == 0, "\(said.all)")
        #expect(try bench.isMigrated())
        #expect(try bench.dumpOfCopy() == bench.dump)
        #expect(try bench.bench.files("store").filter { $0.hasSuffix(".partial") }.isEmpty)
    }

    @Test func `is backed up as it is, and a backup of it is brought along when it is put back`() throws {
        let bench = try Bench()
        let made = try bench.next(["db", "backup"])
        try #require(made.status == 0, "\(made.all)")
        let backup = try #require(made.output.split(separator: "\n").first.map(String.init))
        #expect(try bench.bench.manifest(of: backup).schema == ["1-first"])
        #expect(try bench.next(["sync"]).status == 0)
        let restored = try bench.next(["db", "restore", backup, "--yes"])
        #expect(restored.status == 0, "\(restored.all)")
        #expect(try bench.isMigrated())
    }

    @Test func `has its rules in force read, though they are in it alone`() throws {
        let bench = try Bench()
        try bench.bench.write("config/leadloop.yaml", "changes: by-apply\n")
        try bench.bench.edit("config/agreement.yaml", "after: 90d", "after: 900d")
        let shown = try bench.next(["config", "diff"])
        #expect(shown.output.contains("after: 900d"), "\(shown.all)")
        let said = try bench.next(["sync"])
        #expect(said.status == 0 && said.talk.contains("[plan.waiting]"), "\(said.all)")
        #expect(try bench.isMigrated())
    }

    @Test func `is brought along by the service, which goes on`() throws {
        let bench = try ServiceBench()
        try bench.bench.deliver("leads.csv", [Setup.discarded("1")])
        try bench.bench.sync()
        try bench.bench.write("next/2-second.sql", "CREATE TABLE second (lead INTEGER PRIMARY KEY) STRICT;")
        try bench.bench.deliver("leads-2.csv", [Setup.discarded("2")])
        try bench.start(surroundings: ["LEADLOOP_NEXT_SCHEMA": bench.bench.path("next")])
        try bench.wait(for: "warning") { $0["code"] as? String == "store.migrated" }
        try bench.wait(for: "run")
        #expect(try bench.bench.count("SELECT count(*) FROM grdb_migrations") == 2)
    }

    @Test func `that is not there is not made`() throws {
        let bench = try Workbench()
        let said = try Program.run(["db", "migrate"], in: bench.folder)
        #expect(said.status == 1 && said.talk.contains("[store.missing]"), "\(said.all)")
        #expect(!FileManager.default.fileExists(atPath: bench.path("store/leadloop.sqlite")))
    }
}
