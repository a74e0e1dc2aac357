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

    /// So that the second try of a usual pace is within a sync.
    static let usualPatience = 10

    /// - Parameters:
    ///   - names: of destinations; empty: all.
    ///   - unwritable: gets a fault for each closed feed that nobody can tell the receiver of.
    /// - Returns: a tally of each that has something to do, by name.
    func send(to names: [String] = [], unwritable: inout [Fault]) throws(Fault) -> [DeliveryTally] {
        let closed = try ClosedFeeds(store: store, workspace: workspace).waiting(unwritable: &unwritable)
        let feeds = rules.router.feeds + closed
        let heldBack = try HeldBackLeads(store, workspace)
        var runs: [DestinationRun] = []
        for destination in workspace.destinations where names.isEmpty || names.contains(destination.name) {
            let own = feeds.filter { $0.target.takesRows && $0.target.destination == destination.name }
            guard !own.isEmpty, let writer = destination.writer(folder: workspace.root) else { continue }
            runs.append(
                try DestinationRun(
                    destination, feeds: own, store: store, writer: writer, heldBack: heldBack,
                    lastLook: LastLook(store, rules: rules, now: now), clock: clock, patience: patience))
        }
        return try Deliveries.together(runs)
    }

    private static func together(_ runs: [DestinationRun]) throws(Fault) -> [DeliveryTally] {
        let results = Mutex<[Int: Result<DeliveryTally, Fault>]>([:])
        let group = DispatchGroup()
        for (index, run) in runs.enumerated() {
            // Each run belongs to its thread from here on.
            nonisolated(unsafe) let run = run
            group.enter()
            let thread = Thread {
                let result = Result { () throws(Fault) in try run.run() }
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

extension DestinationDefinition {
    /// What writes rows to it; `nil` where it takes files.
    /// - Parameter folder: from which relative paths of secrets start.
    func writer(folder: String) -> (any DeliveryWriter)? {
        switch door {
        case .files: nil
        case .webhook(let webhook): WebhookWriter(webhook, folder: folder)
        case .http: nil
        }
    }
}
