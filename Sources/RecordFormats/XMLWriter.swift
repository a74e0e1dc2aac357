public import LeadModel

/// Writes XML 1.0: a root, one element a row, one element a value; a list is as many elements of its column.
///
/// Characters that XML 1.0 cannot hold in any spelling are refused, never dropped or replaced.
public struct XMLWriter: RecordWriter {
    public let columns: [String]
    private let root: String
    private let record: String

    /// - Throws: `format.unwritable` for a name that is no element's: ASCII letters, digits, `_`, `-` and `.`, a letter
    ///   or `_` first, not `xml…`.
    public init(columns: [String], root: String, record: String) throws(Fault) {
        if let fault = Fault.doubledColumn(in: columns) { throw fault }
        for name in [root, record] + columns where !XMLWriter.isName(name) {
            throw Fault.unwritable(
                "this is no name of an XML element", column: name, seen: nil,
                advice: "Use letters, digits, '_', '-' and '.', a letter first, such as 'Lead_Status'.")
        }
        self.columns = columns
        self.root = root
        self.record = record
    }

    public mutating func begin(into buffer: inout [UInt8]) {
        buffer.append(contentsOf: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<\(root)".utf8)
        buffer.append(contentsOf: " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">\n".utf8)
    }

    public mutating func append(_ row: [FieldValue?], into buffer: inout [UInt8]) throws(Fault) {
        precondition(row.count == columns.count, "a row has a value for each column")
        let before = buffer.count
        do throws(Fault) {
            buffer.append(contentsOf: "  <\(record)>\n".utf8)
            for (column, value) in zip(columns, row) {
                switch value {
                case nil: continue
                case .null: buffer.append(contentsOf: "    <\(column) xsi:nil=\"true\"/>\n".utf8)
                case .list(let items) where !items.isEmpty:
                    for item in items { try appendElement(column, item, to: &buffer) }
                case .some(let value): try appendElement(column, value.description, to: &buffer)
                }
            }
            buffer.append(contentsOf: "  </\(record)>\n".utf8)
        } catch {
            buffer.removeLast(buffer.count - before)
            throw error
        }
    }

    public mutating func finish(into buffer: inout [UInt8]) {
        buffer.append(contentsOf: "</\(root)>\n".utf8)
    }

    private func appendElement(_ column: String, _ text: String, to buffer: inout [UInt8]) throws(Fault) {
        buffer.append(contentsOf: "    <\(column)>".utf8)
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x26: buffer.append(contentsOf: "&amp;".utf8)
            case 0x3C: buffer.append(contentsOf: "&lt;".utf8)
            case 0x3E: buffer.append(contentsOf: "&gt;".utf8)
            // A bare carriage return would be read back as a line feed.
            case 0x0D: buffer.append(contentsOf: "&#13;".utf8)
            case 0x09, 0x0A, 0x20...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF:
                buffer.append(contentsOf: scalar.utf8)
            default: throw Fault.unwritable(control: scalar.value, column: column, format: "XML 1.0")
            }
        }
        buffer.append(contentsOf: "</\(column)>\n".utf8)
    }

    static func isName(_ name: String) -> Bool {
        guard let first = name.utf8.first, !name.lowercased().hasPrefix("xml") else { return false }
        let isLetter = { (byte: UInt8) in (0x41...0x5A).contains(byte & 0xDF) }
        return (isLetter(first) || first == 0x5F)
            && name.utf8.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) || [0x2D, 0x2E, 0x5F].contains($0) }
    }
}
