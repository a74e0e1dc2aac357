import LeadModel
import RecordFormats
import Testing

@Suite struct `A document with one record` {
    private func one(_ path: String...) -> JSONShape { JSONShape(layout: .one, recordPath: path) }

    private let webhook = """
        {"v": 1, "meta": {"id": 5}, "current": {
          "id": 7, "email": [{"value": "a@b.c", "primary": true}], "note": "a } in a \\"text\\""
        }, "previous": {"id": 7}}
        """

    @Test(arguments: [1, 3, 16, 1 << 20]) func `is that record, in whatever pieces it comes`(step: Int) {
        let read = readJSON(webhook, one("current"), step: step)
        #expect(
            read.cells == [["id!7", "email.value=a@b.c", "email.primary!true", "note=a } in a \"text\""]]
                && read.ending == nil)
        #expect(read.records[0].line == 1 && read.records[0].raw.hasPrefix("{\n  \"id\": 7"))
        #expect(pagesOfJSON(Array(webhook.utf8), one("current")).trailer["meta.id"] == "5")
    }

    @Test func `may be the record itself`() {
        #expect(readJSON(#" {"id":1,"o":{"a":null}} "#, one()).cells == [["id!1", "o.a=~"]])
        #expect(readJSON("{}", one()).cells == [[]])
    }

    @Test func `reads the same from its raw bytes`() throws {
        let page = try #require(pagesOfJSON(Array(webhook.utf8), one("current")).pages.first)
        guard case .json(let shape) = page.frame.format else { return #expect(Bool(false), "not JSON") }
        let two = page.raw(of: page.entries[0]) + page.frame.separator + page.raw(of: page.entries[0])
        let again = readJSON(Array(page.frame.prologue + two + page.frame.epilogue), shape)
        #expect(again.cells == readJSON(webhook, one("current")).cells + readJSON(webhook, one("current")).cells)
    }

    @Test func `is refused where something else stands, or it breaks off`() {
        #expect(readJSON(#"{"current":[1]}"#, one("current")).ending?.code == .jsonPathMissing)
        #expect(readJSON(#"{"current":"x"}"#, one("current")).ending?.code == .jsonPathMissing)
        #expect(readJSON(#"{"other":{}}"#, one("current")).ending?.code == .jsonPathMissing)
        #expect(readJSON(#"{"current":null}"#, one("current")).records.isEmpty)
        let truncated = readJSON(#"{"current":{"id":1"#, one("current"))
        #expect(truncated.codes == [.jsonTruncated] && truncated.ending?.code == .jsonTruncated)
        #expect(readJSON(#"{"current":{"id":1}} x"#, one("current")).ending?.code == .jsonMalformed)
        let twice = readJSON(#"{"current":{"id":1,"id":2},"v":1}"#, one("current"))
        #expect(twice.codes == [.jsonDuplicateKey] && twice.ending == nil)
        #expect(
            readJSON(#"{"status":"error","errorType":"RATE_LIMIT"}"#, one("current")).ending?.code == .jsonErrorBody)
    }

    @Test func `is refused alone where it is too long`() {
        var limits = ReaderLimits()
        limits.recordBytes = 64
        limits.pageBytes = 64
        let long = #"{"current":{"id":1,"note":""# + String(repeating: "x", count: 20_000) + #""},"v":1}"#
        let read = readJSON(long, one("current"), step: 100, limits: limits)
        #expect(read.codes == [.jsonRecordTooLong] && read.ending == nil)
    }

    @Test func `is recognised at a declared path, and told from records by key`() throws {
        func recognised(_ text: String, _ path: [String]) throws -> String {
            let declared = DeclaredFormat(kind: .json, recordPath: path)
            return try RecordReaders.open(MemoryBytes(Array(text.utf8)), file: "x.json", declared: declared).detected
                .description
        }
        #expect(try recognised(webhook, ["current"]) == "json, one record at 'current', UTF-8")
        #expect(try recognised(#"{"c":{"1":{"a":1},"2":{"a":2}}}"#, ["c"]) == "json, records by key at 'c', UTF-8")
        #expect(try recognised(#"{"c":{}}"#, ["c"]) == "json, records by key at 'c', UTF-8")
    }
}
