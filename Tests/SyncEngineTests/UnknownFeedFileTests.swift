import Connectors
import Feedback
import Foundation
import LeadModel
import LeadStore
import Testing

@testable import SyncEngine

/// Files for receivers that were written after the copy of a store was made that is put back.
@Suite struct `A feed whose store is put back from a copy` {
    private static let store = "store/leadloop.sqlite"
    private static let columns = "{ lead: lead-id, email: email, city: city, what: action }"

    private func feed(_ format: String, _ mode: String) -> String {
        """
        feed: nurture
        select: { decision: recycle }
        fields: \(Self.columns)
        format: \(format)
        to: { folder: feeds/nurture }
        mode: \(mode)

        """
    }

    /// Two leads are in the feed and a third waits when the store is copied; then one is taken back, one changes, one comes,
    /// and the copy is put back under the inbox of another day.
    private func bench(_ format: String = "ndjson", _ mode: String = "incremental") throws -> Workbench {
        let bench = try Workbench(feeds: ["nurture": feed(format, mode)])
        try bench.deliver("leads-1.csv", ["1", "2", "5"].map { Setup.discarded($0) })
        try bench.sync("2026-10-01T06:00:00Z")
        let copy = try Data(contentsOf: URL(fileURLWithPath: bench.path(Self.store)))
        try bench.deliver(
            "leads-2.csv",
            [
                Setup.lead("1", ["Modified": "2026-09-20T10:00:00Z", "Status": "Working"]),
                Setup.discarded("2", ["City": "Oslo"]), Setup.discarded("3"), Setup.discarded("30"),
            ])
        try bench.sync("2026-10-02T06:00:00Z")
        try bench.deliver("leads-3.csv", [Setup.discarded("2", ["City": "Rome", "Modified": "2026-03-02T10:00:00Z"])])
        try bench.sync("2026-10-03T06:00:00Z")
        try bench.emptyInbox()
        try copy.write(to: URL(fileURLWithPath: bench.path(Self.store)))
        return bench
    }

    /// What a receiver holds that has read all files in the order of their names, by the lead's number.
    private func received(_ bench: Workbench) throws -> [String: String] {
        var held: [String: String] = [:]
        for name in try bench.files("feeds/nurture") where !name.hasSuffix(FeedManifest.fileSuffix) {
            let manifest = try FeedManifest(
                json: Array(bench.text("feeds/nurture/\(name)\(FeedManifest.fileSuffix)").utf8), file: name)
            if manifest.mode == "full" { held = [:] }
            let text = try bench.text("feeds/nurture/\(name)")
            // Every format of this feed names a lead, an address and an action in this order.
            for row in text.matches(
                of: #/(L\d+)\b(?:(?!L\d).)*?(lead\d+@example\.com)?[^@]*?(add|change|withdraw)/#.dotMatchesNewlines())
            {
                let lead = String(row.output.1)
                if row.output.3 == "withdraw" {
                    held[lead] = nil
                } else {
                    held[lead] = row.output.2.map(String.init) ?? ""
                }
            }
        }
        return held
    }

    private func members(_ bench: Workbench) throws -> [String: String] {
        let leads = Dictionary(uniqueKeysWithValues: try bench.leads().map { ($0.id, $0.text(.email) ?? "") })
        return Dictionary(
            uniqueKeysWithValues: try bench.workspace().openForReading().members(of: "nurture").map {
                ($0.lead.description, leads[$0.lead] ?? "")
            })
    }

    private func manifests(_ bench: Workbench) throws -> [FeedManifest] {
        try bench.files("feeds/nurture").filter { $0.hasSuffix(FeedManifest.fileSuffix) }.map {
            try FeedManifest(json: Array(bench.text("feeds/nurture/" + $0).utf8), file: $0)
        }
    }

    @Test(
        arguments: [
            "ndjson", "json", "{ csv: machine }", "{ csv: spreadsheet }", "{ xml: { root: all, record: one } }",
        ],
        ["incremental", "full"])
    func `gives no number twice, and sets its receiver right`(format: String, mode: String) throws {
        let bench = try bench(format, mode)
        // Somebody else comes first now: the numbers that the receiver knows are not hers.
        try bench.deliver("leads-4.csv", [Setup.discarded("4"), Setup.discarded("3")])
        let reports = try bench.sync("2026-10-04T06:00:00Z")
        let warnings = Set(reports.flatMap(\.warnings).filter { $0.code == .feedFilesUnknown })
        #expect(warnings.count == 1 && warnings.first?.summary.contains("that the store has not written") == true)
        let held = try received(bench)
        #expect(try held == members(bench), "\(held)")
        #expect(held.count == 5 && held.values.contains("lead4@example.com"))
        let cursors = try manifests(bench).map(\.cursorTo)
        #expect(cursors.count >= 4 && Set(cursors).count == cursors.count && cursors == cursors.sorted(), "\(cursors)")
        // Nobody new has a number that stands in a file of before.
        #expect(try bench.lead("lead4@example.com").id.number > 5)
        // It is said and done once.
        let files = cursors.count
        let next = try bench.sync("2026-10-05T06:00:00Z")
        #expect(next.flatMap(\.warnings).allSatisfy { $0.code != .feedFilesUnknown })
        #expect(try manifests(bench).count == files)
        try bench.deliver(
            "leads-5.csv", [Setup.lead("2", ["Modified": "2026-09-21T10:00:00Z", "Status": "Working"])])
        try bench.sync("2026-10-06T06:00:00Z")
        #expect(try received(bench) == members(bench))
    }

    @Test func `is set right by an export, too, and where nothing else is new`() throws {
        let bench = try bench()
        let said = try Program.run(["feed", "export", "nurture", "--now", "2026-10-04T06:00:00Z"], in: bench.folder)
        #expect(said.status == 0 && said.talk.contains("[feed.files-unknown]"), "\(said.all)")
        let held = try received(bench)
        #expect(try held == members(bench) && held.count == 3, "\(held)")
        #expect(try Program.run(["feed", "verify"], in: bench.folder).status == 0)
        let again = try Program.run(["feed", "export", "nurture"], in: bench.folder)
        #expect(again.status == 0 && !again.talk.contains("files-unknown") && again.talk.contains("Nothing is waiting"))
    }

    @Test func `says so where nobody can tell what its receiver was told, and tells it all that it is to hold`() throws
    {
        let bench = try bench()
        let path = try #require(try bench.files("feeds/nurture").last { !$0.hasSuffix(FeedManifest.fileSuffix) })
        try bench.write("feeds/nurture/" + path, "{}\n")
        let said = try Program.run(["sync", "--now", "2026-10-04T06:00:00Z"], in: bench.folder)
        #expect(said.talk.contains("[feed.files-unknown]") && said.talk.contains("Have it delete"), "\(said.all)")
        #expect(said.talk.contains(path), "\(said.all)")
        let last = try #require(try bench.feedLines().last)
        for (lead, email) in try members(bench) {
            #expect(last.contains { $0.contains("\"\(lead)\"") && $0.contains(email) }, "\(lead): \(last)")
        }
        let cursors = try manifests(bench).map(\.cursorTo)
        #expect(Set(cursors).count == cursors.count, "\(cursors)")
    }

    /// What no file of the store has told its receiver of is an addition, whoever cannot read the others: additions wait.
    @Test(arguments: ["incremental", "full"])
    func `tells nobody of whom an export breaks off, though nobody can tell what its receiver was told`(
        mode: String
    ) throws {
        let bench = try Workbench(feeds: ["nurture": feed("ndjson", mode)])
        let working = ["1", "2"].map { Setup.lead($0, ["Modified": "2026-02-01T10:00:00Z", "Status": "Working"]) }
        try bench.deliver("leads-1.csv", working + [Setup.discarded("5")])
        try bench.sync("2026-10-01T06:00:00Z")
        let store = URL(fileURLWithPath: bench.path(Self.store))
        try bench.write(
            "inbox/leads-2.csv",
            bytes: ExportForm.csv.broken([Setup.discarded("1"), Setup.discarded("2"), Setup.discarded("6")]))
        try bench.sync("2026-10-02T06:00:00Z")
        let copy = try Data(contentsOf: store)
        let files = try bench.files("feeds/nurture")
        try bench.deliver("leads-3.csv", [Setup.lead("5", ["Modified": "2026-09-20T10:00:00Z", "Status": "Working"])])
        try bench.sync("2026-10-03T06:00:00Z")
        let name = try #require(
            try bench.files("feeds/nurture").first { !files.contains($0) && !$0.hasSuffix(FeedManifest.fileSuffix) })
        try copy.write(to: store)
        try bench.remove("inbox/leads-3.csv")
        try bench.write("feeds/nurture/" + name, "{}\n")
        let said = try Program.run(["sync", "--now", "2026-10-04T06:00:00Z"], in: bench.folder)
        #expect(said.talk.contains("[feed.files-unknown]") && said.talk.contains("[feed.held-back]"), "\(said.all)")
        let last = try #require(try bench.feedLines().last).joined()
        #expect(last.contains("lead5@example.com") && !last.contains("lead1@") && !last.contains("lead2@"), "\(last)")
    }

    @Test func `counts one whose manifest cannot be read, by its name`() throws {
        let bench = try bench()
        let known = Set(try bench.workspace().openForReading().feedFiles("nurture").map(\.path))
        let last = try #require(try manifests(bench).map(\.cursorTo).max())
        for name in try bench.files("feeds/nurture") where name.hasSuffix(FeedManifest.fileSuffix) {
            let path = name.dropLast(FeedManifest.fileSuffix.count)
            if !known.contains(where: { $0.hasSuffix(path) }) { try bench.write("feeds/nurture/" + name, "{") }
        }
        let said = try Program.run(["sync", "--now", "2026-10-04T06:00:00Z"], in: bench.folder)
        #expect(said.talk.contains("[feed.files-unknown]") && said.talk.contains("Have it delete"), "\(said.all)")
        #expect(try bench.workspace().openForReading().feedCursor("nurture") > last)
        let next = try Program.run(["sync", "--now", "2026-10-05T06:00:00Z"], in: bench.folder)
        #expect(!next.talk.contains("[feed.files-unknown]"), "\(next.all)")
    }

    @Test func `says so where the folder cannot be listed`() throws {
        let bench = try bench()
        try FileManager.default.moveItem(atPath: bench.path("feeds/nurture"), toPath: bench.path("feeds/other"))
        try bench.write("feeds/nurture", "")
        let said = try Program.run(["feed", "export", "nurture"], in: bench.folder)
        #expect(said.unfolded.contains("cannot be listed") || said.status != 0, "\(said.all)")
        let feeds = UnknownFeedFiles(try bench.workspace().openForWriting(), try bench.workspace())
        #expect(try feeds.makeUp(run: 1).map(\.code) == [.feedFilesUnknown])
    }
}
