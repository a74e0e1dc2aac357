import Connectors
import Dispatch
import Feedback
public import LeadModel
public import LeadStore

/// Lists destinations, tries them, and lets them go on, for the command line.
public struct DestinationDesk {
    private let workspace: Workspace

    /// The store is opened when something is asked.
    public init(_ workspace: Workspace) { self.workspace = workspace }

    /// A destination and how it is.
    public struct Listing: Sendable {
        /// As its file calls it.
        public var name: String
        /// `webhook`, `http`, `files` and others of its kind.
        public var connector: String
        /// Names of the feeds that go to it.
        public var feeds: [String]
        /// Whether it is let alone, and why.
        public var state: DestinationState
        /// How many messages are in each state.
        public var counts: [DeliveryState: Int]
    }

    /// Every destination, by name, with the feeds that go to it and what became of its messages.
    public func list() throws(Fault) -> [Listing] {
        let store = try workspace.openForReading()
        let counts = try store.deliveryCounts()
        let untaken = Dictionary(
            grouping: try store.untakenMessages(workspace.routes, configured: workspace.feeds.map(\.name)),
            by: \.destination)
        var listings: [Listing] = []
        for destination in workspace.destinations.sorted(by: { $0.name < $1.name }) {
            let feeds = workspace.feeds.filter { $0.target.destination == destination.name }.map(\.name).sorted()
            var counts = counts[destination.name] ?? [:]
            // What was decided and not sent yet is in no queue.
            counts[.waiting, default: 0] += untaken[destination.name]?.reduce(0) { $0 + $1.count } ?? 0
            listings.append(
                Listing(
                    name: destination.name, connector: destination.connector, feeds: feeds,
                    state: try store.state(ofDestination: destination.name), counts: counts))
        }
        return listings
    }

    /// What came of trying a destination.
    public struct Trial: Sendable {
        /// What was done: a sample was sent, or the system was asked who we are to it.
        public var did: String
        /// What it answered.
        public var verdict: DeliveryVerdict
        /// From the request to the head of the answer, a token that had to be fetched included.
        public var milliseconds: Double
        /// The keys that the receiver verifies signatures with, where they are public.
        public var publicKeys: [String] = []
        /// Who we are to the system, by what it shows of itself.
        public var identity: [(path: String, value: String)] = []
    }

    /// Tries a destination: a webhook gets a signed sample, which is about nobody; a system that rows are written to is asked who we
    /// are to it, since whatever was written there would stay. Nothing of it is kept.
    /// - Throws: `config.unknown-value` of a destination that can be tried in neither way.
    public func test(_ name: String, now: Instant) throws(Fault) -> Trial {
        let destination = try workspace.destination(name)
        switch destination.door {
        case .webhook(let webhook): return try sample(webhook, name, now: now)
        case .http(let system) where system.system.identity != nil: return ask(system, name)
        case .http, .files:
            throw Fault(
                .configUnknownValue, .stopRun, "'\(name)' cannot be tried without writing to it", at: destination.place,
                advice: destination.takesFiles
                    ? "`leadloop feed export` sends it the files of its feeds."
                    : "Write 'identity' into its file: then it is asked who we are to it.")
        }
    }

    private func sample(_ webhook: WebhookDestination, _ name: String, now: Instant) throws(Fault) -> Trial {
        let writer = WebhookWriter(webhook, folder: workspace.root, clock: .system)
        let row = DeliveryRow(
            id: "test-\(now.milliseconds)-\(name)", lead: LeadID(number: 0), revision: 0, action: .add, decided: now,
            cells: [.text("This is a sample from Leadloop; it is about nobody.")])
        let batch = DeliveryBatch(feed: "test", topic: .test, columns: ["note"], rows: [row])
        let keys = try writer.publicKeys()
        let (verdict, taken) = DestinationDesk.timed { writer.deliver(batch, now: now)[0] }
        return Trial(did: "a signed sample", verdict: verdict, milliseconds: taken, publicKeys: keys)
    }

    private func ask(_ system: HTTPDestination, _ name: String) -> Trial {
        let writer = HTTPWriter(system, folder: workspace.root, clock: .system)
        SourceMemory.remember(writer, of: name, storePath: workspace.storePath)
        let (answer, taken) = DestinationDesk.timed { Result { () throws(Fault) in try writer.identity() } }
        switch answer {
        case .success(let identity):
            return Trial(
                did: "asked who we are", verdict: .accepted(DeliveryReceipt()), milliseconds: taken, identity: identity)
        case .failure(let fault):
            return Trial(
                did: "asked who we are", verdict: .failed(fault, mayHaveArrived: false), milliseconds: taken)
        }
    }

    private static func timed<Value>(_ body: () -> Value) -> (Value, milliseconds: Double) {
        let began = DispatchTime.now()
        let value = body()
        return (value, Double(DispatchTime.now().uptimeNanoseconds - began.uptimeNanoseconds) / 1e6)
    }

    /// Lets a destination go on that nothing is sent to any more, or that is waited for: whatever waits is due at once.
    /// - Returns: how it was.
    public func resume(_ name: String, now: Instant) throws(Fault) -> DestinationState {
        _ = try workspace.destination(name)
        let store = try workspace.openForWriting()
        let before = try store.state(ofDestination: name)
        var state = before
        (state.failures, state.notBefore, state.stopped, state.fault) = (0, nil, nil, nil)
        try store.keep(state, ofDestination: name)
        try store.hurry(name, at: now)
        return before
    }

    /// Forgets what a destination holds by feeds that do not go there any more, once its operator has deleted that; whatever the
    /// ledger says of what was sent stays.
    /// - Parameter name: of a destination that need not be configured any more.
    /// - Returns: how many leads of which feeds.
    public func forget(_ name: String, isRehearsal: Bool, now: Instant) throws(Fault) -> [(feed: String, leads: Int)] {
        let store = isRehearsal ? try workspace.openForReading() : try workspace.openForWriting()
        let all = try store.deliveredFeeds().filter { $0.destination == name }
        guard !all.isEmpty else {
            // A name that nothing was ever delivered to is a slip.
            let known = Set(try store.deliveredFeeds().map(\.destination)).sorted()
            throw Fault(
                .configUnknownReference, .stopRun, "nothing was ever delivered to '\(name)'",
                at: Origin(file: workspace.configFolder + "/destinations"),
                advice: Nearest.advice(for: name, among: known, none: "Nothing was delivered to anybody yet."))
        }
        let left = all.filter { pair in
            pair.held > 0
                && !workspace.feeds.contains { $0.name == pair.feed && $0.target.destination == pair.destination }
        }
        if !isRehearsal {
            for pair in left { _ = try store.letGo(feed: pair.feed, destination: name, at: now) }
        }
        return left.map { (feed: $0.feed, leads: $0.held) }
    }

    /// Sends nothing to a destination until somebody lets it go on.
    public func pause(_ name: String, now: Instant) throws(Fault) {
        _ = try workspace.destination(name)
        let store = try workspace.openForWriting()
        var state = try store.state(ofDestination: name)
        state.stopped = state.stopped ?? now
        state.fault = Fault(
            .deliveryStopped, .stopStream, "somebody has stopped it",
            advice: "`leadloop destination resume \(name)` sends what waits.")
        try store.keep(state, ofDestination: name)
    }
}

extension Workspace {
    /// Feeds whose rows go to destinations, and where.
    var routes: [(feed: String, destination: String)] {
        feeds.filter(\.target.takesRows).compactMap { feed in
            feed.target.destination.map { (feed: feed.name, destination: $0) }
        }
    }
}
