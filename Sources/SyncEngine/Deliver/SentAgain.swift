import Connectors
import LeadModel
import LeadStore

/// Brings the store to know what the journal beside it says was sent: an older copy of the store was put back, or whoever sent
/// something was killed right before the store knew.
struct SentAgain {
    let workspace: Workspace
    let store: LeadStore

    /// - Throws: `store.sent-foreign`, `store.sent-damaged`.
    func carryOut() throws(Fault) {
        let done = try store.catchUpSent(knowsNumbers: knowsNumbers, at: Instant.now)
        guard let done else { return }
        if done.isBegunAnew {
            say(
                .storeSentDamaged, "the journal of what was sent was gone, or an older one than the store",
                "It holds what the store knows by now. If an older copy of the store was put back without it, numbers that receivers know may be given to others: put the newest journal beside it before anything is sent, or look with `leadloop destination audit` what they hold."
            )
        }
        for told in done.told where told.again + told.withdrawn + told.unknown > 0 { tell(told, done.isPutBack) }
    }

    /// Whether a destination knows leads by our own numbers, so that a number alone takes one back there: who gets events does, and a
    /// system that rows are written to knows them by a key of its own.
    private func knowsNumbers(_ destination: String, _ feed: String) -> Bool {
        guard let definition = workspace.destinations.first(where: { $0.name == destination }) else { return false }
        if case .webhook = definition.door { return true }
        return false
    }

    private func tell(_ told: LeadStore.SentCatchUp.Told, _ isPutBack: Bool) {
        let why =
            isPutBack
            ? "an older copy of the store was put back"
            : "an older copy of the store was put back, or a delivery was interrupted"
        var parts = ["\(counted(told.again, "lead is", "leads are")) told anew"]
        if told.withdrawn > 0 { parts.append("\(counted(told.withdrawn, "is", "are")) taken back") }
        if told.unknown > 0 {
            parts.append(
                "of \(told.unknown) only a number is left, by which the destination does not know them, so that nobody can take them back"
            )
        }
        say(
            .storeSentAhead,
            "'\(told.destination)' was sent what this store does not know, of the feed '\(told.feed)': \(why); \(parts.joined(separator: ", "))",
            "The next sync or `leadloop delivery send` tells it, under new ids; then `leadloop destination audit \(told.destination)` says whether both agree."
        )
    }

    private func counted(_ count: Int, _ one: String, _ many: String) -> String {
        "\(count) \(count == 1 ? one : many)"
    }

    private func say(_ code: FaultCode, _ summary: String, _ advice: String) {
        workspace.herald(Fault(code, .stopStream, summary, at: Origin(file: store.sentJournal.path), advice: advice))
    }
}
