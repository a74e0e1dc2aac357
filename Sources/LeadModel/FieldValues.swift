/// The fields of one observation, packed: a run of bytes that is stored, compared and read in place.
///
/// Layout, entries ascending by field, each field once: `field` (1 byte, `Field.rawValue`), `header` (varint,
/// `payload length << 3 | form`), payload. Text is UTF-8; integers are zigzag varints; a number is its scale (1 byte) and
/// mantissa; money is its currency (3 bytes) and hundredths; a list is its items, each a varint length and UTF-8. A time
/// that is a day without a clock has the day's length and offset in minutes behind it.
/// A value costs no allocation until somebody asks for it as a `String`.
public struct FieldValues: Sendable, Hashable {
    /// The packed entries; what the store keeps. A part of a page's bytes where many were read together.
    public private(set) var bytes: ArraySlice<UInt8>

    public init() { bytes = [] }

    /// Trusts bytes that `FieldValues` packed before.
    public init(packed bytes: [UInt8]) { self.bytes = bytes[...] }

    /// Trusts bytes that `FieldValues` packed before, and keeps the whole buffer that they are a part of.
    public init(packed bytes: ArraySlice<UInt8>) { self.bytes = bytes }

    public var isEmpty: Bool { bytes.isEmpty }

    enum Form: UInt8 {
        case null = 0
        case text = 1
        case number = 2
        case instant = 3
        case money = 4
        case flagFalse = 5
        case flagTrue = 6
        case list = 7
    }

    /// One entry: which field, and where its payload stands in `bytes`.
    public struct Entry: Sendable {
        public let field: Field
        let form: Form
        public let payload: Range<Int>

        public var isNull: Bool { form == .null }
        /// The flag; `nil` where it is none.
        public var flag: Bool? { form == .flagTrue ? true : form == .flagFalse ? false : nil }
        /// Whether the payload is UTF-8 text.
        public var isText: Bool { form == .text }
        /// Whether there is nothing in it: null, or text or a list without content.
        public var isBlank: Bool { form == .null || (payload.isEmpty && (form == .text || form == .list)) }

        /// Whether it says the same as an entry of another run.
        public func isEqual(to other: Entry, _ values: FieldValues, _ others: FieldValues) -> Bool {
            form == other.form && values.bytes[payload] == others.bytes[other.payload]
        }
    }

    /// Walks the entries in ascending order of field.
    public struct Cursor: Sendable {
        public private(set) var position: Int
        public init(at position: Int) { self.position = position }

        /// The next entry, `nil` after the last.
        public mutating func next(in bytes: borrowing ArraySlice<UInt8>) -> Entry? {
            guard position < bytes.endIndex, let field = Field(rawValue: bytes[position]) else { return nil }
            position += 1
            let header = FieldValues.readVarint(bytes, &position)
            let length = Int(header >> 3)
            let entry = Entry(
                field: field, form: Form(rawValue: UInt8(header & 7)) ?? .null, payload: position..<position + length)
            position += length
            return entry
        }
    }

    /// A cursor in front of the first field.
    public func cursor() -> Cursor { Cursor(at: bytes.startIndex) }

    /// A cursor that begins with a field, or the next above it that is there.
    public func cursor(from field: Field) -> Cursor {
        var position = bytes.startIndex
        while position < bytes.endIndex, bytes[position] < field.rawValue {
            position += 1
            let header = FieldValues.readVarint(bytes, &position)
            position += Int(header >> 3)
        }
        return Cursor(at: position)
    }

    /// The entry of a field, `nil` where the source did not speak of it.
    public func entry(_ field: Field) -> Entry? {
        var position = bytes.startIndex
        while position < bytes.endIndex, bytes[position] <= field.rawValue {
            let isFound = bytes[position] == field.rawValue
            position += 1
            let header = FieldValues.readVarint(bytes, &position)
            let end = position + Int(header >> 3)
            if isFound {
                return Entry(field: field, form: Form(rawValue: UInt8(header & 7)) ?? .null, payload: position..<end)
            }
            position = end
        }
        return nil
    }

    /// The value of a field, `nil` where the source did not speak of it.
    public subscript(field: Field) -> FieldValue? { entry(field).map(value(of:)) }

    /// The decoded value of an entry of this run.
    public func value(of entry: Entry) -> FieldValue {
        var position = entry.payload.lowerBound
        switch entry.form {
        case .null: return .null
        case .text: return .text(String(decoding: bytes[entry.payload], as: UTF8.self))
        case .flagFalse: return .flag(false)
        case .flagTrue: return .flag(true)
        case .instant: return .instant(Instant(milliseconds: FieldValues.readZigzag(bytes, &position)))
        case .number:
            let scale = bytes[position]
            position += 1
            return .number(ExactNumber(mantissa: FieldValues.readZigzag(bytes, &position), scale: scale))
        case .money:
            let currency = String(decoding: bytes[position..<position + 3], as: UTF8.self)
            position += 3
            return .money(Money(hundredths: FieldValues.readZigzag(bytes, &position), currency: currency))
        case .list:
            var items: [String] = []
            while position < entry.payload.upperBound {
                let length = Int(FieldValues.readVarint(bytes, &position))
                items.append(String(decoding: bytes[position..<position + length], as: UTF8.self))
                position += length
            }
            return .list(items)
        }
    }

    /// The text of a field; `nil` where absent, null or not text.
    public func text(_ field: Field) -> String? {
        guard let entry = entry(field), entry.form == .text else { return nil }
        return String(decoding: bytes[entry.payload], as: UTF8.self)
    }

    /// The time of a field; `nil` where absent, null or no time.
    public func instant(_ field: Field) -> Instant? { entry(field).flatMap(instant(of:)) }

    /// The time of an entry of this run; `nil` where it is none.
    public func instant(of entry: Entry) -> Instant? {
        guard entry.form == .instant else { return nil }
        var position = entry.payload.lowerBound
        return Instant(milliseconds: FieldValues.readZigzag(bytes, &position))
    }

    /// The day of a field that is dated by the day alone; `nil` where absent, null, no time, or one with a clock.
    public func day(_ field: Field) -> ZonedDay? { entry(field).flatMap(day(of:)) }

    /// The day of an entry of this run that is dated by the day alone; `nil` of any other.
    public func day(of entry: Entry) -> ZonedDay? {
        guard entry.form == .instant else { return nil }
        var position = entry.payload.lowerBound
        let begins = Instant(milliseconds: FieldValues.readZigzag(bytes, &position))
        guard position < entry.payload.upperBound else { return nil }
        let length = Int64(FieldValues.readVarint(bytes, &position))
        return ZonedDay(
            begins: begins, lengthMinutes: length, offsetMinutes: FieldValues.readZigzag(bytes, &position))
    }

    /// How many items the list of an entry has; 1 for anything but a list.
    public func count(of entry: Entry) -> Int {
        guard entry.form == .list else { return 1 }
        var count = 0
        var position = entry.payload.lowerBound
        while position < entry.payload.upperBound {
            position += Int(FieldValues.readVarint(bytes, &position))
            count += 1
        }
        return count
    }

    /// The flag of a field; absent and null are `false`.
    public func flag(_ field: Field) -> Bool { entry(field)?.form == .flagTrue }

    public var stage: Stage? {
        guard let entry = entry(.stage), entry.form == .number else { return nil }
        var position = entry.payload.lowerBound + 1
        return Stage(rawValue: UInt8(truncatingIfNeeded: FieldValues.readZigzag(bytes, &position)))
    }

    public var discardReason: DiscardReason? {
        guard let entry = entry(.discardReason), entry.form == .number else { return nil }
        var position = entry.payload.lowerBound + 1
        return DiscardReason(rawValue: UInt8(truncatingIfNeeded: FieldValues.readZigzag(bytes, &position)))
    }

    static func readVarint(_ bytes: borrowing ArraySlice<UInt8>, _ position: inout Int) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while position < bytes.endIndex {
            let byte = bytes[position]
            position += 1
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
            shift += 7
            if shift > 63 { return value }
        }
        return value
    }

    static func readZigzag(_ bytes: borrowing ArraySlice<UInt8>, _ position: inout Int) -> Int64 {
        let raw = readVarint(bytes, &position)
        return Int64(bitPattern: raw >> 1) ^ -Int64(bitPattern: raw & 1)
    }
}
