import Foundation
import LeadModel
import RecordFormats
import Testing

@Suite struct `An XML document` {
    @Test func `with a DOCTYPE is refused before anything in it is believed`() {
        let laughs = """
            <?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;&lol;&lol;&lol;">
            <!ENTITY lol3 "&lol2;&lol2;&lol2;&lol2;">]><r><record><a>&lol3;</a></record></r>
            """
        let outside = "<!DOCTYPE r [<!ENTITY f SYSTEM \"file:///etc/passwd\">]><r><record><a>&f;</a></record></r>"
        let plain = ["<!DOCTYPE r><r><record/></r>", "<!DOCTYPE r SYSTEM 'http://example.com/r.dtd'><r/>"]
        for text in [laughs, outside] + plain {
            let read = readXML(text)
            #expect(read.ending?.code == .xmlDoctype && read.records.isEmpty)
            #expect(read.ending?.remedy == .stopStream)
        }
    }

    @Test func `with two hundred thousand attributes is refused at once`() {
        let attributes = (0..<200_000).map { "a\($0)=\"\"" }.joined(separator: " ")
        let start = ContinuousClock.now
        let read = readXML("<r><record><id>1</id></record><record \(attributes)><id>2</id></record></r>")
        #expect(ContinuousClock.now - start < .seconds(5))
        #expect(read.ending?.code == .xmlTooManyAttributes)
        #expect(read.records.first?.cells == ["id=1"])
    }

    @Test func `that nests a hundred thousand levels is refused at once`() {
        let deep = String(repeating: "<a>", count: 100_000)
        #expect(readXML(deep).ending?.code == .xmlTooDeep)
        let read = readXML("<r><record><id>1</id></record><record>\(deep)")
        #expect(read.codes == [nil, .xmlTooDeep] && read.ending?.code == .xmlTooDeep)
    }

    @Test func `with a new name in every record is refused before the names fill the memory`() {
        let records = (0..<100_000).map { "<record><n\($0)>1</n\($0)></record>" }.joined()
        let read = readXML("<r>\(records)</r>")
        #expect(read.ending?.code == .xmlTooManyNames)
        #expect(read.records.count < 20_000)
    }

    @Test func `that is malformed gives the records before it, the broken one, and the line`() {
        let breaks = [
            "<record><id>2</id>\n<a>&nbsp;</a></record></r>", "<record><id>2</id>\n<a>x & y</a></record></r>",
            "<record><id>2</id>\n<a>x</b></record></r>", "<record><id>2</id>\n<a b=1></a></record></r>",
            "<record><id>2</id>\n<a b='1' b='2'></a></record></r>", "<record><id>2</id>\n<a>\u{1}</a></record></r>",
        ]
        for text in breaks {
            let read = readXML("<r>\n<record><id>1</id></record>\n\(text)")
            #expect(read.codes == [nil, .xmlMalformed], "\(text)")
            #expect(read.cells == [["id=1"], []])
            #expect(read.ending?.code == .xmlMalformed && read.ending?.remedy == .stopStream, "\(text)")
            #expect(read.ending?.origin?.line == 4, "\(text)")
            #expect(read.records.last?.raw.hasPrefix("<record><id>2</id>") == true)
        }
    }

    @Test func `with bytes that are no characters is never read as something else`() {
        let bytes =
            Array("<r><record><id>1</id></record><record><id>".utf8) + [0x4A, 0xF6, 0x72, 0x67]
            + Array("</id></record></r>".utf8)
        let read = readXML(bytes)
        #expect(read.cells.first == ["id=1"])
        #expect(read.codes == [nil, .encodingInvalid] && read.ending?.code == .encodingInvalid)
        // 'A' in two bytes instead of one, half a surrogate pair, a character cut off by the end of the file.
        for bad: [UInt8] in [[0xC1, 0x81], [0xE0, 0x81, 0x81], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80]] {
            let bytes =
                Array("<r><record><id>é</id></record><record><!-- ".utf8) + bad
                + Array(" --></record></r>".utf8)
            for step in [1, 5, 1_000] {
                let read = readXML(bytes, step: step)
                #expect(read.codes == [nil, .encodingInvalid] && read.ending?.code == .encodingInvalid)
            }
        }
        #expect(readXML(Array("<r><record>".utf8) + [0xE2, 0x82]).ending?.code == .xmlTruncated)
    }

    @Test func `has nothing behind its end`() {
        let read = readXML("<r><record><id>1</id></record></r><r/>")
        #expect(read.cells == [["id=1"]] && read.ending?.code == .xmlMalformed)
        #expect(readXML("<r><record><id>1</id></record></r>\n<!-- the end -->\n").ending == nil)
    }

    @Test func `without records says whether that is right`() {
        let pardot = "<rsp stat=\"ok\"><result><total_results>0</total_results></result></rsp>"
        #expect(readXML(pardot, "prospect").ending == nil)
        let soap = "<E><B><result><done>true</done><queryLocator/><size>0</size></result></B></E>"
        #expect(readXML(soap, "result/records").ending == nil)
        let other = "<r><prospects><p><id>1</id></p></prospects></r>"
        #expect(readXML(other, "list/item").ending?.code == .xmlRecordMissing)
        let people = readXML("<r><people><p><id>1</id></p></people></r>", "person")
        #expect(people.ending?.code == .xmlRecordMissing && people.ending?.seen == .word("r, people, p, id"))
        #expect(readXML("<r><total_results>3</total_results></r>", "person").ending?.code == .xmlRecordMissing)
        #expect(readXML("<response><nodata><code>4422</code></nodata></response>", "row").ending == nil)
        #expect(readXML("<leads>\n</leads>", "lead").ending == nil)
        #expect(readXML("").ending?.code == .fileEmpty)
        #expect(readXML("  \n ").ending?.code == .fileEmpty)
    }

    @Test func `that is an error message is no export without records`() {
        let pardot = "<rsp stat=\"fail\" version=\"1.0\">\n<err code=\"1\">Invalid API key or user key</err></rsp>"
        #expect(readXML(pardot, "prospect").ending?.code == .xmlErrorBody)
        #expect(readXML(pardot, "prospect").ending?.seen == .word("1"))
        let soap = """
            <soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body><soapenv:Fault>
            <faultcode>sf:INVALID_SESSION_ID</faultcode>
            <faultstring>Session of someone@example.com expired</faultstring>
            </soapenv:Fault></soapenv:Body></soapenv:Envelope>
            """
        let read = readXML(soap, "records")
        #expect(read.ending?.code == .xmlErrorBody && read.ending?.remedy == .stopStream)
        #expect(read.ending?.description.contains("INVALID_SESSION_ID") == true)
        #expect(read.ending?.description.contains("someone") == false)
    }

    @Test func `is read in the encoding it declares`() throws {
        let text = "<?xml version=\"1.0\" encoding=\"ENC\"?><r><record><n>Jörg – 100</n></record></r>"
        let cases: [(String, String.Encoding)] = [
            ("ISO-8859-1", .isoLatin1), ("windows-1252", .windowsCP1252), ("UTF-16", .utf16), ("utf-8", .utf8),
        ]
        for (name, encoding) in cases {
            let written = text.replacing("ENC", with: name)
                .replacing("–", with: encoding == .isoLatin1 ? "-" : "–")
            let bytes = Array(try #require(written.data(using: encoding)))
            let reader = try RecordReaders.open(
                MemoryBytes(bytes), file: "leads.xml", declared: DeclaredFormat(recordElement: "record")
            ).reader
            let read = ReadDocument.read(reader)
            #expect(read.cells == [[encoding == .isoLatin1 ? "n=Jörg - 100" : "n=Jörg – 100"]], "\(name)")
            #expect(read.ending == nil)
        }
    }

    @Test func `hands over pages that fit their limits`() {
        let text = "<r>" + (0..<100).map { "<record><id>\($0)</id></record>" }.joined(separator: "\n") + "</r>"
        var limits = ReaderLimits()
        limits.pageRecords = 7
        let read = readXML(text, limits: limits)
        #expect(read.cells == (0..<100).map { ["id=\($0)"] })
        #expect(read.pageCount == 15 && read.ending == nil)
        #expect(read.records.map(\.number) == Array(1...100))
    }
}
