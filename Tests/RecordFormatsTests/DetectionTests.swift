import LeadModel
import RecordFormats
import Testing

@Suite struct `Detection` {
    private func detect(
        _ text: String, file: String = "export", _ declared: DeclaredFormat = DeclaredFormat()
    ) throws(Fault) -> String {
        try RecordReaders.open(MemoryBytes(Array(text.utf8)), file: file, declared: declared).detected.description
    }

    private func code(_ text: String, file: String = "export", _ declared: DeclaredFormat = DeclaredFormat())
        -> FaultCode?
    {
        do throws(Fault) {
            _ = try detect(text, file: file, declared)
            return nil
        } catch {
            return error.code
        }
    }

    @Test func `says in one line what a delimited file is`() throws {
        #expect(try detect("\u{FEFF}a;b;c\r\n1;2;3,5\r\n") == "csv, semicolon, UTF-8 with BOM, CRLF, 3 columns")
        #expect(try detect("a\tb\r1\t2\r") == "csv, tab, UTF-8, CR, 2 columns")
        #expect(try detect("Email\na@example.com\n") == "csv, comma, UTF-8, LF, 1 column")
        let packed = try RecordReaders.open(MemoryBytes(gzip(Array("a|b\n1|2\n".utf8))), file: "x.csv.gz")
        #expect(packed.detected.description == "csv, pipe, UTF-8, LF, 2 columns, gzip")
        #expect(ReadExport.read(packed.reader).good == [["1", "2"]])
    }

    @Test func `reads the delimiter off the line by which spreadsheets name it`() throws {
        #expect(try detect("sep=;\r\na;b\r\n1,5;2,5\r\n") == "csv, semicolon, UTF-8, CRLF, 2 columns")
        #expect(try detect("\u{FEFF}\"sep=|\"\na,b|c\n1,2|3\n") == "csv, pipe, UTF-8 with BOM, LF, 2 columns")
        let reader = try RecordReaders.open(MemoryBytes(Array("sep=;\na;b\n1;2\n".utf8)), file: "x.csv").reader
        #expect(ReadExport.read(reader).good == [["1", "2"]])
        // A column may be called so.
        #expect(try detect("sep=;x\n1;2\n") == "csv, semicolon, UTF-8, LF, 2 columns")
    }

    @Test func `finds the records of each vendor's JSON`() throws {
        let samples = [
            #"{"total":1,"results":[{"id":"1"}],"paging":{}}"#: "json, records at 'results', UTF-8",
            #"{"totalSize":3,"done":false,"records":[{"attributes":{},"Id":"00Q"}]}"#:
                "json, records at 'records', UTF-8",
            #"{"requestId":"1","success":true,"result":[{"id":1}],"nextPageToken":"x"}"#:
                "json, records at 'result', UTF-8",
            #"{"@odata.context":"a","value":[{"leadid":"1"}]}"#: "json, records at 'value', UTF-8",
            #"{"data":[{"id":"1"}],"info":{"page":1}}"#: "json, records at 'data', UTF-8",
            #"{"total":1,"contacts":{"247":{"id":247}}}"#: "json, records by key at 'contacts', UTF-8",
            #"{"contacts":[{"id":"1"}],"fieldValues":[{"id":"2"}]}"#: "json, records at 'contacts', UTF-8",
            #"{"meta":{"results":[1]},"people":[{"id":"1"}]}"#: "json, records at 'people', UTF-8",
            #" [ {"id":"1"} ]"#: "json, an array of records, UTF-8",
            "{\"id\":\"}\"}\n{\"id\":\"2\"}\n": "json, one record a line, UTF-8",
            #"{"id":"2"}"#: "json, one record a line, UTF-8",
        ]
        for (text, line) in samples { #expect(try detect(text) == line) }
        #expect(
            try detect(#"{"a":{"b":[{}]}}"#, DeclaredFormat(recordPath: ["a", "b"])) == "json, records at 'a.b', UTF-8")
        #expect(code("{\"a\":\n1}") == .formatUnknown)
    }

    @Test func `names the lists and objects that may lead to records, and no key that could be data`() throws {
        let event =
            "{\n" + #""meta":{"id":1},"ada@example.com":{},"4711":[],"v":1,"#
            + #""matches":{"current":[]},"current":{"name":"Ada"},"previous":{"name":null}}"#
        let fault = #expect(throws: Fault.self) { try detect(event) }
        #expect(fault?.code == .formatUnknown)
        let advice = try #require(fault?.advice)
        #expect(advice.contains("stand at 'meta', 'matches', 'current', 'previous'."))
        #expect(!advice.contains("ada") && !advice.contains("4711"))
    }

    @Test(arguments: [
        #"<rsp stat="fail" version="1.0"><err code="1">Invalid API key</err></rsp>"#,
        "<s:Envelope xmlns:s='urn:s'><s:Body><s:Fault><faultcode>s:Sender</faultcode></s:Fault></s:Body></s:Envelope>",
        "<response uri='/crm'><error><code>4834</code><message>No ticket</message></error></response>",
    ])
    func `takes an answer that tells of an error for what it is`(answer: String) throws {
        var (reader, _) = try RecordReaders.open(
            MemoryBytes(Array(answer.utf8)), file: "answer.xml", declared: DeclaredFormat())
        let fault = #expect(throws: Fault.self) { while try reader.nextPage() != nil {} }
        #expect(fault?.code == .xmlErrorBody)
    }

    @Test func `finds the record element of each vendor's XML`() throws {
        let pardot = """
            <?xml version="1.0" encoding="iso-8859-1"?><rsp stat="ok"><result><total_results>2</total_results>
            <prospect><id>1</id><campaign><id>4</id></campaign><x/></prospect><prospect><id>2</id></prospect></result></rsp>
            """
        #expect(try detect(pardot) == "xml, records in 'prospect', ISO-8859-1")
        let soap = """
            <s:Envelope xmlns:s="x"><s:Body><queryResponse><result><records a="1"><sf:Id>1</sf:Id><sf:Id>1</sf:Id></records>
            <size>1</size></result></queryResponse></s:Body></s:Envelope>
            """
        #expect(try detect(soap) == "xml, records in 'records', UTF-8")
        let own = "<!-- <a> --><people><person><n>1</n></person><person><n><![CDATA[<p>]]></n></person></people>"
        #expect(try detect(own) == "xml, records in 'person', UTF-8")
        #expect(code("<a><b>1</b><b>2</b></a>") == .formatUnknown)
        let labelled = "<?xml version='1.0' encoding='utf-16'?><a><row><b/></row></a>"
        #expect(try detect(labelled) == "xml, records in 'row', UTF-8")
        #expect(code("<?xml version='1.0' encoding='latin-one'?><a><row><b/></row></a>") == .encodingUnknown)
        #expect(try detect("<a><b>1</b></a>", DeclaredFormat(recordElement: "b")) == "xml, records in 'b', UTF-8")
    }

    @Test func `never overrides a declaration, and refuses one that cannot be true`() throws {
        #expect(
            try detect("a,b;c\n1,2;3\n", DeclaredFormat(dialect: CSVDialect(delimiter: 0x3B))).contains("semicolon"))
        #expect(code("a,b,c\n1,2,3\n", DeclaredFormat(dialect: CSVDialect(delimiter: 0x3B))) == .formatContradiction)
        #expect(code("[{}]", DeclaredFormat(kind: .csv)) == .formatContradiction)
        #expect(code("<a/>", DeclaredFormat(kind: .json)) == .formatContradiction)
        let packed = MemoryBytes(gzip([0x61]))
        #expect(throws: Fault.self) {
            try RecordReaders.open(packed, file: "x", declared: DeclaredFormat(compression: .none))
        }
    }

    @Test func `refuses what is no export`() {
        #expect(code("") == .fileEmpty)
        #expect(code("<!DOCTYPE html><html><body>Log in</body></html>", file: "leads.csv") == .formatUnknown)
        #expect(code("PK\u{3}\u{4}") == .formatUnknown)
        #expect(code(#"{"error":"invalid_grant"}"#, file: "leads.csv") == .formatUnknown)
        #expect(code("Too many requests", file: "leads.json.gz") == .formatUnknown)
    }

    @Test func `leads to a reader of a frame's format`() throws {
        let first = readCSV("a;b\n1;\"x;y\"\n")
        let frame = try #require(first.frame)
        let opened = try RecordReaders.open(
            MemoryBytes(frame.prologue + Array(first.records[0].raw.utf8)), file: "raw",
            declared: DeclaredFormat(frame.format))
        #expect(ReadExport.read(opened.reader).good == first.good)
    }
}
