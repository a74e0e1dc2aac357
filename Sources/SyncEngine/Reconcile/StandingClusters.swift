import LeadModel
import LeadStore

/// Of a matching of everything anew, the clusters that are one stored lead as it is: the very versions that it has, each
/// saying what it said. Nothing about it is to be settled; what time or other rules make of it is decided later.
struct StandingClusters {
    static let none = StandingClusters()

    /// By cluster, as far as clusters hold stored leads.
    private var areStanding: [Bool] = []

    private init() {}

    init(_ store: LeadStore, _ pending: PendingVersions, _ clusters: Clusters) throws(Fault) {
        let replayed = try store.replayedVersions()
        let counts = clusters.versionCounts(pending)
        areStanding = [Bool](repeating: false, count: counts.count)
        var after = LeadID(number: 0)
        while true {
            let leads = try store.versionsOfLeads(after: after, limit: 4_096)
            guard let last = leads.last else { break }
            after = last.lead
            for (_, versions) in leads {
                guard let cluster = StandingClusters.cluster(of: versions, pending, clusters),
                    cluster < clusters.stored, counts[Int(cluster)] == versions.count,
                    !versions.contains(where: replayed.contains)
                else { continue }
                // All of its versions are here and nobody else's are, so no other lead is.
                areStanding[Int(cluster)] = true
            }
        }
        // A lead that was absorbed, and may come back.
        for cluster in clusters.absorbing { areStanding[Int(cluster)] = false }
    }

    func contains(_ cluster: UInt32) -> Bool { Int(cluster) < areStanding.count && areStanding[Int(cluster)] }

    /// The one cluster that holds some versions; `nil` where there is none.
    private static func cluster(
        of versions: [VersionID], _ pending: PendingVersions, _ clusters: Clusters
    ) -> UInt32? {
        var cluster: UInt32?
        for version in versions {
            guard let node = pending.node(of: version) else { return nil }
            let number = clusters.number(of: node)
            if let cluster, cluster != number { return nil }
            cluster = number
        }
        return cluster
    }
}
