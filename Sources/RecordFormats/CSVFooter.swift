import CRecordScan
import LeadModel

/// Recognises what an export appends behind its records, at the end of the file and nowhere else.
struct CSVFooter {
    /// A footer is never longer.
    static let longest = 8 << 10

    let kind: CSVDialect.Footer
    let scanner: CSVScanner

    enum Look {
        /// The rest of the file is the footer; `total` is the number of records it speaks of.
        case footer(total: Int?)
        case other
        /// More of the file has to be in the window.
        case undecided
    }

    /// Judges the line at `line`, first byte of a record.
    func look(at line: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, isLast: Bool) -> Look {
        guard kind == .salesforceReport, line < end, mayBegin(line, end, isLast: isLast) else { return .other }
        guard end - line <= CSVFooter.longest else { return .other }
        guard isLast else { return .undecided }
        return report(UnsafeBufferPointer(start: line, count: end - line))
    }

    private func mayBegin(_ line: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, isLast: Bool) -> Bool {
        if scanner.lineEndLength(line, end, isLast: isLast) ?? 0 > 0 { return true }
        let first = line.pointee == scanner.quote && line + 1 < end ? line[1] : line.pointee
        return first == 0x47 || first == 0x43 || line.pointee == 0x0D  // Grand, Confidential, Copyright
    }

    /// Blank lines, `Grand Totals (N records)`, `Confidential Information - Do Not Distribute`, `Copyright … salesforce…`:
    /// each at most once and in this order.
    private func report(_ bytes: UnsafeBufferPointer<UInt8>) -> Look {
        var stage = 0
        var total: Int?
        for line in bytes.split(separator: scanner.lineEnd.byte) {
            let text = plain(line)
            if text.isEmpty { continue }
            if stage == 0, let number = CSVFooter.total(of: text) {
                total = number
                stage = 1
            } else if stage <= 1, text.hasPrefix("Confidential Information") {
                stage = 2
            } else if stage <= 2, text.hasPrefix("Copyright"), text.lowercased().contains("salesforce") {
                stage = 3
            } else {
                return .other
            }
        }
        return stage == 0 ? .other : .footer(total: total)
    }

    /// The text of a footer line without quotes, empty cells behind it and blanks.
    private func plain(_ line: Slice<UnsafeBufferPointer<UInt8>>) -> String {
        var bytes = line[...]
        let furniture: [UInt8] = [0x20, 0x0D, scanner.quote, scanner.delimiter]
        while let last = bytes.last, furniture.contains(last) { bytes = bytes.dropLast() }
        while let first = bytes.first, first == 0x20 || first == scanner.quote { bytes = bytes.dropFirst() }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// N of `Grand Totals (N records)`; digits may be grouped.
    static func total(of text: String) -> Int? {
        let opening = "Grand Totals ("
        guard text.hasPrefix(opening), let closing = text.firstIndex(of: ")") else { return nil }
        let words = text[..<closing].dropFirst(opening.count).split(separator: " ")
        guard words.count == 2, words[1] == "records" || words[1] == "record" else { return nil }
        return Int(words[0].filter { $0 != "," && $0 != "." })
    }
}
