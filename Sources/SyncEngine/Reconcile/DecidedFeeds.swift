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

    /// Notes down that every lead was decided about by the feeds of a workspace.
    static func remember(_ workspace: Workspace, in store: LeadStore) throws(Fault) {
        let lines = workspace.feeds.compactMap { feed in digest(of: feed.name, workspace).map { "\(feed.name) \($0)" } }
        let text = lines.sorted().joined(separator: "\n")
        if try store.fact(fact) != text { try store.remember(fact, text) }
    }

    /// Names of the feeds of a workspace that were decided by another text, or never; none before the first sync.
    static func changed(_ workspace: Workspace, in store: LeadStore) throws(Fault) -> Set<String> {
        guard let text = try store.fact(fact) else { return [] }
        let decided = Set(text.split(separator: "\n").map(String.init))
        let changed = workspace.feeds.map(\.name).filter { name in
            digest(of: name, workspace).map { !decided.contains("\(name) \($0)") } ?? true
        }
        return Set(changed)
    }

    private static func digest(of name: String, _ workspace: Workspace) -> String? {
        guard let feed = workspace.feeds.first(where: { $0.name == name }),
            let file = workspace.textName(of: feed.place.file), let text = workspace.texts.byName[file]
        else { return nil }
        return Fingerprint.of(bytes: Array(text.utf8))
    }
}
