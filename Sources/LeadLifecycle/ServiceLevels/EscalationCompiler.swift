import ConfigFiles
import LeadModel

/// Reads `escalate:` of what sales promises.
extension AgreementCompiler {
    /// Who is told, and after how long.
    struct EscalationDraft {
        var after: AgreedWait
        var track: String
        var place: Origin
    }

    mutating func escalation(_ map: ConfigMap?, hours: BusinessHours?) -> [EscalationDraft] {
        var steps: [EscalationDraft] = []
        for item in map?["escalate"]?.items ?? [] {
            guard let map = item.map, let span = map["after"], let text = span.text, let track = map.text("track")
            else {
                continue
            }
            guard let after = AgreedWait(text.split(separator: " ").map(String.init)) else {
                findings.add(
                    .configWrongType, "'after' must be a length of time", at: span.place, seen: .word(text),
                    advice: "Write such as 4h, 2d or 2 business days.")
                continue
            }
            if after.needsBusinessHours, hours == nil {
                findings.add(
                    .agreementContradiction, "'\(text)' needs business hours, and this version has none",
                    at: span.place, advice: "Add 'business-hours', or write such as 2d.")
            } else if let other = steps.first(where: { $0.track == track }) {
                findings.add(
                    .agreementContradiction, "'\(track)' is told already after \(other.after)", at: map.place,
                    advice: "Name somebody else for the next step, or keep one of the two.")
            } else {
                steps.append(EscalationDraft(after: after, track: track, place: map.place))
            }
        }
        return steps
    }

    /// Steps that are never come to, and those that come before anybody broke a promise.
    mutating func checkEscalation(
        _ steps: [EscalationDraft], sales: SalesServiceLevels, untouchedAfter: AgreedWait?, hours: BusinessHours?
    ) {
        for (earlier, later) in zip(steps, steps.dropFirst()) {
            if !later.after.mayOutlast(earlier.after, in: hours) {
                findings.add(
                    .agreementContradiction,
                    "after \(later.after) it is too late for '\(later.track)': '\(earlier.track)' comes after \(earlier.after)",
                    at: later.place,
                    advice: "Write the steps in the order of their times, each later than the one before.")
            } else if earlier.after.mostDays(in: hours) > later.after.mostDays(in: hours) {
                warn(
                    "where a weekend lies between, '\(later.track)' is told after \(later.after), before '\(earlier.track)' is after \(earlier.after)",
                    at: later.place, "Count both in working time, such as 2 business days.")
            }
        }
        for step in steps {
            if let untouchedAfter, !untouchedAfter.canEnd(behind: step.after, in: hours) {
                warn(
                    "'\(step.track)' is told only of what marketing will not take: leads count as untouched after \(untouchedAfter)",
                    at: step.place, "Write a shorter time, or let leads wait longer.")
            }
            if let first = sales.firstResponse, AgreedWait(first).mayOutlast(step.after, in: hours),
                !step.after.mayOutlast(AgreedWait(first), in: hours)
            {
                warn(
                    "'\(step.track)' is told after \(step.after), and sales has \(first) for the first response",
                    at: step.place, "Write a longer time, unless it is meant as a reminder.")
            }
        }
    }
}
