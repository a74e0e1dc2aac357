import LeadModel
import RecordFormats
import Testing

@Suite struct `A bad JSON record` {
    static let malformed: [(String, String)] = [
        (#"{"a": 01}"#, "number"), (#"{"a": 1.}"#, "number"), (#"{"a": .5}"#, "word"), (#"{"a": +1}"#, "word"),
        (#"{"a": -}"#, "number"), (#"{"a": 1e}"#, "number"), (#"{"a": 0x1}"#, "number"), (#"{"a": NaN}"#, "word"),
        (#"{"a": nul}"#, "word"), (#"{"a": True}"#, "word"), (#"{"a": 'x'}"#, "word"), (#"{"a" 1}"#, "missing"),
        (#"{"a": 1 "b": 2}"#, "missing"), (#"{"a": 1,}"#, "missing"), (#"{,"a": 1}"#, "missing"),
        (#"{"a": [1,]}"#, "word"), (#"{"a": [1 2]}"#, "missing"), (#"{a: 1}"#, "missing"), (#"{"a":: 1}"#, "word"),
        (#"{"a": "\x"}"#, "escape"), (#"{"a": "\u12g4"}"#, "escape"), (#"{"a": "\ud800"}"#, "escape"),
        (#"{"a": "\udc00\ud800"}"#, "escape"), (#"{"\ud800x": 1}"#, "escape"), (#"{"a": "x" "y"}"#, "missing"),
        ("{\"a\": \"\u{1}\"}", "control"), (#"{"a": 1, "b"}"#, "missing"), (#"{"a": {"b": }}"#, "word"),
        (#"{"a": /* no */ 1}"#, "word"), (#"{"a": ""x}"#, "missing"), (#"{1: 2}"#, "missing"),
    ]

    @Test(arguments: malformed)
    func `is refused in front of a good one, in lines and in a document`(record: String, word: String) {
        for (text, shape) in [
            ("\(record)\n{\"id\": 2}\n", jsonLines), ("[\(record), {\"id\": 2}]", jsonArray),
            ("{\"r\": {\"k\": \(record), \"l\": {\"id\": 2}}}", jsonKeyed(at: "r")),
        ] {
            let export = readJSON(text, shape)
            #expect(export.codes == [.jsonMalformed, nil], "\(text)")
            #expect(export.good.first?.last == "id!2")
            #expect(export.ending == nil)
            #expect(export.columns == (shape.layout == .keyed ? ["$key", "id"] : ["id"]), "leaves no column behind")
            #expect(export.records.first?.raw.hasSuffix(record) == true)
            if shape.layout != .lines { #expect(faultsOfJSON(text, shape)[0].summary.contains(word), "\(text)") }
        }
    }

    @Test func `that is not UTF-8 is refused alone`() {
        let bad = Array(#"{"a": ""#.utf8) + [0xC3, 0x28] + Array(#""}"#.utf8)
        let good = Array(#"{"id": "é"}"#.utf8)
        for (bytes, shape) in [
            (good + [0x0A] + bad + [0x0A] + good, jsonLines),
            ([0x5B] + good + [0x2C] + bad + [0x2C] + good + [0x5D], jsonArray),
        ] {
            let export = readJSON(bytes, shape)
            #expect(export.codes == [nil, .jsonMalformed, nil])
            let faults = pagesOfJSON(bytes, shape).pages[0].entries.compactMap(\.fault)
            #expect(faults.count == 1 && faults[0].summary.contains("UTF-8"))
        }
    }

    @Test func `with a key twice in one object is refused, with the key`() {
        let text =
            #"[{"id": 1, "Email": "a", "Email": "a"}, {"o": {"k": 1, "\u006b": 2}}, {"l": [{"k": 1}, {"k": 2}]}]"#
        let export = readJSON(text)
        #expect(export.codes == [.jsonDuplicateKey, .jsonDuplicateKey, nil])
        #expect(faultsOfJSON(text).map(\.field) == ["Email", nil])
        #expect(export.good == [["l.k!1", "l.k!2"]])
    }

    @Test func `that is no object is refused`() {
        let export = readJSON(#"[1, "a", null, [{"a": 1}], {"id": 2}]"#)
        #expect(export.codes == [.jsonNotARecord, .jsonNotARecord, .jsonNotARecord, .jsonNotARecord, nil])
        #expect(export.records.map(\.raw) == ["1", "\"a\"", "null", "[{\"a\": 1}]", "{\"id\": 2}"])
        let lines = readJSON("1\n[{}]\ngarbage\n{\"id\": 2}\n", jsonLines)
        #expect(lines.codes == [.jsonNotARecord, .jsonNotARecord, .jsonMalformed, nil])
    }

    @Test func `that nests too deep is refused, be it 100,000 levels`() {
        for depth in [64, 65, 100_000] {
            let deep = String(repeating: "[", count: depth - 1) + "1" + String(repeating: "]", count: depth - 1)
            let export = readJSON("[{\"a\": \(deep)}, {\"id\": 2}]")
            #expect(export.codes == [depth > 65 ? .jsonTooDeep : nil, nil])
        }
        let open = readJSON("[{\"a\": " + String(repeating: "[{\"b\":", count: 50_000))
        #expect(open.ending?.code == .jsonTruncated)
    }

    @Test(arguments: [jsonArray, jsonLines])
    func `that is too long is refused with its head, its neighbours are read`(shape: JSONShape) {
        var limits = ReaderLimits()
        limits.recordBytes = 1_000
        limits.pageBytes = 500
        for length in [900, 1_100, 30_000, 300_000] {
            let long = "{\"a\": \"\(String(repeating: "x,\\\"{", count: length / 5))\"}"
            let records = ["{\"id\": 1}", long, "{\"id\": 3}"]
            let text = shape.layout == .lines ? records.joined(separator: "\n") : "[\(records.joined(separator: ","))]"
            let export = readJSON(text, shape, step: 700, limits: limits)
            #expect(export.codes == [nil, length < 1_000 ? nil : .jsonRecordTooLong, nil])
            #expect(export.records[1].raw == (length < 1_000 ? long : String(long.prefix(1_000))))
            #expect(export.records[2].cells == ["id!3"])
            #expect(export.ending == nil)
        }
    }

    @Test func `with one column too many is refused, the columns stay`() {
        var limits = ReaderLimits()
        limits.columns = 2
        let export = readJSON(#"[{"a": 1}, {"b": 1, "c": 2}, {"b": 3}, {"a": 4, "c": 5}]"#, limits: limits)
        #expect(export.codes == [nil, .recordTooManyColumns, nil, .recordTooManyColumns])
        #expect(export.columns == ["a", "b"])
        let ids = (0..<10_000).map { "{\"k\($0)\": {\"v\($0)\": 1}}" }.joined(separator: "\n")
        #expect(readJSON(ids, jsonLines, limits: limits).good.count == 2)
    }

    @Test func `whose brackets cannot be trusted ends the document`() {
        let export = readJSON(#"[{"id": 1}, {"a": [1, 2}, {"id": 3}]"#)
        #expect(export.codes == [nil, .jsonMalformed])
        #expect(export.ending?.code == .jsonMalformed)
        #expect(export.records[1].raw == #"{"a": [1, 2}"#)
    }

    @Test func `never shows whose it is`() {
        let canary = "ada.canary@example.com"
        let bodies = [
            "{\"\(canary)\": 1, \"\(canary)\": 2}\n", "{\"a\": \"\(canary)\\x\"}\n", "{\"a\": \(canary)}\n",
            "\"\(canary)\"\n", "{\"a\": \"\(canary)",
        ]
        for body in bodies {
            let faults = faultsOfJSON(body, jsonLines)
            #expect(!faults.isEmpty)
            for fault in faults { #expect(!"\(fault)".contains("canary")) }
        }
        let keyed = readJSON("{\"\(canary)\": {\"id\": 1}}", jsonArray(at: "results"))
        #expect(keyed.ending?.code == .jsonPathMissing)
        #expect(!"\(keyed.ending!)".contains("canary"))
    }
}

@Suite struct `A bad JSON document` {
    @Test(arguments: [
        #"{"results": [{"id": 1}], "a": 01}"#, #"{"results": [{"id": 1}]"# + "} x", #"{"results": [{"id": 1}]}]"#,
        #"{"results": [{"id": 1},]}"#, #"{"results": [{"id": 1} {"id": 2}]}"#, #"{"results": [{"id": 1}}"#,
        #"{"results": [{"id": 1}], "a" 1}"#, #"{"results": [{"id": 1}], }"#, #"{"results": [{"id": 1}], "a": "\q"}"#,
        #"{"results": [{"id": 1}]}{"results": []}"#, "{\"results\": [{\"id\": 1}], \"a\": \"\u{2}\"}",
    ])
    func `is refused for what stands around its records, which are kept`(text: String) {
        let export = readJSON(text, jsonArray(at: "results"))
        #expect(export.good.first == ["id!1"])
        #expect(export.ending?.code == .jsonMalformed, "\(text)")
        #expect(export.ending?.remedy == .stopStream)
    }

    @Test func `with a key twice around the records is refused`() {
        let export = readJSON(#"{"results": [{"id": 1}], "results": [{"id": 2}]}"#, jsonArray(at: "results"))
        #expect(export.good == [["id!1"]])
        #expect(export.ending?.code == .jsonDuplicateKey)
    }

    @Test func `without the record path names the keys that are there`() {
        let export = readJSON(#"{"info": {}, "data": {"rows": [{"a": 1}]}}"#, jsonArray(at: "data", "items"))
        #expect(export.ending?.code == .jsonPathMissing)
        #expect(export.ending?.seen == .word("rows"))
        #expect(readJSON(#"{"data": {"a": 1}}"#, jsonArray(at: "data")).ending?.summary.contains("object") == true)
        #expect(readJSON(#"{"data": [{"a": 1}]}"#, jsonKeyed(at: "data")).ending?.code == .jsonPathMissing)
        #expect(readJSON(#"{"data": "x"}"#, jsonArray(at: "data")).ending?.code == .jsonPathMissing)
        #expect(readJSON(#"{"id": 1}"#).ending?.code == .jsonPathMissing)
    }

    @Test(arguments: [
        (#"{"requestId": "1", "success": false, "errors": [{"code": "601", "message": "invalid"}]}"#, "601"),
        (#"[{"message": "Request limit exceeded", "errorCode": "REQUEST_LIMIT_EXCEEDED"}]"#, "REQUEST_LIMIT_EXCEEDED"),
        (#"{"status": "error", "message": "limit", "errorType": "RATE_LIMIT", "policyName": "DAILY"}"#, "RATE_LIMIT"),
        (#"{"error": "invalid_grant", "error_description": "authentication failure"}"#, "invalid_grant"),
        (#"{"@attributes": {"stat": "fail", "err_code": "1"}, "err": "Invalid API key"}"#, "1"),
        (#"{"code": 109, "message": "no"}"#, "109"),
        (#"{"code": "INVALID_TOKEN", "details": {}, "message": "m", "status": "error"}"#, "INVALID_TOKEN"),
        (#"{"error": {"code": "0x80072322", "message": "m"}}"#, "0x80072322"),
        (#"{"success": false, "error": "unauthorized", "data": null}"#, "unauthorized"),
        (#"{"error": {"code": "RATE"}, "results": null, "data": null, "records": null}"#, "RATE"),
        (#"{"errors": [{"code": 404, "message": "m", "type": null}]}"#, "404"),
    ])
    func `that is a vendor's error is told by its code`(text: String, code: String) {
        for shape in [jsonArray(at: "results"), jsonArray(at: "data"), jsonArray(at: "records")] {
            let export = readJSON(text, shape)
            #expect(export.pageCount == 0)
            #expect(export.ending?.code == .jsonErrorBody)
            #expect(export.ending?.seen == .word(code))
        }
    }

    @Test func `that is an error is told even where it is read as records`() {
        #expect(readJSON(#"[{"message": "m", "errorCode": "NOT_FOUND"}]"#).ending?.code == .jsonErrorBody)
        let marketo = #"{"success": false, "errors": [{"code": "601", "message": "m"}]}"#
        #expect(readJSON(marketo, jsonArray(at: "errors")).ending?.code == .jsonErrorBody)
        #expect(readJSON(marketo + "\n", jsonLines).ending?.code == .jsonErrorBody)
        #expect(readJSON(#"[{"message": "m", "errorCode": "E", "id": 1}]"#).good.count == 1)
    }

    @Test(arguments: [
        (#"{"error": "expired"}"#, "expired"), (#"{"message": "Unauthorized", "statusCode": 401}"#, "401"),
        (#"{"error": "Unauthorized", "message": "m", "status_code": 403, "path": "/x", "timestamp": "t"}"#, "403"),
        (#"{"error": {"code": 401, "message": "m", "details": [{"reason": "r"}]}}"#, "401"),
        (#"{"fault": {"detail": {"errorcode": "x.y"}}}"#, "x.y"),
    ])
    func `that is an error alone on a line, or in a list, is told by its code`(text: String, code: String) {
        for (text, shape) in [(text + "\n", jsonLines), ("[\(text)]", jsonArray)] {
            let export = readJSON(text, shape)
            #expect(export.ending?.code == .jsonErrorBody && export.pageCount == 0, "\(text)")
            #expect(export.ending?.seen == .word(code))
        }
    }

    @Test func `that is a list of errors is told wherever it stands`() {
        for text in [
            #"{"errors": [{"code": 401}]}"#, #"{"errors": [{"title": "a"}, {"title": "b"}], "requestId": "x"}"#,
        ] {
            #expect(readJSON(text, jsonArray(at: "errors")).ending?.code == .jsonErrorBody, "\(text)")
        }
    }

    @Test(arguments: [
        #"{"error": "expired", "id": 1}"#, #"{"message": "m", "statusCode": 401, "email": "a"}"#,
        #"{"message": "m", "type": "t"}"#, #"{"status": "open", "type": "t", "title": "x"}"#,
        "{\"error\": \"a\"}\n{\"error\": \"b\"}",
    ])
    func `with anything besides, or among others, is a record`(text: String) {
        let export = readJSON(text + "\n", jsonLines)
        #expect(export.ending == nil && !export.good.isEmpty, "\(text)")
    }
}
