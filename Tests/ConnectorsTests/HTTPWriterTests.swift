import Foundation
import LeadModel
import Synchronization
import TestSupport
import Testing

@testable import Connectors

/// What befalls a receiver, whoever it is: here HubSpot, with the file that is shipped.
@Suite(.serialized) struct `A writer over HTTP` {
    private static let server = Result { try Server("receivers/hubspot") }
    private let bench: WriteBench
    private static let columns = ["email", "firstname"]
    private static let address = "ada.canary@x.example"

    init() throws {
        bench = try WriteBench(try Self.server.get(), "hubspot")
        try bench.play()
    }

    private var batch: DeliveryBatch {
        WriteBench.batch(
            Self.columns,
            [
                WriteBench.row(1, [.text(Self.address), .text("Ada Canary")]),
                WriteBench.row(2, [.text("bob@x.example"), .text("Bob")]),
            ])
    }

    private func deliver(fault: [String: Any]) throws -> [DeliveryVerdict] {
        try bench.play(["faults": [[1, fault]]])
        return try bench.writer().deliver(batch, now: WriteBench.now)
    }

    @Test(arguments: [
        (500, true, true), (502, true, true), (503, true, false), (504, true, true), (429, true, false),
        (401, false, false),
        (403, false, false), (404, false, false), (405, false, false), (408, true, true), (423, true, false),
    ])
    func `hands on what a status says of the receiver, and whether the rows may be there`(
        _ status: Int, _ passes: Bool, _ mayHaveArrived: Bool
    ) throws {
        let verdicts = try deliver(fault: [
            "status": status, "headers": ["Retry-After": "3"], "body": "<html>\(Self.address)</html>",
        ])
        for verdict in verdicts {
            guard case .failed(let fault, let mayHave) = verdict else {
                Issue.record("\(status): \(verdict)")
                continue
            }
            #expect(mayHave == mayHaveArrived, "\(status)")
            #expect(
                (fault.remedy == .retry(afterSeconds: status == 423 ? 10 : 3)) == passes, "\(status) \(fault.remedy)")
            #expect(!"\(fault)".contains("ada"))
        }
        #expect(try bench.log().count == 1, "nothing is tried again by itself")
    }

    @Test func `knows that a receiver that is gone takes nothing any more`() throws {
        #expect(try deliver(fault: ["status": 410]).map(\.told) == ["failed delivery.gone", "failed delivery.gone"])
    }

    @Test func `says of a receiver that took it and says nothing that it may be there`() throws {
        #expect(
            try deliver(fault: ["hang": true]).map(\.told) == ["failed? network.timeout", "failed? network.timeout"])
        #expect(
            try deliver(fault: ["hangup": true]).map(\.told) == [
                "failed? network.truncated", "failed? network.truncated",
            ])
    }

    @Test func `reads no answer of ten gigabytes`() throws {
        let began = ContinuousClock.now
        #expect(
            try deliver(fault: ["endless": true]).map(\.told) == [
                "failed? network.too-large", "failed? network.too-large",
            ])
        #expect(ContinuousClock.now - began < .seconds(3))
        // Nor one that is packed so that it seems short.
        #expect(try deliver(fault: ["bomb": true]).map(\.told) == ["failed? gzip.too-large", "failed? gzip.too-large"])
    }

    @Test(arguments: [
        "<!DOCTYPE html><html>Log in</html>", #"{"results": [{"id": "1""#, #"{"results": [], "results": []}"#,
        "not json",
    ])
    func `takes what it cannot read for no judgement`(_ body: String) throws {
        let verdicts = try deliver(fault: ["status": 200, "body": body])
        #expect(verdicts.map(\.told) == ["failed? delivery.unreadable", "failed? delivery.unreadable"])
        let verdictsOfNothing = try deliver(fault: ["status": 200, "body": "{}"])
        #expect(verdictsOfNothing.map(\.told) == ["failed? delivery.unanswered", "failed? delivery.unanswered"])
    }

    @Test func `follows nobody elsewhere`() throws {
        let fault: [String: Any] = ["status": 307, "headers": ["Location": "/elsewhere"]]
        #expect(try deliver(fault: fault).map(\.told) == ["failed network.redirect", "failed network.redirect"])
        #expect(try bench.log().count == 1)
    }

    @Test func `that finds nobody has sent nothing`() throws {
        var text = try WriteBench(try Self.server.get(), "hubspot").destination()
        text.system.address = "http://127.0.0.1:1"
        let writer = HTTPWriter(text, folder: "/", clock: HTTPSession.Clock(now: { WriteBench.now }) { _ in })
        let verdicts = writer.deliver(batch, now: WriteBench.now)
        #expect(verdicts.map(\.told) == ["failed network.refused", "failed network.refused"])
    }

    @Test func `stops at the first failure of the receiver, and what follows was not sent`() throws {
        try bench.play(["faults": [[2, ["status": 500]]]])
        let rows = (1...250).map { WriteBench.row($0, [.text("p\($0)@x.example"), nil]) }
        let verdicts = try bench.writer().deliver(WriteBench.batch(Self.columns, rows), now: WriteBench.now)
        #expect(verdicts[..<100].allSatisfy { $0.told == "accepted" })
        #expect(verdicts[100..<200].allSatisfy { $0.told == "failed? http.status" })
        #expect(verdicts[200...].allSatisfy { $0.told == "untried" })
        #expect(try bench.log().count == 2)
    }

    @Test func `begins no further rows once a call has taken long, and gives back what it has`() throws {
        try bench.play()
        let looks = Mutex<Int>(0)
        // A quarter of a second for each look at the clock, which is looked at some times for each request.
        let clock = HTTPSession.Clock(now: {
            let passed = looks.withLock { looks in
                looks += 250
                return looks
            }
            return Instant(milliseconds: WriteBench.now.milliseconds + Int64(passed))
        }) { _ in }
        let writer = HTTPWriter(try bench.destination(), folder: "/", clock: clock)
        let rows = (1...3_000).map { WriteBench.row($0, [.text("p\($0)@x.example"), nil]) }
        let told = writer.deliver(WriteBench.batch(Self.columns, rows), now: WriteBench.now).map(\.told)
        let requests = try bench.log().count
        #expect(requests > 0 && requests < 30)
        #expect(told == (0..<3_000).map { $0 < requests * 100 ? "accepted" : "untried" })
    }

    @Test func `keeps to the receiver's pace for a moment, and gives a longer wait back`() throws {
        let waits = PullBench.Waits()
        let writer = try bench.writer(waits: waits)
        let rows = (1...95).map { WriteBench.row($0, [.text("p\($0)@x.example"), nil], .withdraw) }
        let verdicts = writer.deliver(WriteBench.batch(Self.columns, with: ["list": "9"], rows), now: WriteBench.now)
        // 90 in 10 seconds: the clock of this test stands still, so that the next is ten seconds away.
        let failed = verdicts.compactMap(\.fault)
        #expect(failed.first?.code == .httpQuota && failed.first?.remedy == .retry(afterSeconds: 10), "\(failed)")
        #expect(verdicts.last?.told == "untried")
        #expect(waits.seconds.withLock { $0 }.isEmpty)
    }

    @Test func `takes the row's values out of what a vendor says, and names nobody`() throws {
        let row = WriteBench.row(
            1,
            [
                .text("Ada.Canary@x.example"), .text("Ada Lovelace"), .text("DE"),
                .number(ExactNumber(4_917_012_345_678)),
            ])
        let text = AnswerText(row, secrets: ConcealedSecrets())
        #expect(text.cleaned("ada.canary@X.example is taken by LOVELACE, Ada") == "… is taken by …, …")
        #expect(
            text.cleaned("Contact\r\nof DE exists, see bob@y.example and +49 4917012345678.\u{0}")
                == "Contact of … exists, see … and +49 ….")
        #expect(text.cleaned("INDEED a model") == "INDEED a model")
        #expect(text.cleaned("Existing ID: 123456") == "Existing ID: 123456")
        let long = text.cleaned(String(repeating: "no ", count: 500))
        #expect(long.count == 200 && long.hasSuffix("…"))
        #expect(
            text.code("VALIDATION_ERROR") == "VALIDATION_ERROR" && text.code("Ada Lovelace") == nil
                && text.code("LOVELACE") == nil)
        var secrets = ConcealedSecrets()
        secrets.add("token", "canary-token-1")
        #expect(!AnswerText(row, secrets: secrets).cleaned("Bearer canary-token-1 has ended").contains("canary-token"))
    }

    @Test func `takes out the longer of two values first, and numbers that are nobody's but somebody's`() throws {
        let row = WriteBench.row(1, [.text("lead"), .text("leading-edge"), .text("Rea")])
        let text = AnswerText(row, secrets: ConcealedSecrets())
        #expect(text.cleaned("leading-edge exists, as misleading as it is") == "… exists, as mis…ing as it is")
        #expect(text.cleaned("ring +49 4917012345679 or 12345") == "ring +49 … or 12345")
        #expect(text.cleaned("really, rea is REAL") == "really, … is REAL")
    }

    @Test func `waits for no receiver longer than 30 days, nor backwards`() {
        #expect(WriteFault.wait(99_999_999) == 2_592_000 && WriteFault.wait(-5) == 0 && WriteFault.wait(nil) == 0)
        #expect(
            DeliveryFault.status(429, asked: 99_999_999, "tool.example").remedy == .retry(afterSeconds: 2_592_000))
    }

    @Test func `says no member of an object twice`() throws {
        let columns = ["a.b", "a", "c", "c.d"]
        let row = WriteBench.row(1, ["1", "2", "3", "4"].map { .text($0) })
        let destination = HTTPDestination(HTTPSource(address: "http://x"), writes: [])
        let text = RowText(row, RowColumns(columns, destination))
        var shape = RowShape()
        shape.isNested = true
        let json = try #require(RequestJSON("{columns}"))
        let body = try #require(json.bytes(RowValues(row: text, common: [:]), text.splices(shape)))
        #expect(String(decoding: body, as: UTF8.self) == #"{"a":{"b":"1"},"c":"3","c.d":"4"}"#)
    }

    @Test func `nests columns by their dots, makes lists of brackets, and keeps absent, null and value apart`() throws {
        let batch = WriteBench.batch(
            ["user_data.em[]", "user_data.lead_id", "event_time", "flag", "none", "absent", "event_time.odd", "when"],
            [
                WriteBench.row(
                    1,
                    [
                        .text("a\"b"), .number(ExactNumber(7)), .number(ExactNumber(1_617_693_833)), .flag(true), .null,
                        nil,
                        .text("x"), .instant(WriteBench.now),
                    ])
            ])
        let destination = HTTPDestination(HTTPSource(address: "http://x"), writes: [])
        let text = RowText(batch.rows[0], RowColumns(batch.columns, destination))
        let values = RowValues(row: text, common: [:])
        var shape = RowShape()
        shape.isNested = true
        func body(_ template: String) throws -> String {
            let json = try #require(RequestJSON(template))
            return String(
                decoding: try #require(json.bytes(values, text.splices(shape))), as: UTF8.self)
        }
        let members =
            #""user_data":{"em":["a\"b"],"lead_id":7},"event_time":1617693833,"flag":true,"none":null,"event_time.odd":"x","when":"2026-03-10T12:00:00Z""#
        #expect(try body("{columns}") == "{\(members)}")
        #expect(
            try body(#"{ "...": {columns}, "event_time": {decided-epoch-number}, "id": {message-id} }"#)
                == "{\(members),\"id\":\"msg-1\"}")
        shape.blank = .leaveOut
        #expect(!(try body("{columns}")).contains("none"))
        (shape.blank, shape.isText, shape.isNested) = (.empty, true, false)
        #expect(try body("{columns}").contains(#""flag":"true","none":"""#))
    }
}
