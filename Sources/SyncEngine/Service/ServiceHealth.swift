import Connectors
public import LeadModel
import LeadStore

/// Whether a service is alive, and whether it does what it is there for.
public struct ServiceHealth: Sendable {
    /// One thing that was looked at.
    public struct Check: Sendable, Hashable {
        /// Such as `worker` or `source crm`.
        public var name: String
        public var isWell: Bool
        /// What is wrong, or how it is, without a word of a person.
        public var detail: String
    }

    public var checks: [Check]
    public var isWell: Bool { checks.allSatisfy(\.isWell) }

    /// Whether the process works at all: what a supervisor starts it anew for.
    public static func ofProcess(_ standing: ServiceStanding, at now: Instant) -> ServiceHealth {
        let silence = now.seconds(since: standing.beat)
        return ServiceHealth(checks: [
            Check(
                name: "worker", isWell: standing.isAlive(at: now),
                detail:
                    "\(standing.work == .nothing ? "waits for work" : "at work: \(standing.work.rawValue)"), showed life \(silence) s ago"
            )
        ])
    }

    /// Whether it does what it is there for: the configuration is in use, the store can be read, nothing keeps it from its work, and each
    /// source that is not paused came to an end of a run that was due.
    public static func ofWork(_ worker: ServiceWorker, at now: Instant) -> ServiceHealth {
        let standing = worker.standing
        let workspace = worker.workspace
        var checks = ofProcess(standing, at: now).checks
        checks.append(
            Check(
                name: "stopping", isWell: !standing.isStopping,
                detail: standing.isStopping ? "it is being stopped" : "no"))
        checks.append(
            Check(
                name: "configuration", isWell: standing.refused == nil,
                detail: standing.refused.map { "a newer one has findings: \($0.code.rawValue)" }
                    ?? "in use since \(standing.loaded)"))
        for work in ServiceStanding.Work.all {
            let trouble = standing.troubles[work]
            checks.append(
                Check(
                    name: work.rawValue, isWell: trouble == nil,
                    detail: trouble.map { "\($0.summary) [\($0.code.rawValue)]" } ?? "well"))
        }
        do throws(Fault) {
            let store = try workspace.openForReading()
            checks.append(Check(name: "store", isWell: true, detail: "\(store.size) bytes"))
            checks += try sources(workspace, store, at: now)
        } catch {
            let isNew = error.code == .storeMissing
            checks.append(Check(name: "store", isWell: isNew, detail: isNew ? "none yet" : error.summary))
        }
        return ServiceHealth(checks: checks)
    }

    /// A source is unwell when its last run failed or is held, or when it should have come an hour ago.
    private static func sources(_ workspace: Workspace, _ store: LeadStore, at now: Instant) throws(Fault) -> [Check] {
        let times = DueTimes(store, workspace)
        let pauses = try store.pauses(at: now)
        return try workspace.sources.map { (source) throws(Fault) in
            let name = "source \(source.name)"
            if pauses[ScheduledSubject.source(source.name).key] != nil {
                return Check(name: name, isWell: true, detail: "paused")
            }
            if let due = try times.overdue(source, at: now) {
                return Check(name: name, isWell: false, detail: "due since \(due)")
            }
            guard let run = try store.lastRun(of: source.name) else {
                return Check(name: name, isWell: true, detail: "never read yet")
            }
            let outcome = run.outcome?.rawValue ?? "at work"
            return Check(
                name: name, isWell: run.outcome != .failed && run.outcome != .held,
                detail: "run \(run.number): \(outcome)")
        }
    }
}
