import Failpoints
import LeadModel
import LeadStore

/// Decides anew about the leads that the ledger names, and takes those back from receivers that must not be sent any more.
///
/// May be killed anywhere and repeated: that leads wait for it is forgotten last.
struct LedgerPass {
    /// What came of it.
    struct Outcome {
        /// Leads of which anything is new.
        var leads: [LeadID] = []
        /// Messages that take a lead back from a feed's receiver.
        var withdrawals = 0
        /// Leads that went to marketing or back to sales, by the source whose record shows why.
        var moved: [String: MovedLeads] = [:]
    }

    let store: LeadStore
    let rules: RuleBook
    let run: Int64
    let now: Instant
    let progress: ProgressReport

    private static let pageSize = 1_000

    /// Settles every lead that some entry names, or named until it ended: reads all leads once, and decides about those alone.
    func settle() throws(Fault) -> Outcome {
        let streams = try store.streamsByNumber()
        let look = try LedgerLook(store, and: store.unsettledEnds())
        var outcome = Outcome()
        var builder = try builder(streams)
        progress.begin("looking up the ledger", total: try store.leadCount())
        var after = LeadID(number: 0)
        while true {
            var versions: [VersionID: StoredVersion] = [:]
            let leads = try store.leads(
                matching: LeadFilter(limit: LedgerPass.pageSize), after: after, adding: &versions)
            guard let last = leads.last else { break }
            after = last.id
            try look.prepare(for: versions.values, streams)
            if look.hasFound {
                let named = leads.filter { look.names($0.versions.lazy.compactMap { versions[$0] }, streams) }
                try settle(named.map(\.id), with: &builder, &outcome)
            }
            progress.advance(leads.count)
        }
        try store.settleLedger()
        outcome.moved = builder.moved
        return outcome
    }

    private func builder(_ streams: [Int: StoredStream]) throws(Fault) -> LeadPageBuilder {
        let identity = LeadPageBuilder.Identity(
            streams: streams, verdicts: VerdictBook(try store.verdicts()), outdatedPages: try store.outdatedPages())
        return try LeadPageBuilder(store: store, rules: rules, run: run, now: now, identity: identity)
    }

    private func settle(
        _ leads: [LeadID], with builder: inout LeadPageBuilder, _ outcome: inout Outcome
    ) throws(Fault) {
        guard !leads.isEmpty else { return }
        let page = try builder.page(resettling: leads)
        guard !page.isEmpty else { return }
        try store.commit(page)
        Failpoint.leadsSettled.pass()
        outcome.leads += page.leads.map(\.id)
        outcome.withdrawals += page.messages.count { $0.action == .withdraw }
    }
}
