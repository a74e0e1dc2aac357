import LeadModel
import SyncEngine

/// What stands in one cell of a table: words for people, and a value for programs.
protocol TableCell {
    /// As the table shows it; empty where there is nothing.
    var shown: String { get }
    /// As JSON holds it; nothing is null.
    var value: JSONValue { get }
    /// As CSV holds it.
    var plain: String { get }
}

extension TableCell {
    var plain: String { shown }
}

extension String: TableCell {
    var shown: String { self }
    var value: JSONValue { .text(self) }
}

/// A count: digits in groups for people.
extension Int: TableCell {
    var shown: String { RunText.grouped(self) }
    var value: JSONValue { .integer(self) }
    var plain: String { String(self) }
}

/// A number that names something, such as a run: never in groups.
extension Int64: TableCell {
    var shown: String { String(self) }
    var value: JSONValue { .integer(self) }
}

/// Seconds, to the thousandth.
extension Double: TableCell {
    var shown: String { String((self * 1_000).rounded() / 1_000) }
    var value: JSONValue { .number((self * 1_000).rounded() / 1_000) }
}

extension Bool: TableCell {
    var shown: String { self ? "yes" : "no" }
    var value: JSONValue { .flag(self) }
    var plain: String { self ? "true" : "false" }
}

/// A time: its day for people, RFC 3339 for programs.

extension [String]: TableCell {
    var shown: String { joined(separator: ", ") }
    var value: JSONValue { .list(map { .text($0) }) }
}

extension Optional: TableCell where Wrapped: TableCell {
    var shown: String { self?.shown ?? "" }
    var value: JSONValue { self?.value ?? .null }
    var plain: String { self?.plain ?? "" }
}

/// A cell that people read otherwise than programs do.
struct Spoken: TableCell {
    let shown: String
    let value: JSONValue
    let plain: String

    init(_ shown: String, for cell: some TableCell) {
        self.shown = shown
        value = cell.value
        plain = cell.plain
    }
}
