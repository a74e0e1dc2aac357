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
    /// When the trigger happened; of leads that are escalated, since when.
    case since
    /// Since when, at the latest, sales has the lead and nobody touched it.
    case waitingSince
    /// When the cooling-off ended.
    case due
    /// `effective-from` of the version of the agreement that decided.
    case agreement
    /// What the receiver is told of the lead's past.
    case story(StoryField)
    /// What became of the lead.
    case outcome(OutcomeField)
    /// When the row is written.
    case written
    /// The same in each row.
    case text(String)
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
        case .waitingSince: "waiting-since"
        case .due: "due"
        case .agreement: "agreement"
        case .story(let field): field.rawValue
        case .outcome(let field): field.rawValue
        case .written: "written"
        case .text: "text"
        case .id(let source): "id-in \(source)"
        }
    }

    /// Every field that is written as one word.
    public static let words: [(String, FeedField)] = {
        let own: [FeedField] = [
            .leadID, .action, .discardReason, .track, .cycle, .trigger, .stage, .since, .waitingSince, .due,
            .agreement, .written,
        ]
        return
            (own + StoryField.allCases.map(FeedField.story) + OutcomeField.allCases.map(FeedField.outcome)
            + Field.mappable(for: .lead).map(FeedField.lead)).map { ($0.word, $0) }
    }()

    /// The field of a word.
    static func word(_ word: String?) -> FeedField? { words.first { $0.0 == word }?.1 }

    /// What it holds, in one sentence: for editors and the reference of keys.
    var meaning: String {
        switch self {
        case .lead(let field): field.meaning
        case .leadID: "The lead's number, such as L1042."
        case .action: "What the receiver is to do: add, change or withdraw."
        case .discardReason: "The canonical reason why sales gave the lead up."
        case .track: "The nurture track that the lead goes into; of an escalated lead, the track of those who are told."
        case .cycle: "How often the lead has come back."
        case .trigger: "What made the lead recyclable."
        case .stage: "The canonical stage that the lead stood in."
        case .since: "When the trigger happened; of an escalated lead, since when it is."
        case .waitingSince: "Since when, at the latest, sales has the lead and nobody touched it; blank of others."
        case .due: "When the cooling-off ended; of an escalated lead, when more waiting makes something else of it."
        case .story(let field): field.meaning
        case .agreement: "The date of the version of the agreement that decided."
        case .outcome(let field): field.meaning
        case .written: "When the row was written."
        case .text: "The same text in each row."
        case .id: "The id of the lead's record in a source."
        }
    }

    /// Whether what it holds says nothing of a person.
    public var isPlain: Bool {
        switch self {
        case .leadID, .action, .discardReason, .track, .cycle, .trigger, .stage, .since, .waitingSince, .due,
            .agreement:
            true
        case .outcome, .written, .text: true
        case .lead, .story, .id: false
        }
    }

    /// What a value of it is.
    var kind: FeedValueKind {
        switch self {
        case .lead(let field):
            switch field.type {
            case .dateTime: .instant
            case .number: .number
            case .money: .money
            case .flag: .words(["true", "false"])
            case .list: .list
            case .text, .email, .phone, .country: .text
            }
        case .leadID, .track, .agreement, .text, .id: .text
        case .action: .words(FeedAction.allCases.map(\.rawValue))
        case .discardReason: .words(DiscardReason.allCases.map(\.word))
        case .trigger: .words(RecycleTrigger.allCases.map(\.rawValue))
        case .stage: .words(Stage.allCases.map(\.word))
        case .cycle: .number
        case .since, .waitingSince, .due, .written: .instant
        case .story(let field):
            switch field {
            case .recycledOn, .returnedOn: .instant
            case .sentCount: .number
            case .isEarly: .words(["true", "false"])
            default: .text
            }
        case .outcome(let field): field.kind
        }
    }

    /// What of a person it is that receivers know by a hash; `nil` where it is nothing of the kind.
    var hashed: HashedValue.Subject? {
        switch self {
        case .leadID, .id: .id
        case .lead(.email): .email
        case .lead(.phone), .lead(.mobilePhone): .phone
        case .lead(.firstName), .lead(.lastName): .name
        case .lead(.city), .lead(.region), .lead(.postalCode), .lead(.country): .place
        default: nil
        }
    }

    /// Whether a receiver may find the lead by it: all that a withdrawal carries.
    public var isKey: Bool {
        switch self {
        case .leadID, .action, .id, .lead(.email), .written, .text: true
        default: false
        }
    }
}
