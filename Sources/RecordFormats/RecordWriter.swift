public import LeadModel

/// Writes rows over fixed columns, so that the reader of the same format gets the same values back. The same rows give
/// the same bytes.
///
/// `nil` is absent, `.null` is null: JSON leaves an absent value out and writes `null`, XML leaves it out and writes
/// `xsi:nil="true"`. CSV cannot say so: absent, null and empty text are all an empty cell.
///
/// The caller owns the buffer and empties it when it likes; nothing here does I/O.
public protocol RecordWriter {
    var columns: [String] { get }

    /// What stands before the first row.
    mutating func begin(into buffer: inout [UInt8])

    /// One row, in the order of the columns.
    /// - Throws: `format.unwritable` naming the column; the buffer is then what it was, and the next row may follow.
    mutating func append(_ row: [FieldValue?], into buffer: inout [UInt8]) throws(Fault)

    /// What stands behind the last row.
    mutating func finish(into buffer: inout [UInt8])
}

extension Fault {
    /// A value or name that a format has no spelling for.
    static func unwritable(_ summary: String, column: String?, seen: Seen?, advice: String) -> Fault {
        Fault(.formatUnwritable, .deadLetter, summary, field: column, seen: seen, advice: advice)
    }

    /// A control character is told by its number: that says nothing about a person.
    static func unwritable(control: UInt32, column: String, format: String) -> Fault {
        let digits = String(control, radix: 16, uppercase: true)
        return unwritable(
            "\(format) cannot hold the control character", column: column,
            seen: .shape("U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits),
            advice: "Remove it in the source, or deliver in a format that can hold it, such as NDJSON.")
    }

    /// Two columns of one name cannot be told apart when they are read.
    static func doubledColumn(in columns: [String]) -> Fault? {
        var seen: Set<String> = []
        guard let doubled = columns.first(where: { !seen.insert($0).inserted }) else { return nil }
        return unwritable(
            "two columns have one name", column: doubled, seen: nil, advice: "Give each column a name of its own.")
    }
}
