import ConfigFiles
import Foundation
import LeadModel
import RecordFormats
import Synchronization
import TestSupport
import Testing

@testable import Connectors

/// What is pulled from a small CRM over loopback, in every way of paging.
@Suite(.serialized) struct `A pull over HTTP` {
    private static let server = Result { try Server("paged_server") }
    private static let all = Set((0..<230).map(String.init))
    private static let noon = Instant(rfc3339: "2026-09-21T14:00:00Z") ?? Instant(milliseconds: 0)

    /// How long a pull had to wait, all in all.
    private final class Waits: Sendable {
        let seconds = Mutex<[Int]>([])
    }

    private func source(_ change: (inout HTTPSource) -> Void = { _ in }) throws -> HTTPSource {
        var source = HTTPSource(address: "http://127.0.0.1:\(try Self.server.get().port)")
        source.reach = NetworkReach(allowed: [try #require(NetworkBlock("127.0.0.1"))])
        source.limits.stallSeconds = 5
        change(&source)
        return source
    }

    private func session(_ source: HTTPSource, _ waits: Waits = Waits()) -> HTTPSession {
        HTTPSession(
            source, folder: "/",
            clock: HTTPSession.Clock(now: { Self.noon }) { seconds in waits.seconds.withLock { $0.append(seconds) } })
    }

    private func stream(
        _ way: String, _ paging: Paging, records: String = "results", query: [String: String] = [:]
    ) -> HTTPStream {
        var plan = RequestPlan("GET", RequestTemplate("/\(way)"))
        plan.query = query.sorted { $0.key < $1.key }.map { RequestParameter($0.key, RequestTemplate($0.value)) }
        let format = DeclaredFormat(
            kind: .json, recordPath: records.isEmpty ? [] : records.split(separator: ".").map(String.init))
        var stream = HTTPStream(plan, format: format)
        stream.paging = paging
        return stream
    }

    /// The ids of all records, in order.
    private func ids(_ pull: inout HTTPPull) throws -> [String] {
        var ids: [String] = []
        while let page = try pull.nextPage() {
            let column = try #require(page.columns.firstIndex(of: "id"))
            for entry in page.entries {
                ids += page.cells[entry.cells].filter { Int($0.column) == column }.map { page.text(of: $0) }
            }
        }
        return ids
    }

    private func pull(
        _ stream: HTTPStream, _ source: HTTPSource? = nil, from bookmark: PullBookmark = PullBookmark(),
        waits: Waits = Waits()
    ) throws -> HTTPPull {
        HTTPPull(session(try source ?? self.source(), waits), stream, values: [:], from: bookmark)
    }

    /// Lets a later request fail: `fail=3:500`; none at all without a word.
    private func set(_ fault: String = "") throws { _ = try get("/set?\(fault)") }

    private func log() throws -> [String] {
        try #require(JSONSerialization.jsonObject(with: Data(get("/log"))) as? [String])
    }

    private func get(_ path: String) throws -> [UInt8] {
        let session = session(try source())
        let answer = try #require(try session.ask(RequestPlan("GET", RequestTemplate(literally: path)), [:]))
        return try answer.transfer.readAll()
    }

    private static let cursor: Paging = Paging(.cursor(path: "paging.next.after"))

    private func byCursor() -> HTTPStream { stream("cursor", Self.cursor, query: ["after": "{cursor}"]) }

    // MARK: Paging

    @Test func `brings every record once, whatever the way of paging`() throws {
        try set()
        var more = Paging(.page(first: 1))
        more.more = "info.more_records"
        var csv = stream("locator", Paging(.cursorHeader("Locator")), query: ["locator": "{cursor}"])
        csv.format = DeclaredFormat(kind: .csv)
        let ways: [(String, HTTPStream, Int)] = [
            ("cursor", byCursor(), 230), ("locator", csv, 230),
            ("next", stream("next", Paging(.nextURL(path: "nextRecordsUrl")), records: "records"), 230),
            ("link", stream("link", Paging(.link(relation: "next")), records: ""), 230),
            ("page", stream("page", more, records: "data", query: ["page": "{page}"]), 229),
            (
                "page without a word",
                stream("page", Paging(.page(first: 1)), records: "data", query: ["page": "{page}"]), 229
            ),
            ("offset", stream("offset", Paging(.offset(step: 25)), records: "data", query: ["start": "{offset}"]), 230),
            ("nothing", stream("nothing", Paging()), 0),
        ]
        for (name, stream, count) in ways {
            var pull = try pull(stream)
            let found = try ids(&pull)
            #expect(found.count == count && Set(found).count == count, "\(name): \(found.count)")
            #expect(pull.bookmark.open == nil, "\(name)")
        }
    }

    @Test func `asks by a body of JSON`() throws {
        try set()
        var plan = RequestPlan("POST", RequestTemplate("/search"))
        plan.body = .json(
            try #require(
                RequestJSON(#"{"limit": 100, "after": {cursor}, "filters": [{"value": "{since}", "not": true}]}"#)))
        var stream = stream("search", Self.cursor)
        stream.request = plan
        stream.window = PullWindow()
        stream.window?.start = Instant(rfc3339: "2026-03-10T00:00:00Z")
        var pull = try pull(stream)
        _ = try log()
        #expect(try ids(&pull).count == 140)
        let asked = try log()
        #expect(asked.count == 2 && !asked[0].contains("after") && asked[1].contains(#""after":"100""#), "\(asked)")
        #expect(asked[0].contains(#""limit":100"#) && asked[0].contains(#""not":true"#), "\(asked)")
    }

    @Test(arguments: [
        ("stuck", Paging(.cursor(path: "paging.next.after")), "results", FaultCode.httpPaging),
        ("same", Paging(.page(first: 1)), "data", .httpPaging),
        ("next", Paging(.nextURL(path: "nextRecordsUrl")), "records", .httpPaging),
    ]) func `ends where pages would go on for ever, or elsewhere`(
        way: String, paging: Paging, records: String, code: FaultCode
    ) throws {
        try set()
        var pull = try pull(stream(way, paging, records: records, query: ["host": "http://localhost:1"]))
        let fault = #expect(throws: Fault.self) { try ids(&pull) }
        #expect(fault?.code == code && fault?.remedy == .stopStream, "\(String(describing: fault))")
    }

    @Test func `ends after as many pages as the stream may have`() throws {
        try set()
        var stream = byCursor()
        stream.paging.atMost = 3
        var pull = try pull(stream)
        #expect(throws: Fault.self) { try ids(&pull) }
        #expect(pull.answers == 3)
    }

    // MARK: Bookmarks

    @Test func `goes on where it broke off, and loses and repeats nothing`() throws {
        for failing in 1...10 {
            try set()
            var source = try source()
            source.attempts = 1
            try set("fail=\(failing):500")
            let first = try pull(byCursor(), source)
            var found: [String] = []
            var kept = first.bookmark
            do throws(Fault) {
                while let page = try first.nextPage() {
                    kept = first.bookmark
                    found += page.entries.map { page.text(of: page.cells[$0.cells.lowerBound]) }
                }
                Issue.record("nothing failed at \(failing)")
            } catch {
                #expect(error.code == .httpStatus && error.remedy == .stopStream)
            }
            try set()
            let text = kept.text
            var second = try pull(byCursor(), from: PullBookmark(text: text, stream: "crm/leads"))
            found += try ids(&second)
            #expect(found.count == 230 && Set(found) == Self.all, "\(failing): \(found.count) after \(text)")
        }
    }

    @Test func `asks the next time for what has changed since, with an overlap`() throws {
        try set()
        var stream = stream("cursor", Self.cursor, query: ["after": "{cursor}", "since": "{since}"])
        stream.window = PullWindow()
        var first = try pull(stream)
        _ = try log()
        #expect(try ids(&first).count == 230)
        #expect(try log().allSatisfy { !$0.contains("since") })
        // The server's clock is at 13:33:20, ours at 14:00: the slower one counts, less a minute.
        #expect(first.bookmark.watermark == Instant(rfc3339: "2026-09-21T13:32:20Z"), "\(first.bookmark)")
        var second = try pull(stream, from: first.bookmark)
        #expect(try ids(&second).isEmpty)
        #expect(try log().first?.contains("since=2026-09-21T13%3A22%3A20Z") == true)
    }

    @Test func `reads long times in steps`() throws {
        try set()
        var stream = stream("nothing", Paging(), query: ["since": "{since}", "until": "{until}"])
        stream.window = PullWindow()
        stream.window?.start = Instant(rfc3339: "2026-09-19T13:59:00Z")
        stream.window?.stepSeconds = 86_400
        stream.window?.form = .epoch
        var pull = try pull(stream)
        _ = try log()
        _ = try ids(&pull)
        let asked = try log()
        #expect(asked.count == 2, "\(asked)")
        #expect(asked[0].contains("since=1789826340&until=1789912740"), "\(asked)")
        #expect(asked[1].contains("since=1789912140&until=1789999140"), "\(asked)")
    }

    // MARK: Bad days

    @Test func `is tried again after what may pass, and waits as long as it is asked to`() throws {
        for (fault, seconds) in [("fail=3:500", [1]), ("fail=2:429/7", [7]), ("fail=2:503", [1]), ("cut=3:x", [5])] {
            try set(fault)
            let waits = Waits()
            var pull = try pull(byCursor(), waits: waits)
            let found = try ids(&pull)
            #expect(found.count == 230 && Set(found) == Self.all, "\(fault)")
            #expect(waits.seconds.withLock { $0 } == seconds, "\(fault): \(waits.seconds.withLock { $0 })")
        }
    }

    @Test(arguments: [
        ("fail=2:429/1000000000", FaultCode.httpThrottled), ("fail=2:403", .httpStatus), ("fail=2:404", .httpMissing),
        ("fail=2:401", .httpUnauthorized), ("html=2:x", .httpNotData), ("code=2:606", .jsonErrorBody),
    ]) func `ends by what does not pass, with its bookmark where it was`(fault: String, code: FaultCode) throws {
        try set(fault)
        let pull = try pull(byCursor())
        var count = 0
        let thrown = #expect(throws: Fault.self) {
            while let page = try pull.nextPage() { count += page.entries.count }
        }
        #expect(
            thrown?.code == code && thrown?.origin?.file.hasPrefix("127.0.0.1") == true, "\(String(describing: thrown))"
        )
        #expect(count == 25 && pull.bookmark.open?.position == .cursor("25"), "\(pull.bookmark)")
    }

    @Test func `does about an answer what the source's rules say`() throws {
        var again = ErrorRule(.retry(afterSeconds: 20))
        again.code = "606"
        var skip = ErrorRule(.skip)
        skip.statuses = [403...403]
        var stop = ErrorRule(.stop)
        stop.says = "e500"
        let source = try source { $0.errors = [again, skip, stop] }
        let waits = Waits()
        try set("code=2:606")
        var patient = try pull(byCursor(), source, waits: waits)
        #expect(try ids(&patient).count == 230 && waits.seconds.withLock { $0 } == [20])
        try set("fail=1:403")
        var passed = try pull(byCursor(), source)
        #expect(try ids(&passed).isEmpty && passed.skipped == 1)
        try set("fail=1:500")
        var stopped = try pull(byCursor(), source)
        #expect(throws: Fault.self) { try ids(&stopped) }
    }

    @Test(arguments: [
        (
            #"<?xml version="1.0"?><s:Envelope xmlns:s="e"><s:Body><s:Fault><faultcode>sf:INVALID_SESSION_ID</faultcode>"#,
            "INVALID_SESSION_ID"
        ),
        ("<rsp stat=\"fail\"><err code=\"1\">x</err><errorCode> 122 </errorCode></rsp>", "122"),
        (#"{"error": {"details": [{"code": "X9"}]}}"#, "X9"), ("<html><body>code</body></html>", nil), ("<", nil),
    ])
    func `knows the code of an error, in JSON and XML, whole or cut off`(body: String, code: String?) {
        let answer = ErrorAnswer(status: 500, head: ResponseHead(status: 500, headers: []), body: Array(body.utf8))
        #expect(code.map { answer.codes.contains($0) } ?? answer.codes.isEmpty, "\(answer.codes)")
    }

    // MARK: Credentials

    @Test func `gets a token, and another one where it is refused in the middle`() throws {
        try set()
        setenv("LEADLOOP_PULL_SECRET", "canary-s3cret", 1)
        defer { unsetenv("LEADLOOP_PULL_SECRET") }
        let secret = try #require(SecretReference("env:LEADLOOP_PULL_SECRET", at: Origin(file: "t")))
        var oauth = OAuth2(.clientCredentials, tokenURL: try source().address + "/token", clientID: .plain("us"))
        oauth.clientSecret = secret
        let source = try source { $0.authentication = .oauth2(oauth) }
        _ = try log()
        let pull = try pull(stream("guarded", Self.cursor, query: ["after": "{cursor}"]), source)
        var found = 0
        while let page = try pull.nextPage() {
            found += page.entries.count
            // Somebody else has logged in with the same client: the token that we have ends.
            if found == 75 { _ = try get("/token") }
        }
        #expect(found == 230)
        let asked = try log()
        #expect(asked.count { $0.hasPrefix("POST /token") } == 2, "\(asked)")
        #expect(asked[0].contains("grant_type=client_credentials&client_id=us&client_secret=canary-s3cret"))
        #expect(asked.dropFirst().allSatisfy { !$0.hasPrefix("GET /guarded") || !$0.contains("canary") })
    }

    @Test func `ends where the credentials are refused, and says nothing of them`() throws {
        try set()
        setenv("LEADLOOP_PULL_REFUSED", "canary-s3cret", 1)
        defer { unsetenv("LEADLOOP_PULL_REFUSED") }
        let secret = try #require(SecretReference("env:LEADLOOP_PULL_REFUSED", at: Origin(file: "t")))
        for authentication: Authentication in [
            .bearer(secret), .basic(user: .plain("us"), password: secret), .header("Authorization", secret),
            .query("api_key", secret),
        ] {
            let source = try source { $0.authentication = authentication }
            var pull = try pull(stream("guarded", Self.cursor), source)
            let fault = try #require(#expect(throws: Fault.self) { try ids(&pull) })
            #expect(fault.code == .httpUnauthorized && !"\(fault)".contains("canary"), "\(fault)")
        }
    }
}
