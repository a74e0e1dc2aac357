import Connectors
import Feedback
import LeadModel
import LeadStore

/// When what waits for destinations is to be sent next: rows and copies of files.
struct DueDeliveries {
    let workspace: Workspace
    let store: LeadStore

    /// - Returns: a time that may be over already; `nil` where nothing waits that time alone sends.
    func next(at now: Instant) throws(Fault) -> Instant? {
        let paused = try store.pauses(at: now)
        var times: [Instant] = []
        for destination in workspace.destinations where !destination.takesFiles {
            let state = try store.state(ofDestination: destination.name)
            guard state.stopped == nil else { continue }
            let feeds = try feeds(to: destination.name).filter { paused[ScheduledSubject.feed($0).key] == nil }
            guard !feeds.isEmpty else { continue }
            let waiting = try store.nextDue(feeds, for: destination.name)
            let isUntaken = try store.hasUntaken(feeds, for: destination.name)
            guard let due = [waiting, isUntaken ? now : nil].compactMap(\.self).min() else { continue }
            times.append(max(due, state.notBefore ?? due))
        }
        return (times + (try uploads(at: now))).min()
    }

    /// Feeds that go to a destination, or went there before they were closed.
    private func feeds(to destination: String) throws(Fault) -> [String] {
        let own = workspace.feeds.filter { $0.target.takesRows && $0.target.destination == destination }.map(\.name)
        let configured = Set(workspace.feeds.map(\.name))
        return own + (try store.queuedFeeds(for: destination).filter { !configured.contains($0) })
    }

    /// Files of one feed go in their order: the first that failed holds up the others.
    private func uploads(at now: Instant) throws(Fault) -> [Instant] {
        try store.uploadStandings().values.filter { $0.waiting > 0 }.map { $0.nextTry ?? now }
    }
}
