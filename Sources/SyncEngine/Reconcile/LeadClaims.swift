import LeadModel
import LeadStore

/// Which of several people keeps which lead's number, where leads fall apart.
///
/// A lead stays with the person of its first version that is still there. A person without one gets back the number of an
/// absorbed lead whose first version it has, before a new number is given.
struct LeadClaims {
    struct Claim {
        /// Stored leads, ascending.
        var standing: [LeadID] = []
        /// Leads that were absorbed before, ascending.
        var absorbed: [LeadID] = []
    }

    private(set) var byPerson: [Claim]
    /// Leads of which no person is left.
    private(set) var ended: [LeadID] = []

    init(_ people: [[LeadRecord]], standing: [StoredLead], absorbed: [(lead: LeadID, versions: [VersionID])]) {
        byPerson = Array(repeating: Claim(), count: people.count)
        var person: [VersionID: Int] = [:]
        for (index, records) in people.enumerated() {
            for record in records where record.kind == .lead {
                for version in record.versions { person[version.version] = index }
            }
        }
        for lead in standing.sorted(by: { $0.id < $1.id }) {
            if let index = lead.versions.lazy.compactMap({ person[$0] }).first {
                byPerson[index].standing.append(lead.id)
            } else {
                ended.append(lead.id)
            }
        }
        for (lead, versions) in absorbed.sorted(by: { $0.lead < $1.lead }) {
            guard let index = versions.lazy.compactMap({ person[$0] }).first else { continue }
            byPerson[index].absorbed.append(lead)
        }
    }
}
