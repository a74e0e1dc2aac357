import CRecordScan
public import LeadModel

/// Reads delimited text strictly after RFC 4180, in a declared dialect.
///
/// The bytes are UTF-8 already (`TranscodingSource`); a BOM in front is passed over. What the dialect leaves open is
/// detected from the first 64 KiB: the delimiter, and whether lines end in LF, CRLF or, in the whole file, in a lone CR.
/// - A record with more or fewer cells than the header is refused, never padded or cut; so is one with a stray quote, a
///   NUL byte or invalid UTF-8. `CSVRecovery` says where reading goes on.
/// - A blank line is no record where there is more than one column.
/// - A last line without a line end is a record if it has all its cells. A file cut off inside the last cell of a line
///   cannot be told from a whole one; a declared footer can.
/// - Columns keep the names of the header, also where two are the same or one is empty: who uses such a column refuses.
/// - Memory: about three pages, and the longest record that is allowed.
public struct CSVReader: RecordReader {
    /// More cells are not put into one page.
    private static let pageCells = 1 << 18

    private let dialect: CSVDialect
    private let limits: ReaderLimits
    private let faults: CSVFaults
    private var window: ByteWindow
    private var header: CSVHeader?
    private var recovery: CSVRecovery?
    private var skip: CSVSkip?
    private var recordCount = 0
    private var line = 1
    private var footerTotal: Int??
    /// Thrown by the next call: the page before it was the last.
    private var ending: Fault?
    private var isDone = false

    public init(
        bytes: any ByteSource, file: String, dialect: CSVDialect = CSVDialect(), limits: ReaderLimits = ReaderLimits()
    ) {
        window = ByteWindow(bytes)
        self.dialect = dialect
        self.limits = limits
        faults = CSVFaults(file: file)
    }

    public mutating func nextPage() throws(Fault) -> RecordPage? {
        guard !isDone else { return nil }
        do throws(Fault) {
            if let ending { throw ending }
            let page = try readPage()
            isDone = page == nil
            return page
        } catch {
            isDone = true
            throw error
        }
    }

    private mutating func readPage() throws(Fault) -> RecordPage? {
        let header = try readHeader()
        // A page of short records leaves most of the window: it is not moved for the little that would fit.
        if window.count < limits.pageBytes / 2 { window.fill(toHold: limits.pageBytes) }
        while true {
            try passOverLongRecord(header)
            if window.count == 0, window.isAtEnd { return try finish() }
            if let page = take(header) { return page }
            window.fill(toHold: max(limits.pageBytes, window.count * 2))
        }
    }

    private mutating func readHeader() throws(Fault) -> CSVHeader {
        if let header { return header }
        let header = try CSVHeader(from: &window, dialect: dialect, faults: faults, limits: limits)
        self.header = header
        line = header.line
        recovery = CSVRecovery(
            scanner: header.scanner, footer: CSVFooter(kind: dialect.footer, scanner: header.scanner))
        return header
    }

    /// Reads what the window holds; `nil` where that is no whole record.
    private mutating func take(_ header: CSVHeader) -> RecordPage? {
        guard let recovery else { return nil }
        var pass = CSVPass(
            scanner: header.scanner, footer: CSVFooter(kind: dialect.footer, scanner: header.scanner), faults: faults,
            limits: limits, isAtEnd: window.isAtEnd, isCut: window.failure != nil, recovery: recovery,
            recordCount: recordCount, line: line)
        let room = max(header.scanner.width, min(window.count + 1, CSVReader.pageCells + header.scanner.width))
        let cells = [RecordPage.Cell](unsafeUninitializedCapacity: room) { buffer, count in
            window.withBytes { pass.run($0, count: $1, into: buffer) }
            count = pass.cellCount
        }
        window.withBytes { base, _ in pass.refuseDamagedText(base) }
        let page = pass.entries.isEmpty ? nil : self.page(header, pass, cells)
        window.drop(pass.consumed)
        self.recovery = pass.recovery
        skip = pass.skip
        ending = pass.ending
        recordCount = pass.recordCount
        line = pass.line
        footerTotal = pass.footerTotal
        return page
    }

    /// Copies the raw records out of the window, and the unescaped values behind them.
    private func page(_ header: CSVHeader, _ pass: CSVPass, _ cells: [RecordPage.Cell]) -> RecordPage {
        var cells = cells
        let unescaped = pass.escaped.reduce(0) { $0 + Int(cells[$1].value.count) }
        let quote = header.scanner.quote
        let bytes = [UInt8](unsafeUninitializedCapacity: pass.rawCount + unescaped) { buffer, count in
            guard let target = buffer.baseAddress else { return }
            // Slices of cells lie within the raw bytes; what is written behind them is never longer than they are.
            window.withBytes { base, _ in target.initialize(from: base, count: pass.rawCount) }
            count = pass.rawCount
            for index in pass.escaped {
                let start = count
                var at = target + Int(cells[index].value.start)
                let end = at + Int(cells[index].value.count)
                while at < end {
                    target[count] = at.pointee
                    count += 1
                    at += at.pointee == quote ? 2 : 1
                }
                cells[index].value = RecordPage.Slice(start: UInt32(start), count: UInt32(count - start))
            }
        }
        return RecordPage(
            columns: header.columns, bytes: bytes, cells: cells, entries: pass.entries, frame: header.frame)
    }

    private mutating func passOverLongRecord(_ header: CSVHeader) throws(Fault) {
        while var skip, var recovery {
            let isLast = window.isAtEnd
            let passed = window.withBytes { base, count in
                let behind = skip.run(
                    base, base + count, isLast: isLast, scanner: header.scanner, recovery: &recovery)
                line += record_scan_count(base, behind, header.scanner.lineEnd.byte)
                return behind - base
            }
            window.drop(passed)
            self.recovery = recovery
            self.skip = skip.isDone ? nil : skip
            if skip.isDone { return }
            if isLast {
                self.skip = nil
                if window.failure == nil, skip.isInQuotes {
                    throw faults.at(line: line, record: recordCount).openQuote(.stopStream)
                }
                return
            }
            window.fill(toHold: max(limits.pageBytes, window.count * 2))
        }
    }

    /// Behind the last record: what the export as a whole may lack.
    private func finish() throws(Fault) -> RecordPage? {
        if let failure = window.failure { throw failure }
        let faults = faults.at(line: line)
        switch footerTotal {
        case .some(.some(let total)) where total != recordCount:
            throw faults.footerMismatch(total, records: recordCount)
        case nil where dialect.footer != .none: throw faults.footerMissing()
        default: break
        }
        if recordCount == 0 { throw dialect.columns == nil ? faults.headerOnly() : faults.empty() }
        return nil
    }
}
