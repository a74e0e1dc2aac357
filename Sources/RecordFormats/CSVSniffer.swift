import CRecordScan
import LeadModel

/// Finds out from the front of a delimited file how its lines end and what delimits its cells.
struct CSVSniffer {
    /// As much of the file is looked at; the same whatever the chunks in which it comes.
    static let sampleBytes = 64 << 10
    /// In the order of preference where two fit equally well.
    static let delimiters: [UInt8] = [0x2C, 0x3B, 0x09, 0x7C, 0x5E, 0x60]
    private static let sampleRecords = 100

    let start: UnsafePointer<UInt8>
    let end: UnsafePointer<UInt8>
    /// The sample is the whole file.
    let isWhole: Bool
    let quote: UInt8

    /// CR only where no LF stands outside quotes.
    func lineEnd() -> CSVLineEnd {
        var isQuoted = false
        var returns = 0
        for (index, byte) in UnsafeBufferPointer(start: start, count: end - start).enumerated() {
            if byte == quote {
                isQuoted.toggle()
            } else if !isQuoted, byte == 0x0A {
                return .lineFeed
            } else if !isQuoted, byte == 0x0D, isWhole || start + index + 1 < end {
                returns += 1
            }
        }
        return returns > 0 ? .carriageReturn : .lineFeed
    }

    /// The delimiter under which most records have the header's width, the wider the better; comma where none fits.
    func delimiter(lineEnd: CSVLineEnd) -> UInt8 {
        var best: (delimiter: UInt8, share: Int, width: Int) = (0x2C, -1, 1)
        for delimiter in CSVSniffer.delimiters {
            let widths = widths(CSVScanner(delimiter: delimiter, quote: quote, lineEnd: lineEnd, width: 0))
            guard let header = widths.first, header > 1 else { continue }
            let share = widths.count { $0 == header } * 1_000 / widths.count
            if (share, header) > (best.share, best.width) { best = (delimiter, share, header) }
        }
        return best.delimiter
    }

    /// Cells of the first records, 0 for a broken one.
    func widths(_ scanner: CSVScanner) -> [Int] {
        var widths: [Int] = []
        var at = start
        var nowhere = RecordPage.Cell(column: 0, value: RecordPage.Slice(start: 0, count: 0), form: .text)
        while at < end, widths.count < CSVSniffer.sampleRecords {
            if let length = scanner.lineEndLength(at, end, isLast: isWhole), length > 0 {
                at += length
                continue
            }
            let record = scanner.scan(at, end, isLast: isWhole, offset: 0, into: &nowhere, escaped: { _ in })
            switch record.outcome {
            case .complete:
                widths.append(record.malady == nil ? record.cellCount : 0)
                at += record.next
            case .incomplete: at = end
            case .ambiguous:
                widths.append(0)
                let feed = record_scan_byte(at + record.end, end, scanner.lineEnd.byte)
                at = feed < end ? feed + 1 : end
            }
        }
        return widths
    }
}
