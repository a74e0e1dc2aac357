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
        #expect(asked.path == "/v26/customers/1234567890:uploadClickConversions")
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
}
