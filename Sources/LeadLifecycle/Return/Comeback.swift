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
    /// - Parameter cycles: its passes through sales, earliest first.
    public func comebacks(of dossier: LeadDossier, cycles: [Cycle], at now: Instant) -> [Comeback] {
        guard returnsAnybody else { return [] }
        return cycles.indices.compactMap { index in
            let cycle = cycles[index]
            guard let exited = cycle.exited, cycle.outcome != .won else { return nil }
            let next = index + 1 < cycles.count ? cycles[index + 1].entered : nil
            var due: Instant?
            if cycle.outcome.trigger != nil {
                guard let ends = recycling(of: dossier, after: cycles[...index])?.due else { return nil }
                due = ends
            }
            let first = Requalification(dossier, since: exited, shownBy: cycle.evidence, by: self).first(
                due: due, at: now)
            guard let returned = first?.at, returned < next ?? Instant(milliseconds: .max) else { return nil }
            return Comeback(
                cycle: cycle.number, owner: cycle.owner, exited: exited, returned: returned, due: due, taken: next)
        }
    }

    /// What the version in force at the end of the last of some passes says of a lead that left sales so: when its rest is
    /// over, as `due`, or why it stays. `nil` where sales did not give it up, or no version was in force.
    func recycling(of dossier: LeadDossier, after passes: ArraySlice<Cycle>) -> Decision? {
        guard let cycle = passes.last, let exited = cycle.exited, let trigger = cycle.outcome.trigger,
            let version = index(at: exited)
        else { return nil }
        let exit = Exit(
            trigger: trigger, reason: cycle.reason ?? .unknown, since: exited, agreedAt: exited,
            cycle: passes.count { $0.exited != nil && $0.outcome != .won })
        var decision = Decision(kind: .leave, cause: .notAnExit, agreement: versions[version].effectiveFrom)
        apply(version, to: &decision, exit, of: dossier.id) { circumstances(of: dossier, at: exited, by: version) }
        return decision
    }
}
