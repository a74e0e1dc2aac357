import CRecordScan
import LeadModel

/// What ends the lines of a delimited file.
enum CSVLineEnd {
    /// LF or CRLF, also mixed.
    case lineFeed
    /// A lone CR, in the whole file.
    case carriageReturn

    var byte: UInt8 { self == .lineFeed ? 0x0A : 0x0D }
}

/// The lexer of RFC 4180: finds the cells of one record, unescapes nothing.
///
/// Pointers it is given stand in one window, with `RECORD_SCAN_PADDING` readable bytes behind `end`.
struct CSVScanner {
    let delimiter: UInt8
    let quote: UInt8
    let lineEnd: CSVLineEnd
    /// Cells of a record; more are counted and not stored.
    var width: Int

    /// Why a record whose end is known cannot be read.
    enum Malady {
        case strayQuote
        case strayLineEnd
    }

    enum Outcome {
        /// The record and its line end, if it has one, are in the window.
        case complete
        /// The window ends before the record does.
        case incomplete
        /// A quote stands where none may stand, and it cannot be told whether the cell goes on.
        case ambiguous
    }

    /// What was found. Offsets count from the pointer that the scan began at.
    struct Record {
        var outcome: Outcome
        /// Behind the last byte without the line end; where scanning stopped unless complete.
        var end: Int
        /// First byte of the next record.
        var next: Int
        var cellCount: Int
        var malady: Malady?
        /// Incomplete within quotes.
        var isInQuotes = false
        var isTerminated: Bool { next > end }
    }

    /// Scans one record.
    /// - Parameters:
    ///   - isLast: nothing comes behind `end`, so that `end` ends the record.
    ///   - offset: what to add to an offset from `start` for the offset that a cell gets.
    ///   - cells: room for `width` cells.
    ///   - escaped: receives the indexes of cells that hold doubled quotes.
    @inline(__always)
    func scan(
        _ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, isLast: Bool, offset: Int,
        into cells: UnsafeMutablePointer<RecordPage.Cell>, escaped: (Int) -> Void
    ) -> Record {
        var at = start
        var count = 0
        var malady: Malady?
        while true {
            var first = at
            var behind: UnsafePointer<UInt8>
            if at < end, at.pointee == quote {
                first = at + 1
                behind = record_scan_byte(first, end, quote)
                var isDoubled = false
                while behind + 1 < end, behind[1] == quote {
                    isDoubled = true
                    behind = record_scan_byte(behind + 2, end, quote)
                }
                // A quote at the window's end may be the first of two.
                guard behind + 1 < end || (behind < end && isLast) else {
                    return Record(
                        outcome: .incomplete, end: end - start, next: end - start, cellCount: count,
                        isInQuotes: behind >= end)
                }
                if isDoubled, count < width { escaped(count) }
                at = behind + 1
            } else {
                behind = record_scan_cell(at, end, delimiter, quote)
                while behind < end, behind.pointee == quote {
                    if isBlank(first, behind) { return ambiguous(start, behind, count) }
                    malady = .strayQuote
                    behind = record_scan_cell(behind + 1, end, delimiter, quote)
                }
                at = behind
            }
            if count < width {
                cells[count] = RecordPage.Cell(
                    column: UInt32(truncatingIfNeeded: count),
                    value: RecordPage.Slice(
                        start: UInt32(truncatingIfNeeded: offset + (first - start)),
                        count: UInt32(truncatingIfNeeded: behind - first)),
                    form: .text)
            }
            count += 1
            if at < end, at.pointee == delimiter {
                at += 1
                continue
            }
            guard at < end else {
                return Record(
                    outcome: isLast ? .complete : .incomplete, end: end - start, next: end - start, cellCount: count,
                    malady: malady)
            }
            let length = lineEndLength(at, end, isLast: isLast)
            switch length {
            case .some(let length) where length > 0:
                return Record(
                    outcome: .complete, end: at - start, next: at - start + length, cellCount: count, malady: malady)
            case .some:
                malady = malady ?? .strayLineEnd
                at += 1
            case nil:
                guard at.pointee == 0x0D else { return ambiguous(start, at, count) }
                return Record(outcome: .incomplete, end: end - start, next: end - start, cellCount: count)
            }
        }
    }

    /// Length of the line end at `at`; 0 where a CR or LF ends no line in this file; `nil` where there is neither, or
    /// where the window ends behind a CR.
    @inline(__always)
    func lineEndLength(_ at: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, isLast: Bool) -> Int? {
        switch (at.pointee, lineEnd) {
        case (0x0A, .lineFeed), (0x0D, .carriageReturn): return 1
        case (0x0A, .carriageReturn): return 0
        case (0x0D, .lineFeed):
            if at + 1 < end { return at[1] == 0x0A ? 2 : 0 }
            return isLast ? 1 : nil
        default: return nil
        }
    }

    private func ambiguous(_ start: UnsafePointer<UInt8>, _ at: UnsafePointer<UInt8>, _ count: Int) -> Record {
        Record(outcome: .ambiguous, end: at - start, next: at - start, cellCount: count, malady: .strayQuote)
    }

    /// Whether a quote follows nothing but blanks, so that it may have been meant to open the cell.
    private func isBlank(_ first: UnsafePointer<UInt8>, _ behind: UnsafePointer<UInt8>) -> Bool {
        for at in UnsafeBufferPointer(start: first, count: behind - first) where at != 0x20 && at != 0x09 {
            return false
        }
        return true
    }
}
