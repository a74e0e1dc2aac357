public import LeadModel

extension Agreement {
    /// What is to become of a lead at an instant.
    ///
    /// A pure function of its arguments: the same dossier, ledger and `now` give the same decision, in any order of
    /// records. First what the person or the address forbids (erasure, opt-out, hard bounce), wherever the lead stands;
    /// then whether it left sales at all; then what business with it forbids (customer, open opportunity); then the
    /// agreement's version of the time of the exit: trigger, reason, rule, cycles, cooling-off; and at last whether the lead
    /// did something since that brings it back to sales. A passing of time alone turns `leave` of a waiting lead into `escalate`,
    /// either into `hold`, and `hold` into `recycle`, never back, and changes nothing about `return`. A waiting lead that
    /// marketing will not take stays `escalate`.
    /// - Parameters:
    ///   - standing: of this dossier, by `standing(of:)`.
    ///   - suppressed: the ledger's entries for this person, those of an address only where the lead is reached by it.
    ///     Not what `suppressions(of:)` found before: an opt-out that was taken back would hold for ever.
    public func decide(
        _ dossier: LeadDossier, standing: Standing, suppressed ledger: [Suppression], at now: Instant
    ) -> Decision {
        let suppressions = suppressions(of: dossier, standing: standing, ledger: ledger, at: now)
        let exit = exit(of: standing, at: now)
        // What waits for no time is not decided again when time passes: that nobody has touched the lead yet, or not for
        // long enough, must make no difference to it.
        let settled = undecided(by: standing.exit == nil ? nil : exit, standing, at: now)
        if suppressions.contains(where: { $0.forbidsFeeds && $0.isPersonal }) { return suppress(settled, suppressions) }
        if standing.isDeleted {
            var decision = settled
            decision.cause = .deleted
            return decision
        }
        var decision = undecided(by: exit, standing, at: now)
        let version = index(at: exit?.agreedAt ?? standing.since ?? now)
        guard let exit else {
            keepWaiting(&decision, standing, at: now)
            if !suppressions.contains(where: \.forbidsFeeds), isReachable(dossier.lead, suppressions) {
                sendBack(fromNurture: &decision, standing, dossier, at: now)
            }
            return decision
        }
        decision.cycle = exit.cycle
        if suppressions.contains(where: \.forbidsFeeds) { return suppress(decision, suppressions) }
        guard let version else {
            decision.cause = .noAgreement
            return decision
        }
        apply(version, to: &decision, exit, of: dossier.id) { circumstances(of: dossier, at: exit.since, by: version) }
        if decision.kind == .hold {
            conclude(&decision, isReachable: isReachable(dossier.lead, suppressions), at: now)
            if decision.kind != .leave, mayReturn(standing, since: exit.since) {
                sendBack(
                    &decision, Requalification(dossier, since: exit.since, shownBy: standing.evidence, by: self),
                    at: now)
            }
        }
        stayWaiting(&decision, exit, standing, at: now)
        return decision
    }

    /// What becomes of a lead for which a rule was found.
    func conclude(_ decision: inout Decision, isReachable: Bool, at now: Instant) {
        if !isReachable {
            decision.kind = .leave
            decision.cause = .unreachable
            decision.track = nil
            decision.due = nil
            decision.isControl = false
        } else if let due = decision.due, now >= due {
            decision.kind = .recycle
            decision.cause = .coolingOffPassed
        }
    }

    /// A lead that stays, with what is known of its exit.
    func undecided(by exit: Exit?, _ standing: Standing, at now: Instant) -> Decision {
        let version = index(at: exit?.agreedAt ?? standing.since ?? now)
        return Decision(
            kind: .leave, cause: .notAnExit, trigger: exit?.trigger, reason: exit?.reason,
            agreement: version.map { versions[$0].effectiveFrom } ?? Agreement.none, evidence: standing.evidence,
            since: exit?.since ?? standing.since)
    }

    /// Written where no version of the agreement was in force.
    static let none = "none"

    /// How and when the lead left sales, in the agreement's terms.
    struct Exit {
        var trigger: RecycleTrigger
        var reason: DiscardReason?
        var since: Instant
        /// The time whose agreement decides: of the exit, or of the hand-over where nobody touched the lead.
        var agreedAt: Instant
        var cycle: Int
    }

    func exit(of standing: Standing, at now: Instant) -> Exit? {
        if let trigger = standing.exit, let since = standing.since {
            return Exit(
                trigger: trigger, reason: standing.reason ?? .unknown, since: since, agreedAt: since,
                cycle: max(1, standing.exits))
        }
        // Nobody touching a lead is an exit, too: the next one after those that are on record.
        guard let due = dueOfWaiting(standing), let waiting = standing.waitingSince, now >= due else { return nil }
        return Exit(trigger: .untouched, reason: nil, since: due, agreedAt: waiting, cycle: standing.exits + 1)
    }

    /// When a waiting lead counts as untouched, by the version in force when it was handed over.
    func dueOfWaiting(_ standing: Standing) -> Instant? {
        guard let waiting = standing.waitingSince, let index = index(at: waiting) else { return nil }
        return versions[index].untouched(since: waiting)
    }

    /// `hold` with track and due where a rule of the version applies, else `leave` with the cause.
    /// - Parameter circumstances: of the exit; asked for only where a criterion stands in the way.
    func apply(
        _ index: Int, to decision: inout Decision, _ exit: Exit, of lead: LeadID, in circumstances: () -> Circumstances
    ) {
        guard versions[index].recycling.triggers.contains(exit.trigger) else {
            return decision.cause = .triggerNotAgreed
        }
        if let reason = exit.reason, versions[index].recycling.never.contains(reason) {
            return decision.cause = .neverReason
        }
        if versions[index].recycling.neverCriterion(in: circumstances) != nil {
            return decision.cause = .neverCriterion
        }
        guard let rule = versions[index].recycling.rule(for: exit.reason, exit.trigger, in: circumstances) else {
            return decision.cause = .noRule
        }
        guard exit.cycle <= rule.cycles else { return decision.cause = .cyclesExhausted }
        decision.kind = .hold
        decision.cause = .coolingOff
        decision.track = rule.track
        decision.due = rule.coolingOff.after(exit.since)
        decision.isControl = versions[index].recycling.holdsOut(lead, track: rule.track, cycle: exit.cycle)
    }

    /// What was known of a lead at a time, with the score of a version of the agreement.
    func circumstances(of dossier: LeadDossier, at instant: Instant, by index: Int) -> Circumstances {
        Circumstances(dossier, at: instant).scored(by: versions[index].qualification.score)
    }

    func suppress(_ decision: Decision, _ suppressions: [Suppression]) -> Decision {
        var decision = decision
        decision.kind = .suppress
        decision.cause = .suppressed
        decision.suppressions = suppressions
        return decision
    }

    /// By e-mail, or by a telephone that is not closed.
    private func isReachable(_ lead: UnifiedLead, _ suppressions: [Suppression]) -> Bool {
        func holds(_ field: Field) -> Bool { lead.values.entry(field).map { !$0.isBlank } ?? false }
        if holds(.email) { return true }
        if suppressions.contains(where: { $0.channel == .phone }) { return false }
        return holds(.phone) || holds(.mobilePhone)
    }
}
