import LeadModel

/// What a column of a feed may tell of a lead's past.
public enum StoryField: String, Sendable, Hashable, CaseIterable {
    case previousOwner = "previous-owner"
    case recycledOn = "recycled-on"
    case returnedOn = "returned-on"
    case returnedBecause = "returned-because"
    case isEarly = "early"
    case didSince = "did-since"
    case sentSince = "sent-since"
    case sentCount = "sent-count"
    case resumeAfter = "resume-after"
    case stageOwner = "stage-owner"

    /// What it holds, in one sentence: for editors and the reference of keys.
    var meaning: String {
        switch self {
        case .previousOwner: "Who had the lead in sales when it left."
        case .recycledOn: "Since when marketing was to nurture it; blank where its cooling-off was not over."
        case .returnedOn: "When it qualified again, of leads that go back to sales."
        case .returnedBecause: "The conditions by which it qualified again, each with what was found."
        case .isEarly: "Whether it goes back to sales before its cooling-off was over."
        case .didSince:
            "What it did from its exit until it qualified again: kinds, counts and last dates, newest first."
        case .sentSince: "What marketing sent it in that time: names and dates, newest first, at most ten."
        case .sentCount: "How many things marketing sent it in that time."
        case .resumeAfter:
            "The content of its track that it had last, before it came into the track this time; blank where it had none."
        case .stageOwner: "The team that owns the lead's stage, by the agreement."
        }
    }

    /// The cell; null where there is nothing to tell.
    func cell(_ story: Backstory, _ decision: Decision) -> FieldValue {
        let isReturn = decision.kind == .return
        return switch self {
        case .previousOwner: story.previousOwner.map(FieldValue.text) ?? .null
        case .recycledOn: story.recycled.map(FieldValue.instant) ?? .null
        case .returnedOn: decision.returned.map(FieldValue.instant) ?? .null
        case .returnedBecause: story.because.isEmpty ? .null : .text(story.because.joined(separator: "; "))
        case .isEarly: isReturn ? .flag(decision.isEarlyReturn) : .null
        case .didSince: story.deeds.isEmpty ? .null : .text(story.deeds.map(StoryField.text).joined(separator: ", "))
        case .sentSince: story.sent.isEmpty ? .null : .text(story.sent.joined(separator: ", "))
        case .sentCount: isReturn ? .number(ExactNumber(story.sentCount)) : .null
        case .resumeAfter: story.resumeAfter.map(FieldValue.text) ?? .null
        case .stageOwner: story.team.map(FieldValue.text) ?? .null
        }
    }

    /// `2 pricing-page (2026-09-03)`
    private static func text(_ deeds: Backstory.Deeds) -> String { "\(deeds.count) \(deeds.kind) (\(deeds.last))" }
}
