public import LeadModel

/// What a column of a feed may hold.
public enum FeedField: Sendable, Hashable {
    /// A surviving value of the unified lead.
    case lead(Field)
    /// `L1042`.
    case leadID
    /// `add`, `change` or `withdraw`.
    case action
    case discardReason
    case track
    case cycle
    case trigger
    case stage
    /// When the trigger happened.
    case since
    /// When the cooling-off ended.
    case due
    /// `effective-from` of the version of the agreement that decided.
    case agreement
    /// The id of the lead's record in a source.
    case id(source: String)

    /// The word that a feed file uses, `id-in` excepted, which is a mapping.
    public var word: String {
        switch self {
        case .lead(let field): field.word
        case .leadID: "lead-id"
        case .action: "action"
        case .discardReason: "discard-reason"
        case .track: "track"
        case .cycle: "cycle"
        case .trigger: "trigger"
        case .stage: "stage"
        case .since: "since"
        case .due: "due"
        case .agreement: "agreement"
        case .id(let source): "id-in \(source)"
        }
    }

    /// Every field that is written as one word.
    public static let words: [(String, FeedField)] = {
        let own: [FeedField] = [
            .leadID, .action, .discardReason, .track, .cycle, .trigger, .stage, .since, .due, .agreement,
        ]
        return (own + Field.mappable(for: .lead).map(FeedField.lead)).map { ($0.word, $0) }
    }()

    /// Whether a receiver may find the lead by it: all that a withdrawal carries.
    public var isKey: Bool {
        switch self {
        case .leadID, .action, .id, .lead(.email): true
        default: false
        }
    }
}

/// What the receiver is to do with a row.
public enum FeedAction: String, Sendable, Hashable, CaseIterable, Codable {
    case add
    case change
    case withdraw
}
