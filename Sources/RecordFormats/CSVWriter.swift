public import LeadModel

/// Writes delimited text after RFC 4180, lines ended by CRLF.
public struct CSVWriter: RecordWriter {
    /// Who reads the file.
    public enum Audience: String, Sendable, Hashable, CaseIterable {
        /// For programs: exact values, quotes only where they are needed.
        case machine
        /// For people who open it in a spreadsheet: a BOM, without which Excel reads the local code page; every cell
        /// quoted; and no cell that would be computed (`SpreadsheetText`).
        case spreadsheet
    }

    public let columns: [String]
    private let audience: Audience
    private let delimiter: UInt8
    /// A line before the header, as it is written.
    private let preamble: String?

    /// - Parameter preamble: a line without a line break that stands before the header; `nil`: none.
    /// - Throws: `format.unwritable` for a column name that CSV cannot hold.
    public init(
        columns: [String], audience: Audience, delimiter: UInt8 = 0x2C, preamble: String? = nil
    ) throws(Fault) {
        self.preamble = preamble
        precondition(!columns.isEmpty, "rows need columns")
        self.columns = columns
        self.audience = audience
        self.delimiter = delimiter
        for column in columns { try CSVWriter.refuseNUL(column, column: column) }
        if let fault = Fault.doubledColumn(in: columns) { throw fault }
    }

    public mutating func begin(into buffer: inout [UInt8]) {
        if audience == .spreadsheet { buffer.append(contentsOf: [0xEF, 0xBB, 0xBF]) }
        if let preamble {
            buffer.append(contentsOf: preamble.utf8)
            buffer.append(contentsOf: [0x0D, 0x0A])
        }
        for (index, column) in columns.enumerated() {
            if index > 0 { buffer.append(delimiter) }
            appendText(column, to: &buffer)
        }
        buffer.append(contentsOf: [0x0D, 0x0A])
    }

    public mutating func append(_ row: [FieldValue?], into buffer: inout [UInt8]) throws(Fault) {
        precondition(row.count == columns.count, "a row has a value for each column")
        let before = buffer.count
        do throws(Fault) {
            for (index, value) in row.enumerated() {
                if index > 0 { buffer.append(delimiter) }
                try appendCell(value, column: columns[index], to: &buffer)
            }
        } catch {
            buffer.removeLast(buffer.count - before)
            throw error
        }
        buffer.append(contentsOf: [0x0D, 0x0A])
    }

    public mutating func finish(into buffer: inout [UInt8]) {}

    private func appendCell(_ value: FieldValue?, column: String, to buffer: inout [UInt8]) throws(Fault) {
        switch value {
        case nil, .null: appendText("", to: &buffer)
        case .number(let number):
            // A minus in front of digits computes nothing, and an apostrophe would make the number text.
            appendQuoted(number.description, audience == .spreadsheet, to: &buffer)
        case .some(let value):
            let text = value.description
            try CSVWriter.refuseNUL(text, column: column)
            appendText(text, to: &buffer)
        }
    }

    private func appendText(_ text: String, to buffer: inout [UInt8]) {
        switch audience {
        case .machine: appendQuoted(text, needsQuotes(text), to: &buffer)
        case .spreadsheet: appendQuoted(SpreadsheetText.neutralised(text), true, to: &buffer)
        }
    }

    private func needsQuotes(_ text: String) -> Bool {
        // A lone empty cell would be a blank line, and a BOM in front of the header would be taken for the file's.
        if text.isEmpty { return columns.count == 1 }
        if text.unicodeScalars.first == "\u{FEFF}" { return true }
        for byte in text.utf8 where byte == 0x22 || byte == delimiter || byte == 0x0A || byte == 0x0D { return true }
        return false
    }

    private func appendQuoted(_ text: String, _ isQuoted: Bool, to buffer: inout [UInt8]) {
        guard isQuoted else {
            buffer.append(contentsOf: text.utf8)
            return
        }
        buffer.append(0x22)
        for byte in text.utf8 {
            if byte == 0x22 { buffer.append(0x22) }
            buffer.append(byte)
        }
        buffer.append(0x22)
    }

    private static func refuseNUL(_ text: String, column: String) throws(Fault) {
        for byte in text.utf8 where byte == 0 {
            throw Fault.unwritable(control: 0, column: column, format: "CSV")
        }
    }
}
