import ConfigFiles
import Foundation
import LeadModel
import Synchronization
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

    @Test func `is compared with the one that was read, and is not taken for it`() throws {
        let first = try bench.session(source())
        let begin = try first.own(PullBookmark(), of: "bench/leads")
        let pull = HTTPPull(first, stream, values: [:], from: begin.0)
        #expect(try bench.ids(pull).count == 230 && begin.warning == nil)
        #expect(!pull.mark.contains("Ada"))
        let kept = try PullBookmark(text: pull.mark, stream: "bench/leads")
        let same = try bench.session(source()).own(kept, of: "bench/leads")
        #expect(same.0.watermark == kept.watermark && same.warning == nil)
        try bench.set("org=2")
        let fault = #expect(throws: Fault.self) { try self.bench.session(self.source()).own(kept, of: "bench/leads") }
        #expect(fault?.code == .httpOtherAccount && fault?.advice.contains("--full") == true)
        // Who reads it from its beginning means it.
        let other = try bench.session(source()).own(PullBookmark(), of: "bench/leads").0
        #expect(other.account != nil && other.account != kept.account)
    }

    @Test func `is taken for the same where the host does not say which it is, and that is told once`() throws {
        let kept = PullBookmark(watermark: PullBench.noon)
        let session = try bench.session(source(account: "org.0.name"))
        let (own, warning) = try session.own(kept, of: "bench/leads")
        #expect(own.watermark == PullBench.noon && warning?.summary.contains("org.0.name") == true, "\(own)")
        #expect(try session.own(kept, of: "bench/deals").warning == nil)
        // Where one was read, another one may not be.
        var read = kept
        read.account = "0123456789abcdef"
        try bench.set("fail=1:403")
        let fault = #expect(throws: Fault.self) { try self.bench.session(self.source()).own(read, of: "bench/leads") }
        #expect(fault?.code == .httpStatus && fault?.summary.contains("which account") == true)
        try bench.set("fail=1:503")
        let waits = PullBench.Waits()
        #expect(throws: Fault.self) { try self.bench.session(self.source(), waits: waits).own(read, of: "bench/leads") }
        #expect(waits.seconds.withLock { $0 } == [1])
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
