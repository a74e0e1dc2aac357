import CRecordCells
import LeadModel

/// Makes pages of the rows that a reader of JSON or XML has filled in.
struct RecordSheet {
    /// Every column seen in a page so far.
    private(set) var columns: [String] = []
    private(set) var recordCount = 0

    private let file: String

    init(file: String) {
        self.file = file
        // The rows are copied as they are, so both sides must lay out a cell alike.
        precondition(
            MemoryLayout<RecordPage.Cell>.stride == MemoryLayout<rc_cell>.stride
                && MemoryLayout<RecordPage.Cell>.offset(of: \.column) == MemoryLayout<rc_cell>.offset(of: \.column)
                && MemoryLayout<RecordPage.Cell>.offset(of: \.value.start) == MemoryLayout<rc_cell>.offset(of: \.start)
                && MemoryLayout<RecordPage.Cell>.offset(of: \.value.count) == MemoryLayout<rc_cell>.offset(of: \.count)
                && MemoryLayout<RecordPage.Cell>.offset(of: \.form) == MemoryLayout<rc_cell>.offset(of: \.form)
                && MemoryLayout<RecordPage.Cell>.offset(of: \.item) == MemoryLayout<rc_cell>.offset(of: \.item),
            "RecordPage.Cell and rc_cell differ")
    }

    /// The first `count` records of a sheet, whose raw bytes are slices of `raw`; the values that stand in the sheet's
    /// arena are copied behind those. `fault` words why a record was refused.
    mutating func page(
        of sheet: UnsafeMutablePointer<rc_sheet>, count: Int, raw: UnsafeBufferPointer<UInt8>, frame: RawFrame,
        fault: (rc_record, Origin, UnsafeBufferPointer<UInt8>) -> Fault
    ) -> RecordPage {
        let rows = UnsafeBufferPointer(start: sheet.pointee.records, count: count)
        let cellCount = Int(rows.last?.cell_end ?? 0)
        let arena = UnsafeBufferPointer(start: sheet.pointee.arena, count: Int(rows.last?.arena_end ?? 0))
        let bytes = [UInt8](unsafeUninitializedCapacity: raw.count + arena.count) { buffer, filled in
            _ = buffer.initialize(from: raw)
            _ = UnsafeMutableBufferPointer(rebasing: buffer[raw.count...]).initialize(from: arena)
            filled = raw.count + arena.count
        }
        // The forms 0...4 of a row are the cases of `Form` in their order.
        let cells = [RecordPage.Cell](unsafeUninitializedCapacity: cellCount) { buffer, filled in
            if let target = buffer.baseAddress {
                rc_sheet_copy_cells(sheet, count, UInt32(raw.count), UnsafeMutableRawPointer(target))
            }
            filled = cellCount
        }
        var entries: [RecordPage.Entry] = []
        entries.reserveCapacity(count)
        var firstCell = 0
        for row in rows {
            recordCount += 1
            var entry = RecordPage.Entry(
                cells: firstCell..<Int(row.cell_end),
                raw: RecordPage.Slice(start: row.raw_start, count: row.raw_count), number: recordCount,
                line: Int(row.line))
            if row.fault != 0 {
                let bytes = UnsafeBufferPointer(rebasing: raw[entry.raw.range])
                entry.fault = fault(row, Origin(file: file, line: entry.line, record: recordCount), bytes)
            }
            entries.append(entry)
            firstCell = Int(row.cell_end)
        }
        addColumns(of: sheet, for: cells)
        return RecordPage(columns: columns, bytes: bytes, cells: cells, entries: entries, frame: frame)
    }

    /// The sheet may hold columns of a record that is still being read, and forgets them if it is refused: a page has
    /// those that its own cells, or those of a page before it, stand in.
    private mutating func addColumns(of sheet: UnsafeMutablePointer<rc_sheet>, for cells: [RecordPage.Cell]) {
        var count = columns.count
        for cell in cells where Int(cell.column) >= count { count = Int(cell.column) + 1 }
        for index in columns.count..<count {
            let column = sheet.pointee.columns[index]
            let name = UnsafeBufferPointer(start: sheet.pointee.names + Int(column.name), count: Int(column.length))
            columns.append(String(decoding: name, as: UTF8.self))
        }
    }
}

/// Words of an export that may be shown in a message: short, and unlikely to be a person's.
enum ShownWord {
    static func isVocabulary(_ word: String) -> Bool {
        let bytes = Array(word.utf8)
        guard (1...64).contains(bytes.count) else { return false }
        var digits = 0
        for (index, byte) in bytes.enumerated() {
            switch byte {
            case 0x61...0x7A, 0x41...0x5A, 0x5F, 0x2D, 0x2E, 0x24, 0x3A: continue
            case 0x30...0x39: digits += 1
            // An annotation begins with it; in the middle it is an address.
            case 0x40 where index == 0: continue
            default: return false
            }
        }
        // Telephone numbers and ids are no vocabulary.
        return digits < 6
    }

    static func seen(_ words: [String]) -> Seen? {
        let shown = words.filter(isVocabulary).prefix(12)
        return shown.isEmpty ? nil : .word(shown.joined(separator: ", "))
    }

    /// An error code: a vendor's word, or a number that a telephone's would be too long for.
    static func seen(code: String) -> Seen {
        let isCode = isVocabulary(code) || (code.utf8.count <= 10 && code.utf8.allSatisfy { $0 < 0x80 && $0 != 0x40 })
        return isCode ? .word(code) : .shape(of: code.utf8)
    }
}
