import ConfigFiles
import Feedback
import LeadModel
import Testing

@Suite struct `A feed of leads that go back to sales` {
    private static let fields =
        "{ id: { id-in: salesforce }, owner: previous-owner, why: discard-reason, since: recycled-on, back: returned-on, because: returned-because, early: early, did: did-since, sent: sent-since, letters: sent-count, after: resume-after }"

    private static func feed(_ select: String = "{ decision: return }") throws -> FeedDefinition {
        try FeedDefinition.compile(
            """
            feed: returned
            select: \(select)
            fields: \(fields)
            format: ndjson
            to: { folder: feeds }
            mode: incremental
            withdrawals: never
            """, file: "feed.yaml")
    }

    private static let returned: Decision = {
        var decision = Given.recycled
        (decision.kind, decision.cause, decision.returned) = (.return, .reQualified, Given.at("2026-05-01"))
        return decision
    }()

    private static let story = Backstory(
        previousOwner: "Dana",
        deeds: [
            .init(kind: "demo-request", count: 1, last: "2026-05-01"),
            .init(kind: "pricing-page", count: 2, last: "2026-04-28"),
        ],
        sent: ["Price list (2026-04-20)", "Spring (2026-04-01)"], sentCount: 2,
        because: ["score >= 60 (72)", "activity demo-request within 7d (1, the last on 2026-05-01)"],
        resumeAfter: "Spring")

    private static let lead = Given.dossier(1, [:], records: [Given.record("salesforce", "00Q7", role: .crm)])

    @Test func `tells the story of each, and the id by which the CRM finds it`() throws {
        let row = try Self.feed().row(
            Self.lead, standing: Given.discarded, decision: Self.returned, story: Self.story, action: .add)
        #expect(
            try Given.written(Self.feed(), [row])
                == #"{"id":"00Q7","owner":"Dana","why":"timing","since":null,"back":"2026-05-01T00:00:00Z","because":"score >= 60 (72); activity demo-request within 7d (1, the last on 2026-05-01)","early":true,"did":"1 demo-request (2026-05-01), 2 pricing-page (2026-04-28)","sent":"Price list (2026-04-20), Spring (2026-04-01)","letters":2,"after":"Spring"}"#
                + "\n")
    }

    @Test func `takes them, and nobody who goes to marketing`() throws {
        let feed = try Self.feed()
        #expect(feed.selects(Self.returned) && !feed.selects(Given.recycled))
        #expect(try !Given.feed("ndjson", fields: "{ a: email }").selects(Self.returned))
        var trackless = Self.returned
        trackless.track = nil
        #expect(feed.selects(trackless))
        let some = try Self.feed("{ decision: return, tracks: [re-engage, back-in-season] }")
        #expect(some.selects(Self.returned) && !some.selects(trackless))
    }

    @Test func `serves no track of marketing's`() throws {
        #expect(FeedDefinition.unserved(agreed: ["re-engage"], for: .recycle, by: [try Self.feed()]) == ["re-engage"])
    }

    @Test func `asks for no story where no column tells one`() throws {
        let feed = try Given.feed("ndjson", fields: "{ lead: lead-id }")
        func story() -> Backstory {
            Issue.record("asked")
            return Backstory()
        }
        _ = feed.row(Self.lead, standing: Given.discarded, decision: Given.recycled, story: story(), action: .add)
        _ = try Self.feed().row(
            Self.lead, standing: Given.discarded, decision: Self.returned, story: story(), action: .withdraw)
    }
}
