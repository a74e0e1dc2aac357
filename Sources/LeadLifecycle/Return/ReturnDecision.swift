public import LeadModel

extension Agreement {
    /// Sends a lead that waits or is nurtured back to sales, where it qualified again.
    func sendBack(_ decision: inout Decision, _ requalification: Requalification, at now: Instant) {
        guard let first = requalification.first(due: decision.due, at: now) else { return }
        decision.kind = .return
        decision.cause = .reQualified
        decision.returned = first.at
        decision.isControl = false
        decision.agreement = versions[first.version].effectiveFrom
    }

    /// Whether any version brings leads back to sales.
    public var returnsAnybody: Bool { versions.contains { $0.recycling.returns != nil } }

    /// Whether it is worth a look at the records: anything was told since the exit, and some version brings leads back.
    func mayReturn(_ standing: Standing, since exit: Instant) -> Bool {
        standing.told ?? Instant(milliseconds: .min) > exit && returnsAnybody
    }

    /// The same for a lead that sales or marketing itself put into nurture after a pass through sales, by the word of a
    /// record.
    func sendBack(fromNurture decision: inout Decision, _ standing: Standing, _ dossier: LeadDossier, at now: Instant) {
        guard let since = standing.nurturedSince, mayReturn(standing, since: since) else { return }
        let requalification = Requalification(dossier, since: since, shownBy: standing.evidence, by: self)
        guard requalification.first(due: nil, at: now) != nil,
            let cycle = story(of: dossier).cycles.last(where: { $0.exited != nil }), mayComeBack(cycle, dossier)
        else { return }
        decision.trigger = cycle.outcome.trigger
        decision.reason = cycle.outcome.trigger == nil ? nil : cycle.reason ?? .unknown
        decision.since = cycle.exited
        decision.cycle = standing.exits
        sendBack(&decision, requalification, at: now)
    }

    /// Whether the policy of the time of the exit does not forbid it for good.
    private func mayComeBack(_ cycle: Cycle, _ dossier: LeadDossier) -> Bool {
        guard let exited = cycle.exited, let index = index(at: exited) else { return false }
        let policy = versions[index].recycling
        if let reason = cycle.reason, policy.never.contains(reason) { return false }
        return policy.neverCriterion { circumstances(of: dossier, at: exited, by: index) } == nil
    }

    /// How a lead that was decided to go back qualified for it, part by part; `nil` of any other decision.
    public func judgement(of decision: Decision, _ standing: Standing, _ dossier: LeadDossier) -> Judgement? {
        guard decision.kind == .return, let returned = decision.returned, let index = index(at: returned),
            let since = standing.nurturedSince ?? decision.since
        else { return nil }
        return Requalification(dossier, since: since, shownBy: standing.evidence, by: self)
            .judgement(at: returned, by: index)
    }
}

extension Standing {
    /// Since when it is marketing's after a pass through sales, by the word of a record; `nil` where it is not.
    var nurturedSince: Instant? {
        guard stage == .recycled || stage == .nurturing, exits > 0 else { return nil }
        return since
    }
}
