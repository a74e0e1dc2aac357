import LeadModel
import LeadStore

/// Which leads the versions belonged to, for a matching of everything anew: receivers know leads by their numbers.
///
/// A lead stays with its first version that is still there: of a lead that falls apart, the part with that version keeps
/// the number.
struct PriorLeads {
    /// Leads, ascending, with the node that each stays with.
    private(set) var standing: [(lead: LeadID, node: UInt32)] = []
    /// Leads that were absorbed, the same way.
    private(set) var absorbed: [(lead: LeadID, node: UInt32)] = []
    /// Leads of which nothing is left.
    private(set) var ended: [LeadID] = []

    init(_ store: LeadStore, pending: PendingVersions) throws(Fault) {
        func place(_ versions: [VersionID]) -> UInt32? {
            versions.lazy.compactMap(pending.node(of:)).first { pending.part(of: $0).stream.info.kind == .lead }
        }
        var after = LeadID(number: 0)
        while true {
            let leads = try store.versionsOfLeads(after: after, limit: 4_096)
            guard let last = leads.last else { break }
            after = last.lead
            for (lead, versions) in leads {
                if let node = place(versions) {
                    standing.append((lead: lead, node: node))
                } else {
                    ended.append(lead)
                }
            }
        }
        for (lead, versions) in try store.absorbedVersions() {
            if let node = place(versions) { absorbed.append((lead: lead, node: node)) }
        }
    }
}
