import Connectors
import LeadModel
import LeadStore

/// How a store and what waits in it are now. Nothing that takes longer the more leads there are.
struct StoreGauges {
    let store: LeadStore
    let workspace: Workspace
    let now: Instant

    func add(to text: inout MetricsText) throws(Fault) {
        try addSources(to: &text)
        try addDestinations(to: &text)
        let waiting = try store.quarantineSummary()
        text.add(
            "leadloop_quarantine_records", .gauge, "Records that wait in quarantine.", Double(waiting.waiting))
        text.add(
            "leadloop_store_bytes", .gauge, "Size of the store's file and of the log beside it.", Double(store.size))
    }

    private func addSources(to text: inout MetricsText) throws(Fault) {
        var succeeded: [(labels: [(String, String)], value: Double)] = []
        var ended: [(labels: [(String, String)], value: Double)] = []
        var held: [(labels: [(String, String)], value: Double)] = []
        var due: [(labels: [(String, String)], value: Double)] = []
        var paused: [(labels: [(String, String)], value: Double)] = []
        let times = DueTimes(store, workspace)
        let pauses = try store.pauses(at: now)
        for source in workspace.sources {
            let labels = [("source", source.name)]
            if let run = try store.lastSuccess(of: source.name), let finished = run.finished {
                succeeded.append((labels, ServiceMetrics.seconds(finished)))
            }
            if let run = try store.lastRun(of: source.name) {
                if let finished = run.finished { ended.append((labels, ServiceMetrics.seconds(finished))) }
                held.append((labels, run.outcome == .held ? 1 : 0))
            }
            if let next = try times.next(source, at: now) { due.append((labels, ServiceMetrics.seconds(next))) }
            paused.append((labels, pauses[ScheduledSubject.source(source.name).key] == nil ? 0 : 1))
        }
        text.add(
            "leadloop_source_last_success_timestamp_seconds", .gauge,
            "When a run of the source last ended well, with or without rejects.", succeeded)
        text.add(
            "leadloop_source_last_run_timestamp_seconds", .gauge, "When a run of the source last ended, however.", ended
        )
        text.add(
            "leadloop_source_due_timestamp_seconds", .gauge, "When the source is due, or has been since nobody looked.",
            due)
        text.add(
            "leadloop_source_held", .gauge, "1 where the last run of the source is held and waits for somebody.", held)
        text.add("leadloop_source_paused", .gauge, "1 where somebody has paused the source.", paused)
    }

    private func addDestinations(to text: inout MetricsText) throws(Fault) {
        var waiting: [(labels: [(String, String)], value: Double)] = []
        var oldest: [(labels: [(String, String)], value: Double)] = []
        var dead: [(labels: [(String, String)], value: Double)] = []
        var failures: [(labels: [(String, String)], value: Double)] = []
        var stopped: [(labels: [(String, String)], value: Double)] = []
        for destination in workspace.destinations where !destination.takesFiles {
            let labels = [("destination", destination.name)]
            let queue = try store.queueStanding(of: destination.name)
            let state = try store.state(ofDestination: destination.name)
            waiting.append((labels, Double(queue.waiting)))
            oldest.append((labels, queue.oldest.map { Double(max(0, now.seconds(since: $0))) } ?? 0))
            dead.append((labels, Double(queue.dead)))
            failures.append((labels, Double(state.failures)))
            stopped.append((labels, state.stopped == nil ? 0 : 1))
        }
        text.add("leadloop_outbox_messages", .gauge, "Messages that wait in the queue of a destination.", waiting)
        text.add("leadloop_outbox_oldest_age_seconds", .gauge, "How long the oldest of them has waited.", oldest)
        text.add("leadloop_dead_letters", .gauge, "Messages that were given up, and that somebody may replay.", dead)
        text.add(
            "leadloop_destination_failures", .gauge, "Tries in a row that failed because of the destination.", failures)
        text.add(
            "leadloop_destination_stopped", .gauge, "1 where nothing is sent until somebody says so.", stopped)
    }
}
