import Connectors
import Feedback
import Foundation
import LeadModel
import LeadStore
import Synchronization

/// Sends what waits for destinations that take rows: each on a thread of its own, so that none waits for another.
struct Deliveries {
    let workspace: Workspace
    let store: LeadStore
    let rules: RuleBook
    /// For which decisions are looked at again before anything is sent.
    let now: Instant
    let clock: HTTPSession.Clock
    /// How many seconds a message that is to be tried again is waited for.
    let patience: Int
    /// How many seconds each destination is sent to at most, waiting left out; `nil`: as long as there is something.
    var longest: Int?

    /// So that the second try of a usual pace is within a sync.
    static let usualPatience = 10
    /// Of a sync: whoever wants to enter an opt-out meanwhile has to wait for it.
    static let longestOfSync = 300

    /// - Parameters:
    ///   - names: of destinations; empty: all, and nothing of feeds that are paused.
    ///   - left: names of feeds of which nothing is sent.
    ///   - unwritable: gets a fault for each closed feed that nobody can tell the receiver of.
    /// - Returns: a tally of each that has something to do, by name.
    func send(to names: [String] = [], except left: Set<String> = [], unwritable: inout [Fault]) throws(Fault)
        -> [DeliveryTally]
    {
        let feeds = rules.router.feeds + (try closedFeeds(unwritable: &unwritable))
        let heldBack = try HeldBackLeads(store, workspace)
        let paused = names.isEmpty ? try store.pauses(at: now) : [:]
        var runs: [DestinationRun] = []
        for destination in workspace.destinations where names.isEmpty || names.contains(destination.name) {
            let own = feeds.filter {
                $0.target.takesRows && $0.target.destination == destination.name && !left.contains($0.name)
                    && paused[ScheduledSubject.feed($0.name).key] == nil
            }
            guard !own.isEmpty, let writer = writer(to: destination) else { continue }
            runs.append(
                try DestinationRun(
                    destination, feeds: own, store: store, writer: writer, heldBack: heldBack,
                    lastLook: LastLook(store, rules: rules, now: now), clock: clock, patience: patience,
                    longest: longest))
        }
        return try Deliveries.together(runs)
    }

    /// Feeds that were closed, and whose destinations have not been told all.
    private func closedFeeds(unwritable: inout [Fault]) throws(Fault) -> [FeedDefinition] {
        let closed = ClosedFeeds(store: store, workspace: workspace)
        var feeds = try closed.waiting(unwritable: &unwritable)
        let configured = Set(workspace.feeds.map(\.name) + feeds.map(\.name))
        let open = Set(try store.feedsWithMembers().map(\.feed))
        for name in Set(try store.deliveredFeeds().map(\.feed)).subtracting(configured).subtracting(open).sorted() {
            do {
                if let feed = try closed.definition(of: name) { feeds.append(feed) }
            } catch {
                if error.code.room == .store { throw error }
                unwritable.append(error)
            }
        }
        return feeds
    }

    /// What every run says of destinations that hold leads and are told nothing of them any more: the feed goes elsewhere, or the
    /// destination is not configured any more.
    static func left(_ store: LeadStore, _ workspace: Workspace) throws(Fault) -> [Fault] {
        let destinations = Set(workspace.destinations.map(\.name))
        return try store.deliveredFeeds().compactMap { left in
            guard left.held > 0 else { return nil }
            let holds =
                "'\(left.destination)' holds \(left.held) \(left.held == 1 ? "lead" : "leads") of the feed '\(left.feed)'"
            let untold = "it is told nothing of them, not even of opt-outs"
            if let feed = workspace.feeds.first(where: { $0.name == left.feed }) {
                guard feed.target.destination != left.destination else { return nil }
                return Fault(
                    .feedInvalid, .stopStream, "\(holds), which goes elsewhere now; \(untold)", at: feed.targetPlace,
                    advice:
                        "Have its operator delete what it got of this feed, and say so with `leadloop destination forget \(left.destination)`; or let the feed go there again until `leadloop feed close` has taken the leads back."
                )
            }
            guard !destinations.contains(left.destination) else { return nil }
            return Fault(
                .feedInvalid, .stopStream, "\(holds), and neither is configured any more; \(untold)",
                at: Origin(file: workspace.configFolder + "/destinations"),
                advice:
                    "Put the destination's file back, so that the next sync takes the leads back, or have its operator delete what it got; `leadloop destination forget \(left.destination)` says that this was done."
            )
        }
    }

    /// What writes rows to a destination; `nil` where it takes files.
    private func writer(to destination: DestinationDefinition) -> (any DeliveryWriter)? {
        switch destination.door {
        case .files: return nil
        case .webhook(let webhook): return WebhookWriter(webhook, folder: workspace.root, clock: clock)
        case .http(let system):
            let writer = HTTPWriter(system, folder: workspace.root, clock: clock)
            SourceMemory.remember(writer, of: destination.name, storePath: workspace.storePath)
            return writer
        }
    }

    private static func together(_ runs: [DestinationRun]) throws(Fault) -> [DeliveryTally] {
        let results = Mutex<[Int: Result<DeliveryTally, Fault>]>([:])
        let group = DispatchGroup()
        for (index, run) in runs.enumerated() {
            // Each run belongs to its thread from here on, which lets go of it, and of the store, before it says that it is done.
            nonisolated(unsafe) var run: DestinationRun? = run
            group.enter()
            let thread = Thread {
                let result = run.map { run in Result { () throws(Fault) in try run.run() } }
                run = nil
                results.withLock { $0[index] = result }
                group.leave()
            }
            thread.name = "leadloop-delivery"
            thread.stackSize = 4 << 20
            thread.start()
        }
        group.wait()
        var tallies: [DeliveryTally] = []
        for (_, result) in results.withLock({ $0 }).sorted(by: { $0.key < $1.key }) { tallies.append(try result.get()) }
        return tallies
    }
}
