import ConfigFiles
import Failpoints
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

    /// The feed as it was described when leads were decided about last; `nil` where that was never, and no kept configuration has it.
    /// - Throws: `feed.invalid` where this version of the program can read none of the texts that describe it.
    func definition(of name: String) throws(Fault) -> FeedDefinition? {
        let path = ConfigurationTexts.path(
            of: "feeds/\(name).yaml", config: workspace.configFolder, mappings: workspace.mappingFolder)
        // Where a mapping is held, the kept configuration may be of an older text.
        if let text = try DecidedFeeds.text(of: name, in: store),
            case .success(let feed) = Result(catching: { () throws(FaultList) in
                try FeedDefinition.compile(text, file: path)
            }), feed.name == name
        {
            return feed
        }
        var unreadable: Fault?
        for kept in try store.configurations() {
            for (file, text) in kept.texts.sorted(by: { $0.key < $1.key }) where file.hasPrefix("feeds/") {
                let path = ConfigurationTexts.path(
                    of: file, config: workspace.configFolder, mappings: workspace.mappingFolder)
                let feed: FeedDefinition
                do {
                    feed = try FeedDefinition.compile(text, file: path)
                } catch {
                    // It may be another feed's, and an older text of this one may do.
                    unreadable = unreadable ?? error.faults.first
                    continue
                }
                if feed.name == name { return feed }
            }
        }
        guard var fault = unreadable else { return nil }
        fault.summary = "no text of the feed '\(name)' can be read any more: \(fault.summary)"
        fault.advice = "Write a file for the feed as it is now, sync, take it away and close it again."
        throw fault
    }

    /// Feeds that hold leads and are not configured.
    func left() throws(Fault) -> [(feed: String, members: Int)] {
        let configured = configured
        return try store.feedsWithMembers().filter { !configured.contains($0.feed) }
    }

    /// Names of feeds that a change takes away.
    static func leaving(from before: Workspace, to after: Workspace) -> [String] {
        let left = Set(after.feeds.map(\.name))
        return before.feeds.map(\.name).filter { !left.contains($0) }
    }

    private static let fact = "feeds-to-close"

    /// Writes down that some feeds are to be closed, until a run has done so.
    static func remember(_ names: [String], in store: LeadStore) throws(Fault) {
        guard !names.isEmpty else { return }
        let known = try remembered(in: store)
        try store.remember(fact, Set(known + names).sorted().joined(separator: "\n"))
    }

    private static func remembered(in store: LeadStore) throws(Fault) -> [String] {
        try store.fact(fact)?.split(separator: "\n").map(String.init) ?? []
    }

    /// Takes back what the receivers hold of the feeds that are to be closed; one that is configured again stays. May be
    /// killed anywhere and repeated.
    /// - Returns: a warning for each receiver that cannot be told.
    func closeRemembered(run: Int64) throws(Fault) -> [Fault] {
        let names = try ClosedFeeds.remembered(in: store)
        guard !names.isEmpty else { return [] }
        let configured = configured
        var warnings: [Fault] = []
        for name in names where !configured.contains(name) {
            let held = try store.withdrawEverybody(from: name, run: run)
            if held > 0, let feed = try definition(of: name), feed.withdrawals == .never {
                warnings.append(ClosedFeeds.untold(feed, held))
            }
            Failpoint.feedClosed.pass()
        }
        try store.forget(ClosedFeeds.fact)
        return warnings
    }

    /// Closed feeds with messages that are in no file yet.
    /// - Parameter unwritable: gets a fault for each that nobody can write a file for.
    func waiting(unwritable: inout [Fault]) throws(Fault) -> [FeedDefinition] {
        let configured = configured
        let held = Set(try store.feedsWithMembers().map(\.feed))
        var waiting: [FeedDefinition] = []
        for name in try store.feedNames() where !configured.contains(name) && !held.contains(name) {
            guard try store.lastMessage(of: name) > store.feedCursor(name) else { continue }
            do {
                guard let feed = try definition(of: name), feed.withdrawals == .always || feed.mode == .full else {
                    continue
                }
                waiting.append(feed)
            } catch {
                if error.code.room == .store { throw error }
                unwritable.append(error)
            }
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
