public import Connectors
import Dispatch
import Feedback
public import LeadModel
public import LeadStore

/// Lists destinations, tries them, and lets them go on, for the command line.
public struct DestinationDesk {
    private let workspace: Workspace

    public init(_ workspace: Workspace) { self.workspace = workspace }

    /// A destination and how it is.
    public struct Listing: Sendable {
        public var name: String
        public var connector: String
        /// Names of the feeds that go to it.
        public var feeds: [String]
        public var state: DestinationState
        public var counts: [DeliveryState: Int]
    }

    public func list() throws(Fault) -> [Listing] {
        let store = try workspace.openForReading()
        let counts = try store.deliveryCounts()
        var listings: [Listing] = []
        for destination in workspace.destinations.sorted(by: { $0.name < $1.name }) {
            listings.append(
                Listing(
                    name: destination.name, connector: destination.connector,
                    feeds: workspace.feeds.filter { $0.target.destination == destination.name }.map(\.name).sorted(),
                    state: try store.state(ofDestination: destination.name), counts: counts[destination.name] ?? [:]))
        }
        return listings
    }

    /// What came of a sample.
    public struct Trial: Sendable {
        public var verdict: DeliveryVerdict
        /// From the request to the head of the answer.
        public var milliseconds: Double
        /// The keys that the receiver verifies signatures with, where they are public.
        public var publicKeys: [String]
    }

    /// Sends a signed sample, which is about nobody; nothing of it is kept.
    public func test(_ name: String, now: Instant) throws(Fault) -> Trial {
        let destination = try workspace.destination(name)
        guard case .webhook(let webhook) = destination.door else {
            throw Fault(
                .configUnknownValue, .stopRun, "'\(name)' takes no samples", at: destination.place,
                advice: "Only a webhook is tried this way; rows that others write would stay there.")
        }
        let writer = WebhookWriter(webhook, folder: workspace.root)
        let row = DeliveryRow(
            id: "test-\(now.milliseconds)-\(name)", lead: LeadID(number: 0), revision: 0, action: .add, decided: now,
            cells: [.text("This is a sample from Leadloop; it is about nobody.")])
        let batch = DeliveryBatch(feed: "test", topic: .test, columns: ["note"], rows: [row])
        let keys = try writer.publicKeys()
        let began = DispatchTime.now()
        let verdict = writer.deliver(batch, now: now)[0]
        let taken = Double(DispatchTime.now().uptimeNanoseconds - began.uptimeNanoseconds) / 1e6
        return Trial(verdict: verdict, milliseconds: taken, publicKeys: keys)
    }

    /// Lets a destination go on that nothing is sent to any more, or that is waited for.
    public func resume(_ name: String) throws(Fault) -> DestinationState {
        _ = try workspace.destination(name)
        let store = try workspace.openForWriting()
        let before = try store.state(ofDestination: name)
        var state = before
        (state.failures, state.notBefore, state.stopped) = (0, nil, nil)
        try store.keep(state, ofDestination: name)
        return before
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
