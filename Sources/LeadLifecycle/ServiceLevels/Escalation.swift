public import LeadModel

/// Somebody in sales who is told of a lead that nobody has touched for so long.
public struct EscalationStep: Sendable, Hashable {
    /// Since the hand-over; in minutes and hours the working time of sales, in days and weeks that of the calendar.
    public let after: AgreedSpan
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

    /// What waiting makes of a lead that sales has, that nobody has touched, and that does not count as untouched yet: the last
    /// step whose time has come, by the version in force at the hand-over, and when more waiting makes something else of it.
    func keepWaiting(_ decision: inout Decision, _ standing: Standing, at now: Instant) {
        guard let waiting = standing.waitingSince, let index = index(at: waiting) else { return }
        var due = versions[index].untouched(since: waiting)
        for step in versions[index].escalation {
            let time = step.patience.ends(for: waiting)
            if time > now {
                due = min(due ?? time, time)
            } else {
                decision.kind = .escalate
                decision.cause = .overdue
                decision.track = step.track
                decision.since = time
                decision.agreement = versions[index].effectiveFrom
            }
        }
        decision.due = due
    }
}
