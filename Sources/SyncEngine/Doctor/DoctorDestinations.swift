import Connectors
import Feedback
import LeadModel
import LeadStore

/// Whether destinations can be sent to, and feeds be fetched, as far as that shows without asking anybody.
extension Doctor {
    func examineDestinations(_ workspace: Workspace) -> [Finding] {
        var store: LeadStore?
        do throws(Fault) { store = try workspace.openForReading() } catch {
            // What is wrong with the store is told by itself; there is none before the first sync.
        }
        return workspace.destinations.flatMap { examine($0, workspace, store) }
    }

    private func examine(_ destination: DestinationDefinition, _ workspace: Workspace, _ store: LeadStore?) -> [Finding]
    {
        let subject = "destination \(destination.name)"
        do throws(Fault) {
            for secret in destination.secrets { _ = try secret.value(from: workspace.root) }
            if case .webhook(let webhook) = destination.door {
                _ = try WebhookWriter(webhook, folder: workspace.root, clock: .system).publicKeys()
            }
            if let store, let trouble = try trouble(of: destination, store) { return [trouble] }
        } catch {
            return [.bad(subject, error)]
        }
        if isAsking, let answer = ask(destination, workspace) { return [answer] }
        let secrets = destination.secrets
        let found = secrets.isEmpty ? "it is sent to without a secret" : "\(count(secrets.count, "secret")) found"
        let asks = destination.takesFiles ? "" : "; `leadloop destination test \(destination.name)` tries it"
        return [.good(subject, found + asks)]
    }

    /// What keeps messages or files from it.
    private func trouble(of destination: DestinationDefinition, _ store: LeadStore) throws(Fault) -> Finding? {
        let name = destination.name
        let state = try store.state(ofDestination: name)
        let counts = try store.deliveryCounts()[name] ?? [:]
        let dead = counts.filter(\.key.isDead).values.reduce(0, +)
        let waiting = counts[.waiting] ?? 0
        if state.stopped != nil {
            let reason = state.fault.map { ": \($0.summary)" } ?? ""
            return .bad(
                "destination \(name)", "nothing is sent to it\(reason); \(count(waiting, "message")) waiting",
                mend: "leadloop destination resume \(name)"
            ).quoting(state.fault)
        }
        if dead > 0 {
            return .odd(
                "destination \(name)", count(dead, "dead letter"),
                mend: "leadloop delivery list --destination \(name)")
        }
        guard let fault = state.fault, state.failures > 0 else { return nil }
        return .odd(
            "destination \(name)", "\(fault.summary); \(count(waiting, "message")) waiting", mend: fault.advice
        ).quoting(fault)
    }

    /// Whether who may fetch feeds can be told by a token.
    func examineTokens(_ workspace: Workspace) -> [Finding] {
        guard workspace.feeds.contains(where: { !$0.target.receivers.isEmpty }) else { return [] }
        do throws(Fault) {
            _ = try FeedDownloads(workspace) { _ in }
            let receivers = workspace.feeds.reduce(0) { $0 + $1.target.receivers.count }
            return [.good("fetching", "tokens of \(count(receivers, "receiver")) found")]
        } catch {
            return [.bad("fetching", error)]
        }
    }
}
