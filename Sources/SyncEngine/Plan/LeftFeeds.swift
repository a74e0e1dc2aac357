import Feedback
import LeadModel
import LeadStore

/// Feeds that a change takes out of the configuration: nobody will tell their receivers anything any more.
struct LeftFeeds {
    private let feeds: [FeedDefinition]

    init(from before: Workspace, to after: Workspace) {
        let left = Set(after.feeds.map(\.name))
        feeds = before.feeds.filter { !left.contains($0.name) }
    }

    /// Who holds how many leads of which nobody will hear that they were taken back.
    func warnings(_ store: LeadStore) throws(Fault) -> [Fault] {
        var warnings: [Fault] = []
        for feed in feeds {
            let held = try store.feedCounts(feed.name, after: 0).members
            guard held > 0 else { continue }
            warnings.append(
                Fault(
                    .feedInvalid, .stopStream,
                    "the feed '\(feed.name)' is no longer configured; its receiver holds \(held) leads and is told nothing of them any more, not even of opt-outs",
                    at: feed.place,
                    advice:
                        "Have the receiver delete what it got, or keep the feed with a selection that takes them back.")
            )
        }
        return warnings
    }
}
