import Foundation
import LeadModel
import Testing

@testable import LeadStore

@Suite struct `A page of an export` {
    @Test func `is stored with its raw bytes, its rejects and its bookmark`() throws {
        let place = try TemporaryStore()
        let (store, stream, run) = try place.openWithStream()
        let first = try store.append([
            try Page.intake(
                stream: stream, run: run, versions: [Page.version(1), Page.version(2, slot: 1)],
                refused: [Page.refused(3)], isLast: true)
        ])
        #expect(first == [1])
        let versions = try store.versions(of: stream, after: 0, limit: 10)
        #expect(
            versions.map(\.digest) == [Page.digest(1), Page.digest(2)]
                && versions.map(\.observation.bytes) == [Page.version(1), Page.version(2)].map(\.observation.bytes))
        #expect(versions.map(\.evidence) == [1, 2].map { Evidence(time: Instant(milliseconds: $0), grade: .modified) })
        let raw = try #require(try store.rawPage(versions[1].page))
        #expect(Array(raw.records[versions[1].slot]) == Array("two".utf8) && raw.frame.prologue == Array("Id\n".utf8))
        #expect(
            try store.completedFile(stream: stream, sha256: Array(repeating: 7, count: 32))?.read == 2)
        #expect(try store.completedFile(stream: stream, sha256: Array(repeating: 8, count: 32)) == nil)
        #expect(try store.append([try Page.intake(stream: stream, run: run, versions: [Page.version(4)])]) == [3])
    }

    @Test(arguments: ["raw_frame", "raw_page", "version", "quarantine", "export_file"])
    func `leaves nothing where a statement in its middle fails`(table: String) throws {
        let place = try TemporaryStore()
        let (store, stream, run) = try place.openWithStream()
        let page = try Page.intake(
            stream: stream, run: run, versions: [Page.version(1), Page.version(2)], refused: [Page.refused(3)],
            isLast: true)
        // Of two versions the second fails.
        let condition = table == "version" ? "WHEN new.slot = 1" : ""
        var failing = page
        failing.versions[1].slot = 1
        try place.execute(
            "CREATE TRIGGER failing BEFORE INSERT ON \(table) \(condition) BEGIN SELECT RAISE(ABORT, 'the disk failed'); END"
        )
        let fault = #expect(throws: Fault.self) { _ = try store.append([failing]) }
        #expect(fault?.code == .storeFailed && fault?.remedy == .stopRun)
        for table in ["raw_frame", "raw_page", "version", "quarantine", "export_file"] {
            #expect(try place.count(table) == 0, "\(table)")
        }
        try place.execute("DROP TRIGGER failing")
        #expect(try store.append([page]) == [1])
        #expect(try place.count("version") == 2)
    }
}

@Suite struct `A record in quarantine` {
    @Test func `is kept whole with place, field, what was seen and what to do`() throws {
        let place = try TemporaryStore()
        let (store, stream, run) = try place.openWithStream()
        _ = try store.append([try Page.intake(stream: stream, run: run, refused: [Page.refused(3, slot: 1)])])
        let entry = try #require(try store.quarantined(limit: 10).first)
        #expect(entry.fault == Page.refused(3).fault)
        #expect(try store.rawRecord(page: entry.page, slot: entry.slot) == Array("two".utf8))
        #expect(try store.quarantined(entry.number) == entry)
        #expect(try store.quarantineSummary().counts.map(\.count) == [1])
    }

    @Test func `is one entry however often it comes, and knows its first and its last run`() throws {
        let place = try TemporaryStore()
        let (store, stream, run) = try place.openWithStream()
        _ = try store.append([try Page.intake(stream: stream, run: run, refused: [Page.refused(3), Page.refused(3)])])
        let later = try store.beginRun(source: "crm", started: Instant(milliseconds: 5), asOf: Instant(milliseconds: 5))
        _ = try store.append([try Page.intake(stream: stream, run: later, refused: [Page.refused(3)])])
        let entries = try store.quarantined(limit: 10)
        #expect(entries.count == 1 && entries[0].firstRun == run && entries[0].lastRun == later)
    }

    @Test func `is released by the run that reads the same bytes after all, and waits again where it fails again`()
        throws
    {
        let place = try TemporaryStore()
        let (store, stream, run) = try place.openWithStream()
        _ = try store.append([try Page.intake(stream: stream, run: run, refused: [Page.refused(3), Page.refused(4)])])
        let later = try store.beginRun(source: "crm", started: Instant(milliseconds: 5), asOf: Instant(milliseconds: 5))
        _ = try store.append([try Page.intake(stream: stream, run: later, versions: [Page.version(3)])])
        #expect(try store.quarantined(limit: 10).count == 1)
        let all = try store.quarantined(limit: 10, includingReleased: true)
        #expect(all.compactMap(\.releasedRun) == [later] && all.count == 2)
        _ = try store.append([try Page.intake(stream: stream, run: later, refused: [Page.refused(3)])])
        #expect(try store.quarantined(limit: 10).count == 2)
    }
}
