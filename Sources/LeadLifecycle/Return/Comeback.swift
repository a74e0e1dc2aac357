public import LeadModel

/// That a lead qualified again after a pass through sales had ended, whether sales took it or not.
public struct Comeback: Sendable, Hashable {
    /// The pass after whose end it did, by its number.
    public let cycle: Int
    /// Who had it then.
    public let owner: String?
    public let exited: Instant
    /// When it qualified again.
    public let returned: Instant
    /// When its cooling-off was over; `nil` where it was handed back and had none.
    public let due: Instant?
    /// When sales took it, which began the next pass; `nil` where it has not.
    public let taken: Instant?

    /// Whether it went back before its cooling-off was over.
    public var isEarly: Bool { due.map { returned < $0 } ?? false }
}

extension Agreement {
    /// The times that a lead qualified again, one at most for each pass that ended; the oldest first.
    ///
    /// For reports: what was decided in the past, as the records tell it today. Suppressions are not asked for.
    public func comebacks(of dossier: LeadDossier, story: LifeStory, at now: Instant) -> [Comeback] {
        guard returnsAnybody else { return [] }
        return story.cycles.indices.compactMap { index in
            let cycle = story.cycles[index]
            guard let exited = cycle.exited, cycle.outcome != .won else { return nil }
            let next = index + 1 < story.cycles.count ? story.cycles[index + 1].entered : nil
            var due: Instant?
            if let trigger = cycle.outcome.trigger {
                guard let ends = coolingOffEnds(cycle, trigger, exited, dossier) else { return nil }
                due = ends
            }
            let first = Requalification(dossier, since: exited, shownBy: cycle.evidence, by: self).first(
                due: due, at: now)
            guard let returned = first?.at, returned < next ?? Instant(milliseconds: .max) else { return nil }
            return Comeback(
                cycle: cycle.number, owner: cycle.owner, exited: exited, returned: returned, due: due, taken: next)
        }
    }

    /// When the rest of a lead that left so is over; `nil` where it is not to be nurtured.
    private func coolingOffEnds(_ cycle: Cycle, _ trigger: RecycleTrigger, _ exited: Instant, _ dossier: LeadDossier)
        -> Instant?
    {
        guard let version = index(at: exited) else { return nil }
        let exit = Exit(
            trigger: trigger, reason: cycle.reason ?? .unknown, since: exited, agreedAt: exited, cycle: cycle.number)
        var decision = Decision(kind: .leave, cause: .notAnExit, agreement: versions[version].effectiveFrom)
        apply(version, to: &decision, exit) { circumstances(of: dossier, at: exited, by: version) }
        return decision.kind == .hold ? decision.due : nil
    }
}
