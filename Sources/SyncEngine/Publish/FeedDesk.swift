import ConfigFiles
import Connectors
import Feedback
public import LeadModel
import LeadStore

/// Lists, writes and checks feeds for the command line.
public struct FeedDesk {
    /// A feed and where it stands.
    public struct Listing: Sendable {
        public var name: String
        public var format: String
        public var mode: String
        /// Leads its receiver holds.
        public var members: Int
        /// Messages not yet written to a file.
        public var waiting: Int
        /// Leads that are not added yet, since an export that may speak of them was not read to its end.
        public var heldBack = 0
        /// Leads that were decided for it and lack what it needs, and how many of them lack each field.
        public var leftOut = 0
        public var lacking: [(field: Field, leads: Int)] = []
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
        public var receiver: String
        /// Of the newest file that it got whole, and when; `nil` where it has fetched none.
        public var cursor: Int64?
        public var at: Instant?
    }

    /// A file that was written.
    public struct Export: Sendable {
        public var path: String
        public var rows: Int
        public var adds: Int
        public var changes: Int
        public var withdrawals: Int
        /// Of a file that was written again: whether it has the bytes it had at first.
        public var isSame: Bool?
    }

    /// A copy of a file that a destination has got.
    public struct Upload: Sendable {
        /// Where it lies there.
        public var place: String
        public var destination: String
        public var rows: Int
        public var bytes: Int
    }

    /// What an export came to.
    public struct Exported: Sendable {
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

    /// What came of closing a feed.
    public struct Closed: Sendable {
        public var exported = Exported()
        /// Leads that are taken back.
        public var leads = 0
        /// Destinations that got the feed's leads as rows, with how many they hold.
        public var holders: [Holder] = []
    }

    /// A destination that holds leads of a feed that was closed.
    public struct Holder: Sendable {
        public var destination: String
        public var leads: Int
        /// Whether it will be told that they are taken back: it is configured, and the feed has withdrawals.
        public var isTold: Bool
    }

    /// A file held against its manifest.
    public struct Verdict: Sendable {
        public var path: String
        public var rows: Int
        /// What is to be said of it that is no fault.
        public var note: String?
        public var fault: Fault?
    }

    /// Whether copies at destinations are verified, too.
    public enum Copies: Sendable {
        case passedOver
        /// That they are there, and as long as they were.
        case lookedAt
        /// That they hold the very bytes.
        case readBack
    }

    private let workspace: Workspace
    private let store: LeadStore

    public init(_ workspace: Workspace, isWriter: Bool) throws(Fault) {
        self.workspace = workspace
        store = isWriter ? try workspace.openForWriting() : try workspace.openForReading()
    }

    private var closedFeeds: ClosedFeeds { ClosedFeeds(store: store, workspace: workspace) }

    /// Every configured feed with what waits in it, and those that no file describes any more while their receivers hold
    /// leads.
    public func list() throws(Fault) -> [Listing] {
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
                    next: try FeedTimes(store: store, agreement: workspace.agreement).next(feed),
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

    /// Refuses feeds that have no files.
    private func requireFiles(_ names: [String]) throws(Fault) {
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
            let isConfigured = workspace.destinations.contains { $0.name == left.destination }
            closed.holders.append(
                Holder(
                    destination: left.destination, leads: left.held, isTold: isConfigured && feed.tells(.withdraw)))
        }
        try send(&closed.exported)
        return closed
    }

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
    private func send(_ exported: inout Exported) throws(Fault) {
        let outcome = try FeedUploads(workspace: workspace, store: store, clock: .system).send(atOnce: true)
        exported.uploads += outcome.sent
        exported.unsent += outcome.faults
        exported.warnings += outcome.warnings
    }

    /// Writes files of feeds again that were lost: the last one of each, or all from a cursor on.
    /// - Throws: `run.unfinished` where leads are half made: an opt-out may be among what waits.
    public func exportAgain(_ names: [String], since cursor: Int64?, now: Instant) throws(Fault) -> Exported {
        try requireFiles(names)
        try store.requireSettled()
        let rules = try RuleBook(workspace, store: store)
        let publisher = try Publisher(workspace: workspace, store: store, rules: rules, now: now)
        var exported = Exported()
        for feed in try selected(names, orClosed: true) {
            for file in try publisher.repeatFiles(of: feed, since: cursor, withheld: &exported.withheld) {
                exported.files.append(Export(file.written.path, file.written.counts, isSame: file.isSame))
            }
        }
        try send(&exported)
        return exported
    }

    /// What the next file of a feed would hold. Nothing is written.
    /// - Parameter limit: how many rows are shown; all are counted.
    public func preview(_ name: String, limit: Int, now: Instant) throws(Fault) -> FeedPreview {
        let feed = try selected([name])[0]
        try requireFiles(feed)
        let publisher = try Publisher(
            workspace: workspace, store: store, rules: RuleBook(workspace, store: store), now: now)
        return try publisher.preview(of: feed, limit: limit)
    }

    /// Writes one file that brings a receiver who has everything up to a cursor to where the feed's last file brings it. The feed
    /// goes on as if nothing had been written: neither its cursor moves, nor does the store know the file.
    /// - Parameters:
    ///   - path: where to; its manifest stands beside it. `nil`: `print` gets it in pieces.
    ///   - replaces: whether a file that is there gives way.
    public func exportSince(
        _ cursor: Int64, of name: String, to path: String?, replaces: Bool = false, now: Instant,
        print: ([UInt8]) throws(Fault) -> Void
    ) throws(Fault) -> Exported {
        try store.requireSettled()
        let feed = try selected([name], orClosed: true)[0]
        try requireFiles(feed)
        let end = try store.feedCursor(feed.name)
        guard cursor >= 0, cursor <= end else {
            throw Fault(
                .feedInvalid, .stopRun,
                "the feed '\(feed.name)' has written up to cursor \(end), and none is after \(cursor)",
                at: feed.place, advice: "Name the 'cursor-to' of the last manifest that the receiver has.")
        }
        let publisher = try Publisher(
            workspace: workspace, store: store, rules: RuleBook(workspace, store: store), now: now)
        var exported = Exported()
        guard let path else {
            _ = try publisher.stream(
                feed, cursor...end, named: "standard output", evenEmpty: true, withheld: &exported.withheld, into: print
            )
            return exported
        }
        try NewFile.checkPlace(path, replaces: replaces)
        guard
            let written = try publisher.write(
                feed, cursor...end, to: path, evenEmpty: true, withheld: &exported.withheld)
        else { return exported }
        let beside = try WholeFile(path: path + FeedManifest.fileSuffix)
        try beside.write(try publisher.manifest(of: written, feed, cursor...end))
        _ = try beside.commit()
        exported.files.append(Export(path, written.counts))
        return exported
    }

    private func requireFiles(_ feed: FeedDefinition) throws(Fault) {
        guard feed.folder == nil else { return }
        throw Fault(
            .feedInvalid, .stopRun, "the feed '\(feed.name)' writes no files: its rows are delivered one by one",
            at: feed.targetPlace, advice: "`leadloop delivery list` shows what waits, and what became of the rest.")
    }

    /// Holds every file of the feeds against its manifest, and where none is named those of the feedback, too. Of a `full` feed only
    /// the last one counts; older ones that are gone are no loss.
    public func verify(_ names: [String], copies: Copies = .passedOver) throws(Fault) -> [Verdict] {
        var verdicts: [Verdict] = []
        for feed in try selected(names, orClosed: true) {
            let files = try store.feedFiles(feed.name)
            for file in files {
                let manifest = try FeedManifest(json: file.manifest, file: file.path)
                var fault: Fault?
                do {
                    let bytes = try FileBytes(path: file.path)
                    fault = manifest.verify(bytes: Int(bytes.count), sha256: Hex.text(try bytes.finishDigest()))?
                        .located(at: Origin(file: file.path))
                    if fault == nil { fault = try manifestFault(file.path, file.manifest, advice: manifest.advice) }
                } catch {
                    if feed.mode == .full, error.code == .fileMissing, file.to != files.last?.to { continue }
                    fault = error
                    if error.code == .fileMissing { fault?.advice = manifest.advice }
                }
                verdicts.append(Verdict(path: file.path, rows: manifest.rows, fault: fault))
            }
            guard copies != .passedOver else { continue }
            verdicts += try FeedCopies(workspace: workspace, store: store).verdicts(
                on: feed, readsBack: copies == .readBack)
        }
        if names.isEmpty { verdicts += try FeedbackCheck(workspace: workspace).verdicts() }
        return verdicts
    }

    /// Receivers wait for the manifest and trust it: it must be there, and say what was written.
    private func manifestFault(_ path: String, _ written: [UInt8], advice: String) throws(Fault) -> Fault? {
        let beside = path + FeedManifest.fileSuffix
        let found: String
        do {
            found = Hex.text(try FileBytes(path: beside).finishDigest())
        } catch {
            var fault = error
            fault.advice = advice
            return fault
        }
        guard found != Fingerprint.of(bytes: written) else { return nil }
        return Fault(
            .feedDamaged, .stopStream, "the manifest is not the one that was written", at: Origin(file: beside),
            advice: advice)
    }

    /// - Parameter orClosed: whether a feed that no file describes any more may be named, too.
    private func selected(_ names: [String], orClosed: Bool = false) throws(Fault) -> [FeedDefinition] {
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
    fileprivate init(_ path: String, _ counts: FeedCounts, isSame: Bool? = nil) {
        self.init(
            path: path, rows: counts.rows, adds: counts.adds, changes: counts.changes, withdrawals: counts.withdrawals,
            isSame: isSame)
    }
}
