import Connectors
import LeadModel
import RecordFormats

/// Reads some lines of a list each by itself, whatever stands around them.
struct SuppressionLines {
    let path: String
    let delimiter: UInt8
    /// The byte that ends a line: CR in a file that has no other line ends.
    let lineEnd: UInt8
    let columns: [String]

    /// A line of a list is an address and a few words.
    private static let bytesAtMost = 1 << 16
    /// Rows that are handed over at once.
    private static let rowsAtOnce = 4_096

    /// Reads lines of the file, or of a part of it.
    /// - Parameters:
    ///   - lines: their numbers, from 1.
    ///   - source: what they stand in, in UTF-8.
    ///   - first: the number of its first line.
    func forEachPage(
        _ lines: Range<Int>, of source: any ByteSource, from first: Int,
        _ body: ([SuppressionList.Row]) throws(Fault) -> Void
    ) throws(Fault) {
        var source = source
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 1)
        defer { buffer.deallocate() }
        var rows: [SuppressionList.Row] = []
        var line: [UInt8] = []
        var number = first
        while number < lines.upperBound {
            let count = try source.read(into: buffer)
            guard count > 0 else { break }
            for byte in buffer.prefix(count) {
                if byte == lineEnd {
                    if lines.contains(number), let row = row(line[...], number) { rows.append(row) }
                    line.removeAll(keepingCapacity: true)
                    number += 1
                } else if line.count <= SuppressionLines.bytesAtMost, number >= lines.lowerBound {
                    line.append(byte)
                }
            }
            if rows.count >= SuppressionLines.rowsAtOnce {
                try body(rows)
                rows.removeAll(keepingCapacity: true)
            }
        }
        if lines.contains(number), let row = row(line[...], number) { rows.append(row) }
        if !rows.isEmpty { try body(rows) }
    }

    /// Reads one line.
    /// - Returns: `nil` where it is empty.
    func row(_ bytes: ArraySlice<UInt8>, _ number: Int) -> SuppressionList.Row? {
        var bytes = bytes.last == 0x0D ? bytes.dropLast() : bytes
        if number == 1, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
        let place = Origin(file: path, line: number)
        var row = SuppressionList.Row(place: place)
        guard !bytes.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) else { return nil }
        guard bytes.count <= SuppressionLines.bytesAtMost else {
            row.fault = Fault(
                .suppressionUnreadable, .deadLetter,
                "the line is longer than \(SuppressionLines.bytesAtMost) bytes", at: place,
                advice: "Write one address, number or hash a line, and a few words beside it.")
            return row
        }
        guard var cells = cells(bytes) else {
            row.addresses = AddressSearch.addresses(in: bytes)
            row.fault = Fault(
                .suppressionUnreadable, .deadLetter, "a quote is opened in this line and not closed", at: place,
                advice: "Take the quote out, or put the other one behind the cell.")
            return row
        }
        // Delimiters behind the last cell hold nothing.
        while cells.count > columns.count, cells.last?.isEmpty == true { cells.removeLast() }
        guard cells.count == columns.count else {
            row.addresses = AddressSearch.addresses(in: bytes)
            row.fault = Fault(
                .suppressionUnreadable, .deadLetter,
                "the line has \(cells.count) cells, and the list \(columns.count) columns", at: place,
                advice: "Put quotes around a cell that holds the character between cells.")
            return row
        }
        for (index, cell) in cells.enumerated() { row.take(cell, of: SuppressionList.column(named: columns[index])) }
        return row
    }

    /// The cells of a line, without their quotes; `nil` where one is not closed.
    private func cells(_ line: ArraySlice<UInt8>) -> [String]? {
        var cells: [String] = []
        var cell: [UInt8] = []
        var isQuoted = false
        var rest = line
        while let byte = rest.popFirst() {
            switch byte {
            case 0x22 where isQuoted && rest.first == 0x22:
                cell.append(byte)
                rest.removeFirst()
            case 0x22 where isQuoted: isQuoted = false
            case 0x22 where cell.isEmpty: isQuoted = true
            case delimiter where !isQuoted:
                cells.append(String(decoding: cell, as: UTF8.self))
                cell.removeAll(keepingCapacity: true)
            default: cell.append(byte)
            }
        }
        guard !isQuoted else { return nil }
        return cells + [String(decoding: cell, as: UTF8.self)]
    }
}
