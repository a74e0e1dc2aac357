import ConfigFiles
import LeadModel

/// Reads `escalate:` of what sales promises.
extension AgreementCompiler {
    /// Who is told, and after how long.
    struct EscalationDraft {
        var after: AgreedSpan
        var track: String
        var place: Origin
    }

    mutating func escalation(_ map: ConfigMap?) -> [EscalationDraft] {
        var steps: [EscalationDraft] = []
        for item in map?["escalate"]?.items ?? [] {
            guard let map = item.map, let span = map["after"], let text = span.text, let track = map.text("track")
            else {
                continue
            }
            guard let after = AgreedSpan(text) else {
                findings.add(
                    .configWrongType, "'after' must be a length of time", at: span.place, seen: .word(text),
                    advice: AgreedSpan.advice)
                continue
            }
            if after.amount == 0 {
                findings.add(
                    .agreementContradiction, "'after' is \(text): nobody touches a lead in no time", at: span.place,
                    advice: "Write such as 1h or 2d.")
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
        _ steps: [EscalationDraft], sales: SalesServiceLevels, untouchedAfter: AgreedSpan?, hours: BusinessHours?
    ) {
        for (earlier, later) in zip(steps, steps.dropFirst())
        where !AgreedSpan.mayOutlast(later.after, earlier.after, in: hours) {
            findings.add(
                .agreementContradiction,
                "after \(later.after) it is too late for '\(later.track)': '\(earlier.track)' comes after \(earlier.after)",
                at: later.place, advice: "Write the steps in the order of their times, each later than the one before.")
        }
        for step in steps {
            if let untouchedAfter, !AgreedSpan.mayOutlast(untouchedAfter, step.after, in: hours) {
                warnings.append(
                    Fault(
                        .agreementContradiction, .stopRun,
                        "'\(step.track)' is never told: leads count as untouched after \(untouchedAfter), and leave sales",
                        at: step.place, advice: "Write a shorter time, or let leads wait longer."))
            }
            if let first = sales.firstResponse, step.after.milliseconds < first.milliseconds {
                warnings.append(
                    Fault(
                        .agreementContradiction, .stopRun,
                        "'\(step.track)' is told after \(step.after), and sales has \(first) for the first response",
                        at: step.place, advice: "Write a longer time, unless it is meant as a reminder."))
            }
        }
    }
}

extension AgreedSpan {
    /// Whether a span can end later than another that begins with it. A span of work, in minutes or hours, takes at least as
    /// long by the calendar.
    fileprivate static func mayOutlast(_ span: AgreedSpan, _ other: AgreedSpan, in hours: BusinessHours?) -> Bool {
        if span.milliseconds > other.milliseconds { return true }
        return hours != nil && span.isOfWork && !other.isOfWork
    }

    /// Whether it is one of working time, where the agreement says when sales works.
    var isOfWork: Bool { unit == .minutes || unit == .hours }
}
