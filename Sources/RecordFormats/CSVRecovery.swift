import CRecordScan
import LeadModel

/// Finds where reading may go on behind a record whose end the quotes no longer tell.
///
/// What is safe? A free-text cell may hold lines that look like records, so a line is trusted for one of two reasons only:
/// - Since the broken record began, quotes are even in number: pairs were left undoubled, nothing is open.
/// - They are odd (an inch mark, a quote that lost its partner), but the line reads strictly as a record of exactly the
///   header's width. A writer that doubles quotes never gets here, and one that does not can be made to write such
///   lines without any stray quote: the rule opens no new door.
///
/// A record that is only too long is not broken: its end is where the strict lexer finds it, never at a line inside one
/// of its cells.
struct CSVRecovery {
    /// A line that does not read as a record within this many bytes is not trusted.
    static let trialBytes = 64 << 10

    private let scanner: CSVScanner
    private let footer: CSVFooter
    private var scratch: [RecordPage.Cell]
    /// Bytes that trials may still cost; a file that uses them up has nothing worth trusting.
    private var budget = 64 << 20

    init(scanner: CSVScanner, footer: CSVFooter) {
        self.scanner = scanner
        self.footer = footer
        scratch = Array(
            repeating: RecordPage.Cell(column: 0, value: RecordPage.Slice(start: 0, count: 0), form: .text),
            count: max(1, scanner.width))
    }

    enum Outcome {
        /// The broken record ends here. `isOpen`: only because the file does, with a quote open over several lines.
        case found(end: Int, next: Int, isOpen: Bool)
        /// Not within the window.
        case beyond
    }

    /// Looks for the first trustworthy line behind a broken record.
    /// - Parameters:
    ///   - start: first byte of the broken record.
    ///   - from: the byte that broke it.
    ///   - limit: how long it may get.
    mutating func end(
        of start: UnsafePointer<UInt8>, from: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, isLast: Bool,
        limit: Int
    ) -> Outcome {
        var quotes = record_scan_count(start, from, scanner.quote)
        var counted = from
        var isFirstLine = record_scan_count(start, from, scanner.lineEnd.byte) == 0
        while let line = lineEnd(from: counted, end, isLast: isLast), line.at - start <= limit {
            quotes += record_scan_count(counted, line.at, scanner.quote)
            counted = line.next
            let found = Outcome.found(
                end: line.at - start, next: line.next - start,
                isOpen: line.next == end && isLast && !quotes.isMultiple(of: 2) && !isFirstLine)
            if quotes.isMultiple(of: 2) { return found }
            if line.next == end { return isLast ? found : .beyond }
            guard let isRecord = isTrusted(line.next, end, isLast: isLast) else { return .beyond }
            if isRecord { return found }
            isFirstLine = false
        }
        return .beyond
    }

    /// Whether a line reads as a record of the header's width, or begins the footer; `nil` where the window does not tell.
    mutating func isTrusted(_ line: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, isLast: Bool) -> Bool? {
        switch footer.look(at: line, end, isLast: isLast) {
        case .footer: return true
        case .undecided: return nil
        case .other: break
        }
        let room = min(end - line, CSVRecovery.trialBytes)
        let isWhole = isLast && line + room == end
        guard budget > 0, !scanner.isBlankLine(line, end) else { return false }
        let scanner = scanner
        let record = scratch.withUnsafeMutableBufferPointer { cells in
            scanner.scan(line, line + room, isLast: isWhole, offset: 0, into: cells.baseAddress!, escaped: { _ in })
        }
        if record.outcome == .incomplete, room < CSVRecovery.trialBytes, !isLast { return nil }
        budget -= record.next
        return record.outcome == .complete && record.malady == nil && record.cellCount == scanner.width
    }

    /// The next line end at or behind `from`, quoted or not.
    func lineEnd(
        from: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, isLast: Bool
    ) -> (at: UnsafePointer<UInt8>, next: UnsafePointer<UInt8>)? {
        let at = record_scan_byte(from, end, scanner.lineEnd.byte)
        guard at < end else { return isLast ? (end, end) : nil }
        let isPair = scanner.lineEnd == .lineFeed && at > from && at[-1] == 0x0D
        return (isPair ? at - 1 : at, at + 1)
    }
}

extension CSVScanner {
    /// Whether nothing stands between `line` and the next line end. Such a line is no record where there is more than
    /// one column.
    func isBlankLine(_ line: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> Bool {
        line < end && width > 1 && (lineEndLength(line, end, isLast: true) ?? 0) > 0
    }
}

/// Passes over the rest of a record that is longer than allowed, in any number of steps.
struct CSVSkip {
    private enum State {
        case cellStart
        /// Nothing but blanks since the cell began.
        case blank
        case unquoted
        case quoted
        /// Behind a quote within quotes: it closed the cell or was the first of two.
        case afterQuote
        /// A stray quote was seen; now only a trustworthy line ends the record.
        case untrusted
        case done
    }

    private var state = State.cellStart

    var isDone: Bool { state == .done }
    var isInQuotes: Bool { state == .quoted || state == .untrusted }

    /// Passes over bytes from `at` on and returns the first one that has to stay in the window.
    mutating func run(
        _ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, isLast: Bool, scanner: CSVScanner,
        recovery: inout CSVRecovery
    ) -> UnsafePointer<UInt8> {
        var at = start
        while at < end, state != .done {
            switch state {
            case .quoted:
                at = record_scan_byte(at, end, scanner.quote)
                guard at < end else { return end }
                state = .afterQuote
                at += 1
            case .untrusted:
                guard let line = recovery.lineEnd(from: at, end, isLast: isLast) else { return end }
                // The line end stays until the line behind it has been judged.
                guard line.next < end else { return isLast ? end : line.at }
                guard let isRecord = recovery.isTrusted(line.next, end, isLast: isLast) else { return line.at }
                if isRecord { state = .done }
                at = line.next
            default:
                step(at.pointee, scanner)
                at += 1
            }
        }
        return at
    }

    /// One byte outside quotes, with the same reading of each as `CSVScanner`.
    private mutating func step(_ byte: UInt8, _ scanner: CSVScanner) {
        switch byte {
        case scanner.quote:
            switch state {
            case .cellStart, .afterQuote: state = .quoted
            case .blank: state = .untrusted
            default: break
            }
        case scanner.lineEnd.byte: state = .done
        case scanner.delimiter, 0x0A, 0x0D: state = .cellStart
        default:
            let isBlank = byte == 0x20 || byte == 0x09
            if state == .afterQuote {
                state = .untrusted
            } else if !isBlank {
                state = .unquoted
            } else if state == .cellStart {
                state = .blank
            }
        }
    }
}
