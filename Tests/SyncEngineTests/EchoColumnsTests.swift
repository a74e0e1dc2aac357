import Feedback
import FieldMapping
import LeadModel
import Testing

@testable import LeadStore
@testable import SyncEngine

/// Single messages, by what their feed and the mapping of what comes back say.
@Suite struct `What of a message may come back as an echo` {
    private func feed(_ fields: String) throws -> FeedDefinition {
        try FeedDefinition.compile(
            """
            feed: nurture
            select: { decision: recycle }
            fields: \(fields)
            to: { destination: tool }

            """, file: "nurture.yaml")
    }

    private func mapping(_ fields: String) throws -> FieldMapping {
        try FieldMapping.compile(
            """
            mapping: tool
            record: lead
            identity: { id: Id }
            opt-out: none-in-this-export
            fields: \(fields)

            """, file: "tool.yaml")
    }

    private func row(_ feed: FeedDefinition, _ action: FeedAction = .change, _ cells: [FieldValue?]) -> WrittenRow {
        let content = FeedRowCodec.pack(
            FeedRow(lead: LeadID(number: 1), action: action, cells: cells), of: feed)
        return WrittenRow(
            feed: feed.name, message: 1, from: Instant(milliseconds: 0), to: nil, action: action, content: content)
    }

    /// What a row may come back as that was kept by one feed, where the feed is another one now.
    private func written(
        _ cells: [FieldValue?], _ action: FeedAction = .change, by then: FeedDefinition, now: FeedDefinition?,
        _ mapping: FieldMapping, below: String? = nil
    ) -> EchoColumns.Written {
        let feeds = [then] + (now.map { [$0] } ?? [])
        let kept = Dictionary(feeds.map { ($0.layout.number, $0.layout.fields) }) { first, _ in first }
        let columns = EchoColumns(
            now.map { [$0] } ?? [], mapping, kept, below: below.map { ["tool": $0] } ?? [:])
        return columns.written(by: row(then, action, cells))
    }

    private let plain = "{ email: { from: Email, as: email }, city: Town, title: Title, last-name: Last }"

    @Test func `is its keys alone where it takes somebody back`() throws {
        let feed = try feed("{ Mail: email, Title: city, Town: city }")
        let cells: [FieldValue?] = [.text("a@example.com"), .text("Rome"), .text("Rome")]
        let told = written(cells, by: feed, now: feed, try mapping(plain))
        #expect(told.values == [.email: .text("a@example.com"), .city: .text("Rome")])
        #expect(told.forms == [.title: [.text("Rome")]])
        for now in [feed, nil] {
            let taken = written(cells, .withdraw, by: feed, now: now, try mapping(plain))
            #expect(taken.values == [.email: .text("a@example.com")] && taken.forms.isEmpty, "\(taken)")
        }
    }

    @Test func `is a form only where the column was called and written then as now`() throws {
        let words = "words: { re-engage: Nurture, winback: Win }"
        let then = try feed("{ Mail: email, Title: { from: track, \(words) }, Last: { from: email, as: sha256 } }")
        let cells: [FieldValue?] = [.text("a@example.com"), .text("re-engage"), .text("a@example.com")]
        let mapping = try mapping(plain)
        #expect(Set(written(cells, by: then, now: then, mapping).forms.keys) == [.title, .lastName])
        let reworded = try feed(
            "{ Mail: email, Title: { from: track, words: { re-engage: Warm, winback: Win } }, Last: { from: email, as: sha256 } }"
        )
        #expect(then.layout.number != reworded.layout.number)
        #expect(Set(written(cells, by: then, now: reworded, mapping).forms.keys) == [.lastName])
        let renamed = try feed(
            "{ Mail: email, Last: { from: track, \(words) }, Title: { from: email, as: sha256 } }")
        #expect(written(cells, by: then, now: renamed, mapping).forms.isEmpty)
        // A column beside it changes nothing of what was written.
        let more = try feed(
            "{ Mail: email, City: city, Title: { from: track, \(words) }, Last: { from: email, as: sha256 } }")
        #expect(Set(written(cells, by: then, now: more, mapping).forms.keys) == [.title, .lastName])
    }

    @Test func `is a time by its pattern only as long as that is the same`() throws {
        func feed(_ pattern: String, _ zone: String = "UTC") throws -> FeedDefinition {
            try self.feed("{ Mail: email, Title: { from: due, as: time, pattern: \"\(pattern)\", zone: \(zone) } }")
        }
        let then = try feed("yyyy-MM-dd")
        let cells: [FieldValue?] = [.text("a@example.com"), .instant(Instant(milliseconds: 1_790_000_000_000))]
        let mapping = try mapping(plain)
        #expect(written(cells, by: then, now: then, mapping).forms[.title]?.count == 1)
        for other in [try feed("dd.MM.yyyy"), try feed("yyyy-MM-dd", "Asia/Tokyo")] {
            #expect(written(cells, by: then, now: other, mapping).forms.isEmpty)
        }
    }

    @Test func `is a value as it is only where it was written so, and is now`() throws {
        let hashed = try feed("{ Mail: email, Town: { from: city, as: sha256, for: meta } }")
        let asItIs = try feed("{ Mail: email, Town: city }")
        let renamed = try feed("{ Mail: email, City: city, Track: track }")
        let cells: [FieldValue?] = [.text("a@example.com"), .text("Rome")]
        let mapping = try mapping(plain)
        #expect(written(cells, by: hashed, now: asItIs, mapping).values[.city] == nil)
        #expect(written(cells, by: asItIs, now: hashed, mapping).values[.city] == nil)
        #expect(written(cells, by: hashed, now: nil, mapping).values[.city] == nil)
        for now in [asItIs, renamed, nil] {
            #expect(written(cells, by: asItIs, now: now, mapping).values[.city] == .text("Rome"))
        }
    }

    @Test func `is found under a column's whole name, and below what the destination declares`() throws {
        let feed = try feed("{ Mail: email, Name: { text: Ours } }")
        let cells: [FieldValue?] = [.text("a@example.com"), .text("Ours")]
        func found(_ fields: String, below: String? = nil) throws -> Set<Field> {
            Set(written(cells, by: feed, now: feed, try mapping(fields), below: below).forms.keys)
        }
        #expect(try found("{ company: Account.Name }").isEmpty)
        #expect(try found("{ company: Account.Name, title: Owner.Name }").isEmpty)
        #expect(try found("{ company: Account.Name, last-name: Name }") == [.lastName])
        #expect(try found("{ company: Account.Name, last-name: properties.Name }", below: "properties") == [.lastName])
        #expect(try found("{ last-name: properties.Name }").isEmpty)
        // Two that it may be.
        #expect(try found("{ last-name: Name, title: properties.Name }", below: "properties").isEmpty)
    }

    @Test func `is in doubt where the mapping reads the column for something else, too`() throws {
        let feed = try feed("{ Mail: email, Title: { text: Ours } }")
        let cells: [FieldValue?] = [.text("a@example.com"), .text("Ours")]
        for other in ["city: Title", "phone: { from: Title, as: phone, region: US }", "city: [Town, Title]"] {
            let mapping = try mapping("{ title: Title, \(other) }")
            #expect(written(cells, by: feed, now: feed, mapping).forms.isEmpty, "\(other)")
        }
        #expect(written(cells, by: feed, now: feed, try mapping("{ title: Title }")).forms.count == 1)
    }

    @Test func `is both what a field holds and what another column puts there`() throws {
        let feed = try feed("{ Mail: email, jobtitle: title, Title: { text: In nurture } }")
        let cells: [FieldValue?] = [.text("a@example.com"), .text("Boss"), .text("In nurture")]
        let told = written(cells, by: feed, now: feed, try mapping(plain))
        #expect(told.values[.title] == .text("Boss"))
        #expect(told.forms == [.title: [.text("In nurture")]])
    }
}
