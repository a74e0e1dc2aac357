import ConfigFiles
import Connectors
import Feedback
import LeadLifecycle
import LeadModel
import LeadStore

/// When sources and feeds are due by their schedules.
///
/// A time is over when a run has looked at its source or feed behind it, whatever came of that: a run that comes late makes up for all
/// times that it missed, once. A run that was killed has looked at nothing.
struct DueTimes {
    let store: LeadStore
    let agreement: Agreement
    /// Of sources that have none of their own.
    let usual: Schedule?

    init(_ store: LeadStore, _ workspace: Workspace) {
        self.init(store, workspace, agreement: workspace.agreement)
    }

    /// - Parameter agreement: whose clocks count where a schedule names no zone.
    init(_ store: LeadStore, _ workspace: Workspace, agreement: Agreement) {
        self.store = store
        self.agreement = agreement
        usual = workspace.schedule
    }

    /// When a source is due next, or was and nobody has looked since; `nil` of one that has no schedule.
    func next(_ source: SourceDefinition, at now: Instant) throws(Fault) -> Instant? {
        let subject = ScheduledSubject.source(source.name)
        guard let schedule = source.schedule ?? usual else { return nil }
        // One that was never read is due, whatever the clock says.
        guard let looked = try looked(subject) else { return now }
        return due(subject, schedule, after: looked, at: now)
    }

    /// When a feed is due next, or was and nobody has looked since; `nil` of one without a schedule, and of one nobody looked at yet: both
    /// come with every run.
    func next(_ feed: FeedDefinition, at now: Instant) throws(Fault) -> Instant? {
        let subject = ScheduledSubject.feed(feed.name)
        guard let schedule = feed.schedule, let looked = try looked(subject) else { return nil }
        return due(subject, schedule, after: looked, at: now)
    }

    /// So much later than it was due a source may come before somebody is to hear of it.
    static let overdueSeconds: Int64 = 3_600

    /// Since when a source has been due that should have come an hour ago; `nil` of one that is in time, and of one that was never read.
    func overdue(_ source: SourceDefinition, at now: Instant) throws(Fault) -> Instant? {
        guard let due = try next(source, at: now), now.seconds(since: due) > DueTimes.overdueSeconds,
            try looked(.source(source.name)) != nil
        else { return nil }
        return due
    }

    /// Whether a file of a feed is to be written now.
    func isDue(_ feed: FeedDefinition, at now: Instant) throws(Fault) -> Bool {
        try next(feed, at: now).map { $0 <= now } ?? true
    }

    /// Notes down that a run has looked.
    func noteLook(_ subject: ScheduledSubject, at now: Instant) throws(Fault) {
        guard try looked(subject).map({ $0 < now }) ?? true else { return }
        try store.remember(fact(subject), String(now.milliseconds), isBookkeeping: true)
    }

    /// When a run looked last; `nil` before the first.
    func looked(_ subject: ScheduledSubject) throws(Fault) -> Instant? {
        try store.fact(fact(subject)).flatMap { Int64($0) }.map { Instant(milliseconds: $0) }
    }

    private func due(_ subject: ScheduledSubject, _ schedule: Schedule, after looked: Instant, at now: Instant)
        -> Instant
    {
        schedule.due(after: looked, now: now, agreed: agreement.zone(at: looked), for: subject.key)
    }

    private func fact(_ subject: ScheduledSubject) -> String { "looked-at:\(subject.key)" }
}
