import LeadModel

/// What a column of a feed may tell of what became of a lead.
public enum OutcomeField: String, Sendable, Hashable, CaseIterable {
    case outcome
    case furthestStage = "furthest-stage"
    case responseAt = "response-at"
    case responseMinutes = "response-minutes"
    case attempts
    case won
    case reachedAt = "reached-at"

    /// What it holds, in one sentence: for editors and the reference of keys.
    var meaning: String {
        switch self {
        case .outcome:
            "What became of it, in one word: \(FeedbackOutcome.allCases.map(\.rawValue).joined(separator: ", "))."
        case .furthestStage: "The furthest stage that it ever reached."
        case .responseAt: "When sales first answered, by records and activities; blank where nobody did."
        case .responseMinutes: "Minutes by the clock from hand-over to that answer; blank where either is not known."
        case .attempts: "How often sales tried to reach it."
        case .won: "What was won, with its currency; several amounts where there are several currencies."
        case .reachedAt:
            "When it reached the stage that `select` names; of other feeds, since when it has its stage."
        }
    }

    /// What a value of it is.
    var kind: FeedValueKind {
        switch self {
        case .outcome: .words(FeedbackOutcome.allCases.map(\.rawValue))
        case .furthestStage: .words(Stage.allCases.map(\.word))
        case .responseAt, .reachedAt: .instant
        case .responseMinutes, .attempts: .number
        case .won: .money
        }
    }

    func cell(
        _ dossier: LeadDossier, _ standing: Standing, _ decision: Decision, _ selection: FeedSelection
    ) -> FieldValue {
        switch self {
        case .outcome: return .text(FeedbackOutcome(standing: standing, decision: decision).rawValue)
        case .furthestStage: return .text(standing.furthest.word)
        case .responseAt: return standing.firstResponse.map(FieldValue.instant) ?? .null
        case .responseMinutes:
            return FeedbackRow.responseMinutes(dossier, standing).map { .number(ExactNumber($0)) } ?? .null
        case .attempts: return .number(ExactNumber(standing.touches))
        case .won:
            switch standing.won.count {
            case 0: return .null
            case 1: return .money(standing.won[0])
            default: return .list(standing.won.map(\.description))
            }
        case .reachedAt:
            guard case .reached(let stage) = selection else {
                return standing.since.map(FieldValue.instant) ?? .null
            }
            return dossier.time(reached: stage, standing).map(FieldValue.instant) ?? .null
        }
    }
}
