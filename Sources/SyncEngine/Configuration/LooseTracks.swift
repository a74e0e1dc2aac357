import Feedback
import LeadLifecycle
import LeadModel

/// What agreement and feeds do not make of each other: a track that nobody is put into, and leads in a track that no feed
/// carries, which are decided and reach nobody.
struct LooseTracks {
    private let agreement: Agreement
    private let feeds: [FeedDefinition]

    init(_ agreement: Agreement, _ feeds: [FeedDefinition]) {
        self.agreement = agreement
        self.feeds = feeds
    }

    var warnings: [Fault] {
        empty(.recycle, agreement.tracks, "puts a lead into the track")
            + empty(.escalate, agreement.escalationTracks, "escalates a lead to the track")
            + unserved(.recycle, agreement.tracks, "its leads reach nobody", at: agreement.place(of:))
            + unserved(
                .escalate, agreement.escalationTracks, "nobody is told of its leads",
                at: agreement.place(ofEscalationTo:))
            + idle(
                .return, !agreement.returnsAnybody, "brings leads back to sales", "`return-to-sales` under `recycling`")
            + idle(
                .escalate, agreement.escalationTracks.isEmpty, "escalates leads", "`escalate` under `sales`")
            + unreturned
    }

    private func warning(_ summary: String, at place: Origin, advice: String) -> Fault {
        Fault(.configUnused, .stopRun, summary, at: place, advice: advice)
    }

    /// Tracks that feeds of a decision select and that nobody is put into.
    private func empty(_ decision: DecisionKind, _ agreed: [String], _ does: String) -> [Fault] {
        guard decision == .recycle || !agreed.isEmpty else { return [] }
        return feeds.filter { $0.decision == decision }.flatMap { $0.tracks ?? [] }
            .filter { !agreed.contains($0.name) }.map { track in
                warning(
                    "no version of the agreement \(does) '\(track.name)'", at: track.place,
                    advice: Nearest.advice(for: track.name, among: agreed))
            }
    }

    /// Tracks that no feed carries.
    private func unserved(
        _ decision: DecisionKind, _ agreed: [String], _ consequence: String, at place: (String) -> Origin?
    ) -> [Fault] {
        guard !feeds.isEmpty else { return [] }
        return FeedDefinition.unserved(agreed: agreed, for: decision, by: feeds).map { track in
            warning(
                "no feed carries the track '\(track)'; \(consequence)",
                at: place(track) ?? Origin(file: agreement.file),
                advice: decision == .recycle
                    ? "Add it under `tracks:` of a feed."
                    : "Write a feed with `select: { decision: \(decision.rawValue) }`.")
        }
    }

    /// Feeds that wait in vain for leads of a decision.
    private func idle(_ decision: DecisionKind, _ isIdle: Bool, _ does: String, _ key: String) -> [Fault] {
        guard isIdle else { return [] }
        return feeds.filter { $0.decision == decision }.map { feed in
            warning(
                "no version of the agreement \(does), so this feed stays empty", at: feed.place,
                advice: "Write \(key), or take the feed away.")
        }
    }

    /// Leads that go back to sales and reach nobody.
    private var unreturned: [Fault] {
        guard !feeds.isEmpty, !feeds.contains(where: { $0.decision == .return }),
            let rule = agreement.versions.compactMap(\.recycling.returns).last
        else { return [] }
        return [
            warning(
                "no feed carries leads that go back to sales; they reach nobody", at: rule.place,
                advice: "Write a feed with `select: { decision: return }`.")
        ]
    }
}
