/// Every transform that a mapping may name; the raw value is its word.
public enum TransformKind: String, Sendable, CaseIterable {
    case trim
    case letterCase = "case"
    case split
    case part
    case join
    case namePart = "name-part"
    case fallback = "default"
    case values
    case country
    case region
    case phone
    case email
    case capture
    case stripHTML = "strip-html"
    case hash
    case constant
    case column
    case blank

    /// What a transform works on.
    public enum Intake: String, Sendable {
        /// A text; of several texts, each for itself.
        case text
        /// A text; several are refused.
        case oneText = "one text"
        /// Several texts.
        case texts
    }

    /// What it makes of it.
    public enum Output: String, Sendable {
        case text
        case texts
    }
}

/// What a transform says of itself: its reference, its check and its example come from this one value.
public struct TransformDescription: Sendable {
    public let kind: TransformKind
    /// What it does, in one sentence.
    public let summary: String
    public let takes: TransformKind.Intake
    public let gives: TransformKind.Output
    /// The first may be written alone: `{ case: lower }` is `{ case: { to: lower } }`.
    public let parameters: [TransformParameter]
    /// Whether there are texts that it cannot read, so that `otherwise` has a meaning.
    public let mayRefuse: Bool
    public let example: RuleExample

    public var name: String { kind.rawValue }
    /// Whether the word may stand alone, without parameters.
    public var mayStandAlone: Bool { !parameters.contains(where: \.isRequired) }
}

/// One parameter of a transform.
public struct TransformParameter: Sendable {
    /// What may be written for it.
    public enum Form: Sendable, Hashable {
        case text
        /// One of some words, with what they are called in messages.
        case word([String], called: String)
        /// A number, `first` or `last`.
        case part
        /// A pattern of RE2.
        case pattern
        /// The number or the name of a group in the pattern.
        case group
        /// Words and what they mean.
        case vocabulary
        /// A country's code, or `{ from: COLUMN, default: CODE }`.
        case country
        /// A column, or a list of columns.
        case column
    }

    public let name: String
    public let form: Form
    public let isRequired: Bool
    public let summary: String

    init(_ name: String, _ form: Form, required isRequired: Bool = true, _ summary: String) {
        self.name = name
        self.form = form
        self.isRequired = isRequired
        self.summary = summary
    }
}

/// A rule of a field, a record, and what the rule makes of it.
public struct RuleExample: Sendable {
    /// The word of a field of leads.
    public let field: String
    /// As it stands behind the field's name.
    public let rule: String
    /// Columns and what stands in them.
    public let record: [(column: String, cell: String)]
    /// `nil`: the field is known to be empty.
    public let becomes: String?

    init(_ field: String, _ rule: String, _ record: [(column: String, cell: String)], becomes: String?) {
        self.field = field
        self.rule = rule
        self.record = record
        self.becomes = becomes
    }
}
