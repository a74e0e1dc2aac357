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
        var faults = try changedFeeds(store)
        let changed = Set(faults.compactMap(\.field))
        let tallies = try Deliveries(
            workspace: workspace, store: store, rules: RuleBook(workspace, store: store), now: now, clock: clock,
            patience: patience
        ).send(to: names, except: changed, unwritable: &faults)
        try store.checkpoint()
        try store.overwriteResidue()
        return (tallies: tallies, faults: faults)
    }

    /// Feeds whose files are others than those that leads were decided by: what waits of them is of the old ones, and goes when a sync
    /// has brought it up to date. Each fault has the feed's name as its field.
    private func changedFeeds(_ store: LeadStore) throws(Fault) -> [Fault] {
        guard let applied = try store.configuration()?.texts else { return [] }
        let texts = workspace.texts.byName
        return workspace.feeds.compactMap { feed in
            guard feed.target.takesRows, let name = workspace.textName(of: feed.place.file),
                applied[name] != texts[name]
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

    /// Entries of the ledger with what was sent.
    public func show(_ filter: DeliveryFilter, limit: Int) throws(Fault) -> [Entry] {
        let layouts = try FeedLayouts(workspace.openForReading())
        return try list(filter, limit: limit).map { entry throws(Fault) in
            Entry(entry: entry, values: try values(of: entry, layouts))
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
    /// The destination of a name.
    func destination(_ name: String) throws(Fault) -> DestinationDefinition {
        guard let destination = destinations.first(where: { $0.name == name }) else {
            throw Fault(
                .configUnknownReference, .stopRun, "'\(name)' is not a configured destination",
                at: Origin(file: configFolder + "/destinations"),
                advice: Nearest.advice(for: name, among: destinations.map(\.name)))
        }
        return destination
    }
}
