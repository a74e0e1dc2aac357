import LeadModel
import RecordFormats
import TestSupport
import Testing

@Suite struct `A written feed` {
    static let columns = ["Id", "First_Name", "Note"]
    static let rows: [[FieldValue?]] = [
        [.text("1"), .text("Zoë \"Z\" Müller"), .text("a, b\r\nc;\td")],
        [.number(ExactNumber(mantissa: -150, scale: 2)), nil, .null],
        [.text("=1+1"), .text(" 'x' "), .text("</a>&<b>]]>\u{85}")],
        [.flag(true), .text(""), .text("\u{FEFF}ü🦉")],
    ]

    private func write(_ writer: some RecordWriter, _ rows: [[FieldValue?]]) throws -> [UInt8] {
        var writer = writer
        var buffer: [UInt8] = []
        writer.begin(into: &buffer)
        for row in rows { try writer.append(row, into: &buffer) }
        writer.finish(into: &buffer)
        return buffer
    }

    private func text(_ writer: some RecordWriter, _ rows: [[FieldValue?]]) throws -> String {
        String(decoding: try write(writer, rows), as: UTF8.self)
    }

    private func plain(_ rows: [[FieldValue?]]) -> [[String]] { rows.map { $0.map { $0?.description ?? "" } } }

    @Test(arguments: CSVWriter.Audience.allCases, [UInt8(ascii: ","), UInt8(ascii: ";"), 0x09])
    func `of delimited text is read back cell by cell`(audience: CSVWriter.Audience, delimiter: UInt8) throws {
        let writer = try CSVWriter(columns: Self.columns, audience: audience, delimiter: delimiter)
        let export = readCSV(try write(writer, Self.rows), CSVDialect(delimiter: delimiter))
        #expect(export.columns == Self.columns)
        #expect(export.ending == nil)
        let cells = audience == .machine ? export.good : export.good.map { $0.map(SpreadsheetText.restored) }
        #expect(cells == plain(Self.rows))
    }

    @Test func `for programs has quotes only where they are needed`() throws {
        let writer = try CSVWriter(columns: ["a", "b c"], audience: .machine)
        #expect(
            try text(writer, [[.text("x y"), .text("1,2")], [.text("=1"), nil], [.text("\"q\""), .text("")]])
                == "a,b c\r\nx y,\"1,2\"\r\n=1,\r\n\"\"\"q\"\"\",\r\n")
        let single = try CSVWriter(columns: ["\u{FEFF}a"], audience: .machine)
        let export = readCSV(try write(single, [[.text("")], [.text("b")]]))
        #expect(export.good == [[""], ["b"]])
    }

    @Test func `for spreadsheets holds nothing that is computed`() throws {
        let risks = [
            "=1+1", "+49 30", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠a", "  =1", "\u{A0}=1",
            "\u{200B}=1",
            "'=1", "''@x", "x;=1", "x,=1", "x\t@y", "x|-1", "x\n=1", ";=1", "\"=1", "x;'=1", "'", "", "a=b", "1-2",
            "a@b.example",
        ]
        for risk in risks {
            let safe = SpreadsheetText.neutralised(risk)
            #expect(SpreadsheetText.restored(safe) == risk)
            for cell in [safe]
                + safe.split(whereSeparator: { [",", ";", "\t", "|", "\n", "\r"].contains($0) }).map(String.init)
            {
                let begin = cell.unicodeScalars.first { !$0.properties.isWhitespace && $0 != "\u{200B}" }
                #expect(begin.map { "=+-@＝＋－＠".unicodeScalars.contains($0) } != true, "\(risk.debugDescription)")
            }
        }
        #expect(
            risks.filter { SpreadsheetText.neutralised($0) == $0 } == ["\"=1", "'", "", "a=b", "1-2", "a@b.example"])
        let writer = try CSVWriter(columns: ["n", "t"], audience: .spreadsheet)
        #expect(
            try text(writer, [[.number(ExactNumber(-5)), .text("-5")]]) == "\u{FEFF}\"n\",\"t\"\r\n\"-5\",\"'-5\"\r\n")
    }

    @Test(arguments: 1...200)
    func `for spreadsheets gives every text back`(seed: Int) {
        var dice = Dice(seed: seed)
        let pieces = ["'", "=", "+", "＝", " ", "\t", "\n", "\r", ",", ";", "|", "a", "\u{200B}", "\"", "e\u{301}"]
        for _ in 0..<50 {
            let text = (0..<Int.random(in: 0..<8, using: &dice)).map { _ in pieces.randomElement(using: &dice)! }
                .joined()
            #expect(
                Array(SpreadsheetText.restored(SpreadsheetText.neutralised(text)).utf8) == Array(text.utf8),
                "seed \(seed)")
        }
    }

    @Test func `of JSON tells absent, null and value apart`() throws {
        let rows: [[FieldValue?]] = [
            [.text("\u{0}\u{1F}\"\\/\n"), nil, .null], [.list(["x", "y"]), .flag(false), .number(ExactNumber(1))],
        ]
        #expect(
            try text(JSONWriter(columns: Self.columns, layout: .lines), rows) == """
                {"Id":"\\u0000\\u001f\\"\\\\/\\n","Note":null}
                {"Id":["x","y"],"First_Name":false,"Note":1}

                """)
        #expect(try text(JSONWriter(columns: ["a"], layout: .array), []) == "[\n]\n")
        #expect(
            try text(JSONWriter(columns: ["a"], layout: .array), [[.text("1")], [nil]]) == "[\n{\"a\":\"1\"},\n{}\n]\n")
    }

    @Test func `of XML tells absent, null and value apart`() throws {
        let writer = try XMLWriter(columns: ["Id", "Tag"], root: "leads", record: "lead")
        #expect(
            try text(writer, [[.text("<&>\r\n"), nil], [.null, .list(["x", ""])]]) == """
                <?xml version="1.0" encoding="UTF-8"?>
                <leads xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
                  <lead>
                    <Id>&lt;&amp;&gt;&#13;
                </Id>
                  </lead>
                  <lead>
                    <Id xsi:nil="true"/>
                    <Tag>x</Tag>
                    <Tag></Tag>
                  </lead>
                </leads>

                """)
    }

    /// Form and text of every cell, by column.
    private func cells(_ bytes: [UInt8], file: String) throws -> [[String]] {
        var (reader, _) = try RecordReaders.open(MemoryBytes(bytes), file: file)
        var rows: [[String]] = []
        while let page = try reader.nextPage() {
            rows += page.entries.map { entry in
                page.cells[entry.cells].map { "\(page.columns[Int($0.column)]) \($0.form) \(page.text(of: $0))" }
            }
        }
        return rows
    }

    @Test(arguments: JSONWriter.Layout.allCases)
    func `of JSON is read back in three states`(layout: JSONWriter.Layout) throws {
        let writer = try JSONWriter(columns: Self.columns, layout: layout)
        let file = layout == .lines ? "feed.ndjson" : "feed.json"
        #expect(
            try cells(try write(writer, Self.rows), file: file) == [
                ["Id text 1", "First_Name text Zoë \"Z\" Müller", "Note text a, b\r\nc;\td"],
                ["Id number -1.50", "Note null "],
                ["Id text =1+1", "First_Name text  'x' ", "Note text </a>&<b>]]>\u{85}"],
                ["Id flag true", "First_Name text ", "Note text \u{FEFF}ü🦉"],
            ])
    }

    @Test func `of XML is read back in three states`() throws {
        let writer = try XMLWriter(columns: Self.columns, root: "leads", record: "lead")
        #expect(
            try cells(try write(writer, Self.rows), file: "feed.xml") == [
                ["Id text 1", "First_Name text Zoë \"Z\" Müller", "Note text a, b\r\nc;\td"],
                ["Id text -1.50", "Note null "],
                ["Id text =1+1", "First_Name text  'x' ", "Note text </a>&<b>]]>\u{85}"],
                ["Id text true", "First_Name text ", "Note text \u{FEFF}ü🦉"],
            ])
    }

    @Test func `refuses what a format cannot hold, names the column, and goes on`() throws {
        var buffer: [UInt8] = []
        var xml: any RecordWriter = try XMLWriter(columns: ["Id", "Note"], root: "leads", record: "lead")
        var csv: any RecordWriter = try CSVWriter(columns: ["Id", "Note"], audience: .machine)
        let fault = #expect(throws: Fault.self) { try xml.append([.text("1"), .text("Ada\u{1}")], into: &buffer) }
        #expect(fault?.code == .formatUnwritable)
        #expect(fault?.field == "Note")
        #expect(fault?.description.contains("Ada") == false)
        #expect(throws: Fault.self) { try csv.append([.text("1"), .text("\u{0}")], into: &buffer) }
        #expect(buffer.isEmpty)
        try csv.append([.text("1"), .text("\u{1}")], into: &buffer)
        #expect(buffer == Array("1,\u{1}\r\n".utf8))
        #expect(throws: Fault.self) { try XMLWriter(columns: ["Lead Status"], root: "leads", record: "lead") }
        #expect(throws: Fault.self) { try JSONWriter(columns: ["a", "a"], layout: .lines) }
    }
}
