import LeadModel
import RecordFormats
import Testing

@Suite struct `Rows of a list beside the records` {
    private let join = JSONJoin(list: ["fieldValues"], member: "contact", id: "id")

    private func read(
        _ text: String, _ shape: JSONShape = jsonArray(at: "contacts"), joins: [JSONJoin]? = nil,
        limits: ReaderLimits = ReaderLimits(), documentLimit: Int = JSONJoinedReader.documentBytes
    ) -> ReadDocument {
        ReadDocument.read(
            JSONJoinedReader(
                bytes: MemoryBytes(Array(text.utf8), step: 7), file: "x.json", shape: shape, joins: joins ?? [join],
                limits: limits, documentLimit: documentLimit))
    }

    private let document = #"""
        {"fieldValues":[{"contact":"2","field":"1","value":"b\"1"},{"contact":1,"field":"1","value":"a1"},
          {"contact":"9","field":"1","value":"nobody's"},{"contact":"2","field":"2","value":null}],
         "contacts":[{"id":"1","email":"a@b.c"},{"id":"2","tags":[{"n":1}]},{"id":"3"}, {"name":"has no id"}]}
        """#

    @Test func `go with the record they belong to, wherever the list stands`() {
        let expected = [
            ["id=1", "email=a@b.c", "$fieldValues.contact!1", "$fieldValues.field=1", "$fieldValues.value=a1"],
            [
                "id=2", "tags.n!1", "$fieldValues.contact=2", "$fieldValues.field=1", "$fieldValues.value=b\"1",
                "$fieldValues.contact=2", "$fieldValues.field=2", "$fieldValues.value=~",
            ], ["id=3", "$fieldValues!"], ["name=has no id", "$fieldValues!"],
        ]
        #expect(read(document).cells == expected)
        let turned = #"{"contacts":[{"id":"1"}],"fieldValues":[{"contact":"1","value":"x"}]}"#
        #expect(read(turned).cells == [["id=1", "$fieldValues.contact=1", "$fieldValues.value=x"]])
    }

    @Test func `are an item each, apart from those of the record`() throws {
        var reader = JSONJoinedReader(
            bytes: MemoryBytes(Array(document.utf8)), file: "x.json", shape: jsonArray(at: "contacts"), joins: [join])
        let page = try #require(try reader.nextPage())
        let second = page.cells[page.entries[1].cells]
        #expect(second.map(\.item) == [0, 1, 2, 2, 2, 3, 3, 3])
    }

    @Test(arguments: [1, 2, 100]) func `are in the raw record, which reads the same alone`(records: Int) throws {
        var limits = ReaderLimits()
        limits.pageRecords = records
        var reader = JSONJoinedReader(
            bytes: MemoryBytes(Array(document.utf8)), file: "x.json", shape: jsonArray(at: "contacts"), joins: [join],
            limits: limits)
        var again: [[String]] = []
        while let page = try reader.nextPage() {
            for entry in page.entries {
                let framed = page.frame.prologue + page.raw(of: entry) + page.frame.epilogue
                again += readJSON(Array(framed)).cells
            }
        }
        #expect(again == read(document).cells)
    }

    @Test func `of two lists are both there, and records by key have theirs`() {
        let text =
            #"{"c":{"7":{},"8":{"id":8,"x":[{"y":1}]}},"a":[{"of":8,"v":1}],"b":[{"of":8,"w":2},{"of":8,"w":3}]}"#
        let joins = [JSONJoin(list: ["a"], member: "of", id: "id"), JSONJoin(list: ["b"], member: "of", id: "id")]
        let read = read(text, jsonKeyed(at: "c"), joins: joins)
        #expect(
            read.cells == [
                ["$key=7", "$a!", "$b!"],
                ["$key=8", "id!8", "x.y!1", "$a.of!8", "$a.v!1", "$b.of!8", "$b.w!2", "$b.of!8", "$b.w!3"],
            ])
        #expect(read.records.map(\.raw)[0] == #""7":{"$a":[],"$b":[]}"#)
    }

    @Test func `that say not whose they are, or cannot be read, end the export before a record is read`() {
        let lost = read(#"{"contacts":[{"id":"1"}],"fieldValues":[{"field":"1"}]}"#)
        #expect(lost.records.isEmpty && lost.ending?.code == .jsonNotARecord && lost.ending?.field == "contact")
        let broken = read(#"{"contacts":[{"id":"1"}],"fieldValues":[{"contact":"1","contact":"2"}]}"#)
        #expect(broken.records.isEmpty && broken.ending?.code == .jsonDuplicateKey)
        #expect(broken.ending?.remedy == .stopStream)
        #expect(read(#"{"contacts":[{"id":"1"}]}"#).ending?.code == .jsonPathMissing)
        #expect(read(#"{"contacts":[{"id":"1"}],"fieldValues":[{"contact":"1"}]"#).ending?.code == .jsonTruncated)
        #expect(read(#"{"success":false,"errors":[{"code":"601"}]}"#).ending?.code == .jsonErrorBody)
        #expect(read("").ending?.code == .fileEmpty)
    }

    @Test func `leave a record that is none to itself`() {
        let text = #"{"contacts":[7,{"id":"2"}],"fieldValues":[{"contact":"2","v":1}]}"#
        #expect(read(text).codes == [.jsonNotARecord, nil])
        #expect(read(text).good == [["id=2", "$fieldValues.contact=2", "$fieldValues.v!1"]])
        let twice = #"{"contacts":[{"id":"1","id":"1"},{"id":"2"}],"fieldValues":[{"contact":"2","v":1}]}"#
        #expect(read(twice).records.isEmpty && read(twice).ending?.code == .jsonDuplicateKey)
    }

    @Test func `of a document that is too long are refused as a whole`() {
        let read = read(document, documentLimit: 100)
        #expect(read.records.isEmpty && read.ending?.code == .jsonRecordTooLong)
    }

    @Test func `are declared, and said of what was recognised`() throws {
        let declared = DeclaredFormat(kind: .json, recordPath: ["contacts"], joins: [join])
        let opened = try RecordReaders.open(MemoryBytes(Array(document.utf8)), file: "x.json", declared: declared)
        #expect(opened.detected.description == "json, records at 'contacts', with 'fieldValues', UTF-8")
        #expect(ReadDocument.read(opened.reader).cells.count == 4)
        let other = DeclaredFormat(kind: .json, recordPath: ["contacts"])
        #expect(declared.fingerprint != other.fingerprint)
    }
}
