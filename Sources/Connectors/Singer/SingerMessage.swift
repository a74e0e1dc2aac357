/// One line of a tap's output: what kind of message it is, and where its parts stand.
///
/// Only what stands around a record is read here; the record itself is checked by who reads it.
struct SingerMessage {
    /// Why a line is none.
    enum Refusal: Error {
        case notAMessage
        /// It breaks off.
        case cut
    }

    enum Member: Int, CaseIterable {
        case type, stream, record, value

        var bytes: StaticString {
            switch self {
            case .type: "type"
            case .stream: "stream"
            case .record: "record"
            case .value: "value"
            }
        }
    }

    private var found: [Range<Int>?] = [nil, nil, nil, nil]

    /// Where a member's value stands in the line.
    subscript(member: Member) -> Range<Int>? { found[member.rawValue] }

    /// - Parameter line: without its end.
    init(_ line: UnsafeRawBufferPointer) throws(Refusal) {
        var scan = MemberScan(line)
        try scan.open()
        while let (key, value) = try scan.next() {
            guard let member = Member.allCases.first(where: { MemberScan.isSame(line[key], $0.bytes) }) else {
                continue
            }
            // Which of two counts, nobody knows.
            guard found[member.rawValue] == nil else { throw .notAMessage }
            found[member.rawValue] = value
        }
    }
}

/// Goes through the members of a JSON object without looking into their values.
private struct MemberScan {
    private let bytes: UnsafeRawBufferPointer
    private var position = 0
    private var isFirst = true

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    static func isSame(_ slice: Slice<UnsafeRawBufferPointer>, _ name: StaticString) -> Bool {
        slice.count == name.utf8CodeUnitCount
            && slice.elementsEqual(UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
    }

    mutating func open() throws(SingerMessage.Refusal) {
        guard try byte() == 0x7B else { throw .notAMessage }
        position += 1
    }

    /// The next key, without its quotes, and its value; `nil` behind the last.
    mutating func next() throws(SingerMessage.Refusal) -> (key: Range<Int>, value: Range<Int>)? {
        var first = try byte()
        if first == 0x7D {
            position += 1
            skipSpace()
            guard position == bytes.count else { throw .notAMessage }
            return nil
        }
        if !isFirst {
            guard first == 0x2C else { throw .notAMessage }
            position += 1
            first = try byte()
        }
        isFirst = false
        guard first == 0x22 else { throw .notAMessage }
        let key = try string()
        guard try byte() == 0x3A else { throw .notAMessage }
        position += 1
        return (key: key.lowerBound + 1..<key.upperBound - 1, value: try value())
    }

    /// The byte behind any space; the place stays before it.
    private mutating func byte() throws(SingerMessage.Refusal) -> UInt8 {
        skipSpace()
        guard position < bytes.count else { throw .cut }
        return bytes[position]
    }

    private mutating func skipSpace() {
        while position < bytes.count, MemberScan.isSpace(bytes[position]) { position += 1 }
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }

    private mutating func string() throws(SingerMessage.Refusal) -> Range<Int> {
        let start = position
        position += 1
        while position < bytes.count {
            switch bytes[position] {
            case 0x22:
                position += 1
                return start..<position
            case 0x5C: position += 2
            default: position += 1
            }
        }
        throw .cut
    }

    private mutating func value() throws(SingerMessage.Refusal) -> Range<Int> {
        let first = try byte()
        let start = position
        switch first {
        case 0x22: return try string()
        case 0x7B, 0x5B:
            var depth = 0
            while position < bytes.count {
                switch bytes[position] {
                case 0x22: _ = try string()
                case 0x7B, 0x5B:
                    depth += 1
                    position += 1
                case 0x7D, 0x5D:
                    depth -= 1
                    position += 1
                    if depth == 0 { return start..<position }
                default: position += 1
                }
            }
            throw .cut
        default:
            while position < bytes.count, bytes[position] != 0x2C, bytes[position] != 0x7D,
                !MemberScan.isSpace(bytes[position])
            {
                position += 1
            }
            guard position > start else { throw .notAMessage }
            return start..<position
        }
    }
}
