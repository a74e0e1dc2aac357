import LeadModel

/// Follows a criterion from one time to the next, and tells which of its conditions became true by something new.
///
/// A lead that sales gave up with a high score still has it on the next day: that is no reason to send it back. So a
/// criterion is *renewed* only where it is met and at least one condition that it is met by is new since the exit:
/// activities after the exit, a date after it, or a field or score that came to fulfil its condition when something
/// became known, and still does. That something is missing, and that a group of `none` is met, is nothing new.
struct Renewal {
    private let criterion: Criterion
    private let conditions: [Condition]
    private let exit: Instant
    /// The conditions that came to be fulfilled, and have been since.
    private var risen: Set<Condition> = []

    init(_ criterion: Criterion, since exit: Instant) {
        self.criterion = criterion
        self.exit = exit
        conditions = criterion.conditions.filter(\.test.canRise)
    }

    /// Whether what was the case before an instant matters, too.
    var looksBack: Bool { !conditions.isEmpty }

    /// Takes in what became known at an instant.
    /// - Parameter before: what was known until then.
    mutating func pass(_ now: Circumstances, before: Circumstances) {
        for condition in conditions {
            if !condition.answer(now).isMet {
                risen.remove(condition)
            } else if !condition.answer(before).isMet {
                risen.insert(condition)
            }
        }
    }

    /// Whether the criterion is met by something new.
    func isRenewed(in circumstances: Circumstances) -> Bool {
        let state = state(of: criterion, in: circumstances)
        return state.isMet && state.isNew
    }

    private func state(of criterion: Criterion, in circumstances: Circumstances) -> (isMet: Bool, isNew: Bool) {
        switch criterion {
        case .condition(let condition):
            let isMet = condition.answer(circumstances).isMet
            return (isMet: isMet, isNew: isMet && isNew(condition, in: circumstances))
        case .all(let parts):
            let states = parts.map { state(of: $0, in: circumstances) }
            return (isMet: states.allSatisfy(\.isMet), isNew: states.contains(where: \.isNew))
        case .any(let parts):
            let states = parts.map { state(of: $0, in: circumstances) }
            return (isMet: states.contains(where: \.isMet), isNew: states.contains { $0.isMet && $0.isNew })
        case .none(let parts):
            return (isMet: !parts.contains { $0.isMet(in: circumstances) }, isNew: false)
        }
    }

    private func isNew(_ condition: Condition, in circumstances: Circumstances) -> Bool {
        switch condition.test {
        case .activity: true
        case .noActivity: false
        case .since(let field, _):
            if case .instant(let time)? = circumstances.value(of: field) { time > exit } else { false }
        default: risen.contains(condition)
        }
    }
}

extension Condition.Test {
    /// Whether it can come to be fulfilled by what becomes known of a field or a score.
    fileprivate var canRise: Bool {
        switch self {
        case .activity, .noActivity, .since: false
        case .isAmong, .isAmongDomains, .contains, .number, .money, .score, .isKnown, .flag: true
        }
    }
}

extension Criterion {
    /// Whether anything that a lead does can renew it.
    var canBeRenewed: Bool {
        switch self {
        case .condition(let condition):
            if case .noActivity = condition.test { false } else { true }
        case .all(let parts), .any(let parts): parts.contains(where: \.canBeRenewed)
        case .none: false
        }
    }
}
