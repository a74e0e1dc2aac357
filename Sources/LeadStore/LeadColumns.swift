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

    /// Appends the value of every column.
    static func append(_ values: FieldValues, to rows: inout RowBatch) {
        var cursor = values.cursor()
        var entry = cursor.next(in: values.bytes)
        for field in fields {
            while let current = entry, current.field.rawValue < field.rawValue { entry = cursor.next(in: values.bytes) }
            if let current = entry, current.field == field, current.isText {
                rows.append(text: values.bytes[current.payload])
            } else {
                rows.appendNull()
            }
        }
    }
}
