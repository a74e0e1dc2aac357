import LeadModel

/// The columns of all answers of a pull: each of them counts its own, and whoever reads the pages counts on one list that grows.
struct PageColumns {
    private var names: [String] = []
    private var numbers: [String: UInt32] = [:]

    /// The page over the columns of the whole pull.
    mutating func united(_ page: RecordPage) -> RecordPage {
        if page.columns == names { return page }
        var places: [UInt32] = []
        var isSame = true
        for (index, column) in page.columns.enumerated() {
            let number = numbers[column] ?? UInt32(names.count)
            if number == names.count {
                names.append(column)
                numbers[column] = number
            }
            isSame = isSame && number == index
            places.append(number)
        }
        var cells = page.cells
        if !isSame {
            for index in cells.indices { cells[index].column = places[Int(cells[index].column)] }
        }
        return RecordPage(columns: names, bytes: page.bytes, cells: cells, entries: page.entries, frame: page.frame)
    }
}

extension RecordPage {
    /// The column of a record's parent, where it was asked for by one.
    static let parentColumn = "$parent"

    /// The page with the parent's id in each record, in its raw bytes, too, so that it is read again alone.
    func below(parent: String) -> RecordPage {
        var bytes = bytes
        var member: [UInt8] = Array("{\"\(RecordPage.parentColumn)\":".utf8)
        let quoted = RequestJSON.quoted(parent)
        member += quoted.utf8
        let id = Slice(start: UInt32(bytes.count), count: UInt32(parent.utf8.count))
        bytes += parent.utf8
        var cells: [Cell] = []
        cells.reserveCapacity(self.cells.count + entries.count)
        var entries: [Entry] = []
        for entry in self.entries {
            var entry = entry
            let raw = self.raw(of: entry)
            guard entry.fault == nil, raw.first == 0x7B else {
                entry.cells = 0..<0
                entries.append(entry)
                continue
            }
            let first = cells.count
            cells.append(Cell(column: 0, value: id, form: .text))
            for cell in self.cells[entry.cells] {
                var cell = cell
                cell.column += 1
                cells.append(cell)
            }
            entry.cells = first..<cells.count
            let start = bytes.count
            bytes += member
            if raw.dropFirst().first(where: { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }) != 0x7D { bytes.append(0x2C) }
            bytes += raw.dropFirst()
            entry.raw = Slice(start: UInt32(start), count: UInt32(bytes.count - start))
            entries.append(entry)
        }
        return RecordPage(
            columns: [RecordPage.parentColumn] + columns, bytes: bytes, cells: cells, entries: entries, frame: frame)
    }
}
