import LeadModel
import RecordFormats

/// Answers whose records are bare values, such as the ids of what was deleted: each is put into a record of one column.
///
/// Only the bytes around the values are added to: the reader behind it sees every number in its own spelling, and refuses what it
/// refuses of any answer.
enum BareItems {
    /// The most that such an answer holds.
    private static let mostBytes = 64 << 20

    /// The answer with its bare values as records; as it came where the path leads to no list of values, so that the reader says
    /// what is there.
    static func wrapped(
        _ bytes: any ByteSource, at path: [String], as column: String, name: String
    ) throws(Fault) -> any ByteSource {
        var source = bytes
        var body: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 256 << 10)
        while true {
            let result = buffer.withUnsafeMutableBytes { buffer in
                Result { () throws(Fault) in try source.read(into: buffer) }
            }
            let count = try result.get()
            if count == 0 { break }
            body += buffer[..<count]
            guard body.count <= mostBytes else { throw HTTPFault.longBareItems(mostBytes >> 20, name) }
        }
        var scan = BareItemScan(body)
        guard let items = scan.items(at: path) else { return MemoryBytes(body) }
        let front = Array("{\(RequestJSON.quoted(column)):".utf8)
        var wrapped: [UInt8] = []
        wrapped.reserveCapacity(body.count + items.count * (front.count + 1))
        var copied = 0
        for item in items {
            wrapped += body[copied..<item.lowerBound] + front + body[item] + [0x7D]
            copied = item.upperBound
        }
        return MemoryBytes(wrapped + body[copied...])
    }
}

/// Finds the bare items of one list in a body of JSON. It checks nothing but what it needs to find them.
private struct BareItemScan {
    private let body: [UInt8]
    private var position = 0

    init(_ body: [UInt8]) { self.body = body }

    /// Where the items of the list at a path stand; `nil` where no list of bare values is there.
    mutating func items(at path: [String]) -> [Range<Int>]? {
        for key in path {
            guard enters(key) else { return nil }
        }
        guard take(0x5B) else { return nil }
        var items: [Range<Int>] = []
        if take(0x5D) { return items }
        while true {
            skipBlanks()
            guard let first = next, first != 0x7B, first != 0x5B, let item = value() else { return nil }
            items.append(item)
            if take(0x5D) { return items }
            guard take(0x2C) else { return nil }
        }
    }

    /// Goes into an object as far as the value of one of its members.
    private mutating func enters(_ key: String) -> Bool {
        let wanted = Array(RequestJSON.quoted(key).utf8)
        guard take(0x7B) else { return false }
        while true {
            skipBlanks()
            guard next == 0x22, let name = value(), take(0x3A) else { return false }
            if body[name].elementsEqual(wanted) { return true }
            skipBlanks()
            guard value() != nil, take(0x2C) else { return false }
        }
    }

    private var next: UInt8? { position < body.count ? body[position] : nil }

    private mutating func skipBlanks() {
        while let byte = next, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { position += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        skipBlanks()
        guard next == byte else { return false }
        position += 1
        return true
    }

    /// Passes over a value; where it stands.
    private mutating func value() -> Range<Int>? {
        let start = position
        var depth = 0
        while let byte = next {
            switch byte {
            case 0x22: guard passText() else { return nil }
            case 0x5B, 0x7B:
                depth += 1
                position += 1
            case _ where (byte == 0x5D || byte == 0x7D) && depth > 0:
                depth -= 1
                position += 1
            case 0x2C, 0x3A, 0x5D, 0x7D, 0x20, 0x09, 0x0A, 0x0D:
                if depth == 0 { return position > start ? start..<position : nil }
                position += 1
                continue
            default:
                position += 1
                continue
            }
            if depth == 0 { return start..<position }
        }
        return nil
    }

    private mutating func passText() -> Bool {
        position += 1
        while let byte = next {
            position += byte == 0x5C ? 2 : 1
            if byte == 0x22 { return true }
        }
        return false
    }
}
