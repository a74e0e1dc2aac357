import ConfigFiles
import Foundation
import LeadModel
import TestSupport
import Testing

@testable import Connectors

/// Pages that shift, come round again, or are cut off by the vendor.
@Suite(.serialized) struct `Paging that could lose records` {
    private static let server = Result { try Server("paged_server") }
    private let bench: PullBench

    init() throws {
        bench = PullBench(try Self.server.get())
        try bench.set()
    }

    /// 3,000 records, of which 2,000 have the same time.
    private func keyset(_ keys: String, order: String = "", more: String = "") throws -> HTTPStream {
        try bench.stream(
            """
            leads:
              mapping: lead
              request: { get: /keyset, query: { where: "updated > '{after-time}' or updated = '{after-time}' and id > {after-id}", order: "\(order)" } }
              format: { json: { records: data } }
              paging: { keyset: { after-time: { from: updated, first: "{since}" }, \(keys) }\(more) }
              incremental: { start: 2026-01-01 }
            """)
    }

    @Test func `goes on behind the last record, however many have its time`() throws {
        let stream = try keyset("after-id: { from: id, first: \"0\" }")
        let cuts = try bench.cuts(stream)
        #expect(cuts.count >= 30)
        for (cut, found) in cuts.enumerated() {
            #expect(found.count == 3_000 && Set(found).count == 3_000, "cut after page \(cut): \(found.count)")
        }
    }

    @Test func `is refused where the records are in no order, or a whole page has one time`() throws {
        let shuffled = try bench.pull(keyset("after-id: { from: id, first: \"0\" }", order: "none"))
        let unsorted = #expect(throws: Fault.self) { try bench.ids(shuffled) }
        #expect(unsorted?.code == .httpPaging && unsorted?.summary.contains("not in the order") == true)
        let ties = try bench.stream(
            """
            leads:
              mapping: lead
              request: { get: /ties, query: { since: "{after-time}" } }
              format: { json: { records: data } }
              paging: { keyset: { after-time: { from: updated, first: "{since}" } }, full: 100 }
              incremental: { start: 2026-01-01 }
            """)
        let fault = #expect(throws: Fault.self) { try bench.ids(try bench.pull(ties)) }
        #expect(fault?.summary.contains("a whole page has the same 'updated'") == true, "\(String(describing: fault))")
    }

    @Test func `begins anew behind the last record where the host gives no more`() throws {
        let capped = { (keyset: String) in
            try bench.stream(
                """
                leads:
                  mapping: lead
                  request: { get: /capped, query: { cursor: "{cursor}", above: "{above}" } }
                  format: { json: { records: data } }
                  paging: { cursor: next, cap: 500\(keyset) }
                """.replacing(keyset.isEmpty ? ", above: \"{above}\"" : "§", with: ""))
        }
        let cuts = try bench.cuts(capped(", keyset: { above: id }"))
        for found in cuts { #expect(found.count == 3_000 && Set(found).count == 3_000, "\(found.count)") }
        let fault = #expect(throws: Fault.self) { try bench.ids(try bench.pull(capped(""))) }
        #expect(fault?.summary.contains("more than the 500 records") == true, "\(String(describing: fault))")
    }

    @Test func `asks the next time for what was changed while it was read`() throws {
        let stream = try bench.stream(
            """
            leads:
              mapping: lead
              request: { get: /cursor, query: { after: "{cursor}", since: "{since}" } }
              format: { json: { records: results } }
              paging: { cursor: paging.next.after }
              incremental: { overlap: 0s, lag: 0s }
            """)
        // The server's clock goes on by a minute with each of ten answers, and stays behind ours.
        try bench.set("clock=60")
        let pull = try bench.pull(stream)
        #expect(try bench.ids(pull).count == 230)
        #expect(pull.bookmark.watermark == Instant(rfc3339: "2026-09-21T13:33:20Z"), "\(pull.bookmark)")
    }

    @Test func `ends where cursors come round again`() throws {
        let stream = try bench.stream(
            """
            leads:
              mapping: lead
              request: { get: /cycle, query: { cursor: "{cursor}" } }
              format: { json: { records: data } }
              paging: { cursor: next }
            """)
        let pull = try bench.pull(stream)
        let fault = #expect(throws: Fault.self) { try bench.ids(pull) }
        #expect(fault?.code == .httpPaging && pull.answers < 20, "\(pull.answers)")
    }

    @Test(arguments: ["info.mroe", "data"]) func `takes no page for the last that does not say so`(path: String) throws
    {
        let stream = try bench.stream(
            """
            leads:
              mapping: lead
              request: { get: /page, query: { page: "{page}", since: "{since}" } }
              format: { json: { records: data } }
              paging: { page: 1, more: \(path) }
              incremental: {}
            """)
        let pull = try bench.pull(stream)
        let fault = #expect(throws: Fault.self) { try bench.ids(pull) }
        #expect(
            fault?.code == .httpPaging && fault?.summary.contains("'\(path)'") == true, "\(String(describing: fault))")
        #expect(pull.bookmark.watermark == nil && pull.bookmark.open != nil)
    }

    /// Three days behind: the steps come to their end, and the watermark stays where the server's clock is.
    @Test func `comes to its end by steps though the server's clock is far behind`() throws {
        let stream = try bench.stream(
            """
            leads:
              mapping: lead
              request: { get: /cursor, query: { after: "{cursor}", since: "{since}" } }
              format: { json: { records: results } }
              paging: { cursor: paging.next.after }
              incremental: { start: 2026-09-01, step: 1d, overlap: 0s, lag: 0s }
            """)
        let now = PullBench.noon.adding(seconds: 3 * 86_400)
        let pull = try bench.pull(stream, now: now)
        _ = try bench.ids(pull)
        #expect(pull.bookmark.open == nil && pull.bookmark.asked == nil && pull.answers < 30, "\(pull.answers)")
        #expect(pull.bookmark.watermark == Instant(rfc3339: "2026-09-21T13:33:20Z"), "\(pull.bookmark)")
        let next = try bench.pull(stream, from: pull.bookmark, now: now)
        _ = try bench.ids(next)
        #expect(next.bookmark.watermark == pull.bookmark.watermark)
    }

    @Test func `begins anew where another system is asked`() throws {
        let stream = try bench.stream(
            """
            leads:
              mapping: lead
              request: { get: /cursor, query: { after: "{cursor}", since: "{since}" } }
              format: { json: { records: results } }
              paging: { cursor: paging.next.after }
              incremental: {}
            """)
        let first = try bench.pull(stream)
        #expect(try bench.ids(first).count == 230)
        let same = try bench.pull(stream, from: first.bookmark)
        #expect(try bench.ids(same).isEmpty)
        let unit = RequestParameter("Business-Unit", RequestTemplate("2"))
        let other = try bench.pull(stream, from: first.bookmark, source: try bench.source { $0.headers = [unit] })
        #expect(try bench.ids(other).count == 230 && other.warnings.map(\.code) == [.httpOutdated])
    }

    @Test func `passes over a whole list and no page in its middle`() throws {
        var skip = ErrorRule(.skip)
        skip.statuses = [403...403]
        let source = try bench.source { $0.errors = [skip] }
        let stream = try bench.stream(
            """
            leads:
              mapping: lead
              request: { get: /cursor, query: { after: "{cursor}", since: "{since}" } }
              format: { json: { records: results } }
              paging: { cursor: paging.next.after }
              incremental: {}
            """)
        try bench.set("fail=1:403")
        #expect(try bench.ids(try bench.pull(stream, source: source)).isEmpty)
        try bench.set("fail=3:403")
        let pull = try bench.pull(stream, source: source)
        let fault = #expect(throws: Fault.self) { try bench.ids(pull) }
        #expect(fault?.summary.contains("in the middle of a list") == true && pull.bookmark.watermark == nil)
        try bench.set("")
        #expect(try bench.ids(try bench.pull(stream, from: pull.bookmark, source: source)).count == 180)
    }

    private func offsets(_ paging: String = "offset: 25") throws -> HTTPStream {
        try bench.stream(
            """
            leads:
              mapping: lead
              request: { get: /moving, query: { start: "{offset}" } }
              format: { json: { records: data } }
              paging: { \(paging) }
            """)
    }

    @Test(arguments: [
        "", "remove=3:1", "remove=3:24", "remove=3:26", "remove=4:80", "remove=9:200", "remove=2:230", "add=4:3",
    ])
    func `loses nothing where records before the page are taken out or put in`(change: String) throws {
        try bench.set(change)
        let found = try bench.ids(try bench.pull(offsets()))
        let removed = change.hasPrefix("remove") ? Int(change.split(separator: ":")[1]) ?? 0 : 0
        // What is still there must have come; what was taken out may have.
        let wanted = Set((removed..<230).map(String.init))
        #expect(wanted.isSubset(of: Set(found)), "\(change): \(wanted.subtracting(found).sorted())")
        if change.isEmpty { #expect(found.count == 230) }
    }

    @Test func `reads with offsets nothing twice where nothing moves, wherever it is cut off`() throws {
        let cuts = try bench.cuts(offsets())
        #expect(cuts.count >= 9)
        for found in cuts { #expect(found.count == 230 && Set(found).count == 230) }
    }

    @Test func `gives up where records move faster than they are read`() throws {
        try bench.set("shuffle=1:1")
        let fault = #expect(throws: Fault.self) { try bench.ids(try bench.pull(offsets())) }
        #expect(fault?.code == .httpPaging && fault?.summary.contains("faster than they are read") == true)
    }

    @Test func `goes on where records are taken out again and again`() throws {
        try bench.set("drip=3:40")
        _ = try bench.log()
        let stream = try bench.stream(
            """
            leads:
              mapping: lead
              request: { get: /moving, query: { start: "{offset}", size: "5" } }
              format: { json: { records: data } }
              paging: { offset: 5 }
            """)
        let found = try bench.ids(try bench.pull(stream))
        #expect(Set((40..<230).map(String.init)).isSubset(of: Set(found)))
        // At a place where a pull gave up, the next one has all its tries.
        var stuck = PullBookmark()
        try bench.set()
        let first = try bench.pull(stream)
        _ = try first.nextPage()
        stuck = first.bookmark
        stuck.open?.place.backs = Paging.mostBacks
        stuck.open?.place.backsFrom = 4
        try bench.set("remove=1:3")
        let rest = try bench.ids(try bench.pull(stream, from: stuck))
        #expect(Set((8..<230).map(String.init)).isSubset(of: Set(rest)), "\(rest.prefix(9))")
    }

    private func numbered(_ more: String = "") throws -> HTTPStream {
        try bench.stream(
            """
            leads:
              mapping: lead
              request: { get: /numbered, query: { page: "{page}" } }
              format: { json: { records: data } }
              paging: { page: 1\(more) }
            """)
    }

    @Test(arguments: ["", "remove=3:1", "remove=4:30", "remove=9:200", "add=4:3", "remove=3:230"])
    func `by numbers loses nothing where records in front are taken out or put in`(change: String) throws {
        try bench.set(change)
        let found = try bench.ids(try bench.pull(numbered()))
        let removed = change.hasPrefix("remove") ? Int(change.split(separator: ":")[1]) ?? 0 : 0
        let wanted = Set((removed..<230).map(String.init))
        #expect(wanted.isSubset(of: Set(found)), "\(change): \(wanted.subtracting(found).sorted())")
        if change.isEmpty {
            #expect(found.count == 230)
            for cut in try bench.cuts(numbered()) { #expect(cut.count == 230 && Set(cut).count == 230) }
        }
    }

    /// Seventy-six pages of three: a way back to the beginning would be longer than anybody goes.
    @Test(arguments: ["remove=60:1", "remove=61:3", "remove=61:5", "drip=7:40", "shuffle=1:1"])
    func `by numbers goes back no further than it has to`(change: String) throws {
        try bench.set(change)
        _ = try bench.log()
        let stream = try bench.stream(
            """
            leads:
              mapping: lead
              request: { get: /numbered, query: { page: "{page}", size: "3" } }
              format: { json: { records: data } }
              paging: { page: 1 }
            """)
        let found = try bench.ids(try bench.pull(stream))
        let removed = change.hasPrefix("drip") ? 40 : Int(change.suffix(1)) ?? 0
        let wanted = Set(((change == "shuffle=1:1" ? 0 : removed)..<230).map(String.init))
        #expect(wanted.isSubset(of: Set(found)), "\(change): \(wanted.subtracting(found).sorted())")
        #expect(try bench.log().count < 154 + 3 * 45)
    }

    @Test func `by numbers asks for each page once where it is said that they cannot shift`() throws {
        _ = try bench.log()
        #expect(try bench.ids(try bench.pull(numbered())).count == 230)
        #expect(try bench.log().count == 11 + 10)
        #expect(try bench.ids(try bench.pull(numbered(", overlap: 0"))).count == 230)
        #expect(try bench.log().count == 11)
        try bench.set("shuffle=1:1")
        let fault = #expect(throws: Fault.self) { try bench.ids(try bench.pull(numbered())) }
        #expect(fault?.summary.contains("faster than they are read") == true)
    }

    @Test func `is refused where a page begins in front of the one before`() throws {
        let stream = try bench.stream(
            """
            leads:
              mapping: lead
              request: { get: /jumps, query: { above: "{above}" } }
              format: { json: { records: data } }
              paging: { keyset: { above: { from: id, first: "0" } } }
            """)
        let fault = #expect(throws: Fault.self) { try bench.ids(try bench.pull(stream)) }
        #expect(fault?.code == .httpPaging && fault?.summary.contains("order") == true)
    }

    /// A place may be gone by the next day, and not every vendor's word for that stands in a rule.
    @Test func `begins anew where the place that was kept is refused, once`() throws {
        let stream = try bench.stream(
            """
            leads:
              mapping: lead
              request: { get: /cursor, query: { after: "{cursor}" } }
              format: { json: { records: results } }
              paging: { cursor: paging.next.after }
            """)
        let first = try bench.pull(stream)
        for _ in 0..<3 { _ = try first.nextPage() }
        try #require(first.bookmark.open?.position == .cursor("75"))
        try bench.set("fail=1:400")
        let second = try bench.pull(stream, from: first.bookmark)
        #expect(try bench.ids(second).count == 230 && bench.told(second) == [.httpOutdated])
        for status in ["401", "403"] {
            try bench.set("fail=1:\(status)")
            #expect(throws: Fault.self) { try bench.ids(try bench.pull(stream, from: first.bookmark)) }
        }
        // Where a rule says what it means, it means that.
        var stop = ErrorRule(.stop)
        stop.statuses = [400...400]
        let rule = stop
        try bench.set("fail=1:400")
        let ruled = try bench.pull(stream, from: first.bookmark, source: try bench.source { $0.errors = [rule] })
        #expect(throws: Fault.self) { try bench.ids(ruled) }
        #expect(ruled.bookmark.open?.position == .cursor("75"))
    }

    /// The host's clock is put back by three days, and later right again: what it stamps meanwhile lies three days back.
    @Test func `asks for what was changed by a clock that was put back`() throws {
        let stream = try bench.stream(
            """
            leads:
              mapping: lead
              request: { get: /cursor, query: { after: "{cursor}", since: "{since}" } }
              format: { json: { records: results } }
              paging: { cursor: paging.next.after }
              incremental: { start: 2026-01-01, overlap: 10m }
            """)
        let first = try bench.pull(stream)
        #expect(try bench.ids(first).count == 230)
        let mark = try #require(first.bookmark.watermark)
        try bench.set("back=259200")
        _ = try bench.log()
        let second = try bench.pull(stream, from: first.bookmark)
        _ = try bench.ids(second)
        let asked = try bench.log()
        #expect(asked.count == 2 && asked[1].contains("2026-09-18T13"), "\(asked)")
        let behind = try #require(second.bookmark.watermark)
        #expect(behind == mark.adding(seconds: -259_200), "\(behind)")
        // Right again: from there on.
        try bench.set()
        _ = try bench.log()
        let third = try bench.pull(stream, from: second.bookmark)
        _ = try bench.ids(third)
        #expect(try bench.log().first?.contains("2026-09-18T13") == true && third.bookmark.watermark == mark)
    }

    @Test func `asks for all of it once more where something did not come, on whatever page and in whatever step`()
        throws
    {
        for (step, start) in [("", "2026-01-01"), (", step: 20d", "2026-09-01")] {
            let stream = try bench.stream(
                """
                leads:
                  mapping: lead
                  request: { get: /cursor, query: { after: "{cursor}", changed: "{since}" } }
                  format: { json: { records: results } }
                  paging: { cursor: paging.next.after }
                  incremental: { start: \(start), overlap: 10m\(step) }
                """)
            try bench.set("wrong=25")
            let first = try bench.pull(stream)
            _ = try bench.ids(first)
            #expect(bench.told(first) == [.httpPartial])
            #expect(first.bookmark.watermark == Instant(rfc3339: "\(start)T00:10:00Z"), "\(first.bookmark)")
            try bench.set()
            let second = try bench.pull(stream, from: first.bookmark)
            _ = try bench.ids(second)
            #expect(second.bookmark.watermark.map { $0 > PullBench.noon.adding(seconds: -3_600) } == true)
        }
    }

    /// Between two pulls, and by less than lies between them.
    @Test func `asks for what was changed by a clock that was put back a little`() throws {
        let stream = try bench.stream(
            """
            leads:
              mapping: lead
              request: { get: /cursor, query: { after: "{cursor}", changed: "{since}" } }
              format: { json: { records: results } }
              paging: { cursor: paging.next.after, begin: { get: /zero } }
              incremental: { start: 2026-09-21, overlap: 10m }
            """)
        let first = try bench.pull(stream)
        #expect(try bench.ids(first).count == 230)
        // A day later by both clocks, but for two hours.
        try bench.set("back=-79200")
        _ = try bench.log()
        let second = try bench.pull(stream, from: first.bookmark, now: PullBench.noon.adding(days: 1))
        _ = try bench.ids(second)
        let asked = try bench.log().first { $0.contains("/cursor") }
        #expect(asked?.contains("changed=2026-09-21T11%3A2") == true, "\(asked ?? "")")
        #expect(second.bookmark.watermark.map { $0 > PullBench.noon.adding(seconds: 70_000) } == true)
    }

    /// Our clock is three days ahead, and nothing was changed.
    @Test(arguments: ["{}", "{ status: \"409\" }"])
    func `moves no further than the host's clock by answers that bring nothing`(query: String) throws {
        let text = query == "{}" ? "" : ", status: \"409\""
        let stream = try bench.stream(
            """
            leads:
              mapping: lead
              request: { get: /quiet, query: { since: "{since}"\(text) } }
              format: { json: { records: results } }
              incremental: {}
            """)
        var skip = ErrorRule(.skip)
        skip.statuses = [409...409]
        let rule = skip
        let source = try bench.source { $0.errors = [rule] }
        let pull = try bench.pull(stream, source: source, now: PullBench.noon.adding(days: 3))
        #expect(try bench.ids(pull).isEmpty)
        let mark = try #require(pull.bookmark.watermark)
        #expect(mark < PullBench.noon, "\(mark)")
        #expect(pull.warnings.contains { $0.code == .httpStatus } == !text.isEmpty)
    }

    @Test(arguments: [
        ("cursor: next, keyset: { above: id }", "needs 'cap'"),
        ("keyset: { above: id }, cap: 10", "knows no 'cap'"), ("keyset: {}", "needs a column"),
        ("more: x", "does not say how"), ("page: 1, overlap: 2", "is one of offsets"),
        ("keyset: { Above: id }", "cannot stand in braces"),
    ]) func `is refused where it says what nobody can do`(paging: String, words: String) throws {
        let list = #expect(throws: FaultList.self) { try offsets(paging) }
        #expect(list?.faults.contains { $0.summary.contains(words) } == true, "\(list?.faults ?? [])")
    }
}

/// Addresses at which the next pull begins.
@Suite(.serialized) struct `A delta link` {
    private static let server = Result { try Server("paged_server") }
    private let bench: PullBench
    private let stream: HTTPStream

    init() throws {
        bench = PullBench(try Self.server.get())
        try bench.set()
        stream = try bench.stream(
            """
            leads:
              mapping: lead
              request: { get: /delta, query: { select: "{fields}" }, headers: { Prefer: odata.track-changes } }
              format: { json: { records: value } }
              paging: { next-url: "@odata.nextLink", delta-link: "@odata.deltaLink" }
            """)
    }

    @Test func `is where the next pull begins, with what was deleted in between`() throws {
        let first = try bench.pull(stream)
        #expect(try bench.ids(first).count == 230)
        let delta = try #require(first.bookmark.delta)
        #expect(delta.hasPrefix("/delta?token=") && first.bookmark.open == nil && !delta.contains("127.0.0.1"))
        _ = try log()
        let second = try bench.pull(stream, from: PullBookmark(text: first.mark, stream: "bench"))
        var columns: Set<String> = []
        var found: [String] = []
        while let page = try second.nextPage() {
            found += bench.values(page)
            columns.formUnion(page.columns)
        }
        #expect(found == ["7", "9"] && columns.contains("reason"))
        #expect(try log().allSatisfy { $0.contains("token=") })
        #expect(second.bookmark.delta != delta && bench.told(second).isEmpty)
    }

    @Test func `is found again wherever the pull is cut off`() throws {
        for found in try bench.cuts(stream) { #expect(found.count == 230 && Set(found).count == 230) }
    }

    @Test func `that is outdated lets the stream be read anew, and told`() throws {
        var bookmark = PullBookmark()
        bookmark.delta = "/delta?token=old"
        let pull = try bench.pull(stream, from: bookmark)
        #expect(try bench.ids(pull).count == 230)
        #expect(bench.told(pull) == [.httpOutdated] && pull.bookmark.delta != nil)
    }

    @Test func `of another request is not followed`() throws {
        let first = try bench.pull(stream, fields: ["id"])
        _ = try bench.ids(first)
        let second = try bench.pull(stream, fields: ["id", "email"], from: first.bookmark)
        #expect(try bench.ids(second).count == 230 && bench.told(second).count == 1)
    }

    private func log() throws -> [String] { try bench.log() }
}
