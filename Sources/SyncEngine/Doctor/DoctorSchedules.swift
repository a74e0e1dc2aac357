import ConfigFiles
import Connectors
import LeadModel
import LeadStore

/// Whether what comes by itself comes.
extension Doctor {
    func examineSchedules(_ workspace: Workspace, _ store: LeadStore) throws(Fault) -> [Finding] {
        let times = DueTimes(store, workspace)
        let pauses = try store.pauses(at: now)
        var findings: [Finding] = []
        var coming: [(at: Instant, name: String)] = []
        for source in workspace.sources {
            let subject = ScheduledSubject.source(source.name)
            guard let due = try times.next(source, at: now) else { continue }
            if let pause = pauses[subject.key] {
                let end = pause.until.map { "until \($0)" } ?? "until it is resumed"
                let reason = pause.because.map { ": \($0)" } ?? ""
                findings.append(
                    .odd(
                        "schedule", "source \(source.name) is paused \(end)\(reason)",
                        mend: "leadloop schedule resume \(source.name)"
                    ).quoting(pause.because))
            } else if let since = try times.overdue(source, at: now) {
                findings.append(
                    .odd(
                        "schedule", "source \(source.name) has been due since \(since)",
                        mend: "systemctl status leadloop; or `leadloop sync --due`, each minute"))
            } else {
                coming.append((at: due, name: "source \(source.name)"))
            }
        }
        if let first = coming.min(by: { $0.at < $1.at }) {
            findings.append(.good("schedule", "\(first.name) comes next, at \(first.at)"))
        } else if findings.isEmpty {
            findings.append(.good("schedule", "nothing comes by itself: `leadloop sync` is said by somebody"))
        }
        return findings
    }
}
