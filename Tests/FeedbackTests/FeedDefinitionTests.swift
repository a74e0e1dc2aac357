import ConfigFiles
import Feedback
import LeadLifecycle
import LeadModel
import Testing

@Suite struct `A feed file` {
    private static let short = """
        feed: test
        select: { decision: recycle }
        fields: { Mail: email }
        format: json
        to: { folder: feeds }
        mode: full

        """

    private func faults(_ text: String) -> [Fault] {
        do {
            _ = try FeedDefinition.compile(text, file: "feed.yaml")
            return []
        } catch {
            return error.faults
        }
    }

    @Test(arguments: Given.shippedFeeds) func `as shipped compiles and names itself`(name: String) throws {
        let feed = try FeedDefinition.compile(Given.shipped("feeds/\(name).yaml"), file: "\(name).yaml")
        #expect(feed.name == name)
    }

    @Test func `as shipped leaves no track without a feed, and serves none twice`() throws {
        let feeds = try Given.shippedFeeds.map {
            try FeedDefinition.compile(Given.shipped("feeds/\($0).yaml"), file: $0)
        }
        let agreement = try Agreement.compile(Given.shipped("agreement.yaml"), file: "agreement.yaml")
        #expect(FeedDefinition.unserved(agreed: agreement.tracks, for: .recycle, by: feeds).isEmpty)
        #expect(feeds.flatMap { $0.tracks ?? [] }.map(\.name).sorted() == agreement.tracks.sorted())
        #expect(
            FeedDefinition.unserved(agreed: agreement.tracks, for: .recycle, by: Array(feeds.dropFirst())) == [
                "back-in-season", "re-engage",
            ])
    }

    @Test func `needs no more than the short form`() throws {
        let feed = try FeedDefinition.compile(
            """
            feed: recycled-to-marketo
            select: { decision: recycle, tracks: [re-engage, back-in-season] }
            fields: { Email Address: email, First Name: first-name, Recycle Reason: discard-reason }
            format: { csv: machine }
            to: { folder: feeds/marketo }
            mode: incremental
            """, file: "feed.yaml")
        #expect(feed.withdrawals == .always)
        #expect(feed.columns.map(\.name) == ["Email Address", "First Name", "Recycle Reason", "lead-id", "action"])
        #expect(feed.selects(Given.recycled))
        var other = Given.recycled
        other.track = "next-budget"
        #expect(!feed.selects(other))
        other = Given.recycled
        other.kind = .hold
        #expect(!feed.selects(other))
        #expect(
            feed.fileName(at: Given.at("2026-06-01").adding(seconds: 3_661))
                == "recycled-to-marketo-20260601T010101Z.csv")
    }

    @Test(arguments: [("needs: email", [Field.email]), ("needs: [email, country]", [.email, .country])])
    func `says what a lead must have`(line: String, fields: [Field]) throws {
        let feed = try FeedDefinition.compile(Self.short + line + "\n", file: "feed.yaml")
        #expect(feed.needs == fields)
        #expect(feed.lacking(UnifiedLead(values: FieldValues(), winners: [])) == fields)
    }

    @Test func `needs what a lead can have`() {
        #expect(faults(Self.short + "needs: mail\n").map(\.advice) == ["Did you mean 'email'?"])
        #expect(faults(Self.short + "needs: []\n").map(\.code) == [.configMissingKey])
        #expect(faults(Self.short + "needs: track\n").map(\.code) == [.configUnknownValue])
    }

    @Test func `reports every finding at once, with the nearest name`() {
        let found = faults(
            """
            feed: Recycled Leads
            select: { decision: hold, tracks: [] }
            fields:
              Mail: e-mail
              Track: trak
              Id: { id-inn: hubspot }
            format: { csv: excel }
            to: { folder: ../secrets }
            mode: partial
            withdrawal: always
            """)
        #expect(
            found.map { "\($0.origin?.line ?? 0) \($0.code.rawValue)" } == [
                "1 feed.invalid", "2 config.unknown-value", "2 config.missing-key", "4 config.unknown-value",
                "5 config.unknown-value", "6 config.unknown-key", "7 config.unknown-value",
                "8 feed.invalid", "9 config.unknown-value", "10 config.unknown-key",
            ])
        #expect(found.contains { $0.advice == "Did you mean 'email'?" })
        #expect(found.contains { $0.advice == "Did you mean 'track'?" })
        #expect(found.contains { $0.advice == "Did you mean 'withdrawals'?" })
    }

    @Test(arguments: ["First Name", "1st", "xmlName", "a:b", "größe", "a<b"])
    func `refuses a column that no XML element can be named after`(name: String) {
        let text =
            "feed: f\nselect: { decision: recycle }\nfields: { \"\(name)\": email }\nformat: { xml: { root: r, record: l } }\nto: { folder: f }\nmode: full"
        #expect(faults(text).map(\.code) == [.feedInvalid])
    }

    @Test(arguments: ["csv", "xml", "parquet", "{ csv: machine, xml: { root: a, record: b } }", "{}", "[csv]"])
    func `refuses a format it cannot write`(format: String) {
        let text =
            "feed: f\nselect: { decision: recycle }\nfields: { E: email }\nformat: \(format)\nto: { folder: f }\nmode: full"
        #expect(!faults(text).isEmpty)
    }

    @Test func `refuses a column in the place of one that withdrawals need`() {
        let text =
            "feed: f\nselect: { decision: recycle }\nfields: { action: email }\nformat: json\nto: { folder: f }\nmode: full"
        #expect(faults(text).map(\.code) == [.feedInvalid])
        #expect(faults(text + "\nwithdrawals: never").isEmpty)
    }
}
