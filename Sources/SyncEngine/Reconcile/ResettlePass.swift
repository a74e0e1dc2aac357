import Failpoints
import LeadModel
import LeadStore

/// Settles the leads anew whose versions say something else since their raw records were read again, and who are still the
/// same people.
///
/// May be killed anywhere and repeated: which versions these are is forgotten last.
struct ResettlePass {
    let store: LeadStore
    let rules: RuleBook
    let run: Int64
    let now: Instant
    let progress: ProgressReport

    /// Leads of one transaction.
    private static let pageLeads = 1_000

    /// - Returns: leads that went to marketing or back to sales, by the source whose record shows why.
    func resettle() throws(Fault) -> [String: MovedLeads] {
        // A matching of everything settles everybody.
        guard try store.rematch() == nil else { return [:] }
        let replayed = try store.replayedVersions()
        guard !replayed.isEmpty else { return [:] }
        let identity = LeadPageBuilder.Identity(
            streams: try store.streamsByNumber(), verdicts: VerdictBook(try store.verdicts()),
            outdatedPages: try store.outdatedPages())
        var builder = try LeadPageBuilder(store: store, rules: rules, run: run, now: now, identity: identity)
        let worker = SerialWorker(depth: 1, name: "commit")
        defer { worker.finish() }
        progress.begin("settling", total: try store.leadCount())
        var touched: [LeadID] = []
        func settle() throws(Fault) {
            let page = try builder.page(resettling: touched)
            touched.removeAll(keepingCapacity: true)
            let store = store
            try worker.submit {
                try store.commit(page)
                Failpoint.leadsSettled.pass()
            }
        }
        var after = LeadID(number: 0)
        while true {
            let leads = try store.versionsOfLeads(after: after, limit: 4_096)
            guard let last = leads.last else { break }
            after = last.lead
            for (lead, versions) in leads where versions.contains(where: replayed.contains) {
                touched.append(lead)
                if touched.count == ResettlePass.pageLeads { try settle() }
            }
            progress.advance(leads.count)
        }
        if !touched.isEmpty { try settle() }
        try worker.drain()
        try store.forgetReplayedVersions()
        return builder.moved
    }
}
