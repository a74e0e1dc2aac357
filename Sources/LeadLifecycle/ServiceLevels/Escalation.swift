public import LeadModel

/// Somebody in sales who is told of a lead that nobody has touched for so long.
public struct EscalationStep: Sendable, Hashable {
    /// Since the hand-over.
    public let after: AgreedWait
    /// As feeds select it.
    public let track: String
    public let place: Origin
    let patience: Patience
}

extension Agreement {
    /// Every track that waiting leads are escalated to in some version, each once: what feeds may select.
    public var escalationTracks: [String] {
        var seen: Set<String> = []
        return versions.flatMap(\.escalation).map(\.track).filter { seen.insert($0).inserted }
    }

    /// Where the newest version that escalates to a track does so.
    public func place(ofEscalationTo track: String) -> Origin? {
        versions.reversed().lazy.compactMap { version in version.escalation.first { $0.track == track }?.place }.first
    }

    /// What waiting makes of a lead that sales has and that nobody has touched: the last step whose time has come, by the
    /// version in force at the hand-over, and when more waiting makes something else of it.
    func keepWaiting(_ decision: inout Decision, _ standing: Standing, at now: Instant) {
        guard let waiting = standing.waitingSince, let index = index(at: waiting) else { return }
        var due = versions[index].untouched(since: waiting)
        if let untouched = due, untouched <= now { due = nil }
        for step in versions[index].escalation {
            let time = step.patience.ends(for: waiting)
            if time > now {
                due = min(due ?? time, time)
            } else {
                decision.kind = .escalate
                if decision.cause == .notAnExit { decision.cause = .overdue }
                decision.track = step.track
                decision.since = time
                decision.agreement = versions[index].effectiveFrom
            }
        }
        decision.due = due
    }

    /// A lead that counts as untouched and that marketing will not take is sales' still, and whoever is told of it is; but of one
    /// that nobody can reach, nobody is.
    func stayWaiting(_ decision: inout Decision, _ exit: Exit, _ standing: Standing, at now: Instant) {
        guard exit.trigger == .untouched, decision.kind == .leave, decision.cause != .unreachable else { return }
        keepWaiting(&decision, standing, at: now)
    }
}
