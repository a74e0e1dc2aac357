import Foundation
import LeadModel
import LeadStore
import Testing

@testable import SyncEngine

@Suite struct `A feed's file that was lost` {
    /// Every file of the feed with its bytes.
    private func shelf(_ bench: Workbench) throws -> [String: Data] {
        try bench.files("feeds/nurture").reduce(into: [:]) { files, name in
            files[name] = try Data(contentsOf: URL(fileURLWithPath: bench.path("feeds/nurture/" + name)))
        }
    }

    /// Three files: two additions, a change and a withdrawal, an addition.
    private func bench(_ feed: String = Setup.nurture) throws -> Workbench {
        let bench = try Workbench(feeds: ["nurture": feed])
        try bench.deliver("leads.csv", [Setup.discarded("1"), Setup.discarded("2")])
        try bench.sync()
        try bench.deliver(
            "leads.csv",
            [
                Setup.discarded("1", ["City": "Oslo", "Modified": "2026-03-02T00:00:00Z"]),
                Setup.lead("2", ["Status": "Working", "Modified": "2026-09-20T00:00:00Z"]),
            ])
        try bench.sync("2026-10-02T06:00:00Z")
        try bench.deliver("leads-2.csv", [Setup.discarded("3")])
        try bench.sync("2026-10-03T06:00:00Z")
        return bench
    }

    @Test func `is written again byte for byte, with its manifest`() throws {
        let bench = try bench()
        let before = try shelf(bench)
        #expect(before.count == 6)
        try bench.remove("feeds/nurture")
        let said = try Program.run(["feed", "export", "nurture", "--again", "--since", "0"], in: bench.folder)
        #expect(said.status == 0 && said.talk.isEmpty, "\(said.all)")
        #expect(try shelf(bench) == before)
        #expect(try Program.run(["feed", "verify"], in: bench.folder).status == 0)
    }

    @Test func `is the last one where no cursor is named, and what waits is not in it`() throws {
        let bench = try bench()
        let before = try shelf(bench)
        let last = try #require(before.keys.sorted().last { !$0.hasSuffix("manifest.json") })
        for name in before.keys { try bench.remove("feeds/nurture/" + name) }
        try bench.execute("DELETE FROM feed_file WHERE cursor_to = (SELECT max(cursor_to) FROM feed_file)")
        #expect(try Program.run(["feed", "export", "nurture", "--again"], in: bench.folder).status == 0)
        let second = try #require(before.keys.sorted().dropLast(2).last { !$0.hasSuffix("manifest.json") })
        #expect(try Set(shelf(bench).keys) == [second, second + ".manifest.json"], "\(last)")
        #expect(try shelf(bench)[second] == before[second])
    }

    @Test func `is said to be missing with the command that writes it again`() throws {
        let bench = try bench()
        let first = try #require(try bench.files("feeds/nurture").first)
        try bench.remove("feeds/nurture/" + first)
        let said = try Program.run(["feed", "verify"], in: bench.folder)
        #expect(said.status == 74 && said.talk.contains("feed export nurture --again --since 0"), "\(said.all)")
        #expect(!said.talk.contains("source"))
        #expect(
            try Program.run(["feed", "export", "nurture", "--again", "--since", "0"], in: bench.folder).status == 0)
        #expect(try Program.run(["feed", "verify"], in: bench.folder).status == 0)
    }

    @Test func `leaves out who became suppressed since, and says that it is another`() throws {
        let bench = try bench()
        try bench.deliver(
            "leads-3.csv", [Setup.discarded("3", ["OptedOut": "true", "Modified": "2026-03-03T00:00:00Z"])])
        try bench.sync("2026-10-04T06:00:00Z")
        try bench.remove("feeds/nurture")
        let said = try Program.run(["feed", "export", "nurture", "--again", "--since", "0"], in: bench.folder)
        #expect(said.status == 0 && said.talk.contains("must not be sent any more"), "\(said.all)")
        #expect(
            try bench.feedLines().flatMap(\.self).allSatisfy { !$0.contains("lead3@") || $0.contains("\"withdraw\"") })
        #expect(try Program.run(["feed", "verify"], in: bench.folder).status == 0)
    }

    @Test func `holds everything where the feed gets everything each time; older files are no loss`() throws {
        let bench = try bench(
            Setup.nurture.replacing("mode: incremental", with: "mode: full").replacing(
                "withdrawals: always", with: "withdrawals: never"))
        let before = try shelf(bench)
        let names = try bench.files("feeds/nurture")
        for name in names.dropLast(2) { try bench.remove("feeds/nurture/" + name) }
        #expect(try Program.run(["feed", "verify"], in: bench.folder).status == 0)
        for name in names.suffix(2) { try bench.remove("feeds/nurture/" + name) }
        let missing = try Program.run(["feed", "verify"], in: bench.folder)
        #expect(missing.status == 74 && missing.talk.contains("feed export nurture --again` writes"), "\(missing.all)")
        #expect(try Program.run(["feed", "export", "nurture", "--again"], in: bench.folder).status == 0)
        #expect(try shelf(bench) == before.filter { names.suffix(2).contains($0.key) })
    }

    @Test func `holds who is in it now where the feed gets everything each time, and says so`() throws {
        let bench = try bench(
            Setup.nurture.replacing("mode: incremental", with: "mode: full").replacing(
                "withdrawals: always", with: "withdrawals: never"))
        // As if the last file had not been written yet: the one before did not have lead 3.
        try bench.execute("DELETE FROM feed_file WHERE cursor_to = (SELECT max(cursor_to) FROM feed_file)")
        let said = try Program.run(["feed", "export", "nurture", "--again"], in: bench.folder)
        #expect(said.status == 0 && said.talk.contains("full feed that has other leads by now"), "\(said.all)")
        #expect(try bench.feedLines().contains { $0.contains { $0.contains("lead3@") } })
    }

    @Test func `fits a manifest of an earlier version, which did not count unwritable rows`() throws {
        let bench = try bench()
        try bench.execute(
            "UPDATE feed_file SET manifest = CAST(replace(CAST(manifest AS TEXT), ',\n  \"unwritable\" : 0', '') AS BLOB)"
        )
        #expect(try bench.count("SELECT count(*) FROM feed_file WHERE CAST(manifest AS TEXT) LIKE '%unwritable%'") == 0)
        for name in try bench.files("feeds/nurture") where name.hasSuffix(".manifest.json") {
            try bench.edit("feeds/nurture/" + name, ",\n  \"unwritable\" : 0", "")
        }
        let said = try Program.run(["feed", "verify"], in: bench.folder)
        #expect(said.status == 0, "\(said.all)")
    }

    @Test(arguments: ["", "{}"])
    func `is missed where its manifest is gone or another one`(manifest: String) throws {
        let bench = try bench()
        let names = try bench.files("feeds/nurture").filter { $0.hasSuffix(".manifest.json") }
        let name = "feeds/nurture/" + (try #require(names.last))
        if manifest.isEmpty { try bench.remove(name) } else { try bench.write(name, manifest) }
        let said = try Program.run(["feed", "verify"], in: bench.folder)
        #expect(said.status == (manifest.isEmpty ? 74 : 65) && said.talk.contains("manifest"), "\(said.all)")
        #expect(try Program.run(["feed", "export", "nurture", "--again"], in: bench.folder).status == 0)
        #expect(try Program.run(["feed", "verify"], in: bench.folder).status == 0)
    }

    @Test func `is not asked for without a name`() throws {
        let bench = try Workbench()
        #expect(try Program.run(["feed", "export", "--again"], in: bench.folder).status == 64)
        #expect(try Program.run(["feed", "export", "nurture", "--since", "3"], in: bench.folder).status == 64)
    }
}
