import CRecordScan
import LeadModel

/// One pass over a window of a delimited file: turns the records that are whole into cells and entries.
struct CSVPass {
    // What is read
    let scanner: CSVScanner
    let footer: CSVFooter
    let faults: CSVFaults
    let limits: ReaderLimits
    /// Nothing comes behind the window.
    let isAtEnd: Bool
    /// The source failed behind the window, so that a last line without line end is not whole.
    let isCut: Bool
    var recovery: CSVRecovery

    // How far it has been read
    var recordCount: Int
    var line: Int

    // What was found
    private(set) var consumed = 0
    private(set) var entries: [RecordPage.Entry] = []
    private(set) var cellCount = 0
    /// Indexes of cells that hold doubled quotes.
    private(set) var escaped: [Int] = []
    /// How the export ends, when this page has been handed over.
    private(set) var ending: Fault?
    /// The total that a footer speaks of; the outer optional says whether there was a footer.
    private(set) var footerTotal: Int??
    /// The last record is longer than the limit and has to be passed over.
    private(set) var skip: CSVSkip?
    /// The next record ends behind the window.
    private(set) var wantsMore = false

    /// How many bytes of the window the page keeps; of a record that is too long, as many as are allowed.
    var rawCount: Int { skip == nil ? consumed : consumed + limits.recordBytes }

    init(
        scanner: CSVScanner, footer: CSVFooter, faults: CSVFaults, limits: ReaderLimits, isAtEnd: Bool, isCut: Bool,
        recovery: CSVRecovery, recordCount: Int, line: Int
    ) {
        self.scanner = scanner
        self.footer = footer
        self.faults = faults
        self.limits = limits
        self.isAtEnd = isAtEnd
        self.isCut = isCut
        self.recovery = recovery
        self.recordCount = recordCount
        self.line = line
    }

    /// Reads until the page is full, the window is used up or the export ends.
    /// - Parameters:
    ///   - base: the window's first byte.
    ///   - cells: room for at least one record.
    mutating func run(_ base: UnsafePointer<UInt8>, count: Int, into cells: UnsafeMutableBufferPointer<RecordPage.Cell>)
    {
        let end = base + count
        let isLast = isAtEnd && !isCut
        var at = base
        let room = cells.baseAddress!
        while at < end, !isFull(cells.count), ending == nil, skip == nil, !wantsMore {
            if scanner.isBlankLine(at, end) || footer.kind != .none {
                switch footer.look(at: at, end, isLast: isLast) {
                case .footer(let total):
                    footerTotal = .some(total)
                    at = end
                    continue
                case .undecided where !isAtEnd:
                    wantsMore = true
                    continue
                case .other, .undecided: break
                }
                if scanner.isBlankLine(at, end) {
                    // CR at the window's end may be the first half of a line end.
                    guard let length = scanner.lineEndLength(at, end, isLast: isAtEnd) else {
                        wantsMore = true
                        continue
                    }
                    at += length
                    line += scanner.lineEnd == .carriageReturn || at[-1] == 0x0A ? 1 : 0
                    continue
                }
            }
            let firstCell = cellCount
            let record = scanner.scan(
                at, end, isLast: isAtEnd, offset: at - base, into: room + firstCell,
                escaped: { escaped.append(firstCell + $0) })
            if record.outcome == .complete, record.malady == nil, record.cellCount == scanner.width,
                record.end <= limits.recordBytes, record.isTerminated || isLast
            {
                cellCount += scanner.width
                accept(record.end, at: at - base, cells: firstCell..<cellCount)
                line += record_scan_count(at, at + record.next, scanner.lineEnd.byte)
                at += record.next
            } else {
                while let last = escaped.last, last >= firstCell { escaped.removeLast() }
                at += refuse(record, at, end, offset: at - base)
            }
        }
        consumed = at - base
    }

    private func isFull(_ room: Int) -> Bool {
        entries.count >= limits.pageRecords || cellCount + scanner.width > room
    }

    @inline(__always)
    private mutating func accept(_ length: Int, at offset: Int, cells: Range<Int>, fault: Fault? = nil) {
        recordCount += 1
        entries.append(
            RecordPage.Entry(
                cells: cells,
                raw: RecordPage.Slice(
                    start: UInt32(truncatingIfNeeded: offset), count: UInt32(truncatingIfNeeded: length)),
                number: recordCount, line: line, fault: fault))
    }

    /// Handles a record that is not simply right; returns how many bytes are done with.
    private mutating func refuse(
        _ record: CSVScanner.Record, _ at: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, offset: Int
    ) -> Int {
        let faults = faults.at(line: line, record: recordCount + 1)
        let room = end - at
        var record = record
        if record.outcome == .ambiguous, record.end <= limits.recordBytes {
            switch recovery.end(of: at, from: at + record.end, end, isLast: isAtEnd, limit: limits.recordBytes) {
            case .found(let length, let next, let isOpen):
                record.outcome = .complete
                record.end = length
                record.next = next
                if isOpen, !isCut { ending = faults.openQuote(.stopStream) }
            case .beyond:
                // Judging a line needs to see it; only behind that is the record too long.
                guard room > limits.recordBytes + CSVRecovery.trialBytes * 2 || isAtEnd else {
                    wantsMore = true
                    return 0
                }
            }
        }
        switch record.outcome {
        case .incomplete where !isAtEnd && room <= limits.recordBytes + CSVRecovery.trialBytes * 2:
            wantsMore = true
            return 0
        case .incomplete where isAtEnd && room <= limits.recordBytes:
            accept(room, at: offset, cells: 0..<0, fault: isCut ? faults.cut() : faults.openQuote(.deadLetter))
            if !isCut { ending = faults.openQuote(.stopStream) }
            return room
        case .complete where record.end <= limits.recordBytes:
            let fault = verdict(record, faults)
            accept(record.end, at: offset, cells: 0..<0, fault: fault)
            if fault.code == .csvMissingCell, !record.isTerminated { ending = faults.endsWithinRecord() }
            line += record_scan_count(at, at + record.next, scanner.lineEnd.byte)
            return record.next
        default:
            accept(limits.recordBytes, at: offset, cells: 0..<0, fault: faults.tooLong(limits.recordBytes))
            skip = CSVSkip()
            return 0
        }
    }

    private func verdict(_ record: CSVScanner.Record, _ faults: CSVFaults) -> Fault {
        if isCut, !record.isTerminated { return faults.cut() }
        switch record.malady {
        case .strayQuote: return faults.strayQuote()
        case .strayLineEnd: return faults.strayLineEnd(scanner.lineEnd)
        case nil: break
        }
        return record.cellCount > scanner.width
            ? faults.surplusCell(record.cellCount, of: scanner.width)
            : faults.missingCell(record.cellCount, of: scanner.width)
    }

    /// Refuses the entries whose bytes are no text. Most windows hold none, which one quick look tells.
    mutating func refuseDamagedText(_ base: UnsafePointer<UInt8>) {
        guard record_scan_clean_prefix(base, base + consumed) < consumed else { return }
        for index in entries.indices {
            let entry = entries[index]
            let raw = base + Int(entry.raw.start)
            let clean = record_scan_clean_prefix(raw, raw + Int(entry.raw.count))
            guard clean < Int(entry.raw.count), entry.fault?.code != .csvRecordTooLong else { continue }
            let faults = faults.at(line: entry.line, record: entry.number)
            entries[index].cells = 0..<0
            entries[index].fault = raw[clean] == 0 ? faults.nulByte() : faults.invalidText(column: clean)
        }
    }
}
