import Feedback
import LeadModel
import Testing

@Suite struct `A written feed` {
    private let nasty = Given.dossier(
        1,
        [
            .email: .text("ada@example.com"), .firstName: .text("=HYPERLINK(\"http://x\",\"y\")"),
            .lastName: .text("O'Hara, \"Bo\"\r\nSecond"), .phone: .text("+13125550142"),
            .employees: .number(ExactNumber(-5)),
            .interests: .list(["Planning", "<Reporting> & more"]), .optedOut: .flag(false), .company: .null,
        ])
    private let fields =
        "{ id: lead-id, mail: email, first: first-name, last: last-name, phone: phone, size: employees, likes: interests, out: opted-out, firm: company, title: title, why: discard-reason, since: since, act: action }"

    private func text(_ format: String) throws -> String {
        let feed = try Given.feed(format, fields: fields)
        return try Given.written(
            feed,
            [feed.row(nasty, standing: Given.discarded, decision: Given.recycled, story: Backstory(), action: .add)])
    }

    @Test func `for machines is RFC 4180, cell for cell`() throws {
        #expect(
            try text("{ csv: machine }")
                == "id,mail,first,last,phone,size,likes,out,firm,title,why,since,act\r\n"
                + "L1,ada@example.com,\"=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\",\"O'Hara, \"\"Bo\"\"\r\nSecond\",+13125550142,-5,"
                + "Planning; <Reporting> & more,false,,,timing,2026-03-01T00:00:00Z,add\r\n")
    }

    @Test func `for spreadsheets computes nothing`() throws {
        #expect(
            try text("{ csv: spreadsheet }")
                == "\u{FEFF}\"id\",\"mail\",\"first\",\"last\",\"phone\",\"size\",\"likes\",\"out\",\"firm\",\"title\",\"why\",\"since\",\"act\"\r\n"
                + "\"L1\",\"ada@example.com\",\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\",\"O'Hara, \"\"Bo\"\"\r\nSecond\",\"'+13125550142\",\"-5\","
                + "\"Planning; <Reporting> & more\",\"false\",\"\",\"\",\"timing\",\"2026-03-01T00:00:00Z\",\"add\"\r\n"
        )
    }

    @Test(arguments: ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\u{FF1D}1", "\u{FF0B}1"])
    func `for spreadsheets never begins a cell with a formula`(name: String) throws {
        let feed = try Given.feed("{ csv: spreadsheet }", fields: "{ name: last-name }")
        let lead = Given.dossier(1, [.lastName: .text(name)])
        let text = try Given.written(
            feed,
            [feed.row(lead, standing: Given.discarded, decision: Given.recycled, story: Backstory(), action: .add)])
        let cell = text.unicodeScalars.drop { $0 != "\n" }.dropFirst()
        #expect(cell.starts(with: "\"'".unicodeScalars))
    }

    @Test func `as lines of JSON keeps the three states apart`() throws {
        #expect(
            try text("ndjson")
                == #"{"id":"L1","mail":"ada@example.com","first":"=HYPERLINK(\"http://x\",\"y\")","last":"O'Hara, \"Bo\"\r\nSecond","phone":"+13125550142","size":-5,"likes":["Planning","<Reporting> & more"],"out":false,"firm":null,"why":"timing","since":"2026-03-01T00:00:00Z","act":"add"}"#
                + "\n")
    }

    @Test func `as one JSON document is a list, empty or not`() throws {
        let feed = try Given.feed("json", fields: "{ id: lead-id }")
        let row = feed.row(nasty, standing: Given.discarded, decision: Given.recycled, story: Backstory(), action: .add)
        #expect(try Given.written(feed, []) == "[\n]\n")
        #expect(try Given.written(feed, [row, row]) == "[\n{\"id\":\"L1\"},\n{\"id\":\"L1\"}\n]\n")
    }

    @Test func `as XML keeps the three states apart`() throws {
        #expect(
            try text("{ xml: { root: leads, record: lead } }") == """
                <?xml version="1.0" encoding="UTF-8"?>
                <leads xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
                  <lead>
                    <id>L1</id>
                    <mail>ada@example.com</mail>
                    <first>=HYPERLINK("http://x","y")</first>
                    <last>O'Hara, "Bo"&#13;
                Second</last>
                    <phone>+13125550142</phone>
                    <size>-5</size>
                    <likes>Planning</likes>
                    <likes>&lt;Reporting&gt; &amp; more</likes>
                    <out>false</out>
                    <firm xsi:nil="true"/>
                    <why>timing</why>
                    <since>2026-03-01T00:00:00Z</since>
                    <act>add</act>
                  </lead>
                </leads>

                """)
    }

    @Test func `as CSV has one empty cell for empty, null and absent, and no blank line`() throws {
        let lead = Given.dossier(1, [.firstName: .text(""), .lastName: .null])
        func written(_ fields: String) throws -> String {
            let feed = try Given.feed("{ csv: machine }", fields: fields)
            return try Given.written(
                feed,
                [feed.row(lead, standing: Given.discarded, decision: Given.recycled, story: Backstory(), action: .add)])
        }
        #expect(try written("{ a: first-name, b: last-name, c: title }") == "a,b,c\r\n,,\r\n")
        #expect(try written("{ a: last-name }") == "a\r\n\"\"\r\n")
    }

    @Test func `gives the id in a source: live before deleted, then the newest`() throws {
        let feed = try Given.feed("ndjson", fields: "{ h: { id-in: hubspot }, m: { id-in: marketo } }")
        let records = [
            Given.record("hubspot", "9", day: "2026-05-01", [.deleted: .flag(true)]),
            Given.record("hubspot", "7", day: "2026-02-01"),
            Given.record("hubspot", "8", day: "2026-03-01"),
        ]
        let row = feed.row(
            Given.dossier(1, [:], records: records), standing: Given.discarded, decision: Given.recycled,
            story: Backstory(), action: .add)
        #expect(try Given.written(feed, [row]) == "{\"h\":\"8\"}\n")
        #expect(feed.sources == ["hubspot", "marketo"])
    }
}

@Suite struct `A withdrawal` {
    private let lead = Given.dossier(
        5, [.email: .text("ada@example.com"), .firstName: .text("Ada")], records: [Given.record("hubspot", "77")])
    private let fields = "{ hs: { id-in: hubspot }, email: email, first: first-name, track: track }"

    private func row(_ feed: FeedDefinition, _ action: FeedAction) -> FeedRow {
        feed.row(lead, standing: Given.discarded, decision: Given.recycled, story: Backstory(), action: action)
    }

    @Test func `carries keys only`() throws {
        let feed = try Given.feed("ndjson", fields: fields, more: "withdrawals: always")
        let expected = "{\"hs\":\"77\",\"email\":\"ada@example.com\",\"lead-id\":\"L5\",\"action\":\"withdraw\"}\n"
        #expect(try Given.written(feed, [row(feed, .withdraw)]) == expected)
        #expect(try Given.written(feed, [feed.withdrawal(of: row(feed, .add))]) == expected)
    }

    @Test func `is not written where the receiver wants none`() throws {
        let feed = try Given.feed("ndjson", fields: fields)
        #expect(try Given.written(feed, [row(feed, .withdraw)]).isEmpty)
    }

    @Test func `takes the place of a change that became forbidden, and an addition is withheld`() throws {
        let feed = try Given.feed("ndjson", fields: fields, more: "withdrawals: always")
        var writer = try FeedWriter(feed)
        var buffer: [UInt8] = []
        var asked = 0
        func write(_ action: FeedAction, suppressed: Bool) throws -> FeedAction? {
            try writer.write(
                row(feed, action),
                isSuppressed: { _ in
                    asked += 1; return suppressed
                }, into: &buffer
            ).get()
        }
        #expect(try write(.add, suppressed: true) == nil)
        #expect(buffer.isEmpty)
        #expect(try write(.change, suppressed: true) == .withdraw)
        #expect(!String(decoding: buffer, as: UTF8.self).contains("Ada"))
        #expect(try write(.withdraw, suppressed: true) == .withdraw)
        #expect(try write(.add, suppressed: false) == .add)
        #expect(asked == 3, "withdrawals are not asked for")
        let counts = writer.counts
        #expect(counts.rows == 3 && counts.adds == 1 && counts.changes == 0 && counts.withdrawals == 2)
        #expect(counts.suppressedAtLastMoment == 2)
    }

    @Test func `ends in a fault where the ledger cannot be asked`() throws {
        let feed = try Given.feed("ndjson", fields: fields)
        var writer = try FeedWriter(feed)
        var buffer: [UInt8] = []
        let busy = Fault(.storeBusy, .stopRun, "busy", advice: "Wait.")
        #expect(throws: busy) {
            _ = try writer.write(row(feed, .add), isSuppressed: { _ throws(Fault) in throw busy }, into: &buffer)
        }
        #expect(buffer.isEmpty && writer.counts.rows == 0)
    }
}

@Suite struct `A feed's manifest` {
    @Test func `says what the file holds, and reads back`() throws {
        let feed = try Given.feed("{ csv: machine }", fields: "{ Email Address: email }")
        let lead = Given.dossier(5, [.email: .text("ada@example.com")])
        var writer = try FeedWriter(feed)
        var buffer: [UInt8] = []
        writer.begin(into: &buffer)
        let row = feed.row(lead, standing: Given.discarded, decision: Given.recycled, story: Backstory(), action: .add)
        _ = try writer.write(row, isSuppressed: { _ in false }, into: &buffer)
        writer.finish(into: &buffer)
        let manifest = FeedManifest(
            feed, file: "test.csv", counts: writer.counts, bytes: buffer.count, sha256: "ab12", cursor: 10...42,
            agreement: "2025-01-01", generated: Given.at("2026-06-01"))
        let json = try manifest.json()
        #expect(
            String(decoding: json, as: UTF8.self) == """
                {
                  "adds" : 1,
                  "agreement" : "2025-01-01",
                  "bytes" : 32,
                  "changes" : 0,
                  "columns" : [
                    "Email Address"
                  ],
                  "cursor-from" : 10,
                  "cursor-to" : 42,
                  "dialect" : "machine",
                  "feed" : "test",
                  "file" : "test.csv",
                  "format" : "csv",
                  "generated" : "2026-06-01T00:00:00Z",
                  "mode" : "incremental",
                  "rows" : 1,
                  "sha256" : "ab12",
                  "suppressed-at-last-moment" : 0,
                  "unwritable" : 0,
                  "withdrawals" : 0
                }

                """)
        #expect(try FeedManifest(json: json, file: "m.json") == manifest)
        #expect(manifest.verify(bytes: 32, sha256: "ab12") == nil)
        #expect(manifest.verify(bytes: 31, sha256: "ab12")?.code == .feedDamaged)
        #expect(manifest.verify(bytes: 32, sha256: "ab13")?.code == .feedDamaged)
        #expect(throws: Fault.self) { _ = try FeedManifest(json: Array("{}".utf8), file: "m.json") }
    }
}
