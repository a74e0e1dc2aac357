import Connectors
import Foundation
import LeadModel
import TestSupport
import Testing

@testable import SyncEngine

/// What comes of a server's bad days: a cause with a name, nothing lost, nothing twice, and the next run goes on.
@Suite struct `A bad day of a server` {
    private static let server = Result { try Server("bad_days") }
    /// What a store holds that was pulled on a good day.
    private static let undisturbed = Result {
        let bench = try BadDayBench("good", server.get())
        _ = try bench.run()
        return try bench.dump()
    }

    @Test(arguments: BadDay.all) func `loses nothing and brings nothing twice`(day: BadDay) throws {
        let bench = try BadDayBench(day.name, Self.server.get(), day.settings)
        let first = try bench.run()
        try FaultTable.add(day, first, try bench.bookmark(), bench)

        let said = first.notes.map(\.code)
        #expect(said == (day.code.map { [$0] } ?? []), "\(first.notes)")
        #expect(first.outcome == (day.code != nil ? .failed : day.rejected > 0 ? .succeededWithRejects : .succeeded))
        #expect(bench.waits() == day.waits)
        #expect(try bench.emails().count == day.leads)
        #expect(first.counts.rejected == day.rejected)
        #expect(first.warnings.map(\.code).filter { $0.room == .http } == (day.warning.map { [$0] } ?? []))
        for note in first.notes {
            #expect(!note.advice.isEmpty && note.origin?.file.contains("?") == false, "\(note)")
            #expect(!"\(note)".contains("@example.com"), "\(note)")
        }
        // The bookmark is where it belongs: at the page that did not come, with nothing called read that was not.
        let bookmark = try bench.bookmark().map { try PullBookmark(text: $0, stream: "acme/leads") }
        if day.code != nil {
            #expect(bookmark?.watermark == nil)
            if day.leads == 30, day.settings.paging == "cursor: next" {
                #expect(bookmark?.open?.position == .cursor("c30"), "\(bookmark as Any)")
            }
        } else {
            #expect(bookmark?.open == nil)
        }

        try bench.heal()
        var healed = day.settings
        healed.host = "127.0.0.1"
        healed.port = nil
        if healed.network.contains("allow:") { healed.network = "" }
        try bench.write(healed)
        let later = Instant(milliseconds: BadDayBench.noon.milliseconds + 3_600_000)
        let second = try bench.run(at: later)
        #expect(second.outcome == .succeeded, "\(second.notes)")
        let after = try #require(try bench.bookmark().map { try PullBookmark(text: $0, stream: "acme/leads") })
        #expect(after.open == nil && after.watermark != nil)
        #expect(try bench.emails().count == 60 - day.rejected)
        #expect(first.counts.inserted + second.counts.inserted == 60 - day.rejected)
        if day.rejected == 0 {
            #expect(try bench.emails() == BadDayBench.allEmails)
            if day.settings.format.hasPrefix("json") { #expect(try bench.dump() == Self.undisturbed.get()) }
        }
    }

    /// The clock that is behind says how far a pull reaches: what is changed by it is asked for the next time.
    @Test(arguments: [("clock-fast", "2026-09-21T13:49"), ("clock-slow", "2026-09-18T13:49")])
    func `with a wrong clock moves the bookmark by the slower one`(day: String, since: String) throws {
        let bench = try BadDayBench(day, Server("bad_days"))
        _ = try bench.run()
        _ = try bench.log()
        _ = try bench.run(at: Instant(milliseconds: BadDayBench.noon.milliseconds + 3_600_000))
        let asked = try bench.log().compactMap { $0["target"] as? String }
        #expect(asked.count >= 1 && asked[0].contains("since=" + since.replacing(":", with: "%3A")), "\(asked)")
    }
}

/// The behaviours with their outcomes, written where `LEADLOOP_FAULT_TABLE` names a file.
private enum FaultTable {
    static func add(_ day: BadDay, _ report: RunReport, _ bookmark: String?, _ bench: BadDayBench) throws {
        guard let path = ProcessInfo.processInfo.environment["LEADLOOP_FAULT_TABLE"] else { return }
        let said = report.notes.first.map { "`\($0.code.rawValue)`: \($0.summary)" } ?? "–"
        let warned = report.warnings.filter { $0.code.room == .http }.map { "`\($0.code.rawValue)`" }.joined()
        let kept = bookmark.map { try? PullBookmark(text: $0, stream: "acme/leads") } ?? nil
        let place = kept?.open.map { "\($0.position)" } ?? (kept?.watermark == nil ? "none" : "at the end")
        let line = "| \(day.name) | \(report.outcome) | \(said)\(warned) | \(try bench.emails().count) | \(place) |\n"
        guard let file = FileHandle(forWritingAtPath: path) else { return }
        defer { try? file.close() }
        try file.seekToEnd()
        try file.write(contentsOf: Data(line.utf8))
    }
}
