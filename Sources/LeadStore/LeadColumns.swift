import GRDB
import LeadModel

/// Those golden values that stand in columns of their own, besides in the versions they survived from: what leads are
/// searched by, and what people who look with SQL want to see. NULL: no source holds a value.
enum LeadColumns {
    /// Ascending by number, as values are packed; all of them are text.
    static let fields: [Field] = [
        .email, .firstName, .lastName, .company, .phone, .mobilePhone, .country, .leadSource, .campaign, .owner,
    ]

    static func name(of field: Field) -> String {
        "\(field.word.split(separator: "-").joined(separator: "_"))"
    }

    static let names = fields.map(name(of:))

    static var definitions: String { fields.map { "\(name(of: $0)) TEXT" }.joined(separator: ",\n    ") }

    /// Binds every column of a lead from `first` on.
    /// - Parameter bytes: those of `values`, borrowed until the statement has been stepped.
    static func bind(
        _ values: FieldValues, _ bytes: UnsafeBufferPointer<UInt8>, to statement: borrowing RawStatement,
        from first: Int32
    ) {
        let start = values.bytes.startIndex
        var cursor = values.cursor()
        var entry = cursor.next(in: values.bytes)
        for (offset, field) in fields.enumerated() {
            let index = first + Int32(offset)
            while let current = entry, current.field.rawValue < field.rawValue { entry = cursor.next(in: values.bytes) }
            guard let current = entry, current.field == field, current.isText else {
                statement.bindNull(at: index)
                continue
            }
            statement.bind(
                borrowedText: UnsafeBufferPointer(
                    rebasing: bytes[current.payload.lowerBound - start..<current.payload.upperBound - start]), at: index
            )
        }
    }
}
