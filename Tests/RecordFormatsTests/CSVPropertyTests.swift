import LeadModel
import RecordFormats
import TestSupport
import Testing

@Suite struct `Any delimited file` {
    static let small = [
        "Id,Name,Note\r\n1,Ada,\"a \"\"b\"\"\"\r\n2,\"x\r\ny\",\r\n\"3\",\"\",\"ü,z\"\r\n",
        "Id;Name;Note\n1;Ada;\"a \"\"b\"\"\"\n2;\"x\ny\";\n\"3\";\"\";\"ü;z\"\n",
        "Id\tName\tNote\r1\tAda\t\"a \"\"b\"\"\"\r2\t\"x\ry\"\t\r",
        "Id,Name\n1,\"broken\"x\n2,y\n3,5\" z\n4,\" \"\" \"\n",
    ]

    @Test(arguments: small)
    func `cut off anywhere keeps every complete record and says so wherever that can be told`(text: String) {
        let bytes = Array(text.utf8)
        let whole = readCSV(bytes)
        for length in bytes.indices {
            let cut = readCSV(Array(bytes[..<length]))
            // Every record whose line end was still there is what it was.
            let complete = whole.records.filter { record in
                let before = bytes[..<length]
                return before.count >= whole.end(of: record, in: bytes)
            }
            #expect(cut.records.starts(with: complete), "cut at \(length)")
            // A silent end is only possible where the rest is a whole line, or looks like one.
            if cut.ending == nil, cut.records.count == complete.count + 1 {
                let last = cut.records[complete.count]
                #expect(last.code != nil || last.cells.count == whole.columns.count, "cut at \(length)")
            }
            #expect(!cut.records.isEmpty || cut.ending != nil)
        }
    }

    @Test(arguments: 1...150)
    func `reads the same in chunks and windows of any size`(seed: Int) {
        var dice = Dice(seed: seed)
        let pieces = [
            "a", ",", "\"", "\n", "\r\n", "\r", "\"\"", "x,y\n", "\",\"", "\"\n", " ", "ü", "1,2,3\n",
            "\"a\",\"b\",\"c\"\n",
        ]
        var text = "a,b,c\n"
        for _ in 0..<Int.random(in: 0..<60, using: &dice) { text += pieces.randomElement(using: &dice)! }
        let whole = readCSV(text)
        for step in [1, 2, 3, 7] {
            var limits = ReaderLimits()
            limits.pageBytes = Int.random(in: 1..<40, using: &dice)
            limits.pageRecords = Int.random(in: 1..<4, using: &dice)
            #expect(readCSV(text, step: step, limits: limits) == whole, "seed \(seed), step \(step)")
        }
    }

    @Test(arguments: 1...150)
    func `reads the same with a tight record limit in chunks of any size`(seed: Int) {
        var dice = Dice(seed: seed)
        var limits = ReaderLimits()
        limits.recordBytes = 40
        let pieces = [
            "aaaaaaaaaaaaaaaaaaaaaaaaa", ",", "\"", "\n", "\"\"", "x,y\n", "\"\n", " ", "1,2\n", "\"a\",\"b\"\n",
        ]
        var text = "a,b\n"
        for _ in 0..<Int.random(in: 0..<60, using: &dice) { text += pieces.randomElement(using: &dice)! }
        // Judging a line looks 64 KiB ahead: some files are longer than that.
        if seed.isMultiple(of: 10) { text += String(repeating: pieces.randomElement(using: &dice)!, count: 20_000) }
        let whole = readCSV(text, limits: limits)
        for step in [1, 5, 4_096] {
            limits.pageBytes = Int.random(in: 1..<5_000, using: &dice)
            #expect(readCSV(text, step: step, limits: limits) == whole, "seed \(seed), step \(step)")
        }
    }

    @Test(arguments: small + ["a\n1\n\n2\n\n", "a,b,\n1,2,\n", "\u{FEFF}\u{FEFF}a,\"b\"\"\"\n1,2\n"])
    func `gives the same cells again when its raw records are framed`(text: String) throws {
        let first = readCSV(text)
        let frame = try #require(first.frame)
        guard case .csv(let dialect) = frame.format else { throw Fault.unexpected }
        let records = first.records.filter { $0.code == nil }
        var framed = frame.prologue
        framed += records.map { Array($0.raw.utf8) }.joined(separator: frame.separator)
        framed += frame.epilogue
        let second = readCSV(framed, dialect)
        #expect(second.columns == first.columns)
        #expect(second.records.map(\.cells) == records.map(\.cells))
        #expect(second.records.map(\.raw) == records.map(\.raw))
        #expect(second.frame == frame)
        #expect(second.ending == nil)
    }

    @Test func `that its source fails to deliver keeps what came, refuses the rest and ends with that fault`() {
        let export = ReadExport.read(
            CSVReader(bytes: FailingBytes(bytes: Array("a,b\n1,2\n3,4".utf8)), file: "leads.csv"))
        #expect(export.codes == [nil, .fileTruncated])
        #expect(export.ending == .gzipDamaged)
    }
}

/// Delivers some bytes and then fails.
private struct FailingBytes: ByteSource {
    var bytes: [UInt8]

    mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(Fault) -> Int {
        guard !bytes.isEmpty else {
            throw Fault(.gzipDamaged, .stopStream, "the file is damaged", advice: "Fetch it again.")
        }
        buffer.copyBytes(from: bytes)
        defer { bytes = [] }
        return bytes.count
    }
}

extension Fault {
    static let unexpected = Fault(.formatUnknown, .stopStream, "not what the test expects", advice: "Look at the test.")
}

extension ReadExport {
    /// Where a record's line end is over, found by its text, which is another one for each record of the samples.
    fileprivate func end(of record: Record, in bytes: [UInt8]) -> Int {
        let raw = Array(record.raw.utf8)
        for start in bytes.indices where bytes[start...].starts(with: raw) {
            let next = start + raw.count
            if next < bytes.count, bytes[next] == 0x0D, next + 1 < bytes.count, bytes[next + 1] == 0x0A {
                return next + 2
            }
            return next + 1
        }
        return .max
    }
}
