import LeadModel
import LeadStore

/// A lead in few words.
enum LeadText {
    static func name(of lead: StoredLead) -> String {
        [lead.text(.firstName), lead.text(.lastName)].compactMap(\.self).joined(separator: " ")
    }

    /// `recycle re-engage`, `hold until 2026-11-01 (timing)`, `suppress: opt-out`, `leave: never-reason`
    static func decision(_ decision: Decision, _ days: ShownDays) -> String {
        switch decision.kind {
        case .recycle: return "recycle \(decision.track ?? "")\(control(decision))"
        case .hold: return "hold until \(decision.due.map(days.day) ?? "")\(control(decision))"
        case .suppress: return "suppress: \(reasons(decision))"
        case .leave: return "leave: \(decision.cause.rawValue)"
        case .return: return "return\(decision.isEarlyReturn ? " early" : "")"
        case .escalate: return "escalate \(decision.track ?? "")"
        }
    }

    private static func control(_ decision: Decision) -> String { decision.isControl ? " (control)" : "" }

    /// `1 record`, `2 records`
    static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

    /// `discarded: timing`, `untouched`; of a lead that stays or is suppressed the cause, `never-reason (discarded: spam)`.
    static func why(_ decision: Decision) -> String {
        let exit = [decision.trigger?.rawValue, decision.reason?.word].compactMap(\.self).joined(separator: ": ")
        switch decision.kind {
        case .recycle, .hold: return exit.isEmpty ? decision.cause.rawValue : exit
        case .leave, .return, .escalate: return decision.cause.rawValue + (exit.isEmpty ? "" : " (\(exit))")
        case .suppress: return cause(decision)
        }
    }

    /// `never-reason`; of a lead that is suppressed what suppresses it, `opt-out, hard-bounce`.
    static func cause(_ decision: Decision) -> String {
        decision.suppressions.isEmpty ? decision.cause.rawValue : reasons(decision)
    }

    /// Each reason once, strictest first: several sources, or a lead's id and her address, may say the same.
    private static func reasons(_ decision: Decision) -> String {
        var reasons: [String] = []
        for word in decision.suppressions.map(\.reason.rawValue) where !reasons.contains(word) { reasons.append(word) }
        return reasons.joined(separator: ", ")
    }
}
