/// Packs fields in ascending order.
public struct FieldValuesBuilder: Sendable {
    private var bytes: [UInt8] = []
    private var last: UInt8 = 0

    public init() { bytes.reserveCapacity(320) }

    /// The packed run; the builder is empty afterwards and keeps its capacity.
    public mutating func finish() -> FieldValues {
        let values = FieldValues(packed: Array(bytes))
        bytes.removeAll(keepingCapacity: true)
        last = 0
        return values
    }

    /// Forgets what was packed.
    public mutating func reset() {
        bytes.removeAll(keepingCapacity: true)
        last = 0
    }

    /// Appends that the source said there is nothing.
    public mutating func appendNull(_ field: Field) { begin(field, .null, 0) }

    /// Appends yes or no; takes no byte beyond the header.
    public mutating func append(_ field: Field, flag: Bool) { begin(field, flag ? .flagTrue : .flagFalse, 0) }

    /// Appends UTF-8 text.
    public mutating func append(_ field: Field, text: Span<UInt8>) {
        begin(field, .text, text.count)
        text.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
    }

    /// Appends text as UTF-8.
    public mutating func append(_ field: Field, text: String) {
        begin(field, .text, text.utf8.count)
        bytes.append(contentsOf: text.utf8)
    }

    /// Appends a time in milliseconds.
    public mutating func append(_ field: Field, instant: Instant) {
        let raw = zigzag(instant.milliseconds)
        begin(field, .instant, length(raw))
        appendVarint(raw)
    }

    /// Appends a day that has no clock; read as a time it is the day's first instant.
    public mutating func append(_ field: Field, day: ZonedDay) {
        let raw = zigzag(day.begins.milliseconds)
        let minutes = UInt64(bitPattern: day.lengthMinutes)
        let offset = zigzag(day.offsetMinutes)
        begin(field, .instant, length(raw) + length(minutes) + length(offset))
        appendVarint(raw)
        appendVarint(minutes)
        appendVarint(offset)
    }

    /// Appends a number with its decimal places.
    public mutating func append(_ field: Field, number: ExactNumber) {
        let raw = zigzag(number.mantissa)
        begin(field, .number, 1 + length(raw))
        bytes.append(number.scale)
        appendVarint(raw)
    }

    /// Appends an amount in hundredths, behind three letters of currency.
    public mutating func append(_ field: Field, money: Money) {
        let raw = zigzag(money.hundredths)
        begin(field, .money, 3 + length(raw))
        let currency = Array(money.currency.utf8.prefix(3))
        bytes.append(contentsOf: currency)
        for _ in currency.count..<3 { bytes.append(0x20) }
        appendVarint(raw)
    }

    /// Appends texts in their order, each behind its length.
    public mutating func append(_ field: Field, list: [String]) {
        begin(field, .list, list.reduce(0) { $0 + length(UInt64($1.utf8.count)) + $1.utf8.count })
        for item in list {
            appendVarint(UInt64(item.utf8.count))
            bytes.append(contentsOf: item.utf8)
        }
    }

    /// Appends the stage by its stored code.
    public mutating func append(stage: Stage) { append(.stage, number: ExactNumber(Int(stage.rawValue))) }

    /// Appends the reason by its stored code.
    public mutating func append(discardReason: DiscardReason) {
        append(.discardReason, number: ExactNumber(Int(discardReason.rawValue)))
    }

    /// Appends a value of any form.
    public mutating func append(_ field: Field, _ value: FieldValue) {
        switch value {
        case .null: appendNull(field)
        case .text(let text): append(field, text: text)
        case .number(let number): append(field, number: number)
        case .instant(let instant): append(field, instant: instant)
        case .money(let money): append(field, money: money)
        case .flag(let flag): append(field, flag: flag)
        case .list(let items): append(field, list: items)
        }
    }

    /// Copies an entry of another run as it is.
    public mutating func append(_ entry: FieldValues.Entry, of values: FieldValues) {
        begin(entry.field, entry.form, entry.payload.count)
        bytes.append(contentsOf: values.bytes[entry.payload])
    }

    private mutating func begin(_ field: Field, _ form: FieldValues.Form, _ count: Int) {
        precondition(field.rawValue > last, "fields are packed in ascending order, each once")
        last = field.rawValue
        bytes.append(field.rawValue)
        appendVarint(UInt64(count) << 3 | UInt64(form.rawValue))
    }

    private mutating func appendVarint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    private func zigzag(_ value: Int64) -> UInt64 { UInt64(bitPattern: value << 1 ^ value >> 63) }

    private func length(_ value: UInt64) -> Int { value == 0 ? 1 : (70 - value.leadingZeroBitCount) / 7 }
}
