public import LeadModel

/// Writes JSON after RFC 8259: one object a line, or one array of objects.
///
/// Numbers and flags are written as such, a list as an array, everything else as a string.
public struct JSONWriter: RecordWriter {
    /// How the objects stand in the file.
    public enum Layout: String, Sendable, Hashable, CaseIterable {
        case lines
        case array
    }

    public let columns: [String]
    private let layout: Layout
    /// `"name":` of each column.
    private let keys: [[UInt8]]
    private var isFirst = true

    /// - Throws: `format.unwritable` where two columns have one name.
    public init(columns: [String], layout: Layout) throws(Fault) {
        if let fault = Fault.doubledColumn(in: columns) { throw fault }
        self.columns = columns
        self.layout = layout
        keys = columns.map { column in
            var key: [UInt8] = []
            JSONWriter.append(column, to: &key)
            return key + [0x3A]
        }
    }

    public mutating func begin(into buffer: inout [UInt8]) {
        isFirst = true
        if layout == .array { buffer.append(0x5B) }
    }

    public mutating func append(_ row: [FieldValue?], into buffer: inout [UInt8]) throws(Fault) {
        precondition(row.count == columns.count, "a row has a value for each column")
        if layout == .array {
            if !isFirst { buffer.append(0x2C) }
            buffer.append(0x0A)
        }
        isFirst = false
        buffer.append(0x7B)
        var isFirstMember = true
        for (index, value) in row.enumerated() {
            guard let value else { continue }
            if !isFirstMember { buffer.append(0x2C) }
            isFirstMember = false
            buffer.append(contentsOf: keys[index])
            JSONWriter.append(value, to: &buffer)
        }
        buffer.append(0x7D)
        if layout == .lines { buffer.append(0x0A) }
    }

    public mutating func finish(into buffer: inout [UInt8]) {
        if layout == .array { buffer.append(contentsOf: "\n]\n".utf8) }
    }

    /// One value, in its JSON type.
    public static func append(_ value: FieldValue, to buffer: inout [UInt8]) {
        switch value {
        case .null: buffer.append(contentsOf: "null".utf8)
        case .number(let number): buffer.append(contentsOf: number.description.utf8)
        case .flag(let flag): buffer.append(contentsOf: (flag ? "true" : "false").utf8)
        case .list(let items):
            buffer.append(0x5B)
            for (index, item) in items.enumerated() {
                if index > 0 { buffer.append(0x2C) }
                append(item, to: &buffer)
            }
            buffer.append(0x5D)
        case .text, .instant, .money: append(value.description, to: &buffer)
        }
    }

    /// A string with its quotes; only what must be escaped is.
    public static func append(_ text: String, to buffer: inout [UInt8]) {
        buffer.append(0x22)
        for byte in text.utf8 {
            switch byte {
            case 0x22, 0x5C: buffer.append(contentsOf: [0x5C, byte])
            case 0x08: buffer.append(contentsOf: [0x5C, 0x62])
            case 0x09: buffer.append(contentsOf: [0x5C, 0x74])
            case 0x0A: buffer.append(contentsOf: [0x5C, 0x6E])
            case 0x0C: buffer.append(contentsOf: [0x5C, 0x66])
            case 0x0D: buffer.append(contentsOf: [0x5C, 0x72])
            case 0x00..<0x20:
                let digits: [UInt8] = Array("0123456789abcdef".utf8)
                buffer.append(contentsOf: "\\u00".utf8)
                buffer.append(digits[Int(byte >> 4)])
                buffer.append(digits[Int(byte & 15)])
            default: buffer.append(byte)
            }
        }
        buffer.append(0x22)
    }
}
