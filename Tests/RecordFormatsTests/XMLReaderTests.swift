import LeadModel
import RecordFormats
import Testing

private let xsi = "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""

@Suite struct `An XML record` {
    @Test func `is its elements by path and its attributes by name`() {
        let read = readXML(
            """
            <?xml version="1.0"?>
            <rsp stat="ok"><result><total_results>1</total_results>
            <prospect no="7"><id>1</id><campaign kind="a&amp;b"><id>44</id><name>ePromos &lt;Forms&gt;</name></campaign>
            </prospect></result></rsp>
            """, "prospect")
        #expect(
            read.cells == [["@no=7", "id=1", "campaign.@kind=a&b", "campaign.id=44", "campaign.name=ePromos <Forms>"]])
        #expect(read.ending == nil)
        #expect(read.records[0].raw.hasPrefix("<prospect no=\"7\">"))
        #expect(read.records[0].raw.hasSuffix("</prospect>"))
        #expect(read.records[0].line == 3)
    }

    @Test func `keeps empty, null and absent apart`() {
        let read = readXML(
            "<r \(xsi)><record><a/><b></b><c xsi:nil=\"true\"/><d xsi:nil=\"1\"></d><e xsi:nil=\"false\"/><f> </f>"
                + "</record></r>"
        )
        #expect(read.cells == [["a=", "b=", "c=~", "d=~", "e=", "f= "]])
    }

    @Test func `keeps an element that is there twice, as in a SOAP answer`() {
        let read = readXML(
            """
            <soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:sf="urn:sobject" \(xsi)>
            <soapenv:Body><result><done>true</done><records xsi:type="sf:sObject"><sf:type>Lead</sf:type>\
            <sf:Id>00Q1</sf:Id><sf:Id>00Q1</sf:Id><sf:Email xsi:nil="true"/>\
            <sf:Owner xsi:type="sf:sObject"><sf:Name>A</sf:Name></sf:Owner>\
            </records><size>1</size></result></soapenv:Body></soapenv:Envelope>
            """, "records")
        #expect(
            read.cells == [
                [
                    "@type=sf:sObject", "type=Lead", "Id=00Q1", "Id=00Q1", "Email=~", "Owner.@type=sf:sObject",
                    "Owner.Name=A",
                ]
            ])
    }

    @Test func `reads CDATA, entities and line ends as what they stand for`() {
        let read = readXML(
            "<r><record><a><![CDATA[x\r\ny<&z\rw]]></a><b>1\r\n2&#13;&#10;3&#x1F600;</b><c>p<!-- q -->r</c>"
                + "<d><![CDATA[a]]>b<![CDATA[c]]></d><e t='\"&apos;&#9;'/></record></r>")
        #expect(
            read.cells == [["a=x\ny<&z\nw", "b=1\n2\r\n3\u{1F600}", "c=pr", "d=abc", "e.@t=\"'\t", "e="]])
    }

    @Test func `has text beside elements only where it says something`() {
        let read = readXML("<r><record>\n <a>\n  <b>1</b>\n </a>\n <c>x<d>2</d>y</c>\n</record></r>")
        #expect(read.cells == [["a.b=1", "c.d=2", "c=xy"]])
        #expect(readXML("<r><record>alone</record><record/></r>").cells == [["#text=alone"], []])
    }

    @Test func `may hold an element of its own name`() {
        let read = readXML("<r><record><id>1</id><record><id>2</id></record></record><record><id>3</id></record></r>")
        #expect(read.cells == [["id=1", "record.id=2"], ["id=3"]])
    }

    @Test func `can be told by a path where its name alone would not do`() {
        let text = "<rsp><other><item><a>1</a></item></other><list><item><a>2</a></item></list></rsp>"
        #expect(readXML(text, "item").cells == [["a=1"], ["a=2"]])
        #expect(readXML(text, "list/item").cells == [["a=2"]])
        #expect(readXML(text, "rsp/list/item").cells == [["a=2"]])
    }

    @Test func `that nests too deep is refused, and its neighbour read`() {
        let deep = String(repeating: "<a>", count: 100) + String(repeating: "</a>", count: 100)
        let read = readXML("<r><record>\(deep)</record><record><id>1</id></record></r>")
        #expect(read.codes == [.xmlTooDeep, nil])
        #expect(read.cells[1] == ["id=1"] && read.columns == ["id"] && read.ending == nil)
    }

    @Test func `that is too long is refused with its head, and its neighbour read`() {
        var limits = ReaderLimits()
        limits.recordBytes = 100_000
        limits.pageBytes = 4_096
        let long = String(repeating: "0123456789 <b>x</b>", count: 40_000)
        let read = readXML(
            "<r><record><id>1</id></record>\n<record><new>\(long)</new></record><record><id>3</id></record></r>",
            limits: limits)
        #expect(read.codes == [nil, .xmlRecordTooLong, nil])
        #expect(read.records[1].raw.utf8.count <= 65_536 && read.records[1].raw.hasPrefix("<record><new>0123"))
        #expect(read.cells == [["id=1"], [], ["id=3"]] && read.columns == ["id"] && read.ending == nil)
    }

    @Test func `stands on the line of its first byte`() {
        let read = readXML("<r>\n<record\n a='1'\n>x</record>\n\n  <record><b>\n\n</b></record><record/>\n</r>")
        #expect(read.records.map(\.line) == [2, 6, 8])
    }
}
