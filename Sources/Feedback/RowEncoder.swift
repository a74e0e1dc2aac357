public import LeadModel

/// Writes rows over fixed columns as bytes of one format. Deterministic: the same rows give the same bytes.
///
/// The three states: JSON leaves an absent cell out and writes null as `null`; XML leaves it out and writes null as
/// `xsi:nil`; CSV has no third state and writes both as an empty cell, and an empty text as `""`.
public struct RowEncoder: Sendable {
    public let format: FeedFormat
    public let columns: [String]
    private var isFirst = true

    public init(format: FeedFormat, columns: [String]) {
        self.format = format
        self.columns = columns
    }

    /// What stands before the first row.
    public mutating func begin(into buffer: inout [UInt8]) {
        isFirst = true
        switch format {
        case .csv(let audience):
            // Without the mark, spreadsheets read UTF-8 as the local code page.
            if audience == .spreadsheet { buffer.append(contentsOf: [0xEF, 0xBB, 0xBF]) }
            for (index, column) in columns.enumerated() {
                if index > 0 { buffer.append(0x2C) }
                CSVCell.append(.text(column), audience, to: &buffer)
            }
            buffer.append(contentsOf: [0x0D, 0x0A])
        case .ndjson: break
        case .json: buffer.append(0x5B)
        case .xml(let root, _):
            buffer.append(contentsOf: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<\(root)".utf8)
            buffer.append(contentsOf: " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">\n".utf8)
        }
    }

    /// One row; `cells` in the order of the columns.
    public mutating func append(_ cells: [FieldValue?], into buffer: inout [UInt8]) {
        switch format {
        case .csv(let audience):
            for (index, cell) in cells.enumerated() {
                if index > 0 { buffer.append(0x2C) }
                CSVCell.append(cell, audience, to: &buffer)
            }
            buffer.append(contentsOf: [0x0D, 0x0A])
        case .ndjson:
            appendObject(cells, to: &buffer)
            buffer.append(0x0A)
        case .json:
            if !isFirst { buffer.append(0x2C) }
            buffer.append(0x0A)
            appendObject(cells, to: &buffer)
        case .xml(_, let record): appendElement(record, cells, to: &buffer)
        }
        isFirst = false
    }

    /// What stands after the last row.
    public mutating func finish(into buffer: inout [UInt8]) {
        switch format {
        case .csv, .ndjson: break
        case .json: buffer.append(contentsOf: "\n]\n".utf8)
        case .xml(let root, _): buffer.append(contentsOf: "</\(root)>\n".utf8)
        }
    }

    private func appendObject(_ cells: [FieldValue?], to buffer: inout [UInt8]) {
        buffer.append(0x7B)
        var isFirstMember = true
        for (column, cell) in zip(columns, cells) {
            guard let cell else { continue }
            if !isFirstMember { buffer.append(0x2C) }
            isFirstMember = false
            JSONText.append(column, to: &buffer)
            buffer.append(0x3A)
            JSONText.append(cell, to: &buffer)
        }
        buffer.append(0x7D)
    }

    private func appendElement(_ record: String, _ cells: [FieldValue?], to buffer: inout [UInt8]) {
        buffer.append(contentsOf: "  <\(record)>\n".utf8)
        for (column, cell) in zip(columns, cells) {
            guard let cell else { continue }
            if cell == .null {
                buffer.append(contentsOf: "    <\(column) xsi:nil=\"true\"/>\n".utf8)
            } else {
                buffer.append(contentsOf: "    <\(column)>".utf8)
                XMLText.append(cell.description, to: &buffer)
                buffer.append(contentsOf: "</\(column)>\n".utf8)
            }
        }
        buffer.append(contentsOf: "  </\(record)>\n".utf8)
    }
}
