public import LeadModel
import LeadStore
import Synchronization

/// Figures of a service for Prometheus: counters of what it did since it was started, and gauges of how store and system are now. Labels
/// are names of the configuration, never a word of a person.
public final class ServiceMetrics: Sendable {
    /// Of the page.
    public static let type = "text/plain; version=0.0.4; charset=utf-8"

    private struct Counts {
        var runs: [[String]: Int] = [:]
        var records: [[String]: Int] = [:]
        var moved: [[String]: Int] = [:]
        var runSeconds: [String: Double] = [:]
        var deliveries: [[String]: Int] = [:]
        var uploads = 0
        var failures: [String: Int] = [:]
        var reloads: [String: Int] = ["used": 0, "refused": 0]
    }

    private let version: String
    private let counts = Mutex(Counts())

    /// - Parameter version: of the program.
    public init(version: String) { self.version = version }

    /// Counts what a service tells.
    public func count(_ event: ServiceEvent) {
        counts.withLock { counts in
            switch event {
            case .ran(let report): ServiceMetrics.count(report, &counts)
            case .delivered(let tallies): for tally in tallies { ServiceMetrics.count(tally, &counts) }
            case .uploaded(let files): counts.uploads += files
            case .failed(let fault, againAt: _): counts.failures[fault.code.rawValue, default: 0] += 1
            case .reloaded: counts.reloads["used", default: 0] += 1
            case .refused: counts.reloads["refused", default: 0] += 1
            case .syncing, .backedUp, .waiting, .warned, .stopping, .leftUnfinished: break
            }
        }
    }

    private static func count(_ report: RunReport, _ counts: inout Counts) {
        counts.runs[[report.source, report.outcome.rawValue], default: 0] += 1
        counts.runSeconds[report.source, default: 0] += report.seconds
        let records = [
            ("inserted", report.counts.inserted), ("updated", report.counts.updated),
            ("unchanged", report.counts.unchanged), ("rejected", report.counts.rejected), ("held", report.counts.held),
        ]
        for (outcome, number) in records { counts.records[[report.source, outcome], default: 0] += number }
        let moved = [
            ("recycled", report.moved.recycled), ("returned", report.moved.returned),
            ("escalated", report.moved.escalated),
        ]
        for (kind, number) in moved { counts.moved[[kind], default: 0] += number }
    }

    private static func count(_ tally: DeliveryTally, _ counts: inout Counts) {
        let outcomes = [
            ("accepted", tally.accepted), ("rejected", tally.rejected), ("failed", tally.failed), ("dead", tally.dead),
            ("suppressed", tally.suppressed),
        ]
        for (outcome, number) in outcomes { counts.deliveries[[tally.destination, outcome], default: 0] += number }
    }

    /// The page.
    public func page(_ worker: ServiceWorker, at now: Instant) -> String {
        var text = MetricsText()
        let standing = worker.standing
        text.add("leadloop_build_info", .gauge, "The version that runs.", [(labels: [("version", version)], value: 1)])
        addCounts(to: &text)
        text.add(
            "leadloop_worker_beat_timestamp_seconds", .gauge, "When the worker last showed that it is alive.",
            ServiceMetrics.seconds(standing.beat))
        text.add(
            "leadloop_worker_trouble", .gauge, "1 where something keeps a piece of work from being done.",
            ServiceStanding.Work.all.map {
                (labels: [("work", $0.rawValue)], value: standing.troubles[$0] == nil ? 0 : 1)
            })
        text.add(
            "leadloop_configuration_refused", .gauge, "1 where a newer configuration has findings and is not used.",
            standing.refused == nil ? 0 : 1)
        let backups = BackupRecord.read(of: worker.workspace.storePath)
        text.add(
            "leadloop_backup_last_success_timestamp_seconds", .gauge,
            "When the last good backup of the store was made.",
            backups.backup.map { ServiceMetrics.seconds($0.time) })
        text.add(
            "leadloop_restore_drill_last_success_timestamp_seconds", .gauge,
            "When a backup was last tried out, and came out as it should.",
            backups.drill.map { ServiceMetrics.seconds($0.time) })
        do throws(Fault) {
            let store = try worker.workspace.openForReading()
            try StoreGauges(store: store, workspace: worker.workspace, now: now).add(to: &text)
            text.add("leadloop_store_up", .gauge, "1 where the store can be read.", 1)
        } catch {
            text.add("leadloop_store_up", .gauge, "1 where the store can be read.", error.code == .storeMissing ? 1 : 0)
        }
        ProcessGauges.add(to: &text, started: standing.started)
        return text.text
    }

    private func addCounts(to text: inout MetricsText) {
        let counts = counts.withLock { $0 }
        func samples(_ values: [[String]: Int], _ names: [String]) -> [(labels: [(String, String)], value: Double)] {
            values.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { key, value in
                (labels: Array(zip(names, key)), value: Double(value))
            }
        }
        text.add(
            "leadloop_runs_total", .counter, "Runs that ended, by source and outcome.",
            samples(counts.runs, ["source", "outcome"]))
        text.add(
            "leadloop_run_seconds_total", .counter, "Time that runs took, by source.",
            counts.runSeconds.sorted { $0.key < $1.key }.map { (labels: [("source", $0.key)], value: $0.value) })
        text.add(
            "leadloop_records_total", .counter, "Records that runs read, by source and what became of them.",
            samples(counts.records, ["source", "outcome"]))
        text.add(
            "leadloop_leads_moved_total", .counter, "Leads that runs recycled, returned to sales or escalated.",
            samples(counts.moved, ["kind"]))
        text.add(
            "leadloop_deliveries_total", .counter, "Messages to destinations, by what became of them.",
            samples(counts.deliveries, ["destination", "outcome"]))
        text.add(
            "leadloop_uploads_total", .counter, "Files of feeds that were sent to destinations.", Double(counts.uploads)
        )
        text.add(
            "leadloop_work_failures_total", .counter, "Pieces of work that failed, by code of the fault.",
            counts.failures.sorted { $0.key < $1.key }.map { (labels: [("code", $0.key)], value: Double($0.value)) })
        text.add(
            "leadloop_configuration_reloads_total", .counter, "New configurations, used or refused.",
            counts.reloads.sorted { $0.key < $1.key }.map { (labels: [("outcome", $0.key)], value: Double($0.value)) })
    }

    static func seconds(_ instant: Instant) -> Double { Double(instant.milliseconds) / 1_000 }
}
