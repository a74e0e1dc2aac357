import Connectors
import Feedback
import LeadModel
import LeadStore

/// Who is not handed to marketing for now: leads of which an export says more that was not read to its end.
///
/// The rest of such an export may say that a lead opted out, was won, or that sales works on it. So what a feed of recycled
/// leads would tell its receiver of them for the first time waits until that rest is known: the export came again whole in
/// its place, or it is there no more and one of all records of its stream came; or until a person says that it may go out.
/// Withdrawals, and changes of what the receiver holds, go out. So does what is for sales, returns and escalations: sales has
/// the whole export, and nobody is written to.
struct HeldBackLeads {
    /// Of streams that are configured no more, too: what was to be said is not known because nobody reads on.
    let unread: [UnreadExport]
    private let store: LeadStore
    private let workspace: Workspace
    /// The streams of the systems that the exports are of: who has a record there may be spoken of in the rest.
    private let streams: Set<Int>
    /// Whether anybody may be: no export of one of these systems was ever read whole, and nobody knows whom it knows.
    private let holdsEverybody: Bool

    init(_ store: LeadStore, _ workspace: Workspace) throws(Fault) {
        self.store = store
        self.workspace = workspace
        unread = try store.unreadExports()
        var systems: [Set<Int>] = []
        if !unread.isEmpty {
            let all = try store.streams()
            for export in unread {
                let space = all.first { $0.info.number == export.stream.number }?.idSpace
                // Sources that share an id space speak of the same records.
                systems.append(
                    Set(
                        all.filter { $0.info.source == export.stream.source || $0.idSpace == space }
                            .map(\.info.number)))
            }
        }
        streams = systems.reduce(into: []) { $0.formUnion($1) }
        var holdsEverybody = false
        for system in systems where try !store.hasReadWhole(anyOf: system) { holdsEverybody = true }
        self.holdsEverybody = holdsEverybody
    }

    /// Leads that a feed's receiver does not hold and must not get yet, of those about whom something waits in a stretch of
    /// the outbox.
    func additions(to feed: FeedDefinition, after: Int64, upTo: Int64 = .max) throws(Fault) -> Set<LeadID> {
        guard !unread.isEmpty, feed.decision == .recycle else { return [] }
        let waiting = try store.waitingAdditions(to: feed.name, after: after, upTo: upTo)
        return holdsEverybody ? Set(waiting) : try store.leads(waiting, withRecordsOf: streams)
    }

    /// Those of some leads, which a feed's receiver does not hold, that must not be added to it yet.
    func unreadAbout(_ leads: [LeadID], of feed: FeedDefinition) throws(Fault) -> Set<LeadID> {
        guard !unread.isEmpty, feed.decision == .recycle else { return [] }
        return holdsEverybody ? Set(leads) : try store.leads(leads, withRecordsOf: streams)
    }

    /// Leads that a feed's receiver would hold by now.
    func additions(to feed: FeedDefinition) throws(Fault) -> Set<LeadID> {
        guard !unread.isEmpty else { return [] }
        guard feed.target.takesRows, let destination = feed.target.destination else {
            return try additions(to: feed, after: try store.feedCursor(feed.name))
        }
        let queued = try store.leads(of: feed.name, for: destination, waitingBecause: .feedHeldBack)
        return try additions(to: feed, after: try store.deliveryCursor(feed.name, for: destination))
            .union(try unreadAbout(queued, of: feed))
    }

    /// Leads that receivers would hold by now, by the name of the feed; none of feeds that hold nobody back.
    func additions() throws(Fault) -> [String: Set<LeadID>] {
        var additions: [String: Set<LeadID>] = [:]
        for feed in workspace.feeds {
            let leads = try self.additions(to: feed)
            if !leads.isEmpty { additions[feed.name] = leads }
        }
        return additions
    }

    /// Names of the feeds that a lead is held back from.
    func feeds(holdingBack lead: LeadID) throws(Fault) -> [String] {
        let additions = try additions()
        return workspace.feeds.map(\.name).filter { additions[$0]?.contains(lead) ?? false }
    }

    /// What every run says as long as somebody is held back.
    func warnings() throws(Fault) -> [Fault] {
        guard let first = unread.first else { return [] }
        let additions = try additions()
        return workspace.feeds.compactMap { feed in
            guard let count = additions[feed.name]?.count else { return nil }
            return Fault(
                .feedHeldBack, .stopStream,
                "\(count) \(count == 1 ? "lead is" : "leads are") not added to the feed '\(feed.name)' yet: \(reason), and what \(unread.count == 1 ? "it says" : "they say") further may close \(count == 1 ? "it" : "them")",
                at: Origin(file: first.path), advice: advice)
        }
    }

    /// What lets them go out.
    var advice: String {
        let isAsked = unread.map { export in
            workspace.sources.contains { $0.name == export.stream.source && $0.isAsked }
        }
        let ways = [
            isAsked.contains(true)
                ? "The next sync asks for the rest, where the system answers: then they go out." : nil,
            isAsked.contains(false)
                ? "Deliver it again whole in its place, or take it away and deliver an export of all records, and sync: then they go out."
                : nil,
        ]
        return ways.compactMap { $0 }.joined(separator: " ")
            + " `leadloop sync --accept-unread` lets them go out without. Withdrawals go out as ever."
    }

    /// What is said of a lead that is held back from some feeds.
    func sentences(on feeds: [String]) -> [String] {
        guard !feeds.isEmpty else { return [] }
        let names = feeds.map { "'\($0)'" }.joined(separator: ", ")
        return [
            "It is not added to the \(feeds.count == 1 ? "feed" : "feeds") \(names) yet: \(reason), and what \(unread.count == 1 ? "it says" : "they say") further may close the lead. It goes out when that has come whole, or an export of all records of the stream."
        ]
    }

    /// Which exports nobody knows the rest of.
    var reason: String {
        let named = unread.prefix(3).map { "\(HeldBackLeads.name($0.path)) of \($0.stream.source)/\($0.stream.stream)" }
        let more = unread.count - named.count
        return (named + (more > 0 ? ["\(more) more"] : [])).joined(separator: ", ")
            + (unread.count == 1 ? " was" : " were") + " not read to "
            + (unread.count == 1 ? "its end" : "their ends")
    }

    private static func name(_ path: String) -> Substring { path.split(separator: "/").last ?? "" }
}
