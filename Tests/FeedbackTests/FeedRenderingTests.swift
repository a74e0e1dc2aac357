import ConfigFiles
import Feedback
import LeadModel
import Testing

@Suite struct `A column that is written in another way` {
    private func cell(
        _ column: String, _ values: [Field: FieldValue], format: String = "ndjson", standing: Standing = Given.discarded
    ) throws -> String {
        let feed = try Given.feed(format, fields: "{ Order ID: lead-id, c: \(column) }")
        let row = feed.row(
            Given.dossier(1, values), standing: standing, decision: Given.recycled, story: Backstory(), action: .add)
        let text = try Given.written(feed, [row])
        return String(text.trimmingPrefix(#"{"Order ID":"L1""#).dropLast(2))
    }

    private func refusal(_ column: String, _ values: [Field: FieldValue]) throws -> Fault {
        let feed = try Given.feed("ndjson", fields: "{ Order ID: lead-id, c: \(column) }")
        let row = feed.row(
            Given.dossier(1, values), standing: Given.discarded, decision: Given.recycled, story: Backstory(),
            action: .add)
        var writer = try FeedWriter(feed)
        var buffer: [UInt8] = []
        guard case .failure(let fault) = try writer.write(row, isSuppressed: { _ in false }, into: &buffer) else {
            throw Fault(.feedInvalid, .stopRun, "the row was written", advice: "")
        }
        #expect(buffer.isEmpty && writer.counts.unwritable == 1)
        return fault
    }

    private func findings(_ column: String, format: String = "ndjson") -> [Fault] {
        do {
            _ = try Given.feed(format, fields: "{ Order ID: lead-id, c: \(column) }")
            return []
        } catch let error as FaultList {
            return error.faults
        } catch {
            Issue.record(error)
            return []
        }
    }

    /// The digests are those of Meta's page on customer information parameters.
    @Test(
        arguments: [
            (
                Field.email, " John_Smith@gmail.com ", "sha256",
                "62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f"
            ),
            (
                .email, "John_Smith@gmail.com", "sha256, for: meta",
                "62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f"
            ),
            (
                .phone, "+16505551212", "sha256, for: meta",
                "e323ec626319ca94ee8bff2e4c87cf613be6ea19919ed1364124e16807ab3176"
            ),
            (
                .firstName, "Mary", "sha256, for: meta",
                "6915771be1c5aa0c886870b6951b03d7eafc121fea0e80a5ea83beb7c449f4ec"
            ),
            (
                .lastName, " Valéry.", "sha256, for: meta",
                "08e1996b5dd49e62a4b4c010d44e4345592a863bb9f8e3976219bac29417149c"
            ),
        ]) func `is hashed after it was spelled as its receiver spells it`(
            field: Field, value: String, form: String, digest: String
        ) throws
    {
        #expect(
            try cell("{ from: \(field.word), as: \(form) }", [field: .text(value)]) == #","c":"\#(digest)""#)
    }

    @Test func `is hashed with the plus for Google, and without the dots of Gmail`() throws {
        let column = { (field: String, more: String) in "{ from: \(field), as: sha256\(more) }" }
        let phone = try cell(column("phone", ", for: google"), [.phone: .text("+16505551212")])
        #expect(try phone != cell(column("phone", ", for: meta"), [.phone: .text("+16505551212")]))
        let dotted = try cell(column("email", ", for: google"), [.email: .text("j.ohn.smith@gmail.com")])
        #expect(try dotted == cell(column("email", ""), [.email: .text("johnsmith@gmail.com")]))
        let other = try cell(column("email", ", for: google"), [.email: .text("j.smith@example.com")])
        #expect(try other == cell(column("email", ""), [.email: .text("j.smith@example.com")]))
    }

    @Test func `is never the hash of nothing`() throws {
        for value: FieldValue? in [nil, .null, .text("")] {
            var values: [Field: FieldValue] = [:]
            values[.email] = value
            let text = try cell("{ from: email, as: sha256 }", values)
            #expect(!text.contains("e3b0c44298fc1c14"), "\(text)")
        }
        let fault = try refusal("{ from: phone, as: sha256, for: meta }", [.phone: .text("0650 555 1212")])
        #expect(fault.code == .formatUnwritable && fault.field == "c" && !fault.description.contains("555"))
    }

    @Test func `tells a time in the receiver's own spelling and zone`() throws {
        let since = { (pattern: String, zone: String) in
            "{ from: since, as: time, pattern: \"\(pattern)\", zone: \(zone) }"
        }
        let standing = Given.discarded
        func told(_ pattern: String, _ zone: String) throws -> String {
            try cell(since(pattern, zone), [:], standing: standing)
        }
        // 2026-03-01T00:00:00Z
        #expect(try told("yyyy-MM-dd HH:mm:ss", "Europe/Amsterdam") == #","c":"2026-03-01 01:00:00""#)
        #expect(try told("yyyy-MM-dd HH:mm:ssxxx", "America/Los_Angeles") == #","c":"2026-02-28 16:00:00-08:00""#)
        #expect(try told("yyyy-MM-dd'T'HH:mm:ss.SSSXXX", "UTC") == #","c":"2026-03-01T00:00:00.000Z""#)
        #expect(try told("dd.MM.yyyy HH:mm xx", "Asia/Kolkata") == #","c":"01.03.2026 05:30 +0530""#)
        #expect(try cell("{ from: since, as: epoch-seconds }", [:]) == #","c":1772323200"#)
        #expect(findings(since("yyyy-MM-dd", "Mars/Olympus")).map(\.code) == [.configUnknownValue])
        #expect(findings(since("YYYY-mm-dd", "UTC")).map(\.code) == [.feedInvalid])
        #expect(findings("{ from: since, as: time }").map(\.code) == [.configMissingKey, .configMissingKey])
        #expect(findings("{ from: email, as: epoch-seconds }").map(\.code) == [.feedInvalid])
    }

    @Test func `says a constant, an amount and its currency apart`() throws {
        #expect(try cell("{ text: \"Recycled, lead\" }", [:]) == #","c":"Recycled, lead""#)
        let won = Standing(
            stage: .won, furthest: .won, won: [Money(hundredths: 120_050, currency: "EUR")])
        #expect(try cell("{ from: won, as: number }", [:], standing: won) == #","c":1200.50"#)
        #expect(try cell("{ from: won, as: currency }", [:], standing: won) == #","c":"EUR""#)
        #expect(findings("{ from: email, as: currency }").map(\.code) == [.feedInvalid])
        let feed = try Given.feed("ndjson", fields: "{ c: { from: won, as: number } }")
        let two = Standing(
            stage: .won, furthest: .won,
            won: [Money(hundredths: 1, currency: "EUR"), Money(hundredths: 1, currency: "USD")])
        let row = feed.row(
            Given.dossier(1, [:]), standing: two, decision: Given.recycled, story: Backstory(), action: .add)
        #expect(throws: Fault.self) { try Given.written(feed, [row]) }
    }

    @Test func `has a word for each word, or none for the row`() throws {
        let column = "{ from: country, words: { DE: Germany, US: USA } }"
        #expect(try cell(column, [.country: .text("DE")]) == #","c":"Germany""#)
        let fault = try refusal(column, [.country: .text("FR")])
        #expect(fault.code == .formatUnwritable && fault.field == "c" && fault.advice.contains("words"))
        // Where all words are known, a file that lacks one is not taken.
        let found = findings("{ from: action, words: { add: new, change: update, withdrawn: gone } }")
        #expect(found.count == 2 && found.contains { $0.summary.contains("withdraw") })
    }

    @Test func `says blank as it is told to, where the format has ways to say it`() throws {
        for (blank, text) in [("leave-out", ""), ("null", #","c":null"#), ("empty", #","c":"""#)] {
            for value: FieldValue? in [nil, .null] {
                var values: [Field: FieldValue] = [:]
                values[.title] = value
                #expect(try cell("{ from: title, blank: \(blank) }", values) == text)
            }
        }
        #expect(findings("{ from: title, blank: null }", format: "{ csv: machine }").map(\.code) == [.feedInvalid])
    }

    @Test func `of a hash alone is no way to find whoever is erased`() throws {
        #expect(throws: FaultList.self) {
            try Given.feed("{ csv: machine }", fields: "{ c: { from: email, as: sha256 } }")
        }
    }

    @Test func `takes no key that does not go with the others`() {
        #expect(findings("{ from: email, as: sha256, zone: UTC }").map(\.code) == [.feedInvalid])
        #expect(findings("{ from: phone, as: sha256 }").map(\.code) == [.feedInvalid])
        #expect(findings("{ from: country, as: sha256, for: google }").map(\.code) == [.feedInvalid])
        #expect(findings("{ from: note, as: sha256 }").map(\.code) == [.feedInvalid])
        #expect(findings("{ text: x, blank: empty }").map(\.code) == [.feedInvalid])
        #expect(!findings("{ from: email, id-in: web }").isEmpty)
    }
}

/// Files as Google Ads takes them (its pages on importing conversions and adjustments).
@Suite struct `A file for Google Ads` {
    private static let conversions = """
        feed: google-conversions
        select: { reached: won }
        needs: gclid
        fields:
          Google Click ID: gclid
          Conversion Name: { text: Won deal }
          Conversion Time: { from: reached-at, as: time, pattern: "yyyy-MM-dd HH:mm:ss", zone: Europe/Amsterdam }
          Conversion Value: { from: won, as: number }
          Conversion Currency: { from: won, as: currency }
          Order ID: lead-id
        format: { csv: machine, first-line: "Parameters:TimeZone=Europe/Amsterdam" }
        to: { folder: feeds/google }
        mode: incremental
        actions: [add]
        """

    private static let adjustments = """
        feed: google-adjustments
        select: { reached: won }
        needs: gclid
        fields:
          Order ID: lead-id
          Conversion Name: { text: Won deal }
          Adjustment Time: { from: written, as: time, pattern: "yyyy-MM-dd HH:mm:ss", zone: Europe/Amsterdam }
          Adjustment Type: { from: action, words: { add: RESTATE, change: RESTATE, withdraw: RETRACT } }
          Adjusted Value: { from: won, as: number }
          Adjusted Value Currency: { from: won, as: currency }
        format: { csv: machine, first-line: "Parameters:TimeZone=Europe/Amsterdam" }
        to: { folder: feeds/google }
        mode: incremental
        actions: [change, withdraw]
        """

    private let standing = Standing(
        stage: .won, since: Given.at("2026-02-01"), furthest: .won, won: [Money(hundredths: 120_000, currency: "EUR")])
    private let lead = Given.dossier(7, [.gclid: .text("Cj0K-x"), .email: .text("ada@example.com")])

    private func written(_ text: String, _ actions: [FeedAction]) throws -> [String] {
        let feed = try FeedDefinition.compile(text, file: "feed.yaml")
        var writer = try FeedWriter(feed, at: Instant(rfc3339: "2026-07-01T10:00:00Z"))
        var buffer: [UInt8] = []
        writer.begin(into: &buffer)
        for action in actions {
            let row = feed.row(lead, standing: standing, decision: Given.recycled, story: Backstory(), action: action)
            _ = try writer.write(row, isSuppressed: { _ in false }, into: &buffer).get()
        }
        writer.finish(into: &buffer)
        return String(decoding: buffer, as: UTF8.self).split(separator: "\r\n").map(String.init)
    }

    @Test func `of conversions has its zone in the first line, and no other row than additions`() throws {
        #expect(
            try written(Self.conversions, [.add, .change, .withdraw]) == [
                "Parameters:TimeZone=Europe/Amsterdam",
                "Google Click ID,Conversion Name,Conversion Time,Conversion Value,Conversion Currency,Order ID",
                "Cj0K-x,Won deal,2026-02-01 01:00:00,1200.00,EUR,L7",
            ])
    }

    @Test func `of adjustments restates and retracts`() throws {
        #expect(
            try written(Self.adjustments, [.add, .change, .withdraw]) == [
                "Parameters:TimeZone=Europe/Amsterdam",
                "Order ID,Conversion Name,Adjustment Time,Adjustment Type,Adjusted Value,Adjusted Value Currency",
                "L7,Won deal,2026-07-01 12:00:00,RESTATE,1200.00,EUR",
                "L7,Won deal,2026-07-01 12:00:00,RETRACT,,",
            ])
    }

    @Test(arguments: [
        ("pattern: \"yyyy-MM-dd HH:mm:ss\"", "pattern: \"yyyy-MM-dd'T'HH:mm:ss\""),
        ("pattern: \"yyyy-MM-dd HH:mm:ss\"", "pattern: \"yyyy-MM-dd HH:mm:ssxxx\""),
        ("zone: Europe/Amsterdam }", "zone: America/New_York }"),
        ("{ from: reached-at, as: time, pattern: \"yyyy-MM-dd HH:mm:ss\", zone: Europe/Amsterdam }", "reached-at"),
    ]) func `takes no time in another spelling or zone than its first line says`(old: String, new: String) {
        #expect(throws: FaultList.self) {
            try FeedDefinition.compile(Self.conversions.replacing(old, with: new), file: "feed.yaml")
        }
    }

    @Test func `is for who has come so far, and for nobody who must not be sent anywhere`() throws {
        let feed = try FeedDefinition.compile(Self.conversions, file: "feed.yaml")
        let open = Decision(kind: .leave, cause: .coolingOffPassed, cycle: 1, agreement: "2025-01-01")
        #expect(feed.carries(lead, standing: standing, decision: open))
        #expect(!feed.carries(lead, standing: Given.discarded, decision: open))
        #expect(!feed.carries(Given.dossier(7, [:]), standing: standing, decision: open))
        var suppressed = open
        suppressed.kind = .suppress
        #expect(!feed.carries(lead, standing: standing, decision: suppressed))
        let conditions = Self.conversions.replacing("needs: gclid", with: "where: { country: [US, CA] }")
        let some = try FeedDefinition.compile(conditions, file: "feed.yaml")
        #expect(some.carries(Given.dossier(7, [.country: .text("CA")]), standing: standing, decision: open))
        #expect(!some.carries(Given.dossier(7, [.country: .text("DE")]), standing: standing, decision: open))
        #expect(!some.carries(Given.dossier(7, [:]), standing: standing, decision: open))
    }
}
