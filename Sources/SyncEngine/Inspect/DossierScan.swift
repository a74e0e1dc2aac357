import LeadLifecycle
import LeadModel
import LeadStore

/// Walks through the leads of a store with everything that is known of each, in the order of their numbers.
///
/// What it costs: one query a thousand leads, and the unification of each; nothing of a page stays when the next is read.
struct DossierScan {
    let store: LeadStore
    let streams: [Int: StoredStream]
    /// Leads that do not fit are passed over; its limit is not looked at.
    var filter = LeadFilter()

    private static let pageSize = 1_000

    /// - Parameter settlement: by whose rules the records are unified.
    func forEach(
        by settlement: inout LeadSettlement, _ body: (StoredLead, LeadDossier) throws(Fault) -> Void
    ) throws(Fault) {
        var filter = filter
        filter.limit = DossierScan.pageSize
        var after = LeadID(number: 0)
        while true {
            var versions: [VersionID: StoredVersion] = [:]
            let leads = try store.leads(matching: filter, after: after, adding: &versions)
            guard let last = leads.last else { return }
            after = last.id
            try settlement.look(at: versions.values)
            for lead in leads {
                let records = LeadRecords(lead.versions.compactMap { versions[$0] }, streams: streams).records
                try body(lead, settlement.dossier(lead.id, records))
            }
        }
    }
}
