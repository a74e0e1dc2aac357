import Foundation
import LeadModel
import Synchronization
import TestSupport
import Testing

@testable import Connectors

/// The file for Marketo that is shipped, against a server that answers as Marketo does.
@Suite(.serialized) struct `Rows for Marketo` {
    private static let server = Result { try Server("receivers/marketo") }
    private let bench: WriteBench
    private static let columns = ["email", "firstName", "lastName", "annualRevenue"]

    init() throws {
        bench = try WriteBench(try Self.server.get(), "marketo")
        try bench.play()
    }

    private func row(_ number: Int, _ email: String, _ action: FeedAction = .add, receiver: String? = nil)
        -> DeliveryRow
    {
        WriteBench.row(
            number,
            [
                .text(email), .text("Given\(number)"), .null,
                action == .withdraw ? nil : .number(ExactNumber(mantissa: 125, scale: 1)),
            ],
            action, receiver: receiver)
    }

    @Test func `are made and changed, and those that it skips are told one by one`() throws {
        try bench.play([
            "refuse": ["b@x.example": "1003"], "later": ["d@x.example": "1029"], "known": ["c@x.example": "77"],
        ])
        let rows = [row(1, "a@x.example"), row(2, "b@x.example"), row(3, "c@x.example"), row(4, "d@x.example")]
        let verdicts = try bench.writer().deliver(WriteBench.batch(Self.columns, rows), now: WriteBench.now)
        #expect(verdicts.map(\.told) == ["accepted", "rejected 1003", "accepted", "failed delivery.put-off"])
        #expect(verdicts[0].receipt?.word == "created" && verdicts[0].receipt?.receiverID == "1001")
        #expect(verdicts[2].receipt == DeliveryReceipt(status: 200, receiverID: "77", word: "updated"))
        #expect(verdicts[3].fault?.seen == .word("1029"))
        let asked = try bench.log()
        #expect(asked.map(\.path) == ["/rest/v1/leads.json"])
        // Numbers are numbers, what holds nothing is null.
        #expect(asked[0].body.contains(#""annualRevenue":12.5"#) && asked[0].body.contains(#""lastName":null"#))
    }

    @Test func `are put into the list that the feed names, by the ids they were given`() throws {
        try bench.play(["refuse": ["b@x.example": "1003"]])
        let rows = [row(1, "a@x.example"), row(2, "b@x.example"), row(3, "c@x.example", .change)]
        let verdicts = try bench.writer().deliver(
            WriteBench.batch(Self.columns, with: ["list": "42"], rows), now: WriteBench.now)
        #expect(verdicts.map(\.told) == ["accepted", "rejected 1003", "accepted"])
        #expect(verdicts[1].refusal?.text.hasPrefix("upsert: Lead … of") == true)
        let asked = try bench.log()
        #expect(asked.map(\.path) == ["/rest/v1/leads.json", "/rest/v1/lists/42/leads.json"])
        #expect(asked[1].body == #"{"input":[{"id":1000},{"id":1001}]}"# && asked[1].method == "POST")
    }

    @Test
    func
        `that are withdrawn leave it, by the id of the ledger or one that is looked up, and whoever is unknown has left`()
        throws
    {
        try bench.play(["known": ["a@x.example": "5", "b@x.example": "6"]])
        let rows = [
            row(1, "a@x.example", .withdraw, receiver: "5"), row(2, "B@x.example", .withdraw),
            row(3, "c@x.example", .withdraw),
        ]
        let verdicts = try bench.writer().deliver(
            WriteBench.batch(Self.columns, with: ["list": "42"], rows), now: WriteBench.now)
        #expect(verdicts.map(\.told) == ["accepted", "accepted", "accepted"])
        #expect(verdicts[0].receipt?.word == "notmemberof" && verdicts[1].receipt?.receiverID == "6")
        #expect(verdicts[2].receipt == DeliveryReceipt(word: "unknown-there"))
        let asked = try bench.log()
        #expect(asked.map(\.method) == ["GET", "GET", "DELETE"])
        #expect(asked[2].body == #"{"input":[{"id":5},{"id":6}]}"#)
    }

    @Test func `are not looked up again where they could not be sent`() throws {
        let known = Dictionary(uniqueKeysWithValues: (1...150).map { ("p\($0)@x.example", "\($0)") })
        try bench.play(["known": known])
        var waiting = (1...150).map { row($0, "p\($0)@x.example", .withdraw) }
        var tries = 0
        let waits = PullBench.Waits()
        let patient = try bench.writer(waits: waits)
        while !waiting.isEmpty, tries < 9 {
            let batch = WriteBench.batch(Self.columns, with: ["list": "42"], waiting)
            let verdicts = patient.deliver(batch, now: WriteBench.now)
            let failed = zip(waiting, verdicts).filter { $0.1.receipt == nil }
            if let wait = failed.first?.1.fault?.remedy { #expect(wait == .retry(afterSeconds: 20)) }
            waiting = failed.map(\.0)
            // As whoever sends would wait.
            waits.seconds.withLock { $0.append(20) }
            tries += 1
        }
        #expect(waiting.isEmpty && tries == 2, "\(tries)")
        #expect(try bench.log().count { $0.method == "GET" } == 150)
        // Once it was judged it may be another by the next time.
        waits.seconds.withLock { $0.append(20) }
        let again = WriteBench.batch(Self.columns, with: ["list": "42"], [row(1, "p1@x.example", .withdraw)])
        #expect(patient.deliver(again, now: WriteBench.now).map(\.told) == ["accepted"])
        #expect(try bench.log().count { $0.method == "GET" } == 1)
    }

    @Test func `go on behind a token that has ended, and a busy hour is told as one`() throws {
        try bench.play(["faults": [[2, ["token": true]]]])
        let writer = try bench.writer()
        let batch = WriteBench.batch(Self.columns, [row(1, "a@x.example")])
        for _ in 0..<2 { #expect(writer.deliver(batch, now: WriteBench.now).map(\.told) == ["accepted"]) }
        let busy = #"{"requestId":"x","success":false,"errors":[{"code":"606","message":"Max rate limit"}]}"#
        let strange = #"{"requestId":"x","success":false,"errors":[{"code":"1006","message":"Field 'x' not found"}]}"#
        try bench.play(["faults": [[1, ["status": 200, "body": busy]], [2, ["status": 200, "body": strange]]]])
        let throttled = try #require(writer.deliver(batch, now: WriteBench.now).first)
        #expect(throttled.fault?.remedy == .retry(afterSeconds: 20) && throttled.told == "failed http.status")
        let refused = try #require(writer.deliver(batch, now: WriteBench.now).first)
        #expect(refused.fault?.remedy == .stopStream && refused.fault?.seen == .word("1006"))
    }

    @Test func `go in requests of at most three hundred, each address once in one`() throws {
        let rows = [row(400, "P1@x.example")] + (1...310).map { row($0, "p\($0)@x.example") }
        let verdicts = try bench.writer().deliver(WriteBench.batch(Self.columns, rows), now: WriteBench.now)
        #expect(verdicts.allSatisfy { $0.told == "accepted" } && verdicts.count == 311)
        #expect(try bench.log().map { $0.count("input") } == [300, 10, 1])
    }

    @Test func `that are longer than a request may be are refused by us, each alone`() throws {
        let long = WriteBench.row(1, [.text("a@x.example"), .text(String(repeating: "x", count: 1_000_000)), nil, nil])
        let verdicts = try bench.writer().deliver(
            WriteBench.batch(Self.columns, [long, row(2, "b@x.example")]), now: WriteBench.now)
        #expect(verdicts.map(\.told) == ["rejected too-long", "accepted"])
        let wide = (1...3).map {
            WriteBench.row($0, [.text("p\($0)@x.example"), .text(String(repeating: "é", count: 200_000)), nil, nil])
        }
        _ = try bench.log()
        #expect(
            try bench.writer().deliver(WriteBench.batch(Self.columns, wide), now: WriteBench.now).map(\.told)
                == ["accepted", "accepted", "accepted"])
        #expect(try bench.log().map { $0.count("input") } == [2, 1])
    }

    @Test func `without the key are refused by us, and no other`() throws {
        let rows = [WriteBench.row(1, [nil, .text("Ada"), nil, nil]), row(2, "b@x.example")]
        let verdicts = try bench.writer().deliver(WriteBench.batch(Self.columns, rows), now: WriteBench.now)
        #expect(verdicts.map(\.told) == ["rejected no-key", "accepted"])
    }

    @Test func `of a feed without a list have nothing to be withdrawn from, which is told`() throws {
        let verdicts = try bench.writer().deliver(
            WriteBench.batch(Self.columns, [row(1, "a@x.example", .withdraw)]), now: WriteBench.now)
        #expect(verdicts.map(\.told) == ["rejected no-write"])
    }

    @Test func `are imported from a file, and those that failed are found in the file of failures`() throws {
        let bench = try WriteBench(try Self.server.get(), "marketo-import")
        try bench.play(["refuse": ["b@x.example": "x"], "stranger": true])
        let rows = [
            row(1, "a@x.example"),
            WriteBench.row(2, [.text("b@x.example"), .text("Ada, \"the\"\r\nfirst"), .text("=1+1"), nil]),
            row(3, "c@x.example"),
        ]
        let waits = PullBench.Waits()
        let writer = try bench.writer(waits: waits)
        let verdicts = writer.deliver(WriteBench.batch(Self.columns, with: ["list": "42"], rows), now: WriteBench.now)
        #expect(verdicts.map(\.told) == ["accepted", "rejected", "accepted"])
        #expect(verdicts[1].refusal?.text == "Value of … is not valid")
        #expect(verdicts[0].receipt?.word == "imported" && waits.seconds.withLock { $0 } == [10, 10, 10, 10])
        #expect(writer.warnings.map(\.code) == [.deliveryUnanswered])
        let files = try bench.log().filter { $0.path == "/bulk/v1/leads.json" }
        // One lead is not spoken of in a column: it is no cell that would empty the field.
        #expect(files.count == 2 && files[0].query["listId"] == "42")
        #expect(
            files[0].body.contains(
                "\r\n\r\nemail,firstName,lastName,annualRevenue\r\na@x.example,Given1,null,12.5\r\nc@x"))
        #expect(
            files[1].body.contains(
                "\r\n\r\nemail,firstName,lastName\r\nb@x.example,\"Ada, \"\"the\"\"\r\nfirst\",=1+1\r\n"))
    }

    @Test func `that no file of CSV can hold are refused by us, and no other`() throws {
        let bench = try WriteBench(try Self.server.get(), "marketo-import")
        try bench.play()
        let odd = WriteBench.row(2, [.text("b@x.example"), .text("A\u{0}da"), .null, nil])
        let verdicts = try bench.writer().deliver(
            WriteBench.batch(Self.columns, [row(1, "a@x.example"), odd, row(3, "c@x.example")]), now: WriteBench.now)
        #expect(verdicts.map(\.told) == ["accepted", "rejected unwritable", "accepted"])
        #expect(!"\(verdicts)".contains("da\""))
    }

    @Test func `of an import that does not come to its end are sent again later`() throws {
        let bench = try WriteBench(try Self.server.get(), "marketo-import")
        let batch = WriteBench.batch(Self.columns, [row(1, "a@x.example")])
        for (state, told) in [
            ("Importing", "failed? http.job"), ("Failed", "failed? http.job"), ("Wondering", "failed? http.job"),
        ] {
            try bench.play(["stuck": state])
            let verdict = try #require(try bench.writer().deliver(batch, now: WriteBench.now).first)
            #expect(verdict.told == told)
            #expect((verdict.fault?.remedy == .retry(afterSeconds: 600)) == (state == "Importing"))
        }
        // The file is there, and nobody says what became of it.
        try bench.play(["faults": [[2, ["status": 503]]]])
        #expect(try bench.writer().deliver(batch, now: WriteBench.now).map(\.told) == ["failed? http.status"])
    }
}

/// The file for HubSpot that is shipped.
@Suite(.serialized) struct `Rows for HubSpot` {
    private static let server = Result { try Server("receivers/hubspot") }
    private let bench: WriteBench
    private static let columns = ["email", "firstname", "score", "hs_lead_status"]

    init() throws {
        bench = try WriteBench(try Self.server.get(), "hubspot")
        try bench.play()
    }

    private func row(_ number: Int, _ action: FeedAction = .add, receiver: String? = nil) -> DeliveryRow {
        WriteBench.row(
            number, [.text("p\(number)@x.example"), .text("Ada"), .number(ExactNumber(5)), .null], action,
            receiver: receiver)
    }

    private func deliver(_ rows: [DeliveryRow], with parameters: [String: String] = [:]) throws -> [DeliveryVerdict] {
        try bench.writer().deliver(WriteBench.batch(Self.columns, with: parameters, rows), now: WriteBench.now)
    }

    @Test
    func `that partly fail with 207 are told apart by their trace, in whatever order, and strangers are passed over`()
        throws
    {
        try bench.play([
            "refuse": ["p2@x.example": "VALIDATION_ERROR"], "reversed": true, "stranger": true,
            "silent": ["p4@x.example"],
        ])
        let writer = try bench.writer()
        let verdicts = writer.deliver(
            WriteBench.batch(Self.columns, [row(1), row(2), row(3), row(4)]), now: WriteBench.now)
        #expect(
            verdicts.map(\.told) == [
                "accepted", "rejected VALIDATION_ERROR", "accepted", "failed? delivery.unanswered",
            ])
        #expect(
            verdicts[1].refusal
                == DeliveryRefusal(status: 207, code: "VALIDATION_ERROR", text: "upsert: … is invalid: …"))
        #expect(verdicts[0].receipt?.receiverID == "1000" && verdicts[2].receipt?.receiverID == "1001")
        #expect(writer.warnings.map(\.code) == [.deliveryUnanswered])
        let asked = try #require(try bench.log().first)
        #expect(asked.text("inputs.0.objectWriteTraceId") == "msg-1" && asked.text("inputs.0.id") == "p1@x.example")
        #expect(
            asked.text("inputs.0.properties.score") == "5" && asked.text("inputs.0.properties.hs_lead_status") == "")
    }

    @Test func `one of which spoils a batch are sent in halves until it stands alone`() throws {
        for status in [400, 413, 422] {
            try bench.play(["poison": "p3@x.example", "poison-status": status])
            let verdicts = try deliver((1...8).map { row($0) })
            #expect(verdicts.map(\.told) == (1...8).map { $0 == 3 ? "rejected VALIDATION_ERROR" : "accepted" })
            #expect(
                verdicts[2].refusal?.text == "upsert: Property values were not valid: …"
                    && verdicts[2].refusal?.status == status)
            #expect(try bench.log().map { $0.count("inputs") } == [8, 4, 2, 2, 1, 1, 4])
        }
    }

    @Test func `go into the list and out of it by the id of the record`() throws {
        try bench.play(["known": ["p1@x.example": "51", "p2@x.example": "52"]])
        let added = try deliver([row(1), row(2, .change)], with: ["list": "9"])
        #expect(added.map(\.told) == ["accepted", "accepted"])
        #expect(try bench.log().last?.body == #"["51","52"]"#)
        let gone = try deliver(
            [row(1, .withdraw, receiver: "51"), row(2, .withdraw), row(3, .withdraw)], with: ["list": "9"])
        #expect(gone.map(\.told) == ["accepted", "accepted", "accepted"] && gone[2].receipt?.word == "unknown-there")
        let asked = try bench.log()
        #expect(asked.map(\.method) == ["GET", "GET", "PUT"] && asked[2].body == #"["51","52"]"#)
        #expect(asked[0].path == "/crm/v3/objects/contacts/p2%40x.example")
    }

    @Test func `that the list does not take are refused, although the contact was written`() throws {
        try bench.play(["known": ["p2@x.example": "52"]])
        let writer = try bench.writer()
        let verdicts = writer.deliver(
            WriteBench.batch(Self.columns, with: ["list": "9"], [row(1), row(2)]), now: WriteBench.now)
        #expect(verdicts.map(\.told) == ["accepted", "accepted"])
        try bench.play([
            "faults": [[2, ["status": 200, "body": #"{"recordIdsMissing":["1000"],"recordsIdsAdded":["52"]}"#]]]
        ])
        let partly = writer.deliver(
            WriteBench.batch(Self.columns, with: ["list": "9"], [row(1), row(2)]), now: WriteBench.now)
        #expect(partly.map(\.told) == ["rejected", "accepted"] && partly[0].refusal?.text.hasPrefix("list: ") == true)
    }

    @Test func `wait as long as the host asks, and what has been written may have arrived`() throws {
        let body =
            #"{"status":"error","message":"You have reached your ten_secondly_rolling limit.","errorType":"RATE_LIMIT","policyName":"TEN_SECONDLY_ROLLING"}"#
        try bench.play(["faults": [[2, ["status": 429, "headers": ["Retry-After": "7"], "body": body]]]])
        let verdicts = try deliver([row(1), row(2)], with: ["list": "9"])
        #expect(verdicts.map(\.told) == ["failed? http.throttled", "failed? http.throttled"])
        #expect(verdicts[0].fault?.remedy == .retry(afterSeconds: 7))
        try bench.play(["faults": [[1, ["status": 429, "headers": ["Retry-After": "7"], "body": body]]]])
        #expect(try deliver([row(1)]).map(\.told) == ["failed http.throttled"])
    }
}

/// The files for Mailchimp that are shipped.
@Suite(.serialized) struct `Rows for Mailchimp` {
    private static let server = Result { try Server("receivers/mailchimp") }
    private let bench: WriteBench
    private let batches: WriteBench
    private static let columns = ["email", "FNAME", "ADDRESS.city"]

    init() throws {
        bench = try WriteBench(try Self.server.get(), "mailchimp")
        batches = try WriteBench(try Self.server.get(), "mailchimp-members")
    }

    private func row(_ number: Int, _ action: FeedAction = .add) -> DeliveryRow {
        WriteBench.row(number, [.text("P\(number)@x.example"), .text("Ada"), nil], action)
    }

    @Test func `never subscribe whoever has unsubscribed, and are tagged and untagged`() throws {
        try bench.play([
            "known": ["p1@x.example": "unsubscribed", "p2@x.example": "cleaned"], "refuse": ["p4@x.example": "400"],
        ])
        let verdicts = try bench.writer().deliver(
            WriteBench.batch(Self.columns, with: ["audience": "57afe", "tag": "Recycled"], (1...4).map { row($0) }),
            now: WriteBench.now)
        #expect(verdicts.map(\.told) == ["accepted", "accepted", "accepted", "rejected"])
        #expect(verdicts.map { $0.receipt?.word } == ["unsubscribed", "cleaned", "subscribed", nil])
        #expect(verdicts[3].refusal?.text == "member: … looks fake or invalid, please enter a real email address.")
        let asked = try bench.log()
        #expect(
            asked.count == 7 && asked[0].method == "PUT"
                && asked[0].path == "/3.0/lists/57afe/members/44e578b67959f4c779679e92425ee144")
        #expect(
            asked[0].body
                == #"{"email_address":"P1@x.example","merge_fields":{"FNAME":"Ada"},"status_if_new":"subscribed"}"#)
        #expect(asked[4].body == #"{"tags":[{"name":"Recycled","status":"active"}]}"#)
        let gone = try bench.writer().deliver(
            WriteBench.batch(
                Self.columns, with: ["audience": "57afe", "tag": "Recycled"], [row(1, .withdraw), row(9, .withdraw)]),
            now: WriteBench.now)
        #expect(gone.map(\.told) == ["accepted", "accepted"] && gone.map { $0.receipt?.status } == [204, 404])
    }

    @Test func `in batches are refused by a list of errors, by address in whatever letters, all others taken`() throws {
        try bench.play([
            "known": ["p1@x.example": "subscribed", "p2@x.example": "unsubscribed", "p3@x.example": "subscribed"],
            "refuse": ["P3@x.example": "ERROR_GENERIC"], "reversed": true, "stranger": true,
        ])
        let writer = try batches.writer()
        let verdicts = writer.deliver(
            WriteBench.batch(Self.columns, with: ["audience": "57afe"], (1...4).map { row($0) }), now: WriteBench.now)
        #expect(verdicts.map(\.told) == ["accepted", "accepted", "rejected ERROR_GENERIC", "rejected ERROR_GENERIC"])
        #expect(verdicts[3].refusal?.field == "status" && verdicts[2].refusal?.text == "… was permanently deleted")
        #expect(writer.warnings.count == 1)
    }
}
