import Feedback
import LeadModel

/// The cells of a feed's row as bytes: what the outbox keeps.
///
/// In front stands `L` and the number of the layout, 4 bytes, which tells what they are. A cell is a tag and its payload: `a` absent, `0` null, `t` text, `l` list, `n` number, `i` instant, `m` money, `f` false,
/// `y` true. Integers are 8 bytes, little endian; text is its length in 4 bytes and UTF-8.
enum FeedRowCodec {
    /// A row as it is kept.
    static func pack(_ row: FeedRow, of feed: FeedDefinition) -> [UInt8] {
        var bytes = [UInt8(ascii: "L")]
        withUnsafeBytes(of: feed.layout.number.littleEndian) { bytes.append(contentsOf: $0) }
        append(row.cells, to: &bytes)
        return bytes
    }

    /// Cells alone: for what nobody reads again.
    static func pack(_ cells: [FieldValue?]) -> [UInt8] {
        var bytes: [UInt8] = []
        append(cells, to: &bytes)
        return bytes
    }

    private static func append(_ cells: [FieldValue?], to bytes: inout [UInt8]) {
        for cell in cells {
            guard let cell else {
                bytes.append(UInt8(ascii: "a"))
                continue
            }
            append(cell, to: &bytes)
        }
    }

    /// The number of the layout of a row; `nil` where nothing of it is left.
    static func layout(of bytes: [UInt8]) -> UInt32? {
        var reader = Reader(bytes: bytes)
        return reader.layout()
    }

    /// The cells of a row, as many as the bytes hold.
    static func unpack(_ bytes: [UInt8]) -> [FieldValue?] {
        var reader = Reader(bytes: bytes)
        _ = reader.layout()
        var cells: [FieldValue?] = []
        while let tag = reader.byte() { cells.append(value(tag, &reader)) }
        return cells
    }

    private static func append(_ value: FieldValue, to bytes: inout [UInt8]) {
        switch value {
        case .null: bytes.append(UInt8(ascii: "0"))
        case .text(let text):
            bytes.append(UInt8(ascii: "t"))
            append(text, to: &bytes)
        case .number(let number):
            bytes.append(UInt8(ascii: "n"))
            append(number.mantissa, to: &bytes)
            bytes.append(number.scale)
        case .instant(let instant):
            bytes.append(UInt8(ascii: "i"))
            append(instant.milliseconds, to: &bytes)
        case .money(let money):
            bytes.append(UInt8(ascii: "m"))
            append(money.hundredths, to: &bytes)
            append(money.currency, to: &bytes)
        case .flag(let flag): bytes.append(flag ? UInt8(ascii: "y") : UInt8(ascii: "f"))
        case .list(let items):
            bytes.append(UInt8(ascii: "l"))
            append(Int64(items.count), to: &bytes)
            for item in items { append(item, to: &bytes) }
        }
    }

    private static func value(_ tag: UInt8, _ reader: inout Reader) -> FieldValue? {
        switch tag {
        case UInt8(ascii: "0"): return .null
        case UInt8(ascii: "t"): return .text(reader.text())
        case UInt8(ascii: "n"):
            let mantissa = reader.integer()
            return .number(ExactNumber(mantissa: mantissa, scale: reader.byte() ?? 0))
        case UInt8(ascii: "i"): return .instant(Instant(milliseconds: reader.integer()))
        case UInt8(ascii: "m"):
            let hundredths = reader.integer()
            return .money(Money(hundredths: hundredths, currency: reader.text()))
        case UInt8(ascii: "y"): return .flag(true)
        case UInt8(ascii: "f"): return .flag(false)
        case UInt8(ascii: "l"):
            let count = reader.integer()
            return .list((0..<max(0, min(count, 10_000))).map { _ in reader.text() })
        default: return nil
        }
    }

    private static func append(_ number: Int64, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
    }

    private static func append(_ text: String, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: UInt32(text.utf8.count).littleEndian) { bytes.append(contentsOf: $0) }
        bytes.append(contentsOf: text.utf8)
    }

    private struct Reader {
        let bytes: [UInt8]
        var position = 0

        mutating func byte() -> UInt8? {
            guard position < bytes.count else { return nil }
            defer { position += 1 }
            return bytes[position]
        }

        /// What stands in front of the cells.
        mutating func layout() -> UInt32? {
            guard bytes.first == UInt8(ascii: "L"), bytes.count >= 5 else { return nil }
            position = 1
            return UInt32(truncatingIfNeeded: number(4))
        }

        mutating func integer() -> Int64 { Int64(bitPattern: number(8)) }

        mutating func text() -> String {
            let count = Int(number(4))
            let end = min(bytes.count, position + count)
            defer { position = end }
            return String(decoding: bytes[position..<end], as: UTF8.self)
        }

        private mutating func number(_ width: Int) -> UInt64 {
            guard position + width <= bytes.count else {
                position = bytes.count
                return 0
            }
            var value: UInt64 = 0
            for offset in 0..<width { value |= UInt64(bytes[position + offset]) << UInt64(offset * 8) }
            position += width
            return value
        }
    }
}
