import Foundation
import LeadModel
import TestSupport
import Testing

@testable import Connectors

/// The file for Google Ads that is shipped.
@Suite(.serialized) struct `Conversions for Google Ads` {
    private static let server = Result { try Server("receivers/google-ads") }
    private let bench: WriteBench
    private static let columns = [
        "gclid", "conversionDateTime", "conversionValue", "currencyCode", "consent.adUserData",
    ]
    private static let account = ["customer": "1234567890", "conversion": "42"]

    init() throws {
        bench = try WriteBench(try Self.server.get(), "google-ads")
        try bench.play()
    }

    private func row(_ number: Int, _ action: FeedAction = .add) -> DeliveryRow {
        WriteBench.row(
            number,
            [
                .text("click-\(number)"), .text("2026-02-01 15:30:00+01:00"),
                .number(ExactNumber(mantissa: 9950, scale: 2)),
                .text("EUR"), .text("GRANTED"),
            ], action)
    }

    private func deliver(_ rows: [DeliveryRow]) throws -> [DeliveryVerdict] {
        try bench.writer().deliver(WriteBench.batch(Self.columns, with: Self.account, rows), now: WriteBench.now)
    }

    @Test func `that fail in part are told apart by their index, and all others were taken`() throws {
        try bench.play([
            "refuse": [
                "L1-42": "EXPIRED_EVENT", "L3-42": "UNPARSEABLE_GCLID", "L4-42": "CLICK_CONVERSION_ALREADY_EXISTS",
            ], "stranger": true,
        ])
        let writer = try bench.writer()
        let verdicts = writer.deliver(
            WriteBench.batch(Self.columns, with: Self.account, (1...4).map { row($0) }), now: WriteBench.now)
        #expect(
            verdicts.map(\.told) == ["rejected EXPIRED_EVENT", "accepted", "rejected UNPARSEABLE_GCLID", "accepted"])
        #expect(
            verdicts[0].refusal?.text == "conversions: The click … is too old, in: L1-42"
                && verdicts[0].refusal?.field == "gclid")
        #expect(verdicts[3].receipt?.word == "CLICK_CONVERSION_ALREADY_EXISTS" && writer.warnings.count == 1)
        let asked = try #require(try bench.log().first)
        #expect(asked.path == "/v25/customers/1234567890:uploadClickConversions")
        #expect(
            asked.text("conversions.0.consent.adUserData") == "GRANTED"
                && asked.body.contains(#""conversionValue":99.50"#))
        #expect(asked.text("conversions.0.conversionAction") == "customers/1234567890/conversionActions/42")
    }

    @Test func `are restated when they change, and retracted when they are withdrawn`() throws {
        #expect(try deliver([row(1, .change), row(2, .withdraw)]).map(\.told) == ["accepted", "accepted"])
        let asked = try bench.log()
        #expect(asked.map { $0.text("conversionAdjustments.0.adjustmentType") } == ["RESTATEMENT", "RETRACTION"])
        #expect(asked[0].value("conversionAdjustments.0.restatementValue.adjustedValue") as? Double == 99.5)
        #expect(asked[1].text("conversionAdjustments.0.adjustmentDateTime") == "2026-03-10 12:00:00+00:00")
        #expect(asked[1].text("conversionAdjustments.0.orderId") == "L2-42")
    }

    @Test func `that are too young for Google are sent again, and none that it left out counts as taken`() throws {
        try bench.play([
            "refuse": [
                "L1-42": "TOO_RECENT_EVENT", "L2-42": "DUPLICATE_ORDER_ID", "L3-42": "ORDER_ID_ALREADY_IN_USE",
            ]
        ])
        #expect(
            try deliver((1...3).map { row($0) }).map(\.told)
                == ["failed delivery.put-off", "rejected DUPLICATE_ORDER_ID", "accepted"])
        try bench.play(["refuse": ["L1-42": "TOO_RECENT_CONVERSION", "L2-42": "CONVERSION_EXPIRED"]])
        for action in [FeedAction.change, .withdraw] {
            #expect(
                try deliver([row(1, action), row(2, action)]).map(\.told)
                    == ["failed delivery.put-off", "rejected CONVERSION_EXPIRED"])
        }
    }

    @Test func `of leads without a click go by the hashed address`() throws {
        let bench = try WriteBench(try Self.server.get(), "google-ads-leads")
        let row = WriteBench.row(
            1, [.text(String(repeating: "ab", count: 32)), .text("2026-02-01 15:30:00+01:00"), nil])
        let batch = WriteBench.batch(
            ["hashedEmail", "conversionDateTime", "conversionValue"], with: Self.account, [row])
        #expect(try bench.writer().deliver(batch, now: WriteBench.now).map(\.told) == ["accepted"])
        let asked = try #require(try bench.log().first)
        #expect(asked.text("conversions.0.userIdentifiers.0.hashedEmail")?.count == 64)
        #expect(asked.value("conversions.0.conversionValue") == nil && asked.value("conversions.0.hashedEmail") == nil)
    }
}

/// The file for Meta that is shipped.
@Suite(.serialized) struct `Events for Meta` {
    private static let server = Result { try Server("receivers/meta") }
    private let bench: WriteBench
    private static let columns = [
        "event_name", "event_time", "user_data.lead_id", "user_data.em[]", "custom_data.value",
    ]

    init() throws {
        bench = try WriteBench(try Self.server.get(), "meta-conversions")
        try bench.play()
    }

    private func deliver(_ count: Int) throws -> [DeliveryVerdict] {
        let rows = (1...count).map { number in
            WriteBench.row(
                number,
                [
                    .text("Won"), .number(ExactNumber(1_617_693_833)), .number(ExactNumber(1_234_567_890_123_456)),
                    .text(String(repeating: "cd", count: 32)), .number(ExactNumber(9)),
                ])
        }
        return try bench.writer().deliver(
            WriteBench.batch(Self.columns, with: ["dataset": "99", "source": "Salesforce"], rows), now: WriteBench.now)
    }

    @Test func `are nested as it wants them, beside what is the same for all`() throws {
        #expect(try deliver(1).map(\.told) == ["accepted"])
        #expect(
            try bench.log().first?.body
                == #"{"data":[{"event_name":"Won","event_time":1617693833,"user_data":{"lead_id":1234567890123456,"em":["\#(String(repeating: "cd", count: 32))"]},"custom_data":{"value":9,"event_source":"crm","lead_event_source":"Salesforce"},"action_source":"system_generated","event_id":"msg-1"}]}"#
        )
    }

    @Test func `one of which is too old spoil no others`() throws {
        try bench.play(["refuse": ["msg-3": "x"]])
        let verdicts = try deliver(4)
        #expect(verdicts.map(\.told) == ["accepted", "accepted", "rejected 100", "accepted"])
        #expect(verdicts[2].refusal?.text == "The timestamp of ['…'] is too far in the past.")
    }

    @Test func `that were not all received are sent again, and a token that has ended stops all`() throws {
        try bench.play(["lost": 1])
        #expect(try deliver(2).map(\.told) == ["failed? delivery.unanswered", "failed? delivery.unanswered"])
        let ended = #"{"error":{"message":"Error validating access token","type":"OAuthException","code":190}}"#
        let often = #"{"error":{"message":"Application request limit reached","type":"OAuthException","code":4}}"#
        try bench.play(["faults": [[1, ["status": 400, "body": ended]]]])
        #expect(try deliver(2).map(\.told) == ["failed http.status", "failed http.status"])
        try bench.play(["faults": [[1, ["status": 400, "body": often]]]])
        #expect(try deliver(1).first?.fault?.remedy == .retry(afterSeconds: 300))
        // What may not be sent at all is refused for no row, and not tried in halves.
        let barred = #"{"error":{"message":"Permissions error","type":"OAuthException","code":200}}"#
        try bench.play(["faults": [[1, ["status": 400, "body": barred]]]])
        #expect(try deliver(2).map(\.told) == ["failed http.status", "failed http.status"])
        #expect(try bench.log().count == 1)
    }
}
