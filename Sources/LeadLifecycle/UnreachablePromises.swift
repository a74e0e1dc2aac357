import ConfigFiles
import LeadModel

/// Finds what the parts of a version promise each other and can never keep. Said only where it is sure.
extension AgreementCompiler {
    /// A criterion that brings leads back, of whom each is sent nowhere for what it is asked for.
    mutating func warnAboutReturn(_ recycling: RecyclingPolicy, _ suppression: SuppressionRules, _ score: ScoreModel?) {
        guard let returns = recycling.returns else { return }
        var feasibility = Feasibility()
        func includes(_ criterion: Criterion) -> Bool {
            !feasibility.canHold(
                all: [returns.criterion], none: [criterion], beside: Claims(score: score, isRenewal: true))
        }
        for field in [Field.customer, .optedOut, .hardBounced]
        where includes(Criterion(isSet: field, at: returns.place)) {
            return warn(
                "nobody goes back by it: whoever fulfils it is sent nowhere, because '\(field.word)' is yes",
                at: returns.place,
                "Ask for what somebody does who may be sent to, such as `activity demo-request within 7d`.")
        }
        for rule in suppression.rules where includes(rule.criterion) {
            return warn(
                "nobody goes back by it: whoever fulfils it is suppressed as '\(rule.reason.rawValue)'",
                at: returns.place,
                "It fulfils '\(rule.criterion.words)', which stands under 'suppression'. Keep one of the two.")
        }
        // What a lead does, and when, may be true later of one of whom it was not when sales gave it up.
        for criterion in recycling.neverWhen where criterion.saysWhoSomebodyIs && includes(criterion) {
            return warn(
                "hardly anybody goes back by it: whoever fulfilled it when sales gave them up never comes back",
                at: returns.place,
                "It fulfils '\(criterion.words)', which stands under 'never'. Keep one of the two.")
        }
    }

    /// Time that sales is promised for a lead, and that is never over before marketing has taken it.
    mutating func warnAboutUntouched(
        _ sales: SalesServiceLevels, at place: Origin, untouchedAfter: AgreedWait?, hours: BusinessHours?
    ) {
        guard let untouchedAfter else { return }
        let advice = "Write a shorter time, or let leads wait longer before they count as untouched."
        if let first = sales.firstResponse, !untouchedAfter.mayOutlast(AgreedWait(first), in: hours),
            AgreedWait(first).mayOutlast(untouchedAfter, in: hours)
        {
            warn(
                "sales has \(first) for the first response, and leads count as untouched after \(untouchedAfter)",
                at: place,
                advice)
        }
        // The time for attempts is one of the calendar.
        if let attempts = sales.attempts,
            Int64(untouchedAfter.mostDays(in: hours)) * AgreedSpan.Unit.days.milliseconds < attempts.within.milliseconds
        {
            warn(
                "sales has \(attempts.within) for its attempts, and leads count as untouched after \(untouchedAfter)",
                at: place, advice)
        }
    }
}

extension RecyclingCompiler {
    /// Triggers that stand where no lead has left sales by them: one that nobody touched was given up for no reason.
    mutating func warnAboutTriggers(_ rules: [[RecycleRule]]) {
        let untouched = DiscardReason.allCases.count
        let own = rules[untouched].isEmpty ? Int(DiscardReason.unknown.rawValue) : untouched
        for (slot, rules) in rules.enumerated() {
            for rule in rules {
                let idle = (rule.triggers ?? []).filter { trigger in
                    trigger == .untouched ? slot != own : slot == untouched
                }
                guard !idle.isEmpty else { continue }
                let words = RecycleTrigger.allCases.filter(idle.contains).map { "'\($0.rawValue)'" }.joined(
                    separator: ", ")
                let what =
                    idle.count == rule.triggers?.count
                    ? "this rule fits nobody: it is for \(words)" : "\(words) fits nobody in this rule"
                let name = String(rule.path.split(separator: ".").last ?? "").prefix { $0 != "[" }
                warn(
                    slot == untouched
                        ? "\(what), and whom nobody touched was not given up"
                        : "\(what), and whom nobody touched was given up for no reason, nor for '\(name)'",
                    at: rule.place,
                    slot == untouched
                        ? "Put it under the reasons it is meant for, or take 'triggers' out."
                        : "Put it under 'untouched:', where the rules for such leads stand, or take 'untouched' out.")
            }
        }
    }
}

extension Criterion {
    fileprivate init(isSet field: Field, at place: Origin) {
        self = .condition(Condition(text: "\(field.word) is yes", place: place, test: .flag(field, true)))
    }

    /// Whether no part of it is about what was done, or when, or about a score, which is made of that.
    fileprivate var saysWhoSomebodyIs: Bool { conditions.allSatisfy { !$0.test.passesWithTime } }
}
