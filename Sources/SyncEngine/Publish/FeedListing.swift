import Feedback
public import LeadModel
import LeadStore

/// Where feeds stand.
extension FeedDesk {
    /// A feed and where it stands.
    public struct Listing: Sendable {
        /// As its file calls it.
        public var name: String
        /// `csv machine`, or where its rows go; `-` where nobody knows.
        public var format: String
        /// `incremental`, `full` or `not configured`.
        public var mode: String
        /// Leads its receiver holds.
        public var members: Int
        /// Messages not yet written to a file.
        public var waiting: Int
        /// Leads that are not added yet, since an export that may speak of them was not read to its end.
        public var heldBack = 0
        /// Leads that were decided for it and lack what it needs.
        public var leftOut = 0
        /// How many of them lack each field.
        public var lacking: [(field: Field, leads: Int)] = []
        /// Where its newest file was written; `nil` where none was.
        public var lastFile: String?
        /// When the next file is due, of a feed with a schedule.
        public var next: Instant?
        /// How far those who may fetch it over HTTP have done so, in the order of the feed's file.
        public var fetched: [Fetched] = []
        /// Whether a file describes it.
        public var isConfigured = true
        /// Whether what it tells is written to files.
        public var writesFiles = true
    }

    /// How far a receiver has fetched a feed.
    public struct Fetched: Sendable {
        /// As the feed's file calls it.
        public var receiver: String
        /// Of the newest file that it got whole; `nil` where it has fetched none.
        public var cursor: Int64?
        /// When that was.
        public var at: Instant?
    }

    /// Every configured feed with what waits in it, and those that no file describes any more while their receivers hold
    /// leads.
    /// - Parameter now: for which it is said when the next file is due.
    public func list(at now: Instant = .now) throws(Fault) -> [Listing] {
        let times = DueTimes(store, workspace)
        var listings: [Listing] = []
        let heldBack = try HeldBackLeads(store, workspace)
        for feed in workspace.feeds {
            let counts = try store.feedCounts(feed.name, after: try store.feedCursor(feed.name))
            let left = try LeftOutLeads.count(of: feed, in: store)
            listings.append(
                Listing(
                    name: feed.name,
                    format: feed.target.takesRows
                        ? "rows to \(feed.target.destination ?? "")"
                        : [feed.format.word, feed.format.dialect].compactMap(\.self).joined(separator: " "),
                    mode: feed.mode.rawValue, members: counts.members,
                    waiting: counts.waiting + (try queued(feed)),
                    heldBack: try heldBack.additions(to: feed).count,
                    leftOut: left.leads, lacking: left.lacking,
                    lastFile: try store.feedFiles(feed.name).last?.path,
                    next: try times.next(feed, at: now),
                    fetched: fetched(feed), writesFiles: !feed.target.takesRows))
        }
        for left in try closedFeeds.left() {
            listings.append(
                Listing(
                    name: left.feed, format: "-", mode: "not configured", members: left.members, waiting: 0,
                    lastFile: try store.feedFiles(left.feed).last?.path, isConfigured: false, writesFiles: false))
        }
        return listings
    }

    private func fetched(_ feed: FeedDefinition) -> [Fetched] {
        let book = FetchBook(beside: workspace.storePath)
        var fetched: [Fetched] = []
        for receiver in feed.target.receivers {
            let entry = book.entry(feed.name, receiver.name)
            fetched.append(Fetched(receiver: receiver.name, cursor: entry?.cursor, at: entry?.at))
        }
        return fetched
    }

    /// Messages that wait in the queue of a feed's destination.
    private func queued(_ feed: FeedDefinition) throws(Fault) -> Int {
        guard feed.target.takesRows else { return 0 }
        var filter = DeliveryFilter()
        filter.feed = feed.name
        filter.destination = feed.target.destination
        filter.states = [.waiting]
        return try store.countDeliveries(filter)
    }
}
