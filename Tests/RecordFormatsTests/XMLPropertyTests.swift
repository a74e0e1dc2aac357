import LeadModel
import RecordFormats
import TestSupport
import Testing

@Suite struct `Any XML export` {
    static let small = [
        "<?xml version=\"1.0\"?>\r\n<rsp stat=\"ok\"><result>\r\n"
            + "<record><id>1</id><a>ü &amp; <![CDATA[x\r\ny]]></a></record>\r\n"
            + "<record a='1 &lt; 2' b=\"'\"><c><d>&#x41;</d></c><e/></record>"
            + "<!-- <record> -->\n<record/></result></rsp>\n",
        "<s:E xmlns:s=\"urn:s\" xmlns:x=\"http://www.w3.org/2001/XMLSchema-instance\">"
            + "<s:B><s:record><s:a x:nil=\"true\"/>"
            + "</s:record></s:B><s:B xmlns:s=\"urn:t\"><s:record><s:b>2</s:b></s:record>\n"
            + "<s:record><s:a>3</s:a></s:record>"
            + "</s:B></s:E>",
        "<r><record>ab]]&gt;c<b>2</b>d</record><?pi <record>?><record><record>1</record></record> text </r>",
    ]

    @Test(arguments: small)
    func `cut off anywhere keeps every complete record and says so`(text: String) {
        let bytes = Array(text.utf8)
        let whole = readXML(bytes)
        #expect(whole.ending == nil && whole.records.count >= 2)
        let end = bytes.lastIndex(of: 0x3E)! + 1
        for length in 0..<end {
            let cut = readXML(Array(bytes[..<length]))
            let complete = whole.records.prefix { ends(of: $0, in: text, whole) <= length }
            #expect(cut.records.starts(with: complete), "cut at \(length)")
            #expect(cut.records.count <= complete.count + 1, "cut at \(length)")
            if cut.records.count > complete.count {
                #expect(cut.records.last?.code == .xmlTruncated, "cut at \(length)")
                let start = ends(of: cut.records.last!, in: text, whole, isStart: true)
                let rest = String(decoding: bytes[start..<length], as: UTF8.self)
                #expect(cut.records.last?.raw == rest, "cut at \(length)")
            }
            let empty = bytes[..<length].allSatisfy { [0x20, 0x0A, 0x0D].contains($0) }
            #expect(cut.ending?.code == (empty ? .fileEmpty : .xmlTruncated), "cut at \(length)")
            #expect(cut.ending?.remedy == .stopStream)
        }
    }

    /// Where a record ends, or starts, counted in bytes: they stand in the text in their order.
    private func ends(
        of record: ReadDocument.Record, in text: String, _ whole: ReadDocument, isStart: Bool = false
    ) -> Int {
        var at = text.utf8.startIndex
        var range = at..<at
        for other in whole.records.prefix(record.number) {
            let raw = Array(other.raw.utf8)
            while !text.utf8[at...].starts(with: raw) { at = text.utf8.index(after: at) }
            range = at..<text.utf8.index(at, offsetBy: raw.count)
            at = range.upperBound
        }
        return text.utf8.distance(from: text.utf8.startIndex, to: isStart ? range.lowerBound : range.upperBound)
    }

    @Test(arguments: small)
    func `reads the same in pieces of any size`(text: String) {
        let whole = readXML(text)
        for step in 1...40 {
            var limits = ReaderLimits()
            limits.pageRecords = step % 3 + 1
            limits.pageBytes = step * 7
            let pieces = readXML(text, step: step, limits: limits)
            #expect(pieces.records == whole.records && pieces.ending == whole.ending, "step \(step)")
            #expect(pieces.columns == whole.columns)
        }
    }

    @Test(arguments: 1...200)
    func `however broken, reads the same in pieces and never loses a record before the break`(seed: Int) {
        var dice = Dice(seed: seed)
        var text = "<r>"
        for number in 0..<Int.random(in: 1..<30, using: &dice) { text += record(number, &dice) }
        if Bool.random(using: &dice) { text += "</r>" }
        let whole = readXML(text)
        for step in [1, 2, 3, 7, 64] {
            var limits = ReaderLimits()
            limits.pageBytes = Int.random(in: 1..<400, using: &dice)
            limits.pageRecords = Int.random(in: 1..<4, using: &dice)
            let pieces = readXML(text, step: step, limits: limits)
            #expect(pieces.records.map(\.cells) == whole.records.map(\.cells), "seed \(seed), step \(step)")
            #expect(pieces.codes == whole.codes, "seed \(seed), step \(step)")
            #expect(pieces.ending?.code == whole.ending?.code, "seed \(seed), step \(step)")
            #expect(pieces.records.map(\.line) == whole.records.map(\.line), "seed \(seed), step \(step)")
        }
    }

    private func record(_ number: Int, _ dice: inout Dice) -> String {
        let values = [
            "x", "", " ", "ü€😀", "a &amp; b", "<![CDATA[ <x> \r\n ]]>", "l1\r\nl2", "&#13;", "<!-- c -->",
            "<n>1</n>", "t<n a='&lt;'>1</n>u", String(repeating: "long ", count: 60), "<n/><n/>", "]] >", "&quot;'",
        ]
        let breaks = ["&nbsp;", "<", "</x>", "&", "\u{2}", "]]>", "<a b></a>", "<a b='<'/>"]
        var text = "<record>"
        for _ in 0..<Int.random(in: 0..<5, using: &dice) {
            let name = "f\(Int.random(in: 0..<8, using: &dice))"
            text += "<\(name)>\(values.randomElement(using: &dice)!)</\(name)>"
        }
        if Int.random(in: 0..<60, using: &dice) == 0 { text += breaks.randomElement(using: &dice)! }
        return text + "</record>" + ["", "\n", " <other>o</other>", "\r\n"].randomElement(using: &dice)!
    }

    @Test(arguments: small)
    func `gives the same cells again when its raw records are framed`(text: String) throws {
        var limits = ReaderLimits()
        limits.pageRecords = 2
        var reader = XMLReader(
            bytes: MemoryBytes(Array(text.utf8)), file: "leads.xml", shape: XMLShape(recordElement: "record"),
            limits: limits)
        while let page = try reader.nextPage() {
            guard case .xml = page.frame.format else {
                Issue.record("the frame is of XML")
                return
            }
            let raw = page.entries.map { Array(page.raw(of: $0)) }
            let framed = page.frame.prologue + raw.joined(separator: page.frame.separator) + page.frame.epilogue
            let again = try RecordReaders.open(
                MemoryBytes(Array(framed)), file: "leads.xml", declared: DeclaredFormat(page.frame.format))
            let read = ReadDocument.read(again.reader)
            let cells = page.entries.map { entry in
                page.cells[entry.cells].map { cell in
                    "\(page.columns[Int(cell.column)])=\(cell.form == .null ? "~" : page.text(of: cell))"
                }
            }
            #expect(read.cells == cells && read.ending == nil)
            #expect(read.records.map { Array($0.raw.utf8) } == raw)
        }
    }
}
