public import LeadModel

extension Agreement {
    /// What `decide` says of a lead whose records and ledger entries are those of its last decision, where that follows from
    /// where it stands and from that decision; `nil` where the records have to be asked.
    ///
    /// The agreement may be another one than that of the last decision, with the same rules of suppression in force: what
    /// suppressed the lead before suppresses it now, and what did not does not. Most leads of a store are decided by this;
    /// reading the records of each would cost five times as much.
    /// - Parameters:
    ///   - before: by the same records, under any agreement and at any earlier time.
    ///   - standing: of the same records.
    public func decide(
        after before: Decision, of lead: LeadID, standing: Standing, at now: Instant
    ) -> Decision? {
        let exit = exit(of: standing, at: now)
        let isSuppressed = before.kind == .suppress
        if isSuppressed, before.suppressions.contains(where: { $0.forbidsFeeds && $0.isPersonal }) {
            return suppress(undecided(by: standing.exit == nil ? nil : exit, standing, at: now), before.suppressions)
        }
        if standing.isDeleted {
            var decision = undecided(by: standing.exit == nil ? nil : exit, standing, at: now)
            decision.cause = .deleted
            return decision
        }
        var decision = undecided(by: exit, standing, at: now)
        guard let exit else {
            // Of a lead that a record itself calls nurtured, only the records say whether it qualified again.
            if let since = standing.nurturedSince, mayReturn(standing, since: since) { return nil }
            keepWaiting(&decision, standing, at: now)
            return decision
        }
        decision.cycle = exit.cycle
        if isSuppressed { return suppress(decision, before.suppressions) }
        // Of a lead that was no exit then, nobody asked whether business with it forbids to send it.
        guard standing.exit != nil || before.trigger == .untouched else { return nil }
        guard let version = index(at: exit.agreedAt) else {
            decision.cause = .noAgreement
            return decision
        }
        guard !versions[version].recycling.asksForCircumstances(of: exit.reason) else { return nil }
        apply(version, to: &decision, exit, of: lead) {
            preconditionFailure("a policy without criteria asked for circumstances")
        }
        if decision.kind == .hold {
            if mayReturn(standing, since: exit.since) { return nil }
            switch (before.kind, before.cause) {
            case (.hold, _), (.recycle, _), (.return, _): conclude(&decision, isReachable: true, at: now)
            case (_, .unreachable): conclude(&decision, isReachable: false, at: now)
            default: return nil
            }
        }
        stayWaiting(&decision, exit, standing, at: now)
        return decision
    }
}
