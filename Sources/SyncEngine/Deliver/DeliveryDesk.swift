public import Connectors
import Feedback
public import LeadModel
public import LeadStore

/// Sends what waits for destinations, and tells what became of messages, for the command line.
public struct DeliveryDesk {
    private let workspace: Workspace

    public init(_ workspace: Workspace) { self.workspace = workspace }

    /// One entry of the ledger with the values that were sent.
    public struct Entry: Sendable {
        public var entry: DeliveryEntry
        /// By the receiver's names, in the order of the feed's columns; empty where the feed or the lead is no more.
        public var values: [(column: String, value: FieldValue?)]
        /// The id that the message carries; `nil` where it cannot be made any more.
        public var id: String?
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
        var faults: [Fault] = []
        let tallies = try Deliveries(
            workspace: workspace, store: store, rules: RuleBook(workspace, store: store), now: now, clock: clock,
            patience: patience
        ).send(to: names, unwritable: &faults)
        try store.checkpoint()
        return (tallies: tallies, faults: faults)
    }

    /// Entries of the ledger, by destination and message.
    public func list(_ filter: DeliveryFilter, limit: Int) throws(Fault) -> [DeliveryEntry] {
        try check(filter.destination.map { [$0] } ?? [])
        return try workspace.openForReading().deliveries(filter, limit: limit)
    }

    /// Entries of the ledger with what was sent.
    public func show(_ filter: DeliveryFilter, limit: Int) throws(Fault) -> [Entry] {
        try list(filter, limit: limit).map { entry in
            guard let feed = workspace.feeds.first(where: { $0.name == entry.feed }), !entry.content.isEmpty else {
                return Entry(entry: entry, values: [])
            }
            var row = feed.row(entry.lead, entry.action, entry.content)
            if entry.action == .withdraw { row = feed.withdrawal(of: row) }
            return Entry(
                entry: entry, values: zip(feed.columns, row.cells).map { (column: $0.name, value: $1) },
                id: MessageID.text(
                    row, message: entry.message, revision: entry.revision, feed: entry.feed,
                    destination: entry.destination))
        }
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
