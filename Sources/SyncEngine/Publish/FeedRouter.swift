import Feedback
import LeadModel
import LeadStore

/// Compares what receivers hold of a lead with what they should, and makes the messages between the two.
struct FeedRouter {
    let feeds: [FeedDefinition]
    /// What the cells of rows are that were decided when a feed had other columns.
    private let layouts: FeedLayouts
    /// By feed, leads whose last message its destination did not take.
    private let refused: [String: Set<LeadID>]

    init(_ feeds: [FeedDefinition], _ layouts: FeedLayouts, refused: [String: Set<LeadID>]) {
        self.feeds = feeds.sorted { $0.name < $1.name }
        self.layouts = layouts
        self.refused = refused
    }

    /// Whether any feed is for leads of a decision.
    ///
    /// Of feeds that no decision puts leads into only the records of a lead can tell.
    func carries(_ decision: Decision) -> Bool { asksRecords || feeds.contains { $0.selects(decision) } }

    /// Whether leads come into a feed whatever is decided about them.
    private var asksRecords: Bool { feeds.contains { $0.decision == nil } }

    /// Whether a receiver is told of the team that owns a lead's stage, of which decisions say nothing.
    var tellsTeams: Bool { feeds.contains { $0.columns.contains { $0.field == .story(.stageOwner) } } }

    /// The feeds that a lead is left out of from now on, because it lacks what they need.
    /// - Parameters:
    ///   - stored: the lead as it was; `nil` for a new one.
    ///   - held: what receivers hold of it.
    func newlyLeftOut(
        _ lead: UnifiedLead, _ decision: Decision, stored: StoredLead?, held: [(feed: String, content: [UInt8])]
    ) -> [String] {
        feeds.filter { feed in
            guard !feed.needs.isEmpty, feed.leavesOut(lead, decision) else { return false }
            return held.contains { $0.feed == feed.name }
                || !(stored.map { feed.leavesOut($0.golden, $0.decision) } ?? false)
        }.map(\.name)
    }

    /// - Parameters:
    ///   - story: the lead's past, for the feeds that tell of it.
    ///   - held: what receivers hold now, by feed.
    func messages(
        for dossier: LeadDossier, standing: Standing, decision: Decision, story: () -> Backstory, revision: Int,
        held: [(feed: String, content: [UInt8])]
    ) -> [OutboxMessage] {
        guard decision.kind.isSent || !held.isEmpty || asksRecords else { return [] }
        var told: Backstory?
        func tell() -> Backstory {
            let story = told ?? story()
            told = story
            return story
        }
        var messages: [OutboxMessage] = []
        for feed in feeds {
            let before = held.first { $0.feed == feed.name }?.content
            if feed.carries(dossier, standing: standing, decision: decision) {
                // Compared as an addition, so that the action itself is no change.
                let content = FeedRowCodec.pack(
                    feed.row(dossier, standing: standing, decision: decision, story: tell(), action: .add), of: feed)
                if content == before { continue }
                if let before, !isRefused(dossier.id, by: feed), isNoNews(content, before, of: feed) { continue }
                messages.append(
                    OutboxMessage(
                        feed: feed.name, lead: dossier.id, revision: revision, action: before == nil ? .add : .change,
                        content: content))
            } else if let before {
                messages.append(
                    OutboxMessage(
                        feed: feed.name, lead: dossier.id, revision: revision, action: .withdraw, content: before))
            }
        }
        return messages
    }

    /// Whether a destination did not take a lead as it was told of last: then it is told anew in another form.
    private func isRefused(_ lead: LeadID, by feed: FeedDefinition) -> Bool {
        refused[feed.name]?.contains(lead) ?? false
    }

    /// Whether another row says nothing that its receiver was not told: how columns are called and written is no news of a lead. Whoever gets
    /// rows is told of values: for it, columns in another order, or fewer of them, are none either.
    private func isNoNews(_ content: [UInt8], _ before: [UInt8], of feed: FeedDefinition) -> Bool {
        if feed.target.takesRows { return layouts.areSame(before, content, in: feed) }
        guard FeedRowCodec.layout(of: content) != FeedRowCodec.layout(of: before) else { return false }
        let told = layouts.values(of: before)
        return told.map(\.field) == feed.layout.columns.map(\.field)
            && told.map(\.value) == FeedRowCodec.unpack(content)
    }
}
