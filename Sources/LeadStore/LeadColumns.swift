import GRDB
import LeadModel

/// The columns of the golden record: one per lead field, named as the field with underscores.
///
/// Text, list (one item a line) and money (`123.45 USD`) are TEXT, dates are INTEGER milliseconds, flags are 0 and 1,
/// numbers are TEXT in their spelling. NULL: no source holds a value.
enum LeadColumns {
    static let fields: [Field] =
        [.statusWord, .discardReasonWord] + Field.mappable(for: .lead)

    static func name(of field: Field) -> String {
        "\(field.word.split(separator: "-").joined(separator: "_"))"
    }

    static let names = fields.map(name(of:))

    static var definitions: String { fields.map { "\(name(of: $0)) \(sqlType(of: $0))" }.joined(separator: ",\n    ") }

    private static func sqlType(of field: Field) -> String {
        switch field.type {
        case .dateTime, .flag: "INTEGER"
        default: "TEXT"
        }
    }

    /// Binds every column of a lead from `first` on.
    /// - Parameter bytes: those of `values`, borrowed until the statement has been stepped.
    static func bind(
        _ values: FieldValues, _ bytes: UnsafeBufferPointer<UInt8>, to statement: borrowing RawStatement,
        from first: Int32
    ) {
        var cursor = values.cursor()
        var entry = cursor.next(in: values.bytes)
        for (offset, field) in fields.enumerated() {
            let index = first + Int32(offset)
            while let current = entry, current.field.rawValue < field.rawValue { entry = cursor.next(in: values.bytes) }
            guard let current = entry, current.field == field, !current.isNull else {
                statement.bindNull(at: index)
                continue
            }
            if current.isText {
                statement.bind(borrowedText: UnsafeBufferPointer(rebasing: bytes[current.payload]), at: index)
                continue
            }
            switch values.value(of: current) {
            case .instant(let instant): statement.bind(instant.milliseconds, at: index)
            case .flag(let flag): statement.bind(flag ? 1 : 0, at: index)
            case .list(let items): statement.bind(items.joined(separator: "\n"), at: index)
            case let other: statement.bind(other.description, at: index)
            }
        }
    }

    /// The text of a column: what `bind` was given, as `FieldValue.description` writes it.
    static func text(_ statement: borrowing RawStatement, _ column: Int32, _ field: Field) -> String? {
        guard !statement.isNull(column) else { return nil }
        switch field.type {
        case .dateTime: return Instant(milliseconds: statement.integer(column)).description
        case .flag: return statement.integer(column) != 0 ? "true" : "false"
        case .list:
            return statement.text(column)?.split(separator: "\n", omittingEmptySubsequences: false).joined(
                separator: "; ")
        case .number, .money, .text, .email, .phone, .country: return statement.text(column)
        }
    }

    /// The text each column will have once `values` are bound.
    static func texts(of values: FieldValues) -> [String?] {
        fields.map { field in
            guard let value = values[field], value != .null else { return nil }
            return value.description
        }
    }
}
