import Foundation
import LeadModel
import TestSupport
import Testing

@testable import Connectors

/// How far one account was read says nothing of another.
@Suite(.serialized) struct `An account that is asked` {
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
              request: { get: /cursor, query: { after: "{cursor}", since: "{since}" } }
              format: { json: { records: results } }
              paging: { cursor: paging.next.after }
              incremental: { start: 2026-01-01 }
            """)
    }

    private func source(account: String? = "org.0.id") throws -> HTTPSource {
        try bench.source {
            $0.identity = IdentityRequest(RequestPlan("GET", RequestTemplate("/me")), shows: ["user.name"])
            $0.identity?.account = account
        }
    }

    @Test func `is compared with the one that was read`() throws {
        let first = try bench.session(source())
        let begin = first.own(PullBookmark(), of: "bench/leads")
        let pull = HTTPPull(first, stream, values: [:], from: begin.bookmark)
        #expect(try bench.ids(pull).count == 230 && begin.note == nil)
        #expect(!pull.mark.contains("Ada"))
        let kept = try PullBookmark(text: pull.mark, stream: "bench/leads")
        let same = try bench.session(source()).own(kept, of: "bench/leads")
        #expect(same.bookmark.watermark == kept.watermark && same.note == nil)
        try bench.set("org=2")
        let other = try bench.session(source()).own(kept, of: "bench/leads")
        #expect(other.bookmark.watermark == nil && other.note?.code == .httpOutdated)
        #expect(
            try bench.ids(HTTPPull(bench.session(source()), stream, values: [:], from: other.bookmark)).count == 230)
    }

    @Test func `is taken for the same where it does not say, and that is told`() throws {
        let kept = PullBookmark(watermark: PullBench.noon)
        for (account, fault) in [("org.0.name", "org.0.name"), ("org.0.id", "500")] {
            try bench.set(account == "org.0.id" ? "fail=1:500&then=2:500" : "")
            var source = try source(account: account)
            source.attempts = 1
            let own = try bench.session(source).own(kept, of: "bench/leads")
            #expect(own.bookmark.watermark == PullBench.noon && own.note?.summary.contains(fault) == true, "\(own)")
        }
    }

    @Test func `is another one where other secrets are named, if nothing else says which it is`() throws {
        var sources: [HTTPSource] = []
        for name in ["env:ONE", "env:TWO"] {
            let secret = try #require(SecretReference(name, at: Origin(file: "t")))
            var source = try source(account: nil)
            source.authentication = .bearer(secret)
            sources.append(source)
        }
        #expect(sources[0].identifier != sources[1].identifier)
        for index in sources.indices { sources[index].identity?.account = "org.0.id" }
        #expect(sources[0].identifier == sources[1].identifier)
    }

    @Test func `is told where an earlier start would have been another beginning`() throws {
        let pull = try bench.pull(stream)
        _ = try bench.ids(pull)
        var earlier = stream
        earlier.window?.start = Instant(rfc3339: "2025-01-01T00:00:00Z")
        let next = try bench.pull(earlier, from: pull.bookmark)
        _ = try bench.ids(next)
        #expect(bench.told(next) == [.pullLeavesOut])
        let same = try bench.pull(stream, from: pull.bookmark)
        _ = try bench.ids(same)
        #expect(bench.told(same).isEmpty)
    }
}
