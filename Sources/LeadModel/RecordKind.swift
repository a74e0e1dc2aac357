/// What kind of thing a record speaks of.
public enum RecordKind: UInt8, Sendable, Hashable, CaseIterable, Codable {
    case lead
    case activity
    case opportunity
    case campaign

    public var word: String {
        switch self {
        case .lead: "lead"
        case .activity: "activity"
        case .opportunity: "opportunity"
        case .campaign: "campaign"
        }
    }

    public init?(word: some StringProtocol) {
        guard let kind = RecordKind.allCases.first(where: { $0.word == word }) else { return nil }
        self = kind
    }
}
