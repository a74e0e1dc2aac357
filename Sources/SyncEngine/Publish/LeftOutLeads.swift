import Feedback
import LeadModel
import LeadStore

/// Leads that a feed does not carry because they lack what its receiver needs. They are as recycled as the others, and come
/// into the feed with the first record that says what was missing.
enum LeftOutLeads {
    /// What a run says of those that are left out since.
    static func notes(_ moved: MovedLeads, _ feeds: [FeedDefinition]) -> [Fault] {
        feeds.compactMap { feed in
            guard let count = moved.leftOut[feed.name], count > 0 else { return nil }
            let (leads, have) = count == 1 ? ("lead is", "it has") : ("leads are", "they have")
            return Fault(
                .feedLeftOut, .stopStream,
                "\(count) \(leads) left out of the feed '\(feed.name)' since this run: \(have) no \(feed.neededWords)",
                at: feed.needsPlace ?? feed.place,
                advice:
                    "Nothing is lost: whoever gets one is in the next file. `leadloop feed list` counts all who are left out."
            )
        }
    }

    /// How many leads are left out of a feed by now, and how many of them lack each field.
    static func count(of feed: FeedDefinition, in store: LeadStore) throws(Fault) -> (
        leads: Int, lacking: [(field: Field, leads: Int)]
    ) {
        guard !feed.needs.isEmpty, feed.decision != nil else { return (0, []) }
        var leads = 0
        var lacking = feed.needs.map { (field: $0, leads: 0) }
        var after = LeadID(number: 0)
        while true {
            let page = try store.leads(matching: LeadFilter(decision: feed.decision, limit: 1_000), after: after)
            guard let last = page.last else { return (leads, lacking.filter { $0.leads > 0 }) }
            after = last.id
            for lead in page where feed.leavesOut(lead.golden, lead.decision) {
                leads += 1
                let missing = feed.lacking(lead.golden)
                for index in lacking.indices where missing.contains(lacking[index].field) { lacking[index].leads += 1 }
            }
        }
    }
}

extension FeedDefinition {
    /// `email`, `email or no country`
    fileprivate var neededWords: String { needs.map(\.word).joined(separator: " or no ") }
}
