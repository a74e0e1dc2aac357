import ConfigFiles
import Feedback
import LeadModel
import LeadStore

/// Feeds that no file describes any more, while their receivers hold leads, or have yet to hear that these are taken back.
///
/// A receiver that is told nothing keeps writing to people who opted out or bought. So a feed that a plan or an undo takes
/// away is closed: its last file withdraws every lead. A file that is merely missing at a sync may be a slip, and takes
/// nothing back: each run warns, until the file is there again or somebody closes the feed.
struct ClosedFeeds {
    let store: LeadStore
    let workspace: Workspace

    private var configured: Set<String> { Set(workspace.feeds.map(\.name)) }

    /// The feed as it was described last; `nil` where no kept configuration has it.
    func definition(of name: String) throws(Fault) -> FeedDefinition? {
        for kept in try store.configurations() {
            for (file, text) in kept.texts.sorted(by: { $0.key < $1.key }) where file.hasPrefix("feeds/") {
                let path = ConfigurationTexts.path(
                    of: file, config: workspace.configFolder, mappings: workspace.mappingFolder)
                let feed: FeedDefinition
                do {
                    feed = try FeedDefinition.compile(text, file: path)
                } catch {
                    continue  // Written for another version of this program; an older text of the feed may do.
                }
                if feed.name == name { return feed }
            }
        }
        return nil
    }

    /// Feeds that hold leads and are not configured.
    func left() throws(Fault) -> [(feed: String, members: Int)] {
        let configured = configured
        return try store.feedsWithMembers().filter { !configured.contains($0.feed) }
    }

    /// Takes back what the receivers hold of the feeds that a change takes away.
    /// - Returns: a warning for each receiver that cannot be told.
    func close(_ feeds: [FeedDefinition], run: Int64) throws(Fault) -> [Fault] {
        let configured = configured
        var warnings: [Fault] = []
        for feed in feeds where !configured.contains(feed.name) {
            let held = try store.withdrawEverybody(from: feed.name, run: run)
            if held > 0, feed.withdrawals == .never { warnings.append(ClosedFeeds.untold(feed, held)) }
        }
        return warnings
    }

    /// Closed feeds with messages that are in no file yet.
    func waiting() throws(Fault) -> [FeedDefinition] {
        let configured = configured
        let held = Set(try store.feedsWithMembers().map(\.feed))
        var waiting: [FeedDefinition] = []
        for name in try store.feedNames() where !configured.contains(name) && !held.contains(name) {
            guard try store.lastMessage(of: name) > store.feedCursor(name), let feed = try definition(of: name),
                feed.withdrawals == .always || feed.mode == .full
            else { continue }
            waiting.append(feed)
        }
        return waiting
    }

    /// What every run says of receivers that hold leads and are told nothing of them.
    func warnings() throws(Fault) -> [Fault] {
        try left().map { left in
            Fault(
                .feedInvalid, .stopStream,
                "the feed '\(left.feed)' is not configured any more; its receiver holds \(left.members) \(left.members == 1 ? "lead" : "leads") and is told nothing of them, not even of opt-outs",
                at: Origin(file: workspace.configFolder + "/feeds"),
                advice:
                    "Put its file back, or take the leads back with `leadloop feed close \(left.feed)`.")
        }
    }

    static func untold(_ feed: FeedDefinition, _ held: Int) -> Fault {
        Fault(
            .feedInvalid, .stopStream,
            "the feed '\(feed.name)' goes, and its receiver, which holds \(held) \(held == 1 ? "lead" : "leads"), gets no withdrawals",
            at: feed.place, advice: "Have the receiver delete what it got.")
    }
}
