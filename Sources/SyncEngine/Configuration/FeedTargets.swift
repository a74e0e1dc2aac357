import Connectors
import Feedback
import LeadModel

/// Whether feeds and destinations fit together: a feed of files needs one that takes files, all others one that takes rows.
struct FeedTargets {
    private let feeds: [FeedDefinition]
    private let destinations: [DestinationDefinition]
    /// Destinations whose files have findings of their own.
    private let broken: [String]

    init(_ feeds: [FeedDefinition], _ destinations: [DestinationDefinition], broken: [String]) {
        self.feeds = feeds
        self.destinations = destinations
        self.broken = broken
    }

    var faults: [Fault] { feeds.compactMap(fault) }

    private func fault(_ feed: FeedDefinition) -> Fault? {
        guard let name = feed.target.destination, !broken.contains(name) else { return nil }
        guard let destination = destinations.first(where: { $0.name == name }) else {
            return Fault(
                .configUnknownReference, .stopRun, "'\(name)' is not a configured destination", at: feed.targetPlace,
                advice: Nearest.advice(for: name, among: destinations.map(\.name)))
        }
        guard destination.takesFiles == feed.target.takesRows else { return nil }
        return Fault(
            .configUnknownValue, .stopRun,
            destination.takesFiles
                ? "the destination '\(name)' takes files, and this feed has none"
                : "the destination '\(name)' takes rows, and this feed writes files",
            at: feed.targetPlace,
            advice: destination.takesFiles
                ? "Write `to: { folder: feeds/\(feed.name), upload: \(name) }`, and 'format' and 'mode'."
                : "Write `to: { destination: \(name) }`, without 'format' and 'mode'.")
    }
}
