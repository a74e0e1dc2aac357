import LeadModel
import RecordFormats
import Testing

@Suite struct `A delimited file` {
    @Test func `is read cell by cell, quotes and line breaks included`() {
        let export = readCSV("Id,Note\r\n1,\"a \"\"b\"\", c\"\r\n2,\"two\r\nlines\"\r\n3,\r\n")
        #expect(export.columns == ["Id", "Note"])
        #expect(export.good == [["1", "a \"b\", c"], ["2", "two\r\nlines"], ["3", ""]])
        #expect(export.records.map(\.line) == [2, 3, 5])
        #expect(export.records.map(\.number) == [1, 2, 3])
        #expect(export.records[0].raw == "1,\"a \"\"b\"\", c\"")
        #expect(export.ending == nil)
    }

    @Test(arguments: ["\n", "\r\n", "\r"])
    func `may end its lines in LF, CRLF or only in CR`(lineEnd: String) {
        let export = readCSV(["a,b", "1,\"x\ny\"", "2,z"].joined(separator: lineEnd))
        #expect(export.good == [["1", "x\ny"], ["2", "z"]])
        #expect(export.ending == nil)
    }

    @Test func `may mix LF and CRLF`() {
        #expect(readCSV("a,b\n1,2\r\n3,4\n").good == [["1", "2"], ["3", "4"]])
    }

    @Test func `refuses a lone CR outside quotes where lines end in LF, and an LF where they end in CR`() {
        let feeds = readCSV("a,b\n1,x\ry\n2,\"x\ry\"\n")
        #expect(feeds.codes == [.csvStrayLineEnd, nil])
        #expect(feeds.good == [["2", "x\ry"]])
        let returns = readCSV("a,b\r1,\"x\ny\"\r2,z\r")
        #expect(returns.good == [["1", "x\ny"], ["2", "z"]])
    }

    @Test(arguments: [
        UInt8(ascii: ","), UInt8(ascii: ";"), 0x09, UInt8(ascii: "|"), UInt8(ascii: "^"), UInt8(ascii: "`"),
    ])
    func `tells its delimiter`(delimiter: UInt8) {
        let mark = String(UnicodeScalar(delimiter))
        let export = readCSV("Id\(mark)Last, first\(mark)Sum\n1\(mark)\"a\(mark)b\"\(mark)1,5\n2\(mark)c\(mark)2,5\n")
        guard delimiter != UInt8(ascii: ",") else { return }
        #expect(export.columns == ["Id", "Last, first", "Sum"])
        #expect(export.good == [["1", "a\(mark)b", "1,5"], ["2", "c", "2,5"]])
    }

    @Test func `passes over a BOM, a declared preamble and blank lines`() {
        let export = readCSV("\u{FEFF}Report \"of\nMarch\n\na,b\n\n1,2\n\n\n3,4\n\n", CSVDialect(preambleLines: 3))
        #expect(export.columns == ["a", "b"])
        #expect(export.good == [["1", "2"], ["3", "4"]])
        #expect(export.records.map(\.line) == [6, 9])
        #expect(export.ending == nil)
    }

    @Test func `with one column holds blank lines as empty values`() {
        #expect(readCSV("a\n1\n\n2\n").good == [["1"], [""], ["2"]])
    }

    @Test func `without a header line has declared columns`() {
        let export = readCSV("1,2\n3,4", CSVDialect(columns: ["a", "b"]))
        #expect(export.columns == ["a", "b"])
        #expect(export.good == [["1", "2"], ["3", "4"]])
    }

    @Test func `keeps doubled and empty column names for the mapping to judge`() {
        let export = readCSV("Id,Name,Name,\n1,2,3,\n")
        #expect(export.columns == ["Id", "Name", "Name", ""])
        #expect(export.good == [["1", "2", "3", ""]])
    }

    @Test(
        arguments: zip(
            ["", "\u{FEFF}", "a,b\n", "a,b", "\n1,2\n", "a\"b,c\n1,2\n", "a,\"b\n1,2\n", "a,b\u{0}\n1,2\n"],
            [
                FaultCode.fileEmpty, .fileEmpty, .csvHeaderOnly, .csvHeaderOnly, .csvHeaderMissing, .csvStrayQuote,
                .csvOpenQuote,
                .csvNulByte,
            ]))
    func `without a header and a record is a fault of the whole file`(text: String, code: FaultCode) {
        let export = readCSV(text)
        #expect(export.ending == code)
        #expect(export.records.isEmpty)
    }

    @Test func `without a record is told one remedy, with a header or without`() throws {
        func advice(_ text: String) throws -> String {
            var reader = CSVReader(bytes: MemoryBytes(Array(text.utf8)), file: "f")
            let fault = try #require(throws: Fault.self) { while try reader.nextPage() != nil {} }
            return fault.advice
        }
        #expect(try advice("") == advice("a,b\n"))
        #expect(try advice("").contains("let the export write no file"))
    }

    @Test func `hands over pages that stay small`() throws {
        var limits = ReaderLimits()
        limits.pageRecords = 10
        var reader = CSVReader(
            bytes: MemoryBytes(Array(("a,b\n" + String(repeating: "1,\"\"\"2\"\n", count: 95)).utf8)), file: "f",
            limits: limits)
        var sizes: [Int] = []
        while let page = try reader.nextPage() {
            sizes.append(page.entries.count)
            #expect(page.cells.allSatisfy { ["1", "\"2"].contains(page.text(of: $0)) })
        }
        #expect(sizes == Array(repeating: 10, count: 9) + [5])
    }
}

@Suite struct `A broken record` {
    @Test(
        arguments: zip(
            ["1,2,3", "1", "1,x\"y", "\"1\"x,2", "1, \"2\"", "1,\u{0}2"],
            [
                FaultCode.csvSurplusCell, .csvMissingCell, .csvStrayQuote, .csvStrayQuote, .csvStrayQuote, .csvNulByte,
            ]))
    func `is refused alone, whole, and in front of a good one`(record: String, code: FaultCode) {
        let export = readCSV("a,b\n0,0\n\(record)\n8,\"9\"\n")
        #expect(export.codes == [nil, code, nil])
        #expect(export.records.map(\.raw) == ["0,0", record, "8,\"9\""])
        #expect(export.good == [["0", "0"], ["8", "9"]])
        #expect(export.records.map(\.line) == [2, 3, 4])
        #expect(export.ending == nil)
    }

    @Test func `of invalid UTF-8 is refused alone`() {
        let export = readCSV(Array("a,b\n1,M".utf8) + [0xFC] + Array("ller\n2,Müller\n".utf8))
        #expect(export.codes == [.encodingInvalid, nil])
        #expect(export.good == [["2", "Müller"]])
    }

    @Test func `with undoubled quotes in pairs ends where its own lines end`() {
        let export = readCSV("a,b,c\n1,\"said \"hi\"\nand, then\n\",x\n3,\"y\",z\n")
        #expect(export.codes == [.csvStrayQuote, nil])
        #expect(export.records[0].raw == "1,\"said \"hi\"\nand, then\n\",x")
    }

    @Test func `with an inch mark does not take its neighbours with it`() {
        let quoted = readCSV("a,b,c\n\"1\",\"5\" pipe\",\"x\"\n\"2\",\"y\",\"z\"\n\"3\",\"y\",\"z\"\n")
        #expect(quoted.codes == [.csvStrayQuote, nil, nil])
        let bare = readCSV("a,b,c\n1,5\" pipe,x\n1,6\" pipe,x\n2,y,z\n")
        #expect(bare.codes == [.csvStrayQuote, .csvStrayQuote, nil])
    }

    @Test func `that opens a quote for good ends the export, and is kept`() {
        let export = readCSV("a,b\n1,2\n3,\"4\n5,6\n7,8\n")
        #expect(export.codes == [nil, .csvOpenQuote])
        #expect(export.records[1].raw == "3,\"4\n5,6\n7,8\n")
        #expect(export.ending == .csvOpenQuote)
    }

    @Test(arguments: [1, 7, 100_000])
    func `that is too long is passed over to its own end, never to a line inside it`(step: Int) {
        var limits = ReaderLimits()
        limits.recordBytes = 1_000
        limits.pageBytes = 4_000
        let lines = String(repeating: "evil,row\n", count: 60_000)
        let export = readCSV("a,b\n1,2\n3,\"\(lines)\"\n5,6\n", step: step == 1 ? 997 : step, limits: limits)
        #expect(export.codes == [nil, .csvRecordTooLong, nil])
        #expect(export.good == [["1", "2"], ["5", "6"]])
        #expect(export.records[1].raw.utf8.count == 1_000)
        #expect(export.records[2].line == 60_004)
        #expect(export.ending == nil)
    }

    @Test func `that is too long and never closed ends the export`() {
        var limits = ReaderLimits()
        limits.recordBytes = 1_000
        let export = readCSV("a,b\n1,2\n3,\"\(String(repeating: "evil,row\n", count: 60_000))", limits: limits)
        #expect(export.codes == [nil, .csvRecordTooLong])
        #expect(export.ending == .csvOpenQuote)
    }

    @Test func `on the last line without line end means a truncated file`() {
        let export = readCSV("a,b\n1,2\n3")
        #expect(export.codes == [nil, .csvMissingCell])
        #expect(export.ending == .fileTruncated)
    }
}

@Suite struct `A report's footer` {
    let dialect = CSVDialect(footer: .salesforceReport)
    let footer = """


        "Grand Totals (2 records)"

        "Confidential Information - Do Not Distribute"
        "Copyright (c) 2000-2026 salesforce.com, inc. All rights reserved."

        """

    @Test(arguments: ["\n", "\r\n"])
    func `is no record, and its total is checked`(lineEnd: String) {
        let text = ("a,b\n1,2\n3,4" + footer).replacing("\n", with: lineEnd)
        let export = readCSV(text, dialect)
        #expect(export.good == [["1", "2"], ["3", "4"]])
        #expect(export.ending == nil)
        #expect(readCSV(text.replacing("3,4" + lineEnd, with: ""), dialect).ending == .csvFooterMismatch)
    }

    @Test func `is recognised at the end only`() {
        let export = readCSV("a,b\n1,2\n" + footer + "3,4\n" + footer, dialect)
        #expect(export.codes == [nil, .csvMissingCell, .csvMissingCell, .csvMissingCell, nil])
        #expect(export.ending == .csvFooterMismatch)
    }

    @Test func `cut off anywhere never passes for whole, and no complete record is lost`() {
        let text = "a,b\n1,2\n3,\"4\"" + footer
        let records = ["1,2", "3,\"4\""]
        // Once the total stands there, every record has been counted.
        let proof = "Grand Totals (2 records)"
        let proven = Array(text.prefix(upTo: text.firstRange(of: proof)!.upperBound).utf8).count
        for length in 0..<text.utf8.count {
            let cut = readCSV(Array(text.utf8.prefix(length)), dialect)
            let complete = length >= "a,b\n1,2\n3,\"4\"".utf8.count ? 2 : length >= "a,b\n1,2\n".utf8.count ? 1 : 0
            #expect(cut.records.prefix(complete).map(\.raw) == Array(records.prefix(complete)), "cut at \(length)")
            #expect(cut.ending != nil || length >= proven, "cut at \(length)")
        }
    }

    @Test func `may lack the total`() {
        let export = readCSV(
            "a,b\n1,2\n\nConfidential Information - Do Not Distribute\nCopyright © 2026 salesforce.com\n", dialect)
        #expect(export.codes == [nil])
        #expect(export.ending == nil)
    }

    @Test func `that is declared and missing means a truncated file`() {
        #expect(readCSV("a,b\n1,2\n", dialect).ending == .fileTruncated)
    }

    @Test func `that is not declared is refused line by line`() {
        #expect(
            readCSV("a,b\n1,2\n3,4" + footer).codes.compactMap(\.self) == [
                .csvMissingCell, .csvMissingCell, .csvMissingCell,
            ])
    }
}
