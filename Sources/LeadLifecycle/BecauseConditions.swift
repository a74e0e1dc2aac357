import LeadModel

extension Because {
    /// What a condition did to the decision.
    public enum Verdict: String, Sendable, Hashable, CaseIterable {
        /// The lead may go on.
        case passed
        /// This is what decided.
        case decided
        /// Something before it decided.
        case notAsked = "not asked"
    }

    /// One row of the table behind a decision.
    public struct Condition: Sendable, Hashable {
        public let name: String
        public let value: String
        public let verdict: Verdict
    }

    /// Whether it is past the end of its cooling-off.
    private var isRestOver: Bool { decision.cause == .coolingOffPassed }

    /// Whether anything was asked of the rules; something before them may have decided.
    var isRuleAsked: Bool { conditions.contains { $0.name == "rule" && $0.verdict != .notAsked } }

    /// The conditions in the order in which they are asked; at most one decided against the lead.
    public var conditions: [Condition] {
        var rows: [(name: String, value: String, decides: Set<DecisionCause>)] = [
            ("may be sent to", decision.suppressions.isEmpty ? "nothing forbids it" : suppressions, [.suppressed]),
            ("has a record", dossier.records.isEmpty ? "none" : standing.isDeleted ? "all deleted" : "yes", [.deleted]),
            ("left sales", decision.cause == .overdue ? overdue : exitClause, [.notAnExit, .overdue]),
            ("agreement in force", decision.agreement, [.noAgreement]),
            ("trigger is agreed", trigger, [.triggerNotAgreed]),
            (
                "reason may come back", decision.cause == .neverReason ? "\(reason): \(neverPlace)" : reason,
                [.neverReason]
            ),
            (
                "lead may come back",
                decision.cause == .neverCriterion ? "\(neverPlace): \(never?.words ?? "")" : "no criterion forbids it",
                [.neverCriterion]
            ),
            ("rule", rule.map { "\(place(of: $0)): \($0.track) after \($0.coolingOff)" } ?? "none", [.noRule]),
            ("cycle", cycle, [.cyclesExhausted]),
            ("has an address", decision.cause == .unreachable ? "none" : "yes", [.unreachable]),
            (
                "cooling-off", decision.due.map { "\(isRestOver ? "since" : "until") \(date($0))" } ?? "none",
                [.coolingOff]
            ),
        ]
        if agreement.returnsAnybody {
            let value = decision.kind == .return ? requalified : "nothing new since it left"
            rows.insert(("stays away from sales", value, [.reQualified]), at: rows.count - 1)
        }
        if hasControl {
            // Asked last, of a lead whose cooling-off is over.
            rows.append(("not held out", decision.isControl ? controlClause : "not drawn as control", []))
        }
        let isHeldOut = decision.isControl && decision.kind == .recycle
        let deciding =
            rows.firstIndex { $0.decides.contains(decision.cause) } ?? (isHeldOut ? rows.count - 1 : rows.count)
        return rows.enumerated().map { index, row in
            let verdict: Verdict = index < deciding ? .passed : index == deciding ? .decided : .notAsked
            return Condition(name: row.name, value: verdict == .notAsked ? "" : row.value, verdict: verdict)
        }
    }
}
