import Feedback
import LeadLifecycle
import LeadModel
import LeadStore

/// When files of feeds are due that have a schedule.
///
/// A time is over when a run has looked at the feed behind it, whether or not there was anything to tell: a run that comes late makes up for
/// all times that it missed, once.
struct FeedTimes {
    let store: LeadStore
    let agreement: Agreement

    /// When the feed is due next, or was and nobody has looked since; `nil` of one without a schedule, and of one nobody looked at yet.
    func next(_ feed: FeedDefinition) throws(Fault) -> Instant? {
        guard let schedule = feed.schedule, let looked = try looked(feed) else { return nil }
        return schedule.expression.next(after: looked, in: schedule.zone ?? agreement.zone(at: looked))
    }

    /// Whether a file of it is to be written now.
    func isDue(_ feed: FeedDefinition, at now: Instant) throws(Fault) -> Bool {
        try next(feed).map { $0 <= now } ?? true
    }

    /// Notes down that what a feed had to tell was told.
    func noteLook(_ feed: FeedDefinition, at now: Instant) throws(Fault) {
        guard feed.schedule != nil, try looked(feed).map({ $0 < now }) ?? true else { return }
        try store.remember(fact(feed), String(now.milliseconds))
    }

    private func looked(_ feed: FeedDefinition) throws(Fault) -> Instant? {
        try store.fact(fact(feed)).flatMap { Int64($0) }.map { Instant(milliseconds: $0) }
    }

    private func fact(_ feed: FeedDefinition) -> String { "feed-looked-at:\(feed.name)" }
}
