import Foundation
public import LeadModel

/// How the value of a column is written, where that is not as it is.
public struct FeedRendering: Sendable, Hashable {
    /// What becomes of a value.
    enum Form: Sendable, Hashable {
        case plain
        case hash(HashedValue)
        case time(TimePattern)
        case epochSeconds
        /// The number of an amount, without its currency.
        case number
        /// The currency of an amount.
        case currency
        /// Each word in another's place.
        case words([String: String])
    }

    /// How it is said that there is no value.
    enum Blank: String, Sendable, Hashable, CaseIterable {
        case leaveOut = "leave-out"
        case null
        case empty

        var meaning: String {
            switch self {
            case .leaveOut: "The name is not there either."
            case .null: "The name is there, with null."
            case .empty: "The name is there, with an empty text."
            }
        }

        var value: FieldValue? {
            switch self {
            case .leaveOut: nil
            case .null: .null
            case .empty: .text("")
            }
        }
    }

    var form = Form.plain
    /// `nil`: as it comes.
    var blank: Blank?

    /// - Throws: `format.unwritable` for a value that cannot be written so, naming the column and the value's shape.
    func render(_ value: FieldValue?, column: String) throws(Fault) -> FieldValue? {
        guard let value, value != .null, value != .text("") else {
            // Nothing is hashed, mapped or split: the hash of an empty text would be one of somebody.
            return blank.map(\.value) ?? value
        }
        switch form {
        case .plain: return value
        case .hash(let hash):
            guard let digest = hash.digest(of: value.description) else {
                throw unwritable("cannot be hashed as its receiver wants it", value, column, advice: hash.advice)
            }
            return .text(digest)
        case .time(let pattern):
            guard case .instant(let instant) = value else { throw noTime(value, column) }
            return .text(pattern.text(of: instant))
        case .epochSeconds:
            guard case .instant(let instant) = value else { throw noTime(value, column) }
            return .number(ExactNumber(Int(instant.seconds(since: Instant(milliseconds: 0)))))
        case .number:
            switch value {
            case .number: return value
            case .money(let money): return .number(ExactNumber(mantissa: money.hundredths, scale: 2))
            default: throw noAmount(value, column)
            }
        case .currency:
            guard case .money(let money) = value else { throw noAmount(value, column) }
            return .text(money.currency)
        case .words(let words):
            guard let word = words[value.description] else {
                throw unwritable(
                    "has no word in 'words'", value, column,
                    advice: "Add it under 'words' of the column: no word stands for all others.")
            }
            return .text(word)
        }
    }

    private func noTime(_ value: FieldValue, _ column: String) -> Fault {
        unwritable("is no time", value, column, advice: "Map the field with `as: date-time`.")
    }

    private func noAmount(_ value: FieldValue, _ column: String) -> Fault {
        unwritable(
            "is no single amount", value, column,
            advice: "A receiver of one amount gets none where there are several currencies, or none is known.")
    }

    private func unwritable(_ what: String, _ value: FieldValue, _ column: String, advice: String) -> Fault {
        Fault(
            .formatUnwritable, .deadLetter, "a value \(what)", field: column,
            seen: Seen.shape(of: value.description.utf8), advice: advice)
    }
}

/// What values a field has, for what may be made of them.
enum FeedValueKind: Sendable, Hashable {
    case text
    /// These words and no others.
    case words([String])
    case instant
    case number
    case money
    case flag
    case list
}

extension FeedDefinition {
    /// The row as it is written: each value as its column wants it.
    /// - Parameter time: when it is written; `nil`: not known, and left out.
    /// - Throws: `format.unwritable` for the first value that cannot be written so.
    public func rendered(_ row: FeedRow, at time: Instant?) throws(Fault) -> FeedRow {
        guard isRendered else { return row }
        var cells = row.cells
        for (index, column) in columns.enumerated() {
            if column.field == .written { cells[index] = time.map(FieldValue.instant) ?? .null }
            guard let rendering = column.rendering else { continue }
            // A withdrawal says nothing of what is no key, not even that it is blank.
            guard row.action != .withdraw || column.field.isKey else { continue }
            cells[index] = try rendering.render(cells[index], column: column.name)
        }
        return FeedRow(lead: row.lead, action: row.action, cells: cells)
    }

    /// What an action column of a file of this feed says; `nil` for a word that it never writes.
    public func action(written word: String) -> FeedAction? {
        guard let column = columns.first(where: { $0.field == .action }),
            case .words(let words)? = column.rendering?.form
        else { return FeedAction(rawValue: word) }
        return words.first { $0.value == word }.flatMap { FeedAction(rawValue: $0.key) }
    }
}
