public import Connectors
import Feedback
public import LeadModel
public import LeadStore

/// Sends what waits for destinations, and tells what became of messages, for the command line.
public struct DeliveryDesk {
    private let workspace: Workspace

    /// The store is opened when something is asked.
    public init(_ workspace: Workspace) { self.workspace = workspace }

    /// One entry of the ledger with the values that were sent.
    public struct Entry: Sendable {
        /// What the ledger says of it.
        public var entry: DeliveryEntry
        /// By the receiver's names, in the order of the feed's columns, as the receiver gets them; empty where the feed or the lead is no
        /// more.
        public var values: [(column: String, value: FieldValue?)]
        /// Whether its feed goes to its destination still.
        public var isCurrent: Bool
    }

    /// Sends what is due, and what comes to be due while it waits.
    /// - Parameters:
    ///   - names: destinations; empty: all.
    ///   - patience: how many seconds a message is waited for that is to be tried again.
    /// - Throws: `run.unfinished` where leads are half made: an opt-out may be among what waits.
    public func send(
        to names: [String], patience: Int, now: Instant, clock: HTTPSession.Clock = .system
    ) throws(Fault) -> (tallies: [DeliveryTally], faults: [Fault]) {
        try check(names)
        let store = try workspace.openForWriting()
        try store.requireSettled()
        var faults = try changedFeeds(store, to: names)
        let changed = Set(faults.compactMap(\.field))
        let tallies = try Deliveries(
            workspace: workspace, store: store, rules: try RuleBook(workspace, store: store), now: now, clock: clock,
            patience: patience
        ).send(to: names, except: changed, unwritable: &faults)
        try store.checkpoint()
        try store.overwriteResidue()
        return (tallies: tallies, faults: faults)
    }

    /// Sends for a while what is due, and puts files where their destinations want them; nothing is waited for.
    /// - Parameter longest: how many seconds each destination is sent to at most.
    func sendDue(longest: Int, now: Instant, clock: HTTPSession.Clock) throws(Fault) -> (
        tallies: [DeliveryTally], uploaded: Int, faults: [Fault]
    ) {
        let store = try workspace.openForWriting()
        try store.requireSettled()
        let uploads = try FeedUploads(workspace: workspace, store: store, clock: clock).send()
        var faults = try changedFeeds(store, to: [])
        let changed = Set(faults.compactMap(\.field))
        let tallies = try Deliveries(
            workspace: workspace, store: store, rules: try RuleBook(workspace, store: store), now: now, clock: clock,
            patience: 0, longest: longest
        ).send(except: changed, unwritable: &faults)
        try store.checkpoint()
        try store.overwriteResidue()
        return (tallies: tallies, uploaded: uploads.sent.count, faults: uploads.faults + uploads.warnings + faults)
    }

    /// Feeds whose files are others than those that leads were decided by: what waits of them is of the old ones, and goes when a sync
    /// has brought it up to date. Each fault has the feed's name as its field.
    /// - Parameter names: of the destinations that are sent to; empty: all.
    private func changedFeeds(_ store: LeadStore, to names: [String]) throws(Fault) -> [Fault] {
        let changed = try DecidedFeeds.changed(workspace, in: store)
        return workspace.feeds.compactMap { feed in
            guard changed.contains(feed.name), feed.target.takesRows, let destination = feed.target.destination,
                names.isEmpty || names.contains(destination)
            else { return nil }
            return Fault(
                .feedInvalid, .stopStream,
                "the feed '\(feed.name)' was changed since the last sync: nothing of it is sent",
                at: feed.place, field: feed.name, advice: "`leadloop sync` brings what waits up to date, and sends it.")
        }
    }

    /// Entries of the ledger, by destination and message.
    public func list(_ filter: DeliveryFilter, limit: Int) throws(Fault) -> [DeliveryEntry] {
        try check(filter.destination.map { [$0] } ?? [])
        return try workspace.openForReading().deliveries(filter, limit: limit)
    }

    /// What was decided and is in no queue yet, of what a filter means: it is taken when something is sent the next time.
    public func untaken(_ filter: DeliveryFilter) throws(Fault) -> [UntakenMessages] {
        let isAsked = filter.states.isEmpty || filter.states.contains(.waiting)
        guard isAsked, filter.message == nil, filter.code == nil, filter.since == nil else { return [] }
        return try workspace.openForReading().untakenMessages(
            workspace.routes, configured: workspace.feeds.map(\.name), about: filter.lead
        ).filter { untaken in
            (filter.destination == nil || filter.destination == untaken.destination)
                && (filter.feed == nil || filter.feed == untaken.feed)
        }
    }

    /// Why nothing was done about what a filter means.
    public struct Unmet: Sendable {
        /// How many entries it means whatever their state, by state.
        public var states: [DeliveryState: Int] = [:]
        /// The feed of the message that it names, where no queue has taken it yet.
        public var untakenFeed: String?
    }

    /// What there is of what a filter means, whatever its state.
    public func unmet(_ filter: DeliveryFilter) throws(Fault) -> Unmet {
        let store = try workspace.openForReading()
        var unmet = Unmet()
        for state in DeliveryState.allCases {
            var some = filter
            some.states = [state]
            let count = try store.countDeliveries(some)
            if count > 0 { unmet.states[state] = count }
        }
        guard unmet.states.isEmpty, let message = filter.message, let feed = try store.feed(ofMessage: message) else {
            return unmet
        }
        let takesRows = workspace.feeds.contains { $0.name == feed && $0.target.takesRows }
        if takesRows { unmet.untakenFeed = feed }
        return unmet
    }

    /// Entries of the ledger with what was sent.
    public func show(_ filter: DeliveryFilter, limit: Int) throws(Fault) -> [Entry] {
        let layouts = try FeedLayouts(workspace.openForReading())
        return try list(filter, limit: limit).map { entry throws(Fault) in
            Entry(
                entry: entry, values: try values(of: entry, layouts),
                isCurrent: workspace.feeds.contains {
                    $0.name == entry.feed && $0.target.destination == entry.destination
                })
        }
    }

    /// What a message says, as its receiver gets it; a time of writing is that of the last try.
    private func values(
        of entry: DeliveryEntry, _ layouts: FeedLayouts
    ) throws(Fault) -> [(column: String, value: FieldValue?)] {
        let isWithdrawal = entry.action == .withdraw
        // What is to be withdrawn is told by what the receiver knows it by; what was, by the row that was taken back.
        let isOpen = entry.state == .waiting || entry.state.isDead
        let content = isWithdrawal && isOpen && !entry.keys.isEmpty ? entry.keys : entry.content
        guard let feed = workspace.feeds.first(where: { $0.name == entry.feed }), !content.isEmpty else { return [] }
        var row = layouts.row(of: feed, entry.lead, entry.action, content)
        if isWithdrawal { row = feed.withdrawal(of: row) }
        do throws(Fault) {
            row = try feed.rendered(row, at: entry.lastTried)
        } catch {
            // It was never sent: what cannot be written is shown as it is, and the ledger says why.
        }
        return zip(feed.columns, row.cells).map { (column: $0.name, value: $1) }
    }

    /// Puts messages back into the queue as if they had never been tried.
    /// - Parameters:
    ///   - rate: how many a second go out; `nil`: as many as the destination takes.
    ///   - isRehearsal: whether nothing is done but counting.
    public func replay(
        _ filter: DeliveryFilter, rate: Double?, isRehearsal: Bool, now: Instant
    ) throws(Fault) -> Int {
        try check(filter.destination.map { [$0] } ?? [])
        guard !isRehearsal else { return try workspace.openForReading().replayableDeliveries(filter) }
        return try workspace.openForWriting().replayDeliveries(
            filter, due: now, spacing: rate.map { 1_000 / $0 } ?? 0)
    }

    /// Lets go of messages that wait or are dead letters.
    public func discard(_ filter: DeliveryFilter, isRehearsal: Bool, now: Instant) throws(Fault) -> Int {
        try check(filter.destination.map { [$0] } ?? [])
        guard !isRehearsal else { return try workspace.openForReading().discardableDeliveries(filter) }
        return try workspace.openForWriting().discardDeliveries(filter, at: now)
    }

    private func check(_ names: [String]) throws(Fault) {
        for name in names { _ = try workspace.destination(name) }
    }
}

extension Workspace {
    /// What to do where no destination is configured.
    static let noDestination = "No destination is configured yet: \(ShippedDestinations.ways)"
    /// What to do where no feed is configured.
    static let noFeed = "No feed is configured yet: each is a file in the folder 'feeds' of the configuration."

    /// The destination of a name.
    func destination(_ name: String) throws(Fault) -> DestinationDefinition {
        guard let destination = destinations.first(where: { $0.name == name }) else {
            throw Fault(
                .configUnknownReference, .stopRun, "'\(name)' is not a configured destination",
                at: Origin(file: configFolder + "/destinations"),
                advice: Nearest.advice(for: name, among: destinations.map(\.name), none: Workspace.noDestination))
        }
        return destination
    }
}
