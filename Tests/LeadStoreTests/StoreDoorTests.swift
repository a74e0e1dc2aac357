import Foundation
import GRDB
import LeadModel
import Testing

@testable import LeadStore

@Suite struct `The door of the store` {
    @Test func `keeps what was acknowledged through power loss: write-ahead log, synchronous FULL`() throws {
        let place = try TemporaryStore()
        let store = try place.open()
        #expect(try store.synchronousLevel() == 2)
        #expect(try store.read { try String.fetchOne($0, sql: "PRAGMA journal_mode") } == "wal")
    }

    @Test func `lets one writer in, and tells the next who that is`() throws {
        let place = try TemporaryStore()
        let first = try place.lock("process 4711 on crane")
        let fault = #expect(throws: Fault.self) { try place.lock("process 4712") }
        #expect(fault?.code == .runLocked && fault?.summary.contains("process 4711 on crane") == true)
        #expect(fault?.remedy == .retry(afterSeconds: 60))
        withExtendedLifetime(first) {}
    }

    @Test func `is open again when the writer is gone`() throws {
        let place = try TemporaryStore()
        do { _ = try place.lock("gone") }
        #expect(throws: Never.self) { _ = try place.lock("next") }
    }

    @Test func `is closed to another process as well`() throws {
        let place = try TemporaryStore()
        let first = try place.lock("the test")
        // `flock -n` of util-linux asks the kernel for the same lock.
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/flock")
        process.arguments = ["-n", place.path + ".lock", "true"]
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 1)
        withExtendedLifetime(first) {}
    }

    @Test func `is shut to a writer that slept while another took over`() throws {
        let place = try TemporaryStore()
        let zombie = try LeadStore(at: place.path, for: .write(place.lock()))
        let run = try zombie.beginRun(source: "crm", started: Instant(milliseconds: 1), asOf: Instant(milliseconds: 1))
        // Its lock was lost with its mount; a lock beside another path stands for that.
        let second = try LeadStore(
            at: place.path, for: .write(try StoreLock(beside: place.path + "-other", holder: "second")))
        for write in [
            { () throws in
                _ = try zombie.beginRun(
                    source: "crm", started: Instant(milliseconds: 1), asOf: Instant(milliseconds: 1))
            },
            { try zombie.commit(LeadPage(run: run)) },
            { try zombie.markReconciled([(stream: 1, sequence: 1)], matchedBy: "m") },
        ] {
            let fault = #expect(throws: Fault.self) { try write() }
            #expect(fault?.code == .storeFenced)
        }
        #expect(try place.count("run") == 1)
        _ = try second.beginRun(source: "crm", started: Instant(milliseconds: 1), asOf: Instant(milliseconds: 1))
        #expect(try place.count("run") == 2)
    }

    @Test func `stays shut to a store that a newer version wrote`() throws {
        let place = try TemporaryStore()
        do { _ = try place.open() }
        try place.execute("INSERT INTO grdb_migrations VALUES ('99-from-the-future')")
        for access in [LeadStore.Access.read, .write(try place.lock())] {
            let fault = #expect(throws: Fault.self) { try LeadStore(at: place.path, for: access) }
            #expect(fault?.code == .storeTooNew)
        }
    }

    @Test func `says what is the matter where there is no store, or something else`() throws {
        let place = try TemporaryStore()
        let missing = #expect(throws: Fault.self) { try LeadStore(at: place.path, for: .read) }
        #expect(missing?.code == .storeMissing)
        try Data(
            Array("this is no database, but it is long enough to look like one. ".utf8)
                + Array(repeating: 0x41, count: 8_192)
        )
        .write(to: URL(fileURLWithPath: place.path))
        let damaged = #expect(throws: Fault.self) { try LeadStore(at: place.path, for: .read) }
        #expect(damaged?.code == .storeDamaged)
        #expect(damaged?.advice.contains("backup") == true)
    }

    @Test func `gives two stores different secrets, and one store its own again`() throws {
        let first = try TemporaryStore()
        let second = try TemporaryStore()
        let key = try { () throws in try first.open().matchKey }()
        #expect(try second.open().matchKey != key)
        #expect(try first.open().matchKey == key)
    }
}

@Suite struct `The schema` {
    @Test(arguments: [
        "INSERT INTO store VALUES (2, 1, 1, zeroblob(32), 0)", "INSERT INTO store VALUES (1, 1, 1, zeroblob(31), 0)",
        "UPDATE run SET outcome = 'succeeded', read = 2, inserted = 1",
        "INSERT INTO lead_change (lead, revision, field, run) VALUES (1, 1, 'city', 1)",
        "INSERT INTO lead_change (lead, revision, field, run) VALUES (1, 2, 'stage', 1)",
        "INSERT INTO lead_change (lead, revision, field, run, old_code, new_code) VALUES (1, 2, 'city', 1, 1, 2)",
        "INSERT INTO lead_change (lead, revision, field, run, old_code) VALUES (1, 2, 'decision', 1, 1)",
        "INSERT INTO outbox (feed, lead, revision, action, run, content) VALUES ('f', 1, 1, 'send', 1, zeroblob(0))",
        "INSERT INTO version VALUES (1, zeroblob(15), 1, 1, 1, 1, zeroblob(0))",
        "INSERT INTO suppression VALUES (1, zeroblob(31), 1, 0, 1, 'crm', 1, 1, NULL, NULL)",
        "INSERT INTO suppression VALUES (1, zeroblob(32), 1, 0, 9, 'crm', 1, 1, NULL, NULL)",
        "INSERT INTO suppression VALUES (1, zeroblob(32), 1, 0, 0, 'erasure', 1, 0, NULL, 1)",
        "INSERT INTO source_stream (stream, source, name, kind, role, id_space, mapping) VALUES (0, 'a', 'b', 1, 'crm', 'a', 'm')",
        "INSERT INTO source_stream (source, name, kind, role, id_space, mapping) VALUES ('crm', 'leads', 1, 'crm', 'a', 'm')",
        "INSERT INTO raw_page (stream, run, frame, file, body) VALUES (1, 99, 1, 'f', zeroblob(0))",
        "UPDATE run SET read = 'many'",
        "INSERT INTO match_key VALUES (NULL, 1)",
    ])
    func `is the last line of defence`(statement: String) throws {
        let place = try TemporaryStore()
        _ = try place.openWithStream()
        #expect(throws: DatabaseError.self, "\(statement)") {
            try place.execute("PRAGMA foreign_keys = ON; " + statement)
        }
    }

    @Test func `takes a run only where its records add up`() throws {
        let place = try TemporaryStore()
        let (store, _, run) = try place.openWithStream()
        var counts = RecordCounts()
        counts.read = 3
        counts.inserted = 2
        #expect(throws: Fault.self) {
            try store.finishRun(
                run, outcome: .succeeded, counts: counts, moved: MovedLeads(), finished: Instant(milliseconds: 3),
                message: nil)
        }
        counts.rejected = 1
        var moved = MovedLeads()
        (moved.recycled, moved.returned) = (4, 2)
        try store.finishRun(
            run, outcome: .succeededWithRejects, counts: counts, moved: moved, finished: Instant(milliseconds: 3),
            message: nil)
        let stored = try #require(try store.run(run))
        #expect(stored.counts == counts && stored.moved == moved && stored.outcome == .succeededWithRejects)
    }
}
