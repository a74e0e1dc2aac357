import CRecordScan
import LeadModel

/// What the front of a delimited file says about the rest: read once, before the first record.
struct CSVHeader {
    let scanner: CSVScanner
    let columns: [String]
    let frame: RawFrame
    /// Line of the first record.
    let line: Int

    /// Takes BOM, preamble and header from the window.
    init(from window: inout ByteWindow, dialect: CSVDialect, faults: CSVFaults, limits: ReaderLimits) throws(Fault) {
        window.fill(toHold: CSVSniffer.sampleBytes)
        while window.count >= 3, window.copy(0..<3) == [0xEF, 0xBB, 0xBF] { window.drop(3) }
        if window.count == 0 { throw window.failure ?? faults.empty() }

        let lineEnd = window.withBytes { start, count in
            CSVHeader.sniffer(start, count, window, dialect).lineEnd()
        }
        var line = 1
        for _ in 0..<dialect.preambleLines {
            try CSVHeader.dropLine(from: &window, lineEnd, limits)
            line += 1
        }
        let separator = window.withBytes { start, count in CSVHeader.separator(start, count) }
        if separator != nil {
            try CSVHeader.dropLine(from: &window, lineEnd, limits)
            line += 1
        }
        if window.count == 0 { throw window.failure ?? faults.headerMissing(preambleLines: dialect.preambleLines) }
        window.fill(toHold: CSVSniffer.sampleBytes)
        let delimiter =
            dialect.delimiter ?? separator
            ?? window.withBytes { start, count in
                CSVHeader.sniffer(start, count, window, dialect).delimiter(lineEnd: lineEnd)
            }
        var scanner = CSVScanner(
            delimiter: delimiter, quote: dialect.quote, lineEnd: lineEnd, width: limits.columns + 1)
        var prologue: [UInt8] = []
        if let declared = dialect.columns {
            columns = declared
        } else {
            let faults = faults.at(line: line)
            (columns, prologue) = try CSVHeader.takeHeader(from: &window, scanner, dialect, faults, limits)
            line += prologue.count { $0 == lineEnd.byte }
        }
        guard columns.count <= limits.columns else { throw faults.at(line: line).tooManyColumns(limit: limits.columns) }
        guard !columns.isEmpty else { throw faults.headerMissing(preambleLines: dialect.preambleLines) }
        scanner.width = columns.count
        self.scanner = scanner
        self.line = line

        var read = dialect
        read.delimiter = delimiter
        read.encoding = "UTF-8"
        read.preambleLines = 0
        read.footer = .none
        let terminator: [UInt8] = [lineEnd.byte]
        frame = RawFrame(format: .csv(read), prologue: prologue, separator: terminator, epilogue: terminator)
    }

    /// The delimiter that a first line `sep=;` names, as spreadsheets write and read it; `nil` where there is none.
    private static func separator(_ start: UnsafePointer<UInt8>, _ count: Int) -> UInt8? {
        let bytes = UnsafeBufferPointer(start: start, count: min(count, 10))
        let line = bytes.prefix { $0 != 0x0A && $0 != 0x0D }.filter { $0 != 0x22 }
        guard line.count == 5, line.count < bytes.count, line.starts(with: Array("sep=".utf8)) else { return nil }
        return CSVSniffer.delimiters.contains(line[4]) ? line[4] : nil
    }

    private static func sniffer(
        _ start: UnsafePointer<UInt8>, _ count: Int, _ window: ByteWindow, _ dialect: CSVDialect
    ) -> CSVSniffer {
        let sample = min(count, CSVSniffer.sampleBytes)
        return CSVSniffer(
            start: start, end: start + sample, isWhole: window.isAtEnd && sample == count, quote: dialect.quote)
    }

    /// A preamble belongs to nobody, so quotes in it mean nothing.
    private static func dropLine(
        from window: inout ByteWindow, _ lineEnd: CSVLineEnd, _ limits: ReaderLimits
    ) throws(Fault) {
        while true {
            let length = window.withBytes { start, count in
                record_scan_byte(start, start + count, lineEnd.byte) - start
            }
            if length < window.count { return window.drop(length + 1) }
            if window.isAtEnd || window.count > limits.recordBytes { return window.drop(window.count) }
            window.fill(toHold: window.count * 2)
        }
    }

    /// The columns and the verbatim header line, ended as the file ends its lines.
    private static func takeHeader(
        from window: inout ByteWindow, _ scanner: CSVScanner, _ dialect: CSVDialect, _ faults: CSVFaults,
        _ limits: ReaderLimits
    ) throws(Fault) -> (columns: [String], prologue: [UInt8]) {
        while true {
            var escaped: Set<Int> = []
            var record: CSVScanner.Record?
            var isClean = true
            let cells = [RecordPage.Cell](unsafeUninitializedCapacity: scanner.width) { cells, count in
                record = window.withBytes { start, length in
                    let found = scanner.scan(
                        start, start + length, isLast: window.isAtEnd, offset: 0, into: cells.baseAddress!,
                        escaped: { escaped.insert($0) })
                    isClean = record_scan_clean_prefix(start, start + found.end) == found.end
                    count = min(found.cellCount, scanner.width)
                    return found
                }
            }
            guard let record else { throw faults.empty() }
            switch record.outcome {
            case .incomplete where window.count > limits.recordBytes:
                throw faults.inHeader(faults.tooLong(limits.recordBytes))
            case .incomplete where window.isAtEnd: throw window.failure ?? faults.openQuote(.stopStream)
            case .incomplete:
                window.fill(toHold: window.count * 2)
                continue
            case .ambiguous: throw faults.inHeader(faults.strayQuote())
            case .complete: break
            }
            if !record.isTerminated, let failure = window.failure { throw failure }
            let bytes = window.copy(0..<record.end)
            if record.malady == .strayQuote { throw faults.inHeader(faults.strayQuote()) }
            if record.malady == .strayLineEnd { throw faults.inHeader(faults.strayLineEnd(scanner.lineEnd)) }
            if !isClean { throw faults.inHeader(bytes.contains(0) ? faults.nulByte() : faults.invalidText(column: 0)) }
            let columns = cells.enumerated().map { index, cell in
                let value = bytes[cell.value.range]
                return String(
                    decoding: escaped.contains(index) ? CSVHeader.unescaped(value, scanner.quote) : Array(value),
                    as: UTF8.self)
            }
            guard columns.contains(where: { !$0.isEmpty }) else {
                throw faults.headerMissing(preambleLines: dialect.preambleLines)
            }
            window.drop(record.next)
            return (columns, bytes + [scanner.lineEnd.byte])
        }
    }

    /// A value with each doubled quote made one.
    static func unescaped(_ value: ArraySlice<UInt8>, _ quote: UInt8) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(value.count)
        var isSecond = false
        for byte in value {
            if byte == quote, isSecond {
                isSecond = false
            } else {
                result.append(byte)
                isSecond = byte == quote
            }
        }
        return result
    }
}
