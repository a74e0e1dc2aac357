import Feedback
import LeadModel
import RecordFormats
import Testing

@Suite struct `A feed read back` {
    static let formats = [
        "{ csv: machine }", "{ csv: spreadsheet }", "ndjson", "json", "{ xml: { root: leads, record: lead } }",
    ]

    /// First and last names that formats trip over; the control character is one that CSV and JSON hold.
    static let names = [
        ["=HYPERLINK(\"http://x\",\"y\")", "+1"], ["-2+3", "@SUM(A1)"], ["'=1", "''@x"], ["\u{FF1D}1", " =1"],
        ["O'Hara, \"Bo\"", "\"\"\""], ["one\ntwo", "one\r\ntwo\rthree"], ["a;=1", "x|-1"], ["\t=1", "\n@x"],
        ["<b>&amp;]]></b>", "\\u0041\\"], [" padded ", "Zo\u{EB} \u{1F989}"], ["\u{FEFF}mark", "{\"a\":[1]}"],
    ]
    static let control = ["Ada\u{1}", "Bell\u{1F}"]

    private let fields = "{ first: first-name, last: last-name, act: action }"

    private func rows(_ feed: FeedDefinition, _ names: [[String]]) -> [FeedRow] {
        names.enumerated().map { index, name in
            let lead = Given.dossier(Int64(index + 1), [.firstName: .text(name[0]), .lastName: .text(name[1])])
            return feed.row(lead, standing: Given.discarded, decision: Given.recycled, story: Backstory(), action: .add)
        }
    }

    /// The cells of each record, in the order of the columns.
    private func read(_ text: String, _ feed: FeedDefinition) throws -> [[String]] {
        let file = "feed." + feed.format.word
        let declared: DeclaredFormat =
            switch feed.format {
            // What a receiver is told; a file of nothing but oddities gives detection little to go by.
            case .csv: DeclaredFormat(kind: .csv, dialect: CSVDialect())
            case .xml(_, let record): DeclaredFormat(kind: .xml, recordElement: record)
            case .json, .ndjson: DeclaredFormat(kind: .json)
            }
        var (reader, _) = try RecordReaders.open(MemoryBytes(Array(text.utf8)), file: file, declared: declared)
        var records: [[String]] = []
        while let page = try reader.nextPage() {
            #expect(page.columns == feed.columns.map(\.name))
            for entry in page.entries {
                #expect(entry.fault == nil)
                records.append(page.cells[entry.cells].map(page.text(of:)))
            }
        }
        return feed.format == .csv(.spreadsheet) ? records.map { $0.map(SpreadsheetText.restored) } : records
    }

    @Test(arguments: formats) func `has every name as it was`(format: String) throws {
        let feed = try Given.feed(format, fields: fields)
        let names = feed.format.word == "xml" ? Self.names : Self.names + [Self.control]
        let found = try read(try Given.written(feed, rows(feed, names)), feed)
        #expect(found.map { $0.map { Array($0.utf8) } } == names.map { ($0 + ["add"]).map { Array($0.utf8) } })
    }

    @Test func `from spreadsheets has nothing that was computed`() throws {
        let feed = try Given.feed("{ csv: spreadsheet }", fields: fields)
        let text = try Given.written(feed, rows(feed, Self.names))
        for start in ["=", "+", "-", "@", "\u{FF1D}", "\t", "\n"] {
            #expect(!text.contains("\r\n\"\(start)") && !text.contains("\",\"\(start)"))
        }
    }
}

@Suite struct `A row that the format cannot hold` {
    private let fields = "{ mail: email, first: first-name }"

    private func row(
        _ feed: FeedDefinition, _ lead: Int64, _ action: FeedAction, mail: String = "ada@example.com", first: String
    )
        -> FeedRow
    {
        let dossier = Given.dossier(lead, [.email: .text(mail), .firstName: .text(first)])
        return feed.row(
            dossier, standing: Given.discarded, decision: Given.recycled, story: Backstory(), action: action)
    }

    @Test(arguments: [
        ("{ xml: { root: leads, record: lead } }", "U+0001", "Ada\u{1}"),
        ("{ xml: { root: leads, record: lead } }", "U+FFFE", "Ada\u{FFFE}"), ("{ csv: machine }", "U+0000", "Ada\u{0}"),
        ("{ csv: spreadsheet }", "U+0000", "Ada\u{0}"),
    ]) func `is withheld with a fault and counted, and its neighbours are written`(
        format: String, seen: String, name: String
    ) throws {
        let feed = try Given.feed(format, fields: fields, more: "withdrawals: always")
        var writer = try FeedWriter(feed)
        var buffer: [UInt8] = []
        writer.begin(into: &buffer)
        var faults: [Fault] = []
        for row in [
            row(feed, 1, .add, first: name), row(feed, 2, .add, first: "Bo"), row(feed, 3, .change, first: name),
        ] {
            let before = buffer
            if case .failure(let fault) = try writer.write(row, isSuppressed: { _ in false }, into: &buffer) {
                faults.append(fault)
                #expect(buffer == before)
            }
        }
        writer.finish(into: &buffer)
        #expect(faults.map(\.code) == [.formatUnwritable, .formatUnwritable])
        #expect(faults.allSatisfy { $0.field == "first" && $0.remedy == .deadLetter && $0.description.contains(seen) })
        #expect(faults.allSatisfy { !$0.description.contains("Ada") })
        #expect(writer.counts.unwritable == 2 && writer.counts.rows == 1 && writer.counts.adds == 1)
        let good = try Given.written(feed, [row(feed, 2, .add, first: "Bo")])
        #expect(String(decoding: buffer, as: UTF8.self) == good)
        let manifest = FeedManifest(
            feed, file: "test", counts: writer.counts, bytes: buffer.count, sha256: "", cursor: 0...3,
            agreement: "none",
            generated: Given.at("2026-06-01"))
        #expect(manifest.unwritable == 2 && manifest.rows == 1)
    }

    @Test func `is written where the format can`() throws {
        let feed = try Given.feed("ndjson", fields: fields)
        #expect(
            try Given.written(feed, [row(feed, 1, .add, first: "a\u{0}\u{8}\u{1F}\u{FFFE}")])
                == "{\"mail\":\"ada@example.com\",\"first\":\"a\\u0000\\b\\u001f\u{FFFE}\"}\n")
    }

    @Test(arguments: [FeedAction.withdraw, .change])
    func `does not hold a withdrawal back: it names the lead by its own id`(action: FeedAction) throws {
        let feed = try Given.feed("{ xml: { root: leads, record: lead } }", fields: fields, more: "withdrawals: always")
        var writer = try FeedWriter(feed)
        var buffer: [UInt8] = []
        let bad = row(feed, 7, action, mail: "ada\u{1}@example.com", first: "Ada")
        #expect(try writer.write(bad, isSuppressed: { _ in true }, into: &buffer).get() == .withdraw)
        #expect(
            String(decoding: buffer, as: UTF8.self)
                == "  <lead>\n    <lead-id>L7</lead-id>\n    <action>withdraw</action>\n  </lead>\n")
        #expect(writer.counts.withdrawals == 1 && writer.counts.unwritable == 0)
    }
}
