import Foundation
import LeadModel
import LeadStore

/// What is different about a lead, for its history.
enum LeadChanges {
    static func between(_ stored: StoredLead, _ lead: UnifiedLead, _ standing: Standing, _ decision: Decision)
        -> [LeadChange]
    {
        var changes: [LeadChange] = []
        if stored.golden.values != lead.values { appendValues(stored, lead, to: &changes) }
        if stored.standing != standing, stageText(stored.standing) != stageText(standing) {
            changes.append(
                LeadChange(
                    field: "stage", old: stageText(stored.standing), new: stageText(standing),
                    version: standing.evidence, turn: .stage(from: stored.standing.stage, to: standing.stage)))
        }
        changes += between(stored.decision, decision)
        return changes
    }

    /// What is told of another decision; nothing where only the version of the agreement is another.
    static func between(_ stored: Decision, _ decision: Decision) -> [LeadChange] {
        guard stored != decision else { return [] }
        let (old, new) = (decisionText(stored), decisionText(decision))
        guard old != new else { return [] }
        return [
            LeadChange(
                field: "decision", old: old, new: new, version: decision.evidence,
                turn: .decision(from: LeadChange.Ruling(stored), to: LeadChange.Ruling(decision)))
        ]
    }

    private static func appendValues(_ stored: StoredLead, _ lead: UnifiedLead, to changes: inout [LeadChange]) {
        // Most fields are the same, and are compared as they lie there.
        let different = fields(differingBetween: stored.golden.values, lead.values)
        guard !different.isEmpty else { return }
        for field in StoredLead.fields where different.contains(field) {
            let old = text(of: field, in: stored.golden.values)
            let new = text(of: field, in: lead.values)
            if old != new {
                changes.append(LeadChange(field: field.word, old: old, new: new, version: winner(of: field, in: lead)))
            }
        }
    }

    private static func text(of field: Field, in values: FieldValues) -> String? {
        values[field].flatMap { $0 == .null ? nil : $0.description }
    }

    /// One walk through both.
    static func fields(differingBetween left: FieldValues, _ right: FieldValues) -> [Field] {
        var different: [Field] = []
        var leftCursor = left.cursor()
        var rightCursor = right.cursor()
        var before = leftCursor.next(in: left.bytes)
        var now = rightCursor.next(in: right.bytes)
        while let field = lower(before?.field, now?.field) {
            if let one = before, let other = now, one.field == other.field {
                if !one.isEqual(to: other, left, right) { different.append(field) }
            } else {
                different.append(field)
            }
            if before?.field == field { before = leftCursor.next(in: left.bytes) }
            if now?.field == field { now = rightCursor.next(in: right.bytes) }
        }
        return different
    }

    private static func lower(_ left: Field?, _ right: Field?) -> Field? {
        guard let left, let right else { return left ?? right }
        return left.rawValue < right.rawValue ? left : right
    }

    private static func winner(of field: Field, in lead: UnifiedLead) -> VersionID? {
        var cursor = lead.values.cursor()
        var index = 0
        while let entry = cursor.next(in: lead.values.bytes) {
            if entry.field == field { return lead.winners[index] }
            index += 1
        }
        return nil
    }

    /// `discarded (timing) since 2026-05-01T00:00:00Z`
    static func stageText(_ standing: Standing) -> String {
        var text = standing.stage.word
        if let reason = standing.reason { text += " (\(reason.word))" }
        if let since = standing.since { text += " since \(since)" }
        return text
    }

    /// `hold, cooling-off, track re-engage, due 2026-05-31T00:00:00Z, cycle 1`
    static func decisionText(_ decision: Decision) -> String {
        var parts = [decision.kind.rawValue, decision.cause.rawValue]
        if let track = decision.track { parts.append("track \(track)") }
        if let due = decision.due { parts.append("due \(due)") }
        if decision.cycle > 0 { parts.append("cycle \(decision.cycle)") }
        if decision.isControl { parts.append("control") }
        if let returned = decision.returned {
            parts.append("qualified again \(returned)\(decision.isEarlyReturn ? " early" : "")")
        }
        parts += decision.suppressions.map { "\($0.reason.rawValue) by \($0.source)" }
        return parts.joined(separator: ", ")
    }
}
