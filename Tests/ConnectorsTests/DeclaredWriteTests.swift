import Foundation
import LeadModel
import TestSupport
import Testing

@testable import Connectors

/// Ways of sending rows that no shipped file uses, or not alone.
@Suite(.serialized) struct `A declared write` {
    private static let server = Result { try Server("receivers/plain") }
    private static let columns = ["email", "track", "n"]
    private let server: Server

    init() throws { server = try Self.server.get() }

    private func bench(_ writes: String, _ more: String = "") throws -> WriteBench {
        let bench = WriteBench(
            server,
            text: """
                destination: tool
                connector: http
                address: https://api.tool.example
                auth: { bearer: env:TOOL_TOKEN }
                key: email
                names: { track: track }
                \(more)
                writes:
                \(writes.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n"))
                """)
        try bench.play()
        return bench
    }

    private func rows(_ tracks: [String]) -> DeliveryBatch {
        WriteBench.batch(
            Self.columns,
            tracks.enumerated().map { index, track in
                WriteBench.row(
                    index + 1, [.text("p\(index + 1)@x.example"), .text(track), .number(ExactNumber(index))])
            })
    }

    @Test func `sends lines of JSON, or a file of CSV, as the body itself`() throws {
        for (kind, type, body) in [
            (
                "ndjson", "application/x-ndjson",
                "{\"email\":\"p1@x.example\",\"n\":0}\n{\"email\":\"p2@x.example\",\"n\":1}\n"
            ),
            ("csv", "text/csv; charset=utf-8", "email,n,track\r\np1@x.example,0,a\r\np2@x.example,1,a\r\n"),
        ] {
            let bench = try bench(
                """
                - name: lines
                  on: add
                  request: { post: /lines }
                  file: { as: \(kind)\(kind == "csv" ? ", columns: { track: \"{track}\" }" : "") }
                """)
            #expect(
                try bench.writer().deliver(rows(["a", "a"]), now: WriteBench.now).map(\.told) == [
                    "accepted", "accepted",
                ])
            let asked = try bench.log()
            #expect(asked.count == 1 && asked[0].body == body && asked[0].headers["Content-Type"] == type, "\(asked)")
        }
    }

    @Test func `sends rows that differ in what the address says in requests of their own`() throws {
        let bench = try bench(
            """
            - name: lists
              on: add
              request: { post: "/lists/{track}", json: '{ "rows": {rows} }' }
            """)
        #expect(
            try bench.writer().deliver(rows(["a b", "c", "a b"]), now: WriteBench.now).allSatisfy {
                $0.told == "accepted"
            })
        let asked = try bench.log()
        #expect(asked.map(\.path) == ["/lists/a%20b", "/lists/c"] && asked.map { $0.count("rows") } == [2, 1])
    }

    @Test func `says the same key of the same rows each time it is sent`() throws {
        let bench = try bench(
            """
            - name: many
              on: add
              request: { post: /many, headers: { Idempotency-Key: "{batch-id}" }, json: "{rows}" }
            - name: one
              on: add
              request: { post: /one, headers: { Idempotency-Key: "{message-id}" }, form: { mail: "{key}", n: "{n}", list: "{list}" } }
            """, "with: { list: A list., n: A number. }")
        for _ in 0..<2 { _ = try bench.writer().deliver(rows(["a", "b"]), now: WriteBench.now) }
        _ = try bench.writer().deliver(rows(["a"]), now: WriteBench.now)
        let others = WriteBench.batch(Self.columns, Array(rows(["c", "a", "b"]).rows.dropFirst()))
        _ = try bench.writer().deliver(others, now: WriteBench.now)
        let asked = try bench.log()
        let batches = asked.filter { $0.path == "/many" }.compactMap { $0.headers["Idempotency-Key"] }
        #expect(batches.count == 4 && batches[0] == batches[1] && Set(batches).count == 3)
        let ones = asked.filter { $0.path == "/one" }
        #expect(
            ones.map { $0.headers["Idempotency-Key"] } == [
                "msg-1", "msg-2", "msg-1", "msg-2", "msg-1", "msg-2", "msg-3",
            ])
        // What the feed does not say is left out.
        #expect(ones[0].body == "mail=p1%40x.example")
    }

    @Test func `takes silence for consent where its file asks for nothing`() throws {
        let bench = try bench(
            """
            - name: quiet
              on: add
              request: { post: /quiet, json: '{ "row": {row} }' }
            """, "fine: { path: ok, words: \"true\" }")
        let verdicts = try bench.writer().deliver(rows(["a"]), now: WriteBench.now)
        #expect(verdicts == [.accepted(DeliveryReceipt(status: 204))])
        #expect(try bench.log().first?.body == #"{"row":{"email":"p1@x.example","n":0}}"#)
    }

    @Test func `names nobody in what it says of a request that was refused`() throws {
        let bench = try bench(
            """
            - name: many
              on: add
              request: { post: /many, json: "{rows}" }
            """)
        for word in ["Canary", "p1", "canary-secret"] {
            try bench.play([
                "faults": [[1, ["status": 403, "body": #"{"error": "\#(word)", "code": "NOT_ALLOWED"}"#]]]
            ])
            let verdicts = try bench.writer().deliver(rows(["Canary", "b"]), now: WriteBench.now)
            #expect(verdicts.map(\.told) == ["failed http.status", "failed http.status"])
            #expect(!"\(verdicts)".contains("Canary") && !"\(verdicts)".contains("canary-secret"))
        }
    }

    @Test func `keeps no word of a row in what it notes of one that was taken`() throws {
        let bench = try bench(
            """
            - name: many
              on: add
              request: { post: /many, json: "{rows}" }
              answer: { rows: result, word: did, warning: note }
            """)
        let body =
            #"{"result": [{"did": "made", "note": "Canary looks odd"}, {"did": "Canary2", "note": "p2@x.example?"}]}"#
        try bench.play(["faults": [[1, ["status": 200, "body": body]]]])
        let receipts = try bench.writer().deliver(rows(["Canary", "Canary2"]), now: WriteBench.now).map(\.receipt)
        #expect(receipts.map { $0?.word } == ["made", nil])
        #expect(receipts.map { $0?.warning } == ["… looks odd", "…?"])
    }

    @Test(arguments: [404, 410]) func `is not there where its address names no lead, and the lead is not where it does`(
        status: Int
    ) throws {
        for (path, told) in [
            ("/one", status == 404 ? "failed http.missing" : "failed delivery.gone"), ("/one/{key}", "rejected"),
        ] {
            let bench = try bench(
                """
                - name: one
                  on: add
                  request: { post: "\(path)", json: '{ "row": {row} }' }
                """)
            try bench.play(["faults": [[1, ["status": status]]]])
            #expect(try bench.writer().deliver(rows(["a"]), now: WriteBench.now).map(\.told) == [told], "\(path)")
        }
    }

    @Test func `says of rows that one write took and the next did not that a part of them is there`() throws {
        let writes = """
            - name: many
              on: add
              request: { post: /many, json: "{rows}" }
            - name: one
              on: add
              request: { post: "/one/{key}", json: '{ "row": {row} }' }
            """
        let bench = try bench(writes)
        try bench.play(["faults": [[3, ["status": 500]]]])
        let halted = try bench.writer().deliver(rows(["a", "b", "c"]), now: WriteBench.now)
        #expect(halted.map(\.told) == ["accepted", "failed? http.status", "failed? http.status"])
        try bench.play(["faults": [[2, ["status": 422]]]])
        let refused = try bench.writer().deliver(rows(["a", "b"]), now: WriteBench.now)
        #expect(refused.map(\.told) == ["rejected", "accepted"])
        #expect(refused[0].refusal?.isPartlyTaken == true && refused[0].refusal?.text.hasPrefix("one: ") == true)
    }
}
