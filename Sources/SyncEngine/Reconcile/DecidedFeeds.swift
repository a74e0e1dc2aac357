import Connectors
import Feedback
import LeadModel
import LeadStore

/// By which texts of feeds the leads of a store were decided about last.
///
/// The configuration in force says so, too, but for where a changed mapping is held: then it may stay the one before, though what
/// waits is of the feeds as they are now.
enum DecidedFeeds {
    private static let fact = "feeds-decided"

    /// Notes down that every lead was decided about by the feeds of a workspace. What is known of feeds that are there no more stays.
    static func remember(_ workspace: Workspace, in store: LeadStore) throws(Fault) {
        let texts = workspace.feeds.compactMap { feed in text(of: feed, workspace).map { (name: feed.name, text: $0) } }
        for (name, text) in texts where try store.fact(fact(of: name)) != text {
            try store.remember(fact(of: name), text)
        }
        let names = texts.map(\.name).sorted().joined(separator: "\n")
        if try store.fact(fact) != names { try store.remember(fact, names) }
    }

    /// Names of the feeds of a workspace that were decided by another text, or never; none before the first sync.
    static func changed(_ workspace: Workspace, in store: LeadStore) throws(Fault) -> Set<String> {
        guard let names = try store.fact(fact) else { return [] }
        let decided = Set(names.split(separator: "\n").map(String.init))
        var changed: Set<String> = []
        for feed in workspace.feeds {
            let text = try store.fact(fact(of: feed.name))
            if !decided.contains(feed.name) || text != self.text(of: feed, workspace) { changed.insert(feed.name) }
        }
        return changed
    }

    /// The text of a feed by which leads were decided about last; `nil` where none ever was.
    static func text(of name: String, in store: LeadStore) throws(Fault) -> String? { try store.fact(fact(of: name)) }

    private static func fact(of name: String) -> String { "feed-decided:\(name)" }

    private static func text(of feed: FeedDefinition, _ workspace: Workspace) -> String? {
        workspace.textName(of: feed.place.file).flatMap { workspace.texts.byName[$0] }
    }
}
