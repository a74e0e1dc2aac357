import ConfigFiles
import Connectors
import Feedback
public import LeadModel
import LeadStore

/// Lists, writes and checks feeds for the command line.
public struct FeedDesk {
    /// A file that was written.
    public struct Export: Sendable {
        /// Where it was written.
        public var path: String
        /// All of its rows.
        public var rows: Int
        /// Rows of leads that are new to the receiver.
        public var adds: Int
        /// Rows of leads that the receiver has, and of which something has changed.
        public var changes: Int
        /// Rows of leads that the receiver is to let go of.
        public var withdrawals: Int
        /// Of a file that was written again: whether it has the bytes it had at first.
        public var isSame: Bool?
    }

    /// A copy of a file that a destination has got.
    public struct Upload: Sendable {
        /// Where it lies there.
        public var place: String
        /// Who has got it, by its name.
        public var destination: String
        /// All of its rows.
        public var rows: Int
        /// How long it is.
        public var bytes: Int
    }

    /// What an export came to.
    public struct Exported: Sendable {
        /// Files that were written here.
        public var files: [Export] = []
        /// Copies that destinations have got.
        public var uploads: [Upload] = []
        /// Why others have not; the files wait.
        public var unsent: [Fault] = []
        /// Rows of feeds and feedback that could not be written.
        public var withheld: [Fault] = []
        /// What is odd and fails nothing: leads that are held back.
        public var warnings: [Fault] = []
    }

    let workspace: Workspace
    let store: LeadStore

    /// - Parameter isWriter: whether anything is to be written: then nobody else may be at it.
    /// - Throws: faults of the store; `run.locked` where somebody else writes.
    public init(_ workspace: Workspace, isWriter: Bool) throws(Fault) {
        self.workspace = workspace
        store = isWriter ? try workspace.openForWriting() : try workspace.openForReading()
    }

    var closedFeeds: ClosedFeeds { ClosedFeeds(store: store, workspace: workspace) }

    /// Refuses feeds that have no files.
    func requireFiles(_ names: [String]) throws(Fault) {
        for feed in workspace.feeds where names.contains(feed.name) && feed.target.takesRows {
            throw Fault(
                .feedInvalid, .stopRun,
                "the feed '\(feed.name)' has no files: its messages go to '\(feed.target.destination ?? "")'",
                at: feed.targetPlace,
                advice: "`leadloop delivery send \(feed.target.destination ?? "")` sends what waits.")
        }
    }

    /// What is to be said of leads that are held back.
    public func heldBack() throws(Fault) -> [Fault] { try HeldBackLeads(store, workspace).warnings() }

    /// Writes what waits for the feeds named, or for all of them and the feedback.
    /// - Throws: `run.unfinished` where leads are half made.
    public func export(_ names: [String], now: Instant) throws(Fault) -> Exported {
        try requireFiles(names)
        try store.requireSettled()
        let rules = try RuleBook(workspace, store: store)
        let publisher = try Publisher(workspace: workspace, store: store, rules: rules, now: now)
        var exported = Exported()
        if let run = try store.runs(limit: 1).first?.number {
            exported.warnings += try UnknownFeedFiles(store, workspace).makeUp(run: run)
        }
        for feed in try names.isEmpty ? publisher.feeds(unwritable: &exported.withheld) : selected(names) {
            guard let file = try publisher.publish(feed, withheld: &exported.withheld) else { continue }
            exported.files.append(Export(file.path, file.counts))
        }
        exported.warnings += try publisher.heldBack.warnings()
        if names.isEmpty {
            let feedback = FeedbackPublisher(
                workspace: workspace, store: store, rules: rules, now: now, isAsked: true)
            try feedback.publish(withheld: &exported.withheld)
        }
        try send(&exported)
        return exported
    }

    /// Sends all files that destinations have not got.
    func send(_ exported: inout Exported) throws(Fault) {
        let outcome = try FeedUploads(workspace: workspace, store: store, clock: .system).send(atOnce: true)
        exported.uploads += outcome.sent
        exported.unsent += outcome.faults
        exported.warnings += outcome.warnings
    }

    func requireFiles(_ feed: FeedDefinition) throws(Fault) {
        guard feed.folder == nil else { return }
        throw Fault(
            .feedInvalid, .stopRun, "the feed '\(feed.name)' writes no files: its rows are delivered one by one",
            at: feed.targetPlace, advice: "`leadloop delivery list` shows what waits, and what became of the rest.")
    }

    /// - Parameter orClosed: whether a feed that no file describes any more may be named, too.
    func selected(_ names: [String], orClosed: Bool = false) throws(Fault) -> [FeedDefinition] {
        guard !names.isEmpty else { return workspace.feeds }
        var feeds: [FeedDefinition] = []
        for name in names {
            var known = workspace.feeds.first { $0.name == name }
            if known == nil, orClosed, try store.feedNames().contains(name) {
                known = try closedFeeds.definition(of: name)
            }
            guard let feed = known else {
                throw Fault(
                    .configUnknownReference, .stopRun, "'\(name)' is not a configured feed",
                    at: Origin(file: workspace.configFolder + "/feeds"),
                    advice: Nearest.advice(for: name, among: workspace.feeds.map(\.name), none: Workspace.noFeed))
            }
            feeds.append(feed)
        }
        return feeds
    }
}

extension FeedDesk.Export {
    init(_ path: String, _ counts: FeedCounts, isSame: Bool? = nil) {
        self.init(
            path: path, rows: counts.rows, adds: counts.adds, changes: counts.changes, withdrawals: counts.withdrawals,
            isSame: isSame)
    }
}
