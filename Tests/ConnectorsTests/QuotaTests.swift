import Foundation
import LeadModel
import Synchronization
import TestSupport
import Testing

@testable import Connectors

/// How often a source is asked.
@Suite(.serialized) struct `A quota` {
    private static let server = Result { try Server("paged_server") }
    private let bench: PullBench

    init() throws {
        bench = PullBench(try Self.server.get())
        try bench.set()
    }

    private func pull(
        _ quota: String, from bookmark: PullBookmark = PullBookmark(), waits: PullBench.Waits = PullBench.Waits(),
        file: String? = nil, now: Instant = PullBench.noon
    ) throws -> HTTPPull {
        let text = """
            source: bench
            connector: http
            role: crm
            address: http://127.0.0.1:\(bench.port)
            network: { allow: 127.0.0.1 }
            quota: { \(quota) }
            streams:
              leads:
                mapping: lead
                request: { get: /cursor, query: { after: "{cursor}" } }
                format: { json: { records: results } }
                paging: { cursor: paging.next.after }

            """
        let source = try SourceDefinition.compile(text, file: "bench.yaml")
        guard case .http(let http) = source.door, case .http(let stream) = source.streams[0].part else {
            throw FaultOfTest.notOverHTTP
        }
        let session = try bench.session(http, now: now, waits: waits)
        session.quotaFile = file
        return HTTPPull(session, stream, values: [:], from: bookmark)
    }

    private enum FaultOfTest: Error { case notOverHTTP }

    @Test func `is kept by waiting between calls`() throws {
        let waits = PullBench.Waits()
        #expect(try bench.ids(try pull("calls: 4 per 10s", waits: waits)).count == 230)
        // Ten calls: the fifth and the ninth wait.
        #expect(waits.seconds.withLock { $0 } == [10, 10])
    }

    @Test func `of an interval is waited for as the vendor says`() throws {
        try bench.set("quota=1000")
        let waits = PullBench.Waits()
        #expect(try bench.ids(try pull("remaining: Short-Left, reset: Short-Reset", waits: waits)).count == 230)
        // It is said to open at 13:35, an hour behind noon's 14:00: what lies behind is not waited for.
        #expect(waits.seconds.withLock { $0 }.isEmpty)
        try bench.set("quota=1000")
        let early = Instant(rfc3339: "2026-09-21T13:34:00Z") ?? PullBench.noon
        let pull = try pull("remaining: Short-Left, reset: Short-Reset", waits: waits, now: early)
        #expect(try bench.ids(pull).count == 230)
        #expect(waits.seconds.withLock { $0 } == [60])
    }

    @Test(arguments: [
        "day: { usage: Limit-Info, share: 80% }", "day: { remaining: Daily-Left, limit: Daily-Limit, share: 80% }",
        "day: { remaining: Daily-Left, calls: 6, share: 80% }",
    ]) func `of a day stops the pull at its share, and the next goes on`(quota: String) throws {
        try bench.set("quota=6")
        let first = try pull(quota)
        var found: [String] = []
        let fault = #expect(throws: Fault.self) {
            while let page = try first.nextPage() { found += bench.values(page) }
        }
        #expect(fault?.code == .httpQuota && fault?.remedy == .stopStream, "\(String(describing: fault))")
        #expect((75...125).contains(found.count) && first.bookmark.open != nil, "\(found.count)")
        try bench.set("quota=1000")
        found += try bench.ids(try pull("calls: 100 per 10s", from: first.bookmark))
        #expect(found.count == 230 && Set(found).count == 230)
    }

    @Test(arguments: ["1000000000000000000", "-9223372036854775807"])
    func `that no vendor has stops nothing but itself`(quota: String) throws {
        for way in [
            "usage: Limit-Info", "remaining: Daily-Left, limit: Daily-Limit", "remaining: Daily-Left, calls: 9",
        ] {
            try bench.set("quota=\(quota)")
            let pull = try pull("day: { \(way), share: 80% }")
            // It is read, or the day is over: the process goes on either way.
            do { _ = try bench.ids(pull) } catch { #expect((error as? Fault)?.code == .httpQuota) }
        }
    }

    @Test func `of a day that the vendor does not count is counted from run to run`() throws {
        let file = NSTemporaryDirectory() + "leadloop-quota-\(UUID().uuidString).json"
        defer { try? FileManager.default.removeItem(atPath: file) }
        var bookmark = PullBookmark()
        for expected in [150, 0] {
            let pull = try pull("day: { calls: 6 }", from: bookmark, file: file)
            var count = 0
            let fault = #expect(throws: Fault.self) {
                while let page = try pull.nextPage() { count += page.entries.count }
            }
            #expect(fault?.code == .httpQuota && count == expected)
            bookmark = pull.bookmark
        }
        let tomorrow = try pull("day: { calls: 6 }", from: bookmark, file: file, now: PullBench.noon.adding(days: 1))
        #expect(try bench.ids(tomorrow).count == 80)
    }

    @Test func `can be planned by what the last pull took`() throws {
        let first = try pull("calls: 100 per 10s")
        _ = try bench.ids(first)
        #expect(first.calls?.estimated == nil && first.calls?.made == 10)
        #expect(try pull("calls: 100 per 10s", from: first.bookmark).calls?.estimated == 10)
    }

    @Test(arguments: [(8, true), (1_000, false)])
    func `that will not be enough is told of at the first answer`(left: Int, isShort: Bool) throws {
        let first = try pull("calls: 100 per 10s")
        _ = try bench.ids(first)
        try bench.set("quota=\(left)")
        let second = try pull("day: { remaining: Daily-Left, limit: Daily-Limit }", from: first.bookmark)
        _ = try second.nextPage()
        #expect(bench.told(second) == (isShort ? [.httpQuota] : []))
        // The request that set it was one, too.
        #expect(second.calls?.left == left - 2)
        #expect(second.warnings.allSatisfy { $0.code != .httpQuota || $0.summary.contains("about 9 more calls") })
    }

    @Test(arguments: [
        ("calls: 100 in 10s", "no pace"), ("calls: 0 per 10s", "no pace"), ("remaining: X", "belong together"),
        ("day: { share: 80% }", "does not say how many"), ("day: { calls: 5, share: 101% }", "no part of a hundred"),
        ("day: { remaining: X }", "does not say how many"),
    ]) func `is refused where it says what nobody can do`(quota: String, words: String) throws {
        let text = #expect(throws: (any Error).self) { try pull(quota) }
        #expect("\(text!)".contains(words), "\(text!)")
    }
}

@Suite struct `Times that requests name` {
    @Test(arguments: [
        ("2026-07-01T10:00:00Z", "2026-07-01 12:00:00", "2026-07-01 12:00:00"),
        ("2026-01-01T10:00:00Z", "2026-01-01 11:00:00", "2026-01-01 11:00:00"),
        // Clocks are put back at 01:00 UTC: 02:30 comes twice.
        ("2026-10-25T00:30:00Z", "2026-10-25 00:30:00", "2026-10-25 03:30:00"),
        ("2026-10-25T01:30:00Z", "2026-10-25 01:30:00", "2026-10-25 04:30:00"),
        ("2026-03-29T01:30:00Z", "2026-03-29 03:30:00", "2026-03-29 03:30:00"),
    ]) func `are those of the account, and lose nothing where clocks are put back`(
        time: String, since: String, until: String
    ) throws {
        var window = PullWindow()
        window.form = .space
        window.zone = "Europe/Berlin"
        let instant = try #require(Instant(rfc3339: time))
        #expect(window.text(since: instant) == since && window.text(until: instant) == until)
        window.form = .isoLocal
        #expect(window.text(since: instant) == since.replacing(" ", with: "T"))
        window.form = .iso
        #expect(window.text(since: instant) == time)
    }
}
