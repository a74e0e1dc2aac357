import Connectors
import Feedback
public import LeadModel
import LeadStore

/// Closing feeds that are not configured any more.
extension FeedDesk {
    /// What came of closing a feed.
    public struct Closed: Sendable {
        /// The last file, which takes every lead back.
        public var exported = Exported()
        /// Leads that are taken back.
        public var leads = 0
        /// Destinations that got the feed's leads as rows, with how many they hold.
        public var holders: [Holder] = []
    }

    /// A destination that holds leads of a feed that was closed.
    public struct Holder: Sendable {
        /// Its name.
        public var destination: String
        /// How many of the feed's leads it holds.
        public var leads: Int
        /// Whether it will be told that they are taken back: it is configured, and the feed has withdrawals.
        public var isTold: Bool
    }

    /// Closes a feed that no file describes any more: its receiver gets a last file, which takes every lead back.
    /// A destination that gets rows is told by the next delivery.
    /// - Returns: the file, `nil` where there was nothing to tell, how many leads are taken back, and who holds some.
    ///   A feed without withdrawals has a fault among `withheld`: its receiver cannot be told.
    /// - Throws: `config.unknown-reference` where it is configured, or never was.
    public func close(_ name: String, now: Instant) throws(Fault) -> Closed {
        try store.requireSettled()
        if let feed = workspace.feeds.first(where: { $0.name == name }) {
            throw Fault(
                .configUnknownReference, .stopRun, "the feed '\(name)' is configured", at: feed.place,
                advice: "Take its file away first; a feed that a plan takes away is closed by `leadloop apply`.")
        }
        guard let feed = try closedFeeds.definition(of: name) else {
            throw Fault(
                .configUnknownReference, .stopRun, "no feed '\(name)' was ever configured",
                at: Origin(file: workspace.configFolder + "/feeds"),
                advice: Nearest.advice(
                    for: name, among: try closedFeeds.left().map(\.feed),
                    none: "`leadloop feed list` names the feeds; no receiver holds leads of one that is not configured."
                ))
        }
        let run = try store.beginRun(source: "close", started: Instant.now, asOf: now)
        var closed = Closed()
        closed.leads = try store.withdrawEverybody(from: name, run: run)
        try store.finishRun(
            run, outcome: .succeeded, counts: RecordCounts(), moved: MovedLeads(), finished: Instant.now, message: nil)
        let publisher = try Publisher(
            workspace: workspace, store: store, rules: RuleBook(workspace, store: store), now: now)
        if let file = try publisher.publish(feed, withheld: &closed.exported.withheld) {
            closed.exported.files.append(Export(file.path, file.counts))
        }
        if closed.leads > 0, feed.withdrawals == .never {
            closed.exported.withheld.append(ClosedFeeds.untold(feed, closed.leads))
        }
        for left in try store.deliveredFeeds() where left.feed == name && left.held > 0 {
            let destination = workspace.destinations.first { $0.name == left.destination }
            closed.holders.append(
                Holder(
                    destination: left.destination, leads: left.held,
                    isTold: feed.tells(.withdraw) && destination.map { FeedDesk.takesBack($0, feed) } == true))
        }
        try send(&closed.exported)
        return closed
    }

    /// Whether a destination can be told that it is to let go of a feed's leads.
    private static func takesBack(_ destination: DestinationDefinition, _ feed: FeedDefinition) -> Bool {
        switch destination.door {
        case .webhook: return true
        case .files: return false
        case .http(let system):
            guard case .destination(_, let parameters) = feed.target else { return false }
            return system.takesBack(with: parameters)
        }
    }
}
