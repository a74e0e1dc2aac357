import LeadModel
import LeadStore
import Reconciliation

/// The sets of the identity graph, numbered in the order in which they are written.
///
/// First those that hold stored leads, by the lowest lead; then new people by their lowest node; then records without a
/// person. New leads get the next numbers in that order, so a run that is repeated gives the same numbers.
struct Clusters {
    /// What is stored already of a cluster.
    struct Cluster {
        /// Stored leads in it, ascending.
        var leads: [LeadID] = []
        /// Leads that were absorbed before and whose first version is here; only where all is matched anew.
        var absorbed: [LeadID] = []
        /// Waiting records in it.
        var waiting: [VersionID] = []
    }

    private struct Entry<Value: Comparable>: Comparable {
        var cluster: UInt32
        var value: Value

        static func < (left: Entry, right: Entry) -> Bool {
            left.cluster == right.cluster ? left.value < right.value : left.cluster < right.cluster
        }
    }

    /// Cluster of every node, by node.
    private let numbers: [UInt32]
    /// By cluster, then in the order of what is stored. Sorted pairs: a store of millions is matched anew, too.
    private let leads: [Entry<LeadID>]
    private let absorbed: [Entry<LeadID>]
    private let waiting: [Entry<VersionID>]
    /// Clusters before this one hold stored leads.
    let stored: UInt32
    /// Clusters from here on hold no person.
    let people: Int
    let count: Int

    /// - Parameter prior: where everything is matched anew, the leads of before.
    init(_ resolution: inout IdentityResolution, pending: PendingVersions, prior: PriorLeads?) {
        let nodes = resolution.graph.count
        // Whether a root holds a person.
        var holdsPerson = [Bool](repeating: false, count: nodes)
        for part in pending.parts where part.stream.info.kind == .lead {
            for node in part.nodes {
                holdsPerson[Int(resolution.representative(of: node))] = true
            }
        }
        let standing =
            prior?.standing
            ?? resolution.leadNodes.map { (lead: $0.key, node: $0.value) }.sorted { $0.lead < $1.lead }
        var numbers = [UInt32](repeating: .max, count: nodes)
        var next: UInt32 = 0
        func give(_ node: UInt32, _ numbers: inout [UInt32], _ resolution: inout IdentityResolution) {
            let root = Int(resolution.representative(of: node))
            guard numbers[root] == .max else { return }
            numbers[root] = next
            next += 1
        }
        for (_, node) in standing { give(node, &numbers, &resolution) }
        stored = next
        for node in 0..<UInt32(nodes) where holdsPerson[Int(resolution.representative(of: node))] {
            give(node, &numbers, &resolution)
        }
        people = Int(next)
        for node in 0..<UInt32(nodes) {
            give(node, &numbers, &resolution)
            numbers[Int(node)] = numbers[Int(resolution.representative(of: node))]
        }
        self.numbers = numbers
        count = Int(next)
        var leads = standing.map { Entry(cluster: numbers[Int($0.node)], value: $0.lead) }
        leads.sort()
        self.leads = leads
        absorbed = (prior?.absorbed ?? []).map { Entry(cluster: numbers[Int($0.node)], value: $0.lead) }.sorted()
        waiting = resolution.waitingNodes.map { Entry(cluster: numbers[Int($0.value)], value: $0.key) }.sorted()
    }

    func number(of node: UInt32) -> UInt32 { numbers[Int(node)] }

    /// How many pending versions each cluster holds that holds stored leads.
    func versionCounts(_ pending: PendingVersions) -> [UInt32] {
        var counts = [UInt32](repeating: 0, count: Int(stored))
        for number in numbers.prefix(pending.count) where number < stored { counts[Int(number)] += 1 }
        return counts
    }

    /// Those with leads that were absorbed before, as far as they hold stored ones.
    var absorbing: [UInt32] { absorbed.map(\.cluster).filter { $0 < stored } }

    /// What is stored already of a cluster.
    func stored(_ cluster: UInt32) -> Cluster {
        Cluster(
            leads: values(of: cluster, in: leads), absorbed: values(of: cluster, in: absorbed),
            waiting: values(of: cluster, in: waiting))
    }

    private func values<Value>(of cluster: UInt32, in entries: [Entry<Value>]) -> [Value] {
        guard !entries.isEmpty else { return [] }
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].cluster < cluster { low = middle + 1 } else { high = middle }
        }
        var found: [Value] = []
        while low < entries.count, entries[low].cluster == cluster {
            found.append(entries[low].value)
            low += 1
        }
        return found
    }
}
