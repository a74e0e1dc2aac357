import LeadModel
import LeadStore
import Reconciliation

/// The sets of the identity graph, numbered in the order in which they are written.
///
/// First those that hold stored leads, by the lowest lead; then new people by their lowest node; then records without a
/// person. New leads get the next numbers in that order, so a run that is repeated gives the same numbers.
struct Clusters {
    struct Cluster {
        /// Stored leads in it, ascending: the first survives, the others are absorbed.
        var leads: [LeadID] = []
        /// Waiting records in it.
        var waiting: [VersionID] = []
    }

    /// Cluster of every node, by node.
    private let numbers: [UInt32]
    /// Those with stored leads or waiting records; all others have only pending versions.
    private let known: [UInt32: Cluster]
    let withLeads: Int
    /// Clusters from here on hold no person.
    let people: Int
    let count: Int

    init(_ resolution: inout IdentityResolution, pending: PendingVersions) {
        var clusters: [UInt32: Cluster] = [:]
        for (lead, node) in resolution.leadNodes {
            clusters[resolution.representative(of: node), default: Cluster()].leads.append(lead)
        }
        for (record, node) in resolution.waitingNodes {
            clusters[resolution.representative(of: node), default: Cluster()].waiting.append(record)
        }
        let nodes = resolution.graph.count
        // Until a root is numbered: 0 nothing known, 1 holds a person.
        var states = [UInt8](repeating: 0, count: nodes)
        for part in pending.parts where part.stream.info.kind == .lead {
            for node in part.firstNode..<part.firstNode + UInt32(part.last - part.after) {
                states[Int(resolution.representative(of: node))] = 1
            }
        }
        var numbers = [UInt32](repeating: .max, count: nodes)
        var next: UInt32 = 0
        let roots = clusters.filter { !$0.value.leads.isEmpty }
            .map { (root: $0.key, lowest: $0.value.leads.min() ?? LeadID(number: 0)) }
            .sorted { $0.lowest < $1.lowest }
        for root in roots {
            numbers[Int(root.root)] = next
            next += 1
        }
        withLeads = Int(next)
        for node in 0..<UInt32(nodes) {
            let root = resolution.representative(of: node)
            if states[Int(root)] == 1, numbers[Int(root)] == .max {
                numbers[Int(root)] = next
                next += 1
            }
        }
        people = Int(next)
        for node in 0..<UInt32(nodes) {
            let root = resolution.representative(of: node)
            if numbers[Int(root)] == .max {
                numbers[Int(root)] = next
                next += 1
            }
            numbers[Int(node)] = numbers[Int(root)]
        }
        self.numbers = numbers
        count = Int(next)
        var known: [UInt32: Cluster] = [:]
        for (root, cluster) in clusters {
            known[numbers[Int(root)]] = Cluster(leads: cluster.leads.sorted(), waiting: cluster.waiting.sorted())
        }
        self.known = known
    }

    func number(of node: UInt32) -> UInt32 { numbers[Int(node)] }

    /// What is stored already of a cluster.
    func stored(_ cluster: UInt32) -> Cluster { known[cluster] ?? Cluster() }
}
