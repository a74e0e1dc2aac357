import LeadModel
import RecordFormats
import Testing

@Suite struct `A JSON export` {
    @Test func `is flattened to paths, lists repeat their cells`() {
        let export = readJSON(
            #"""
            {"results": [{"id": "1", "Owner": {"Name": "Ada", "Id": 5}, "tags": ["a", "b"], "n": -1.50e+3,
              "history": [{"value": "x", "at": 1}, {"value": "y"}], "ok": true, "no": false, "Fax": null, "pair": [5, "Too"]}]}
            """#, jsonArray(at: "results"))
        #expect(
            export.cells == [
                [
                    "id=1", "Owner.Name=Ada", "Owner.Id!5", "tags=a", "tags=b", "n!-1.50e+3", "history.value=x",
                    "history.at!1", "history.value=y", "ok!true", "no!false", "Fax=~", "pair!5", "pair=Too",
                ]
            ])
        #expect(export.ending == nil)
    }

    @Test func `keeps absent, null, empty text, empty list and empty object apart`() {
        let export = readJSON(#"[{"a": null, "b": "", "c": [], "d": {}}, {"a": "x"}, {}]"#)
        #expect(export.cells == [["a=~", "b=", "c!", "d!"], ["a=x"], []])
    }

    @Test func `unescapes values and keys`() {
        let export = readJSON(#"[{"k\u0065y": "a\"b\\c\/d\b\f\n\r\t\u00e9\ud83d\ude00\u0000", "plain": "é😀"}]"#)
        #expect(export.cells == [["key=a\"b\\c/d\u{8}\u{c}\n\r\t\u{e9}\u{1F600}\0", "plain=é😀"]])
    }

    @Test func `of records by key keeps the key as a column`() {
        let export = readJSON(
            #"{"total": 2, "contacts": {"247": {"id": 247, "fields": {"all": {"email": null}}}, "24\u0038": {}}}"#,
            jsonKeyed(at: "contacts"))
        #expect(export.cells == [["$key=247", "id!247", "fields.all.email=~"], ["$key=248"]])
        #expect(export.records[0].raw == #""247": {"id": 247, "fields": {"all": {"email": null}}}"#)
    }

    @Test func `in lines is read line by line, whatever ends them`() {
        let export = readJSON("\u{FEFF}{\"a\":1}\r\n\n  {\"a\":2} \n\t\r\n{\"a\":3}", jsonLines)
        #expect(export.cells == [["a!1"], ["a!2"], ["a!3"]])
        #expect(export.records.map(\.line) == [1, 3, 5])
        #expect(export.records.map(\.raw) == [#"{"a":1}"#, #"{"a":2}"#, #"{"a":3}"#])
    }

    @Test func `says line and number of each record`() {
        let export = readJSON("{\n \"results\": [\n  {\"a\": 1},\n\n  {\"a\":\n 2}, 7]\n}", jsonArray(at: "results"))
        #expect(export.records.map(\.line) == [3, 5, 6])
        #expect(export.records.map(\.number) == [1, 2, 3])
        #expect(faultsOfJSON("[{},\n7]").map(\.origin) == [Origin(file: "leads.json", line: 2, record: 2)])
    }

    @Test func `makes one column of paths that are spelled alike`() {
        let export = readJSON(#"[{"a.b": 1, "a": {"b": 2}, "": {"": 3}}]"#)
        #expect(export.columns == ["a.b", "."])
        #expect(export.cells == [["a.b!1", "a.b!2", ".!3"]])
    }

    @Test func `lets what stands around the records be read`() {
        let export = pagesOfJSON(
            Array(
                #"""
                {"paging": {"next": {"after": "NTI1Cg%3D%3D"}}, "@odata.nextLink": "https:\/\/x\/?a", "done": false, "none": null,
                 "results": [{"a": 1}], "nextPageToken": "z", "moreResult": true, "lists": [{"v": 1}, {"v": 2}], "n": 1.0}
                """#.utf8), jsonArray(at: "results"))
        #expect(
            export.trailer == [
                "paging.next.after": "NTI1Cg%3D%3D", "@odata.nextLink": "https://x/?a", "done": "false",
                "nextPageToken": "z", "moreResult": "true", "lists.v": "1", "n": "1.0",
            ])
        #expect(export.pages.count == 1)
    }

    @Test(arguments: [
        (#"[]"#, jsonArray), (#" {"records": [ ], "done": true} "#, jsonArray(at: "records")),
        (#"{"contacts": {}}"#, jsonKeyed(at: "contacts")), (#"{"contacts": []}"#, jsonKeyed(at: "contacts")),
        (#"{"success": true, "data": null}"#, jsonArray(at: "data")),
    ])
    func `without a record is no fault where it says so itself`(text: String, shape: JSONShape) {
        let export = readJSON(text, shape)
        #expect(export.pageCount == 0)
        #expect(export.ending == nil)
    }

    @Test(arguments: [jsonArray, jsonLines, jsonKeyed(at: "a")])
    func `of no bytes is empty`(shape: JSONShape) {
        #expect(readJSON("", shape).ending?.code == .fileEmpty)
        #expect(readJSON(" \n\t", shape).ending?.code == .fileEmpty)
    }

    @Test func `is handed over in pages whose columns grow`() {
        var limits = ReaderLimits()
        limits.pageRecords = 2
        let text = #"[{"a":1},{"b":"\n"},{"c":3},{"a":4},{"a":5}]"#
        let pages = pagesOfJSON(Array(text.utf8), jsonArray, limits: limits).pages
        #expect(pages.map(\.entries.count) == [2, 2, 1])
        #expect(pages.map(\.columns) == [["a", "b"], ["a", "b", "c"], ["a", "b", "c"]])
        let export = readJSON(text, limits: limits)
        #expect(export.cells == [["a!1"], ["b=\n"], ["c!3"], ["a!4"], ["a!5"]])
    }
}
