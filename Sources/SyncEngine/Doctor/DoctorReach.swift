import Connectors
import LeadModel

/// Whether sources and destinations answer: asked only where somebody says so, since a system counts its calls and a webhook gets a sample.
extension Doctor {
    /// A clock that is further from ours shows other times on everything that it stamps; seconds.
    private static let skewSeconds = 60

    /// A source that is reached over the network, or by a program.
    func ask(_ source: SourceDefinition, _ workspace: Workspace) -> Finding {
        let subject = "source \(source.name)"
        let checks: [SourceChecker.Check]
        do throws(Fault) { checks = try SourceChecker(workspace, now: now).check([source.name]) } catch {
            return .bad(subject, error)
        }
        if let fault = checks.lazy.flatMap(\.faults).first(where: { $0.remedy != .deadLetter }) {
            return .bad(subject, fault)
        }
        let system = checks.lazy.compactMap(\.system).first
        let address = system?.address.map { " from \($0)" } ?? ""
        if let skew = system?.clockAhead, abs(skew) > Doctor.skewSeconds {
            return .odd(
                subject, "it answers\(address), but its clock is \(abs(skew)) s \(skew > 0 ? "before" : "behind") ours",
                mend: "timedatectl status")
        }
        return .good(subject, "it answers\(address): \(count(checks.count, "answer")) read, nothing stored")
    }

    /// A destination that can be tried without anything staying there; `nil` of one that cannot.
    func ask(_ destination: DestinationDefinition, _ workspace: Workspace) -> Finding? {
        let subject = "destination \(destination.name)"
        let trial: DestinationDesk.Trial
        do throws(Fault) { trial = try DestinationDesk(workspace).test(destination.name, now: now) } catch {
            return error.code == .configUnknownValue ? nil : .bad(subject, error)
        }
        let took = "\(trial.did), \(Int(trial.milliseconds.rounded())) ms"
        switch trial.verdict {
        case .accepted: return .good(subject, "it answers: \(took)")
        case .rejected(let refusal):
            return .bad(
                subject, "it refuses \(trial.did): \(refusal.text)",
                mend: "leadloop destination test \(destination.name)"
            ).quoting(refusal.text)
        case .untried: return .odd(subject, "nothing was sent", mend: "leadloop destination test \(destination.name)")
        case .failed(let fault, mayHaveArrived: _):
            return .bad(subject, DestinationDesk.Trial.told(fault, of: destination.name))
        }
    }
}
